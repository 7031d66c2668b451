package search

import (
	"cmp"
	"slices"
)

// occurrence is one word of a text that an atom (a word of the query, by
// number) matches: its position among the text's words, and its offsets there.
type occurrence struct {
	position, atom int32
	lo, hi         int32 // scan: bytes; index: code points of the turn
}

func compareOccurrences(a, b occurrence) int {
	return cmp.Or(cmp.Compare(a.position, b.position), cmp.Compare(a.atom, b.atom))
}

// match is one place in a text: positions of its first and last word, and the
// offsets of their outer ends.
type match struct {
	from, to int32
	lo, hi   int32
}

func matchOf(first, last occurrence) match {
	return match{from: first.position, to: last.position, lo: first.lo, hi: last.hi}
}

// shape is a text condition of a query, in atoms. Scan and index both hand it
// the occurrences of its atoms; what it says of them is the same for both.
type shape struct {
	op       operator // opWord, opPhrase, opNear, opOr
	atoms    []int32  // opWord: one; opPhrase
	gaps     []int32  // opPhrase: position of each atom after the first
	distance int32    // opNear; opPhrase: 0 for adjacent
	kids     []*shape // opNear: two; opOr
}

// matches lists the places where the shape stands. found is sorted by position
// and atom and may hold atoms of other shapes.
func (s *shape) matches(found []occurrence) []match { return s.find(found, nil) }

// find is matches; it appends them.
func (s *shape) find(found []occurrence, into []match) []match {
	switch s.op {
	case opWord:
		for _, o := range found {
			if o.atom == s.atoms[0] {
				into = append(into, matchOf(o, o))
			}
		}
	case opPhrase:
		if s.distance > 0 {
			return append(into, s.together(found)...)
		}
		return s.adjacent(found, into)
	case opNear:
		a, b := s.kids[0].matches(found), s.kids[1].matches(found)
		if len(a) == 0 || len(b) == 0 {
			return into
		}
		a, b = minimal(a), minimal(b)
		places := near(a, b, s.distance)
		if s.kids[0].op == opNear {
			places = append(places, around(a, b)...)
		}
		if s.kids[1].op == opNear {
			places = append(places, around(b, a)...)
		}
		return append(into, minimal(places)...)
	case opOr:
		for _, kid := range s.kids {
			into = kid.find(found, into)
		}
	}
	return into
}

// adjacent finds the words of a phrase in a row.
func (s *shape) adjacent(found []occurrence, into []match) []match {
next:
	for _, first := range found {
		if first.atom != s.atoms[0] {
			continue
		}
		last := first
		for k := 1; k < len(s.atoms); k++ {
			i, ok := slices.BinarySearchFunc(found, occurrence{position: first.position + s.gaps[k], atom: s.atoms[k]}, compareOccurrences)
			if !ok {
				continue next
			}
			last = found[i]
		}
		into = append(into, matchOf(first, last))
	}
	return into
}

// together finds the smallest stretches that hold all words of a phrase, in
// any order and each on a word of its own, with first and last at most the
// distance apart.
func (s *shape) together(found []occurrence) []match {
	var own []occurrence
	for _, o := range found {
		if slices.Contains(s.atoms, o.atom) {
			own = append(own, o)
		}
	}
	reach := max(s.distance, int32(len(s.atoms)-1))
	var out []match
	for i, first := range own {
		if i > 0 && own[i-1].position == first.position {
			continue
		}
		p := pairing{atoms: s.atoms, word: make([]int32, len(s.atoms))}
		for j := i; j < len(own) && own[j].position-first.position <= reach; {
			k := j
			for j < len(own) && own[j].position == own[k].position {
				j++
			}
			if p.add(own[k:j]) {
				out = append(out, matchOf(first, own[k]))
				break
			}
		}
	}
	return minimal(out)
}

// pairing gives each word of a phrase a word of the text of its own.
type pairing struct {
	atoms []int32
	word  []int32        // per atom: 1 + index in at, 0 for none
	at    [][]occurrence // words of the text with the atoms that match them
	full  int
}

// add offers a word of the text, and says whether all atoms now have one.
func (p *pairing) add(word []occurrence) bool {
	p.at = append(p.at, word)
	if p.place(int32(len(p.at)), make([]bool, len(p.atoms))) {
		p.full++
	}
	return p.full == len(p.atoms)
}

func (p *pairing) place(word int32, tried []bool) bool {
	for k, atom := range p.atoms {
		if tried[k] || !slices.ContainsFunc(p.at[word-1], func(o occurrence) bool { return o.atom == atom }) {
			continue
		}
		tried[k] = true
		if p.word[k] == 0 || p.place(p.word[k], tried) {
			p.word[k] = word
			return true
		}
	}
	return false
}

// near joins places of a with places of b, in either order, that do not share
// a word and lie at most the distance apart: 1 is next to each other.
func near(a, b []match, distance int32) []match {
	var out []match
	for _, m := range a {
		after, _ := slices.BinarySearchFunc(b, m.to, func(x match, to int32) int { return cmp.Compare(x.from, to+1) })
		if after < len(b) && b[after].from-m.to <= distance {
			out = append(out, match{from: m.from, to: b[after].to, lo: m.lo, hi: b[after].hi})
		}
		before, _ := slices.BinarySearchFunc(b, m.from, func(x match, from int32) int { return cmp.Compare(x.to, from) })
		if before > 0 && m.from-b[before-1].to <= distance {
			x := b[before-1]
			out = append(out, match{from: x.from, to: m.to, lo: x.lo, hi: m.hi})
		}
	}
	return out
}

// around lists the places of a that have a place of b between their ends:
// in a NEAR/8 b NEAR/8 c, c may stand between a and b.
func around(a, b []match) []match {
	var out []match
	for _, m := range a {
		i, _ := slices.BinarySearchFunc(b, m.from, func(x match, from int32) int { return cmp.Compare(x.from, from+1) })
		if i < len(b) && b[i].to < m.to {
			out = append(out, m)
		}
	}
	return out
}

// minimal sorts places and leaves out those that hold another.
func minimal(places []match) []match {
	slices.SortFunc(places, func(a, b match) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to)) })
	kept := len(places)
	for i := len(places) - 1; i >= 0; i-- {
		if kept == len(places) || places[i].to < places[kept].to {
			kept--
			places[kept] = places[i]
		}
	}
	return places[kept:]
}
