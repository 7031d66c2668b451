package search

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	index "github.com/blevesearch/bleve_index_api"

	"veldwerk/transcript"
)

// lookup answers the text conditions of one plan from a snapshot, for all
// documents at once. Words alone need sets only; phrases and distances, and the
// spans of all hits, need the places of the words.
type lookup struct {
	space
	ctx    context.Context
	plan   *plan
	exact  bool           // spans of all hits are wanted
	groups [][]group      // per atom: its words
	sets   []rows         // per atom: where it stands
	shapes []rows         // per shape: where it stands
	shown  shown          // when places were read
	whole  map[*step]rows // by row: parts of the plan that only the text decides
}

// group is the words of an atom that count in the same languages.
type group struct {
	in      tongue
	terms   []string // with pieces those only that were not found in the vocabulary
	numbers []int32  // in the vocabulary, ascending; with pieces
}

// shown is where the positive text conditions stand, by row: what hits show.
type shown struct {
	order  []int32 // rows with places, ascending
	from   []int32 // places[from[i]:from[i+1]] are those of order[i]
	places []extent
	cursor int // where in order the last question was
}

// extent is a place in a turn, in code points from its start.
type extent struct{ lo, hi int32 }

func newLookup(ctx context.Context, p *plan, snap *snapshot, exact bool) *lookup {
	return &lookup{
		space: newSpace(snap), ctx: ctx, plan: p, exact: exact,
		groups: make([][]group, len(p.atoms)), sets: make([]rows, len(p.atoms)), shapes: make([]rows, len(p.shapes)), whole: map[*step]rows{},
	}
}

// all answers every text condition of the plan.
func (l *lookup) all() error {
	for i := range l.plan.atoms {
		senses := l.snap.words.senses(l.plan.atoms[i])
		l.plan.note(i, senses)
		l.groups[i] = l.grouped(senses)
		l.sets[i] = l.empty()
	}
	l.plan.words = l.snap.words
	if err := l.mark(); err != nil {
		return err
	}
	var open []*step
	for _, st := range l.plan.shapes {
		l.shapes[st.number] = l.candidates(st.shape)
	}
	if err := l.sift(); err != nil {
		return err
	}
	for _, st := range l.plan.shapes {
		settled := st.shape.op == opWord || l.pieces != nil && st.shape.sifts()
		if !settled || l.exact && st.positive {
			open = append(open, st)
		}
	}
	if err := l.read(open); err != nil {
		return err
	}
	l.settle(l.plan.root)
	return nil
}

