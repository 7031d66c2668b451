package transcript

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestMappingMoves(t *testing.T) {
	// old 0..30: [5,8) becomes two code points, three are inserted at 12, [20,22) goes.
	m := NewMapping([]Edit{{Span{5, 8}, Span{5, 7}}, {Span{12, 12}, Span{11, 14}}, {Span{20, 22}, Span{22, 22}}})
	for _, c := range []struct {
		name string
		old  Span
		new  Span
		fate Fate
	}{
		{"before all", Span{0, 5}, Span{0, 5}, Kept},
		{"after a shorter edit", Span{8, 12}, Span{7, 11}, Moved},
		{"an insertion at the end stays out", Span{9, 12}, Span{8, 11}, Moved},
		{"an insertion at the start stays out", Span{12, 15}, Span{14, 17}, Moved},
		{"an insertion inside", Span{11, 13}, Span{10, 15}, Changed},
		{"just the replaced range", Span{5, 8}, Span{5, 7}, Changed},
		{"from the replaced range on", Span{5, 10}, Span{5, 9}, Changed},
		{"an end inside the replaced range", Span{2, 6}, Span{2, 5}, Shrunk},
		{"a start inside the replaced range", Span{6, 10}, Span{7, 9}, Shrunk},
		{"wholly inside the replaced range", Span{6, 7}, Span{5, 5}, Orphaned},
		{"the head deleted", Span{20, 24}, Span{22, 24}, Shrunk},
		{"the tail deleted", Span{18, 22}, Span{20, 22}, Shrunk},
		{"deleted", Span{20, 22}, Span{22, 22}, Orphaned},
		{"deleted inside", Span{18, 24}, Span{20, 24}, Changed},
		{"everything", Span{0, 30}, Span{0, 30}, Changed},
		{"nothing", Span{9, 9}, Span{8, 8}, Orphaned},
	} {
		if got, fate := m.Move(c.old); got != c.new || fate != c.fate {
			t.Errorf("%s: %v became %v %v, want %v %v", c.name, c.old, got, fate, c.new, c.fate)
		}
	}
	for _, c := range [][2]int{{0, 0}, {5, 5}, {6, 5}, {8, 7}, {12, 14}, {21, 22}, {22, 22}, {30, 30}} {
		if got := m.Place(c[0]); got != c[1] {
			t.Errorf("place %d became %d, want %d", c[0], got, c[1])
		}
	}
	if got := NewMapping([]Edit{{Span{1, 2}, Span{1, 1}}, {Span{2, 3}, Span{1, 4}}, {Span{5, 5}, Span{6, 6}}}).Edits(); len(got) != 1 || got[0] != (Edit{Span{1, 3}, Span{1, 4}}) {
		t.Errorf("edits that touch: %v", got)
	}
}

func TestDiffFollowsWords(t *testing.T) {
	for _, c := range []struct{ name, old, new, quote, want string }{
		{"a word before", "Het werk gaat door.", "Het zware werk gaat door.", "werk gaat door", "werk gaat door"},
		{"a typo inside", "De gemente beslist hier zelf.", "De gemeente beslist hier zelf.", "De gemente beslist", "De gemeente beslist"},
		{"a typo at the start", "En gemente beslist zelf.", "En gemeente beslist zelf.", "gemente beslist", "gemeente beslist"},
		{"a typo at the end", "Zo beslist de gemente, zegt ze.", "Zo beslist de gemeente, zegt ze.", "beslist de gemente", "beslist de gemeente"},
		{"paragraphs joined", "Eerst dit stuk.\n\nDan dat stuk erbij.", "Eerst dit stuk. Dan dat stuk erbij.", "Dan dat stuk", "Dan dat stuk"},
		{"an emoji", "Goed 👩🏽‍🚀 gedaan, zei zij.", "Heel goed 👩🏽‍🚀 gedaan, zei zij.", "👩🏽‍🚀 gedaan", "👩🏽‍🚀 gedaan"},
		{"decomposed letters", "Een re\u0301gel is een regel.", "Die re\u0301gel is een regel.", "re\u0301gel is", "re\u0301gel is"},
	} {
		old, text := NewText(c.old), NewText(c.new)
		lo := strings.Index(c.old, c.quote)
		got, fate := Diff(old, text).Move(old.SpanOf(lo, lo+len(c.quote)))
		if text.Slice(got) != c.want {
			t.Errorf("%s: %q (%v), want %q", c.name, text.Slice(got), fate, c.want)
		}
	}
}

// A deleted word may be either of two that stand together: that is said.
func TestDiffSaysDoubt(t *testing.T) {
	old, text := NewText("Zij zei ja. Ja. Ja. Toen niets."), NewText("Zij zei ja. Ja. Toen niets.")
	m := Diff(old, text)
	for _, quote := range []struct {
		span Span
		want Fate
	}{{Span{12, 14}, Doubtful}, {Span{20, 24}, Moved}, {Span{0, 7}, Kept}} {
		if _, fate := m.Move(quote.span); fate != quote.want && fate.IsSure() != quote.want.IsSure() {
			t.Errorf("%q: %v, want %v", old.Slice(quote.span), fate, quote.want)
		}
	}
}

