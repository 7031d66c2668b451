package store

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// foreign makes a random project as a reader would give it, its ids set and
// its codings apart.
type foreign struct {
	*rand.Rand
	codebook.Project
	n uint64
}

func id[ID ~[16]byte](f *foreign) ID {
	f.n++
	var u uuid.UUID
	u[0], u[6], u[8] = 0x02, 0x70, 0x80
	for i := range 8 {
		u[15-i] ^= byte(f.n >> (8 * i))
	}
	return ID(u)
}

func (f *foreign) moment() time.Time {
	return time.Date(2025, 3, 1, 9, 0, 0, 0, time.UTC).Add(time.Duration(f.Intn(1e6)) * time.Second)
}

func newForeign(seed int64) *foreign {
	f := &foreign{Rand: rand.New(rand.NewSource(seed))}
	f.Name = "veld"
	for i := range 1 + f.Intn(3) {
		f.Coders = append(f.Coders, codebook.Coder{ID: id[codebook.CoderID](f), Name: fmt.Sprintf("Codeur %d", i), Initials: "C" + fmt.Sprint(i)})
	}
	types := []transcript.AttributeType{transcript.AttributeText, transcript.AttributeNumber, transcript.AttributeYesNo}
	for i := range f.Intn(4) {
		f.Attributes = append(f.Attributes, transcript.Attribute{ID: id[transcript.AttributeID](f), Name: fmt.Sprintf("kenmerk %d", i), Type: pick(f.Rand, types)})
	}
	for i := range 1 + f.Intn(4) {
		c := transcript.Case{ID: id[transcript.CaseID](f), Name: fmt.Sprintf("Casus %d", i), Values: map[transcript.AttributeID]string{}}
		for _, a := range f.Attributes {
			if f.Intn(2) == 0 {
				c.Values[a.ID] = map[transcript.AttributeType]string{transcript.AttributeText: "zo’n dorp", transcript.AttributeNumber: "42.5", transcript.AttributeYesNo: "yes"}[a.Type]
			}
		}
		f.Cases = append(f.Cases, c)
	}
	for i := range 1 + f.Intn(4) {
		f.document(i)
	}
	f.book()
	f.code()
	f.note()
	return f
}

func (f *foreign) document(i int) {
	doc := interview(fmt.Sprintf("Gesprek %d", i))
	doc.ID, doc.Case, doc.Layout, doc.Revision = id[transcript.DocumentID](f), pick(f.Rand, f.Cases).ID, 1, 1
	doc.Source.SHA256 = bodyHash(string(doc.Source.Bytes))
	for n := range doc.Speakers {
		doc.Speakers[n].ID = id[transcript.SpeakerID](f)
		if f.Intn(3) == 0 {
			doc.Speakers[n].Case = pick(f.Rand, f.Cases).ID
		}
	}
	f.Documents = append(f.Documents, codebook.Document{Document: doc, Added: f.moment()})
}

func (f *foreign) book() {
	for i := range 1 + f.Intn(6) {
		c := codebook.Code{ID: id[codebook.CodeID](f), Name: fmt.Sprintf("code %d", i), Short: pick(f.Rand, []string{"", "kort"}), Example: pick(f.Rand, []string{"", "„zo’n regel”"}),
			Colour: 1 + f.Intn(8), Alias: []string{"vroeger"}, Letter: "c", Status: pick(f.Rand, []codebook.Status{codebook.StatusActive, codebook.StatusDraft, codebook.StatusRetired}), Position: f.Intn(3)}
		if f.Intn(3) > 0 && i > 0 {
			c.Parent = pick(f.Rand, f.Codes).ID
		}
		f.Codes = append(f.Codes, c)
	}
	for i := range f.Intn(3) {
		t := codebook.Theme{ID: id[codebook.ThemeID](f), Name: fmt.Sprintf("thema %d", i), Claim: "er is ruimte", Position: i}
		t.Codes = append(t.Codes, pick(f.Rand, f.Codes).ID)
		t.Words = append(t.Words, codebook.Word{Text: "ruimte"}, codebook.Word{Text: "regel*", Off: true})
		f.Themes = append(f.Themes, t)
	}
}

