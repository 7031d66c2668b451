package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"veldwerk/codebook"
)

// harm is one way in which a file goes bad. It gives the file and its journal,
// nil for none, and says what it did.
type harm func(r *rand.Rand, file, journal []byte) (damagedFile, damagedJournal []byte, what string)

// harms are what disks, cables, copiers and sync clients do to a file.
var harms = []harm{
	func(r *rand.Rand, file, journal []byte) ([]byte, []byte, string) {
		at, bit := r.IntN(len(file)), r.IntN(8)
		file[at] ^= 1 << bit
		return file, journal, fmt.Sprintf("bit %d of byte %d", bit, at)
	},
	func(r *rand.Rand, file, journal []byte) ([]byte, []byte, string) { // where most of the content is
		for range 1000 {
			at := r.IntN(len(file))
			if file[at] != 0 {
				bit := r.IntN(8)
				file[at] ^= 1 << bit
				return file, journal, fmt.Sprintf("bit %d of byte %d, content", bit, at)
			}
		}
		return file, journal, "nothing"
	},
	func(r *rand.Rand, file, journal []byte) ([]byte, []byte, string) {
		at, n := r.IntN(len(file)), 1+r.IntN(600)
		for i := at; i < min(at+n, len(file)); i++ {
			file[i] = byte(r.Uint32())
		}
		return file, journal, fmt.Sprintf("%d bytes of noise at %d", n, at)
	},
	func(r *rand.Rand, file, journal []byte) ([]byte, []byte, string) {
		at := r.IntN(len(file)/damagePage) * damagePage
		clear(file[at : at+damagePage])
		return file, journal, fmt.Sprintf("page %d zeroed", at/damagePage)
	},
	func(r *rand.Rand, file, journal []byte) ([]byte, []byte, string) {
		at := r.IntN(len(file))
		return file[:at], journal, fmt.Sprintf("cut at %d", at)
	},
	func(r *rand.Rand, file, journal []byte) ([]byte, []byte, string) {
		a, b := r.IntN(len(file)/damagePage)*damagePage, r.IntN(len(file)/damagePage)*damagePage
		one := append([]byte(nil), file[a:a+damagePage]...)
		copy(file[a:], file[b:b+damagePage])
		copy(file[b:], one)
		return file, journal, fmt.Sprintf("pages %d and %d swapped", a/damagePage, b/damagePage)
	},
	func(r *rand.Rand, file, journal []byte) ([]byte, []byte, string) {
		a, b := r.IntN(len(file)/damagePage)*damagePage, r.IntN(len(file)/damagePage)*damagePage
		copy(file[a:a+damagePage], file[b:b+damagePage])
		return file, journal, fmt.Sprintf("page %d on page %d", b/damagePage, a/damagePage)
	},
	func(r *rand.Rand, file, journal []byte) ([]byte, []byte, string) {
		for n := 1 + r.IntN(3*damagePage); n > 0; n-- {
			file = append(file, byte(r.Uint32()))
		}
		return file, journal, "noise behind the end"
	},
	func(r *rand.Rand, file, journal []byte) ([]byte, []byte, string) {
		at := r.IntN(100)
		file[at] ^= byte(1 + r.IntN(255))
		return file, journal, fmt.Sprintf("head, byte %d", at)
	},
	func(r *rand.Rand, file, journal []byte) ([]byte, []byte, string) {
		at, by := r.IntN(len(file)-1), 1+r.IntN(40)
		return append(file[:at:at], file[min(at+by, len(file)):]...), journal, fmt.Sprintf("%d bytes missing at %d", by, at)
	},
	func(r *rand.Rand, file, _ []byte) ([]byte, []byte, string) {
		noise := make([]byte, 1+r.IntN(9000))
		for i := range noise {
			noise[i] = byte(r.Uint32())
		}
		return file, noise, "a journal of noise"
	},
}

const damagePage = 4096

// hotHarms are done to a file that was in the middle of an act, with its
// journal.
var hotHarms = []harm{
	func(r *rand.Rand, file, journal []byte) ([]byte, []byte, string) {
		at := r.IntN(len(journal))
		return file, journal[:at], fmt.Sprintf("journal cut at %d", at)
	},
	func(r *rand.Rand, file, journal []byte) ([]byte, []byte, string) {
		at := r.IntN(len(journal))
		journal[at] ^= byte(1 + r.IntN(255))
		return file, journal, fmt.Sprintf("journal, byte %d", at)
	},
	func(_ *rand.Rand, file, _ []byte) ([]byte, []byte, string) { return file, nil, "journal gone" },
	func(r *rand.Rand, file, journal []byte) ([]byte, []byte, string) {
		at := r.IntN(len(journal))
		for i := at; i < min(at+1+r.IntN(600), len(journal)); i++ {
			journal[i] = byte(r.Uint32())
		}
		return file, journal, "noise in the journal"
	},
}

// damageSample is a project at rest, and the same in the middle of an act.
type damageSample struct {
	file, hot, journal []byte
	content            string
	seals              map[string]string
	env                *surroundings
}

