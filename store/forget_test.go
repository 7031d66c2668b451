package store

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// person is somebody of whom much is kept: a name in every place that belongs
// to one interview, and in places that nobody sees any more.
const person = "Wubbo Tjallingii"

// personal is an interview with that person.
func personal() transcript.Document {
	doc := interview("Gesprek met " + person)
	doc.Text = transcript.NewText(doc.Text.String() + "Mijn naam is " + person + ".\n")
	doc.Speakers[1].Name = person
	doc.Speakers[2] = transcript.Speaker{Name: "R2", Rule: transcript.RuleKnownRole}
	doc.Source.Name = person + ".docx"
	doc.Source.Bytes = []byte(doc.Text.String())
	return doc
}

// leavings finds a name in a file as UTF-8 or UTF-16.
func leavings(t *testing.T, path, name string) []string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var wide, narrow []byte
	for _, u := range utf16.Encode([]rune(name)) {
		wide = append(wide, byte(u), byte(u>>8))
		narrow = append(narrow, byte(u>>8), byte(u))
	}
	var out []string
	for _, word := range append(strings.Fields(name), name) {
		for _, form := range []string{word, strings.ToLower(word), strings.ToUpper(word)} {
			if bytes.Contains(raw, []byte(form)) {
				out = append(out, form)
			}
		}
	}
	if bytes.Contains(raw, wide) || bytes.Contains(raw, narrow) {
		out = append(out, "utf-16")
	}
	return out
}

// live of a person's things, spread over the project.
func populate(f *field) transcript.Document {
	f.t.Helper()
	doc, err := f.Documents.Add(ctx, f.anna, personal(), false)
	f.ok(err)
	// Much besides, so that pages are divided and joined.
	for i := range 12 {
		_, err := f.Documents.Add(ctx, f.bram, interview(fmt.Sprintf("Gesprek %d", i)), true)
		f.ok(err)
	}
	span := transcript.Span{Start: 60, End: 90}
	out, err := f.Codings.Apply(ctx, f.anna, Application{Code: f.codes[0].ID, Places: []Place{{doc.ID, span}}, Run: Run{Query: `"` + person + `"`, Unit: "match", Found: 2, Chosen: 1}})
	f.ok(err)
	f.ok(f.Codings.SetMemo(ctx, f.anna, out.Codings[0], "typisch "+person))
	f.ok(f.Codings.SetMemo(ctx, f.anna, out.Codings[0], "weer "+person))
	for _, about := range []codebook.Ref{{Kind: codebook.RefDocument, Document: doc.ID}, {Kind: codebook.RefSpan, Document: doc.ID, Span: span},
		{Kind: codebook.RefCoding, Coding: out.Codings[0]}, {Kind: codebook.RefCase, Case: doc.Case}} {
		_, err := f.Memos.Add(ctx, f.anna, codebook.Memo{Title: person, Body: strings.Repeat(person+" zei dat het kon. ", 400), About: about})
		f.ok(err)
	}
	id, err := f.Attributes.Add(ctx, f.anna, "woonplaats", "")
	f.ok(err)
	f.ok(f.Cases.SetValue(ctx, f.anna, doc.Case, id, "naast "+person))
	f.ok(f.Documents.Rename(ctx, f.bram, doc.ID, person))
	f.ok(f.Documents.Rename(ctx, f.anna, doc.ID, "Tweede gesprek met "+person))
	gone, err := f.Memos.Add(ctx, f.bram, codebook.Memo{Title: "vraag", Body: "wie kent " + person + "?"})
	f.ok(err)
	f.ok(f.Memos.Delete(ctx, f.bram, gone))
	f.ok(f.Queries.Remember(ctx, f.anna, map[string]string{"tjallingii": "tjallingii[-" + strings.ToLower(person) + "]"}))
	return doc
}