// grouped sorts the words of an atom by where they count.
func (l *lookup) grouped(senses []sense) []group {
	var out []group
	for in := tongue(1); in <= anyTongue; in++ {
		g := group{in: in}
		for _, s := range senses {
			switch {
			case s.in != in:
			case l.pieces != nil && s.number > 0:
				g.numbers = append(g.numbers, s.number-1)
			default:
				g.terms = append(g.terms, s.term)
			}
		}
		if l.pieces != nil && len(g.terms) > 0 {
			g.numbers = append(g.numbers, l.snap.words.numbersOf(g.terms)...)
		}
		if !slices.IsSorted(g.numbers) {
			slices.Sort(g.numbers)
		}
		g.numbers = slices.Compact(g.numbers)
		if len(g.terms)+len(g.numbers) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// mark finds where each atom stands.
func (l *lookup) mark() error {
	if l.pieces == nil {
		return l.ask()
	}
	masks := l.masked()
	words := 0
	for _, groups := range l.groups {
		for _, g := range groups {
			words += len(g.numbers)
		}
	}
	return l.each(words*len(l.pieces), func(p *piece) error {
		for i, groups := range l.groups {
			into := p.of(l.sets[i])
			for _, g := range groups {
				if err := l.ctx.Err(); err != nil {
					return err
				}
				found := into
				if g.in != anyTongue {
					found = make(rows, p.words())
				}
				p.markEach(g.numbers, found)
				if g.in != anyTongue {
					into.join(found.and(p.of(masks[g.in])))
				}
			}
		}
		return nil
	})
}

// masked gives the masks that the atoms need.
func (l *lookup) masked() map[tongue]rows {
	masks := map[tongue]rows{}
	for _, groups := range l.groups {
		for _, g := range groups {
			if g.in != anyTongue && masks[g.in] == nil {
				masks[g.in], _ = l.mask(g.in)
			}
		}
	}
	return masks
}

// muchWork is from how many words or turns on pieces are worth dividing among
// processors: below it waking another takes longer.
const muchWork = 400

// each calls f with every piece, several at a time when there is much to do:
// their shares of a set do not touch.
func (l *lookup) each(work int, f func(p *piece) error) error {
	workers := min(runtime.GOMAXPROCS(0), len(l.pieces))
	if work < muchWork {
		workers = 1
	}
	errs := make([]error, max(workers, 1))
	var next atomic.Int32
	run := func(w int) {
		errs[w] = guard(func() error {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(l.pieces) {
					return nil
				}
				if err := f(l.pieces[i]); err != nil {
					return err
				}
			}
		})
	}
	var others sync.WaitGroup
	for w := 1; w < workers; w++ {
		others.Go(func() { run(w) })
	}
	run(0)
	others.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// ask is mark without pieces.
func (l *lookup) ask() error {
	masks := l.masked()
	for i, groups := range l.groups {
		for _, g := range groups {
			found := l.empty()
			for _, term := range g.terms {
				if err := l.postings(term, false, false, l.marking(found)); err != nil {
					return err
				}
			}
			if g.in != anyTongue {
				found.and(masks[g.in])
			}
			l.sets[i].join(found)
		}
	}
	return nil
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

// candidates are the turns that hold the words a shape needs. Those of a single
// word are the word's own, not to be changed.
func (l *lookup) candidates(s *shape) rows {
	if s.op == opWord {
		return l.sets[s.atoms[0]]
	}
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

// read gets the places of text conditions in their candidates; turns where one
// does not stand are taken out of its set. All are read in one go: each word
// once, each turn once.
func (l *lookup) read(open []*step) error {
	if len(open) == 0 {
		return nil
	}
	chosen := make([]rows, len(l.plan.atoms))
	for _, st := range open {
		for _, atom := range st.shape.allAtoms(nil) {
			if chosen[atom] == nil {
				chosen[atom] = l.empty()
			}
			chosen[atom].join(l.shapes[st.number])
		}
	}
	for atom, in := range chosen {
		if in != nil {
			in.and(l.sets[atom])
		}
	}
	if l.pieces != nil {
		return l.reap(open, chosen)
	}
	return l.gather(open, chosen)
}

// gather is reap without pieces.
func (l *lookup) gather(open []*step, chosen []rows) error {
	h := newHarvest(l.snap)
	masks := l.masked()
	for atom, in := range chosen {
		if in == nil {
			continue
		}
		for _, g := range l.groups[atom] {
			within := in
			if g.in != anyTongue {
				within = slices.Clone(in).and(masks[g.in])
			}
			h.choose(within)
			for _, term := range g.terms {
				err := l.postings(term, false, true, func(r index.TermFieldReader) error { return h.gather(r, int32(atom)) })
				if err != nil {
					return err
				}
			}
		}
	}
	t := l.threshing(open)
	t.before = l.candidatesOf(t)
	for _, st := range t.others {
		t.after = append(t.after, l.shapes[st.number])
	}
	h.each(func(row int, found []occurrence) {
		if t.thresh(row, found) {
			l.shown.order = append(l.shown.order, int32(row))
			l.shown.from = append(l.shown.from, int32(len(l.shown.places)))
			l.shown.places = append(l.shown.places, t.places...)
		}
	})
	l.shown.from = append(l.shown.from, int32(len(l.shown.places)))
	return nil
}

func (s *shape) allAtoms(atoms []int32) []int32 {
	atoms = append(atoms, s.atoms...)
	for _, kid := range s.kids {
		atoms = kid.allAtoms(atoms)
	}
	return atoms
}

// settle works out, for all documents at once, every part of a plan that only
// the text decides.
func (l *lookup) settle(st *step) {
	if st.textual() {
		l.whole[st] = l.rows(l.combined(st))
		return
	}
	for _, kid := range st.kids {
		l.settle(kid)
	}
}

// combined gives the turns where a part stands that only the text decides. What
// lies between documents may be in it.
func (l *lookup) combined(st *step) rows {
	switch st.op {
	case opAnd:
		out := slices.Clone(l.combined(st.kids[0]))
		for _, kid := range st.kids[1:] {
			out.and(l.combined(kid))
		}
		return out
	case opOr:
		out := slices.Clone(l.combined(st.kids[0]))
		for _, kid := range st.kids[1:] {
			out.join(l.combined(kid))
		}
		return out
	case opNot:
		return allRows(l.size).without(l.combined(st.kids[0]))
	}
	return l.shapes[st.number]
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

func (x *indexed) known(st *step) (rows, bool) {
	found, ok := x.lookup.whole[st]
	if !ok {
		return nil, false
	}
	return found[x.base/64 : x.base/64+(len(x.units)+63)/64], true
}

// standing is never asked: all that the text decides is known.
func (x *indexed) standing(context.Context, *step, rows) (rows, error) {
	return nil, errUnsound
}

func (x *indexed) matches(i int, into []transcript.Span) []transcript.Span {
	start := x.units[i].span.Start
	for _, e := range x.lookup.shown.at(int32(x.base + i)) {
		into = append(into, transcript.Span{Start: start + int(e.lo), End: start + int(e.hi)})
	}
	return into
}

// at gives the places in a row. Rows are asked for in order, so the next is
// mostly near.
func (s *shown) at(row int32) []extent {
	if s.cursor >= len(s.order) || s.order[s.cursor] > row {
		s.cursor = 0
	}
	s.cursor = gallop(len(s.order), s.cursor, func(i int) bool { return s.order[i] >= row })
	if s.cursor == len(s.order) || s.order[s.cursor] != row {
		return nil
	}
	return s.places[s.from[s.cursor]:s.from[s.cursor+1]]
}
