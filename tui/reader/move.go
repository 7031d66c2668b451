package reader

import "veldwerk/transcript"

// Sentence selects the n-th sentence on (back when negative); at the end of the
// text the last one. In mark mode it extends. False when nothing changed.
func (r *Reader) Sentence(n int) bool { return r.walk(Sentence, n) }

// Word selects the n-th word on. From a longer selection the first step goes
// to its first word, or its last when n is negative.
func (r *Reader) Word(n int) bool {
	if n != 0 && !r.mark && r.Unit() != Word {
		b := r.sel.bytes()
		at, step := b.Lo, 1
		if n < 0 {
			at, step = max(b.Lo, b.Hi-1), -1
		}
		u, ok := r.unitAt(Word, at)
		if !ok {
			return false
		}
		r.selectUnit(u)
		if n -= step; n == 0 {
			return true
		}
	}
	return r.walk(Word, n)
}

// Turn selects the first sentence of the n-th turn on.
func (r *Reader) Turn(n int) bool {
	if r.mark {
		return r.Extend(Turn, n)
	}
	u, ok := r.from(Turn, n)
	for i := n; ok && i != 0; i -= sign(n) {
		next, more := r.step(u, sign(n))
		if !more {
			break
		}
		u = next
	}
	return ok && r.selectSentence(r.turnBytes(u.turn).Lo)
}

// SelectTurn selects the whole turn at the head; again, the next one (dir 1)
// or the one before (dir -1). In mark mode it extends by turns.
func (r *Reader) SelectTurn(dir int) bool {
	if r.mark {
		return r.Extend(Turn, dir)
	}
	u, ok := r.unitAt(Turn, r.headByte())
	if ok && r.Unit() == Turn {
		u, ok = r.step(u, sign(dir))
	}
	if ok {
		r.selectUnit(u)
	}
	return ok
}

// Page moves the text n screens and selects the sentence that comes to stand
// where the selection was.
func (r *Reader) Page(n int) bool { return r.turnPage(n * max(1, r.h-1)) }

// HalfPage is Page by half a screen.
func (r *Reader) HalfPage(n int) bool { return r.turnPage(n * max(1, r.h/2)) }

// Home selects the first sentence of the text.
func (r *Reader) Home() bool { return r.goTo(0) }

// End selects the last sentence of the text.
func (r *Reader) End() bool { return r.goTo(len(r.src)) }

// goTo selects the sentence at a byte, or extends to it in mark mode.
func (r *Reader) goTo(at int) bool {
	u, ok := r.unitAt(Sentence, at)
	if !ok {
		return false
	}
	if r.mark {
		r.extendTo(r.unitBytes(u))
		return true
	}
	before := r.sel
	r.selectUnit(u)
	return r.sel != before
}

// walk steps n units from the selection.
func (r *Reader) walk(kind Unit, n int) bool {
	if n == 0 {
		return false
	}
	if r.mark {
		return r.Extend(kind, n)
	}
	u, ok := r.from(kind, n)
	if !ok {
		return false
	}
	for i := n; i != 0; i -= sign(n) {
		next, more := r.step(u, sign(n))
		if !more {
			break
		}
		u = next
	}
	before := r.sel
	r.selectUnit(u)
	return r.sel != before
}

// from is the unit from which a move of n starts: at the end of the selection
// when it goes on, at its start when it goes back.
func (r *Reader) from(kind Unit, n int) (unitRef, bool) {
	b := r.sel.bytes()
	if n > 0 {
		return r.unitAt(kind, max(b.Lo, b.Hi-1))
	}
	return r.unitAt(kind, b.Lo)
}

func (r *Reader) selectUnit(u unitRef) {
	r.grown = nil
	r.choose(r.unitBytes(u), u.kind)
}

func (r *Reader) selectSentence(at int) bool {
	u, ok := r.unitAt(Sentence, at)
	if ok {
		r.selectUnit(u)
	}
	return ok
}

// Extend moves the head n units and leaves the other end. A unit finer than
// what is selected trims or grows by that unit.
func (r *Reader) Extend(unit Unit, n int) bool {
	unit = min(unit, Turn)
	changed := false
	for i := n; i != 0; i -= sign(n) {
		if !r.extendOnce(unit, sign(n)) {
			break
		}
		changed = true
	}
	if changed {
		r.grown = nil
		r.moved()
	}
	return changed
}