func newDamageSample(t *testing.T) *damageSample {
	t.Helper()
	f := newField(t)
	for i := range 40 {
		f.apply([]codebook.CoderID{f.anna, f.bram}[i%2], i%3, i*4, i*4+7)
	}
	_, err := f.Documents.Add(ctx, f.anna, interview("Gesprek Urk, met een veel langere titel dan het andere"), false)
	f.ok(err)
	for i := range 12 {
		_, err := f.Memos.Add(ctx, f.anna, codebook.Memo{Kind: codebook.MemoNote, About: codebook.Ref{Kind: codebook.RefDocument, Document: f.doc.ID},
			Title: fmt.Sprintf("Gedachte %d", i), Body: strings.Repeat("De loketten schuiven de vraag door naar elkaar. ", 1+i*9)})
		f.ok(err)
	}
	_, err = f.Themes.Add(ctx, f.anna, codebook.Theme{Name: "tussen loketten", Claim: "wie belt, wordt doorverbonden", Codes: []codebook.CodeID{f.codes[0].ID}, Words: []codebook.Word{{Text: "loket"}}})
	f.ok(err)
	for range 3 {
		_, err := f.Changes.Undo(ctx, f.bram)
		f.ok(err)
	}
	_, err = f.Changes.Redo(ctx, f.bram)
	f.ok(err)
	r, err := f.Check(ctx)
	f.ok(err)
	if !r.OK {
		t.Fatalf("%+v", r.Findings)
	}
	s := &damageSample{seals: r.Seals, content: content(t, f.Project), env: f.env}
	s.hot, s.journal = inTheMiddle(t, f)
	f.ok(f.Close())
	s.file, err = os.ReadFile(f.path)
	f.ok(err)
	return s
}

// inTheMiddle copies the file and its journal while an act is half on disk.
func inTheMiddle(t *testing.T, f *field) (file, journal []byte) {
	t.Helper()
	_, err := f.writer.ExecContext(ctx, "PRAGMA cache_size = 3")
	f.ok(err)
	_, err = f.writer.ExecContext(ctx, "BEGIN IMMEDIATE")
	f.ok(err)
	for _, query := range []string{"UPDATE memo SET body = body || ' en zo verder', title = 'half'", "UPDATE coding SET memo = 'half', certainty = 3", "UPDATE code SET full = 'half'"} {
		_, err := f.writer.ExecContext(ctx, query)
		f.ok(err)
	}
	file, err = os.ReadFile(f.path)
	f.ok(err)
	journal, err = os.ReadFile(f.path + "-journal")
	f.ok(err)
	_, err = f.writer.ExecContext(ctx, "ROLLBACK")
	f.ok(err)
	if len(journal) < damagePage {
		t.Fatalf("a journal of %d bytes", len(journal))
	}
	return file, journal
}

// content is everything that people made and that exports give.
func content(t testing.TB, p *Project) string {
	f := &field{t: t, Project: p}
	var b strings.Builder
	b.WriteString(f.live())
	docs, err := p.Documents.List(ctx)
	f.ok(err)
	for _, d := range docs {
		doc, err := p.Documents.Get(ctx, d.ID)
		f.ok(err)
		source, err := p.Documents.Source(ctx, d.ID)
		f.ok(err)
		fmt.Fprintln(&b, d, doc.Text.String(), doc.Turns, doc.Anchors, doc.Pages, doc.Speakers, source)
	}
	changes, err := p.Changes.All(ctx)
	f.ok(err)
	fmt.Fprintln(&b, changes)
	return b.String()
}

// outcome of one harm.
type outcome int

const (
	refused  outcome = iota // when it was opened
	found                   // by the check
	harmless                // and everything is as it was
	silent                  // and something is not
)

// suffer writes a damaged file and goes through what the program does with it.
func (s *damageSample) suffer(t testing.TB, path string, file, journal []byte) outcome {
	defer func() {
		for _, left := range []string{path, path + "-journal"} {
			_ = os.Remove(left)
		}
	}()
	for name, raw := range map[string][]byte{path: file, path + "-journal": journal} {
		if raw != nil {
			if err := os.WriteFile(name, raw, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	late, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	o := s.env.options()
	o.ReadOnly = true // what opening for writing proves first is a part of the check
	p, err := Open(late, path, o)
	if err != nil {
		return refused
	}
	defer func() { _ = p.Close() }()
	r, err := p.CheckWith(late, CheckOptions{Seals: s.seals})
	if late.Err() != nil {
		t.Error("it hangs")
	}
	switch {
	case err != nil || !r.OK:
		return found
	case content(t, p) == s.content:
		return harmless
	}
	return silent
}

// sufferMany does so many harms, some at a time.
func sufferMany(t *testing.T, many int, seed uint64) {
	s := newDamageSample(t)
	folder := t.TempDir()
	var mu sync.Mutex
	counts := map[outcome]int{}
	var wg sync.WaitGroup
	const hands = 4
	for hand := range hands {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(seed, uint64(hand)))
			path := filepath.Join(folder, fmt.Sprintf("%d.veldwerk", hand))
			for n := range many / hands {
				file, journal := append([]byte(nil), s.file...), []byte(nil)
				one := harms[n%len(harms)]
				if n%8 == 7 {
					file, journal = append([]byte(nil), s.hot...), append([]byte(nil), s.journal...)
					one = hotHarms[n/8%len(hotHarms)]
				}
				file, journal, what := one(r, file, journal)
				got := s.suffer(t, path, file, journal)
				mu.Lock()
				counts[got]++
				mu.Unlock()
				if got == silent {
					t.Errorf("seed %d hand %d: %s is not seen", seed, hand, what)
				}
			}
		})
	}
	wg.Wait()
	t.Logf("%d kinds of damage: %d refused at opening, %d found by the check, %d harmless, %d not seen", many, counts[refused], counts[found], counts[harmless], counts[silent])
	if counts[refused] == 0 || counts[found] == 0 || counts[harmless] == 0 {
		t.Error("one outcome never came: the damage is not what it should be")
	}
}

// TestDamagedFiles: whatever becomes of a file, it is refused, or the check
// finds it, or nothing is lost by it.
func TestDamagedFiles(t *testing.T) { sufferMany(t, 320, 11) }
