package markdown

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"veldwerk/tui/text"
	"veldwerk/tui/theme"
)

// inline is a line without its signs, and where its styles are.
type inline struct {
	text   string
	pieces []piece // in order, apart
}

// piece is the bytes [lo,hi) of the text with a style of their own.
type piece struct {
	lo, hi int
	style  theme.Style
}

// parse takes the signs of code, stress and links out of a line. A sign
// without its partner is a letter like any other.
func parse(th *theme.Theme, s string) inline {
	var out inline
	var b strings.Builder
	put := func(words string, style theme.Style) {
		if !style.IsPlain() {
			out.pieces = append(out.pieces, piece{b.Len(), b.Len() + len(words), style})
		}
		b.WriteString(words)
	}
	for at := 0; at < len(s); {
		if s[at] == '\\' && at+1 < len(s) && strings.IndexByte("\\`*_[]#>-+.!", s[at+1]) >= 0 {
			b.WriteByte(s[at+1])
			at += 2
			continue
		}
		words, style, size := stressed(th, s, at)
		if size == 0 {
			_, size = utf8.DecodeRuneInString(s[at:])
			b.WriteString(s[at : at+size])
		} else {
			put(words, style)
		}
		at += size
	}
	out.text = b.String()
	return out
}

// stressed reads a marked run at a byte: its words, their style and how many
// bytes it takes with its signs; 0 for none.
func stressed(th *theme.Theme, s string, at int) (words string, style theme.Style, size int) {
	switch s[at] {
	case '`':
		if words = between(s[at:], "`"); words != "" {
			return words, th.Key, len(words) + 2
		}
	case '[':
		return link(th, s[at:])
	case '*', '_':
		if s[at] == '_' && inWord(s, at) {
			return "", style, 0
		}
		sign := s[at : at+1]
		if words = between(s[at:], sign+sign); words != "" {
			return words, th.Title, len(words) + 4
		}
		if strings.HasPrefix(s[at:], sign+sign) {
			return "", style, 0
		}
		if words = between(s[at:], sign); words != "" && (sign == "*" || !inWord(s, at+len(words)+1)) {
			return words, th.Emphasis, len(words) + 2
		}
	}
	return "", style, 0
}

// inWord says whether letters stand on both sides of a sign, as in snake_case.
func inWord(s string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:at])
	after, _ := utf8.DecodeRuneInString(s[at+1:])
	return (unicode.IsLetter(before) || unicode.IsDigit(before)) && (unicode.IsLetter(after) || unicode.IsDigit(after))
}

// between gives what stands between two signs, the first of which starts s; ""
// when there is no second one or blanks touch them.
func between(s, sign string) string {
	s, ok := strings.CutPrefix(s, sign)
	if !ok {
		return ""
	}
	words, _, ok := strings.Cut(s, sign)
	if !ok || strings.TrimSpace(words) != words {
		return ""
	}
	return words
}

const linkMost = 2000 // bytes of a link

// link is "words (address)": the address must be seen, for nothing is clicked.
func link(th *theme.Theme, s string) (string, theme.Style, int) {
	s = s[:min(len(s), linkMost)] // a row of brackets is read once, not once a bracket
	words, rest, ok := strings.Cut(s[1:], "](")
	address, _, closed := strings.Cut(rest, ")")
	if !ok || !closed || words == "" || address == "" || strings.ContainsAny(words, "[]") {
		return "", theme.Style{}, 0
	}
	return words + " (" + address + ")", th.Emphasis, len(words) + len(address) + 4
}

// render draws the bytes [lo,hi) with their styles over the block's, cut to w:
// a cluster may be wider than the line it stands in.
func (in inline) render(lo, hi int, base theme.Style, w int) string {
	if text.Width(in.text[lo:hi]) > w {
		return base.Render(text.Cut(in.text[lo:hi], w))
	}
	out, at := "", lo
	for _, p := range in.pieces {
		from, to := max(p.lo, at), min(p.hi, hi)
		if from >= to {
			continue
		}
		out += base.Render(steady(in.text[at:from])) + p.style.Over(base).Render(steady(in.text[from:to]))
		at = to
	}
	return out + base.Render(steady(in.text[at:hi]))
}

func steady(s string) string { return text.Steady(text.Safe(s)) }
