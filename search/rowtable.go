package search

import (
	"encoding/binary"
	"errors"
)

// rowTable gives the row of each of bleve's document numbers, and the reverse.
// It is worked out once, when the index comes to rest, and kept beside it:
// asking bleve for two hundred thousand names takes longer than opening may.
type rowTable struct {
	table   []int32 // row by number; -1 for a turn that was taken out
	numbers []int32 // by row: 1 + number; 0 for a gap between documents
}

var errRows = errors.New("rows do not fit the outlines")

// bytes gives the file form: the row of each number, four bytes each.
func (t rowTable) bytes() []byte {
	b := make([]byte, 0, 4*len(t.table))
	for _, row := range t.table {
		b = binary.LittleEndian.AppendUint32(b, uint32(row))
	}
	return b
}

// readRowTable is the inverse of bytes, for so many rows of which so many are
// turns. Each turn has one number.
func readRowTable(b []byte, rows, turns int) (rowTable, error) {
	if len(b)%4 != 0 {
		return rowTable{}, errRows
	}
	t := rowTable{table: make([]int32, len(b)/4), numbers: make([]int32, rows)}
	for i := range t.table {
		row := int32(binary.LittleEndian.Uint32(b[4*i:]))
		t.table[i] = row
		if row < 0 {
			continue
		}
		if int(row) >= rows || t.numbers[row] != 0 {
			return rowTable{}, errRows
		}
		t.numbers[row] = int32(i) + 1
		turns--
	}
	if turns != 0 {
		return rowTable{}, errRows
	}
	return t, nil
}
