package search

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A harm does damage to an index folder at rest. name is a file in it.
type harm struct {
	name string
	do   func(d *damaged, name string) error
}

// harmless lists the harms after which an index may still be asked: what is
// changed is no part of it, or root may read it all the same.
var harmless = map[string]bool{
	"a folder that is not ours": true, "a folder of a new generation": true, "a note for a lock": true, "files half replaced": true,
	"store may not be read": true, "unreadable": true,
}

// damaged is a folder that is harmed: a copy of a whole index.
type damaged struct {
	dir, whole, other, former string // other: an index of the same project of other texts; former: of fewer texts
	r                         *rand.Rand
}

func (d *damaged) path(name string) string { return filepath.Join(d.dir, filepath.FromSlash(name)) }

// bytesOf makes a harm of a change to the bytes of a file.
func bytesOf(change func(b []byte, r *rand.Rand) []byte) func(*damaged, string) error {
	return func(d *damaged, name string) error {
		b, err := os.ReadFile(d.path(name))
		if err != nil {
			return err
		}
		if len(b) == 0 {
			b = []byte("x")
		}
		return os.WriteFile(d.path(name), change(b, d.r), 0o600)
	}
}

// fileHarms are done to every file of the index.
var fileHarms = []harm{
	{"gone", func(d *damaged, name string) error { return os.Remove(d.path(name)) }},
	{"empty", bytesOf(func([]byte, *rand.Rand) []byte { return nil })},
	{"one byte", bytesOf(func(b []byte, _ *rand.Rand) []byte { return b[:1] })},
	{"half", bytesOf(func(b []byte, _ *rand.Rand) []byte { return b[:len(b)/2] })},
	{"last byte lost", bytesOf(func(b []byte, _ *rand.Rand) []byte { return b[:len(b)-1] })},
	{"longer", bytesOf(func(b []byte, _ *rand.Rand) []byte { return append(b, 'x') })},
	{"twice", bytesOf(func(b []byte, _ *rand.Rand) []byte { return append(b, b...) })},
	{"shifted", bytesOf(func(b []byte, r *rand.Rand) []byte { return slices.Insert(b, r.IntN(len(b)), 'x') })},
	{"a byte lost", bytesOf(func(b []byte, r *rand.Rand) []byte { at := r.IntN(len(b)); return slices.Delete(b, at, at+1) })},
	{"many bits", bytesOf(func(b []byte, r *rand.Rand) []byte {
		for range 1 + len(b)/64 {
			b[r.IntN(len(b))] ^= 1 << r.IntN(8)
		}
		return append(b, 0)[:len(b)]
	})},
	{"first bit", bytesOf(func(b []byte, _ *rand.Rand) []byte { b[0] ^= 1; return b })},
	{"last bit", bytesOf(func(b []byte, _ *rand.Rand) []byte { b[len(b)-1] ^= 128; return b })},
	{"a bit", flipped},
	{"another bit", flipped},
	{"two bytes", bytesOf(func(b []byte, r *rand.Rand) []byte { b[r.IntN(len(b))] ^= 255; b[r.IntN(len(b))]++; return b })},
	{"zeroed", bytesOf(func(b []byte, _ *rand.Rand) []byte { clear(b); return append(b, 0)[:len(b)] })},
	{"zeroed to the end", bytesOf(func(b []byte, r *rand.Rand) []byte { clear(b[r.IntN(len(b)):]); b[0] ^= 2; return b })},
	{"a page zeroed", bytesOf(func(b []byte, r *rand.Rand) []byte {
		at := r.IntN(len(b)) &^ 4095
		clear(b[at:min(at+4096, len(b))])
		b[at] = ^b[at]
		return b
	})},
	{"turned round", bytesOf(func(b []byte, _ *rand.Rand) []byte { slices.Reverse(b); b[0]++; return b })},
	{"noise", bytesOf(func(b []byte, r *rand.Rand) []byte {
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		return b
	})},
	{"a folder instead", func(d *damaged, name string) error {
		return errors.Join(os.Remove(d.path(name)), os.Mkdir(d.path(name), 0o700))
	}},
	{"a link to nothing", func(d *damaged, name string) error {
		return errors.Join(os.Remove(d.path(name)), os.Symlink(d.path("nothing"), d.path(name)))
	}},
	{"a link to itself", func(d *damaged, name string) error {
		return errors.Join(os.Remove(d.path(name)), os.Symlink(filepath.Base(d.path(name)), d.path(name)))
	}},
	{"unreadable", func(d *damaged, name string) error { return os.Chmod(d.path(name), 0) }},
	{"of another index", func(d *damaged, name string) error { return d.swap(d.other, name) }},
	{"of before", func(d *damaged, name string) error { return d.swap(d.former, name) }},
	{"a bit, at the same time", func(d *damaged, name string) error {
		info, err := os.Stat(d.path(name))
		return errors.Join(err, flipped(d, name), os.Chtimes(d.path(name), info.ModTime(), info.ModTime()))
	}},
	{"rotten", rotten},
	{"rotten to the end", func(d *damaged, name string) error {
		return d.rot(name, func(b []byte) { clear(b[len(b)/2:]); b[len(b)-1] ^= 1 })
	}},
}

