package search

import "slices"

// spot is where a word stands in a piece: a document and a position.
type spot uint64

func spotOf(doc, position int32) spot { return spot(doc)<<32 | spot(uint32(position)) }

func (s spot) doc() int { return int(s >> 32) }

// sifts says whether sift tells exactly in which turns a shape stands. That is
// so for what people ask most: words in a row, and two words near each other.
func (s *shape) sifts() bool {
	switch s.op {
	case opPhrase:
		return s.distance == 0 && len(s.atoms) > 1
	case opNear:
		return s.kids[0].op == opWord && s.kids[1].op == opWord
	}
	return false
}

// sift leaves, of the candidates of phrases and distances, those in which they
// stand. It compares bare positions, lists of which are in order as they are
// read; which place of several a hit shows is for thresh to say, that then has
// fewer turns to look at.
func (l *lookup) sift() error {
	var shapes []*step
	turns := 0
	for _, st := range l.plan.shapes {
		if st.shape.sifts() {
			shapes = append(shapes, st)
			turns += l.shapes[st.number].count()
		}
	}
	if l.pieces == nil || len(shapes) == 0 {
		return nil
	}
	masks := l.masked()
	return l.each(turns, func(p *piece) error {
		s := sieve{piece: p, lookup: l, masks: masks}
		for _, st := range shapes {
			within := p.of(l.shapes[st.number])
			if within.isEmpty() {
				continue
			}
			if err := l.ctx.Err(); err != nil {
				return err
			}
			s.sift(st.shape, within)
		}
		return nil
	})
}

// sieve is room for the spots of one piece.
type sieve struct {
	*piece
	lookup *lookup
	masks  map[tongue]rows
	read   []placed
	room   []int32
}

// sift leaves of the turns within those in which the shape stands.
func (s *sieve) sift(sh *shape, within rows) {
	atoms := sh.allAtoms(nil)
	left := s.spots(atoms[0], within)
	if sh.op == opNear {
		left = nearSpots(left, s.spots(atoms[1], within), spot(sh.distance))
	} else {
		for k := 1; k < len(atoms) && len(left) > 0; k++ {
			left = inRow(left, s.spots(atoms[k], within), spot(sh.gaps[k]))
		}
	}
	clear(within)
	for _, x := range left {
		within.add(x.doc())
	}
}

// spots lists where the words of an atom stand, ascending.
func (s *sieve) spots(atom int32, within rows) []spot {
	var out []spot
	for _, g := range s.lookup.groups[atom] {
		wanted := within
		if g.in != anyTongue {
			wanted = slices.Clone(within).and(s.of(s.masks[g.in]))
		}
		s.each(g.numbers, func(at uint32) {
			s.read = s.places(at, wanted, s.read[:0], &s.room)
			out = slices.Grow(out, len(s.read))
			for _, x := range s.read {
				out = append(out, spotOf(x.doc, x.position))
			}
		})
	}
	if !slices.IsSorted(out) {
		slices.Sort(out)
	}
	return out
}

// inRow keeps the spots of a that have one of b so many words behind them; it
// changes a.
func inRow(a, b []spot, gap spot) []spot {
	out, i := a[:0], 0
	for _, x := range a {
		for i < len(b) && b[i] < x+gap {
			i++
		}
		if i == len(b) {
			break
		}
		if b[i] == x+gap {
			out = append(out, x)
		}
	}
	return out
}

// nearSpots keeps the spots of a that have another word, of b, at most so many
// words before or behind them; it changes a.
func nearSpots(a, b []spot, distance spot) []spot {
	out, i := a[:0], 0
	for _, x := range a {
		for i < len(b) && b[i]+distance < x {
			i++
		}
		for j := i; j < len(b) && b[j] <= x+distance; j++ {
			if b[j] != x && b[j].doc() == x.doc() {
				out = append(out, x)
				break
			}
		}
	}
	return out
}
