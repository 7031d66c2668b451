package transcript

// Span is a half-open range [Start,End) of Unicode code points in one revision
// of a document's text. Spans made by veldwerk lie on grapheme boundaries and
// are never empty; imported ones are kept as given.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Len is the number of code points.
func (s Span) Len() int { return s.End - s.Start }

// IsEmpty says whether the span holds no code point.
func (s Span) IsEmpty() bool { return s.End <= s.Start }

// Contains says whether the code point at i lies in the span.
func (s Span) Contains(i int) bool { return s.Start <= i && i < s.End }

// Covers says whether all of o lies in the span.
func (s Span) Covers(o Span) bool { return s.Start <= o.Start && o.End <= s.End }

// Overlaps says whether the two share at least one code point.
func (s Span) Overlaps(o Span) bool { return s.Start < o.End && o.Start < s.End }

// Union is the smallest span that holds both.
func (s Span) Union(o Span) Span {
	return Span{Start: min(s.Start, o.Start), End: max(s.End, o.End)}
}

// Intersect is what both share; empty when they share nothing.
func (s Span) Intersect(o Span) Span {
	r := Span{Start: max(s.Start, o.Start), End: min(s.End, o.End)}
	if r.End < r.Start {
		r.End = r.Start
	}
	return r
}

// Bytes is a half-open range [Lo,Hi) of bytes in a string. It never leaves the
// process: what is stored or exported is a Span.
type Bytes struct{ Lo, Hi int }

// Len is the number of bytes.
func (b Bytes) Len() int { return b.Hi - b.Lo }

// Of cuts the range out of s.
func (b Bytes) Of(s string) string { return s[b.Lo:b.Hi] }
