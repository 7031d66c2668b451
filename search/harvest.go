package search

import (
	"slices"

	index "github.com/blevesearch/bleve_index_api"
)

// harvest gathers the places of words in chosen rows. bleve gives them term by
// term and in its own order; they are wanted row by row.
type harvest struct {
	snap   *snapshot
	chosen rows
	wanted int     // number of chosen rows
	row    []int32 // of each occurrence
	found  []occurrence
	counts []int32 // occurrences per row
}

func newHarvest(snap *snapshot) *harvest {
	return &harvest{snap: snap, counts: make([]int32, snap.rows)}
}

// choose sets the rows for the next terms.
func (h *harvest) choose(in rows) { h.chosen, h.wanted = in, in.count() }

// gather takes the places of one term. When few of its rows are chosen it
// leaps from one chosen row to the next.
func (h *harvest) gather(r index.TermFieldReader, atom int32) error {
	if h.wanted == 0 {
		return nil
	}
	if h.snap.numbers != nil && uint64(h.wanted)*8 < r.Count() {
		return h.leap(r, atom)
	}
	var doc index.TermFieldDoc
	for {
		next, err := r.Next(&doc)
		if err != nil || next == nil {
			return err
		}
		if err := h.take(next, atom); err != nil {
			return err
		}
	}
}

func (h *harvest) leap(r index.TermFieldReader, atom int32) error {
	numbers := make([]int32, 0, h.wanted)
	h.chosen.each(func(row int) { numbers = append(numbers, h.snap.numbers[row]-1) })
	slices.Sort(numbers)
	var doc index.TermFieldDoc
	var id index.IndexInternalID
	reached := int64(-1)
	for _, n := range numbers {
		if int64(n) <= reached {
			continue
		}
		id = index.NewIndexInternalID(id, uint64(n))
		next, err := r.Advance(id, &doc)
		if err != nil || next == nil {
			return err
		}
		reached = int64(next.ID.Value())
		if err := h.take(next, atom); err != nil {
			return err
		}
	}
	return nil
}

func (h *harvest) take(doc *index.TermFieldDoc, atom int32) error {
	row, err := h.snap.row(doc.ID)
	if err != nil || row < 0 || !h.chosen.has(row) {
		return err
	}
	for _, v := range doc.Vectors {
		h.row = append(h.row, int32(row))
		h.found = append(h.found, occurrence{position: int32(v.Pos), atom: atom, lo: int32(v.Start), hi: int32(v.End)})
	}
	h.counts[row] += int32(len(doc.Vectors))
	return nil
}

// each calls f with the occurrences of every row that has some, rows
// ascending, occurrences by position.
func (h *harvest) each(f func(row int, found []occurrence)) {
	at := int32(0)
	for row, n := range h.counts {
		h.counts[row] = at
		at += n
	}
	sorted := make([]occurrence, len(h.found))
	for i, o := range h.found {
		row := h.row[i]
		sorted[h.counts[row]] = o
		h.counts[row]++
	}
	from := int32(0)
	for row, to := range h.counts {
		if to == from {
			continue
		}
		found := sorted[from:to]
		if !slices.IsSortedFunc(found, compareOccurrences) {
			slices.SortFunc(found, compareOccurrences)
		}
		f(row, found)
		from = to
	}
}
