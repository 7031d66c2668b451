package search

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"golang.org/x/text/unicode/norm"
)

func TestTokens(t *testing.T) {
	tests := []struct{ text, terms, words string }{
		{"De gemeente zegt nee.", "de gemeente zegt nee", "De|gemeente|zegt|nee"},
		{"zo'n zo’n zo‘n", "zon zon zon", "zo'n|zo’n|zo‘n"},
		{"'s avonds, auto's en foto’s'", "s avonds autos en fotos", "s|avonds|auto's|en|foto’s"},
		{"''dubbel''op", "dubbel op", "dubbel|op"},
		{"co\u00adördi\u00adnatie", "coordinatie", "co\u00adördi\u00adnatie"},
		{"cliënt clie\u0308nt CLIËNT", "client client client", "cliënt|clie\u0308nt|CLIËNT"},
		{"oud-wethouder", "oud wethouder", "oud|wethouder"},
		{"3.000 en 1,5 of 2. Dan 4,x", "3.000 en 1,5 of 2 dan 4 x", "3.000|en|1,5|of|2|Dan|4|x"},
		{"ĳs IJs ﬁets straße Ægir Łódź", "ijs ijs fiets strasse aegir lodz", "ĳs|IJs|ﬁets|straße|Ægir|Łódź"},
		{"ja 👩‍👩‍👧 nee 1️⃣ x", "ja nee 1 x", "ja|nee|1️⃣|x"},
		{"cafe\u0301\u200d einde", "cafe einde", "cafe\u0301\u200d|einde"},
		{"क्षत्रिय", "कषतरिय", "क्षत्रिय"},
		{"wie@ergens.nl m²", "wie ergens nl m", "wie|ergens|nl|m"},
		{" … — !", "", ""},
	}
	for _, tt := range tests {
		var terms, words []string
		for _, tok := range tokens(tt.text) {
			terms = append(terms, tok.term)
			words = append(words, tt.text[tok.lo:tok.hi])
		}
		if got := strings.Join(terms, " "); got != tt.terms {
			t.Errorf("terms of %q: %q, want %q", tt.text, got, tt.terms)
		}
		if got := strings.Join(words, "|"); got != tt.words {
			t.Errorf("words of %q: %q, want %q", tt.text, got, tt.words)
		}
	}
}

func terms(s string) []string {
	var out []string
	for _, tok := range tokens(s) {
		out = append(out, tok.term)
	}
	return out
}

// FuzzTokens: spans ascend, lie on grapheme boundaries and never inside a code
// point; NFC and NFD give the same terms; a term is its own folded form.
func FuzzTokens(f *testing.F) {
	for _, s := range []string{
		"zo'n coo\u0308rdinatie 👩‍👩‍👧 3.000", "a\u00ad\u0301b", "\u0600\u0661 x", "ﷺ ſ ŉ", "1️⃣2", "🇳🇱🇳🇱a", "가각\u1100\u1161", "a\r\n\u0301b", "ਮੁੰਡਾ ಕೀ",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			return
		}
		bounds := map[int]bool{0: true}
		for g := graphemes.FromString(s); g.Next(); {
			bounds[g.End()] = true
		}
		last := 0
		for _, tok := range tokens(s) {
			if tok.lo < last || tok.hi <= tok.lo || tok.hi > len(s) {
				t.Fatalf("%q: word [%d,%d) after %d", s, tok.lo, tok.hi, last)
			}
			if !bounds[tok.lo] || !bounds[tok.hi] {
				t.Fatalf("%q: word [%d,%d) leaves a grapheme", s, tok.lo, tok.hi)
			}
			last = tok.hi
			if again := terms(tok.term); len(again) != 1 || again[0] != tok.term {
				t.Fatalf("%q: term %q folds to %q", s, tok.term, again)
			}
		}
		if nfc, nfd := terms(norm.NFC.String(s)), terms(norm.NFD.String(s)); !slices.Equal(nfc, nfd) {
			t.Fatalf("%q: NFC %q, NFD %q", s, nfc, nfd)
		}
	})
}
