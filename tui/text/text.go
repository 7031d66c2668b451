// Package text makes strings fit for the screen: it takes the danger out of
// them (Safe), measures them (Width), cuts and pads them (Cut, Fit) and wraps
// them (Wrap). It is a leaf that imports nothing of ours; the shell uses it too.
//
// Words: a cluster is what a reader sees as one character (a grapheme cluster
// of UAX #29). A column is one cell of the terminal. A string is plain when it
// holds no style of ours, styled when it does.
//
// Guarantees: Safe changes no number of code points, so that a code point of
// the drawn string stays that of the text. Wrap, Cut and Fit break between
// clusters only and are never wider than asked. Width counts the columns that
// the renderer counts (wcwidth), with every rune that Safe replaces as one.
//
// Terminals disagree about clusters such as ❤️, joined emoji and Indic
// conjuncts: some add up the runes, some measure the cluster. Steady rewrites
// just those so that both count the same columns, by taking out joiners and
// putting zero-width spaces between the parts. Cut and Fit give steady strings;
// so whatever stands right of a text stays in its column, and no measure needs
// switching when a terminal answers mode 2027.
//
// Non-goals: bidirectional layout, which is left to the terminal.
package text

import (
	"strings"
	"unicode/utf8"
)

// replacement stands for a code point that has no picture.
const replacement = '\uFFFD'

// Safe replaces every code point that could act on a terminal by one visible
// one, so that the number of code points stays the same: controls become
// their pictures (ESC is ␛), TAB a blank, and C1 controls, bidi overrides and
// isolates, line and paragraph separators, tag characters and broken bytes the
// replacement character. For one line: a line feed becomes ␊.
func Safe(s string) string { return safe(s, false) }

// SafeLines is Safe for text of several lines: line feeds stay.
func SafeLines(s string) string { return safe(s, true) }

func safe(s string, lines bool) string {
	at := firstUnsafe(s, lines)
	if at < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	b.WriteString(s[:at])
	for _, r := range s[at:] { // a broken byte comes as U+FFFD
		if !lines || r != '\n' {
			r = safeRune(r)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// firstUnsafe is the byte where the first code point that changes stands, or -1.
func firstUnsafe(s string, lines bool) int {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			control := c < 0x20 || c == 0x7f
			if control && (c != '\n' || !lines) {
				return i
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if n == 1 || safeRune(r) != r {
			return i
		}
		i += n
	}
	return -1
}

func safeRune(r rune) rune {
	switch {
	case r == '\t':
		return ' '
	case r < 0x20:
		return 0x2400 + r
	case r < 0x7f:
		return r
	case r == 0x7f:
		return '␡'
	case r < 0xa0, // C1
		r == 0x2028, r == 0x2029, // line and paragraph separator
		r >= 0x202a && r <= 0x202e,   // bidi embeddings and overrides
		r >= 0x2066 && r <= 0x2069,   // bidi isolates
		r >= 0xfff9 && r <= 0xfffb,   // interlinear annotation
		r >= 0xe0000 && r <= 0xe007f: // tags
		return replacement
	}
	return r
}
