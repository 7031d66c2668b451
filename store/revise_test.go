package store

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// corrected is the document as it stands with parts of its text replaced, in
// pairs, and the mapping to it.
func (f *field) corrected(pairs ...string) (transcript.Document, transcript.Mapping) {
	f.t.Helper()
	doc, err := f.Documents.Get(ctx, f.doc.ID)
	f.ok(err)
	text := doc.Text.String()
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			f.t.Fatalf("no %q in the text", pairs[i])
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	to := transcript.NewText(text)
	m := transcript.Diff(doc.Text, to)
	return doc.Revised(to, m), m
}

func (f *field) revise(by codebook.CoderID, pairs ...string) Revision {
	f.t.Helper()
	doc, m := f.corrected(pairs...)
	out, err := f.Documents.Revise(ctx, by, doc, m)
	f.ok(err)
	return out
}

// codeText codes the first place of some words.
func (f *field) codeText(by codebook.CoderID, code int, words string) codebook.CodingID {
	f.t.Helper()
	doc, err := f.Documents.Get(ctx, f.doc.ID)
	f.ok(err)
	at := strings.Index(doc.Text.String(), words)
	if at < 0 {
		f.t.Fatalf("no %q", words)
	}
	s := doc.Text.SpanOf(at, at+len(words))
	return f.apply(by, code, s.Start, s.End).Codings[0]
}

// quotes are the coded texts by coding, as the file says now.
func (f *field) quotes() map[codebook.CodingID]string {
	f.t.Helper()
	doc, err := f.Documents.Get(ctx, f.doc.ID)
	f.ok(err)
	all, err := f.Codings.Of(ctx, f.doc.ID)
	f.ok(err)
	out := map[codebook.CodingID]string{}
	for _, c := range all {
		out[c.ID] = doc.Text.Slice(c.Span)
		if c.Revision != doc.Revision || c.QuoteHash != codebook.QuoteHash(out[c.ID]) {
			f.t.Errorf("coding %+v in revision %d", c, doc.Revision)
		}
	}
	return out
}

