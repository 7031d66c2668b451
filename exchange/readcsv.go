package exchange

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// SyntaxError refuses a file: Code is "not-utf8", "unclosed-quote",
// "after-quote" (text between a closing quote and the next separator),
// "row-length", "empty" or, from JSON, "json".
type SyntaxError struct {
	Code string
	Line int // 1-based, in lines of the file; 0 when it is the whole file
	Err  error
}

func (e *SyntaxError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("line %d: %s: %v", e.Line, e.Code, e.Err)
	}
	return fmt.Sprintf("line %d: %s", e.Line, e.Code)
}

func (e *SyntaxError) Unwrap() error { return e.Err }

// ReadCSV reads a table in any dialect that Write makes, and what spreadsheets
// make of it: separated by comma, semicolon or tab, quoted or not, with LF or
// CRLF. All columns are Text. The formula guard is taken off only where the
// file looks like the Excel dialect and every cell fits it, so that `'s avonds`
// in a plain file keeps its apostrophe. Errors: SyntaxError or the reader's own.
func ReadCSV(r io.Reader) (Table, error) {
	read, err := readRows(r, false)
	if err != nil {
		return Table{}, err
	}
	if read.excel && fitsGuard(read.rows) {
		for _, row := range read.rows {
			for i := range row {
				row[i] = strings.TrimPrefix(row[i], "'")
			}
		}
	}
	return read.table(), nil
}

// readLoose reads a table that a person changed in a spreadsheet: rows may
// lack cells at their end. guard says whether cells may have the formula guard,
// which is left on: a person writes cells without.
func readLoose(r io.Reader) (t Table, guard bool, err error) {
	read, err := readRows(r, true)
	return read.table(), read.excel, err
}

// rowsRead is a file as it stands.
type rowsRead struct {
	rows  [][]string // the header first
	excel bool       // it looks like the Excel dialect
}

func (r rowsRead) table() Table {
	if len(r.rows) == 0 {
		return Table{}
	}
	t := Table{Rows: r.rows[1:]}
	for _, name := range r.rows[0] {
		t.Columns = append(t.Columns, Column{Name: name})
	}
	return t
}

// readRows reads the records; loose gives each as many cells as the header,
// where no text is lost by it.
func readRows(r io.Reader, loose bool) (rowsRead, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return rowsRead{}, err
	}
	s, excel := strings.CutPrefix(string(raw), byteOrderMark)
	if !utf8.ValidString(s) {
		return rowsRead{}, &SyntaxError{Code: "not-utf8"}
	}
	separator := separatorOf(s)
	scan := scanner{s: s, line: 1, separator: separator}
	var rows [][]string
	for scan.at < len(s) {
		line := scan.line
		row, err := scan.record()
		if err != nil {
			return rowsRead{}, err
		}
		if row == nil {
			continue // a blank line, which spreadsheets leave at the end
		}
		if loose && len(rows) > 0 {
			row = fitRow(row, len(rows[0]))
		}
		if len(rows) > 0 && len(row) != len(rows[0]) {
			return rowsRead{}, &SyntaxError{Code: "row-length", Line: line}
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return rowsRead{}, &SyntaxError{Code: "empty"}
	}
	return rowsRead{rows, excel || separator == ';'}, nil
}

// fitRow adds empty cells at a row's end, or takes them away.
func fitRow(row []string, n int) []string {
	for len(row) > n && row[len(row)-1] == "" {
		row = row[:len(row)-1]
	}
	if len(row) < n {
		row = append(row, make([]string, n-len(row))...)
	}
	return row
}

// separatorOf counts the candidates in the first line, outside quotes.
func separatorOf(s string) byte {
	var counts [256]int
	quoted := false
	for i := 0; i < len(s) && (quoted || s[i] != '\n'); i++ {
		if s[i] == '"' {
			quoted = !quoted
		} else if !quoted {
			counts[s[i]]++
		}
	}
	best := byte(',')
	for _, c := range []byte{';', '\t'} {
		if counts[c] > counts[best] {
			best = c
		}
	}
	return best
}

// fitsGuard says whether the guard could have written all cells: none starts
// as a formula does, and an apostrophe is followed by what it guards.
func fitsGuard(rows [][]string) bool {
	for _, row := range rows {
		for _, cell := range row {
			switch {
			case !needsGuard(cell):
			case cell[0] != '\'':
				return false
			case !needsGuard(cell[1:]):
				return false
			}
		}
	}
	return true
}

// scanner reads records. encoding/csv would not do: it makes CRLF inside a
// field LF.
type scanner struct {
	s         string
	at, line  int
	separator byte
}

// record reads up to and with a line's end; a blank line is nil.
func (c *scanner) record() ([]string, error) {
	if c.lineEnd() {
		return nil, nil
	}
	var row []string
	for {
		cell, err := c.field()
		if err != nil {
			return nil, err
		}
		row = append(row, cell)
		switch {
		case c.at == len(c.s) || c.lineEnd():
			return row, nil
		case c.s[c.at] == c.separator:
			c.at++
		default:
			return nil, &SyntaxError{Code: "after-quote", Line: c.line}
		}
	}
}

// lineEnd passes LF or CRLF, if one stands here.
func (c *scanner) lineEnd() bool {
	rest := c.s[c.at:]
	switch {
	case strings.HasPrefix(rest, "\n"):
		c.at++
	case strings.HasPrefix(rest, "\r\n"):
		c.at += 2
	default:
		return false
	}
	c.line++
	return true
}

func (c *scanner) field() (string, error) {
	if c.at == len(c.s) || c.s[c.at] != '"' {
		start := c.at
		for c.at < len(c.s) && c.s[c.at] != c.separator && c.s[c.at] != '\n' && !strings.HasPrefix(c.s[c.at:], "\r\n") {
			c.at++
		}
		return c.s[start:c.at], nil
	}
	opened := c.line
	c.at++
	var b strings.Builder
	for {
		n := strings.IndexByte(c.s[c.at:], '"')
		if n < 0 {
			return "", &SyntaxError{Code: "unclosed-quote", Line: opened}
		}
		part := c.s[c.at : c.at+n]
		b.WriteString(part)
		c.line += strings.Count(part, "\n")
		c.at += n + 1
		if c.at == len(c.s) || c.s[c.at] != '"' {
			return b.String(), nil
		}
		b.WriteByte('"')
		c.at++
	}
}
