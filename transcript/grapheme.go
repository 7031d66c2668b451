package transcript

import (
	"github.com/clipperhouse/uax29/v2/graphemes"
)

// Graphemes is where each grapheme cluster of s starts, in bytes, and after
// the last one len(s). An empty string gives just 0.
func Graphemes(s string) []int {
	bounds := make([]int, 1, len(s)+1)
	g := graphemes.FromString(s)
	for g.Next() {
		bounds = append(bounds, g.End())
	}
	return bounds
}

// graphemeAround is the grapheme cluster that the byte offset at lies inside;
// both are at when it is a boundary. known is a boundary at or before at: the
// search reads back no further, which keeps a pass over a text linear.
func graphemeAround(s string, known, at int) (lo, hi int) {
	if at <= known || at >= len(s) {
		return at, at
	}
	safe := safeBoundary(s, known, at)
	if safe == at {
		return at, at
	}
	g := graphemes.FromString(s[safe:])
	for g.Next() {
		end := safe + g.End()
		switch {
		case end == at:
			return at, at
		case end > at:
			return safe + g.Start(), end
		}
	}
	return at, at
}

// safeBoundary is the last cluster boundary at or before at that can be known
// without reading further back than known: a line feed stands alone, and two ASCII characters
// side by side never cluster (CR LF does not occur in a canonical text).
func safeBoundary(s string, known, at int) int {
	for i := at; i > known; i-- {
		if s[i-1] == '\n' || s[i-1] < 0x80 && i < len(s) && s[i] < 0x80 && s[i-1] != '\r' {
			return i
		}
	}
	return known
}

// SnapSpan is the smallest span on grapheme boundaries of t that covers s. An
// empty span stays empty.
func SnapSpan(t Text, s Span) Span {
	b := t.Bytes(s)
	lo, after := graphemeAround(t.s, 0, b.Lo)
	if b.Hi <= b.Lo {
		return t.SpanOf(lo, lo)
	}
	_, hi := graphemeAround(t.s, lo, b.Hi)
	return t.SpanOf(lo, max(hi, after))
}
