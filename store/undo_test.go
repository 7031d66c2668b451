package store

import (
	"errors"
	"fmt"
	"math/rand"
	"testing"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

func TestUndoAndRedoOfACoding(t *testing.T) {
	f := newField(t)
	start := f.live()
	f.apply(f.anna, 0, 10, 20)
	coded := f.live()
	if start == coded {
		t.Fatal("coding changed nothing")
	}
	step, err := f.Changes.Undo(ctx, f.anna)
	f.ok(err)
	if step.Act != "code" || step.Subject != "ruimte" || !step.Undone || step.Document != f.doc.ID {
		t.Errorf("undone step %+v", step)
	}
	if f.live() != start {
		t.Error("undo left something")
	}
	f.reopen()
	step, err = f.Changes.Redo(ctx, f.anna)
	f.ok(err)
	if step.Undone || f.live() != coded {
		t.Errorf("redo: %+v", step)
	}
	_, err = f.Changes.Redo(ctx, f.anna)
	is(t, err, ErrNothing)
	f.sound()
}

func TestANewActEndsRedo(t *testing.T) {
	f := newField(t)
	f.apply(f.anna, 0, 10, 20)
	f.apply(f.anna, 0, 30, 40)
	for range 2 {
		_, err := f.Changes.Undo(ctx, f.anna)
		f.ok(err)
	}
	f.apply(f.anna, 1, 10, 20)
	_, err := f.Changes.Redo(ctx, f.anna)
	is(t, err, ErrNothing)
	// The other coder's acts are nobody else's business.
	_, err = f.Changes.Undo(ctx, f.bram)
	is(t, err, ErrNothing)
	// What was undone before the new act stays undone when that one is undone.
	_, err = f.Changes.Undo(ctx, f.anna)
	f.ok(err)
	step, err := f.Changes.Redo(ctx, f.anna)
	f.ok(err)
	if step.Subject != "verkokering" {
		t.Errorf("redid %+v", step)
	}
	f.sound()
}

func TestUndoIsRefusedAfterSomebodyElse(t *testing.T) {
	cases := map[string]struct {
		mine, theirs func(f *field) error
	}{
		"same row": {
			func(f *field) error { f.apply(f.anna, 0, 10, 20); return nil },
			func(f *field) error {
				all, _ := f.Codings.All(ctx)
				return f.Codings.SetCertainty(ctx, f.bram, all[0].ID, 2)
			}},
		"a code that they use": {
			func(f *field) error {
				added, err := f.Codes.Add(ctx, f.anna, codebook.Code{Name: "nieuw"})
				f.codes = append(f.codes, added...)
				return err
			},
			func(f *field) error { f.apply(f.bram, 3, 10, 20); return nil }},
		"a document that they coded": {
			func(f *field) error {
				doc, err := f.Documents.Add(ctx, f.anna, interview("Gesprek Urk"), false)
				f.doc = doc
				return err
			},
			func(f *field) error { f.apply(f.bram, 0, 10, 20); return nil }},
		"a merge into which they coded": {
			func(f *field) error {
				f.apply(f.anna, 0, 10, 20)
				return f.Codes.Merge(ctx, f.anna, f.codes[0].ID, f.codes[1].ID)
			},
			func(f *field) error {
				all, _ := f.Codings.All(ctx)
				return f.Codings.Resize(ctx, f.bram, all[0].ID, transcript.Span{Start: 12, End: 22})
			}},
		"a removal whose place is taken": {
			func(f *field) error {
				out := f.apply(f.bram, 0, 10, 20)
				return f.Codings.Remove(ctx, f.anna, out.Codings[0])
			},
			func(f *field) error { f.apply(f.bram, 0, 15, 25); return nil }},
		"a deletion whose name is taken": {
			func(f *field) error { return f.Codes.Delete(ctx, f.anna, f.codes[2].ID) },
			func(f *field) error {
				_, err := f.Codes.Add(ctx, f.bram, codebook.Code{Name: "Vertrouwen"})
				return err
			}},
		"a case in which they put a document": {
			func(f *field) error { _, err := f.Cases.Add(ctx, f.anna, "Lelystad"); return err },
			func(f *field) error {
				all, _ := f.Cases.List(ctx)
				for _, c := range all {
					if c.Name == "Lelystad" {
						return f.Documents.SetCase(ctx, f.bram, f.doc.ID, c.ID)
					}
				}
				return errors.New("no case")
			}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			f := newField(t)
			f.ok(c.mine(f))
			f.ok(c.theirs(f))
			before := f.live()
			_, err := f.Changes.Undo(ctx, f.anna)
			var since *ChangedSinceError
			if !errors.As(err, &since) || since.Coder != "Bram" || since.At.IsZero() {
				t.Fatalf("undo: %v", err)
			}
			if f.live() != before {
				t.Error("a refused undo left something")
			}
			// Once theirs is undone mine can be.
			_, err = f.Changes.Undo(ctx, f.bram)
			f.ok(err)
			_, err = f.Changes.Undo(ctx, f.anna)
			f.ok(err)
			f.sound()
		})
	}
}