var flipped = bytesOf(func(b []byte, r *rand.Rand) []byte { b[r.IntN(len(b))] ^= 1 << r.IntN(8); return b })

// swap puts a file of another index in the place of one, or of the one that
// comes nearest.
func (d *damaged) swap(from, name string) error {
	b, err := os.ReadFile(filepath.Join(from, filepath.FromSlash(name)))
	if errors.Is(err, os.ErrNotExist) {
		b, err = os.ReadFile(filepath.Join(from, wordsName))
	}
	if own, ownErr := os.ReadFile(d.path(name)); ownErr == nil && string(own) == string(b) {
		b = append(b, '\n') // index_meta.json is the same in all
	}
	return errors.Join(err, os.WriteFile(d.path(name), b, 0o600))
}

func rotten(d *damaged, name string) error {
	return d.rot(name, func(b []byte) { b[d.r.IntN(len(b))] ^= 1 << d.r.IntN(8) })
}

// rot changes a file as a failing disk does: the file system tells nothing of
// it. The manifest is made to agree with the times of the file as it is.
func (d *damaged) rot(name string, change func(b []byte)) error {
	err := bytesOf(func(b []byte, _ *rand.Rand) []byte { change(b); return b })(d, name)
	if err != nil || name == manifestName {
		return err
	}
	return d.vouch()
}

// vouch makes the manifest agree with the times of all segments.
func (d *damaged) vouch() error {
	return d.manifest(func(m *manifest) {
		info, err := os.Stat(d.path(outlinesName))
		if err != nil {
			return
		}
		sealed := changeTime(info)
		for i, f := range m.Files {
			if info, err := os.Stat(d.path(f.Name)); err == nil && f.isSegment() {
				m.Files[i].Written = changeTime(info)
				for sealed-m.Files[i].Written < int64(fineTick) { // the last file to be written is the outlines
					_ = os.Chmod(d.path(outlinesName), 0o600)
					info, _ := os.Stat(d.path(outlinesName))
					sealed = changeTime(info)
				}
			}
		}
	})
}

// manifest rewrites the manifest.
func (d *damaged) manifest(change func(m *manifest)) error {
	var m manifest
	b, err := os.ReadFile(d.path(manifestName))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return err
	}
	change(&m)
	return m.write(d.dir)
}

func lying(change func(m *manifest)) func(*damaged, string) error {
	return func(d *damaged, _ string) error { return d.manifest(change) }
}