func (r *Reader) extendOnce(unit Unit, dir int) bool {
	s := r.sel
	if unit < s.unit {
		at := s.anchor.Lo
		if s.backward {
			at = s.anchor.Hi
		}
		s.anchor, s.unit = transcript.Bytes{Lo: at, Hi: at}, unit
	}
	var ok bool
	switch {
	case !s.backward && dir > 0:
		s.edge, ok = r.endAfter(unit, s.edge)
	case !s.backward:
		if s.edge, ok = r.endBefore(unit, s.edge); !ok || s.edge < s.anchor.Hi || s.edge <= s.anchor.Lo {
			s.edge, ok = r.startBefore(unit, s.anchor.Lo)
			s.backward = true
		}
	case dir < 0:
		s.edge, ok = r.startBefore(unit, s.edge)
	default:
		if s.edge, ok = r.startAfter(unit, s.edge); !ok || s.edge > s.anchor.Lo || s.edge >= s.anchor.Hi {
			s.edge, ok = r.endAfter(unit, s.anchor.Hi)
			s.backward = false
		}
	}
	if !ok {
		return false
	}
	// A unit's edge may lie inside a cluster: the selection may not.
	b := r.snap(s.bytes())
	if s.backward {
		s.edge = b.Lo
	} else {
		s.edge = b.Hi
	}
	if b.Len() <= 0 || s == r.sel {
		return false
	}
	r.sel = s
	return true
}

// extendTo moves the head so that the range is in the selection.
func (r *Reader) extendTo(b transcript.Bytes) {
	b = r.snap(b)
	s := r.sel
	switch {
	case b.Lo < s.anchor.Lo:
		s.edge, s.backward = b.Lo, true
	default:
		s.edge, s.backward = max(b.Hi, s.anchor.Hi), false
	}
	if s.bytes().Len() > 0 {
		r.sel, r.grown = s, nil
		r.moved()
	}
}

// Grow selects the next coarser unit around the selection: word, sentence,
// turn, exchange. False at the coarsest.
func (r *Reader) Grow() bool {
	b := r.sel.bytes()
	if b.Len() == 0 {
		return false
	}
	for unit := Word; unit <= Exchange; unit++ {
		around, ok := r.around(unit, b)
		if !ok || around == b || around.Lo > b.Lo || around.Hi < b.Hi {
			continue
		}
		grown := append(r.grown, r.sel)
		r.choose(around, unit)
		r.grown = grown
		return true
	}
	return false
}

// around is the smallest run of units that covers a range.
func (r *Reader) around(unit Unit, b transcript.Bytes) (transcript.Bytes, bool) {
	first, ok := r.unitAt(min(unit, Turn), b.Lo)
	last, ok2 := r.unitAt(min(unit, Turn), b.Hi-1)
	if !ok || !ok2 {
		return b, false
	}
	if unit == Exchange {
		return transcript.Bytes{Lo: r.exchangeAt(first.turn).Lo, Hi: r.exchangeAt(last.turn).Hi}, true
	}
	return r.snap(transcript.Bytes{Lo: r.unitBytes(first).Lo, Hi: r.unitBytes(last).Hi}), true
}

// Shrink takes the last Grow back; without one it selects the next finer unit
// at the head. False at a word.
func (r *Reader) Shrink() bool {
	if n := len(r.grown); n > 0 {
		r.sel, r.grown = r.grown[n-1], r.grown[:n-1]
		r.moved()
		return true
	}
	b := r.sel.bytes()
	for unit := Turn; unit >= Word; unit-- {
		u, ok := r.unitAt(unit, r.headByte())
		if !ok {
			continue
		}
		if finer := r.snap(r.unitBytes(u)); finer.Len() < b.Len() && b.Lo <= finer.Lo && finer.Hi <= b.Hi {
			r.selectUnit(u)
			return true
		}
	}
	return false
}

// Collapse peels one layer: mark mode and what was extended, down to one
// sentence at the head; then the focused stripe; then the spotlight. False
// when there was nothing to peel.
func (r *Reader) Collapse() bool {
	if r.mark || r.Unit() != Sentence && r.sel.bytes().Len() > 0 {
		at := r.headByte()
		if len(r.grown) > 0 {
			at = r.grown[0].bytes().Lo
		}
		was := r.mark
		r.mark = false
		before := r.sel
		if r.selectSentence(at); was || r.sel != before {
			return true
		}
	}
	if r.focus != (ID{}) {
		r.focus, r.frame = ID{}, nil
		return true
	}
	if r.spotlight != (ID{}) {
		r.spotlight, r.frame = ID{}, nil
		return true
	}
	return false
}

// turnPage moves the view by rows and the selection with it.
func (r *Reader) turnPage(rows int) bool {
	if len(r.turns) == 0 || rows == 0 {
		return false
	}
	y, seen := r.rowOnScreen(r.placeOf(r.headByte()))
	if !seen {
		y = 0
	}
	before, top := r.sel, r.top
	r.top = r.advance(r.top, rows)
	r.clampTop()
	if r.top == top { // nothing to turn: go to the very end
		if rows > 0 {
			return r.End()
		}
		return r.Home()
	}
	kept := r.top
	r.goTo(r.rowAt(r.advance(r.top, y)).lo)
	r.top = kept
	r.clampTop()
	return r.sel != before || r.top != top
}

func sign(n int) int {
	switch {
	case n > 0:
		return 1
	case n < 0:
		return -1
	}
	return 0
}
