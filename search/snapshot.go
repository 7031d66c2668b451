package search

import (
	"errors"
	"fmt"
	"sort"
	"sync"
	"sync/atomic"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"

	"veldwerk/transcript"
)

// snapshot is what the index held at one moment. Every turn it holds has a
// row: base of its document plus its place there. Bases are multiples of 64,
// so that a document's share of a row set is a slice of it.
type snapshot struct {
	reader index.IndexReader
	slots  map[transcript.DocumentID]int
	held   []*outline // by slot
	bases  []int      // by slot
	rows   int        // number of rows, with the gaps between documents
	turns  int

	rowTable
	segments []segmentPlace
	words    *vocabulary

	pieces  atomic.Pointer[[]*piece] // nil until cut has laid them out, or when it could not
	cutting sync.WaitGroup
	closing atomic.Bool
	masks   masks
}

func newSnapshot(reader index.IndexReader, held []*outline, words *vocabulary) *snapshot {
	s := &snapshot{reader: reader, held: held, words: words, slots: make(map[transcript.DocumentID]int, len(held)), bases: make([]int, len(held))}
	for i, o := range held {
		s.slots[o.id] = i
		s.bases[i] = s.rows
		s.rows += (len(o.units) + 63) / 64 * 64
		s.turns += len(o.units)
	}
	return s
}

// cut begins to lay the index out in pieces. Until that is done, which takes a
// tenth of a second for a thousand interviews, bleve's own readers answer.
func (s *snapshot) cut() {
	s.cutting.Go(func() {
		err := guard(func() error {
			pieces, err := newPieces(s)
			if err == nil && pieces != nil {
				s.pieces.Store(&pieces)
			}
			return err
		})
		_ = err // what can't be laid out is asked of bleve
	})
}

func (s *snapshot) close() {
	if s != nil {
		s.closing.Store(true)
		s.cutting.Wait()
	}
	if s != nil && s.reader != nil {
		_ = guard(s.reader.Close)
	}
}

// count finds where the index holds each turn of the documents, and proves
// that it holds each once; whole says that it may hold nothing else. Segments
// do not change but for what is taken out of them, so those that a former
// snapshot counted are not asked again: former may be nil.
func (s *snapshot) count(former *snapshot, whole bool) error {
	return guard(func() error {
		segments, err := segmentsOf(s.reader)
		if err != nil {
			return err
		}
		c := counting{snapshot: s, former: former, whole: whole}
		c.numbers = make([]int32, s.rows)
		for i, segment := range s.reader.(*scorch.IndexSnapshot).Segments() {
			if err := c.segment(segments[i], segment); err != nil {
				return err
			}
		}
		if whole && c.found != s.turns {
			return fmt.Errorf("%d turns, want %d", c.found, s.turns)
		}
		s.rowTable, s.segments = c.rowTable, segments
		return nil
	})
}

// segmentPlace is the document numbers of one segment.
type segmentPlace struct {
	id   uint64
	from int // first number
	size int
}

// segmentsOf lists the segments in the order of their numbers.
func segmentsOf(reader index.IndexReader) ([]segmentPlace, error) {
	is, ok := reader.(*scorch.IndexSnapshot)
	if !ok {
		return nil, fmt.Errorf("reader is %T", reader)
	}
	out := make([]segmentPlace, 0, len(is.Segments()))
	from := 0
	for _, segment := range is.Segments() {
		size := int(segment.FullSize())
		out = append(out, segmentPlace{segment.Id(), from, size})
		from += size
	}
	return out, nil
}

// counting is a rowTable while it is made.
type counting struct {
	*snapshot
	rowTable
	former *snapshot
	whole  bool
	found  int
	last   guess
	block  block
}

func (c *counting) segment(at segmentPlace, segment *scorch.SegmentSnapshot) error {
	known := c.known(at)
	for range at.size {
		c.table = append(c.table, -1)
	}
	var id index.IndexInternalID
	for live := segment.DocNumbersLive().Iterator(); live.HasNext(); {
		local := int(live.Next())
		if local >= at.size {
			return fmt.Errorf("document %d of %d in a segment", local, at.size)
		}
		number, row := at.from+local, -1
		if known != nil {
			row = c.moved(known[local])
		}
		if row < 0 { // new to us, or of a document that did not count then
			id = index.NewIndexInternalID(id, uint64(number))
			var err error
			if row, err = c.locate(id, &c.last); err != nil {
				return err
			}
		}
		if row < 0 && !c.whole {
			continue
		}
		if row < 0 || c.numbers[row] != 0 {
			return fmt.Errorf("document %d does not belong here", number)
		}
		c.table[number], c.numbers[row] = int32(row), int32(number)+1
		c.found++
	}
	return nil
}

// known gives the rows that the former snapshot found for a segment.
func (c *counting) known(at segmentPlace) []int32 {
	if c.former == nil || c.former.table == nil {
		return nil
	}
	for _, s := range c.former.segments {
		if s.id == at.id && s.size == at.size {
			return c.former.table[s.from : s.from+s.size]
		}
	}
	return nil
}

// moved gives the row now of a row of the former snapshot; -1 when there is
// none.
func (c *counting) moved(row int32) int {
	if row < 0 {
		return -1
	}
	if row < c.block.from || row >= c.block.to {
		c.block = c.blockOf(row)
	}
	ordinal := int(row - c.block.from)
	if ordinal >= c.block.units {
		return -1
	}
	return c.block.base + ordinal
}

// block is the rows of one document in the former snapshot, and where they
// are now.
type block struct {
	from, to    int32
	base, units int // units 0: nowhere
}

func (c *counting) blockOf(row int32) block {
	slot := sort.Search(len(c.former.bases), func(i int) bool { return c.former.bases[i] > int(row) }) - 1
	b := block{from: int32(c.former.bases[slot]), to: int32(c.former.rows)}
	if slot+1 < len(c.former.bases) {
		b.to = int32(c.former.bases[slot+1])
	}
	if now, ok := c.slots[c.former.held[slot].id]; ok {
		b.base, b.units = c.bases[now], len(c.held[now].units)
	}
	return b
}

// guess is the document that the turn before was of: the next mostly is too.
type guess struct {
	doc  transcript.DocumentID
	slot int
	ok   bool
}

// locate gives the row of one of bleve's documents, from its name; -1 when it
// is of a document that does not count now.
func (s *snapshot) locate(id index.IndexInternalID, last *guess) (int, error) {
	name, err := s.reader.ExternalID(id)
	if err != nil {
		return -1, err
	}
	doc, ordinal, ok := splitTurnID(name)
	if !ok {
		return -1, errors.New("strange name in the index")
	}
	if !last.ok || doc != last.doc {
		last.doc = doc
		last.slot, last.ok = s.slots[doc]
	}
	if !last.ok || ordinal >= len(s.held[last.slot].units) {
		return -1, nil
	}
	return s.bases[last.slot] + ordinal, nil
}

// row gives the row of one of bleve's documents; -1 when it does not count.
func (s *snapshot) row(id index.IndexInternalID) (int, error) {
	if n := id.Value(); n < uint64(len(s.table)) {
		return int(s.table[n]), nil
	}
	return -1, errors.New("document number out of range")
}
