package reader

import (
	"veldwerk/transcript"
)

// Unit is what moves and selections step by, from fine to coarse.
type Unit int

// The units. Exchange is a question with its answer: the turns of the
// interviewer and those that follow until the next question. Passage is any
// other selection.
const (
	Word Unit = iota
	Sentence
	Turn
	Exchange
	Passage
)

// unitRef points at a word or sentence by its chunk and number, or at a turn.
type unitRef struct {
	kind Unit
	chunkKey
	i int
}

// units are the words or sentences of a chunk, as bytes of the text.
func (r *Reader) units(kind Unit, k chunkKey) []transcript.Bytes {
	c := r.chunk(k)
	if c.unit[kind] == nil {
		var found []transcript.Bytes
		if kind == Word {
			found = words(c.at.Of(r.src))
		} else {
			found = sentences(c.at.Of(r.src), r.doc.Language)
		}
		out := make([]transcript.Bytes, len(found))
		for i, b := range found {
			out[i] = transcript.Bytes{Lo: b.Lo + c.at.Lo, Hi: b.Hi + c.at.Lo}
		}
		c.unit[kind] = out
	}
	return c.unit[kind]
}

func (r *Reader) unitBytes(u unitRef) transcript.Bytes {
	if u.kind >= Turn {
		return r.turnBytes(u.turn)
	}
	return r.units(u.kind, u.chunkKey)[u.i]
}

// unitAt is the unit that holds the byte, else the last one before it in its
// chunk, else the nearest one; false when the text has none.
func (r *Reader) unitAt(kind Unit, at int) (unitRef, bool) {
	if len(r.turns) == 0 {
		return unitRef{}, false
	}
	turn := r.turnOf(at)
	u := unitRef{kind: kind, chunkKey: chunkKey{turn: turn}}
	if kind < Turn {
		u.n = r.chunkOf(turn, at)
		list := r.units(kind, u.chunkKey)
		for u.i = len(list) - 1; u.i > 0 && list[u.i].Lo > at; u.i-- {
		}
		if u.i >= 0 {
			return u, true
		}
	} else if r.turnBytes(turn).Len() > 0 {
		return u, true
	}
	if next, ok := r.step(u, 1); ok {
		return next, true
	}
	return r.step(u, -1)
}

// step is the next unit, or the one before when dir is negative.
func (r *Reader) step(u unitRef, dir int) (unitRef, bool) {
	if u.kind >= Turn {
		for u.turn += dir; u.turn >= 0 && u.turn < len(r.turns); u.turn += dir {
			if r.turnBytes(u.turn).Len() > 0 {
				return u, true
			}
		}
		return u, false
	}
	if i := u.i + dir; i >= 0 && i < len(r.units(u.kind, u.chunkKey)) {
		u.i = i
		return u, true
	}
	for {
		var ok bool
		if dir > 0 {
			u.chunkKey, ok = r.nextChunk(u.chunkKey)
		} else {
			u.chunkKey, ok = r.previousChunk(u.chunkKey)
		}
		if !ok {
			return u, false
		}
		if n := len(r.units(u.kind, u.chunkKey)); n > 0 {
			u.i = 0
			if dir < 0 {
				u.i = n - 1
			}
			return u, true
		}
	}
}

// endAfter is the first end of a unit behind the byte; startBefore the last
// start before it, and so on: what the edge of a selection moves to.
func (r *Reader) endAfter(kind Unit, at int) (int, bool) {
	u, ok := r.unitAt(kind, at)
	for ok && r.unitBytes(u).Hi <= at {
		u, ok = r.step(u, 1)
	}
	if !ok {
		return 0, false
	}
	return r.unitBytes(u).Hi, true
}

func (r *Reader) endBefore(kind Unit, at int) (int, bool) {
	if kind == Word { // a full stop behind the last word is no step of its own
		start, ok := r.startBefore(Word, at)
		if !ok {
			return 0, false
		}
		at = start + 1
	}
	u, ok := r.unitAt(kind, at)
	for ok && r.unitBytes(u).Hi >= at {
		u, ok = r.step(u, -1)
	}
	if !ok {
		return 0, false
	}
	return r.unitBytes(u).Hi, true
}

func (r *Reader) startAfter(kind Unit, at int) (int, bool) {
	if kind == Word { // nor is a quotation mark before the first
		end, ok := r.endAfter(Word, at)
		if !ok {
			return 0, false
		}
		at = end - 1
	}
	u, ok := r.unitAt(kind, at)
	for ok && r.unitBytes(u).Lo <= at {
		u, ok = r.step(u, 1)
	}
	if !ok {
		return 0, false
	}
	return r.unitBytes(u).Lo, true
}

func (r *Reader) startBefore(kind Unit, at int) (int, bool) {
	u, ok := r.unitAt(kind, at)
	for ok && r.unitBytes(u).Lo >= at {
		u, ok = r.step(u, -1)
	}
	if !ok {
		return 0, false
	}
	return r.unitBytes(u).Lo, true
}

// exchangeAt is the question and answer that holds a turn. Without an
// interviewer it is the turn with the one before it.
func (r *Reader) exchangeAt(turn int) transcript.Bytes {
	first, last := turn, turn
	if !r.hasInterviewer() {
		first = max(0, turn-1)
	} else {
		for first > 0 && !r.asks(first) {
			first--
		}
		for first > 0 && r.asks(first-1) {
			first--
		}
		for last < len(r.turns)-1 && r.asks(last) {
			last++
		}
		for last < len(r.turns)-1 && !r.asks(last+1) {
			last++
		}
	}
	return transcript.Bytes{Lo: r.turnBytes(first).Lo, Hi: r.turnBytes(last).Hi}
}

func (r *Reader) asks(turn int) bool {
	return r.doc.SpeakerOf(r.turns[turn]).Role == transcript.RoleInterviewer
}

func (r *Reader) hasInterviewer() bool {
	for _, s := range r.doc.Speakers {
		if s.Role == transcript.RoleInterviewer {
			return true
		}
	}
	return false
}
