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
	known    map[string][]hearing // by its words: what each is to the atoms that are not loose
	loose    []int32              // atoms that any word is asked for: prefixes and other patterns
	shapes   []*step              // steps with a shape, by their number
	problems []Problem

	documents []DocumentFacts
	codebook  Codebook
	themes    map[codebook.ThemeID]bool // being read, against a theme in its own vocabulary
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
		return s.ordered()
	case opNot:
		return &step{op: opNot, kids: []*step{p.step(q, n.kids[0], !positive)}}
	case opField:
		return p.field(q, n, positive)
	}
	return p.text(p.shape(n), positive)
}

// ordered puts the cheap kids of an AND or OR first, and those that only the
// text decides together: the index answers them as one.
func (s *step) ordered() *step {
	texts := &step{op: s.op}
	var others []*step
	for _, kid := range s.kids {
		if kid.textual() {
			texts.kids = append(texts.kids, kid)
		} else {
			others = append(others, kid)
		}
	}
	if len(texts.kids) > 1 && len(others) > 0 {
		s.kids = append(others, texts)
	}
	slices.SortStableFunc(s.kids, func(a, b *step) int { return a.cost() - b.cost() })
	return s
}

// textual says whether only the text decides.
func (s *step) textual() bool {
	return s.shape != nil || s.fact == nil && len(s.kids) > 0 && !slices.ContainsFunc(s.kids, func(kid *step) bool { return !kid.textual() })
}

func (p *plan) text(s *shape, positive bool) *step {
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
		heard = p.hearKnown(term)
	} else {
		for i := range p.atoms {
			if in := p.atoms[i].in(term, of); in != 0 {
				heard = append(heard, hearing{int32(i), in})
			}
		}
	}
	p.byTerm[strings.Clone(term)] = heard
	return heard
}

// hearKnown is hear for a word of the vocabulary of the index, as all are in
// the texts that it holds.
func (p *plan) hearKnown(term string) []hearing {
	heard := p.known[term]
	if len(p.loose) == 0 {
		return heard
	}
	heard = slices.Clone(heard)
	for _, i := range p.loose {
		if in := p.atoms[i].in(term, nil); in != 0 {
			heard = append(heard, hearing{i, in})
		}
	}
	return heard
}

// note keeps what an atom stands for in the vocabulary of the index, so that it
// is worked out once.
func (p *plan) note(atom int, senses []sense) {
	if p.known == nil {
		p.known = map[string][]hearing{}
	}
	if p.atoms[atom].match != nil { // many words, and each is quickly asked
		p.loose = append(p.loose, int32(atom))
		return
	}
	for _, s := range senses {
		p.known[s.term] = append(p.known[s.term], hearing{int32(atom), s.in})
	}
}

// theme is its vocabulary in the text or its codes on the turn.
func (p *plan) theme(theme codebook.Theme, exact, positive bool) *step {
	if p.themes[theme.ID] {
		return nothing()
	}
	p.themes[theme.ID] = true
	defer delete(p.themes, theme.ID)
	s := &step{op: opOr, kids: []*step{p.codes(p.themeCodes(theme, exact))}}
	for _, word := range theme.Words {
		if q := Parse(word.Text); !word.Off && !q.IsEmpty() {
			s.kids = append(s.kids, p.step(q, q.root, positive))
		}
	}
	return s.ordered()
}

func (p *plan) themeCodes(theme codebook.Theme, exact bool) map[codebook.CodeID]bool {
	codes := map[codebook.CodeID]bool{}
	for _, id := range theme.Codes {
		codes[id] = true
		if !exact {
			p.addUnder(codes, id)
		}
	}
	return codes
}

func (p *plan) addUnder(codes map[codebook.CodeID]bool, id codebook.CodeID) {
	for _, under := range p.codebook.Tree.Under(id) {
		codes[under] = true
	}
}