// code puts codings that do not overlap on their lane, and strays.
func (f *foreign) code() {
	taken := map[lane][]transcript.Span{}
	for range f.Intn(30) {
		doc := pick(f.Rand, f.Documents)
		start := f.Intn(doc.Text.Len() - 1)
		s := span(start, start+1+f.Intn(doc.Text.Len()-start-1))
		at := lane{doc.ID, pick(f.Rand, f.Codes).ID, pick(f.Rand, f.Coders).ID}
		if slices.ContainsFunc(taken[at], s.Overlaps) {
			continue
		}
		taken[at] = append(taken[at], s)
		made := f.moment()
		f.Codings = append(f.Codings, codebook.Coding{ID: id[codebook.CodingID](f), Document: doc.ID, Revision: 1, Code: at.code, Coder: at.coder, Span: s,
			QuoteHash: codebook.QuoteHash(doc.Text.Slice(s)), Certainty: f.Intn(4), Memo: pick(f.Rand, []string{"", "twijfel"}), Created: made, Modified: made.Add(time.Minute)})
	}
	for range f.Intn(4) {
		f.Strays = append(f.Strays, codebook.Stray{Document: pick(f.Rand, f.Documents).ID, Code: pick(f.Rand, f.Codes).ID, Coder: pick(f.Rand, f.Coders).ID,
			Span: span(-1, -1), Quote: fmt.Sprint("zoek ", f.Intn(1000)), Reason: codebook.StrayNotFound, Memo: "zonder plek", Created: f.moment()})
	}
}

func (f *foreign) note() {
	for i := range f.Intn(8) {
		about := []codebook.Ref{
			{Kind: codebook.RefProject}, {Kind: codebook.RefDocument, Document: pick(f.Rand, f.Documents).ID},
			{Kind: codebook.RefSpan, Document: f.Documents[0].ID, Span: span(3, 9)}, {Kind: codebook.RefCode, Code: pick(f.Rand, f.Codes).ID},
			{Kind: codebook.RefCase, Case: pick(f.Rand, f.Cases).ID},
		}
		if len(f.Codings) > 0 {
			about = append(about, codebook.Ref{Kind: codebook.RefCoding, Coding: pick(f.Rand, f.Codings).ID})
		}
		made := f.moment()
		f.Memos = append(f.Memos, codebook.Memo{ID: id[codebook.MemoID](f), Kind: codebook.MemoTheory, About: pick(f.Rand, about), Title: fmt.Sprint("memo ", i), Body: "inhoud",
			Coder: pick(f.Rand, f.Coders).ID, Created: made, Modified: made})
	}
}

// told is a project as text, its parts in one order, without the coder who
// took it in.
func told(t testing.TB, p codebook.Project, but codebook.CoderID) string {
	t.Helper()
	p.Coders = slices.DeleteFunc(slices.Clone(p.Coders), func(c codebook.Coder) bool { return c.ID == but })
	var b strings.Builder
	add := func(one any) {
		line, err := json.Marshal(one)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(append(line, '\n'))
	}
	for _, d := range p.Documents {
		add(d)
		b.WriteString(d.Text.String() + "\n")
	}
	for _, list := range []any{p.Coders, p.Cases, p.Attributes, p.Codes, p.Themes, p.Codings, p.Memos, p.Strays} {
		add(list)
	}
	return b.String()
}

// difference is the first line in which two texts differ.
func difference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return "got\n" + g[i] + "\nwant\n" + w[i]
		}
	}
	return "one is longer"
}

