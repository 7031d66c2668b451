package text

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/clipperhouse/uax29/v2/graphemes"
)

func TestSafe(t *testing.T) {
	for in, want := range map[string]string{
		"gewoon":                  "gewoon",
		"één ‘woord’ €":           "één ‘woord’ €",
		"\x1b[31mrood":            "␛[31mrood",
		"a\tb":                    "a b",
		"a\nb\r":                  "a␊b␍",
		"\x00\x7f":                "␀␡",
		"\u009b2J\u0085":          "\uFFFD2J\uFFFD",
		"naam\u202egnp.txt":       "naam\uFFFDgnp.txt",
		"\u2066x\u2069":           "\uFFFDx\uFFFD",
		"a\u2028b\u2029c":         "a\uFFFDb\uFFFDc",
		"\U000e0041":              "\uFFFD",
		"1\u061c2\ufeff3\u2060":   "1\uFFFD2\uFFFD3\uFFFD",
		"\u180e\u3164\uffa0":      "\uFFFD\uFFFD\uFFFD",
		"\ufffe\U0001ffff\ufdd0":  "\uFFFD\uFFFD\uFFFD",
		"葛\U000e0101":             "葛\U000e0101",
		"\u200e<Media>\u200f":     "\u200e<Media>\u200f",
		"\u00a0\u00ad\ue000":      "\u00a0\u00ad\ue000",
		"\xff\xfea":               "\uFFFD\uFFFDa",
		"👨\u200d👩\u200d👧 ❤\ufe0f": "👨\u200d👩\u200d👧 ❤\ufe0f",
	} {
		if got := Safe(in); got != want {
			t.Errorf("Safe(%q) = %q, want %q", in, got, want)
		}
	}
	if got := SafeLines("a\n\x07b"); got != "a\n␇b" {
		t.Errorf("SafeLines = %q", got)
	}
}

// alphabet is what random texts are made of; every hazard is in it.
var alphabet = []string{
	"a", "e", "n", "t", "w", " ", " ", " ", "-", "\n", "’", "é", "e\u0301", "ï", "€", "\u00a0", "\u00ad",
	"verkokering", "ruimte", "jeugdzorg-budget", "❤\ufe0f", "👍🏽", "👨\u200d👩\u200d👧\u200d👦", "🇳🇱", "1\ufe0f\u20e3",
	"漢", "字", "ﾟДﾟ", "क्षत्रिय", "שלום", "مرحبا", "\u202e", "\u200b", "\u200d", "\ufe0f", "\x1b", "\t", "\r\n", "\xff", "\u0301",
	"\U000e0041", "한", "각", "\u0e33", "\u1100\u1161", "\u3000", "zeer\u2014lang",
	"\u061c", "\u200e", "\u2060", "\ufeff", "\u180e", "\u3164", "\uffa0", "葛\U000e0101", "\ufffe", "\ue000",
}

func randomText(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(40) {
		b.WriteString(alphabet[r.IntN(len(alphabet))])
	}
	return b.String()
}

func TestRandomTexts(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	for range 20000 {
		s := randomText(r)
		w := 1 + r.IntN(24)
		safe := Safe(s)
		if utf8.RuneCountInString(safe) != utf8.RuneCountInString(s) {
			t.Fatalf("Safe(%q) has another number of code points", s)
		}
		if got := ansi.WcWidth.StringWidth(safe); got != Width(s) {
			t.Fatalf("Width(%q) = %d, renderer counts %d", s, Width(s), got)
		}
		checkSteady(t, Steady(safe), Width(s))
		checkWrap(t, s, w)
		for _, cut := range []string{Cut(s, w), Fit(s, w), FitStyled("\x1b[1m"+Steady(safe)+"\x1b[m", w)} {
			if ansi.WcWidth.StringWidth(cut) > w || ansi.GraphemeWidth.StringWidth(cut) > w {
				t.Fatalf("%q cut to %d is %q", s, w, cut)
			}
		}
		if got := ansi.GraphemeWidth.StringWidth(Fit(s, w)); got != w {
			t.Fatalf("Fit(%q, %d) is %d wide", s, w, got)
		}
	}
}

func checkSteady(t *testing.T, s string, want int) {
	t.Helper()
	if wc, gw := ansi.WcWidth.StringWidth(s), ansi.GraphemeWidth.StringWidth(s); wc != want || gw != want {
		t.Fatalf("Steady %q: %d by runes, %d by clusters, want %d", s, wc, gw, want)
	}
}

func checkWrap(t *testing.T, s string, w int) {
	t.Helper()
	at := 0
	for _, l := range Wrap(s, w) {
		if l.Lo < at || l.Hi < l.Lo {
			t.Fatalf("Wrap(%q, %d): line %v overlaps the one before", s, w, l)
		}
		if skipped := s[at:l.Lo]; strings.ContainsFunc(skipped, func(r rune) bool { return r != '\n' && r != '\r' && !isBlank(r) }) {
			t.Fatalf("Wrap(%q, %d) loses %q", s, w, skipped)
		}
		got := Width(s[l.Lo:l.Hi])
		alone := got > w && l.Width == w && graphemeCount(s[l.Lo:l.Hi]) == 1
		if got != l.Width && !alone {
			t.Fatalf("Wrap(%q, %d): line %q is %d wide, said %d", s, w, s[l.Lo:l.Hi], got, l.Width)
		}
		if l.Width > w {
			t.Fatalf("Wrap(%q, %d): line %q is %d wide", s, w, s[l.Lo:l.Hi], l.Width)
		}
		at = l.Hi
	}
	if rest := s[at:]; strings.ContainsFunc(rest, func(r rune) bool { return r != '\n' && !isBlank(r) }) {
		t.Fatalf("Wrap(%q, %d) loses %q at the end", s, w, rest)
	}
}

