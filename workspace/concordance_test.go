package workspace

import (
	"testing"

	"veldwerk/search"
)

// What a lens counted once it counts anew when the project changed.
func TestLensFollowsTheProject(t *testing.T) {
	w := writtenProject(t)
	lens := w.Lens()
	counts := func() map[string]int {
		t.Helper()
		found, err := w.Search(ctx, search.Parse("ruimte"), 0)
		if err != nil {
			t.Fatal(err)
		}
		facets, err := lens.Facets(ctx, found.Hits)
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]int{}
		for _, f := range facets {
			for _, v := range f.Values {
				out[string(f.Kind)+" "+v.Name] = v.Hits
			}
		}
		return out
	}
	before := counts()
	if before["coded uncoded"] != 2 || before["speaker R"] != 2 || before["coded coded"] != 0 {
		t.Fatalf("%v", before)
	}
	if _, err := w.CodeHits(ctx, CodeQuery{Query: search.Parse("ruimte genoeg"), Path: "plek", Unit: UnitTurn}); err != nil {
		t.Fatal(err)
	}
	after := counts()
	if after["coded uncoded"] != 1 || after["coded coded"] != 1 || after["code plek"] != 1 {
		t.Fatalf("after coding %v", after)
	}
}

func TestLensKeepsTheWords(t *testing.T) {
	w := writtenProject(t)
	lens := w.Lens()
	first, err := lens.Words(ctx)
	if err != nil || first.Count("ruimte") != 2 {
		t.Fatalf("%v, %v", first, err)
	}
	if _, err := w.CodeHits(ctx, CodeQuery{Query: search.Parse("ruimte genoeg"), Path: "plek", Unit: UnitTurn}); err != nil {
		t.Fatal(err)
	}
	if again, err := lens.Words(ctx); err != nil || again != first {
		t.Errorf("the words were counted again after coding, %v", err)
	}
	found, err := w.Search(ctx, search.Parse("ruimte"), 0)
	if err != nil {
		t.Fatal(err)
	}
	near, err := lens.Collocates(ctx, found.Hits, search.CollocateOptions{})
	if err != nil || len(near) == 0 {
		t.Fatalf("%v, %v", near, err)
	}
	c := search.NewConcordance(found.Hits)
	if order, err := lens.Order(ctx, c, search.ByRight1); err != nil || len(order) != 2 || order[0] != 1 {
		t.Fatalf("%v, %v", order, err)
	}
	if words, err := lens.HitWords(ctx, found.Hits[:1]); err != nil || words.Tokens != 4 {
		t.Fatalf("%v, %v", words, err)
	}
}

func writtenProject(t *testing.T) *Workspace {
	t.Helper()
	f := newField(t)
	f.bring("tweede.txt", "I: Hoe is het hier?\nR: Er is ruimte genoeg.\nI: En verder?\nR: Weinig ruimte daar.\n")
	return f.Workspace
}