func TestForgottenPersonIsNotInTheFile(t *testing.T) {
	f := newField(t)
	doc := populate(f)
	if len(leavings(t, f.path, person)) < 3 {
		t.Fatal("the test looks for a name that never was there")
	}
	rest := f.live()
	rehearsed, err := f.Rehearse(ctx, f.anna, Who{Documents: []transcript.DocumentID{doc.ID}})
	f.ok(err)
	if f.live() != rest {
		t.Fatal("a rehearsal wrote")
	}
	e, err := f.Forget(ctx, f.anna, Who{Documents: []transcript.DocumentID{doc.ID}})
	f.ok(err)
	rehearsed.Step = e.Step
	if fmt.Sprint(rehearsed) != fmt.Sprint(e) {
		t.Errorf("rehearsed %+v\nwas %+v", rehearsed, e)
	}
	want := Erasure{Step: e.Step, Documents: 1, Revisions: 1, Sources: 1, Speakers: 3, Cases: 1, Values: 1, Codings: 1, Memos: 4, Unused: e.Unused, Bodies: e.Bodies, Touched: e.Touched, Whole: e.Touched, Rows: e.Rows, Names: e.Names, Sought: e.Sought}
	if fmt.Sprint(e) != fmt.Sprint(want) || e.Unused == 0 || e.Bodies == 0 {
		t.Errorf("erased %+v", e)
	}
	f.sound()
	for i := range 2 {
		if left := leavings(t, f.path, person); len(left) > 0 {
			t.Fatalf("opening %d: the file still has %q", i, left)
		}
		f.reopen()
	}
	entries, err := os.ReadDir(filepath.Dir(f.path))
	f.ok(err)
	if len(entries) != 1 {
		t.Errorf("files beside the project: %v", entries)
	}
	_, err = f.Documents.Get(ctx, doc.ID)
	is(t, err, ErrNotFound)
	_, err = f.Forget(ctx, f.anna, Who{Documents: []transcript.DocumentID{doc.ID}})
	is(t, err, ErrNotFound)
	_, err = f.Forget(ctx, f.anna, Who{})
	is(t, err, ErrInvalid)
	all, err := f.Changes.All(ctx)
	f.ok(err)
	steps, err := f.Changes.Steps(ctx, 0, "")
	f.ok(err)
	if len(all) == 0 || steps[0].Act != "forget" || steps[0].Subject != "" {
		t.Errorf("history: %d changes, %+v", len(all), steps[0])
	}
}

// TestForgetSpellings: what nobody sees any more goes however the name is
// written there; what is in use is listed, as sure or as perhaps.
func TestForgetSpellings(t *testing.T) {
	spellings := map[string]bool{ // whether it is sure
		"WUBBO TJALLINGII": true, "wubbo tjallingii's fiets": true, "Wubbo Tjallingiis": true, "Wubbo\u00a0Tjal\u00adlingii": true,
		"Wu\u0308bbo\nTjallingii": true, "Wubbo Tjal-\nlingii": true, "Wubbo-Tjallingii": true, "wubbo_tjallingii2": true, "Tjallingii": false, "mevrouw Tjallingii’s idee": false,
		"W. Tjallingii": false, "Tjallingii, W.": false, "Wubbo belde": false, "Wub\u200bbo": false,
	}
	f := newField(t)
	doc, err := f.Documents.Add(ctx, f.anna, personal(), false)
	f.ok(err)
	for words := range spellings {
		_, err := f.Memos.Add(ctx, f.anna, codebook.Memo{Title: "in gebruik", Body: "ja " + words + " zei dat"})
		f.ok(err)
		gone, err := f.Memos.Add(ctx, f.anna, codebook.Memo{Title: "weg", Body: "nee " + words + " zei dat niet"})
		f.ok(err)
		f.ok(f.Memos.Delete(ctx, f.anna, gone))
	}
	kept, err := f.Memos.Add(ctx, f.anna, codebook.Memo{Title: "weg", Body: "wubbolts tjalling, een ander"})
	f.ok(err)
	f.ok(f.Memos.Delete(ctx, f.anna, kept))
	_, err = f.Codings.Apply(ctx, f.anna, Application{Code: f.codes[0].ID, Places: []Place{{f.doc.ID, transcript.Span{Start: 60, End: 90}}}, Run: Run{Query: "tjallingii", Unit: "match", Found: 1, Chosen: 1}})
	f.ok(err)
	e, err := f.Forget(ctx, f.anna, Who{Documents: []transcript.DocumentID{doc.ID}})
	f.ok(err)
	if e.Unused != len(spellings)+1 {
		t.Errorf("%d of %d deleted memos erased", e.Unused, len(spellings))
	}
	sure, perhaps := 0, 0
	for i, m := range e.Mentions {
		switch {
		case m.Kind != "memo" || m.Perhaps && i < 1 || !m.Perhaps && perhaps > 0:
			t.Errorf("mention %d: %+v", i, m)
		case m.Perhaps:
			perhaps++
		default:
			sure++
		}
	}
	for _, is := range spellings {
		if is {
			sure--
		} else {
			perhaps--
		}
	}
	if sure != 0 || perhaps != 0 {
		t.Errorf("%d sure and %d perhaps too many, of %+v", sure, perhaps, e.Mentions)
	}
	raw, err := os.ReadFile(f.path)
	f.ok(err)
	if !bytes.Contains(raw, []byte("tjalling, een ander")) || bytes.Contains(raw, []byte("zei dat niet")) {
		t.Error("a deleted memo about somebody else is gone, or one about the person is there")
	}
	f.sound()
}

