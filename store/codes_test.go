package store

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"veldwerk/codebook"
)

func TestCodes(t *testing.T) {
	f := newField(t)
	all := func() map[string]codebook.Code {
		list, err := f.Codes.List(ctx)
		f.ok(err)
		out := map[string]codebook.Code{}
		for _, c := range list {
			out[c.Name] = c
		}
		return out
	}
	for i, c := range f.codes {
		if c.Colour != i+1 || c.Status != codebook.StatusActive || c.Letter == "" {
			t.Errorf("code %+v", c)
		}
	}
	if f.codes[1].Letter != "v" || f.codes[2].Letter != "e" {
		t.Errorf("letters %s %s", f.codes[1].Letter, f.codes[2].Letter)
	}
	var duplicate *DuplicateError
	if _, err := f.Codes.Add(ctx, f.anna, codebook.Code{Name: " RUIMTE"}); !errors.As(err, &duplicate) {
		t.Errorf("same name: %v", err)
	}
	sub, err := f.Codes.Add(ctx, f.anna, codebook.Code{Name: "ruimte", Parent: f.codes[0].ID}, codebook.Code{Name: "regels", Parent: f.codes[0].ID})
	f.ok(err)
	is(t, f.Codes.Move(ctx, f.anna, f.codes[0].ID, sub[0].ID, 0), ErrInvalid)
	if err := f.Codes.Move(ctx, f.anna, sub[0].ID, codebook.CodeID{}, 0); !errors.As(err, &duplicate) {
		t.Errorf("move beside its namesake: %v", err)
	}
	f.ok(f.Codes.Move(ctx, f.anna, sub[1].ID, codebook.CodeID{}, 1))
	list, err := f.Codes.List(ctx)
	f.ok(err)
	var order []string
	for _, id := range codebook.NewTree(list).Children(codebook.CodeID{}) {
		c, _ := codebook.NewTree(list).Code(id)
		order = append(order, c.Name)
	}
	if !slices.Equal(order, []string{"ruimte", "regels", "verkokering", "vertrouwen"}) {
		t.Errorf("order %v", order)
	}
	// Among codes that were ordered by hand a new one is the last.
	added, err := f.Codes.Add(ctx, f.anna, codebook.Code{Name: "aan het eind"})
	f.ok(err)
	if added[0].Position != 5 {
		t.Errorf("position %d", added[0].Position)
	}
	c := f.codes[1]
	c.Name, c.Short, c.Letter = "kokers", "werken in kolommen", ""
	f.ok(f.Codes.Update(ctx, f.anna, c))
	got := all()["kokers"]
	if !slices.Equal(got.Alias, []string{"verkokering"}) || got.Short != "werken in kolommen" || got.Letter != "v" || got.Position != 3 {
		t.Errorf("updated %+v", got)
	}
	got.Status = codebook.StatusRetired
	f.ok(f.Codes.Update(ctx, f.anna, got))
	steps, err := f.Changes.Steps(ctx, 1, "")
	f.ok(err)
	if steps[0].Act != "retire-code" || steps[0].Subject != "kokers" {
		t.Errorf("step %+v", steps[0])
	}
	f.sound()
}

func TestMergeAndSplitCodes(t *testing.T) {
	f := newField(t)
	from, into := f.codes[0], f.codes[1]
	child, err := f.Codes.Add(ctx, f.anna, codeUnder("regels", from.ID))
	f.ok(err)
	theme, err := f.Themes.Add(ctx, f.anna, codebook.Theme{Name: "speelruimte", Codes: []codebook.CodeID{from.ID}})
	f.ok(err)
	f.ok(f.Slots.Set(ctx, f.anna, 1, from.ID))
	f.ok(f.Slots.Set(ctx, f.bram, 1, from.ID))
	f.ok(f.Slots.Set(ctx, f.bram, 2, into.ID))
	_, err = f.Memos.Add(ctx, f.anna, codebook.Memo{Body: "over ruimte", About: codebook.Ref{Kind: codebook.RefCode, Code: from.ID}})
	f.ok(err)
	a := f.apply(f.anna, 0, 10, 20).Codings[0]
	f.apply(f.anna, 1, 15, 30)
	f.apply(f.bram, 0, 15, 30)
	before := f.live()
	is(t, f.Codes.Merge(ctx, f.anna, from.ID, from.ID), ErrInvalid)
	f.ok(f.Codes.Merge(ctx, f.anna, from.ID, into.ID))

	all, err := f.Codings.All(ctx)
	f.ok(err)
	if len(all) != 2 || all[0].ID != a || all[0].Span != span(10, 30) || all[1].Code != into.ID {
		t.Errorf("codings %+v", all)
	}
	codes, err := f.Codes.List(ctx)
	f.ok(err)
	for _, c := range codes {
		switch c.ID {
		case from.ID:
			if c.Status != codebook.StatusMerged || c.Into != into.ID {
				t.Errorf("merged code %+v", c)
			}
		case into.ID:
			if !slices.Equal(c.Alias, []string{"ruimte"}) {
				t.Errorf("alias %v", c.Alias)
			}
		case child[0].ID:
			if c.Parent != into.ID {
				t.Error("the child stayed behind")
			}
		}
	}
	themes, err := f.Themes.List(ctx)
	f.ok(err)
	if themes[0].ID != theme || !slices.Equal(themes[0].Codes, []codebook.CodeID{into.ID}) {
		t.Errorf("theme %+v", themes[0])
	}
	anna, err := f.Slots.Of(ctx, f.anna)
	f.ok(err)
	bram, err := f.Slots.Of(ctx, f.bram)
	f.ok(err)
	if anna[0] != into.ID || !bram[0].IsZero() || bram[1] != into.ID {
		t.Errorf("slots %v %v", anna, bram)
	}
	memos, err := f.Memos.List(ctx)
	f.ok(err)
	if memos[0].About.Code != into.ID {
		t.Error("the memo stayed behind")
	}
	is(t, f.Codes.Merge(ctx, f.anna, from.ID, into.ID), ErrInvalid)
	f.sound()
	step, err := f.Changes.Undo(ctx, f.anna)
	f.ok(err)
	if f.live() != before || step.Act != "merge-codes" || step.Subject != "verkokering" {
		t.Errorf("undo of %+v left something", step)
	}

	split, err := f.Codes.Split(ctx, f.anna, from.ID, "speling", []codebook.CodingID{a})
	f.ok(err)
	if split.Parent != from.Parent || split.Name != "speling" {
		t.Errorf("split %+v", split)
	}
	counts, err := f.Codings.CountByCode(ctx)
	f.ok(err)
	if counts[split.ID] != 1 || counts[from.ID] != 1 {
		t.Errorf("counts %v", counts)
	}
	_, err = f.Codes.Split(ctx, f.anna, from.ID, "nog een", []codebook.CodingID{a})
	is(t, err, ErrInvalid)
	f.ok(f.Codes.Delete(ctx, f.anna, from.ID))
	counts, err = f.Codings.CountByCode(ctx)
	f.ok(err)
	if counts[from.ID] != 0 || counts[split.ID] != 1 {
		t.Errorf("counts %v", counts)
	}
	f.sound()
}

