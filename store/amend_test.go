package store

import (
	"testing"
	"time"

	"veldwerk/codebook"
)

func TestAmend(t *testing.T) {
	f := newField(t)
	a := f.apply(f.anna, 0, 10, 20).Codings[0]
	b := f.apply(f.anna, 1, 12, 30).Codings[0]
	c := f.apply(f.bram, 0, 40, 50).Codings[0]
	before := f.live()
	memo, sure, none := "let op", 3, ""
	top := codebook.Code{ID: codebook.CodeID(f.env.id()), Name: "nieuw"}
	// Two codings become one by it; the memo of the one that goes stays.
	f.ok(f.Codings.Amend(ctx, f.anna, []codebook.Code{top}, []Amendment{
		{Coding: a, Code: top.ID}, {Coding: b, Memo: &memo, Certainty: &sure, Code: top.ID}, {Coding: c, Certainty: &sure, Memo: &none},
	}))
	all, err := f.Codings.Of(ctx, f.doc.ID)
	f.ok(err)
	if len(all) != 2 || all[0].ID != a || all[0].Span != span(10, 30) || all[0].Code != top.ID || all[0].Memo != memo || all[0].Certainty != 3 || all[1].Certainty != 3 || all[1].Coder != f.bram {
		t.Errorf("codings %+v", all)
	}
	f.sound()
	step, err := f.Changes.Undo(ctx, f.anna)
	f.ok(err)
	if f.live() != before || step.Act != "amend-codings" {
		t.Errorf("undo of %+v left something", step)
	}
	f.sound()
}

// Whatever is wrong with one amendment, none of them is made.
func TestAmendAllOrNothing(t *testing.T) {
	f := newField(t)
	a := f.apply(f.anna, 0, 10, 20).Codings[0]
	retired := f.codes[2]
	retired.Status = codebook.StatusRetired
	f.ok(f.Codes.Update(ctx, f.anna, retired))
	before := f.live()
	memo, four := "m", 4
	good := Amendment{Coding: a, Memo: &memo}
	is(t, f.Codings.Amend(ctx, f.anna, nil, []Amendment{good, {Coding: a, Certainty: &four}}), ErrInvalid)
	is(t, f.Codings.Amend(ctx, f.anna, nil, []Amendment{good, {Coding: codebook.CodingID(f.env.id())}}), ErrNotFound)
	is(t, f.Codings.Amend(ctx, f.anna, nil, []Amendment{good, {Coding: a, Code: retired.ID}}), ErrInvalid)
	is(t, f.Codings.Amend(ctx, f.anna, []codebook.Code{{Name: " "}}, []Amendment{good}), ErrInvalid)
	if f.live() != before {
		t.Error("something was changed")
	}
	steps := func() int {
		all, err := f.Changes.All(ctx)
		f.ok(err)
		return len(all)
	}
	n := steps()
	f.ok(f.Codings.Amend(ctx, f.anna, nil, []Amendment{{Coding: a}}))
	if steps() != n {
		t.Error("an amendment that changes nothing left a step")
	}
}

func TestChangedSince(t *testing.T) {
	f := newField(t)
	a := f.apply(f.anna, 0, 10, 20).Codings[0]
	all, err := f.Codings.ChangedSince(ctx, time.Time{})
	f.ok(err)
	if len(all) != 1 || all[0].Coding != a || all[0].Coder != f.anna {
		t.Fatalf("got %+v", all)
	}
	f.ok(f.Codings.SetMemo(ctx, f.bram, a, "van Bram"))
	later, err := f.Codings.ChangedSince(ctx, all[0].At)
	f.ok(err)
	if len(later) != 1 || later[0].Coder != f.bram || !later[0].At.After(all[0].At) {
		t.Errorf("got %+v", later)
	}
}
