package demo

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"veldwerk/codebook"
	"veldwerk/store"
	"veldwerk/transcript"
)

func written(t *testing.T, opt store.Options) *store.Project {
	t.Helper()
	path := filepath.Join(t.TempDir(), "demo.veldwerk")
	if err := Write(context.Background(), path, opt); err != nil {
		t.Fatal(err)
	}
	c := newClock()
	c.moveTo(day(12, 10))
	p, err := store.Open(context.Background(), path, store.Options{ReadOnly: true, Now: c.Now, NewID: c.NewID, Device: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// everything is what exports are made of.
func everything(t *testing.T, p *store.Project) map[string]any {
	t.Helper()
	ctx, all := context.Background(), map[string]any{"id": p.Info().ID, "created": p.Info().Created}
	keep := func(name string, what any, err error) {
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all[name] = what
	}
	documents, err := p.Documents.List(ctx)
	keep("documents", documents, err)
	for _, d := range documents {
		doc, err := p.Documents.Get(ctx, d.ID)
		keep(d.Title, doc, err)
	}
	cases, err := p.Cases.List(ctx)
	keep("cases", cases, err)
	attributes, err := p.Attributes.List(ctx)
	keep("attributes", attributes, err)
	codes, err := p.Codes.List(ctx)
	keep("codes", codes, err)
	themes, err := p.Themes.List(ctx)
	keep("themes", themes, err)
	codings, err := p.Codings.All(ctx)
	keep("codings", codings, err)
	memos, err := p.Memos.List(ctx)
	keep("memos", memos, err)
	coders, err := p.Coders.List(ctx)
	keep("coders", coders, err)
	changes, err := p.Changes.All(ctx)
	keep("changes", changes, err)
	return all
}

// Two demos are the same, whoever writes them, and hold the whole material.
func TestWrite(t *testing.T) {
	late := newClock()
	late.moveTo(day(30, 12))
	one := written(t, store.Options{Version: "1"})
	two := written(t, store.Options{Version: "1", Device: "another", Now: late.Now, NewID: late.NewID})
	a, b := everything(t, one), everything(t, two)
	for name := range a {
		if !reflect.DeepEqual(a[name], b[name]) {
			t.Errorf("%s differ", name)
		}
	}
	m := loaded(t)
	checkCounts(t, one, m)
	checkMarks(t, one, m)
	checkSlots(t, one)
}

func checkCounts(t *testing.T, p *store.Project, m *material) {
	t.Helper()
	ctx := context.Background()
	report, err := p.Check(ctx)
	if err != nil || !report.OK || report.Codings != len(m.marks) {
		t.Errorf("check: %+v, %v", report, err)
	}
	counts, err := p.Counts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	codes, themes := codebook.Starter()
	turns := 0
	for _, in := range m.interviews {
		n, _ := turnsAndWords(in.document)
		turns += n
	}
	want := store.Counts{
		Documents: len(m.interviews), Turns: turns, Words: counts.Words, Speakers: 2 * len(m.interviews), Cases: len(m.interviews),
		Codes: len(codes) + len(m.Drafts), Themes: len(themes), Codings: len(m.marks), Memos: counts.Memos, Coders: 2,
	}
	if counts != want {
		t.Errorf("counts %+v, want %+v", counts, want)
	}
	if counts.Words < 13_500 {
		t.Errorf("%d words", counts.Words)
	}
	memos, err := p.Memos.List(ctx)
	if err != nil {
		t.Fatal(err)
	}
	about := map[codebook.RefKind]int{}
	for _, memo := range memos {
		about[memo.About.Kind]++
	}
	for _, n := range m.notes {
		if about[n.About] == 0 {
			t.Errorf("no memo about a %s", n.About)
		}
	}
}

// checkMarks compares each coding with the mark it came from.
func checkMarks(t *testing.T, p *store.Project, m *material) {
	t.Helper()
	ctx := context.Background()
	codings, err := p.Codings.All(ctx)
	if err != nil {
		t.Fatal(err)
	}
	codes, err := p.Codes.List(ctx)
	if err != nil {
		t.Fatal(err)
	}
	tree := codebook.NewTree(codes)
	coders, err := p.Coders.List(ctx)
	if err != nil {
		t.Fatal(err)
	}
	names := map[codebook.CoderID]string{}
	for _, c := range coders {
		names[c.ID] = c.Name
	}
	type key struct {
		coder, code, hash string
		certainty         int
	}
	got, want := map[key]int{}, map[key]int{}
	certain := 0
	for _, c := range codings {
		got[key{names[c.Coder], tree.Path(c.Code), c.QuoteHash, c.Certainty}]++
		certain += c.Certainty
		if c.Created.Before(day(3, 9)) || !c.Modified.Before(day(12, 10)) {
			t.Errorf("coded between %v and %v", c.Created, c.Modified)
		}
	}
	for _, k := range m.marks {
		want[key{k.Coder, k.Code, codebook.QuoteHash(k.Quote), k.Certainty}]++
	}
	if certain == 0 || !reflect.DeepEqual(got, want) {
		t.Error("codings differ from the material")
	}
}

func checkSlots(t *testing.T, p *store.Project) {
	t.Helper()
	ctx := context.Background()
	coder, err := p.Coders.List(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range coder {
		slots, err := p.Slots.Of(ctx, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		for i, code := range slots {
			if code.IsZero() != (i >= 5) {
				t.Errorf("%s: slot %d holds %q", c.Name, i+1, code)
			}
		}
	}
}

// A file that is there already stays as it is; a failed demo leaves nothing.
func TestWriteNeverOverwrites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "demo.veldwerk")
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Write(context.Background(), path, store.Options{}); !errors.Is(err, os.ErrExist) {
		t.Errorf("error %v, want os.ErrExist", err)
	}
	if kept, err := os.ReadFile(path); err != nil || string(kept) != "mine" {
		t.Errorf("file now holds %q, %v", kept, err)
	}
}

// A clock never stands still and never goes back, and its ids are sorted
// UUIDv7.
func TestClock(t *testing.T) {
	c := newClock()
	before, last := c.Now(), c.NewID()
	for _, start := range []int{9, 14, 9} {
		c.moveTo(day(3, start))
		now, id := c.Now(), c.NewID()
		if !now.After(before) {
			t.Errorf("%v after %v", now, before)
		}
		if id.Version() != 7 || id.Variant() != 1 || id.String() <= last.String() {
			t.Errorf("id %v after %v", id, last)
		}
		before, last = now, id
	}
	friday := day(6, 14)
	if got := nextSession(friday); got != day(9, 9) {
		t.Errorf("after friday afternoon comes %v", got)
	}
	if _, err := transcript.ParseID[struct{}](last.String()); err != nil {
		t.Error(err)
	}
}

// A demo that is called off leaves no file.
func TestWriteCalledOff(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	path := filepath.Join(t.TempDir(), "demo.veldwerk")
	if err := Write(ctx, path, store.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
	if left, err := filepath.Glob(path + "*"); err != nil || len(left) > 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
}
