package reader

import (
	"cmp"
	"sort"
)

// place is a row of the whole layout.
type place struct {
	chunkKey
	row int
}

func comparePlaces(a, b place) int {
	return cmp.Or(cmp.Compare(a.turn, b.turn), cmp.Compare(a.n, b.n), cmp.Compare(a.row, b.row))
}

// turnOf is the index of the turn that holds byte at, or of the last one that
// starts before it; the first turn for what stands before all.
func (r *Reader) turnOf(at int) int {
	return r.turnOfCodepoint(r.doc.Text.SpanOf(at, at).Start)
}

func (r *Reader) turnOfCodepoint(cp int) int {
	i := sort.Search(len(r.turns), func(i int) bool { return r.turns[i].Span.Start > cp }) - 1
	return max(i, 0)
}

// placeOf is the row that shows byte at. A byte behind a turn's text, such as
// one of the next turn's label, belongs to the turn's last row.
func (r *Reader) placeOf(at int) place {
	if len(r.turns) == 0 {
		return place{}
	}
	return r.placeIn(r.turnOf(at), at)
}

func (r *Reader) placeIn(turn, at int) place {
	k := chunkKey{turn, r.chunkOf(turn, at)}
	return place{k, r.chunk(k).rowOf(at)}
}

func (r *Reader) rowAt(p place) row { return r.chunk(p.chunkKey).rows[p.row] }

// nextChunk and previousChunk walk over the chunks of all turns.
func (r *Reader) nextChunk(k chunkKey) (chunkKey, bool) {
	if k.n+1 < r.chunkCount(k.turn) {
		return chunkKey{k.turn, k.n + 1}, true
	}
	return chunkKey{k.turn + 1, 0}, k.turn+1 < len(r.turns)
}

func (r *Reader) previousChunk(k chunkKey) (chunkKey, bool) {
	if k.n > 0 {
		return chunkKey{k.turn, k.n - 1}, true
	}
	if k.turn == 0 {
		return k, false
	}
	return chunkKey{k.turn - 1, r.chunkCount(k.turn-1) - 1}, true
}

// advance goes n rows down (up when negative), as far as there are rows.
func (r *Reader) advance(p place, n int) place {
	if len(r.turns) == 0 {
		return p
	}
	for n > 0 {
		last := len(r.chunk(p.chunkKey).rows) - 1
		if step := min(n, last-p.row); step > 0 {
			p.row, n = p.row+step, n-step
			continue
		}
		k, ok := r.nextChunk(p.chunkKey)
		if !ok {
			break
		}
		p, n = place{k, 0}, n-1
	}
	for n < 0 {
		if step := min(-n, p.row); step > 0 {
			p.row, n = p.row-step, n+step
			continue
		}
		k, ok := r.previousChunk(p.chunkKey)
		if !ok {
			break
		}
		p, n = place{k, len(r.chunk(k).rows) - 1}, n+1
	}
	return p
}

// distance counts the rows from a down to b (negative when b is above a), but
// gives up past limit: far is then true and rows has the right sign only.
func (r *Reader) distance(a, b place, limit int) (rows int, far bool) {
	if comparePlaces(a, b) > 0 {
		rows, far = r.distance(b, a, limit)
		return -rows, far
	}
	for a.chunkKey != b.chunkKey {
		rows += len(r.chunk(a.chunkKey).rows) - a.row
		if rows > limit {
			return rows, true
		}
		k, ok := r.nextChunk(a.chunkKey)
		if !ok {
			return rows, true
		}
		a = place{k, 0}
	}
	rows += b.row - a.row
	return rows, rows > limit
}

// rowOnScreen is the screen row of a place; ok is false when it is not seen.
func (r *Reader) rowOnScreen(p place) (y int, ok bool) {
	if len(r.turns) == 0 || r.h == 0 {
		return 0, false
	}
	y, far := r.distance(r.top, p, r.h)
	return y, !far && y >= 0 && y < r.h
}

func (r *Reader) lastPlace() place {
	turn := len(r.turns) - 1
	k := chunkKey{turn, r.chunkCount(turn) - 1}
	return place{k, len(r.chunk(k).rows) - 1}
}

// clampTop leaves no empty rows below the end of the text when the text could
// fill the screen.
func (r *Reader) clampTop() {
	r.frame = nil
	if len(r.turns) == 0 {
		return
	}
	last := r.lastPlace()
	if y, far := r.distance(r.top, last, r.h); !far && y < r.h-1 {
		r.top = r.advance(last, -(r.h - 1))
	}
}

// reveal scrolls as little as needed to show the head of the selection, with
// some lines around it; after a leap it stands at a third of the height.
func (r *Reader) reveal() {
	r.frame = nil
	if len(r.turns) == 0 || r.h == 0 {
		return
	}
	head := r.sel.head()
	first, last := r.placeOf(head.Lo), r.placeOf(max(head.Lo, head.Hi-1))
	rows, tall := r.distance(first, last, r.h-1)
	if tall {
		rows = r.h - 1
	}
	margin := max(0, min(2, (r.h-1-rows)/2))
	y, far := r.distance(r.top, first, 2*r.h)
	switch {
	case far:
		r.top = r.advance(first, -min(r.h/3, r.h-1-rows))
	case y < margin:
		r.top = r.advance(r.top, y-margin)
	case y+rows > r.h-1-margin:
		r.top = r.advance(r.top, y+rows-(r.h-1-margin))
	}
	r.clampTop()
}

// Reveal scrolls back to the selection, from which the wheel may have led away.
func (r *Reader) Reveal() { r.reveal() }

// Scroll moves the text n rows up and leaves the selection where it is.
func (r *Reader) Scroll(n int) {
	r.top = r.advance(r.top, n)
	r.clampTop()
}
