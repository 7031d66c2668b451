package reader

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"veldwerk/transcript"
)

// sentences and words divide a text; the ranges exclude blanks around them.
func sentences(s, _ string) []transcript.Bytes {
	var found []transcript.Bytes
	lo := 0
	for i := 0; i < len(s); i++ {
		end := s[i] == '\n' || strings.IndexByte(".?!", s[i]) >= 0 && i+1 < len(s) && (s[i+1] == ' ' || s[i+1] == '\n')
		if end {
			found = append(found, transcript.Bytes{Lo: lo, Hi: i + 1})
			lo = i + 1
		}
	}
	return trimmed(s, append(found, transcript.Bytes{Lo: lo, Hi: len(s)}))
}

func words(s string) []transcript.Bytes {
	var found []transcript.Bytes
	lo := -1
	for i, c := range s {
		in := unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.IsMark(c) || lo >= 0 && strings.ContainsRune("'’-", c)
		if in && lo < 0 {
			lo = i
		}
		if !in && lo >= 0 {
			found, lo = append(found, transcript.Bytes{Lo: lo, Hi: i}), -1
		}
	}
	if lo >= 0 {
		found = append(found, transcript.Bytes{Lo: lo, Hi: len(s)})
	}
	return found
}

// trimmed takes blanks off the ranges and drops what is empty then.
func trimmed(s string, in []transcript.Bytes) []transcript.Bytes {
	out := in[:0]
	for _, b := range in {
		part := b.Of(s)
		b.Lo += len(part) - len(strings.TrimLeftFunc(part, unicode.IsSpace))
		b.Hi -= len(part) - len(strings.TrimRightFunc(part, unicode.IsSpace))
		if b.Lo < b.Hi && utf8.RuneStart(s[b.Lo]) {
			out = append(out, b)
		}
	}
	return out
}
