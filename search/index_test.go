package search

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

const testProject = "0197a1b2-0000-7000-8000-000000000001"

func openIndex(t testing.TB, dir string) *Index {
	t.Helper()
	ix, err := OpenIndex(dir, testProject)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := ix.Close(); err != nil {
			t.Error(err)
		}
	})
	return ix
}

func catchUp(t testing.TB, ix *Index, f Facts) {
	t.Helper()
	if err := ix.CatchUp(context.Background(), f, nil); err != nil {
		t.Fatal(err)
	}
}

func find(t testing.TB, ix *Index, f Facts, query string, limit int) Result {
	t.Helper()
	r, err := ix.Search(context.Background(), Parse(query), f, Options{Limit: limit})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return r
}

// same fails when index and scan do not agree.
func same(t *testing.T, ix *Index, f Facts, query string, limit int) Result {
	t.Helper()
	got := find(t, ix, f, query, limit)
	want, err := Scan(context.Background(), Parse(query), f, Options{Limit: limit})
	if err != nil {
		t.Fatal(err)
	}
	if got.Total != want.Total || !equalHits(got.Hits, want.Hits) {
		t.Fatalf("%s (limit %d)\n index %d %v\n scan  %d %v", query, limit, got.Total, got.Hits, want.Total, want.Hits)
	}
	return got
}

func equalHits(a, b []Hit) bool {
	return slices.EqualFunc(a, b, func(x, y Hit) bool {
		return x.Document == y.Document && x.Turn == y.Turn && x.Span == y.Span && slices.Equal(x.Matches, y.Matches)
	})
}

func TestIndexAnswersAsScan(t *testing.T) {
	f := dorp()
	ix := openIndex(t, t.TempDir())
	if r := same(t, ix, f, "ruimte", 0); r.Indexed {
		t.Error("an empty index says that it answered")
	}
	catchUp(t, ix, f)
	for _, tt := range dorpQueries {
		for _, limit := range []int{0, 1, 50} {
			r := same(t, ix, f, tt.query, limit)
			if r.Indexed != (tt.query != "") {
				t.Errorf("%s: indexed %v", tt.query, r.Indexed)
			}
		}
	}
	r := find(t, ix, f, "rool:x", 0)
	if len(r.Problems) != 1 {
		t.Errorf("problems %v", r.Problems)
	}
}

func TestIndexFollowsDocuments(t *testing.T) {
	f := dorp()
	dir := t.TempDir()
	ix := openIndex(t, dir)
	catchUp(t, ix, f)
	check := func(step string, indexed bool) {
		t.Helper()
		for _, query := range []string{"gemeente", `"de gemeente"`, "-gemeente", "*ruimte*", "spreker:r1", "code:ruimte"} {
			for _, limit := range []int{0, 3} {
				if r := same(t, ix, f, query, limit); r.Indexed != indexed {
					t.Errorf("%s: %s indexed %v", step, query, r.Indexed)
				}
			}
		}
	}
	f.add("Interview 4", "nl", nil, "I: Gemeente?\nR1: De gemeente, ja.")
	check("added", false)
	catchUp(t, ix, f)
	check("added and caught up", true)
	f.set(f.documents[0].ID, "R1: Kort nu: de gemeente.")
	f.codings[f.documents[0].ID] = nil
	check("shortened", false)
	catchUp(t, ix, f)
	check("shortened and caught up", true)
	f.remove(f.documents[1].ID)
	check("removed", true)
	catchUp(t, ix, f)
	check("removed and caught up", true)
	f.texts[f.documents[0].ID].Speakers[0].Name = "Wim"
	f.documents[0].Stamp = "Wim"
	check("renamed", false)
	catchUp(t, ix, f)
	check("renamed and caught up", true)
	if r := find(t, ix, f, "spreker:wim", 0); r.Total != 1 {
		t.Errorf("spreker:wim: %d turns", r.Total)
	}
	slices.Reverse(f.documents)
	check("listed in another order", true)
	if err := ix.Close(); err != nil {
		t.Fatal(err)
	}
	ix = openIndex(t, dir)
	check("opened again", true)
	if err := ix.CatchUp(context.Background(), f, func(int, int) { t.Error("caught up with nothing to do") }); err != nil {
		t.Error(err)
	}
}

