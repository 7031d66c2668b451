package store

import (
	"testing"

	"veldwerk/codebook"
)

// TestUndoOfAFormerSelf: who was united with another of the same name can undo
// and redo what either did, in every copy, and after a new name too.
func TestUndoOfAFormerSelf(t *testing.T) {
	f := newField(t)
	c := f.copies(2)
	a, b := c[0], c[1]
	one := a.coder("Cato")
	b.clock = a.clock
	two := b.coder("cato")
	b.apply(two, 1, 50, 60)
	a.clock = b.clock
	a.apply(one, 0, 30, 40)
	b.clock = a.clock
	b.ok(b.Codings.SetMemo(ctx, two, b.first(), "kijk hier nog naar"))
	both(t, a, b)
	stays, goes := one, two
	if two.String() < one.String() {
		stays, goes = two, one
	}
	for _, r := range c {
		r.ok(r.Coders.Rename(ctx, r.anna, stays, "Cato Vis", ""))
		want := r.rowsOf("")
		for range 3 {
			_, err := r.Changes.Undo(ctx, stays)
			r.ok(err)
		}
		if got := r.spans(); len(got) != 0 {
			t.Fatalf("%s: %v", r.name, got)
		}
		_, err := r.Changes.Undo(ctx, stays)
		is(t, err, ErrNothing)
		for range 3 {
			_, err := r.Changes.Redo(ctx, stays)
			r.ok(err)
		}
		_, err = r.Changes.Redo(ctx, stays)
		is(t, err, ErrNothing)
		r.sound()
		if got := r.rowsOf(""); got != want {
			t.Fatal(onlyInOne(want, got))
		}
		_, err = r.Changes.Undo(ctx, goes) // nobody acts as one who is gone
		is(t, err, ErrInvalid)
	}
	both(t, a, b)

	// A new act under the id that is left ends redo of what the former one did.
	_, err := a.Changes.Undo(ctx, stays)
	a.ok(err)
	a.apply(stays, 2, 70, 75)
	_, err = a.Changes.Redo(ctx, stays)
	is(t, err, ErrNothing)
	both(t, a, b)
	_, err = b.Changes.Redo(ctx, stays)
	is(t, err, ErrNothing)
}

// TestFormerSelfWithoutWork: one who made nothing that is left is known by name.
func TestFormerSelfWithoutWork(t *testing.T) {
	f := newField(t)
	c := f.copies(2)
	a, b := c[0], c[1]
	one := a.coder("Cato")
	b.clock = a.clock
	two := b.coder("cato")
	b.make(two, codebook.Code{Name: "macht"})
	both(t, a, b)
	stays := min(one.String(), two.String())
	for _, r := range c {
		coders, err := r.Coders.List(ctx)
		r.ok(err)
		who := coders[len(coders)-1].ID
		if who.String() != stays {
			t.Fatal(who, stays)
		}
		_, err = r.Changes.Undo(ctx, who)
		r.ok(err)
		r.sound()
	}
}