// graphemeCount leaves out clusters without a width, which cling to any line.
func graphemeCount(s string) int {
	n := 0
	for it := graphemes.FromString(s); it.Next(); {
		if Width(it.Value()) > 0 {
			n++
		}
	}
	return n
}

func TestSteadyAgreesOnEveryCodePoint(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if r >= 0xd800 && r < 0xe000 {
			continue
		}
		s := Safe(string(r))
		checkSteady(t, Steady(s), Width(s))
		checkSteady(t, "x"+Steady(s), 1+Width(s)) // beside another piece of the row
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		s    string
		w    int
		want string
	}{
		{"", 5, ""},
		{"een twee drie", 8, "een twee|drie"},
		{"een twee drie", 7, "een|twee|drie"},
		{"een    twee", 5, "een|twee"},
		{"jeugdzorg-budget", 12, "jeugdzorg-|budget"},
		{"-5 graden", 6, "-5|graden"},
		{"verkokering", 4, "verk|oker|ing"},
		{"in verkokering", 4, "in|verk|oker|ing"},
		{"a\nb\n\nc", 5, "a|b||c"},
		{"漢字漢字", 3, "漢|字|漢|字"},
		{"a漢字漢字漢字漢字", 5, "a漢字|漢字|漢字|漢字"},
		{"10\u00a0000 euro", 6, "10\u00a0000|euro"},
		{"          diep", 6, "diep"},
		{"  in", 6, "  in"},
		{"   ", 2, ""},
	} {
		var rows []string
		for _, l := range Wrap(c.s, c.w) {
			rows = append(rows, c.s[l.Lo:l.Hi])
		}
		if got := strings.Join(rows, "|"); got != c.want {
			t.Errorf("Wrap(%q, %d) = %q, want %q", c.s, c.w, got, c.want)
		}
	}
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		s    string
		w    int
		want string
	}{
		{"ruimte", 6, "ruimte"}, {"ruimte", 5, "ruim…"}, {"ruimte", 1, "…"}, {"ruimte", 0, ""},
		{"漢字漢", 4, "漢…"}, {"e\u0301e\u0301e\u0301", 2, "e\u0301…"}, {"❤\ufe0fje", 3, "❤je"},
	} {
		if got := Cut(c.s, c.w); got != c.want {
			t.Errorf("Cut(%q, %d) = %q, want %q", c.s, c.w, got, c.want)
		}
	}
	if got := Fit("漢字漢", 4); got != "漢… " {
		t.Errorf("Fit = %q", got)
	}
}

func BenchmarkWrapMillionWords(b *testing.B) {
	s := strings.Repeat("Iedere afdeling trok een muurtje op om het eigen geld, en daar zat je dan. ", 70000)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		Wrap(s, 72)
	}
}

func FuzzWrap(f *testing.F) {
	for _, s := range alphabet {
		f.Add(s, 3)
	}
	f.Fuzz(func(t *testing.T, s string, w int) {
		w = 1 + (w%50+50)%50
		checkWrap(t, s, w)
		checkSteady(t, Steady(Safe(s)), Width(s))
	})
}

// FuzzSafe: whatever goes in, no control leaves it but the line feed of
// SafeLines, nothing that changes the direction of writing, no tag character,
// and each code point is still one code point.
func FuzzSafe(f *testing.F) {
	for _, s := range []string{
		"gewoon \U0001F600 e\u0301", "\x1b]52;c;RVZJTA==\x07", "\x1b]8;;https://x\x1b\\y\x1b]8;;\x1b\\", "\x1b[2J\x1b[8m", "\x1bP1$r\x1b\\", "\x1bc", "\x1b]0;nooit af",
		"a\rb\bc\x00d\x7f", "\u009b2J\u0090\u0085", "\u202eabc\u2066\u2069\u061c\u200e", "\U000E0041\U000E007F", "\xff\xc3(", "\u2028\u2029\n\t", "\xed\xa0\x80",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, lines := range []bool{false, true} {
			out := Safe(s)
			if lines {
				out = SafeLines(s)
			}
			if got, want := utf8.RuneCountInString(out), utf8.RuneCountInString(s); got != want || !utf8.ValidString(out) {
				t.Fatalf("%q: %d code points, want %d: %q", s, got, want, out)
			}
			for _, r := range out {
				switch {
				case r == '\n' && lines:
				case r < 0x20, r >= 0x7f && r <= 0x9f, r == 0x2028, r == 0x2029,
					r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r >= 0xe0000 && r <= 0xe007f, r == 0x61c, r == 0xfeff:
					t.Fatalf("%q leaves %U in %q", s, r, out)
				}
			}
			if Safe(out) != out && !lines || SafeLines(out) != out {
				t.Fatalf("%q is not safe once it is safe", out)
			}
		}
	})
}