func TestIndexProgress(t *testing.T) {
	f := dorp()
	ix := openIndex(t, t.TempDir())
	var last [2]int
	err := ix.CatchUp(context.Background(), f, func(done, total int) {
		if done < last[0] || total != 3 {
			t.Errorf("progress %d of %d after %d", done, total, last[0])
		}
		last = [2]int{done, total}
	})
	if err != nil || last != [2]int{3, 3} {
		t.Errorf("%v, progress ended at %v", err, last)
	}
}

func TestIndexCancelled(t *testing.T) {
	f := corpus(1, 40)
	ix := openIndex(t, t.TempDir())
	ctx, cancel := context.WithCancel(context.Background())
	err := ix.CatchUp(ctx, f, func(done, _ int) {
		if done > 0 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	same(t, ix, f, "gemeente", 0)
	if len(ix.held) == 0 {
		t.Error("what was written is lost")
	}
	catchUp(t, ix, f)
	if r := same(t, ix, f, "gemeente", 0); !r.Indexed {
		t.Error("not indexed after all")
	}
}

func TestIndexBusy(t *testing.T) {
	dir := t.TempDir()
	ix := openIndex(t, dir)
	done := make(chan error)
	go func() {
		_, err := OpenIndex(dir, testProject)
		done <- err
	}()
	select {
	case err := <-done:
		if !errors.Is(err, ErrIndexBusy) {
			t.Errorf("second opening: %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("second opening hangs")
	}
	if err := ix.Close(); err != nil {
		t.Fatal(err)
	}
	openIndex(t, dir)
}

func TestIndexOfAnotherProject(t *testing.T) {
	f := dorp()
	dir := t.TempDir()
	ix := openIndex(t, dir)
	catchUp(t, ix, f)
	if err := ix.Close(); err != nil {
		t.Fatal(err)
	}
	other, err := OpenIndex(dir, "0197a1b2-0000-7000-8000-000000000002")
	if err != nil {
		t.Fatal(err)
	}
	if r := same(t, other, f, "gemeente", 0); r.Indexed {
		t.Error("the index of another project answers")
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
}

// TestIndexDistrusted: an index that holds something else than the text says
// is not asked again, and made anew.
func TestIndexDistrusted(t *testing.T) {
	f := dorp()
	ix := openIndex(t, t.TempDir())
	catchUp(t, ix, f)
	hash := f.documents[0].TextHash
	f.set(f.documents[0].ID, "R1: Niets meer over die plek.")
	f.documents[0].TextHash = hash // the index can't see that the text is another
	f.codings = nil
	if r := same(t, ix, f, "gemeente", 10); r.Indexed {
		t.Error("the index answered with what the text does not hold")
	}
	if r := same(t, ix, f, "plek", 0); r.Indexed {
		t.Error("a distrusted index answered")
	}
	catchUp(t, ix, f)
	if r := same(t, ix, f, "plek", 0); !r.Indexed {
		t.Error("not made anew")
	}
}

func TestIndexFolderDeleted(t *testing.T) {
	f := dorp()
	dir := filepath.Join(t.TempDir(), "index")
	ix := openIndex(t, dir)
	catchUp(t, ix, f)
	if err := ix.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	ix = openIndex(t, dir)
	if r := same(t, ix, f, "gemeente", 0); r.Indexed {
		t.Error("indexed out of nothing")
	}
	catchUp(t, ix, f)
	same(t, ix, f, "gemeente", 0)
	if err := os.RemoveAll(dir); err != nil { // while it is open
		t.Fatal(err)
	}
	same(t, ix, f, "*ruimte*", 0)
	f.add("Interview 4", "nl", nil, "R1: De gemeente, ja.")
	same(t, ix, f, "gemeente", 0)
	catchUp(t, ix, f)
	if r := same(t, ix, f, "gemeente", 0); !r.Indexed {
		t.Error("not made anew")
	}
}

// TestIndexUnfinished: a folder in which a process died is thrown away.
func TestIndexUnfinished(t *testing.T) {
	f := dorp()
	dir, copied := t.TempDir(), filepath.Join(t.TempDir(), "index")
	ix := openIndex(t, dir)
	err := ix.CatchUp(context.Background(), f, func(done, total int) {
		if err := os.CopyFS(copied, os.DirFS(dir)); err != nil && done == total {
			t.Error(err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	ix = openIndex(t, copied)
	if r := same(t, ix, f, "gemeente", 0); r.Indexed {
		t.Error("an unfinished index answers")
	}
	catchUp(t, ix, f)
	same(t, ix, f, "gemeente", 0)
}

func TestIndexManyPieces(t *testing.T) {
	f := newFacts()
	ix := openIndex(t, t.TempDir())
	for i := range 2*mostSegments + 3 {
		f.add(fmt.Sprintf("Interview %d", i), "nl", nil, fmt.Sprintf("I: Woord%d?\nR: De gemeente, woord%d.", i, i%5))
		catchUp(t, ix, f)
	}
	if r := same(t, ix, f, "gemeente OR woord*", 0); !r.Indexed || r.Total != len(f.documents)*2 {
		t.Errorf("indexed %v, %d hits", r.Indexed, r.Total)
	}
	var segments, listed int
	for _, file := range ix.files {
		if strings.HasSuffix(file.Name, ".zap") {
			segments++
		}
		listed++
	}
	if segments == 0 || segments > mostSegments || listed < segments+3 {
		t.Errorf("%d segments in %d files", segments, listed)
	}
}

func TestOutlines(t *testing.T) {
	f := dorp()
	var outlines []*outline
	for i := range f.documents {
		outlines = append(outlines, outlineOf(&f.documents[i], f.texts[f.documents[i].ID]))
	}
	b := writeOutlines(outlines)
	got, err := readOutlines(b)
	if err != nil || !reflect.DeepEqual(got, outlines) {
		t.Fatalf("%v\n %+v\n %+v", err, got, outlines)
	}
	for i := range b {
		if _, err := readOutlines(b[:i]); err == nil {
			t.Fatalf("%d of %d bytes are read as whole", i, len(b))
		}
	}
}

// TestIndexWhileWriting searches while the index is built: every answer is
// whole.
func TestIndexWhileWriting(t *testing.T) {
	f := corpus(2, 40)
	ix := openIndex(t, t.TempDir())
	done := make(chan error, 1)
	go func() { done <- ix.CatchUp(context.Background(), f, nil) }()
	for _, query := range []string{"gemeente", "*ruimte*", `"de gemeente"`, "regels NEAR/5 ruimte"} {
		same(t, ix, f, query, 0)
		same(t, ix, f, query, 20)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if r := same(t, ix, f, "gemeente", 0); !r.Indexed {
		t.Error("not indexed after all")
	}
}

// TestIndexBatchUnderWay: a search that began before a text was corrected is
// not answered from the words of the new one with the turns of the old, when
// the batch that brings it is written but not yet acknowledged.
func TestIndexBatchUnderWay(t *testing.T) {
	f := corpus(12, 3)
	ix := openIndex(t, t.TempDir())
	catchUp(t, ix, f)
	old := &fakeFacts{documents: slices.Clone(f.documents), texts: maps.Clone(f.texts), codings: f.codings, book: f.book}
	first, second := f.documents[0].ID, f.documents[1].ID
	f.set(first, "R1: Ja. De gemeente.\n"+f.texts[first].Text.String())
	f.set(second, "R1: Nee. De gemeente.\n"+f.texts[second].Text.String())
	f.codings, old.codings = nil, nil
	ix.writing.Lock()
	held := true
	t.Cleanup(func() {
		if held {
			ix.writing.Unlock() // or closing waits for ever
		}
	})
	w, err := ix.write()
	if err != nil {
		t.Fatal(err)
	}
	w.former = nil // so that every batch is let see
	bring := func(n int) *delivery {
		d := w.delivery()
		if err := d.add(outlineOf(&f.documents[n], f.texts[f.documents[n].ID]), f.texts[f.documents[n].ID], nil); err != nil {
			t.Fatal(err)
		}
		d.meet(d.brung[0], f.texts[f.documents[n].ID], ix.words)
		return d
	}
	w.underway[first]++
	if err := w.engine.Batch(bring(0).batch); err != nil {
		t.Fatal(err)
	}
	if err := w.deliver(bring(1)); err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{"gemeente", `"de gemeente"`, "*e*"} {
		same(t, ix, old, query, 0)
		same(t, ix, f, query, 0)
	}
	if err := w.finish(context.Background()); err == nil {
		t.Error("at rest with a batch that was never acknowledged")
	}
	ix.discard()
	ix.writing.Unlock()
	held = false
	catchUp(t, ix, f)
	if r := same(t, ix, f, "gemeente", 0); !r.Indexed {
		t.Error("not indexed after all")
	}
}