func TestReviseMovesWhatPointsIntoTheText(t *testing.T) {
	f := newField(t)
	kept := f.codeText(f.anna, 0, "zo te werken")
	changed := f.codeText(f.bram, 1, "Met vertrouwen lukt veel")
	gone := f.codeText(f.anna, 2, "Wie beslist er dan?")
	moved := f.codeText(f.anna, 0, "De coördinator beslist.")
	f.ok(f.Codings.SetMemo(ctx, f.anna, gone, "los"))
	_, err := f.Memos.Add(ctx, f.bram, codebook.Memo{Title: "over", Body: "de vraag", About: codebook.Ref{Kind: codebook.RefCoding, Coding: gone}})
	f.ok(err)
	doc := f.doc
	at := strings.Index(doc.Text.String(), "ruimte — soms")
	_, err = f.Memos.Add(ctx, f.anna, codebook.Memo{Body: "ruimte", About: codebook.Ref{Kind: codebook.RefSpan, Document: doc.ID, Span: doc.Text.SpanOf(at, at+len("ruimte — soms"))}})
	f.ok(err)
	before := f.live()

	edits := []string{"lukt veel", "lukt er veel", "I: Wie beslist er dan?\n\n", ""}
	next, m := f.corrected(edits...)
	seen, err := f.Documents.PreviewRevision(ctx, next, m)
	f.ok(err)
	if f.live() != before {
		t.Fatal("a preview wrote")
	}
	out, err := f.Documents.ReviseAsSeen(ctx, f.anna, next, m, seen)
	f.ok(err)
	if !reflect.DeepEqual(out, seen) || out.N != 2 || len(out.Spans) != 5 {
		t.Errorf("seen %+v\ndone %+v", seen, out)
	}
	got := f.quotes()
	if len(got) != 3 || got[kept] != "zo te werken" || got[changed] != "Met vertrouwen lukt er veel" || got[moved] != "De coördinator beslist." {
		t.Errorf("codings %v", got)
	}
	memos, err := f.Memos.List(ctx)
	f.ok(err)
	if len(memos) != 1 || next.Text.Slice(memos[0].About.Span) != "ruimte — soms" {
		t.Errorf("memos %+v", memos)
	}
	strays, err := f.Quarantine.List(ctx)
	f.ok(err)
	if len(strays) != 1 || strays[0].Quote != "Wie beslist er dan?" || strays[0].Memo != "los\n\nover\n\nde vraag" || strays[0].Code != f.codes[2].ID ||
		strays[0].Coder != f.anna || strays[0].Reason != codebook.StrayRevised || strays[0].Revision != 2 {
		t.Errorf("quarantine %+v", strays)
	}
	stored, err := f.Documents.Get(ctx, doc.ID)
	f.ok(err)
	if stored.Revision != 2 || stored.Text.String() != next.Text.String() || !reflect.DeepEqual(stored.Turns, next.Turns) || !reflect.DeepEqual(stored.Anchors, next.Anchors) || stored.Source.Name != doc.Source.Name {
		t.Errorf("document %+v", stored)
	}
	f.sound()
	after := f.live()

	step, err := f.Changes.Undo(ctx, f.anna)
	f.ok(err)
	if step.Act != "revise-document" || step.Subject != doc.Title || step.Document != doc.ID {
		t.Errorf("step %+v", step)
	}
	if f.live() != before {
		t.Error("undo left something")
	}
	back, err := f.Documents.Get(ctx, doc.ID)
	f.ok(err)
	if back.Revision != 1 || back.Text.String() != doc.Text.String() || !reflect.DeepEqual(back.Turns, doc.Turns) {
		t.Errorf("undone document %+v", back)
	}
	f.sound()
	_, err = f.Changes.Redo(ctx, f.anna)
	f.ok(err)
	if f.live() != after {
		t.Error("redo differs")
	}
	f.sound()
	_, err = f.Changes.Undo(ctx, f.anna)
	f.ok(err)
	if again := f.revise(f.anna, "zo te werken", "zó te werken"); again.N != 3 {
		t.Errorf("the revision after one that was undone is %d", again.N)
	}
	f.reopen()
	f.quotes()
	f.sound()
}

func TestReviseOfTheSameTextIsNoStep(t *testing.T) {
	f := newField(t)
	before := f.live()
	if out := f.revise(f.anna); out.N != 0 || f.live() != before {
		t.Errorf("%+v", out)
	}
}

func TestReviseRefuses(t *testing.T) {
	f := newField(t)
	f.codeText(f.anna, 0, "zo te werken")
	stale, m := f.corrected("zo te", "zó te")
	seen, err := f.Documents.PreviewRevision(ctx, stale, m)
	f.ok(err)
	f.codeText(f.bram, 1, "Met vertrouwen")
	_, err = f.Documents.ReviseAsSeen(ctx, f.anna, stale, m, seen)
	is(t, err, ErrRevised)
	f.revise(f.anna, "Met vertrouwen", "Met veel vertrouwen")
	_, err = f.Documents.Revise(ctx, f.anna, stale, m)
	is(t, err, ErrRevised)
	broken, m := f.corrected("zo te", "zó te")
	broken.Turns[1].Span.End = broken.Text.Len() + 1
	_, err = f.Documents.Revise(ctx, f.anna, broken, m)
	is(t, err, ErrInvalid)
	broken.ID = transcript.DocumentID{9}
	broken.Turns = nil
	_, err = f.Documents.Revise(ctx, f.anna, broken, m)
	is(t, err, ErrNotFound)
	f.sound()
}