func TestUndoOfWhatIsErasedIsRefusedOnce(t *testing.T) {
	f := newField(t)
	f.apply(f.anna, 1, 5, 15) // stays, in another document
	before := f.live()
	doc, err := f.Documents.Add(ctx, f.anna, personal(), false)
	f.ok(err)
	_, err = f.Codings.Apply(ctx, f.anna, Application{Code: f.codes[0].ID, Places: []Place{{doc.ID, span(60, 90)}}})
	f.ok(err)
	f.ok(f.Speakers.SetRole(ctx, f.anna, doc.Speakers[1].ID, transcript.RoleRespondent))
	_, err = f.Forget(ctx, f.anna, Who{Documents: []transcript.DocumentID{doc.ID}})
	f.ok(err)
	var erased *ErasedError
	if _, err = f.Changes.Undo(ctx, f.anna); !errors.As(err, &erased) || erased.Steps != 3 || erased.At.IsZero() {
		t.Fatalf("undo: %v", err)
	}
	if f.live() != before {
		t.Errorf("what stayed differs:\n%s\nwas\n%s", f.live(), before)
	}
	step, err := f.Changes.Undo(ctx, f.anna)
	f.ok(err)
	if step.Act != "code" || step.Document != f.doc.ID {
		t.Errorf("undone %+v", step)
	}
	_, err = f.Changes.Redo(ctx, f.anna)
	f.ok(err)
	steps, err := f.Changes.Steps(ctx, 0, "")
	f.ok(err)
	for _, s := range steps {
		if s.Undone {
			t.Errorf("%+v is called undone", s)
		}
	}
	f.sound()
}

