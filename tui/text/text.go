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
// isolates, line and paragraph separators, broken bytes and what nobody sees and
// no text needs (tag characters, byte order marks, invisible operators, empty
// letters, code points that are none) the replacement character. Joiners and
// variation selectors stay: emoji and Indic scripts need them. So do the marks
// U+200E and U+200F, which order no more than a letter does and stand in every
// chat that was exported. For one line: a line feed becomes ␊.
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
	case r < 0xa0: // C1
		return replacement
	case r < 0x61c: // most letters by far
		return r
	case unseen(r):
		return replacement
	}
	return r
}

// unseen says whether a code point from U+061C on acts on the order of what is
// around it, or has no picture and no use in a text.
func unseen(r rune) bool {
	switch {
	case r == 0x61c, r == 0x180e: // Arabic letter mark, Mongolian vowel separator
		return true
	case r == 0x2028, r == 0x2029, r >= 0x202a && r <= 0x202e: // separators of lines and paragraphs, bidi embeddings and overrides
		return true
	case r >= 0x2060 && r <= 0x206f: // word joiner, invisible operators, bidi isolates, deprecated formats
		return true
	case r == 0x3164, r == 0xffa0, r == 0xfeff: // empty Hangul letters, byte order mark
		return true
	case r >= 0xfdd0 && r <= 0xfdef, r >= 0xfff0 && r <= 0xfffb: // no characters, interlinear annotation
		return true
	case r >= 0xe0000 && r <= 0xe00ff, r >= 0xe01f0 && r <= 0xe0fff: // tags, and what is not given out beside them
		return true
	}
	return r&0xfffe == 0xfffe // no characters
}