// TestMergeIntoOnesOwnChild would otherwise hang a code under itself.
func TestMergeIntoOnesOwnChild(t *testing.T) {
	f := newField(t)
	child, err := f.Codes.Add(ctx, f.anna, codeUnder("regels", f.codes[0].ID), codeUnder("geld", f.codes[0].ID))
	f.ok(err)
	deep, err := f.Codes.Add(ctx, f.anna, codeUnder("wet", child[0].ID))
	f.ok(err)
	f.ok(f.Codes.Merge(ctx, f.anna, f.codes[0].ID, deep[0].ID))
	list, err := f.Codes.List(ctx)
	f.ok(err)
	tree := codebook.NewTree(list)
	for id, want := range map[codebook.CodeID]string{deep[0].ID: "wet", child[0].ID: "wet/regels", child[1].ID: "wet/geld"} {
		if tree.Path(id) != want {
			t.Errorf("path %s, want %s", tree.Path(id), want)
		}
	}
	twin, err := f.Codes.Add(ctx, f.anna, codeUnder("Geld", f.codes[1].ID))
	f.ok(err)
	var duplicate *DuplicateError
	if err := f.Codes.Merge(ctx, f.anna, f.codes[1].ID, deep[0].ID); !errors.As(err, &duplicate) {
		t.Errorf("merge with two children of a name: %v", err)
	}
	_ = twin
	f.sound()
}

func TestImportOfACodebook(t *testing.T) {
	f := newField(t)
	before := f.live()
	top, sub := codebook.CodeID(f.env.id()), codebook.CodeID(f.env.id())
	codes := []codebook.Code{{ID: sub, Parent: top, Name: "ruimte", Alias: []string{"speling"}, Full: "de ruimte die regels laten"}, {ID: top, Name: "uitvoering"}}
	themes := []codebook.Theme{{Name: "speelruimte", Claim: "regels laten ruimte", Codes: []codebook.CodeID{sub}, Words: []codebook.Word{{Text: "ruimte*"}, {Text: "speling", Off: true}}}}
	f.ok(f.Codes.Import(ctx, f.anna, codes, themes))
	got, err := f.Themes.List(ctx)
	f.ok(err)
	themes[0].ID = got[0].ID
	if !reflect.DeepEqual(got, themes) {
		t.Errorf("themes %+v", got)
	}
	got[0].Words = []codebook.Word{{Text: "speling"}}
	got[0].Codes = nil
	f.ok(f.Themes.Update(ctx, f.anna, got[0]))
	again, err := f.Themes.List(ctx)
	f.ok(err)
	if !reflect.DeepEqual(again, got) {
		t.Errorf("themes %+v", again)
	}
	f.sound()
	for range 2 {
		_, err = f.Changes.Undo(ctx, f.anna)
		f.ok(err)
	}
	if f.live() != before {
		t.Error("undo left something")
	}
	is(t, f.Codes.Import(ctx, f.anna, []codebook.Code{{Name: "wees", Parent: codebook.CodeID{7}}}, nil), ErrInvalid)
	loop := []codebook.Code{{ID: top, Parent: sub, Name: "a"}, {ID: sub, Parent: top, Name: "b"}}
	loop[0].ID, loop[1].ID = codebook.CodeID(f.env.id()), codebook.CodeID(f.env.id())
	loop[0].Parent, loop[1].Parent = loop[1].ID, loop[0].ID
	is(t, f.Codes.Import(ctx, f.anna, loop, nil), ErrInvalid)
}
