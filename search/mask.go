package search

import "sync"

// space is where sets of turns lie while a query is worked out. With pieces a
// turn's place is that of bleve's document, so that what a word has in a piece
// is copied and not moved turn by turn; without, it is its row.
type space struct {
	snap   *snapshot
	pieces []*piece
	size   int
}

func newSpace(s *snapshot) space {
	if pieces := s.pieces.Load(); pieces != nil {
		size := 0
		for _, p := range *pieces {
			size = p.bit + 64*p.words()
		}
		return space{snap: s, pieces: *pieces, size: size}
	}
	return space{snap: s, size: s.rows}
}

func (x space) empty() rows { return newRows(x.size) }

// rows gives a set by row.
func (x space) rows(set rows) rows {
	if x.pieces == nil {
		return set
	}
	out := newRows(x.snap.rows)
	for _, p := range x.pieces {
		p.of(set).each(func(doc int) {
			if doc < len(p.rows) && p.rows[doc] >= 0 {
				out.add(int(p.rows[doc]))
			}
		})
	}
	return out
}

// set is the reverse of rows.
func (x space) set(in rows) rows {
	if x.pieces == nil {
		return in
	}
	out := x.empty()
	for _, p := range x.pieces {
		share := p.of(out)
		for doc, row := range p.rows {
			if row >= 0 && in.has(int(row)) {
				share.add(doc)
			}
		}
	}
	return out
}

// masks keeps where languages are spoken: that changes less often than queries
// are asked.
type masks struct {
	mu     sync.Mutex
	spoken string // tongue of each slot, when the masks were made
	pieces bool   // and whether they lie by piece
	of     map[tongue]rows
	rows   map[tongue]rows // by row
}

// mask gives the turns of documents in one of the languages, as a set and by
// row.
func (l *lookup) mask(t tongue) (set, byRow rows) {
	m := &l.snap.masks
	spoken := make([]byte, len(l.snap.held))
	for i := range l.plan.documents {
		if slot, ok := l.snap.slots[l.plan.documents[i].ID]; ok {
			spoken[slot] = byte(tongueOf(l.plan.documents[i].Language))
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.spoken != string(spoken) || m.pieces != (l.pieces != nil) {
		m.spoken, m.pieces, m.of, m.rows = string(spoken), l.pieces != nil, map[tongue]rows{}, map[tongue]rows{}
	}
	if m.of[t] == nil {
		in := newRows(l.snap.rows)
		for slot, s := range spoken {
			if tongue(s)&t != 0 {
				copy(in[l.snap.bases[slot]/64:], allRows(len(l.snap.held[slot].units)))
			}
		}
		m.of[t], m.rows[t] = l.set(in), in
	}
	return m.of[t], m.rows[t]
}
