package search

import (
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// AnalyzerVersion is the version of the rules by which words are found, folded
// and related. An index made by other rules is thrown away.
const AnalyzerVersion = 2

// token is one word of a text: a run of letters and digits, with the bytes it
// takes up. Lo and Hi lie on grapheme boundaries of the text.
type token struct {
	term   string // folded, see appendFolded
	lo, hi int    // bytes
}

// tokeniser finds the words of a text. Index, scan, highlighting and queries
// share it: what one of them finds, all of them find.
//
// Inside a word apostrophes, soft hyphens and other invisible format
// characters are dropped (zo'n = zo’n = zon), combining marks too (NFD = NFC);
// a hyphen splits; a point or comma between digits holds (3.000, 1,5).
type tokeniser struct {
	s     string
	at    int
	wild  bool // a query: '*' counts as a letter
	bound int  // a grapheme boundary at or before the last word found
	buf   []byte
}

// tokens lists the words of a text.
func tokens(s string) []token {
	out := make([]token, 0, len(s)/6+1)
	t := tokeniser{s: s}
	for {
		tok, ok := t.next()
		if !ok {
			return out
		}
		out = append(out, tok)
	}
}

// next gives the next word; ok is false at the end.
func (t *tokeniser) next() (tok token, ok bool) {
	for {
		lo, hi, plain := t.run()
		if lo < 0 {
			return token{}, false
		}
		term := t.s[lo:hi]
		if !plain {
			term = t.fold(term)
		}
		if term == "" { // a letter that folds to marks only
			continue
		}
		lo, hi = t.snap(lo, hi)
		return token{term: term, lo: lo, hi: hi}, true
	}
}

// run finds the next stretch of word characters; plain says that it is its own
// folded form.
func (t *tokeniser) run() (lo, hi int, plain bool) {
	lo, plain = -1, true
	digit := false
	for t.at < len(t.s) {
		r, size := rune(t.s[t.at]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(t.s[t.at:])
		}
		switch {
		case t.isWord(r):
			if lo < 0 {
				lo = t.at
			}
			plain = plain && r < utf8.RuneSelf && (r < 'A' || r > 'Z')
			digit = unicode.IsDigit(r)
			t.at += size
			hi = t.at
		case lo < 0:
			t.at += size
		case r >= utf8.RuneSelf && unicode.IsMark(r):
			plain = false
			t.at += size
			hi = t.at
		default:
			next, joins := t.joiner(r, digit)
			if !joins {
				return lo, hi, plain
			}
			plain = plain && (r == '.' || r == ',')
			t.at = next
		}
	}
	return lo, hi, plain
}

func (t *tokeniser) isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || t.wild && r == '*'
	}
	return unicode.IsLetter(r) && !isApostrophe(r) || unicode.IsDigit(r)
}

// joiner says whether a word goes on behind what stands at t.at, and where.
func (t *tokeniser) joiner(r rune, digit bool) (next int, joins bool) {
	if digit && (r == '.' || r == ',') {
		after, _ := utf8.DecodeRuneInString(t.s[t.at+1:])
		return t.at + 1, unicode.IsDigit(after)
	}
	apostrophes := 0
	for i := t.at; i < len(t.s); {
		r, size := utf8.DecodeRuneInString(t.s[i:])
		switch {
		case isApostrophe(r):
			if apostrophes++; apostrophes > 1 { // two of them are a quotation mark
				return 0, false
			}
		case t.isWord(r):
			return i, true
		case !unicode.Is(unicode.Cf, r) && !unicode.IsMark(r):
			return 0, false
		}
		i += size
	}
	return 0, false
}

func isApostrophe(r rune) bool {
	return r == '\'' || r == '’' || r == '‘' || r == 'ʼ'
}

// snap widens a word to whole graphemes. Below U+0300 no code point joins its
// neighbour, so nearly all words need no look at all.
func (t *tokeniser) snap(lo, hi int) (int, int) {
	if !t.simple(lo) {
		lo, _ = t.grapheme(lo)
	}
	if !t.simple(hi) {
		if start, end := t.grapheme(hi); start < hi {
			hi = end
		}
	}
	t.at = max(t.at, hi)
	return lo, hi
}

func (t *tokeniser) simple(at int) bool {
	if at == 0 || at == len(t.s) {
		return true
	}
	before, _ := utf8.DecodeLastRuneInString(t.s[:at])
	after, _ := utf8.DecodeRuneInString(t.s[at:])
	return before < 0x300 && after < 0x300
}

// grapheme is the grapheme that holds the byte at. Words are asked for in
// order, so each stretch of text is walked once.
func (t *tokeniser) grapheme(at int) (start, end int) {
	from := min(t.bound, at)
	if t.bound > at {
		from = 0
	}
	for i := at; i > from+1; i-- { // two ASCII neighbours are always apart
		if t.s[i-1] < utf8.RuneSelf && t.s[i-2] < utf8.RuneSelf && t.s[i-2] != '\r' {
			from = i - 1
			break
		}
	}
	g := graphemes.FromString(t.s[from:])
	for g.Next() {
		start, end = from+g.Start(), from+g.End()
		if end > at {
			break
		}
	}
	t.bound = start
	return start, end
}
