package store

import (
	"testing"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// placed gives the only coding that waits a place and returns it.
func (f *field) placed(words string) codebook.Coding {
	f.t.Helper()
	waiting, err := f.Quarantine.List(ctx)
	f.ok(err)
	if len(waiting) != 1 {
		f.t.Fatalf("%d wait", len(waiting))
	}
	doc, err := f.Documents.Get(ctx, f.doc.ID)
	f.ok(err)
	at := byteOf(f.t, doc.Text, words)
	f.ok(f.Quarantine.Place(ctx, f.bram, waiting[0].ID, doc.Text.SpanOf(at, at+len(words))))
	all, err := f.Codings.Of(ctx, f.doc.ID)
	f.ok(err)
	if len(all) != 1 {
		f.t.Fatalf("%d codings", len(all))
	}
	return all[0]
}

func byteOf(t testing.TB, text transcript.Text, words string) int {
	t.Helper()
	for i := range text.String() {
		if len(text.String()) >= i+len(words) && text.String()[i:i+len(words)] == words {
			return i
		}
	}
	t.Fatalf("no %q", words)
	return 0
}

// TestOrphanKeepsItsCertainty: what lost its passage in a correction is as sure
// as it was when it gets a place again.
func TestOrphanKeepsItsCertainty(t *testing.T) {
	const passage = "Wie beslist er dan?"
	t.Run("correction", func(t *testing.T) {
		f := newField(t)
		id := f.codeText(f.anna, 0, passage)
		f.ok(f.Codings.SetCertainty(ctx, f.anna, id, 3))
		other := f.codeText(f.anna, 1, passage) // beside it, not sure at all
		f.ok(f.Codings.SetCertainty(ctx, f.anna, other, 1))
		f.revise(f.bram, passage, "")
		waiting, err := f.Quarantine.List(ctx)
		f.ok(err)
		for _, w := range waiting {
			if w.Code == f.codes[1].ID {
				f.ok(f.Quarantine.Remove(ctx, f.anna, w.ID))
			}
		}
		if got := f.placed("De coördinator beslist"); got.Certainty != 3 || got.Coder != f.anna {
			t.Fatalf("%+v", got)
		}
		f.sound()
	})
	t.Run("merge", func(t *testing.T) {
		f := newField(t)
		c := f.copies(2)
		a, b := c[0], c[1]
		a.revise(a.anna, passage, "")
		id := b.codeText(b.bram, 0, passage)
		b.ok(b.Codings.SetCertainty(ctx, b.bram, id, 2))
		both(t, a, b)
		if got := a.placed("De coördinator beslist"); got.Certainty != 2 || got.Coder != a.bram {
			t.Fatalf("%+v", got)
		}
		both(t, a, b)
	})
}