func TestForgetOneSpeakerOfAConversation(t *testing.T) {
	f := newField(t)
	doc := personal()
	doc.Speakers[2].Name, doc.Speakers[2].Rule = person, transcript.RuleTitle
	doc.Speakers[1].Name = "Mw. Kok"
	doc, err := f.Documents.Add(ctx, f.anna, doc, false)
	f.ok(err)
	theirs := doc.Turns[3] // "Zo’n wet-regel geeft ruimte — soms."
	if doc.Turns[3].Speaker != 2 {
		t.Fatalf("turns %+v", doc.Turns)
	}
	code := func(by codebook.CoderID, code int, s transcript.Span) codebook.CodingID {
		out, err := f.Codings.Apply(ctx, by, Application{Code: f.codes[code].ID, Places: []Place{{doc.ID, s}}})
		f.ok(err)
		return out.Codings[0]
	}
	inside := code(f.anna, 0, span(theirs.Span.Start+2, theirs.Span.End-2))
	across := code(f.bram, 1, span(doc.Turns[2].Span.Start, theirs.Span.Start+5))
	around := code(f.anna, 2, span(doc.Turns[2].Span.Start, doc.Turns[4].Span.End))
	after := code(f.bram, 0, doc.Turns[5].Span)
	gone := code(f.anna, 1, doc.Turns[5].Span)
	f.ok(f.Codings.Remove(ctx, f.anna, gone))
	e, err := f.Forget(ctx, f.anna, Who{Speakers: []transcript.SpeakerID{doc.Speakers[2].ID}, Mark: "[gewist]"})
	f.ok(err)
	if e.Turns != 1 || e.Speakers != 1 || e.Codings != 1 || e.Shrunk != 2 || e.Revisions != 1 || e.Documents != 0 {
		t.Errorf("%+v", e)
	}
	// Its title and the last line, which is nobody's turn, still have the name.
	if len(e.Mentions) != 2 || e.Mentions[0].Kind != "document" || e.Mentions[0].ID != doc.ID.String() || e.Mentions[1].Kind != "case" {
		t.Errorf("mentions %+v", e.Mentions)
	}
	got, err := f.Documents.Get(ctx, doc.ID)
	f.ok(err)
	if strings.Contains(got.Text.String(), "wet-regel") || got.Revision != 2 || len(got.Speakers) != 2 {
		t.Errorf("%+v", got)
	}
	for i, turn := range got.Turns {
		want := doc.Text.Slice(doc.Turns[i].Span)
		if i == 3 {
			want = "[gewist]"
		}
		if s := got.Text.Slice(turn.Span); s != want {
			t.Errorf("turn %d is %q, want %q", i, s, want)
		}
	}
	quotes := map[codebook.CodingID]string{}
	codings, err := f.Codings.Of(ctx, doc.ID)
	f.ok(err)
	for _, c := range codings {
		quotes[c.ID] = got.Text.Slice(c.Span)
	}
	if _, there := quotes[inside]; there || len(quotes) != 3 {
		t.Errorf("codings %q", quotes)
	}
	for id, want := range map[codebook.CodingID]string{across: "Met vertrouwen lukt veel 😀, maar niet alles.\n\n", after: "De coördinator beslist.",
		around: "Met vertrouwen lukt veel 😀, maar niet alles.\n\n[gewist]\n\nI: Wie beslist er dan?"} {
		if quotes[id] != want {
			t.Errorf("%q, want %q", quotes[id], want)
		}
	}
	f.sound()
	for _, by := range []codebook.CoderID{f.anna, f.bram} {
		for {
			_, err := f.Changes.Undo(ctx, by)
			if errors.Is(err, ErrNothing) {
				break
			}
			var erased *ErasedError
			var since *ChangedSinceError
			if errors.As(err, &since) {
				break
			}
			if err != nil && !errors.As(err, &erased) {
				t.Fatal(err)
			}
			f.sound()
		}
	}
	raw, err := os.ReadFile(f.path)
	f.ok(err)
	if bytes.Contains(raw, []byte("wet-regel geeft ruimte — soms.\n\nI: Wie beslist er dan?\n\nMw. Kok: De coördinator beslist.\n\nMijn naam")) {
		t.Error("the former text is still in the file")
	}
}

func TestForgetACase(t *testing.T) {
	f := newField(t)
	id, err := f.Cases.Add(ctx, f.anna, person)
	f.ok(err)
	other, err := f.Documents.Add(ctx, f.anna, interview("Groepsgesprek"), true)
	f.ok(err)
	own, err := f.Documents.Add(ctx, f.anna, personal(), false)
	f.ok(err)
	f.ok(f.Documents.SetCase(ctx, f.anna, own.ID, id))
	f.ok(f.Speakers.Rename(ctx, f.anna, other.Speakers[1].ID, person))
	f.ok(f.Speakers.Rename(ctx, f.anna, other.Speakers[2].ID, person))
	f.ok(f.Speakers.SetCase(ctx, f.anna, other.Speakers[1].ID, id))
	f.ok(f.Speakers.Merge(ctx, f.anna, other.Speakers[2].ID, other.Speakers[1].ID))
	_, err = f.Memos.Add(ctx, f.bram, codebook.Memo{Title: "nog vragen", Body: "bel " + person + "s baas of " + person})
	f.ok(err)
	_, err = f.Codes.Add(ctx, f.bram, codebook.Code{Name: "zoals " + person})
	f.ok(err)
	e, err := f.Forget(ctx, f.bram, Who{Case: id, Mark: "[erased]"})
	f.ok(err)
	if e.Documents != 1 || e.Cases != 1 || e.Turns != 3 || e.Revisions != 2 {
		t.Errorf("%+v", e)
	}
	kinds := ""
	for _, m := range e.Mentions {
		kinds += m.Kind + " "
	}
	if kinds != "case code memo log " {
		t.Errorf("mentions %s", kinds)
	}
	f.sound()
}