// checkMapping holds what must be true of every mapping between two texts.
func checkMapping(t *testing.T, old, text Text, m Mapping, spans []Span) {
	t.Helper()
	var b strings.Builder
	at := Span{}
	for _, e := range m.Edits() {
		if e.Old.Start < at.Start || e.New.Start < at.End {
			t.Fatalf("edits out of order: %v", m.Edits())
		}
		b.WriteString(old.Slice(Span{at.Start, e.Old.Start}))
		if b.String() != text.Slice(Span{0, e.New.Start}) {
			t.Fatalf("what stands before %v differs", e)
		}
		b.WriteString(text.Slice(e.New))
		at = Span{e.Old.End, e.New.End}
	}
	b.WriteString(old.Slice(Span{at.Start, old.Len()}))
	if b.String() != text.String() {
		t.Fatalf("edits do not turn one text into the other: %v", m.Edits())
	}
	end := 0
	for _, s := range spans {
		got, fate := m.Move(s)
		if !text.Whole().Covers(got) || got.End < got.Start {
			t.Fatalf("%v became %v of %d", s, got, text.Len())
		}
		if (fate.IsSure() || fate == Doubtful) && text.Slice(got) != old.Slice(s) {
			t.Fatalf("%v is %v with other text", s, fate)
		}
		if (fate == Orphaned) != got.IsEmpty() || fate == Kept && got != s {
			t.Fatalf("%v became %v %v", s, got, fate)
		}
		if got.Start < end {
			t.Fatalf("%v became %v, before the end %d of the one before", s, got, end)
		}
		end = got.End
	}
}

// inOrder are random spans that do not overlap.
func inOrder(random *rand.Rand, length int) []Span {
	var spans []Span
	for at := 0; at < length; {
		lo := at + random.IntN(4)
		hi := min(length, lo+1+random.IntN(12))
		if lo < hi {
			spans = append(spans, Span{lo, hi})
		}
		at = hi
	}
	return spans
}

func TestDiffOfRandomTexts(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	words := strings.Fields("de de de het gemeente ja Ja. nee 😀 🇳🇱🇧🇪 e\u0301n I: R: 👩🏽\u200d🚀 , \u0301 क्ष x")
	for range 3000 {
		parts := make([]string, random.IntN(40))
		for i := range parts {
			parts[i] = words[random.IntN(len(words))] + []string{" ", "\n", "\n\n", ""}[random.IntN(4)]
		}
		old := NewText(strings.Join(parts, ""))
		for range random.IntN(6) {
			at := random.IntN(len(parts) + 1)
			switch cut := min(at+random.IntN(3), len(parts)); random.IntN(3) {
			case 0:
				parts = append(parts[:at:at], parts[cut:]...)
			case 1:
				parts = append(append(parts[:at:at], words[random.IntN(len(words))]+" "), parts[cut:]...)
			default:
				parts = append(append(parts[cut:len(parts):len(parts)], parts[at:cut]...), parts[:at]...)
			}
		}
		text := NewText(strings.Join(parts, ""))
		checkMapping(t, old, text, Diff(old, text), inOrder(random, old.Len()))
	}
}

// Texts that are made to be slow end in time and are still mapped soundly.
func TestDiffOfHostileTexts(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	two := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteString([]string{"a ", "b ", "\n"}[random.IntN(3)])
		}
		return b.String()
	}
	for _, c := range [][2]string{
		{two(60_000), two(60_000)},
		{strings.Repeat("a ", 80_000), strings.Repeat("b ", 80_000)},
		{strings.Repeat("\n", 80_000), strings.Repeat("\n", 50_000)},
		{strings.Repeat("a", 200_000), strings.Repeat("a", 200_001)},
		{"", two(1000)},
		{two(1000), ""},
	} {
		old, text := NewText(c[0]), NewText(c[1])
		m := Diff(old, text)
		if n := len(m.Edits()); n == 0 {
			t.Errorf("no edits")
		}
		for range 100 {
			at := random.IntN(old.Len() + 1)
			if got, _ := m.Move(Span{at, min(old.Len(), at+5)}); !text.Whole().Covers(got) {
				t.Errorf("%d became %v", at, got)
			}
		}
	}
}

func FuzzDiff(f *testing.F) {
	f.Add("De gemeente beslist.", "De gemente beslist zelf.", uint64(1))
	f.Add("Ja. Ja.\n\nNee.", "Ja.\n\nNee. Nee.", uint64(2))
	f.Add("👩🏽‍🚀 🇳🇱🇧🇪 e\u0301", "🇳🇱 e\u0301\u0301 👩🏽", uint64(3))
	f.Fuzz(func(t *testing.T, a, b string, seed uint64) {
		if len(a)+len(b) > 1<<14 {
			return
		}
		old, text := NewText(strings.ToValidUTF8(a, "\uFFFD")), NewText(strings.ToValidUTF8(b, "\uFFFD"))
		checkMapping(t, old, text, Diff(old, text), inOrder(rand.New(rand.NewPCG(seed, 9)), old.Len()))
	})
}

func BenchmarkDiffMillionWords(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	vocabulary := make([]string, 30_000)
	for i := range vocabulary {
		vocabulary[i] = string(rune('a'+i%26)) + strings.Repeat(string(rune('a'+i/26%26)), 1+i/676%4) + string(rune('a'+i/2704%26))
	}
	var text strings.Builder
	for i := range 1_000_000 {
		text.WriteString(vocabulary[int(float64(len(vocabulary))*random.Float64()*random.Float64())])
		text.WriteString([]string{" ", " ", " ", "\n\n"}[max(0, i%40-36)])
	}
	s := text.String()
	old, text2 := NewText(s), NewText("Vooraf. "+s[:len(s)/2]+"midden "+s[len(s)/2:]+" Slot.")
	b.ResetTimer()
	for range b.N {
		if n := len(Diff(old, text2).Edits()); n > 6 {
			b.Fatalf("%d edits", n)
		}
	}
}
