package pseudonym

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Columns of the table as CSV; variants are joined by "; ".
var columns = []string{"kind", "name", "replacement", "variants"}

// RowError refuses a CSV; Row counts the lines of data from 1, 0 is the header.
type RowError struct{ Row int }

func (e *RowError) Error() string { return fmt.Sprintf("row %d", e.Row) }

// WriteCSV writes the table: UTF-8, CRLF, header kind,name,replacement,variants.
func (t Table) WriteCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	c.UseCRLF = true
	rows := [][]string{columns}
	for _, e := range t.Entries {
		rows = append(rows, []string{string(e.Kind), e.Name, e.Replacement, strings.Join(e.Variants, "; ")})
	}
	return c.WriteAll(rows)
}

// ReadCSV reads a table, separated by comma, semicolon or tab, with or without
// a byte order mark. Columns may stand in any order; kind may be missing or
// empty (Other), and so may variants and replacement. A *RowError tells which
// row is not understood.
func ReadCSV(raw []byte) (Table, error) {
	text := strings.TrimPrefix(string(raw), "\ufeff")
	head, _, _ := strings.Cut(text, "\n")
	c := csv.NewReader(strings.NewReader(text))
	c.FieldsPerRecord = -1
	for _, comma := range []rune{';', '\t'} {
		if strings.ContainsRune(head, comma) && !strings.ContainsRune(head, ',') {
			c.Comma = comma
		}
	}
	var t Table
	at := map[string]int{}
	for row := 0; ; row++ {
		fields, err := c.Read()
		if errors.Is(err, io.EOF) && row > 0 {
			return t, nil
		}
		if err != nil {
			return Table{}, &RowError{row}
		}
		if row == 0 {
			for i, name := range fields {
				at[strings.ToLower(strings.TrimSpace(name))] = i + 1
			}
			if at["name"] == 0 {
				return Table{}, &RowError{0}
			}
			continue
		}
		cell := func(name string) string {
			if i := at[name]; i > 0 && i <= len(fields) {
				return strings.TrimSpace(fields[i-1])
			}
			return ""
		}
		e := Entry{Kind: Kind(strings.ToLower(cell("kind"))), Name: cell("name"), Replacement: cell("replacement")}
		for _, v := range strings.Split(cell("variants"), ";") {
			if v = strings.TrimSpace(v); v != "" {
				e.Variants = append(e.Variants, v)
			}
		}
		if e.Kind == "" {
			e.Kind = Other
		}
		if e.Name == "" || !slices.Contains(Kinds(), e.Kind) {
			return Table{}, &RowError{row}
		}
		t.Entries = append(t.Entries, e)
	}
}