func TestForgetHistoryLeavesOnlyWhatIsInUse(t *testing.T) {
	f := newField(t)
	doc := populate(f)
	f.ok(f.Documents.Delete(ctx, f.anna, doc.ID))
	kept, err := f.Memos.Add(ctx, f.anna, codebook.Memo{Title: "blijft", Body: "eerst " + person})
	f.ok(err)
	f.ok(f.Memos.Update(ctx, f.anna, codebook.Memo{ID: kept, Title: "blijft", Body: "nu niet"}))
	cases, err := f.Cases.List(ctx)
	f.ok(err)
	for _, c := range cases { // renamed on the way, it held more than its name
		if strings.Contains(c.Name, person) {
			f.ok(f.Cases.Delete(ctx, f.anna, c.ID))
		}
	}
	f.ok(f.Queries.Remember(ctx, f.anna, map[string]string{"tjallingii": ""}))
	before := f.live()
	f.ok(f.Documents.ForgetHistory(ctx, f.anna, []transcript.DocumentID{f.doc.ID}, person))
	if f.live() != before {
		t.Error("something in use changed")
	}
	f.sound()
	if left := leavings(t, f.path, person); len(left) > 0 {
		t.Errorf("the file still has %q", left)
	}
	source, err := f.Documents.Source(ctx, f.doc.ID)
	f.ok(err)
	if source.Name+source.SHA256 != "" || len(source.Bytes) > 0 {
		t.Errorf("source %+v", source)
	}
	var erased *ErasedError
	if _, err := f.Changes.Undo(ctx, f.anna); !errors.As(err, &erased) {
		t.Errorf("undo: %v", err)
	}
	is(t, f.Documents.ForgetHistory(ctx, f.anna, []transcript.DocumentID{doc.ID}), ErrNotFound)
}

// TestForgetAfterAnything forgets after random acts, and undoes and redoes
// after that: the log always leads to the rows, and nothing comes back.
func TestForgetAfterAnything(t *testing.T) {
	for seed := range int64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			f := newField(t)
			w := &walk{field: f, r: rand.New(rand.NewSource(seed)), by: f.anna}
			for range 4 {
				for range 25 {
					w.act()
				}
				docs, err := f.Documents.List(ctx)
				f.ok(err)
				speakers, err := f.Speakers.List(ctx)
				f.ok(err)
				cases, err := f.Cases.List(ctx)
				f.ok(err)
				who := Who{Mark: "[gewist]"}
				switch doc := pick(w.r, docs); w.r.Intn(4) {
				case 0:
					who.Case = pick(w.r, cases).ID
				case 1:
					who.Speakers = []transcript.SpeakerID{pick(w.r, speakers).ID}
				case 2:
					if doc.ID.IsZero() {
						break
					}
					f.ok(f.Documents.ForgetHistory(ctx, f.bram, []transcript.DocumentID{doc.ID}))
				default:
					who.Documents = []transcript.DocumentID{doc.ID}
				}
				if who.Speakers != nil && who.Speakers[0].IsZero() {
					who.Speakers = nil
				}
				if _, err := f.Forget(ctx, f.bram, who); err != nil && !errors.Is(err, ErrInvalid) && !errors.Is(err, ErrNotFound) {
					t.Fatal(err)
				}
				f.sound()
				for range 12 {
					act := f.Changes.Undo
					if w.r.Intn(4) == 0 {
						act = f.Changes.Redo
					}
					_, err := act(ctx, f.anna)
					var erased *ErasedError
					var since *ChangedSinceError
					if err != nil && !errors.As(err, &erased) && !errors.As(err, &since) && !errors.Is(err, ErrNothing) {
						t.Fatal(err)
					}
				}
				f.sound()
				codings, err := f.Codings.All(ctx)
				f.ok(err)
				for _, c := range codings {
					if _, err := f.Documents.Get(ctx, c.Document); err != nil {
						t.Fatalf("coding %s of a document that is gone: %v", c.ID, err)
					}
				}
			}
		})
	}
}