func TestRedoIsRefusedWhenItsCodeIsGone(t *testing.T) {
	f := newField(t)
	f.apply(f.bram, 0, 10, 20)
	_, err := f.Changes.Undo(ctx, f.bram)
	f.ok(err)
	f.ok(f.Codes.Delete(ctx, f.anna, f.codes[0].ID))
	_, err = f.Changes.Redo(ctx, f.bram)
	var since *ChangedSinceError
	if !errors.As(err, &since) || since.Coder != "Anna de Wit" {
		t.Fatalf("redo: %v", err)
	}
	f.sound()
}

// TestUndoAllAndRedoAll does random acts of one coder, takes them all back,
// does them all again, with closing and opening in between; the states must be
// those of before and after.
func TestUndoAllAndRedoAll(t *testing.T) {
	for seed := range int64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			f := newField(t)
			for {
				if _, err := f.Changes.Undo(ctx, f.anna); errors.Is(err, ErrNothing) {
					break
				} else {
					f.ok(err)
				}
			}
			empty := f.live()
			w := &walk{field: f, r: rand.New(rand.NewSource(seed))}
			var states []string
			for len(states) < 90 {
				before := f.live()
				w.act()
				if f.live() != before {
					states = append(states, before)
				}
			}
			end := f.live()
			f.sound()
			f.reopen()
			for i := len(states) - 1; i >= 0; i-- {
				step, err := f.Changes.Undo(ctx, f.anna)
				f.ok(err)
				if f.live() != states[i] {
					t.Fatalf("undo of step %d (%s) does not give the state before it:\n%s\nwant\n%s", i, step.Act, f.live(), states[i])
				}
				if i == 40 {
					f.reopen()
				}
			}
			if f.live() != empty {
				t.Error("undo of all is not the start")
			}
			_, err := f.Changes.Undo(ctx, f.anna)
			is(t, err, ErrNothing)
			f.sound()
			f.reopen()
			for i := range states {
				step, err := f.Changes.Redo(ctx, f.anna)
				f.ok(err)
				if i+1 < len(states) && f.live() != states[i+1] {
					t.Fatalf("redo of step %d (%s) differs", i, step.Act)
				}
			}
			if f.live() != end {
				t.Error("redo of all is not the end")
			}
			f.sound()
		})
	}
}

// walk does random acts on whatever the project holds.
type walk struct {
	*field
	r *rand.Rand
	n int
}

func pick[T any](r *rand.Rand, list []T) (one T) {
	if len(list) > 0 {
		one = list[r.Intn(len(list))]
	}
	return one
}

func (w *walk) name() string { w.n++; return fmt.Sprintf("naam %d", w.n) }

