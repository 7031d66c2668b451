package reader

import (
	"unicode/utf8"

	"veldwerk/transcript"
	"veldwerk/tui/text"
)

// selection reaches from an anchor, which stays, to an edge, which moves. The
// anchor is the unit where it began; so extending the other way keeps that
// unit. After a finer step, or after swapping ends, it is an empty range.
type selection struct {
	anchor   transcript.Bytes
	edge     int
	backward bool // the edge is the start of the selection
	unit     Unit // what anchor is
}

// bytes is what is selected.
func (s selection) bytes() transcript.Bytes {
	if s.backward {
		return transcript.Bytes{Lo: s.edge, Hi: s.anchor.Hi}
	}
	return transcript.Bytes{Lo: s.anchor.Lo, Hi: s.edge}
}

// isSingle says that nothing was extended.
func (s selection) isSingle() bool {
	return s.anchor.Len() > 0 && s.bytes() == s.anchor
}

// head is what must be in view: a single unit as a whole, else the edge.
func (s selection) head() transcript.Bytes {
	switch b := s.bytes(); {
	case s.isSingle():
		return b
	case s.backward:
		return transcript.Bytes{Lo: b.Lo, Hi: min(b.Lo+1, b.Hi)}
	default:
		return transcript.Bytes{Lo: max(b.Hi-1, b.Lo), Hi: b.Hi}
	}
}

// Selection is what a code would be put on: code points, on grapheme
// boundaries. It is empty only when the text holds no words.
func (r *Reader) Selection() transcript.Span { return r.spanOf(r.sel.bytes()) }

// Unit is what is selected: one word, sentence, turn or exchange, or a Passage
// when it was extended or chosen freely.
func (r *Reader) Unit() Unit {
	if !r.sel.isSingle() {
		return Passage
	}
	return r.sel.unit
}

// Marking says whether mark mode is on: moves extend then.
func (r *Reader) Marking() bool { return r.mark }

// Mark turns mark mode on or off.
func (r *Reader) Mark() { r.mark = !r.mark }

// SwapEnd makes the other end the one that moves.
func (r *Reader) SwapEnd() {
	b := r.sel.bytes()
	if r.sel.backward {
		r.sel = selection{anchor: transcript.Bytes{Lo: b.Lo, Hi: b.Lo}, edge: b.Hi, unit: r.sel.unit}
	} else {
		r.sel = selection{anchor: transcript.Bytes{Lo: b.Hi, Hi: b.Hi}, edge: b.Lo, backward: true, unit: r.sel.unit}
	}
	r.moved()
}

// SelectSpan selects code points freely, snapped outwards to graphemes and
// brought inside the text; false when nothing is left of it.
func (r *Reader) SelectSpan(span transcript.Span) bool {
	b := r.snap(r.doc.Text.Bytes(span))
	if b.Len() == 0 {
		return false
	}
	r.grown = nil
	r.choose(b, Passage)
	return true
}

// choose selects one range.
func (r *Reader) choose(b transcript.Bytes, unit Unit) {
	b = r.snap(b)
	r.sel = selection{anchor: b, edge: b.Hi, unit: unit}
	r.moved()
}

// moved is called after every change of the selection.
func (r *Reader) moved() {
	if r.focus != (ID{}) {
		if s, ok := r.stripes.byID(r.focus); !ok || !s.Span.Overlaps(r.Selection()) {
			r.focus = ID{}
		}
	}
	r.reveal()
}

// headByte is the first byte of the cluster on which the head stands.
func (r *Reader) headByte() int {
	b := r.sel.bytes()
	if r.sel.isSingle() || r.sel.backward || b.Len() == 0 {
		return b.Lo
	}
	at := r.boundary(b.Hi - 1)
	return max(at, b.Lo)
}

// snap moves both ends outwards to grapheme boundaries.
func (r *Reader) snap(b transcript.Bytes) transcript.Bytes {
	if b.Len() <= 0 {
		return b
	}
	b.Lo = r.boundary(b.Lo)
	if at := r.boundary(b.Hi); at < b.Hi {
		n, _ := text.Cluster(r.src[at:])
		b.Hi = at + n
	}
	return b
}

// boundary is the last grapheme boundary at or before the byte. It starts from
// a row, since rows start on boundaries, or behind the turn's text.
func (r *Reader) boundary(at int) int {
	if at <= 0 || at >= len(r.src) || len(r.turns) == 0 {
		return max(0, min(at, len(r.src)))
	}
	if isPlainPair(r.src, at) {
		return at
	}
	from := 0
	turn := r.turnOf(at)
	switch b := r.turnBytes(turn); {
	case at >= b.Hi:
		from = b.Hi
	case at >= b.Lo:
		from = r.rowAt(r.placeOf(at)).lo
	}
	for from < at {
		n, _ := text.Cluster(r.src[from:])
		if from+n > at {
			break
		}
		from += n
	}
	return from
}

// isPlainPair says whether two ASCII signs meet at the byte, between which a
// boundary always lies.
func isPlainPair(s string, at int) bool {
	return s[at] < utf8.RuneSelf && s[at-1] < utf8.RuneSelf && s[at-1] != '\r'
}
