package transcript

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
)

// Sentences cuts s into sentences, in order and without the blanks around
// them: together they hold all of s that is not white space. The rules are
// those of Unicode (UAX #29), with what they lack for interviews: Dutch and
// English abbreviations and initials, ellipses, lines broken inside a
// sentence, and speech without full stops, which is cut in clauses. language
// is "nl", "en" or "" (the abbreviations of both). A cut never falls inside a
// grapheme cluster.
func Sentences(s, language string) []Bytes {
	var list []Bytes
	lo := 0
	for from := 0; from < len(s); {
		to := from + sliceEnd(s[from:])
		at := from
		tokens := sentences.FromString(s[from:to])
		for tokens.Next() {
			at += len(tokens.Value())
			if at < to && goesOn(s[lo:at], s[at:], language) {
				continue
			}
			list = appendInner(list, s, Bytes{lo, at}, language)
			lo = at
		}
		from = to
	}
	return settle(s, list)
}

// sliceEnd is how much of s goes to the Unicode rules at once: they read back
// over runs of brackets and blanks at each sign (100 kB of them took eight
// seconds), so a run of more than maxRun signs without a letter is cut.
func sliceEnd(s string) int {
	const maxRun = 256
	run := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if isASCIILetter(c) || isDigit(c) || c >= 0xC3 && c != 0xE2 && c != 0xE3 && c != 0xEF {
			run = 0
			continue
		}
		if run++; run > maxRun && utf8.RuneStart(c) {
			return i
		}
	}
	return len(s)
}

// goesOn says whether the sentence that Unicode ends between the two strings
// goes on in the second.
func goesOn(before, after, language string) bool {
	text := strings.TrimRightFunc(before, unicode.IsSpace)
	if text == "" {
		return false
	}
	gap := before[len(text):]
	if strings.Count(gap, "\n") > 1 {
		return false
	}
	next := firstLetter(after)
	last, _ := utf8.DecodeLastRuneInString(text)
	if strings.Contains(gap, "\n") && !isTerminator(last) && !isQuote(last) {
		return isWrapped(text, after, next)
	}
	switch {
	case last == '.':
		return isAbbreviated(text, language, next)
	case isQuote(last) || last == ')':
		// ‘Kom je?’ vroeg hij.
		r, _ := utf8.DecodeRuneInString(after)
		return unicode.IsLower(r)
	}
	return false
}

// isWrapped says whether a line break without a full stop before it only fits
// the text to a page: a small letter follows, or the line was full.
func isWrapped(before, after string, next rune) bool {
	const fullLine = 60
	if strings.HasPrefix(strings.TrimLeft(after, " \t"), "\n") {
		return false
	}
	if unicode.IsLower(next) {
		return true
	}
	return len(before)-strings.LastIndexByte(before, '\n') > fullLine && unicode.IsLetter(next)
}

func isTerminator(r rune) bool { return strings.ContainsRune(".?!…:;。！？", r) }

// firstLetter is the first letter or digit of s, past quotes and brackets.
func firstLetter(s string) rune {
	for i, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		if i > 16 {
			break
		}
	}
	return 0
}

// appendInner adds a sentence, cut where Unicode sees no end: after an
// ellipsis before a capital, before ’s (avonds), and in clauses when long.
func appendInner(list []Bytes, s string, b Bytes, language string) []Bytes {
	lo := b.Lo
	for at := lo; at < b.Hi; {
		cut := innerCut(s, at, b.Hi, language)
		if cut < 0 {
			break
		}
		list = appendClauses(list, s, Bytes{lo, cut})
		lo, at = cut, cut
	}
	return appendClauses(list, s, Bytes{lo, b.Hi})
}

// innerCut is the first extra cut in [lo,hi), or -1.
func innerCut(s string, lo, hi int, language string) int {
	for at := lo; at < hi; at++ {
		switch {
		case s[at] == '\'':
			if at > lo && opensSentence(s, lo, at, at+1, hi, language) {
				return at
			}
		case s[at] != 0xE2: // the first byte of … and ’
		case strings.HasPrefix(s[at:hi], "…"):
			if cut := afterEllipsis(s, at+len("…"), hi); cut > 0 {
				return cut
			}
		case strings.HasPrefix(s[at:hi], "’"):
			if at > lo && opensSentence(s, lo, at, at+len("’"), hi, language) {
				return at
			}
		}
	}
	return -1
}

// afterEllipsis is where a capital starts a sentence behind "… ".
func afterEllipsis(s string, at, hi int) int {
	rest := s[at:hi]
	gap := len(rest) - len(strings.TrimLeftFunc(rest, func(r rune) bool { return isQuote(r) || r == ')' }))
	blank := blanks(rest[gap:])
	if blank == 0 {
		return -1
	}
	r, _ := decodeRune(rest, gap+blank)
	if isQuote(r) {
		r = firstLetter(rest[gap+blank:])
	}
	if gap+blank < len(rest) && unicode.IsUpper(r) {
		return at + gap + blank
	}
	return -1
}

// opensSentence says whether the apostrophe at is that of ’s, ’t, ’k or ’n
// behind a full stop: Unicode sees a closing quote and a small letter.
func opensSentence(s string, lo, at, after, hi int, language string) bool {
	if after+1 >= hi || strings.IndexByte("stkn", s[after]) < 0 || s[after+1] != ' ' {
		return false
	}
	before := strings.TrimRightFunc(s[lo:at], unicode.IsSpace)
	if len(before) == at-lo || before == "" {
		return false
	}
	switch before[len(before)-1] {
	case '?', '!':
		return true
	case '.':
		return !isAbbreviated(before, language, rune(s[after]))
	}
	return false
}

// betweenASCII says whether the offset lies at an end of s or between two ASCII
// characters: no cluster is cut there. One side is not enough: some marks
// (U+070F) take the blank behind them into their cluster.
func betweenASCII(s string, at int) bool {
	return at <= 0 || at >= len(s) || s[at-1] < utf8.RuneSelf && s[at] < utf8.RuneSelf
}

// settle trims each piece and moves its ends to grapheme boundaries.
func settle(s string, list []Bytes) []Bytes {
	kept := list[:0]
	last := 0
	for _, b := range list {
		b.Lo = max(b.Lo, last)
		if b.Lo >= b.Hi {
			continue
		}
		b = trimBytes(s, b)
		if b.Len() == 0 {
			continue
		}
		if !betweenASCII(s, b.Lo) {
			b.Lo, _ = graphemeAround(s, last, b.Lo)
		}
		if !betweenASCII(s, b.Hi) {
			_, b.Hi = graphemeAround(s, b.Lo, b.Hi)
		}
		last = b.Hi
		kept = append(kept, b)
	}
	return kept
}