// ordered gives the parts the order of Whole.
func ordered(p codebook.Project) codebook.Project {
	byID := func(a, b fmt.Stringer) int { return cmp.Compare(a.String(), b.String()) }
	p.Codes = standing(p.Codes)
	slices.SortFunc(p.Codings, func(a, b codebook.Coding) int {
		return cmp.Or(byID(a.Document, b.Document), cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Span.End, b.Span.End), byID(a.ID, b.ID))
	})
	slices.SortFunc(p.Memos, func(a, b codebook.Memo) int { return cmp.Or(a.Created.Compare(b.Created), byID(a.ID, b.ID)) })
	slices.SortStableFunc(p.Strays, func(a, b codebook.Stray) int { return byID(a.Document, b.Document) })
	return p
}

// empty is a project of its own with a coder.
func empty(t testing.TB) *field {
	env := &surroundings{}
	f := &field{t: t, env: env, Project: newProject(t, env)}
	f.path = f.Info().Path
	f.hurry()
	f.anna = f.coder("Anna de Wit")
	return f
}

func (f *field) whole() string {
	f.t.Helper()
	p, err := f.Whole(ctx, WholeOptions{Sources: true})
	f.ok(err)
	return told(f.t, p, f.anna)
}

func (f *field) take(in codebook.Project) Taken {
	f.t.Helper()
	out, err := f.Take(ctx, f.anna, in, TakeOptions{})
	f.ok(err)
	return out
}

func TestTakeIntoAnEmptyProjectIsWhole(t *testing.T) {
	for seed := range int64(15) {
		in := newForeign(seed)
		f := empty(t)
		bare := f.live()
		out := f.take(in.Project)
		if len(out.Documents) != len(in.Documents) || out.Codings != len(in.Codings) || out.Codes != len(in.Codes) || out.Memos != len(in.Memos) ||
			out.Coders != len(in.Coders) || out.Strays != len(in.Strays) {
			t.Fatalf("seed %d: %+v", seed, out)
		}
		want := told(t, ordered(in.Project), f.anna)
		if got := f.whole(); got != want {
			t.Fatalf("seed %d: %s", seed, difference(got, want))
		}
		f.sound()
		full := f.live()

		again := f.take(in.Project)
		if len(again.There) != len(in.Documents) || again.Covered != len(in.Codings) || again.Met != len(in.Codes) || f.live() != full {
			t.Fatalf("seed %d: taken twice: %+v", seed, again)
		}

		step, err := f.Changes.Undo(ctx, f.anna)
		f.ok(err)
		if step.Act != "import-project" || step.Subject == "" || f.live() != bare {
			t.Fatalf("seed %d: undo of %+v left\n%s", seed, step, f.live())
		}
		f.sound()
		_, err = f.Changes.Redo(ctx, f.anna)
		f.ok(err)
		if f.live() != full {
			t.Fatalf("seed %d: redo", seed)
		}
		f.sound()
		// Taken in again after an undo, the ids are others and all else the same.
		_, err = f.Changes.Undo(ctx, f.anna)
		f.ok(err)
		if last := f.take(in.Project); last.Codings != len(in.Codings) || len(last.Documents) != len(in.Documents) {
			t.Fatalf("seed %d: after undo %+v", seed, last)
		}
		f.sound()
	}
}

