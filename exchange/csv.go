package exchange

import (
	"bufio"
	"io"
	"strings"
	"unicode/utf8"
)

const byteOrderMark = "\uFEFF"

// guarded holds the first characters that make a spreadsheet take a cell for a
// formula, and the guard itself, so that it can be taken off again. The wide
// forms are taken for the plain ones where people write in wide forms.
const guarded = "=+-@\t\r\n'＝＋－＠"

// needsGuard says whether a cell starts with one of these.
func needsGuard(cell string) bool {
	first, _ := utf8.DecodeRuneInString(cell)
	return cell != "" && strings.ContainsRune(guarded, first)
}

// writeCSV writes RFC 4180 with every field quoted, so that no reader has to
// guess which blanks and line ends belong to the text.
func (t Table) writeCSV(w io.Writer, separator byte, excel bool) error {
	b := bufio.NewWriter(w)
	if excel {
		put(b, byteOrderMark)
	}
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	writeRecord(b, names, separator, excel)
	for _, row := range t.Rows {
		writeRecord(b, row, separator, excel)
	}
	return b.Flush()
}

func writeRecord(b *bufio.Writer, cells []string, separator byte, guard bool) {
	for i, cell := range cells {
		if i > 0 {
			put(b, string(separator))
		}
		put(b, "\"")
		if guard && needsGuard(cell) {
			put(b, "'")
		}
		put(b, strings.ReplaceAll(cell, `"`, `""`))
		put(b, "\"")
	}
	put(b, "\r\n")
}
