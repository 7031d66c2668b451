package transcript

import (
	"sort"
	"unicode/utf8"
)

// stride is the number of code points between two entries of Text's index:
// a conversion decodes at most that many.
const stride = 512

// Text is a canonical text (UTF-8, LF only, no BOM, not normalised) with its
// index from code points to bytes. It is immutable and cheap to copy; the zero
// Text is empty. Every conversion between code points and bytes passes here.
type Text struct {
	s     string
	runes int
	marks []int // byte offset of code points 0, stride, 2*stride …; nil when all ASCII
}

// NewText indexes s, which must be valid UTF-8 (Read makes it so); a byte that
// is not counts as one code point.
func NewText(s string) Text {
	ascii := true
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if ascii {
		return Text{s: s, runes: len(s)}
	}
	t := Text{s: s, marks: make([]int, 0, len(s)/stride+1)}
	for i := range s {
		if t.runes%stride == 0 {
			t.marks = append(t.marks, i)
		}
		t.runes++
	}
	return t
}

// String is the text itself.
func (t Text) String() string { return t.s }

// Len is the number of code points.
func (t Text) Len() int { return t.runes }

// Whole is the span of the whole text.
func (t Text) Whole() Span { return Span{0, t.runes} }

// Slice is the text of a span; parts of the span outside the text are left out.
func (t Text) Slice(sp Span) string {
	b := t.Bytes(sp)
	return t.s[b.Lo:b.Hi]
}

// Bytes converts a span to bytes; parts outside the text are left out.
func (t Text) Bytes(sp Span) Bytes {
	lo := t.byteAt(sp.Start)
	if sp.End <= sp.Start {
		return Bytes{lo, lo}
	}
	return Bytes{lo, t.byteAt(sp.End)}
}

// SpanOf converts the bytes [lo,hi) to a span. An offset inside a code point
// counts as that code point's start.
func (t Text) SpanOf(lo, hi int) Span { return Span{t.runeAt(lo), t.runeAt(hi)} }

func (t Text) byteAt(r int) int {
	switch {
	case r <= 0:
		return 0
	case r >= t.runes:
		return len(t.s)
	case t.marks == nil:
		return r
	}
	b := t.marks[r/stride]
	for n := r % stride; n > 0; n-- {
		_, size := utf8.DecodeRuneInString(t.s[b:])
		b += size
	}
	return b
}

func (t Text) runeAt(b int) int {
	switch {
	case b <= 0:
		return 0
	case b >= len(t.s):
		return t.runes
	case t.marks == nil:
		return b
	}
	k := sort.SearchInts(t.marks, b+1) - 1
	r, at := k*stride, t.marks[k]
	for {
		_, size := utf8.DecodeRuneInString(t.s[at:])
		if at+size > b {
			return r
		}
		at += size
		r++
	}
}
