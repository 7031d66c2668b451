package pseudonym

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"veldwerk/transcript"
)

func person(name, with string, variants ...string) Entry {
	return Entry{Kind: Person, Name: name, Replacement: with, Variants: variants}
}

func compiled(t testing.TB, entries ...Entry) *Replacer {
	t.Helper()
	r, err := Compile(Table{Entries: entries})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestApply(t *testing.T) {
	r := compiled(t,
		person("Fatima el Hadrioui", "[persoon-1]", "Fatima", "El Hadrioui", "F. el Hadrioui"),
		person("Jan-Willem de Wit", "[persoon-2]", "Jan-Willem", "De Wit"),
		person("Wil", "[persoon-3]"),
		person("Zoë", "Nora"),
		Entry{Kind: Place, Name: "Veldermeer", Replacement: "een stad", Variants: []string{"gemeente Veldermeer"}},
		Entry{Kind: Organisation, Name: "GAK", Replacement: "[organisatie-1]"},
		Entry{Kind: Other, Name: "kwartiermaker", Replacement: "[functie-1]"},
	)
	for _, c := range []struct{ in, out string }{
		{"Ik sprak Fatima el Hadrioui gisteren.", "Ik sprak [persoon-1] gisteren."},
		{"FATIMA EL HADRIOUI", "[persoon-1]"},
		{"fatima el hadrioui", "[persoon-1]"},
		{"fatima", "fatima"}, // one word, small: the residue shows it
		{"Fatima's fiets, Fatimas fiets, Fatima’s", "[persoon-1]'s fiets, [persoon-1]s fiets, [persoon-1]’s"},
		{"mevrouw El Hadrioui en mw. el hadrioui", "mevrouw [persoon-1] en mw. [persoon-1]"},
		{"F. el Hadrioui, F.el Hadrioui", "[persoon-1], [persoon-1]"},
		{"Fatima\nel Hadrioui", "[persoon-1]"},
		{"Fatima\n\nel Hadrioui", "[persoon-1]\n\n[persoon-1]"},
		{"Fatima, El Hadrioui", "[persoon-1], [persoon-1]"},
		{"Jan Willem, Janwillem en Jan‑Willem de Wit", "[persoon-2], [persoon-2] en [persoon-2]"},
		{"Jan-Willem-affaire", "[persoon-2]-affaire"},
		{"Wil wil wel. Wilma niet.", "[persoon-3] wil wel. Wilma niet."},
		{"Zoe, ZOË, Zoe\u0308 en Zo\u00ade\u0308s", "Nora, NORA, Nora en Noras"},
		{"Veldermeer is groot. In de gemeente Veldermeer.", "Een stad is groot. In de een stad."},
		{"Veldermeerse, OudVeldermeer", "Veldermeerse, OudVeldermeer"},
		{"het Gak en het GAK", "het [organisatie-1] en het [organisatie-1]"},
		{"De Kwartiermaker en een kwartiermaker", "De [functie-1] en een [functie-1]"},
		{"Veld-\nermeer, Veld\u00ad\r\nermeer, Zo-\në", "Een stad, een stad, Nora"},
		{"Wil-\nde, Wil-\nSon, Wil-\n\nson", "[persoon-3]-\nde, [persoon-3]-\nSon, [persoon-3]-\n\nson"},
		{"Fat\u061cima, Fat\u202aima, Fat\U000e0041ima, Fat\x01ima, Fat\u180eima", "[persoon-1], [persoon-1], [persoon-1], [persoon-1], [persoon-1]"},
		{"", ""},
	} {
		got, edits := r.Apply(c.in)
		if got != c.out {
			t.Errorf("%q:\n got %q\nwant %q", c.in, got, c.out)
		}
		checkEdits(t, c.in, got, edits)
	}
}

func TestApplyName(t *testing.T) {
	r := compiled(t, person("Bakker", "[persoon-1]"), person("Anna de Vries", "[persoon-2]"))
	for in, out := range map[string]string{
		"interview_bakker2.txt": "interview_[persoon-1]2.txt",
		"BAKKER-2026.docx":      "[persoon-1]-2026.docx",
		"anna_de_vries.txt":     "[persoon-2].txt",
		"bakkerij.txt":          "bakkerij.txt",
		"interviewBakker.docx":  "interview[persoon-1].docx",
		"AnnaDeVries.docx":      "[persoon-2].docx",
	} {
		if got := r.ApplyName(in); got != out {
			t.Errorf("%q: %q, want %q", in, got, out)
		}
	}
}

// checkEdits proves that the edits turn one text into the other, to the code
// point, and touch nothing else.
func checkEdits(t testing.TB, old, next string, edits []transcript.Edit) {
	t.Helper()
	a, b := transcript.NewText(old), transcript.NewText(next)
	at, bt := 0, 0
	for _, e := range edits {
		if e.Old.Start < at || e.Old.IsEmpty() || e.New.IsEmpty() || e.Old.Start-at != e.New.Start-bt {
			t.Fatalf("%q: edits %v out of order", old, edits)
		}
		if a.Slice(transcript.Span{Start: at, End: e.Old.Start}) != b.Slice(transcript.Span{Start: bt, End: e.New.Start}) {
			t.Fatalf("%q: text before %v changed", old, e)
		}
		at, bt = e.Old.End, e.New.End
	}
	if a.Slice(transcript.Span{Start: at, End: a.Len()}) != b.Slice(transcript.Span{Start: bt, End: b.Len()}) {
		t.Fatalf("%q → %q: text behind the last edit changed", old, next)
	}
}

func TestCompileRefuses(t *testing.T) {
	for _, c := range []struct {
		problem Problem
		entries []Entry
	}{
		{NoName, []Entry{person(" - ", "[x]")}},
		{NoReplacement, []Entry{person("Anna", " . ")}},
		{NoReplacement, []Entry{person("Anna", "a\nb")}},
		{Taken, []Entry{person("Anna Bos", "[1]", "Anna"), person("Anna Vos", "[2]", "anna")}},
		{NamesAgain, []Entry{person("Anna", "Bea"), person("Bea", "[2]")}},
		{NamesAgain, []Entry{person("Anna", "anna")}},
		{NamesAgain, []Entry{person("Anna", "Bea"), person("Beas", "[2]")}},
		{NamesAgain, []Entry{person("Anna", "Jan de"), person("de Vries", "[2]")}},
		{NamesAgain, []Entry{person("Anna", "Vries"), person("de Vries", "[2]")}},
		{UnknownKind, []Entry{{Kind: "dog", Name: "Max", Replacement: "[1]"}}},
	} {
		_, err := Compile(Table{Entries: c.entries})
		var refused *TableError
		if !errors.As(err, &refused) || refused.Problem != c.problem {
			t.Errorf("%v: %v, want %s", c.entries, err, c.problem)
		}
	}
	// The s of 's-Hertogenbosch is not that of "[plaats-2]s".
	place := compiled(t, Entry{Kind: Place, Name: "'s-Hertogenbosch", Replacement: "[plaats-1]"}, Entry{Kind: Place, Name: "Tiel", Replacement: "[plaats-2]"})
	if got, _ := place.Apply("’s-Hertogenbosch, Tiels Hertogenbosch"); got != "’[plaats-1], [plaats-2]s Hertogenbosch" {
		t.Error(got)
	}
	compiled(t, person("Anna", "[persoon]"), person("Bea", "[persoon]"), person("Anna de Vries", "[persoon]"))
}

// pieces of texts and tables that are as awkward as names can be.
var pieces = strings.Split("Jan|jan|JAN|Janse|de|De Wit|Zoë|Zoe\u0308|O'Brien|’t Hof|el|Hadrioui|Jan-Willem|R.|s|'s|[p-1]|x|1|2|ß|ĳ|IJ|👩‍👩‍👧| |, |. |\n\n|-|_|…|ſ|İ|a\u0301|\u200b|漢字|-\n|\u00ad\n|\u061c|\u202e|]", "|")

func randomText(r *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(pieces[r.IntN(len(pieces))])
		if r.IntN(2) == 0 {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// TestApplyHolds tries random tables on random texts: nothing outside the
// edits changes, a second run finds nothing to do, the detector sees no form
// of the table any more, and a span that follows holds what its text became.
func TestApplyHolds(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 8))
	tables := 0
	for range 4_000 {
		var table Table
		for range 1 + rnd.IntN(4) {
			with := []string{"[p-" + string(rune('1'+rnd.IntN(9))) + "]", randomText(rnd, 1+rnd.IntN(2)), "een mens"}[rnd.IntN(3)]
			table.Entries = append(table.Entries, person(randomText(rnd, 1+rnd.IntN(3)), with, randomText(rnd, 1+rnd.IntN(2))))
		}
		r, err := Compile(table)
		if err != nil {
			continue
		}
		tables++
		holds(t, r, randomText(rnd, 30), rnd.IntN)
	}
	if tables < 400 {
		t.Fatalf("only %d tables could be used", tables)
	}
}

func holds(t testing.TB, r *Replacer, text string, random func(int) int) {
	t.Helper()
	got, edits := r.Apply(text)
	checkEdits(t, text, got, edits)
	if again, more := r.Apply(got); again != got {
		t.Fatalf("%q → %q → %q (%v), table %q", text, got, again, more, r.table.Entries)
	}
	for _, f := range NewDetector(r).Find(got) {
		if f.Kind == Name {
			t.Fatalf("%q → %q still holds %q, table %q", text, got, f.Text, r.table.Entries)
		}
	}
	whole, next := transcript.NewText(text), transcript.NewText(got)
	for range 5 {
		s := transcript.Span{Start: random(whole.Len() + 1)}
		s.End = min(s.Start+1+random(12), whole.Len())
		if s.IsEmpty() {
			continue
		}
		moved := Move(edits, s)
		if moved.End <= moved.Start || moved.End > next.Len() {
			t.Fatalf("%v → %v of %q", s, moved, got)
		}
		if slices.ContainsFunc(edits, func(e transcript.Edit) bool {
			return e.Old.Start < s.Start && s.Start < e.Old.End || e.Old.Start < s.End && s.End < e.Old.End
		}) {
			continue // it broke into a name
		}
		// Case at the start of a sentence and neighbours may read otherwise
		// alone; what stands outside names may not.
		want := strings.Builder{}
		at := s.Start
		for _, e := range edits {
			if e.Old.Start >= s.Start && e.Old.End <= s.End {
				want.WriteString(whole.Slice(transcript.Span{Start: at, End: e.Old.Start}) + next.Slice(e.New))
				at = e.Old.End
			}
		}
		want.WriteString(whole.Slice(transcript.Span{Start: at, End: s.End}))
		if next.Slice(moved) != want.String() {
			t.Fatalf("quote %q, want %q", next.Slice(moved), want.String())
		}
	}
}

func FuzzApply(f *testing.F) {
	f.Add("Jan Jansen\nJan", "[p-1]", "de Wit", "mens", "Jan Jansens fiets, JAN de wit.")
	f.Add("Zoë", "Nora", "O'Brien", "B.", "Zoe\u0308 O’Brien’s")
	f.Fuzz(func(t *testing.T, one, with, two, with2, text string) {
		for _, s := range []*string{&one, &with, &two, &with2, &text} {
			*s = strings.ToValidUTF8(*s, "\ufffd") // as every text of a project is
		}
		name, variants, _ := strings.Cut(one, "\n")
		r, err := Compile(Table{Entries: []Entry{person(name, with, strings.Split(variants, "\n")...), person(two, with2)}})
		if err != nil {
			return
		}
		n := uint32(len(text))
		holds(t, r, text, func(most int) int { n = n*1664525 + 1013904223; return int(n>>8) % most })
	})
}

func TestMove(t *testing.T) {
	edits := []transcript.Edit{{Old: transcript.Span{Start: 4, End: 8}, New: transcript.Span{Start: 4, End: 15}}}
	for _, c := range [][4]int{{0, 4, 0, 4}, {4, 8, 4, 15}, {5, 7, 4, 15}, {0, 5, 0, 15}, {7, 9, 4, 16}, {8, 9, 15, 16}, {9, 12, 16, 19}} {
		if got := Move(edits, transcript.Span{Start: c[0], End: c[1]}); got.Start != c[2] || got.End != c[3] {
			t.Errorf("%v: %v", c, got)
		}
	}
}
