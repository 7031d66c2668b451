package store

import (
	"errors"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// replica is a copy of a field on another machine: ids, device and clock of
// its own.
type replica struct {
	*field
	name  string
	clock time.Time
	skew  time.Duration
}

func (r *replica) options() Options {
	o := r.env.options()
	o.Device = r.name
	o.Now = func() time.Time {
		r.clock = r.clock.Add(time.Second)
		return r.clock.Add(r.skew)
	}
	return o
}

// copies are what other people get who are sent the file.
func (f *field) copies(n int) []*replica {
	f.t.Helper()
	data, err := os.ReadFile(f.path)
	f.ok(err)
	out := make([]*replica, n)
	for i := range out {
		path := filepath.Join(f.t.TempDir(), fmt.Sprintf("copy-%d.veldwerk", i))
		f.ok(os.WriteFile(path, data, 0o600))
		env := &surroundings{ids: uint64(i+1) << 32}
		r := &replica{field: &field{t: f.t, env: env, path: path, anna: f.anna, bram: f.bram, doc: f.doc, codes: f.codes},
			name: fmt.Sprintf("laptop-%d", i), clock: time.Date(2026, 11, 12, 12, 0, 0, 0, time.UTC)}
		r.open()
		out[i] = r
	}
	return out
}

func (r *replica) open() {
	r.t.Helper()
	p, err := Open(ctx, r.path, r.options())
	r.ok(err)
	r.t.Cleanup(func() { _ = p.Close() })
	r.Project = p
	r.hurry()
}

func (r *replica) merge(from *replica) MergeReport {
	r.t.Helper()
	report, err := r.Merge(ctx, r.anna, from.path, MergeOptions{})
	if err != nil {
		r.t.Fatalf("%s from %s: %v", r.name, from.name, err)
	}
	return report
}

// alike fails the test when two copies do not hold the same.
func alike(t testing.TB, a, b *replica) {
	t.Helper()
	if x, y := a.everything(), b.everything(); x != y {
		t.Fatalf("%s and %s differ:\n%s", a.name, b.name, onlyInOne(x, y))
	}
}

// everything is every row of every logged table, deleted ones too, and the texts.
func (f *field) everything() string {
	f.t.Helper()
	out := f.rowsOf("")
	for _, query := range []string{
		// Which of two texts that are not current has the number may differ, and
		// how often one is there to which the document came back.
		"SELECT d.id || ' ' || d.revision || ' ' || r.text_hash FROM document d JOIN revision r ON r.document_id = d.id AND r.n = d.revision WHERE d.deleted = 0 ORDER BY d.id",
		"SELECT DISTINCT document_id || ' ' || text_hash || ' ' || chars || ' ' || turns FROM revision ORDER BY document_id, text_hash",
		"SELECT DISTINCT r.document_id || ' ' || r.text_hash || ' ' || t.position || ' ' || t.speaker || ' ' || t.char_start || ' ' || t.char_end FROM turn t JOIN revision r ON r.id = t.revision_id JOIN document d ON d.id = r.document_id AND d.revision = r.n ORDER BY r.document_id, r.text_hash, t.position",
		"SELECT id || ' ' || kind || ' ' || state FROM step ORDER BY id",
	} {
		lines, err := list(ctx, f.readers, scanText, query)
		f.ok(err)
		for _, line := range lines {
			out += line + "\n"
		}
	}
	return out
}

func TestMergeTakesIn(t *testing.T) {
	f := newField(t)
	c := f.copies(2)
	a, b := c[0], c[1]
	a.apply(a.anna, 0, 30, 40)
	b.apply(b.bram, 1, 50, 60)
	doc, err := b.Documents.Add(ctx, b.bram, interview("Gesprek Urk"), false)
	b.ok(err)
	_, err = b.Memos.Add(ctx, b.bram, codebook.Memo{Title: "Indruk", Body: "veel vertrouwen", About: codebook.Ref{Kind: codebook.RefDocument, Document: doc.ID}})
	b.ok(err)

	before := a.everything()
	dry, err := a.Merge(ctx, a.anna, b.path, MergeOptions{DryRun: true})
	a.ok(err)
	if a.everything() != before {
		t.Fatal("a dry run wrote")
	}
	report := a.merge(b)
	if fmt.Sprint(dry) != fmt.Sprint(report) {
		t.Fatalf("dry run %v, merge %v", dry, report)
	}
	want := map[string]int{"coding": 1, "document": 1, "speaker": 3, "case": 1, "memo": 1}
	if fmt.Sprint(report.Added) != fmt.Sprint(want) || len(report.Updated) > 0 || len(report.Conflicts) > 0 || report.Steps != 3 {
		t.Fatalf("report %+v", report)
	}
	a.sound()
	if got, err := a.Documents.Get(ctx, doc.ID); err != nil || got.Text.String() != doc.Text.String() || len(got.Anchors) == 0 {
		t.Fatalf("document %v %v", got, err)
	}
	if src, err := a.Documents.Source(ctx, doc.ID); err != nil || len(src.Bytes) == 0 {
		t.Fatalf("source %v %v", src, err)
	}
	version, err := a.Version(ctx)
	a.ok(err)
	if again := a.merge(b); !again.IsNothing() {
		t.Fatalf("merged again: %+v", again)
	}
	if now, _ := a.Version(ctx); now != version {
		t.Fatal("merging twice wrote")
	}
	b.merge(a)
	alike(t, a, b)
}

func TestMergeUndoStaysWithEachCoder(t *testing.T) {
	f := newField(t)
	c := f.copies(2)
	a, b := c[0], c[1]
	out := a.apply(a.anna, 0, 30, 40)
	b.apply(b.bram, 1, 50, 60)
	a.merge(b)
	b.merge(a)
	// Bram changes Anna's coding in his copy; she can't wipe that out.
	b.ok(b.Codings.SetCertainty(ctx, b.bram, out.Codings[0], 2))
	a.merge(b)
	_, err := a.Changes.Undo(ctx, a.anna)
	var since *ChangedSinceError
	if !errors.As(err, &since) || since.Coder != "Bram" {
		t.Fatalf("undo: %v", err)
	}
	// Bram takes it back, here: then she can.
	if _, err := a.Changes.Undo(ctx, a.bram); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Changes.Undo(ctx, a.anna); err != nil {
		t.Fatal(err)
	}
	b.merge(a)
	alike(t, a, b)
	a.sound()
	if _, err := b.Changes.Redo(ctx, b.anna); err != nil { // undone in one copy, done again in the other
		t.Fatal(err)
	}
	a.merge(b)
	alike(t, a, b)
}

// TestMergeForkedChain works on two copies with one device id, as somebody
// does who copies the file, or goes on with a backup.
func TestMergeForkedChain(t *testing.T) {
	f := newField(t)
	c := f.copies(3)
	for _, r := range c {
		r.name = "one laptop"
		r.ok(r.Close())
		r.open()
	}
	for i, r := range c {
		// The same clock too: all copies write at the same millisecond.
		r.apply(r.anna, 0, 30+10*i, 35+10*i)
		r.ok(r.Codes.Update(ctx, r.bram, codebook.Code{ID: r.codes[0].ID, Name: fmt.Sprintf("ruimte %d", i)}))
	}
	for _, r := range c {
		for _, other := range c {
			if r != other {
				r.merge(other)
				r.sound()
			}
		}
	}
	for range 2 {
		c[0].apply(c[0].anna, 1, 90, 95)
		c[1].merge(c[0])
		c[2].merge(c[1])
		c[0].merge(c[2])
	}
	for _, r := range c {
		r.sound()
		alike(t, c[0], r)
		if got := len(r.spans()); got != 4 {
			t.Fatalf("%d codings", got)
		}
	}
}

func TestMergeRefuses(t *testing.T) {
	f := newField(t)
	other := newField(t)
	_, err := other.Codes.Add(ctx, other.anna, codebook.Code{Name: "anders"})
	other.ok(err)
	elsewhere := &surroundings{ids: 1 << 40}
	p, err := Create(ctx, filepath.Join(t.TempDir(), "x.veldwerk"), elsewhere.options())
	f.ok(err)
	t.Cleanup(func() { _ = p.Close() })
	_, err = f.Merge(ctx, f.anna, p.Info().Path, MergeOptions{})
	var another *OtherProjectError
	if !errors.As(err, &another) || another.Name != "x" {
		t.Fatal(err)
	}
	junk := filepath.Join(t.TempDir(), "y.veldwerk")
	f.ok(os.WriteFile(junk, []byte("geen project"), 0o600))
	_, err = f.Merge(ctx, f.anna, junk, MergeOptions{})
	is(t, err, ErrNotProject)

	for name, harm := range map[string]string{
		"a change that says something else": "DROP TRIGGER change_is_fixed; UPDATE change SET after = replace(after, 'ruimte', 'regels'); " + fixedTrigger,
		"a change that is missing":          "DROP TRIGGER change_is_kept; DELETE FROM change WHERE seq = 3; " + keptTrigger,
		"a step that is another's":          "UPDATE step SET coder = '" + f.anna.String() + "' WHERE coder = '" + f.bram.String() + "'",
		"a text that is not its hash":       "UPDATE body SET text = text || '!'",
		"a revision that is not its hash":   "DROP TRIGGER revision_is_fixed; UPDATE revision SET text = text || 'x', chars = chars + 1; " + revisionTrigger,
		"a clock that never comes back":     "UPDATE step SET hlc = 9223372036854775807 WHERE act = 'add-document' AND coder = '" + f.bram.String() + "'; DROP TRIGGER change_is_fixed; UPDATE change SET hlc = 9223372036854775807 WHERE step = (SELECT max(id) FROM step); " + fixedTrigger,
		"an extra trigger":                  "CREATE TRIGGER more AFTER INSERT ON step BEGIN DELETE FROM coding; END",
	} {
		t.Run(name, func(t *testing.T) {
			f := newField(t)
			c := f.copies(2)
			a, b := c[0], c[1]
			_, err := b.Documents.Add(ctx, b.bram, interview("Gesprek Urk"), false)
			b.ok(err)
			b.ok(b.Close())
			tamper(t, b.path, harm)
			before := a.everything()
			_, err = a.Merge(ctx, a.anna, b.path, MergeOptions{})
			var refused *CopyError
			if !errors.As(err, &refused) {
				t.Fatalf("error %v", err)
			}
			if a.everything() != before {
				t.Fatal("a refused copy left something")
			}
			a.sound()
		})
	}
}

// step is an act, an undo or a redo; now and then the machine's clock jumps.
func (w *walk) step(r *replica) {
	if w.r.Intn(30) == 0 {
		r.skew = time.Duration(w.r.Intn(7200)-3600) * time.Second
	}
	var err error
	switch w.r.Intn(20) {
	case 0, 1, 2:
		_, err = w.Changes.Undo(ctx, w.by)
	case 3:
		_, err = w.Changes.Redo(ctx, w.by)
	case 4, 5, 6, 7, 8, 9, 10:
		err = w.collide()
	default:
		w.act()
	}
	var since *ChangedSinceError
	var erased *ErasedError
	var duplicate *DuplicateError
	if err != nil && !errors.As(err, &erased) && !errors.As(err, &since) && !errors.As(err, &duplicate) && !errors.Is(err, ErrNothing) && !errors.Is(err, ErrInvalid) && !errors.Is(err, ErrNotFound) {
		w.t.Fatal(err)
	}
}

// collide does what people on two copies are likely to do to the same thing:
// few names, few places, few codes.
func (w *walk) collide() error {
	docs, err := w.Documents.List(ctx)
	w.ok(err)
	codes, err := w.Codes.List(ctx)
	w.ok(err)
	codings, err := w.Codings.All(ctx)
	w.ok(err)
	cases, err := w.Cases.List(ctx)
	w.ok(err)
	attributes, err := w.Attributes.List(ctx)
	w.ok(err)
	themes, err := w.Themes.List(ctx)
	w.ok(err)
	few := func(n int) int { return w.r.Intn(max(1, min(n, 3))) }
	name := pick(w.r, []string{"steun", "Steun", "regels", "ruimte"})
	var code, other codebook.Code
	if len(codes) > 0 {
		code, other = codes[few(len(codes))], codes[few(len(codes))]
	}
	var doc DocumentInfo
	if len(docs) > 0 {
		doc = docs[few(len(docs))]
	}
	coding, aCase, attribute, theme := pick(w.r, codings), pick(w.r, cases), pick(w.r, attributes), pick(w.r, themes)
	start := 30 + 5*w.r.Intn(6)
	span := transcript.Span{Start: start, End: start + 3 + w.r.Intn(12)}
	acts := []func() error{
		func() error {
			_, err := w.Codings.Apply(ctx, w.by, Application{Code: code.ID, Places: []Place{{doc.ID, span}}})
			return err
		},
		func() error { return w.Codings.Resize(ctx, w.by, coding.ID, span) },
		func() error { return w.Codings.SetMemo(ctx, w.by, coding.ID, name) },
		func() error { return w.Codings.Remove(ctx, w.by, coding.ID) },
		func() error { _, err := w.Codes.Add(ctx, w.by, codebook.Code{Name: name, Full: w.name()}); return err },
		func() error {
			_, err := w.Codes.Add(ctx, w.by, codebook.Code{Name: name, Parent: code.ID})
			return err
		},
		func() error { code.Name = name; return w.Codes.Update(ctx, w.by, code) },
		func() error { return w.Codes.Move(ctx, w.by, code.ID, other.ID, -1) },
		func() error { return w.Codes.Merge(ctx, w.by, code.ID, other.ID) },
		func() error { return w.Codes.Delete(ctx, w.by, code.ID) },
		func() error { return w.Documents.Delete(ctx, w.by, doc.ID) },
		func() error { return w.Documents.SetCase(ctx, w.by, doc.ID, aCase.ID) },
		func() error { _, err := w.Cases.Add(ctx, w.by, name); return err },
		func() error {
			return w.Cases.SetValue(ctx, w.by, aCase.ID, attribute.ID, pick(w.r, []string{"7", "acht"}))
		},
		func() error {
			_, err := w.Attributes.Add(ctx, w.by, name, pick(w.r, []transcript.AttributeType{"", "number"}))
			return err
		},
		func() error { return w.Attributes.SetType(ctx, w.by, attribute.ID, transcript.AttributeNumber) },
		func() error {
			_, err := w.Themes.Add(ctx, w.by, codebook.Theme{Name: name, Claim: w.name(), Codes: []codebook.CodeID{code.ID}, Words: []codebook.Word{{Text: name}}})
			return err
		},
		func() error {
			theme.Codes = append(theme.Codes, other.ID)
			return w.Themes.Update(ctx, w.by, theme)
		},
		func() error { return w.Slots.Set(ctx, w.by, 1+w.r.Intn(3), code.ID) },
		func() error { return w.correct(doc.ID) },
		func() error { return w.correct(doc.ID) },
		func() error { return w.Queries.Save(ctx, w.by, name, pick(w.r, []string{"steun", "regel*"})) },
		func() error { _, err := w.Coders.Ensure(ctx, "Gast "+name); return err },
		func() error {
			guest, err := w.Coders.Ensure(ctx, "Gast "+name)
			w.ok(err)
			_, err = w.Codings.Apply(ctx, guest.ID, Application{Code: code.ID, Places: []Place{{doc.ID, span}}})
			return err
		},
		func() error {
			_, err := w.Memos.Add(ctx, w.by, codebook.Memo{Title: name, Body: w.name(), About: codebook.Ref{Kind: codebook.RefCoding, Coding: coding.ID}})
			return err
		},
		func() error {
			_, err := w.Memos.Add(ctx, w.by, codebook.Memo{Title: name, Body: w.name(), About: codebook.Ref{Kind: codebook.RefSpan, Document: doc.ID, Span: span}})
			return err
		},
	}
	return acts[w.r.Intn(len(acts))]()
}

// correct gives a document another text: a word more, a word less, a new
// speaker.
func (w *walk) correct(id transcript.DocumentID) error {
	doc, err := w.Documents.Get(ctx, id)
	if err != nil {
		return err
	}
	words := strings.SplitAfter(doc.Text.String(), " ")
	at := w.r.Intn(len(words))
	switch w.r.Intn(6) {
	case 0:
		words[at] = ""
	case 4, 5: // to and fro: the same text more than once
		text := doc.Text.String()
		if words = []string{strings.Replace(text, " heus", "", 1)}; words[0] == text {
			words[0] = strings.Replace(text, ".", " heus.", 1)
		}
	case 1:
		words[at] = pick(w.r, []string{"anders ", "heel 😀 ", "regels "})
	case 2:
		words = slices.Insert(words, at, pick(w.r, []string{"eigenlijk ", "ja ja "}))
	default:
		words = append(words, fmt.Sprintf("\n\n%s: Nog iets.\n\n", pick(w.r, []string{"Dhr. Bos", "Mw. Vis"})))
	}
	to := transcript.NewText(strings.Join(words, ""))
	m := transcript.Diff(doc.Text, to)
	_, err = w.Documents.Revise(ctx, w.by, doc.Revised(to, m), m)
	return err
}

// mergeRounds lets three people work on copies and merge them pair by pair in
// any order; in the end all hold the same and nothing is broken.
func mergeRounds(t *testing.T, rounds, steps int) {
	undos, kinds := 0, map[ConflictKind]int{}
	merge := func(to, from *replica) MergeReport {
		report := to.merge(from)
		for _, one := range report.Conflicts {
			kinds[one.Kind]++
		}
		return report
	}
	f := newField(t)
	for round := range rounds {
		r := rand.New(rand.NewSource(int64(round)))
		c := f.copies(3)
		by := []codebook.CoderID{f.anna, f.bram, f.bram} // one person on two machines
		for part := range 2 {
			for i, one := range c {
				w := &walk{field: one.field, r: r, by: by[i]}
				for range 1 + r.Intn(steps) {
					w.step(one)
				}
			}
			if to, from := r.Intn(3), r.Intn(3); part == 0 && to != from {
				merge(c[to], c[from])
			}
		}
		// In any order; what one has then, all get.
		order := r.Perm(3)
		for _, pair := range [][2]int{{0, 1}, {2, 1}, {2, 0}, {1, 2}, {0, 2}} {
			merge(c[order[pair[0]]], c[order[pair[1]]])
		}
		for _, one := range c {
			r, err := one.Check(ctx)
			one.ok(err)
			if !r.OK {
				t.Fatalf("round %d: %s: %+v", round, one.name, r.Findings)
			}
			if x, y := c[order[2]].everything(), one.everything(); x != y {
				t.Fatalf("round %d: %s and %s differ:\n%s", round, c[order[2]].name, one.name, onlyInOne(x, y))
			}
			if again := one.merge(c[order[1]]); !again.IsNothing() {
				t.Fatalf("round %d: merged again: %+v", round, again)
			}
		}
		all, err := c[0].Changes.Steps(ctx, 0, "")
		f.ok(err)
		for _, s := range all {
			if s.Act == kindUndo {
				undos++
			}
		}
		for _, one := range c {
			one.ok(one.Close())
		}
	}
	t.Logf("%d rounds of 3 copies, %d undos, 0 diverged; conflicts %v", rounds, undos, kinds)
}

func TestMergeConverges(t *testing.T) { mergeRounds(t, 20, 6) }
