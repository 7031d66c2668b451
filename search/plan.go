package search

import (
	"slices"
	"strings"

	"veldwerk/codebook"
)

// plan is a query made ready for one project: names are resolved, each word
// has become an atom.
type plan struct {
	root     *step
	atoms    []matcher
	numbers  map[pattern]int32    // atom of a pattern
	byTerm   map[string][]hearing // what each word read so far is to the atoms
	words    *vocabulary          // of the index, when it was asked
	shapes   []*step              // steps with a shape, by their number
	problems []Problem

	documents []DocumentFacts
	codebook  Codebook
	themes    map[codebook.ThemeID]bool // being read, against a theme in its own vocabulary
	except    []*shape                  // what does not count in the vocabulary that is being read
}

// step is one part of a plan: a combination, a text condition or a fact.
type step struct {
	op       operator
	kids     []*step // opAnd, opOr, opNot; cheap ones first under opAnd
	shape    *shape  // text condition
	number   int     // index in plan.shapes
	positive bool    // its matches are shown
	fact     *fact
}

func newPlan(q Query, documents []DocumentFacts, book Codebook) *plan {
	p := &plan{
		numbers: map[pattern]int32{}, byTerm: map[string][]hearing{}, themes: map[codebook.ThemeID]bool{},
		documents: documents, codebook: book,
	}
	if p.codebook.Tree == nil {
		p.codebook.Tree = codebook.NewTree(nil)
	}
	if q.root != nil {
		p.root = p.step(q, q.root, true)
	}
	return p
}

func (p *plan) step(q Query, n *node, positive bool) *step {
	switch n.op {
	case opAnd, opOr:
		s := &step{op: n.op}
		for _, kid := range n.kids {
			s.kids = append(s.kids, p.step(q, kid, positive))
		}
		slices.SortStableFunc(s.kids, func(a, b *step) int { return a.cost() - b.cost() })
		return s
	case opNot:
		return &step{op: opNot, kids: []*step{p.step(q, n.kids[0], !positive)}}
	case opField:
		return p.field(q, n, positive)
	}
	return p.text(p.shape(n), positive)
}

func (p *plan) text(s *shape, positive bool) *step {
	s = p.excepted(s)
	st := &step{op: opWord, shape: s, positive: positive, number: len(p.shapes)}
	p.shapes = append(p.shapes, st)
	return st
}

// cost orders the parts of an AND: what excludes most for least comes first.
func (s *step) cost() int {
	switch {
	case s.fact != nil && s.fact.coding == nil:
		return 0
	case s.shape != nil:
		return 1
	case s.fact != nil:
		return 3
	}
	most := 0
	for _, kid := range s.kids {
		most = max(most, kid.cost())
	}
	if s.op == opNot {
		most++
	}
	return most
}

// shape turns the text part of a query into atoms.
func (p *plan) shape(n *node) *shape {
	s := &shape{op: n.op, distance: int32(n.distance)}
	for i, w := range n.words {
		if w.kind == anyWord {
			continue
		}
		s.atoms = append(s.atoms, p.atom(w))
		s.gaps = append(s.gaps, int32(i))
	}
	for _, kid := range n.kids {
		s.kids = append(s.kids, p.shape(kid))
	}
	return s
}

func (p *plan) atom(w pattern) int32 {
	if i, ok := p.numbers[w]; ok {
		return i
	}
	i, m := int32(len(p.atoms)), w.matcher()
	p.atoms = append(p.atoms, m)
	p.numbers[w] = i
	return i
}

// hearing says that a word counts for an atom, in some languages.
type hearing struct {
	atom int32
	in   tongue
}

// hear says for which atoms a word counts. Each word is worked out once a
// query: texts repeat theirs.
func (p *plan) hear(term string) []hearing {
	heard, ok := p.byTerm[term]
	if ok {
		return heard
	}
	var kin kinship
	known, deep := false, false
	of := func(wantDeep bool) *kinship {
		if !known || wantDeep && !deep {
			kin, known, deep = kinOf(term, wantDeep), true, wantDeep
		}
		return &kin
	}
	if p.words != nil && p.words.has(term) {
		of = nil
	}
	for i := range p.atoms {
		if in := p.atoms[i].in(term, of); in != 0 {
			heard = append(heard, hearing{int32(i), in})
		}
	}
	p.byTerm[strings.Clone(term)] = heard
	return heard
}
