package search

import (
	"context"
	"slices"

	index "github.com/blevesearch/bleve_index_api"

	"veldwerk/transcript"
)

// lookup answers the text conditions of one plan from a snapshot, for all
// documents at once. Words alone need row sets only; phrases and distances,
// and the spans of all hits, need the places of the words.
type lookup struct {
	ctx    context.Context
	plan   *plan
	snap   *snapshot
	exact  bool            // spans of all hits are wanted
	terms  [][]sense       // per atom
	spoken map[tongue]rows // where a language is spoken
	sets   []rows          // per atom: where it stands
	shapes []*standing     // per shape
}

// standing is where one text condition stands: rows, and if they were read,
// its places, by row.
type standing struct {
	rows   rows
	from   []int32 // places[from[i]:from[i+1]] are those of the i-th row that stands
	order  []int32 // those rows, ascending
	places []match
}

func newLookup(ctx context.Context, p *plan, snap *snapshot, exact bool) *lookup {
	return &lookup{
		ctx: ctx, plan: p, snap: snap, exact: exact,
		terms: make([][]sense, len(p.atoms)), spoken: map[tongue]rows{}, sets: make([]rows, len(p.atoms)), shapes: make([]*standing, len(p.shapes)),
	}
}

// all answers every text condition of the plan.
func (l *lookup) all() error {
	for i := range l.plan.atoms {
		l.terms[i] = l.snap.words.senses(l.plan.atoms[i])
		l.plan.atoms[i].note(l.terms[i])
		var err error
		if l.sets[i], err = l.set(l.terms[i]); err != nil {
			return err
		}
	}
	l.plan.words = l.snap.words
	var open []*step
	for _, st := range l.plan.shapes {
		l.shapes[st.number] = &standing{rows: l.candidates(st.shape)}
		if st.shape.op != opWord || l.exact && st.positive {
			open = append(open, st)
		}
	}
	return l.read(open)
}

// where gives the rows of a set in which one of the languages is spoken.
func (l *lookup) where(in rows, t tongue) rows {
	if t == anyTongue {
		return in
	}
	spoken, ok := l.spoken[t]
	if !ok {
		spoken = newRows(l.snap.rows)
		for i := range l.plan.documents {
			d := &l.plan.documents[i]
			if slot, ok := l.snap.slots[d.ID]; ok && tongueOf(d.Language)&t != 0 {
				from := l.snap.bases[slot] / 64
				copy(spoken[from:], allRows(len(l.snap.held[slot].units)))
			}
		}
		l.spoken[t] = spoken
	}
	return slices.Clone(in).and(spoken)
}

// set gives the rows that hold one of the terms where it counts.
func (l *lookup) set(terms []sense) (rows, error) {
	out := newRows(l.snap.rows)
	byTongue := map[tongue]rows{anyTongue: out}
	for _, s := range terms {
		into, ok := byTongue[s.in]
		if !ok {
			into = newRows(l.snap.rows)
			byTongue[s.in] = into
		}
		if err := l.postings(s.term, false, false, l.marking(into)); err != nil {
			return nil, err
		}
	}
	for t, more := range byTongue {
		if t != anyTongue {
			out.join(l.where(more, t))
		}
	}
	return out, nil
}

// marking adds the rows of a term to a set.
func (l *lookup) marking(into rows) func(r index.TermFieldReader) error {
	return func(r index.TermFieldReader) error {
		var doc index.TermFieldDoc
		for {
			next, err := r.Next(&doc)
			if err != nil || next == nil {
				return err
			}
			row, err := l.snap.row(next.ID)
			if err != nil {
				return err
			}
			if row >= 0 {
				into.add(row)
			}
		}
	}
}

func (l *lookup) postings(term string, counts, places bool, f func(r index.TermFieldReader) error) error {
	if err := l.ctx.Err(); err != nil {
		return err
	}
	r, err := l.snap.reader.TermFieldReader(l.ctx, []byte(term), wordField, counts || places, false, places)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	return f(r)
}

// candidates are the rows that hold the words a shape needs.
func (l *lookup) candidates(s *shape) rows {
	var out rows
	add := func(more rows) {
		switch {
		case out == nil:
			out = slices.Clone(more)
		case s.op == opOr:
			out.join(more)
		default:
			out.and(more)
		}
	}
	for _, atom := range s.atoms {
		add(l.sets[atom])
	}
	kids := s.kids
	if s.op == opExcept { // what it takes away narrows no row set
		kids = kids[:1]
	}
	for _, kid := range kids {
		add(l.candidates(kid))
	}
	return out
}

// read gets the places of text conditions in their candidate rows; rows where
// one does not stand are taken out of its set. All are read in one go: each
// word once, each row once.
func (l *lookup) read(open []*step) error {
	if len(open) == 0 {
		return nil
	}
	chosen := make([]rows, len(l.plan.atoms))
	for _, st := range open {
		for _, atom := range st.shape.allAtoms(nil) {
			if chosen[atom] == nil {
				chosen[atom] = newRows(l.snap.rows)
			}
			chosen[atom].join(l.shapes[st.number].rows)
		}
	}
	h := newHarvest(l.snap)
	for atom, in := range chosen {
		if in == nil {
			continue
		}
		in.and(l.sets[atom])
		for _, s := range l.terms[atom] {
			h.choose(l.where(in, s.in))
			err := l.postings(s.term, false, true, func(r index.TermFieldReader) error { return h.gather(r, int32(atom)) })
			if err != nil {
				return err
			}
		}
	}
	candidates := make([]rows, len(open))
	for i, st := range open {
		candidates[i] = l.shapes[st.number].rows
		l.shapes[st.number].rows = newRows(l.snap.rows)
	}
	h.each(func(row int, found []occurrence) {
		for i, st := range open {
			if candidates[i].has(row) {
				l.shapes[st.number].add(row, st.shape.matches(found))
			}
		}
	})
	for _, st := range open {
		out := l.shapes[st.number]
		out.from = append(out.from, int32(len(out.places)))
	}
	return nil
}

func (s *standing) add(row int, places []match) {
	if len(places) == 0 {
		return
	}
	s.rows.add(row)
	s.order = append(s.order, int32(row))
	s.from = append(s.from, int32(len(s.places)))
	s.places = append(s.places, places...)
}

func (s *shape) allAtoms(atoms []int32) []int32 {
	atoms = append(atoms, s.atoms...)
	for _, kid := range s.kids {
		atoms = kid.allAtoms(atoms)
	}
	return atoms
}

// at is the share of one document.
func (l *lookup) at(slot int) *indexed {
	return &indexed{lookup: l, base: l.snap.bases[slot], units: l.snap.held[slot].units}
}

// indexed is the source that reads the index, for one document.
type indexed struct {
	lookup *lookup
	base   int
	units  []unit
}

func (x *indexed) standing(_ context.Context, st *step, within rows) (rows, error) {
	found := x.lookup.shapes[st.number].rows
	return slices.Clone(found[x.base/64 : x.base/64+len(within)]).and(within), nil
}

func (x *indexed) spans(st *step, i int) []transcript.Span {
	found := x.lookup.shapes[st.number]
	k, ok := slices.BinarySearch(found.order, int32(x.base+i))
	if !ok {
		return nil
	}
	places := found.places[found.from[k]:found.from[k+1]]
	out := make([]transcript.Span, len(places))
	for j, m := range places {
		out[j] = transcript.Span{Start: x.units[i].span.Start + int(m.lo), End: x.units[i].span.Start + int(m.hi)}
	}
	return out
}
