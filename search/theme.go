package search

import (
	"slices"

	"veldwerk/codebook"
)

// A word of a theme's vocabulary is a query of its own: woord+[-vorm], "een
// zin", thema:deelthema. One that starts with a minus is an exclusion: what it
// finds does not count for the rest of the vocabulary. Where it stands in the
// words of a turn (-parkeerruimte, -"ruimte voor"), matches that share a word
// with it fall away; else (-is:interviewer) whole turns do.

// isExclusion says whether a query in a vocabulary is an exclusion.
func (q Query) isExclusion() bool { return q.root != nil && q.root.op == opNot }

// theme is its vocabulary in the text or its codes on the turn. A theme within
// itself adds nothing.
func (p *plan) theme(theme codebook.Theme, exact, positive bool) *step {
	if p.themes[theme.ID] {
		return nothing()
	}
	p.themes[theme.ID] = true
	defer delete(p.themes, theme.ID)
	var words []Query
	var never []*step
	except := slices.Clip(p.except)
	for _, word := range theme.Words {
		q := Parse(word.Text)
		switch {
		case word.Off || q.IsEmpty():
		case !q.isExclusion():
			words = append(words, q)
		case isPlace(q.root.kids[0]):
			except = append(except, p.shape(q.root.kids[0]))
		default:
			never = append(never, p.step(q, q.root.kids[0], !positive))
		}
	}
	outer := p.except
	p.except = except
	s := &step{op: opOr}
	for _, q := range words {
		s.kids = append(s.kids, p.step(q, q.root, positive))
	}
	p.except = outer
	if len(never) > 0 {
		not := &step{op: opNot, kids: []*step{{op: opOr, kids: never}}}
		s = &step{op: opOr, kids: []*step{{op: opAnd, kids: []*step{s, not}}}}
	}
	s.kids = append(s.kids, p.codes(p.themeCodes(theme, exact)))
	return s.ordered()
}

// excepted is a text condition without the places that do not count.
func (p *plan) excepted(s *shape) *shape {
	if len(p.except) == 0 {
		return s
	}
	return &shape{op: opExcept, kids: []*shape{s, {op: opOr, kids: p.except}}}
}

// apart are the places of a that share no word with one of b.
func apart(a, b []match) []match {
	return slices.DeleteFunc(a, func(m match) bool {
		return slices.ContainsFunc(b, func(x match) bool { return x.from <= m.to && m.from <= x.to })
	})
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
