package search

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// letters that Unicode does not take apart, but people search without.
var plainLetters = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ħ': "h", 'ŧ': "t", 'ı': "i",
}

// latinFolds holds the folded form of every code point below U+0250.
var latinFolds = func() (table [0x250]string) {
	for r := range rune(len(table)) {
		table[r] = string(foldRune(nil, r))
	}
	return table
}()

// fold is the form in which words compare: lower case, without diacritics,
// apostrophes and invisible characters, compatibility forms taken apart
// (ĳ = ij, ﬁ = fi). The points and commas of numbers stay.
func (t *tokeniser) fold(word string) string {
	t.buf = appendFolded(t.buf[:0], word, t.wild)
	return string(t.buf)
}

func appendFolded(dst []byte, word string, wild bool) []byte {
	for _, r := range word {
		switch {
		case r == '.' || r == ',' || wild && r == '*':
			dst = append(dst, byte(r))
		case r < rune(len(latinFolds)):
			dst = append(dst, latinFolds[r]...)
		default:
			dst = foldRune(dst, r)
		}
	}
	return dst
}

// foldRune takes a code point apart, drops what is no letter or digit, and
// lowers the rest. Spacing marks stay: in Indic scripts they are vowels.
func foldRune(dst []byte, r rune) []byte {
	var parts [64]byte
	apart := norm.NFKD.Append(parts[:0], utf8.AppendRune(nil, r)...)
	for len(apart) > 0 {
		c, size := utf8.DecodeRune(apart)
		apart = apart[size:]
		if isApostrophe(c) || !unicode.IsLetter(c) && !unicode.IsDigit(c) && !unicode.Is(unicode.Mc, c) {
			continue
		}
		c = unicode.ToLower(unicode.ToUpper(c)) // both: ς = σ, ſ = s
		if plain, ok := plainLetters[c]; ok {
			dst = append(dst, plain...)
			continue
		}
		dst = utf8.AppendRune(dst, c)
	}
	return dst
}
