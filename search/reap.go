package search

import (
	"cmp"
	"slices"
)

// reap reads the places of the words of open conditions in the chosen turns,
// piece by piece: what is at hand is a twentieth of the corpus, and several
// pieces are read at the same time.
func (l *lookup) reap(open []*step, chosen []rows) error {
	masks := l.masked()
	t := l.threshing(open)
	candidates := l.candidatesOf(t)
	yields := make([]yield, len(l.pieces))
	turns := 0
	for _, in := range chosen {
		turns += in.count()
	}
	err := l.each(turns, func(p *piece) error {
		s := sheaf{piece: p, lookup: l}
		if err := s.cut(chosen, masks); err != nil {
			return err
		}
		s.order()
		own := threshing{words: t.words, others: t.others}
		for i, st := range t.others {
			own.before, own.after = append(own.before, p.of(candidates[i])), append(own.after, p.of(l.shapes[st.number]))
		}
		yields[slices.Index(l.pieces, p)] = s.thresh(&own)
		return nil
	})
	if err == nil {
		l.bind(yields)
	}
	return err
}

// threshing asks open conditions about one turn after another.
type threshing struct {
	words  []bool // by atom: a word that hits show
	others []*step
	before []rows // of others: candidates
	after  []rows // and where they stand
	places []extent
	room   []match
}

func (l *lookup) threshing(open []*step) *threshing {
	t := &threshing{words: make([]bool, len(l.plan.atoms))}
	for _, st := range open {
		if st.shape.op == opWord {
			t.words[st.shape.atoms[0]] = true
			continue
		}
		t.others = append(t.others, st)
	}
	return t
}

// candidatesOf takes the candidates of conditions that are not mere words, and
// leaves them empty sets to fill.
func (l *lookup) candidatesOf(t *threshing) []rows {
	var out []rows
	for _, st := range t.others {
		out = append(out, l.shapes[st.number])
		l.shapes[st.number] = l.empty()
	}
	return out
}

// thresh asks about one turn: found are the occurrences in it, in order. It
// leaves what a hit shows in places, ascending and without overlaps, and says
// whether that is anything.
func (t *threshing) thresh(turn int, found []occurrence) bool {
	t.places = t.places[:0]
	for _, o := range found {
		if t.words[o.atom] {
			t.places = append(t.places, extent{o.lo, o.hi})
		}
	}
	for i, st := range t.others {
		if !t.before[i].has(turn) {
			continue
		}
		t.room = st.shape.find(found, t.room[:0])
		if len(t.room) == 0 {
			continue
		}
		t.after[i].add(turn)
		if st.positive {
			for _, m := range t.room {
				t.places = append(t.places, extent{m.lo, m.hi})
			}
		}
	}
	byStart := func(a, b extent) int { return cmp.Compare(a.lo, b.lo) }
	if !slices.IsSortedFunc(t.places, byStart) {
		slices.SortFunc(t.places, byStart)
	}
	kept := 0
	for _, e := range t.places {
		if kept > 0 && e.lo < t.places[kept-1].hi {
			t.places[kept-1].hi = max(t.places[kept-1].hi, e.hi)
			continue
		}
		t.places[kept] = e
		kept++
	}
	t.places = t.places[:kept]
	return kept > 0
}

// sheaf is the places read in one piece.
type sheaf struct {
	*piece
	lookup *lookup
	read   []placed // word by word
	ends   []int    // of those of each group, in read
	atoms  []int32  // of each group
	room   []int32
	found  []occurrence // document by document
	counts []int32      // occurrences per document
	words  int          // that were read
}

// yield is what hits show in a piece, document by document.
type yield struct {
	docs   []int32
	from   []int32 // places[from[i]:from[i+1]] are those of docs[i]
	places []extent
}

// cut reads the places of all words in the chosen turns.
func (s *sheaf) cut(chosen []rows, masks map[tongue]rows) error {
	s.counts = make([]int32, s.docs)
	for atom, in := range chosen {
		if in == nil || s.of(in).isEmpty() {
			continue
		}
		for _, g := range s.lookup.groups[atom] {
			if err := s.lookup.ctx.Err(); err != nil {
				return err
			}
			wanted := s.of(in)
			if g.in != anyTongue {
				wanted = slices.Clone(wanted).and(s.of(masks[g.in]))
			}
			s.each(g.numbers, func(at uint32) {
				s.words++
				from := len(s.read)
				s.read = s.places(at, wanted, s.read, &s.room)
				for _, x := range s.read[from:] {
					s.counts[x.doc]++
				}
			})
			s.ends = append(s.ends, len(s.read))
			s.atoms = append(s.atoms, int32(atom))
		}
	}
	return nil
}

// order puts the occurrences in the order of the documents; counts becomes
// where those of each end.
func (s *sheaf) order() {
	at := int32(0)
	for doc, n := range s.counts {
		s.counts[doc] = at
		at += n
	}
	s.found = make([]occurrence, len(s.read))
	from := 0
	for i, end := range s.ends {
		for _, x := range s.read[from:end] {
			s.found[s.counts[x.doc]] = occurrence{position: x.position, atom: s.atoms[i], lo: x.lo, hi: x.hi}
			s.counts[x.doc]++
		}
		from = end
	}
	s.read = nil
}

// thresh asks the conditions about every document.
func (s *sheaf) thresh(t *threshing) (out yield) {
	from := int32(0)
	for doc, to := range s.counts {
		if to == from {
			continue
		}
		found := s.found[from:to]
		from = to
		if s.words > 1 && !slices.IsSortedFunc(found, compareOccurrences) {
			slices.SortFunc(found, compareOccurrences)
		}
		if t.thresh(doc, found) {
			out.docs = append(out.docs, int32(doc))
			out.from = append(out.from, int32(len(out.places)))
			out.places = append(out.places, t.places...)
		}
	}
	out.from = append(out.from, int32(len(out.places)))
	return out
}

// bind puts what the pieces gave in the order of the rows.
func (l *lookup) bind(yields []yield) {
	in, slot := newRows(l.snap.rows), make([]int32, l.snap.rows)
	from := make([]int32, len(yields)) // number of the first document of each piece
	docs, places := 0, 0
	for k, y := range yields {
		from[k] = int32(docs)
		for i, doc := range y.docs {
			if row := l.pieces[k].rows[doc]; row >= 0 {
				in.add(int(row))
				slot[row] = int32(docs + i)
			}
		}
		docs, places = docs+len(y.docs), places+len(y.places)
	}
	l.shown = shown{order: make([]int32, 0, docs), from: make([]int32, 0, docs+1), places: make([]extent, 0, places)}
	in.each(func(row int) {
		k := len(from) - 1
		for slot[row] < from[k] {
			k--
		}
		y, i := &yields[k], slot[row]-from[k]
		l.shown.order = append(l.shown.order, int32(row))
		l.shown.from = append(l.shown.from, int32(len(l.shown.places)))
		l.shown.places = append(l.shown.places, y.places[y.from[i]:y.from[i+1]]...)
	})
	l.shown.from = append(l.shown.from, int32(len(l.shown.places)))
}
