package codebook

import (
	"cmp"
	"slices"

	"veldwerk/transcript"
)

// Unite is the spans with those that overlap made one, in text order. Spans
// that only touch stay apart; empty ones are left out.
func Unite(spans []transcript.Span) []transcript.Span {
	sorted := slices.DeleteFunc(slices.Clone(spans), transcript.Span.IsEmpty)
	slices.SortFunc(sorted, compareSpans)
	var out []transcript.Span
	for _, s := range sorted {
		if n := len(out); n > 0 && out[n-1].Overlaps(s) {
			out[n-1] = out[n-1].Union(s)
			continue
		}
		out = append(out, s)
	}
	return out
}

// Absorb is what becomes of a new span among the codings of the same document,
// coder and code: whole is the span that they make together and in are the
// codings it takes up, by start, end and id. The span is already covered when
// in holds one coding whose span is whole.
func Absorb(codings []Coding, span transcript.Span) (whole transcript.Span, in []Coding) {
	whole = span
	rest := slices.Clone(codings)
	for grown := true; grown; {
		grown = false
		rest = slices.DeleteFunc(rest, func(c Coding) bool {
			if !c.Span.Overlaps(whole) {
				return false
			}
			whole, grown = whole.Union(c.Span), true
			in = append(in, c)
			return true
		})
	}
	slices.SortFunc(in, compareCodings)
	return whole, in
}

func compareSpans(a, b transcript.Span) int {
	return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
}

// compareCodings orders the codings of one document.
func compareCodings(a, b Coding) int {
	return cmp.Or(compareSpans(a.Span, b.Span), cmp.Compare(a.ID.String(), b.ID.String()))
}