// TestTakeMeets takes a project into one that has parts of it.
func TestTakeMeets(t *testing.T) {
	f := newField(t)
	rol, err := f.Attributes.Add(ctx, f.anna, "Rol", transcript.AttributeNumber)
	f.ok(err)
	town, err := f.Cases.Add(ctx, f.anna, "Almere")
	f.ok(err)
	f.ok(f.Cases.SetValue(ctx, f.anna, town, rol, "3"))
	theme, err := f.Themes.Add(ctx, f.anna, codebook.Theme{Name: "Beleid", Codes: []codebook.CodeID{f.codes[0].ID}, Words: []codebook.Word{{Text: "regel"}}})
	f.ok(err)
	f.apply(f.anna, 0, 10, 20)
	before := f.live()

	in := &foreign{Rand: rand.New(rand.NewSource(1))}
	anna, carla := codebook.Coder{ID: id[codebook.CoderID](in), Name: "ANNA DE WIT"}, codebook.Coder{ID: id[codebook.CoderID](in), Name: "Carla"}
	in.Coders = []codebook.Coder{anna, carla}
	attribute := transcript.Attribute{ID: id[transcript.AttributeID](in), Name: "rol", Type: transcript.AttributeText}
	in.Attributes = []transcript.Attribute{attribute}
	in.Cases = []transcript.Case{{ID: id[transcript.CaseID](in), Name: "almere", Values: map[transcript.AttributeID]string{attribute.ID: "beleid"}}}
	same := f.doc
	same.ID, same.Title = id[transcript.DocumentID](in), "Andere naam"
	in.Documents = []codebook.Document{{Document: same}}
	top := codebook.Code{ID: id[codebook.CodeID](in), Name: "Ruimte", Full: "wat mag"}
	sub := codebook.Code{ID: id[codebook.CodeID](in), Name: "mandaat", Parent: top.ID}
	in.Codes = []codebook.Code{top, sub}
	in.Themes = []codebook.Theme{{ID: id[codebook.ThemeID](in), Name: "BELEID", Claim: "stelling", Codes: []codebook.CodeID{sub.ID}, Words: []codebook.Word{{Text: "Regel"}, {Text: "wet"}}}}
	coding := func(coder codebook.Coder, code codebook.Code, start, end int, memo string) codebook.CodingID {
		c := codebook.Coding{ID: id[codebook.CodingID](in), Document: same.ID, Code: code.ID, Coder: coder.ID, Span: span(start, end), Memo: memo}
		in.Codings = append(in.Codings, c)
		return c.ID
	}
	coding(anna, top, 10, 20, "")  // there already
	coding(anna, top, 12, 18, "m") // inside, with something to say
	coding(carla, top, 10, 20, "") // of somebody else
	long := coding(anna, top, 18, 30, "")
	coding(codebook.Coder{}, sub, 1, 2, "")
	coding(carla, sub, 5, 5, "leeg")
	coding(carla, sub, 5, 90_000, "buiten")
	in.Memos = []codebook.Memo{{About: codebook.Ref{Kind: codebook.RefCoding, Coding: long}, Title: "bij de lange", Coder: carla.ID},
		{About: codebook.Ref{Kind: codebook.RefCoding, Coding: in.Codings[5].ID}, Title: "bij de lege"}}
	in.Strays = []codebook.Stray{{Source: "foto.jpg", Code: sub.ID, Reason: codebook.StrayNoText, Span: span(-1, -1), Memo: "linksboven"}}

	out := f.take(in.Project)
	want := Taken{There: []string{"Gesprek Lelystad"}, Coders: 1, Codes: 1, Met: 1, Codings: 2, United: 2, Covered: 1, Memos: 3, Strays: 2, Noted: 1, Conflicts: 1, Retyped: 1}
	if fmt.Sprint(out) != fmt.Sprint(want) {
		t.Errorf("taken %+v\nwant  %+v", out, want)
	}
	f.sound()
	codings, err := f.Codings.Of(ctx, f.doc.ID)
	f.ok(err)
	var got []string
	for _, c := range codings {
		got = append(got, fmt.Sprint(c.Span.Start, "-", c.Span.End, c.Memo))
	}
	if fmt.Sprint(got) != "[1-2 10-20 10-30m]" {
		t.Errorf("codings %v", got)
	}
	memos, err := f.Memos.List(ctx)
	f.ok(err)
	told := map[string]codebook.Memo{}
	for _, m := range memos {
		told[m.Title] = m
	}
	if m := told["bij de lange"]; m.About.Coding != codings[2].ID {
		t.Errorf("memo about a united coding: %+v", m.About)
	}
	if m := told["bij de lege"]; m.About != (codebook.Ref{Kind: codebook.RefDocument, Document: f.doc.ID}) {
		t.Errorf("memo about a stray: %+v", m.About)
	}
	if m := told["foto.jpg"]; m.Body != "- Ruimte/mandaat · linksboven" {
		t.Errorf("memo of a picture: %q", m.Body)
	}
	codes, err := f.Codes.List(ctx)
	f.ok(err)
	if codes[0].Full != "wat mag" || codes[3].Parent != codes[0].ID {
		t.Errorf("codes %+v", codes)
	}
	themes, err := f.Themes.List(ctx)
	f.ok(err)
	if len(themes) != 1 || themes[0].ID != theme || themes[0].Claim != "stelling" || len(themes[0].Codes) != 2 || len(themes[0].Words) != 2 {
		t.Errorf("themes %+v", themes)
	}
	taken := f.live()
	if twice := f.take(in.Project); twice.Codings+twice.United+twice.Memos+twice.Strays != 0 || f.live() != taken {
		t.Errorf("twice: %+v", twice)
	}
	_, err = f.Changes.Undo(ctx, f.anna)
	f.ok(err)
	if f.live() != before {
		t.Error("undo left something")
	}
	f.sound()
}