// TestForgottenStaysForgotten brings the texts of a forgotten person back, as a
// copy would that was worked in since, and holds the project to the erasure.
func TestForgottenStaysForgotten(t *testing.T) {
	f := newField(t)
	doc := populate(f)
	group, err := f.Documents.Add(ctx, f.anna, interview("Groep"), true)
	f.ok(err)
	texts := map[string]string{}
	for _, id := range []transcript.DocumentID{doc.ID, group.ID} {
		got, err := f.Documents.Get(ctx, id)
		f.ok(err)
		texts[id.String()] = got.Text.String()
	}
	// A place that another copy will have coded: no act of this one.
	span := transcript.Span{Start: 10, End: 50}
	_, err = f.Forget(ctx, f.anna, Who{Documents: []transcript.DocumentID{doc.ID}})
	f.ok(err)
	_, err = f.Forget(ctx, f.anna, Who{Speakers: []transcript.SpeakerID{group.Speakers[1].ID}, Mark: "[gewist]"})
	f.ok(err)
	f.sound()
	before := f.live()
	back := func(a *act) error {
		a.kind = kindKeep
		// The old text, its turns and a former body, as they were.
		add := func(id string, n int, d transcript.Document) error {
			d.ID, d.Revision = idOf(t, id), n
			words, _ := countWords(&d)
			revision, err := a.addRevision(&d, nil, bodyHash(d.Text.String()), words, 1)
			if err != nil {
				return err
			}
			return a.addTurns(&d, revision)
		}
		old := personal()
		old.Text = transcript.NewText(texts[doc.ID.String()])
		if err := add(doc.ID.String(), 1, old); err != nil {
			return err
		}
		if err := add(group.ID.String(), 1, interview("Groep")); err != nil {
			return err
		}
		// They corrected the conversation meanwhile and won: revision 3.
		if err := add(group.ID.String(), 3, interview("Groep")); err != nil {
			return err
		}
		if err := a.put(documentTable, group.ID.String(), row{"revision": 3, "text_hash": bodyHash(texts[group.ID.String()])}); err != nil {
			return err
		}
		// They renamed, coded and wrote after the erasure: the later word wins.
		if err := a.put(documentTable, doc.ID.String(), row{"title": person, "deleted": 0}); err != nil {
			return err
		}
		if err := a.insert(codingTable, newID[codebook.CodingID](a).String(), row{"document_id": doc.ID, "revision": 1, "code_id": f.codes[0].ID, "coder_id": f.bram,
			"char_start": span.Start, "char_end": span.End, "quote_hash": "x", "certainty": 0, "memo": person, "created": 1, "modified": 1}); err != nil {
			return err
		}
		if _, err := a.forgetAgain(true); err != nil {
			return err
		}
		_, err := a.forgetAgain(false)
		return err
	}
	f.ok(f.act(ctx, f.bram, "merge", back))
	f.ok(f.Compact(ctx))
	f.texts.drop(group.ID.String())
	f.sound()
	if left := leavings(t, f.path, person); len(left) > 0 {
		t.Errorf("the file again has %q", left)
	}
	got, err := f.Documents.Get(ctx, group.ID)
	f.ok(err)
	if strings.Contains(got.Text.String(), "Met vertrouwen") || !strings.Contains(got.Text.String(), "[gewist]") || got.Revision != 4 {
		t.Errorf("revision %d: %q", got.Revision, got.Text.String())
	}
	docs, err := f.Documents.List(ctx)
	f.ok(err)
	for _, d := range docs {
		if d.ID == doc.ID {
			t.Error("the document is back")
		}
	}
	var revisions int
	f.ok(f.readers.QueryRowContext(ctx, "SELECT count(*) FROM revision WHERE document_id = ? OR (document_id = ? AND text LIKE '%Met vertrouwen%')", doc.ID.String(), group.ID.String()).Scan(&revisions))
	if revisions != 0 {
		t.Errorf("%d revisions with erased words", revisions)
	}
	if strings.Count(f.live(), "\n") != strings.Count(before, "\n") {
		t.Errorf("now\n%s\nwas\n%s", f.live(), before)
	}
}

func idOf(t *testing.T, text string) transcript.DocumentID {
	t.Helper()
	id, err := parsed[transcript.DocumentID](text)
	if err != nil {
		t.Fatal(err)
	}
	return id
}
