package store

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

func TestDocuments(t *testing.T) {
	f := newField(t)
	got, err := f.Documents.Get(ctx, f.doc.ID)
	f.ok(err)
	want := f.doc
	want.Source.Bytes = nil
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
	source, err := f.Documents.Source(ctx, f.doc.ID)
	f.ok(err)
	if string(source.Bytes) != f.doc.Text.String() || source.Name != "Gesprek Lelystad.txt" || len(source.SHA256) != 64 {
		t.Errorf("source %+v", source)
	}
	var duplicate *DuplicateError
	if _, err = f.Documents.Add(ctx, f.bram, interview("Gesprek Lelystad"), false); !errors.As(err, &duplicate) || duplicate.Title != "Gesprek Lelystad" {
		t.Errorf("second time: %v", err)
	}
	second, err := f.Documents.Add(ctx, f.bram, interview("Gesprek Lelystad"), true)
	f.ok(err)
	if second.ID == f.doc.ID || second.Case != f.doc.Case || second.Speakers[0].ID == f.doc.Speakers[0].ID {
		t.Errorf("again: %+v", second)
	}
	f.ok(f.Documents.Delete(ctx, f.bram, second.ID))
	_, err = f.Documents.Get(ctx, second.ID)
	is(t, err, ErrNotFound)
	is(t, f.Documents.Rename(ctx, f.anna, second.ID, "x"), ErrNotFound)
	is(t, f.Documents.Rename(ctx, f.anna, f.doc.ID, " \t"), ErrInvalid)

	f.apply(f.anna, 0, 10, 20)
	for _, title := range []string{"étude", "Zwolle", "Arnhem"} {
		_, err = f.Documents.Add(ctx, f.anna, interview(title), false)
		f.ok(err)
	}
	infos, err := f.Documents.List(ctx)
	f.ok(err)
	var titles []string
	for _, i := range infos {
		titles = append(titles, i.Title)
	}
	if !slices.Equal(titles, []string{"Arnhem", "Gesprek Lelystad", "Zwolle", "étude"}) {
		t.Errorf("order %v", titles)
	}
	i := infos[1]
	if i.Turns != 5 || i.Words != 26 || i.Chars != f.doc.Text.Len() || i.Speakers != 3 || i.Codings != 1 || i.Revision != 1 || i.SourceKind != "txt" ||
		i.TextHash != codebook.QuoteHash(f.doc.Text.String()) || i.Added.IsZero() || i.Language != "nl" || i.Case != f.doc.Case {
		t.Errorf("info %+v", i)
	}
	f.ok(f.Documents.SetLanguage(ctx, f.anna, f.doc.ID, "en"))
	f.sound()
}

func TestADocumentWithoutSourceIsKnownByItsText(t *testing.T) {
	f := newField(t)
	doc := transcript.Document{Title: "los", Text: transcript.NewText("Een enkele alinea.")}
	_, err := f.Documents.Add(ctx, f.anna, doc, false)
	f.ok(err)
	var duplicate *DuplicateError
	if _, err = f.Documents.Add(ctx, f.anna, doc, false); !errors.As(err, &duplicate) {
		t.Errorf("second time: %v", err)
	}
}

