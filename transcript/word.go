package transcript

import (
	"unicode"
	"unicode/utf8"
)

// Words is where the words of s are, in order. A word is a run of letters or
// digits; one apostrophe (' or ’) or hyphen inside is allowed: collega’s,
// zo'n, Noord-Holland are one word each. Combining marks, joiners and soft
// hyphens belong to the letter before them, so a text in NFD has the same
// words as in NFC.
func Words(s string) []Bytes {
	var words []Bytes
	for at := 0; ; {
		w, ok := nextWord(s, at)
		if !ok {
			return words
		}
		words = append(words, w)
		at = w.Hi
	}
}

// CountWords is len(Words(s)) without the list.
func CountWords(s string) int {
	n := 0
	for at := 0; ; n++ {
		w, ok := nextWord(s, at)
		if !ok {
			return n
		}
		at = w.Hi
	}
}

// nextWord is the first word of s at or after the byte at.
func nextWord(s string, at int) (Bytes, bool) {
	i := at
	for i < len(s) {
		r, n := decodeRune(s, i)
		if isWordRune(r) {
			break
		}
		i += n
	}
	if i >= len(s) {
		return Bytes{}, false
	}
	lo := i
	for i < len(s) {
		r, n := decodeRune(s, i)
		switch {
		case isWordRune(r) || isWordExtender(r):
			i += n
			continue
		case r == '\'' || r == '’' || r == '-':
			if next, _ := decodeRune(s, i+n); i+n < len(s) && isWordRune(next) {
				i += n
				continue
			}
		}
		break
	}
	return Bytes{lo, i}, true
}

func decodeRune(s string, i int) (rune, int) {
	if i < len(s) && s[i] < utf8.RuneSelf {
		return rune(s[i]), 1
	}
	return utf8.DecodeRuneInString(s[min(i, len(s)):])
}

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// isWordExtender is true for what may follow a letter without ending the word.
func isWordExtender(r rune) bool {
	if r < utf8.RuneSelf {
		return false
	}
	return unicode.IsMark(r) || r == 0x200C || r == 0x200D || r == 0xAD
}