// TestUndoOfAnImportKeepsACoderWhoWorked: her own acts would name nobody.
func TestUndoOfAnImportKeepsACoderWhoWorked(t *testing.T) {
	f := newField(t)
	in := newForeign(3)
	f.take(in.Project)
	carla := f.coder(in.Coders[0].Name)
	_, err := f.Memos.Add(ctx, carla, codebook.Memo{Title: "los"})
	f.ok(err)
	_, err = f.Changes.Undo(ctx, f.anna)
	f.ok(err)
	f.sound()
	_, err = f.Memos.Add(ctx, carla, codebook.Memo{Title: "nog een"})
	f.ok(err)
	_, err = f.Changes.Redo(ctx, f.anna)
	f.ok(err)
	f.sound()
}

func TestTakeAgainAddsTwins(t *testing.T) {
	f := empty(t)
	in := newForeign(7)
	f.take(in.Project)
	out, err := f.Take(ctx, f.anna, in.Project, TakeOptions{Again: true})
	f.ok(err)
	if len(out.Documents) != len(in.Documents) || out.Codings != len(in.Codings) || out.Codes != 0 {
		t.Errorf("%+v", out)
	}
	f.sound()
	// Each twin is met once, so that nothing comes a third time.
	if out := f.take(codebook.Project{Documents: in.Documents}); len(out.Documents) != 0 {
		t.Errorf("%+v", out)
	}
}

func TestTakeOfACodebook(t *testing.T) {
	f := newField(t)
	codes, themes := codebook.Starter()
	out := f.take(codebook.Project{Codes: codes, Themes: themes})
	steps, err := f.Changes.Steps(ctx, 1, "")
	f.ok(err)
	if out.Codes+out.Met != len(codes) || out.Themes != len(themes) || steps[0].Act != "import-codebook" {
		t.Errorf("%+v %+v", out, steps)
	}
	if twice := f.take(codebook.Project{Codes: codes, Themes: themes}); twice.Codes+twice.Themes != 0 || twice.Met != len(codes) {
		t.Errorf("twice %+v", twice)
	}
	f.sound()
}

// TestTakeStops gives a project whose ctx ends on the way: nothing of it stays.
func TestTakeStops(t *testing.T) {
	f := newField(t)
	before := f.live()
	stopped, cancel := contextCancelled()
	in := newForeign(5)
	broken := in.Documents[len(in.Documents)-1]
	broken.ID, broken.Turns = id[transcript.DocumentID](in), []transcript.Turn{{N: 1, Span: span(0, 1_000_000)}}
	in.Documents = append(in.Documents, broken)
	broken.Text = transcript.NewText("ander")
	in.Documents[len(in.Documents)-1] = broken
	_, err := f.Take(ctx, f.anna, in.Project, TakeOptions{})
	is(t, err, ErrInvalid)
	cancel()
	_, err = f.Take(stopped, f.anna, in.Project, TakeOptions{})
	is(t, err, stopped.Err())
	if f.live() != before {
		t.Error("something stayed")
	}
	f.sound()
}