// Codings of one coder and code that a correction brings together unite.
func TestReviseUnites(t *testing.T) {
	f := newField(t)
	doc, err := f.Documents.Get(ctx, f.doc.ID)
	f.ok(err)
	first := f.apply(f.anna, 0, 40, 50).Codings[0]
	second := f.apply(f.anna, 0, 55, 60).Codings[0]
	f.ok(f.Codings.SetMemo(ctx, f.anna, second, "mee"))
	_, err = f.Memos.Add(ctx, f.anna, codebook.Memo{Body: "over de tweede", About: codebook.Ref{Kind: codebook.RefCoding, Coding: second}})
	f.ok(err)
	// A mapping that lets the first one end inside the second.
	m := transcript.NewMapping([]transcript.Edit{{Old: span(50, 55), New: span(50, 50)}, {Old: span(60, 60), New: span(55, 60)}})
	text := doc.Text.String()
	b := doc.Text.Bytes(span(50, 55))
	cut := doc.Text.Bytes(span(60, 60)).Lo
	doc.Text = transcript.NewText(text[:b.Lo] + text[b.Hi:cut] + "nieuw" + text[cut:])
	doc.Turns = nil
	out, err := f.Documents.Revise(ctx, f.anna, doc, m)
	f.ok(err)
	if len(f.spans()) != 2 || out.Spans[0].Coding != first {
		t.Errorf("touching codings united: %v %+v", f.spans(), out)
	}
	f.sound()
	plan := revisionPlan{codings: []*plannedCoding{}}
	for i, c := range []transcript.Span{span(0, 10), span(8, 12), span(12, 20)} {
		id := []codebook.CodingID{first, second, {7}}[i]
		plan.Spans = append(plan.Spans, RevisedSpan{Coding: id})
		plan.codings = append(plan.codings, &plannedCoding{row: row{"id": id.String(), "code_id": "k", "coder_id": "a", "created": int64(i), "memo": "", "certainty": int64(i)}, span: c, seen: i})
	}
	f.ok(plan.unite())
	if plan.codings[0].span != span(0, 12) || plan.codings[1].into != first.String() || plan.Spans[1].Into != first || plan.codings[2].into != "" || plan.codings[0].row.number("certainty") != 1 {
		t.Errorf("%+v %+v %+v", plan.codings[0], plan.codings[1], plan.codings[2])
	}
}

// Undo never leaves a coding in a text that is not the document's any more.
func TestUndoAroundARevision(t *testing.T) {
	f := newField(t)
	gone := f.codeText(f.bram, 0, "Met vertrouwen")
	f.ok(f.Codings.Remove(ctx, f.bram, gone))
	f.revise(f.anna, "zo te", "zó te")
	var since *ChangedSinceError
	if _, err := f.Changes.Undo(ctx, f.bram); !errors.As(err, &since) || since.Coder != "Anna de Wit" {
		t.Errorf("a coding came back into an old text: %v", err)
	}
	f.codeText(f.bram, 1, "zó te werken")
	if _, err := f.Changes.Undo(ctx, f.anna); !errors.As(err, &since) || since.Coder != "Bram" {
		t.Errorf("a correction was undone under a coding: %v", err)
	}
	_, err := f.Changes.Undo(ctx, f.bram)
	f.ok(err)
	_, err = f.Changes.Undo(ctx, f.anna)
	f.ok(err)
	f.quotes()
	f.sound()
}

