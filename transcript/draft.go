package transcript

import (
	"sort"
	"strings"
	"unicode"
)

// draft is a document while a reader makes it: byte offsets in a canonical
// text, which finish turns into code points.
type draft struct {
	text     string
	speakers []Speaker
	turns    []draftTurn
	anchors  []draftAnchor
	pages    []draftPage
	warnings []Warning
	full     bool // more turns than a text may hold: nothing else counts
}

type draftTurn struct {
	n       int
	speaker int
	label   Bytes
	body    Bytes
}

type draftAnchor struct {
	at     int
	millis int64
}

// addTurn appends a turn or lets the speaker's turn before it run on.
func (d *draft) addTurn(who int, label, body Bytes) {
	if n := len(d.turns); n > 0 && who >= 0 && d.turns[n-1].speaker == who {
		d.turns[n-1].body.Hi = body.Hi
		return
	}
	next := 1
	if n := len(d.turns); n > 0 {
		next = d.turns[n-1].n + 1
	}
	d.turns = append(d.turns, draftTurn{n: next, speaker: who, label: label, body: body})
}

// addTurnZero makes turn 0 of what stands before the first label.
func (d *draft) addTurnZero(b Bytes) {
	d.scanStamps(b)
	if b = trimBytes(d.text, b); b.Len() > 0 {
		d.turns = append(d.turns, draftTurn{n: 0, speaker: -1, body: b, label: Bytes{b.Lo, b.Lo}})
	}
}

// trimTurn takes blanks off both ends and the stamps that F4 and others write
// there.
func (d *draft) trimTurn(b Bytes) Bytes {
	b = trimBytes(d.text, b)
	for {
		s, ok := stampAt(d.text[b.Lo:b.Hi])
		if !ok {
			break
		}
		d.anchors = append(d.anchors, draftAnchor{b.Lo, s.millis})
		b = trimBytes(d.text, Bytes{b.Lo + s.len, b.Hi})
	}
	for {
		part := d.text[b.Lo:b.Hi]
		lo, ok := stampBefore(part)
		if !ok {
			// A time alone on its line belongs to the turn that follows.
			lo = strings.LastIndexByte(part, '\n') + 1
			c, full := clock(part[lo:])
			if !full || !c.full || lo+c.len != len(part) {
				return b
			}
			d.anchors = append(d.anchors, draftAnchor{b.Lo + lo, c.millis})
		}
		b = trimBytes(d.text, Bytes{b.Lo, b.Lo + lo})
	}
}

// stampBefore finds a stamp that ends s.
func stampBefore(s string) (lo int, ok bool) {
	if s == "" || strings.IndexByte("])#", s[len(s)-1]) < 0 {
		return 0, false
	}
	lo = strings.LastIndexAny(s[max(0, len(s)-40):len(s)-1], "[(#")
	if lo < 0 {
		return 0, false
	}
	lo += max(0, len(s)-40)
	st, ok := stampAt(s[lo:])
	return lo, ok && lo+st.len == len(s)
}

// scanStamps anchors the stamps inside a part of the text.
func (d *draft) scanStamps(b Bytes) {
	for at := b.Lo; at < b.Hi; {
		n := strings.IndexAny(d.text[at:b.Hi], "[(#")
		if n < 0 {
			return
		}
		at += n
		if s, ok := stampAt(d.text[at:b.Hi]); ok {
			d.anchors = append(d.anchors, draftAnchor{at, s.millis})
			at += s.len
			continue
		}
		at++
	}
}

// document turns byte offsets into code points.
func (d *draft) document() Document {
	t := NewText(d.text)
	doc := Document{
		Text: t, Speakers: d.speakers, Layout: LayoutVersion, Revision: 1, Language: GuessLanguage(d.text),
	}
	last := 0
	for _, dt := range d.turns {
		// A blank before a combining mark is one grapheme with it: trimming
		// must not cut between the two.
		lo, _ := graphemeAround(d.text, last, max(dt.body.Lo, last))
		_, hi := graphemeAround(d.text, lo, dt.body.Hi)
		label := Bytes{max(dt.label.Lo, last), min(dt.label.Hi, lo)}
		label = trimBytes(d.text, Bytes{min(label.Lo, label.Hi), label.Hi})
		last = hi
		doc.Turns = append(doc.Turns, Turn{
			N: dt.n, Speaker: dt.speaker, Span: t.SpanOf(lo, hi), Label: t.SpanOf(label.Lo, label.Hi),
		})
	}
	sort.SliceStable(d.anchors, func(i, j int) bool { return d.anchors[i].at < d.anchors[j].at })
	for i, a := range d.anchors {
		if i > 0 && a.at == d.anchors[i-1].at {
			continue
		}
		doc.Anchors = append(doc.Anchors, Anchor{At: t.SpanOf(a.at, a.at).Start, Millis: a.millis})
	}
	for _, p := range d.pages {
		doc.Pages = append(doc.Pages, Page{At: t.SpanOf(p.at, p.at).Start, Number: p.number})
	}
	return doc
}

// trimBytes takes white space off both ends of a range.
func trimBytes(s string, b Bytes) Bytes {
	part := s[b.Lo:b.Hi]
	right := strings.TrimRightFunc(part, unicode.IsSpace)
	left := strings.TrimLeftFunc(right, unicode.IsSpace)
	return Bytes{b.Lo + len(right) - len(left), b.Lo + len(right)}
}
