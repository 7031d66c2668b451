package search

import (
	"errors"
	"fmt"

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

	// rowTable is empty while the index is being written, when each row is
	// asked of bleve.
	rowTable
	words *vocabulary
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

func (s *snapshot) close() {
	if s != nil && s.reader != nil {
		_ = guard(s.reader.Close)
	}
}

// count proves that the index holds each turn of its documents once and
// nothing else, and remembers where.
func (s *snapshot) count() error {
	return guard(func() error {
		all, err := s.reader.DocIDReaderAll()
		if err != nil {
			return err
		}
		defer func() { _ = all.Close() }()
		numbers := make([]int32, s.rows)
		var table []int32
		turns := 0
		var last guess
		for {
			id, err := all.Next()
			if err != nil {
				return err
			}
			if id == nil {
				break
			}
			row, err := s.locate(id, &last)
			if err != nil {
				return err
			}
			number := int(id.Value())
			for len(table) <= number {
				table = append(table, -1)
			}
			if row < 0 || numbers[row] != 0 {
				return fmt.Errorf("document %d does not belong here", number)
			}
			table[number], numbers[row] = int32(row), int32(number)+1
			turns++
		}
		if turns != s.turns {
			return fmt.Errorf("%d turns, want %d", turns, s.turns)
		}
		s.rowTable = rowTable{table, numbers}
		return nil
	})
}

// ask gives the row of one of bleve's documents, from its name; -1 when it is
// of a document that does not count now.
func (s *snapshot) ask(id index.IndexInternalID) (int, error) {
	return s.locate(id, &guess{})
}

// guess is the document that the turn before was of: the next mostly is too.
type guess struct {
	doc  transcript.DocumentID
	slot int
	ok   bool
}

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

func (s *snapshot) row(id index.IndexInternalID) (int, error) {
	if s.table == nil {
		return s.ask(id)
	}
	if n := id.Value(); n < uint64(len(s.table)) {
		return int(s.table[n]), nil
	}
	return -1, errors.New("document number out of range")
}