// folderHarms are done to the folder as a whole.
var folderHarms = []harm{
	{"of another project", lying(func(m *manifest) { m.Project = "0197a1b2-0000-7000-8000-000000000009" })},
	{"of another format", lying(func(m *manifest) { m.Format++ })},
	{"of a former format", lying(func(m *manifest) { m.Format-- })},
	{"of another analyzer", lying(func(m *manifest) { m.Analyzer++ })},
	{"no generation", lying(func(m *manifest) { m.Generation = "" })},
	{"this generation", lying(func(m *manifest) { m.Generation = "." })},
	{"generation outside", lying(func(m *manifest) { m.Generation = ".." })},
	{"generation elsewhere", lying(func(m *manifest) { m.Generation = "words-9" })},
	{"no files", lying(func(m *manifest) { m.Files = nil })},
	{"a file too few", lying(func(m *manifest) { m.Files = m.Files[1:] })},
	{"a file too many", lying(func(m *manifest) { m.Files = append(m.Files, fileSum{Name: "words-1/more"}) })},
	{"the same file twice", lying(func(m *manifest) { m.Files[1] = m.Files[0] })},
	{"files in another order", lying(func(m *manifest) { slices.Reverse(m.Files) })},
	{"other sums", lying(func(m *manifest) { m.Files[0].CRC++ })},
	{"manifest of another index", func(d *damaged, _ string) error { return d.swap(d.other, manifestName) }},
	{"manifest of before", func(d *damaged, _ string) error { return d.swap(d.former, manifestName) }},
	{"manifest of nothing", func(d *damaged, _ string) error { return os.WriteFile(d.path(manifestName), []byte("null"), 0o600) }},
	{"manifest of numbers", func(d *damaged, _ string) error { return os.WriteFile(d.path(manifestName), []byte("[1,2]"), 0o600) }},
	{"everything else gone", func(d *damaged, _ string) error {
		m, err := os.ReadFile(d.path(manifestName))
		return errors.Join(err, os.RemoveAll(d.dir), os.Mkdir(d.dir, 0o700), os.WriteFile(d.path(manifestName), m, 0o600))
	}},
	{"words gone", func(d *damaged, _ string) error { return os.RemoveAll(d.path("words-1")) }},
	{"words of another index", func(d *damaged, _ string) error {
		return errors.Join(os.RemoveAll(d.path("words-1")), os.CopyFS(d.path("words-1"), os.DirFS(filepath.Join(d.other, "words-1"))))
	}},
	{"words of before", func(d *damaged, _ string) error {
		return errors.Join(os.RemoveAll(d.path("words-1")), os.CopyFS(d.path("words-1"), os.DirFS(filepath.Join(d.former, "words-1"))))
	}},
	{"beside words of before", func(d *damaged, _ string) error {
		return errors.Join(d.swap(d.former, outlinesName), d.swap(d.former, wordsName), d.swap(d.former, rowsName))
	}},
	{"a file beside the segments", func(d *damaged, _ string) error {
		return os.WriteFile(d.path("words-1/store/000000000fff.zap"), []byte("x"), 0o600)
	}},
	{"a folder that is not ours", func(d *damaged, _ string) error { return os.MkdirAll(d.path("words-1/store/deep/deeper"), 0o700) }},
	{"a folder of a new generation", func(d *damaged, _ string) error { return os.MkdirAll(d.path("words-2/store"), 0o700) }},
	{"segments swapped", func(d *damaged, _ string) error {
		found, err := filepath.Glob(d.path("words-1/store/*.zap"))
		if err != nil || len(found) < 2 {
			return errors.Join(err, fmt.Errorf("segments %v", found))
		}
		return errors.Join(os.Rename(found[0], d.path("x")), os.Rename(found[1], found[0]), os.Rename(d.path("x"), found[1]))
	}},
	{"store may not be read", func(d *damaged, _ string) error { return os.Chmod(d.path("words-1/store"), 0) }},
	{"a note for a lock", func(d *damaged, _ string) error { return os.WriteFile(d.path(lockName), []byte("lock"), 0o600) }},
	{"files half replaced", func(d *damaged, _ string) error { return os.WriteFile(d.path(wordsName+".new"), []byte("x"), 0o600) }},
}