// TestCorrectedToAndFro: a text that was corrected, corrected back and corrected
// again is there more than once, under numbers of its own.
func TestCorrectedToAndFro(t *testing.T) {
	f := newField(t)
	f.codeText(f.anna, 0, "Met vertrouwen lukt veel")
	f.codeText(f.bram, 1, "De coördinator beslist.")
	const times = 6
	var at []map[codebook.CodingID]string
	for n := range times {
		at = append(at, f.quotes())
		if n%2 == 0 {
			f.revise(f.anna, "De coördinator", "De oude coördinator")
		} else {
			f.revise(f.anna, "De oude coördinator", "De coördinator")
		}
	}
	at = append(at, f.quotes())
	look := func(n int) {
		t.Helper()
		doc, err := f.Documents.Get(ctx, f.doc.ID)
		f.ok(err)
		if got := f.quotes(); doc.Revision != n+1 || !reflect.DeepEqual(got, at[n]) {
			t.Errorf("after %d corrections: revision %d, %q, want %q", n, doc.Revision, got, at[n])
		}
	}
	for range 2 {
		for n := times - 1; n >= 0; n-- {
			_, err := f.Changes.Undo(ctx, f.anna)
			f.ok(err)
			look(n)
		}
		for n := 1; n <= times; n++ {
			_, err := f.Changes.Redo(ctx, f.anna)
			f.ok(err)
			look(n)
		}
	}
	f.sound()
}

func TestReviseSpeakers(t *testing.T) {
	f := newField(t)
	f.ok(f.Speakers.Merge(ctx, f.anna, f.doc.Speakers[2].ID, f.doc.Speakers[1].ID))
	f.ok(f.Speakers.SetRole(ctx, f.anna, f.doc.Speakers[1].ID, transcript.RoleRespondent))
	before := f.live()
	f.revise(f.anna, "I: Wie beslist er dan?", "Dhr. Bos: Wie beslist er dan?")
	list, err := f.Speakers.List(ctx)
	f.ok(err)
	if len(list) != 3 || list[1].ID != f.doc.Speakers[1].ID || list[1].Role != transcript.RoleRespondent || list[2].Name != "Dhr. Bos" || list[2].Turns != 1 {
		t.Errorf("speakers %+v", list)
	}
	doc, err := f.Documents.Get(ctx, f.doc.ID)
	f.ok(err)
	if doc.SpeakerOf(doc.Turns[2]).Name != "Mw. Kok" || doc.SpeakerOf(doc.Turns[4]).Name != "Dhr. Bos" {
		t.Errorf("turns %+v of %+v", doc.Turns, doc.Speakers)
	}
	f.sound()
	_, err = f.Changes.Undo(ctx, f.anna)
	f.ok(err)
	if f.live() != before {
		t.Error("undo left something")
	}
}

// Corrections, codings, undo and redo at random leave a sound file, with every
// quote what its coding says.
func TestReviseAtRandom(t *testing.T) {
	f := newField(t)
	random := rand.New(rand.NewPCG(31, 7))
	words := []string{"vertrouwen ", "ruimte ", "niet ", "😀 ", "coo\u0308rdinator ", "\n\nI: ", "de "}
	for range 120 {
		by := []codebook.CoderID{f.anna, f.bram}[random.IntN(2)]
		doc, err := f.Documents.Get(ctx, f.doc.ID)
		f.ok(err)
		switch random.IntN(6) {
		case 0, 1:
			at := random.IntN(doc.Text.Len())
			s := transcript.SnapSpan(doc.Text, transcript.Span{Start: at, End: min(doc.Text.Len(), at+1+random.IntN(30))})
			f.apply(by, random.IntN(3), s.Start, s.End)
		case 2:
			_, err = f.Changes.Undo(ctx, by)
		case 3:
			_, err = f.Changes.Redo(ctx, by)
		default:
			at := random.IntN(doc.Text.Len())
			b := doc.Text.Bytes(transcript.Span{Start: at, End: min(doc.Text.Len(), at+random.IntN(8))})
			s := doc.Text.String()
			to := transcript.NewText(s[:b.Lo] + words[random.IntN(len(words))] + s[b.Hi:])
			m := transcript.Diff(doc.Text, to)
			_, err = f.Documents.Revise(ctx, by, doc.Revised(to, m), m)
		}
		var since *ChangedSinceError
		if err != nil && !errors.Is(err, ErrNothing) && !errors.As(err, &since) {
			t.Fatal(err)
		}
		f.quotes()
		f.noOverlap()
	}
	f.sound()
}