func TestDocumentsThatAreRefused(t *testing.T) {
	f := newField(t)
	before := f.live()
	bad := map[string]func(d *transcript.Document){
		"no title":            func(d *transcript.Document) { d.Title = " " },
		"turn past the end":   func(d *transcript.Document) { d.Turns[2].Span.End = d.Text.Len() + 1 },
		"turn of nobody":      func(d *transcript.Document) { d.Turns[2].Speaker = 9 },
		"half a character":    func(d *transcript.Document) { d.Text = transcript.NewText("a\xff") },
		"an id that is there": func(d *transcript.Document) { d.ID = f.doc.ID },
	}
	for name, spoil := range bad {
		doc := interview("Gesprek Urk")
		spoil(&doc)
		_, err := f.Documents.Add(ctx, f.anna, doc, true)
		if !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	doc := interview("Gesprek Urk")
	doc.Case = transcript.CaseID{1}
	_, err := f.Documents.Add(ctx, f.anna, doc, true)
	is(t, err, ErrNotFound)
	if f.live() != before {
		t.Error("a refused document left something")
	}
}

// TestANameLeavesWithItsTitle renames and deletes a document's own case, but
// not one that others belong to.
func TestANameLeavesWithItsTitle(t *testing.T) {
	f := newField(t)
	names := func() string {
		cases, err := f.Cases.List(ctx)
		f.ok(err)
		var out []string
		for _, c := range cases {
			out = append(out, c.Name)
		}
		return strings.Join(out, ", ")
	}
	f.ok(f.Documents.Rename(ctx, f.anna, f.doc.ID, "R1"))
	if names() != "R1" {
		t.Errorf("cases %s", names())
	}
	urk, err := f.Documents.Add(ctx, f.anna, interview("Urk"), false)
	f.ok(err)
	f.ok(f.Speakers.SetCase(ctx, f.anna, urk.Speakers[1].ID, f.doc.Case))
	f.ok(f.Documents.Rename(ctx, f.anna, f.doc.ID, "R2"))
	if names() != "R1, Urk" {
		t.Errorf("cases %s", names())
	}
	f.ok(f.Documents.Delete(ctx, f.anna, urk.ID))
	if names() != "R1" {
		t.Errorf("cases %s", names())
	}
	f.sound()
}

func TestSpeakers(t *testing.T) {
	f := newField(t)
	kok, other := f.doc.Speakers[1].ID, f.doc.Speakers[2].ID
	f.ok(f.Speakers.Rename(ctx, f.anna, kok, "mevrouw Kok"))
	f.ok(f.Speakers.SetRole(ctx, f.anna, kok, transcript.RoleRespondent))
	is(t, f.Speakers.SetRole(ctx, f.anna, kok, "baas"), ErrInvalid)
	before, err := f.Documents.Get(ctx, f.doc.ID)
	f.ok(err)
	f.ok(f.Speakers.Merge(ctx, f.anna, other, kok))
	is(t, f.Speakers.Merge(ctx, f.anna, other, kok), ErrNotFound)
	is(t, f.Speakers.Merge(ctx, f.anna, kok, kok), ErrInvalid)
	doc, err := f.Documents.Get(ctx, f.doc.ID)
	f.ok(err)
	if len(doc.Speakers) != 2 || len(doc.Turns) != len(before.Turns) {
		t.Fatalf("document %+v", doc)
	}
	for i, turn := range doc.Turns {
		was := before.SpeakerOf(before.Turns[i]).ID
		if was == other {
			was = kok
		}
		if doc.SpeakerOf(turn).ID != was || turn.Span != before.Turns[i].Span {
			t.Errorf("turn %d is of %v", turn.N, doc.SpeakerOf(turn))
		}
	}
	// A chain of merges ends at the last.
	f.ok(f.Speakers.Merge(ctx, f.anna, kok, f.doc.Speakers[0].ID))
	infos, err := f.Speakers.List(ctx)
	f.ok(err)
	if len(infos) != 1 || infos[0].Turns != 5 || infos[0].Words != 26 || infos[0].Document != f.doc.ID {
		t.Errorf("speakers %+v", infos)
	}
	for range 2 {
		_, err = f.Changes.Undo(ctx, f.anna)
		f.ok(err)
	}
	if doc, err = f.Documents.Get(ctx, f.doc.ID); err != nil || !reflect.DeepEqual(doc, before) {
		t.Errorf("undone: %+v, %v", doc, err)
	}
	second, err := f.Documents.Add(ctx, f.anna, interview("Urk"), false)
	f.ok(err)
	is(t, f.Speakers.Merge(ctx, f.anna, second.Speakers[0].ID, kok), ErrInvalid)
	f.sound()
}

func TestCasesAndAttributes(t *testing.T) {
	f := newField(t)
	urk, err := f.Cases.Add(ctx, f.anna, "Urk")
	f.ok(err)
	year, err := f.Attributes.Add(ctx, f.anna, "jaar", transcript.AttributeDate)
	f.ok(err)
	size, err := f.Attributes.Add(ctx, f.anna, "inwoners", "")
	f.ok(err)
	values := func() map[transcript.AttributeID]string {
		all, err := f.Cases.List(ctx)
		f.ok(err)
		i := slices.IndexFunc(all, func(c transcript.Case) bool { return c.ID == urk })
		return all[i].Values
	}
	for _, v := range []string{"2019", "2019-04", "2019-04-30", ""} {
		f.ok(f.Cases.SetValue(ctx, f.anna, urk, year, v))
		if values()[year] != v {
			t.Errorf("value %q, want %q", values()[year], v)
		}
	}
	for _, v := range []string{"vorig jaar", "2019-13", "2019-02-30", "19"} {
		is(t, f.Cases.SetValue(ctx, f.anna, urk, year, v), ErrInvalid)
	}
	f.ok(f.Cases.SetValue(ctx, f.anna, urk, size, "21,5"))
	f.ok(f.Attributes.SetType(ctx, f.anna, size, transcript.AttributeNumber))
	if values()[size] != "21.5" {
		t.Errorf("number %q", values()[size])
	}
	is(t, f.Attributes.SetType(ctx, f.anna, size, transcript.AttributeYesNo), ErrInvalid)
	is(t, f.Attributes.SetType(ctx, f.anna, size, "kleur"), ErrInvalid)
	for _, v := range []string{"NaN", "Inf", "0x10", "1.2.3"} {
		is(t, f.Cases.SetValue(ctx, f.anna, urk, size, v), ErrInvalid)
	}
	f.ok(f.Attributes.Rename(ctx, f.anna, size, "grootte"))
	list, err := f.Attributes.List(ctx)
	f.ok(err)
	if len(list) != 2 || list[0].Name != "jaar" || list[1].Name != "grootte" || list[1].Type != transcript.AttributeNumber {
		t.Errorf("attributes %+v", list)
	}
	f.ok(f.Documents.SetCase(ctx, f.anna, f.doc.ID, urk))
	before := f.live()
	f.ok(f.Attributes.Delete(ctx, f.anna, size))
	f.ok(f.Cases.Delete(ctx, f.anna, urk))
	doc, err := f.Documents.Get(ctx, f.doc.ID)
	f.ok(err)
	if !doc.Case.IsZero() {
		t.Error("the document is of a case that is gone")
	}
	f.sound()
	for range 2 {
		_, err := f.Changes.Undo(ctx, f.anna)
		f.ok(err)
	}
	if f.live() != before {
		t.Error("undo left something")
	}
}

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

func TestMemos(t *testing.T) {
	f := newField(t)
	coding := f.apply(f.anna, 0, 10, 20).Codings[0]
	theme, err := f.Themes.Add(ctx, f.anna, codebook.Theme{Name: "speelruimte"})
	f.ok(err)
	abouts := []codebook.Ref{{Kind: codebook.RefProject}, {Kind: codebook.RefDocument, Document: f.doc.ID}, {Kind: codebook.RefSpan, Document: f.doc.ID, Span: span(4, 8)},
		{Kind: codebook.RefCode, Code: f.codes[0].ID}, {Kind: codebook.RefTheme, Theme: theme}, {Kind: codebook.RefCase, Case: f.doc.Case}, {Kind: codebook.RefCoding, Coding: coding}}
	for _, about := range abouts {
		memo := codebook.Memo{Kind: codebook.MemoTheory, About: about, Title: string(about.Kind), Body: "# kop\n\ntekst"}
		memo.ID, err = f.Memos.Add(ctx, f.anna, memo)
		f.ok(err)
		all, err := f.Memos.List(ctx)
		f.ok(err)
		got := all[len(all)-1]
		memo.Coder, memo.Created, memo.Modified = f.anna, got.Created, got.Modified
		if !reflect.DeepEqual(got, memo) || got.Created.IsZero() {
			t.Errorf("got %+v, want %+v", got, memo)
		}
	}
	for _, about := range []codebook.Ref{{Kind: "maan"}, {Kind: codebook.RefSpan, Document: f.doc.ID}} {
		_, err = f.Memos.Add(ctx, f.anna, codebook.Memo{About: about})
		is(t, err, ErrInvalid)
	}
	_, err = f.Memos.Add(ctx, f.anna, codebook.Memo{About: codebook.Ref{Kind: codebook.RefCode}})
	is(t, err, ErrNotFound)
	all, err := f.Memos.List(ctx)
	f.ok(err)
	all[0].Body = "anders"
	f.ok(f.Memos.Update(ctx, f.bram, all[0]))
	f.ok(f.Memos.Delete(ctx, f.bram, all[1].ID))
	is(t, f.Memos.Update(ctx, f.bram, all[1]), ErrNotFound)
	// What a memo is about takes it along.
	f.ok(f.Codings.Remove(ctx, f.anna, coding))
	f.ok(f.Codes.Delete(ctx, f.anna, f.codes[0].ID))
	f.ok(f.Documents.Delete(ctx, f.anna, f.doc.ID))
	f.ok(f.Themes.Delete(ctx, f.anna, theme))
	left, err := f.Memos.List(ctx)
	f.ok(err)
	if len(left) != 2 || left[0].Body != "anders" || left[0].Coder != f.anna || !left[0].Modified.After(left[0].Created) || left[1].About.Kind != codebook.RefCase {
		t.Errorf("memos left %+v", left)
	}
	f.sound()
}

func TestCodersSlotsAndQueries(t *testing.T) {
	f := newField(t)
	coders, err := f.Coders.List(ctx)
	f.ok(err)
	if len(coders) != 2 || coders[0].Initials != "ADW" || coders[1].Initials != "B" {
		t.Errorf("coders %+v", coders)
	}
	if again := f.coder(" bram "); again != f.bram {
		t.Error("a known coder was made again")
	}
	_, err = f.Coders.Ensure(ctx, " ")
	is(t, err, ErrInvalid)
	f.ok(f.Coders.Rename(ctx, f.anna, f.bram, "Bram Vos", ""))
	is(t, f.Coders.Rename(ctx, f.anna, f.bram, "Bram Vos", "VIER"), ErrInvalid)
	var duplicate *DuplicateError
	if err := f.Coders.Rename(ctx, f.anna, f.bram, "Anna de Wit", "X"); !errors.As(err, &duplicate) {
		t.Errorf("a name twice: %v", err)
	}
	if coders, err = f.Coders.List(ctx); err != nil || coders[1].Name != "Bram Vos" || coders[1].Initials != "BV" {
		t.Errorf("coders %+v, %v", coders, err)
	}

	f.ok(f.Slots.Set(ctx, f.anna, 9, f.codes[0].ID))
	f.ok(f.Slots.Set(ctx, f.anna, 9, f.codes[1].ID))
	is(t, f.Slots.Set(ctx, f.anna, 0, f.codes[1].ID), ErrInvalid)
	is(t, f.Slots.Set(ctx, f.anna, 3, codebook.CodeID{8}), ErrNotFound)
	slots, err := f.Slots.Of(ctx, f.anna)
	f.ok(err)
	if slots[8] != f.codes[1].ID || !slots[0].IsZero() {
		t.Errorf("slots %v", slots)
	}
	f.ok(f.Slots.Set(ctx, f.anna, 9, codebook.CodeID{}))
	if slots, err = f.Slots.Of(ctx, f.anna); err != nil || !slots[8].IsZero() {
		t.Errorf("slots %v, %v", slots, err)
	}

	f.ok(f.Queries.Save(ctx, f.anna, "Ruimte", "code:ruimte"))
	f.ok(f.Queries.Save(ctx, f.anna, "ruimte", "code:ruimte -wet"))
	queries, err := f.Queries.List(ctx)
	f.ok(err)
	if len(queries) != 1 || queries[0].Query != "code:ruimte -wet" || queries[0].Name != "ruimte" {
		t.Errorf("queries %+v", queries)
	}
	f.ok(f.Queries.Delete(ctx, f.anna, queries[0].ID))
	is(t, f.Queries.Delete(ctx, f.anna, "niets"), ErrNotFound)
	f.sound()
}

func TestStepsAndChanges(t *testing.T) {
	f := newField(t)
	f.apply(f.anna, 0, 10, 20)
	f.ok(f.Documents.Rename(ctx, f.bram, f.doc.ID, "Gesprek met mevrouw Kok"))
	_, err := f.Changes.Undo(ctx, f.anna)
	f.ok(err)
	steps, err := f.Changes.Steps(ctx, 0, "")
	f.ok(err)
	type brief struct {
		act, subject string
		rows         int
		undone       bool
	}
	var got []brief
	for _, s := range steps {
		got = append(got, brief{s.Act, s.Subject, s.Rows, s.Undone})
		if s.At.IsZero() || s.Coder.IsZero() {
			t.Errorf("step %+v", s)
		}
	}
	title := "Gesprek met mevrouw Kok"
	want := []brief{{"undo", "ruimte", 1, false}, {"rename-document", title, 2, false}, {"code", "ruimte", 1, true}, {"add-code", "ruimte", 3, false}, {"add-document", title, 5, false}}
	if !slices.Equal(got, want) {
		t.Errorf("steps %v", got)
	}
	if steps[0].Undoes != steps[2].ID || steps[2].Document != f.doc.ID || !steps[3].Document.IsZero() {
		t.Errorf("steps %+v", steps)
	}
	page, err := f.Changes.Steps(ctx, 2, steps[1].ID)
	f.ok(err)
	if len(page) != 2 || page[0] != steps[2] || page[1] != steps[3] {
		t.Errorf("page %+v", page)
	}
	_, err = f.Changes.Steps(ctx, 2, "niets")
	is(t, err, ErrNotFound)

	// Nothing that people wrote stands in the log, so that it can be erased.
	memo := f.apply(f.anna, 0, 10, 20).Codings[0]
	f.ok(f.Codings.SetMemo(ctx, f.anna, memo, "heel vertrouwelijk"))
	changes, err := f.Changes.All(ctx)
	f.ok(err)
	counts := map[string]int64{}
	for _, c := range changes {
		counts[c.Device]++
		if c.Seq != counts[c.Device] || c.Device != "laptop-a" || len(c.Hash) != 64 || c.After == "" {
			t.Errorf("change %+v", c)
		}
		for _, secret := range []string{"vertrouwelijk", "Kok", "Lelystad", "beslist"} {
			if strings.Contains(c.Before+c.After, secret) {
				t.Errorf("%q stands in the log: %s %s", secret, c.Before, c.After)
			}
		}
	}
}

// TestTheClockOfTheLogNeverGoesBack: laptops' clocks jump.
func TestTheClockOfTheLogNeverGoesBack(t *testing.T) {
	f := newField(t)
	f.apply(f.anna, 0, 10, 20)
	f.env.ticks = -1_000_000
	f.apply(f.anna, 1, 10, 20)
	f.apply(f.anna, 2, 10, 20)
	for _, want := range []string{"vertrouwen", "verkokering", "ruimte"} {
		step, err := f.Changes.Undo(ctx, f.anna)
		f.ok(err)
		if step.Subject != want {
			t.Errorf("undid %s, want %s", step.Subject, want)
		}
	}
	f.sound()
}
