package refi

import (
	"sort"
	"strings"
	"unicode/utf8"

	"veldwerk/transcript"
)

// Convention says what the positions of a text count. The standard says code
// points; programs differ on characters beyond U+FFFF and on CRLF.
type Convention struct {
	UTF16 bool // a character beyond U+FFFF counts as two
	CRLF2 bool // a CRLF counts as two
}

// conventions in the order of preference where nothing tells them apart.
var conventions = [...]Convention{{}, {UTF16: true, CRLF2: true}, {CRLF2: true}, {UTF16: true}}

// String names the convention for scripts and receipts.
func (c Convention) String() string {
	name := "code-points"
	if c.UTF16 {
		name = "utf-16"
	}
	if c.CRLF2 {
		name += "+crlf"
	}
	return name
}

// conventionOf is what a program is known to count, by what it says of itself.
func conventionOf(origin string) Convention {
	if strings.Contains(strings.ToLower(origin), "nvivo") {
		return Convention{UTF16: true, CRLF2: true}
	}
	return Convention{}
}

// positions converts what a file counts to code points of the canonical text.
// Conventions differ only at wide places, the CRLFs and the characters beyond
// U+FFFF, so it is enough to know where these are.
type positions struct {
	text string  // canonical
	n    int     // its code points
	crlf []int   // code points of the canonical text, ascending
	far  []int   // likewise: beyond U+FFFF
	both [][]int // wide places by convention, made when asked
}

// newPositions makes the canonical text of a decoded one and notes its wide
// places. It changes what transcript.Read changes: byte order marks at the
// start go, CRLF and CR become LF, NUL becomes U+FFFD.
func newPositions(raw string) *positions {
	raw = strings.TrimLeft(raw, "\uFEFF")
	p := &positions{both: make([][]int, len(conventions))}
	var b strings.Builder
	b.Grow(len(raw))
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRuneInString(raw[i:])
		switch {
		case r == '\r':
			if strings.HasPrefix(raw[i+1:], "\n") {
				p.crlf = append(p.crlf, p.n)
				size = 2
			}
			r = '\n'
		case r == 0:
			r = utf8.RuneError
		case r > 0xFFFF:
			p.far = append(p.far, p.n)
		}
		b.WriteRune(r)
		i += size
		p.n++
	}
	p.text = b.String()
	return p
}

// differs says whether any two conventions can disagree about this text.
func (p *positions) differs() bool { return len(p.crlf)+len(p.far) > 0 }

// wide lists the places that count as two, ascending.
func (p *positions) wide(index int) []int {
	c := conventions[index]
	switch {
	case !c.UTF16 && !c.CRLF2:
		return nil
	case !c.UTF16:
		return p.crlf
	case !c.CRLF2:
		return p.far
	}
	if p.both[index] == nil {
		p.both[index] = append(append(make([]int, 0, len(p.crlf)+len(p.far)), p.crlf...), p.far...)
		sort.Ints(p.both[index])
	}
	return p.both[index]
}

// at converts one position; inside says that it lies in the middle of a wide
// place, at is then the code point that holds it.
func (p *positions) at(index, position int) (at int, inside bool) {
	wide := p.wide(index)
	// Wide place i starts at unit wide[i]+i and ends two units on.
	k := sort.Search(len(wide), func(i int) bool { return wide[i]+i+2 > position })
	at = position - k
	if k < len(wide) && wide[k] < at {
		return wide[k], true
	}
	return at, false
}

// length is the length of the text in units of a convention.
func (p *positions) length(index int) int { return p.n + len(p.wide(index)) }

// span converts start and end. What lies inside a wide place widens to hold
// all of it. Both must lie in the text.
func (p *positions) span(index, start, end int) (sp transcript.Span, exact bool) {
	from, cutFrom := p.at(index, start)
	to, cutTo := p.at(index, end)
	if cutTo {
		to++
	}
	return transcript.Span{Start: from, End: to}, !cutFrom && !cutTo
}

// unitsBefore counts the units of a convention that stand before a code point:
// the way back, for Write.
func (p *positions) unitsBefore(index, at int) int {
	return at + sort.SearchInts(p.wide(index), at)
}
