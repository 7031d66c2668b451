package codebook

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"veldwerk/transcript"
)

// interview is a document with a legend as turn 0, labels outside the turns, an
// emoji family, decomposed accents and a time per turn.
func interview() *transcript.Document {
	text := "Gesprek over ruimte.\n" +
		"I: Hoe gaat dat? Vertel eens.\n" +
		"Anna: Nou, de ideee\u0308n zijn goed 👩‍👧. Maar de regels zeggen nee!\n" +
		"En dan?\n" +
		"I: Ja."
	whole := transcript.NewText(text)
	find := func(part string) transcript.Span {
		lo := strings.Index(text, part)
		if lo < 0 {
			panic(part)
		}
		return whole.SpanOf(lo, lo+len(part))
	}
	label := func(s transcript.Span, n int) transcript.Span {
		return transcript.Span{Start: s.Start - n, End: s.Start}
	}
	zero, one := find("Gesprek over ruimte."), find("Hoe gaat dat? Vertel eens.")
	two, three := find("Nou, de ideee\u0308n zijn goed 👩‍👧. Maar de regels zeggen nee!\nEn dan?"), find("Ja.")
	return &transcript.Document{
		ID: transcript.DocumentID{1}, Title: "anna", Language: "nl", Text: whole,
		Speakers: []transcript.Speaker{{Name: "I", Role: transcript.RoleInterviewer}, {Name: "Anna"}},
		Turns: []transcript.Turn{
			{N: 0, Speaker: -1, Span: zero},
			{N: 1, Speaker: 0, Span: one, Label: label(one, 3)},
			{N: 2, Speaker: 1, Span: two, Label: label(two, 6)},
			{N: 3, Speaker: 0, Span: three, Label: label(three, 3)},
		},
		Anchors: []transcript.Anchor{{At: one.Start, Millis: 1000}, {At: two.Start, Millis: 4500}, {At: three.Start, Millis: 61_000}},
	}
}

func quoteSpan(d *transcript.Document, quote string) transcript.Span {
	lo := strings.Index(d.Text.String(), quote)
	if lo < 0 {
		panic(quote)
	}
	return d.Text.SpanOf(lo, lo+len(quote))
}

func TestAssemble(t *testing.T) {
	doc := interview()
	codes := sketch("ruimte", "ruimte/regels", "en/of")
	codes[2].Name, codes[2].Parent = "en/of", CodeID{}
	coders := []Coder{{ID: CoderID{1}, Name: "Bo"}, {ID: CoderID{2}, Name: "Cas"}}
	coding := func(n, code, coder int, quote string) Coding {
		return Coding{ID: codingID(n), Document: doc.ID, Code: codeID(code), Coder: coders[coder].ID, Span: quoteSpan(doc, quote)}
	}
	all := []Coding{
		coding(1, 2, 0, "de regels zeggen nee!"),
		coding(2, 1, 1, "zeggen"),
		coding(3, 3, 0, "nee!\nEn dan?\nI: Ja"),
		coding(4, 2, 1, "regels"),
		coding(5, 1, 0, "over ruimte."),
	}
	got := Assemble(Material{
		Document: doc, Codings: []Coding{all[2], all[0], all[4]}, All: all, Tree: NewTree(codes), Coders: coders,
		Case: "Gemeente A", Attributes: map[string]string{"rol": "beleid", "gemeente": "A"},
		Speakers: map[string]map[string]string{"Anna": {"rol": "consulent"}}, SpeakerCases: map[string]string{"Anna": "Anna zelf"},
	})
	if len(got) != 3 {
		t.Fatalf("%d fragments", len(got))
	}
	first, second, third := got[0], got[1], got[2]

	equal := func(what string, got, want any) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	equal("first is the one of turn 0", first.TurnFirst, 0)
	equal("its time", first.TimeStart, int64(-1))
	equal("its end", first.TimeEnd, int64(1000))
	equal("its before", first.Before, "Gesprek")
	equal("its after", first.After, "Hoe gaat dat?")
	equal("its case", first.Case, "Gemeente A")
	equal("its rol", first.Attributes["rol"], "beleid")

	equal("text", second.Text, "de regels zeggen nee!")
	equal("before", second.Before, "Maar")
	equal("after", second.After, "En dan?")
	equal("path", second.CodePath, "ruimte/regels")
	equal("coder", second.Coder, "Bo")
	equal("speaker", second.Speaker, "Anna")
	equal("case of the speaker", second.Case, "Anna zelf")
	equal("rol of the speaker", second.Attributes["rol"], "consulent")
	equal("gemeente of the document", second.Attributes["gemeente"], "A")
	equal("lines", [2]int{second.LineFirst, second.LineLast}, [2]int{3, 3})
	equal("times", [2]int64{second.TimeStart, second.TimeEnd}, [2]int64{4500, 61_000})
	equal("overlapping", strings.Join(second.Overlapping, "; "), `en\/of; ruimte`)

	equal("turns", [2]int{third.TurnFirst, third.TurnLast}, [2]int{2, 3})
	equal("lines over turns", [2]int{third.LineFirst, third.LineLast}, [2]int{3, 5})
	equal("end unknown", third.TimeEnd, int64(-1))
	equal("rest of the sentence", third.After, ".")
	equal("hash", third.DocumentHash, QuoteHash(doc.Text.String()))
}

