package transcript

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

func randomText(random *rand.Rand, n int) string {
	parts := []string{"a", "bc", " ", "\n", "é", "u\u0308", "€", "😀", "👩🏽\u200d🚀", "🇳🇱", "क्ष", "\u200d", "x"}
	var b strings.Builder
	for range n {
		b.WriteString(parts[random.IntN(len(parts))])
	}
	return b.String()
}

func TestTextConverts(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, s := range []string{"", "ascii", strings.Repeat("é", 3*stride), strings.Repeat("a", 2*stride) + "é", randomText(random, 4000)} {
		text := NewText(s)
		runes := []rune(s)
		if text.Len() != len(runes) || text.String() != s || text.Whole().Len() != len(runes) {
			t.Fatalf("length %d, want %d", text.Len(), len(runes))
		}
		for range 300 {
			a, b := random.IntN(len(runes)+1), random.IntN(len(runes)+1)
			span := Span{min(a, b), max(a, b)}
			bytes := text.Bytes(span)
			if text.Slice(span) != string(runes[span.Start:span.End]) {
				t.Fatalf("slice of %v", span)
			}
			if back := text.SpanOf(bytes.Lo, bytes.Hi); back != span {
				t.Fatalf("%v became %v", span, back)
			}
		}
		if got := text.Slice(Span{-5, len(runes) + 5}); got != s {
			t.Fatalf("slice past the ends: %q", got)
		}
	}
}

func TestTextLines(t *testing.T) {
	s := "é\nb\n\nd"
	lines := NewText(s).Lines()
	if lines.Len() != 4 {
		t.Errorf("%d lines", lines.Len())
	}
	line := 1
	for i, r := range []rune(s) {
		if got := lines.At(i); got != line {
			t.Errorf("code point %d is on line %d, want %d", i, got, line)
		}
		if r == '\n' {
			line++
		}
	}
	if got := NewText("").Lines().At(0); got != 1 {
		t.Errorf("empty text: line %d", got)
	}
}

func TestSnapSpan(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		text := NewText(randomText(random, 60))
		bounds := map[int]bool{}
		for _, b := range Graphemes(text.String()) {
			bounds[text.SpanOf(b, b).Start] = true
		}
		for range 20 {
			a, b := random.IntN(text.Len()+1), random.IntN(text.Len()+1)
			span := Span{min(a, b), max(a, b)}
			got := SnapSpan(text, span)
			if !bounds[got.Start] || !bounds[got.End] || !got.Covers(span) && !span.IsEmpty() {
				t.Fatalf("%v became %v in %q", span, got, text.String())
			}
			if span.IsEmpty() && !got.IsEmpty() {
				t.Fatalf("empty %v became %v", span, got)
			}
			if SnapSpan(text, got) != got {
				t.Fatalf("%v is not stable in %q", got, text.String())
			}
			if !utf8.ValidString(text.Slice(got)) {
				t.Fatalf("%v is no text", got)
			}
		}
	}
}

func TestTurnAt(t *testing.T) {
	d, _ := mustRead(t, "a.txt", "kop\nI: een\nR: twee\n")
	for _, tt := range []struct{ at, want int }{{0, 0}, {3, 0}, {7, 1}, {10, 1}, {14, 2}, {99, 2}} {
		if got := d.TurnAt(tt.at); got != tt.want {
			t.Errorf("TurnAt(%d) = %d, want %d", tt.at, got, tt.want)
		}
	}
	empty := Document{}
	if got := empty.TurnAt(3); got != -1 {
		t.Errorf("TurnAt of an empty document: %d", got)
	}
}

func TestIDs(t *testing.T) {
	const text = "0190c0de-0000-7000-8000-00000000000a"
	for _, in := range []string{text, strings.ToUpper(text), "{" + text + "}"} {
		id, err := ParseID[documentKind](in)
		if err != nil || id.String() != text {
			t.Errorf("ParseID(%s) = %s, %v", in, id, err)
		}
		v, err := id.Value()
		var back DocumentID
		if err != nil || back.Scan(v) != nil || back != id {
			t.Errorf("%s became %s, %v", id, back, err)
		}
	}
	if _, err := ParseID[documentKind]("geen id"); err == nil {
		t.Error("no error for a bad id")
	}
	var zero CaseID
	if v, err := zero.Value(); v != nil || err != nil || zero.String() != "" || !zero.IsZero() {
		t.Errorf("zero id: %v, %v", v, err)
	}
	if zero.Scan(3) == nil {
		t.Error("an id from a number")
	}
}

// interview is a text of about n words in turns of two speakers.
func interview(n int) string {
	var b strings.Builder
	for words := 0; words < n; words += 60 {
		b.WriteString("I: Kunt u vertellen hoe dat ging, en wie er dan over gaat?\n\n")
		b.WriteString("R: Ja, kijk… Dat was in 2015, toen de gemeente die taken kreeg. Mw. De Vries zei: „Het komt goed.” Maar de coördinatie kostte tijd en niemand wist bijv. wie er over de ’s avonds gebelde collega’s ging, dus we deden maar wat.\n\n")
	}
	return b.String()
}

func BenchmarkRead(b *testing.B) {
	data := []byte(interview(1_000_000))
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, _, err := Read("a.txt", data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSentences(b *testing.B) {
	s := interview(2000)[:4000]
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		Sentences(s, "nl")
	}
}

// BenchmarkSentencesOfSigns is the text that made the Unicode rules read back
// over and over: its time must grow with its length only.
func BenchmarkSentencesOfSigns(b *testing.B) {
	for name, s := range map[string]string{
		"brackets": "a." + strings.Repeat(")", 100_000), "blanks": "a." + strings.Repeat("\u00a0", 50_000),
		"marks": "a" + strings.Repeat("\u0308", 50_000), "ellipses": strings.Repeat("… ", 25_000),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				Sentences(s, "nl")
			}
		})
	}
}
