package search

import "slices"

// reap reads the places of the words of open conditions in the chosen turns,
// piece by piece: what is at hand is a twentieth of the corpus, and several
// pieces are read at the same time.
func (l *lookup) reap(open []*step, chosen []rows) error {
	byAtom := make([][]int, len(l.plan.atoms)) // open single words
	var others []int
	candidates := make([]rows, len(open))
	for i, st := range open {
		candidates[i] = l.shapes[st.number].set
		l.shapes[st.number].set = l.empty()
		if st.shape.op == opWord {
			byAtom[st.shape.atoms[0]] = append(byAtom[st.shape.atoms[0]], i)
			continue
		}
		others = append(others, i)
	}
	masks := l.masked()
	sheaves := make([]*sheaf, len(l.pieces))
	err := l.each(func(p *piece) error {
		s := &sheaf{piece: p, lookup: l, open: open, byAtom: byAtom, others: others, yields: make([]yield, len(open))}
		s.candidates = make([]rows, len(open))
		for i := range open {
			s.candidates[i] = p.of(candidates[i])
		}
		if err := s.cut(chosen, masks); err != nil {
			return err
		}
		s.thresh()
		sheaves[slices.Index(l.pieces, p)] = s
		return nil
	})
	if err != nil {
		return err
	}
	slot := make([]int32, l.snap.rows)
	for i, st := range open {
		l.shapes[st.number].bind(sheaves, i, slot)
	}
	return nil
}

// sheaf is the places read in one piece.
type sheaf struct {
	*piece
	lookup     *lookup
	open       []*step
	byAtom     [][]int // conditions of one word, by atom
	others     []int   // the other conditions
	candidates []rows  // by condition: the piece's share

	doc    []int32
	found  []occurrence // of each doc
	counts []int32      // occurrences per document
	sorted bool         // found is in order, as one word gives it
	yields []yield      // by condition
}

// yield is where a condition stands in a piece, document by document.
type yield struct {
	docs   []int32
	from   []int32 // places[from[i]:from[i+1]] are those of docs[i]
	places []extent
}

// cut reads the places of all words in the chosen turns.
func (s *sheaf) cut(chosen []rows, masks map[tongue]rows) error {
	words := 0
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
				words++
				s.places(at, wanted, func(doc, position, lo, hi int) {
					s.doc = append(s.doc, int32(doc))
					s.found = append(s.found, occurrence{position: int32(position), atom: int32(atom), lo: int32(lo), hi: int32(hi)})
					s.counts[doc]++
				})
			})
		}
	}
	s.sorted = words <= 1
	return nil
}

// thresh asks every condition about every document.
func (s *sheaf) thresh() {
	s.order()
	from := int32(0)
	for doc, to := range s.counts {
		if to == from {
			continue
		}
		found := s.found[from:to]
		from = to
		if !s.sorted && !slices.IsSortedFunc(found, compareOccurrences) {
			slices.SortFunc(found, compareOccurrences)
		}
		for _, o := range found {
			for _, i := range s.byAtom[o.atom] {
				if s.candidates[i].has(doc) {
					s.yields[i].add(doc, extent{o.lo, o.hi})
				}
			}
		}
		for _, i := range s.others {
			if s.candidates[i].has(doc) {
				for _, m := range s.open[i].shape.matches(found) {
					s.yields[i].add(doc, extent{m.lo, m.hi})
				}
			}
		}
	}
	s.doc, s.found, s.counts = nil, nil, nil
}

// order puts the occurrences in the order of the documents; counts becomes
// where those of each end.
func (s *sheaf) order() {
	at := int32(0)
	for doc, n := range s.counts {
		s.counts[doc] = at
		at += n
	}
	if s.sorted {
		for i, doc := range s.doc {
			s.counts[doc] = int32(i) + 1
		}
		last := int32(0)
		for doc, end := range s.counts {
			last = max(last, end)
			s.counts[doc] = last
		}
		return
	}
	out := make([]occurrence, len(s.found))
	for i, o := range s.found {
		doc := s.doc[i]
		out[s.counts[doc]] = o
		s.counts[doc]++
	}
	s.found = out
}

func (y *yield) add(doc int, e extent) {
	if n := len(y.docs); n == 0 || y.docs[n-1] != int32(doc) {
		y.docs = append(y.docs, int32(doc))
		y.from = append(y.from, int32(len(y.places)))
	}
	y.places = append(y.places, e)
}

// bind puts what the pieces gave for a condition in the order of the rows. slot
// is room for a number per row.
func (s *standing) bind(sheaves []*sheaf, condition int, slot []int32) {
	in := newRows(len(slot))
	docs, places := 0, 0
	for _, sh := range sheaves {
		y := &sh.yields[condition]
		share := sh.of(s.set)
		for i, doc := range y.docs {
			share.add(int(doc))
			if row := sh.rows[doc]; row >= 0 {
				in.add(int(row))
				slot[row] = int32(docs + i)
			}
		}
		y.from = append(y.from, int32(len(y.places)))
		docs, places = docs+len(y.docs), places+len(y.places)
	}
	s.order, s.from, s.places = make([]int32, 0, docs), make([]int32, 0, docs+1), make([]extent, 0, places)
	ends := make([]int, len(sheaves))
	at := 0
	for k, sh := range sheaves {
		at += len(sh.yields[condition].docs)
		ends[k] = at
	}
	in.each(func(row int) {
		k := 0
		for int(slot[row]) >= ends[k] {
			k++
		}
		y := &sheaves[k].yields[condition]
		i := int(slot[row])
		if k > 0 {
			i -= ends[k-1]
		}
		s.open(row)
		s.places = append(s.places, y.places[y.from[i]:y.from[i+1]]...)
	})
	s.close()
}
