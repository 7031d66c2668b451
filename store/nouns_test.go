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