// act does one act; refusals (a name that is taken, nothing to work on) are
// part of the game, other errors are not.
func (w *walk) act() {
	docs, err := w.Documents.List(ctx)
	w.ok(err)
	codes, err := w.Codes.List(ctx)
	w.ok(err)
	codings, err := w.Codings.All(ctx)
	w.ok(err)
	cases, err := w.Cases.List(ctx)
	w.ok(err)
	speakers, err := w.Speakers.List(ctx)
	w.ok(err)
	attributes, err := w.Attributes.List(ctx)
	w.ok(err)
	themes, err := w.Themes.List(ctx)
	w.ok(err)
	memos, err := w.Memos.List(ctx)
	w.ok(err)
	queries, err := w.Queries.List(ctx)
	w.ok(err)
	doc, code, other, coding := pick(w.r, docs), pick(w.r, codes), pick(w.r, codes), pick(w.r, codings)
	aCase, speaker, attribute, theme, memo := pick(w.r, cases), pick(w.r, speakers), pick(w.r, attributes), pick(w.r, themes), pick(w.r, memos)
	start := w.r.Intn(150)
	span := transcript.Span{Start: start, End: start + 1 + w.r.Intn(40)}
	by := w.anna
	apply := func() error {
		_, err := w.Codings.Apply(ctx, by, Application{Code: code.ID, Places: []Place{{doc.ID, span}, {doc.ID, transcript.Span{Start: span.End + 5, End: span.End + 9}}}})
		return err
	}
	acts := []func() error{
		apply, apply, apply, apply,
		func() error { _, err := w.Documents.Add(ctx, by, interview(w.name()), true); return err },
		func() error { return w.Documents.Rename(ctx, by, doc.ID, w.name()) },
		func() error { return w.Documents.SetCase(ctx, by, doc.ID, aCase.ID) },
		func() error { return w.Documents.SetLanguage(ctx, by, doc.ID, pick(w.r, []string{"nl", "en", ""})) },
		func() error { return w.Documents.Delete(ctx, by, doc.ID) },
		func() error { return w.Speakers.Rename(ctx, by, speaker.ID, w.name()) },
		func() error { return w.Speakers.SetRole(ctx, by, speaker.ID, transcript.RoleInterviewer) },
		func() error { return w.Speakers.SetCase(ctx, by, speaker.ID, aCase.ID) },
		func() error { return w.Speakers.Merge(ctx, by, speaker.ID, pick(w.r, speakers).ID) },
		func() error { _, err := w.Cases.Add(ctx, by, w.name()); return err },
		func() error { return w.Cases.Rename(ctx, by, aCase.ID, w.name()) },
		func() error { return w.Cases.Delete(ctx, by, aCase.ID) },
		func() error { return w.Cases.SetValue(ctx, by, aCase.ID, attribute.ID, pick(w.r, []string{"", "7", "2019"})) },
		func() error { _, err := w.Attributes.Add(ctx, by, w.name(), ""); return err },
		func() error { return w.Attributes.SetType(ctx, by, attribute.ID, transcript.AttributeNumber) },
		func() error { return w.Attributes.Delete(ctx, by, attribute.ID) },
		func() error { _, err := w.Codes.Add(ctx, by, codebook.Code{Name: w.name(), Parent: code.ID}); return err },
		func() error { _, err := w.Codes.Add(ctx, by, codebook.Code{Name: w.name(), Full: "een lange definitie"}); return err },
		func() error { code.Name, code.Full = w.name(), w.name(); return w.Codes.Update(ctx, by, code) },
		func() error { return w.Codes.Move(ctx, by, code.ID, other.ID, w.r.Intn(3)-1) },
		func() error { return w.Codes.Merge(ctx, by, code.ID, other.ID) },
		func() error { _, err := w.Codes.Split(ctx, by, coding.Code, w.name(), []codebook.CodingID{coding.ID}); return err },
		func() error { return w.Codes.Delete(ctx, by, code.ID) },
		func() error {
			_, err := w.Themes.Add(ctx, by, codebook.Theme{Name: w.name(), Claim: "stelling", Codes: []codebook.CodeID{code.ID}, Words: []codebook.Word{{Text: "ruimte*"}}})
			return err
		},
		func() error {
			theme.Codes, theme.Words = []codebook.CodeID{code.ID, other.ID}, []codebook.Word{{Text: w.name(), Off: true}}
			return w.Themes.Update(ctx, by, theme)
		},
		func() error { return w.Themes.Delete(ctx, by, theme.ID) },
		func() error { return w.Codings.Remove(ctx, by, coding.ID) },
		func() error { return w.Codings.Resize(ctx, by, coding.ID, span) },
		func() error { return w.Codings.Recode(ctx, by, other.ID, coding.ID, pick(w.r, codings).ID) },
		func() error { return w.Codings.SetCertainty(ctx, by, coding.ID, w.r.Intn(4)) },
		func() error { return w.Codings.SetMemo(ctx, by, coding.ID, w.name()) },
		func() error {
			_, err := w.Memos.Add(ctx, by, codebook.Memo{Title: w.name(), Body: "tekst", About: pick(w.r, []codebook.Ref{
				{}, {Kind: codebook.RefCode, Code: code.ID}, {Kind: codebook.RefCoding, Coding: coding.ID}, {Kind: codebook.RefSpan, Document: doc.ID, Span: span},
				{Kind: codebook.RefCase, Case: aCase.ID}, {Kind: codebook.RefTheme, Theme: theme.ID}})})
			return err
		},
		func() error { memo.Body += "!"; return w.Memos.Update(ctx, by, memo) },
		func() error { return w.Memos.Delete(ctx, by, memo.ID) },
		func() error { return w.Slots.Set(ctx, by, 1+w.r.Intn(9), pick(w.r, append(codes, codebook.Code{})).ID) },
		func() error { return w.Queries.Save(ctx, by, pick(w.r, []string{"een", "twee"}), w.name()) },
		func() error { return w.Queries.Delete(ctx, by, pick(w.r, queries).ID) },
		func() error { return w.Coders.Rename(ctx, by, w.bram, w.name(), "") },
	}
	err = acts[w.r.Intn(len(acts))]()
	var duplicate *DuplicateError
	if err != nil && !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrInvalid) && !errors.As(err, &duplicate) {
		w.t.Fatal(err)
	}
}
