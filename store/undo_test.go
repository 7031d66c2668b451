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
		"another column of the row": {
			func(f *field) error { return f.Documents.Rename(ctx, f.anna, f.doc.ID, "R1") },
			func(f *field) error { return f.Documents.SetLanguage(ctx, f.bram, f.doc.ID, "en") }},
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
	for seed := range int64(3) {
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
			w := &walk{field: f, r: rand.New(rand.NewSource(seed)), by: f.anna}
			var states []string
			for len(states) < 70 {
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
				if i == 30 {
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

// TestTwoCodersUndoingEachWay does random acts, undos and redos of two coders.
// Whatever is refused, the file stays whole: the log leads to the rows, nothing
// names what is gone, no two codings of a coder and code overlap, no two codes
// beside each other have one name.
func TestTwoCodersUndoingEachWay(t *testing.T) {
	undone, refused := 0, 0
	for seed := range int64(3) {
		f := newField(t)
		w := &walk{field: f, r: rand.New(rand.NewSource(seed + 100))}
		for i := range 180 {
			w.by = pick(w.r, []codebook.CoderID{f.anna, f.bram})
			var err error
			switch k := w.r.Intn(10); {
			case k < 6:
				w.act()
			case k < 9:
				_, err = f.Changes.Undo(ctx, w.by)
			default:
				_, err = f.Changes.Redo(ctx, w.by)
			}
			var since *ChangedSinceError
			switch {
			case errors.As(err, &since):
				refused++
			case err == nil:
				undone++
			case !errors.Is(err, ErrNothing):
				t.Fatal(err)
			}
			if i%50 == 49 {
				f.sound()
			}
			f.noOverlap()
		}
	}
	if undone == 0 || refused == 0 {
		t.Errorf("%d undone or redone, %d refused: the test tests nothing", undone, refused)
	}
}

func (f *field) noOverlap() {
	f.t.Helper()
	all, err := f.Codings.All(ctx)
	f.ok(err)
	for i, a := range all {
		for _, b := range all[i+1:] {
			if a.Document == b.Document && a.Code == b.Code && a.Coder == b.Coder && a.Span.Overlaps(b.Span) {
				f.t.Fatalf("%+v overlaps %+v", a, b)
			}
		}
	}
	codes, err := f.Codes.List(ctx)
	f.ok(err)
	seen := map[string]bool{}
	for _, c := range codes {
		key := c.Parent.String() + codebook.Fold(c.Name)
		if c.Status != codebook.StatusMerged && seen[key] {
			f.t.Fatalf("two codes %q beside each other", c.Name)
		}
		seen[key] = seen[key] || c.Status != codebook.StatusMerged
	}
}