func TestAssembleWithoutTurns(t *testing.T) {
	doc := &transcript.Document{Title: "los", Text: transcript.NewText("Een. Twee. Drie.")}
	codes := sketch("a")
	got := Assemble(Material{Document: doc, Tree: NewTree(codes), Codings: []Coding{{Code: codes[0].ID, Span: quoteSpan(doc, "Twee.")}}})
	f := got[0]
	if f.TurnFirst != 0 || f.Speaker != "" || f.Before != "Een." || f.After != "Drie." || f.TimeStart != -1 {
		t.Errorf("got %+v", f)
	}
}

func TestAssembleSurvivesAnySpan(t *testing.T) {
	doc := interview()
	runes := []rune(doc.Text.String())
	codes := sketch("a", "b", "c", "d")
	tree := NewTree(codes)
	r := rand.New(rand.NewPCG(11, 12))
	for range 200 {
		codings := randomCodings(r, 8, len(runes)+5)
		for _, f := range Assemble(Material{Document: doc, Codings: codings, Tree: tree}) {
			s := f.Coding.Span
			start, end := min(s.Start, len(runes)), min(s.End, len(runes))
			if want := string(runes[start:end]); f.Text != want {
				t.Fatalf("%v: text %q, want %q", s, f.Text, want)
			}
			if want := 1 + strings.Count(string(runes[:start]), "\n"); f.LineFirst != want {
				t.Fatalf("%v: line %d, want %d", s, f.LineFirst, want)
			}
			if f.LineLast < f.LineFirst || f.TurnLast < f.TurnFirst {
				t.Fatalf("%v: ends before it starts: %+v", s, f)
			}
			if at := strings.Index(string(runes[:start]), f.Before); at < 0 {
				t.Fatalf("%v: before %q does not stand before it", s, f.Before)
			}
			if !strings.Contains(string(runes[end:]), f.After) {
				t.Fatalf("%v: after %q does not stand after it", s, f.After)
			}
			var want []string
			for _, o := range codings {
				if o.Code != f.Coding.Code && o.Span.Overlaps(s) && !o.Span.IsEmpty() && !s.IsEmpty() {
					want = append(want, tree.Path(o.Code))
				}
			}
			slices.Sort(want)
			if want = slices.Compact(want); !s.IsEmpty() && !slices.Equal(f.Overlapping, want) {
				t.Fatalf("%v: overlaps %q, want %q", s, f.Overlapping, want)
			}
		}
	}
}

func TestSortFragments(t *testing.T) {
	make := func(title string, start, end int, path, coder string, n int) Fragment {
		return Fragment{DocumentName: title, CodePath: path, Coder: coder, Coding: Coding{ID: codingID(n), Span: span(start, end)}}
	}
	want := []Fragment{
		make("B", 5, 9, "x", "c", 9), make("a", 1, 2, "z", "c", 8), make("a", 1, 3, "y", "c", 7),
		make("a", 1, 3, "z", "b", 6), make("a", 1, 3, "z", "c", 4), make("a", 1, 3, "z", "c", 5), make("a", 10, 11, "a", "a", 1),
	}
	r := rand.New(rand.NewPCG(13, 14))
	for range 20 {
		got := slices.Clone(want)
		r.Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
		SortFragments(got)
		for i := range got {
			if got[i].Coding.ID != want[i].Coding.ID {
				t.Fatalf("place %d holds %v", i, got[i])
			}
		}
	}
}

func BenchmarkAssemble(b *testing.B) {
	sentence := "En dan zeggen de regels dat het niet kan. "
	doc := &transcript.Document{Title: "lang", Text: transcript.NewText(strings.Repeat(sentence, 24_000) + "é")}
	doc.Turns = []transcript.Turn{{N: 1, Speaker: -1, Span: doc.Text.Whole()}}
	codings := randomCodings(rand.New(rand.NewPCG(1, 1)), 10_000, doc.Text.Len())
	for i := range codings {
		codings[i].Span.End = min(codings[i].Span.End, codings[i].Span.Start+200)
	}
	tree := NewTree(sketch("a", "b", "c", "d"))
	for b.Loop() {
		Assemble(Material{Document: doc, Codings: codings, Tree: tree})
	}
}