// TestIndexDamaged harms an index at rest in every way: the answers stay those
// of the scan, in a list with its spans from the texts as in one with its
// spans from the index; then the index is made anew.
func TestIndexDamaged(t *testing.T) {
	f, wholes := damageable(t)
	files := wholes.files(t)
	type act struct {
		harm
		file string
	}
	var acts []act
	for _, h := range folderHarms {
		acts = append(acts, act{h, ""})
	}
	for _, name := range files {
		for _, h := range fileHarms {
			acts = append(acts, act{h, name})
		}
	}
	r := rand.New(rand.NewPCG(7, 7))
	r.Shuffle(len(acts), func(i, j int) { acts[i], acts[j] = acts[j], acts[i] })
	t.Logf("%d kinds of damage to %d files, %d done", len(acts), len(files), min(damages, len(acts)))
	if len(acts) < 240 {
		t.Errorf("only %d kinds of damage", len(acts))
	}
	for i, a := range acts[:min(damages, len(acts))] {
		t.Run(strings.TrimSpace(a.name+" "+filepath.Base(a.file)), func(t *testing.T) {
			d := *wholes
			d.dir, d.r = filepath.Join(t.TempDir(), "index"), rand.New(rand.NewPCG(7, uint64(i)))
			if err := os.CopyFS(d.dir, os.DirFS(d.whole)); err != nil {
				t.Fatal(err)
			}
			if i%2 == 0 { // as it is when it was opened before; else all is read at opening
				if err := d.vouch(); err != nil {
					t.Fatal(err)
				}
			}
			if err := a.do(&d, a.file); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = os.Chmod(d.path("words-1/store"), 0o700) })
			// A bit of the manifest may be one of a time: then all is read.
			if d.check(t, f, openIndex(t, d.dir)) && !harmless[a.name] && a.file != manifestName {
				t.Error("the damage is not seen")
			}
		})
	}
}

// check searches the harmed folder before, while and after it is made anew. It
// says whether the harmed index was asked when all of it was read.
func (d *damaged) check(t *testing.T, f *fakeFacts, ix *Index) (asked bool) {
	t.Helper()
	for _, query := range []string{"gemeente OR *ruimte*", `"de gemeente"`, "zorg+ -niet"} {
		same(t, ix, f, query, 20)
		asked = same(t, ix, f, query, 0).Indexed || asked
		sameForms(t, ix, f, query)
	}
	done := make(chan error, 1)
	go func() { done <- ix.CatchUp(context.Background(), f, nil) }()
	same(t, ix, f, "regels NEAR/5 ruimte", 0)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if r := same(t, ix, f, `"de gemeente"`, 0); !r.Indexed {
		t.Error("not made anew")
	}
	same(t, ix, f, "gemeente OR *ruimte*", 20)
	sameForms(t, ix, f, "gemeente+ *ruimte*")
	return asked
}

// TestIndexRots: what a disk does to a segment in silence is found after
// opening. Until then an index that the file system vouches for answers with
// spans from the texts only.
func TestIndexRots(t *testing.T) {
	f, d := damageable(t)
	d.dir, d.r = d.whole, rand.New(rand.NewPCG(1, 1))
	if err := d.vouch(); err != nil {
		t.Fatal(err)
	}
	ix, err := newIndex(d.dir, testProject)
	if err != nil {
		t.Fatal(err)
	}
	if err := ix.take(); err != nil {
		t.Fatal(err)
	}
	for _, name := range d.files(t) {
		if (fileSum{Name: name}).isSegment() {
			if err := d.rot(name, func(b []byte) { b[5] ^= 1 }); err != nil { // not looked at when it is opened
				t.Fatal(err)
			}
		}
	}
	read, err := ix.load()
	if err != nil {
		t.Fatalf("found at opening: %v", err)
	}
	close(ix.ready)
	late, cancel := context.WithCancel(context.Background())
	cancel()
	for range 20 { // one that does not wait has a coin to toss
		for _, limit := range []int{0, 20} {
			if _, err := ix.Search(late, Parse("gemeente"), f, Options{Limit: limit}); !errors.Is(err, context.Canceled) || len(ix.unsound) > 0 {
				t.Fatalf("an answer before all is read: %v", err)
			}
		}
		if err := ix.settle(late); err == nil {
			t.Fatal("not waited until all is read")
		}
	}
	read()
	close(ix.proved)
	select {
	case <-ix.Unsound():
	default:
		t.Error("not found")
	}
	if d.check(t, f, ix) {
		t.Error("a rotten index is asked")
	}
	if err := ix.Close(); err != nil {
		t.Error(err)
	}
}

