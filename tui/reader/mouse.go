package reader

import (
	"veldwerk/transcript"
	"veldwerk/tui/text"
)

// Hit is what the mouse touched.
type Hit int

// What can be touched. The gutter and headings stand for their turn, a stripe
// and its label for their fragment.
const (
	HitNothing Hit = iota
	HitText
	HitTurn
	HitStripe
)

// Press selects the word, turn or fragment at a column and row of the widget,
// and leaves mark mode.
func (r *Reader) Press(x, y int) Hit {
	f := r.present()
	if y < 0 || y >= len(f.rows) || x < 0 || x >= r.w {
		return HitNothing
	}
	row := &f.rows[y]
	if i := r.stripeAt(row, x); i >= 0 {
		stripe := r.stripes.list[f.shown[i].stripe]
		r.mark = false
		if !r.SelectSpan(stripe.Span) {
			return HitNothing
		}
		r.focus, r.frame = stripe.ID, nil
		return HitStripe
	}
	if row.kind == rowHeading || row.kind == rowText && x < r.cols.gutter {
		return r.pressTurn(row.at.turn)
	}
	if row.kind != rowText || x >= r.cols.gutter+r.cols.text {
		return HitNothing
	}
	return r.pressUnit(Word, r.byteAt(row, x))
}

// stripeAt is the shown stripe whose lane or label is at a column, or -1.
func (r *Reader) stripeAt(row *frameRow, x int) int {
	lane := x - r.cols.lanesAt()
	switch {
	case r.cols.count || lane < 0:
		return -1
	case lane < r.cols.lanes:
		return row.lanes[lane]
	case r.cols.label > 0 && x >= r.cols.labelAt() && x < r.cols.labelAt()+r.cols.label:
		return row.label
	}
	return -1
}

// byteAt is the byte under a column of a row of text.
func (r *Reader) byteAt(row *frameRow, x int) int {
	at, left := row.lo, x-r.cols.gutter
	for at < row.hi {
		n, w := text.Cluster(r.src[at:row.hi])
		if left < w {
			return at
		}
		at, left = at+n, left-w
	}
	return max(row.lo, row.hi-1)
}

func (r *Reader) pressTurn(turn int) Hit {
	if r.turnBytes(turn).Len() == 0 {
		return HitNothing
	}
	r.mark = false
	r.selectUnit(unitRef{kind: Turn, chunkKey: chunkKey{turn: turn}})
	return HitTurn
}

func (r *Reader) pressUnit(kind Unit, at int) Hit {
	u, ok := r.unitAt(kind, at)
	if !ok {
		return HitNothing
	}
	r.mark = false
	top := r.top
	r.selectUnit(u)
	r.top, r.frame = top, nil // the text must not move under the pointer
	return HitText
}

// Drag extends the selection by word to a column and row; beyond the top or
// bottom it scrolls.
func (r *Reader) Drag(x, y int) bool {
	if r.h == 0 || len(r.turns) == 0 {
		return false
	}
	if y < 0 || y >= r.h {
		r.Scroll(sign(y))
		y = max(0, min(y, r.h-1))
	}
	f := r.present()
	y = max(0, min(y, len(f.rows)-1))
	row := &f.rows[y]
	at := row.lo
	if row.kind == rowText {
		at = r.byteAt(row, max(0, min(x, r.cols.gutter+r.cols.text-1)))
	}
	u, ok := r.unitAt(Word, at)
	if !ok {
		return false
	}
	before, top := r.sel, r.top
	r.extendTo(r.unitBytes(u))
	r.top, r.frame = top, nil
	return r.sel != before
}

// Release ends a drag: the selection stays.
func (r *Reader) Release() transcript.Span { return r.Selection() }

// Double selects the sentence at a column and row, Triple the turn.
func (r *Reader) Double(x, y int) Hit { return r.pressAt(Sentence, x, y) }

// Triple selects the turn at a column and row.
func (r *Reader) Triple(x, y int) Hit { return r.pressAt(Turn, x, y) }

func (r *Reader) pressAt(kind Unit, x, y int) Hit {
	f := r.present()
	if y < 0 || y >= len(f.rows) || f.rows[y].kind != rowText {
		return HitNothing
	}
	return r.pressUnit(kind, r.byteAt(&f.rows[y], max(0, min(x, r.cols.gutter+r.cols.text-1))))
}

// Wheel scrolls n rows down; the selection stays where it is in the text.
func (r *Reader) Wheel(n int) { r.Scroll(n) }