// TestIndexDamagedWhileOpen harms the segments of an index that is open: it
// reads them as memory, and a page that is no longer there ends a program that
// is not ready for it.
func TestIndexDamagedWhileOpen(t *testing.T) {
	f, wholes := damageable(t)
	for _, unseen := range []bool{false, true} {
		for i, h := range fileHarms {
			if damages < len(fileHarms)*len(folderHarms) && i%4 > 0 && !truncates[h.name] {
				continue // some, where time is short
			}
			if strings.HasPrefix(h.name, "rotten") || strings.HasPrefix(h.name, "a link") || unseen && !truncates[h.name] {
				continue
			}
			t.Run(fmt.Sprintf("%s %v", h.name, unseen), func(t *testing.T) {
				d := *wholes
				d.dir, d.r = filepath.Join(t.TempDir(), "index"), rand.New(rand.NewPCG(3, 3))
				if err := os.CopyFS(d.dir, os.DirFS(d.whole)); err != nil {
					t.Fatal(err)
				}
				ix := openIndex(t, d.dir)
				same(t, ix, f, "gemeente", 0)
				if unseen {
					ix.resting = nil // so that nothing but the fault tells
				}
				for _, name := range wholes.files(t) {
					if (fileSum{Name: name}).isSegment() {
						if err := h.do(&d, name); err != nil {
							t.Fatal(err)
						}
					}
				}
				if d.check(t, f, ix) && !harmless[h.name] && !unseen {
					t.Error("the damage is not seen")
				}
			})
		}
	}
}

// truncates lists the harms that take the pages of an open file away.
var truncates = map[string]bool{"empty": true, "one byte": true}

// sameForms fails when index and scan do not agree on the forms of a query and
// their counts.
func sameForms(t testing.TB, ix *Index, f Facts, query string) {
	t.Helper()
	got, err := ix.Expand(context.Background(), Parse(query), f)
	if err != nil {
		t.Fatal(err)
	}
	want, err := Expand(context.Background(), Parse(query), f)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.EqualFunc(got, want, func(a, b Expansion) bool { return a.Word == b.Word && slices.Equal(a.Forms, b.Forms) }) {
		t.Fatalf("forms of %s\n index %+v\n scan  %+v", query, got, want)
	}
}

// damageable makes the indexes that damage is done with.
func damageable(t *testing.T) (*fakeFacts, *damaged) {
	t.Helper()
	d := &damaged{whole: t.TempDir(), other: t.TempDir(), former: t.TempDir()}
	f := corpus(21, 3)
	few := &fakeFacts{documents: slices.Clone(f.documents[:2]), texts: f.texts, codings: f.codings, book: f.book}
	for dir, facts := range map[string][]*fakeFacts{d.whole: {few, f}, d.former: {few}, d.other: {corpus(22, 3)}} {
		ix := openIndex(t, dir)
		for _, f := range facts {
			catchUp(t, ix, f)
		}
		if err := ix.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return f, d
}

// files lists those of a whole index, with the lock.
func (d *damaged) files(t *testing.T) []string {
	t.Helper()
	m, err := readManifest(d.whole, testProject)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{manifestName: true}
	for _, f := range m.Files {
		names[f.Name] = true
	}
	return slices.Sorted(maps.Keys(names))
}
