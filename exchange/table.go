package exchange

import (
	"bufio"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"
)

// Table is one export. Every row has a cell per column.
type Table struct {
	Name    string // of the export: "fragments", "turns" …; names the sheet
	Columns []Column
	Rows    [][]string
	Layout  Layout // how Markdown shows it
}

// Column of a table.
type Column struct {
	Name string
	Kind Kind
}

// Kind says how JSON shows a column's cells; the other formats show text only.
type Kind int

// The kinds of columns. An empty Number is null in JSON.
const (
	Text Kind = iota
	Number
)

// Layout says how Markdown shows a table: the zero Layout is a grid, one line
// a row. With Title each row is a section instead.
type Layout struct {
	Title  string   // column of the section's heading; rows that follow with the same one share it
	Group  bool     // bring rows of one title together, by title
	Quote  string   // column shown as a quotation
	Source []string // columns named under the quotation, on one line
	Body   string   // column whose text is Markdown of its own, taken as it stands
	Fields []string // columns listed by name, where they hold something
}

// Format is a kind of file.
type Format string

// The formats that a table can be written in.
const (
	CSV      Format = "csv"
	TSV      Format = "tsv"
	XLSX     Format = "xlsx"
	JSON     Format = "json"
	Markdown Format = "md"
	HTML     Format = "html"
)

// FormatOf reads the format from a path's ending, in any case.
func FormatOf(path string) (Format, bool) {
	switch f := Format(strings.ToLower(strings.TrimPrefix(filepath.Ext(path), "."))); f {
	case CSV, TSV, XLSX, JSON, Markdown, HTML:
		return f, true
	case "markdown":
		return Markdown, true
	case "htm":
		return HTML, true
	}
	return "", false
}

// Dialect of CSV and TSV; the other formats have none.
type Dialect struct {
	Excel bool // byte order mark, ";" in CSV, formula guard
}

// FormatError says that a table has no such format.
type FormatError struct{ Format Format }

func (e *FormatError) Error() string { return fmt.Sprintf("no table format %q", string(e.Format)) }

// Write writes the table: FormatError, with XLSX SizeError, or the writer's
// own error.
func (t Table) Write(w io.Writer, f Format, d Dialect) error {
	switch f {
	case CSV:
		if d.Excel {
			return t.writeCSV(w, ';', true)
		}
		return t.writeCSV(w, ',', false)
	case TSV:
		return t.writeCSV(w, '\t', d.Excel)
	case XLSX:
		return t.writeXLSX(w)
	case JSON:
		return t.writeJSON(w)
	case Markdown:
		return t.writeMarkdown(w)
	case HTML:
		return t.writeHTML(w)
	}
	return &FormatError{f}
}

// put writes to a buffer, which keeps an error until it is flushed.
func put(b *bufio.Writer, parts ...string) {
	for _, p := range parts {
		_, _ = b.WriteString(p)
	}
}

// column is the index of a column, -1 for none.
func (t Table) column(name string) int {
	for i, c := range t.Columns {
		if c.Name == name {
			return i
		}
	}
	return -1
}

// columns makes columns from a list of names parted by blanks; those that end
// in # hold numbers.
func columns(names string) []Column {
	var out []Column
	for _, name := range strings.Fields(names) {
		plain, number := strings.CutSuffix(name, "#")
		c := Column{Name: plain}
		if number {
			c.Kind = Number
		}
		out = append(out, c)
	}
	return out
}

// attributeColumns are the columns of attributes; they always stand last.
func attributeColumns(names []string) []Column {
	out := make([]Column, len(names))
	for i, n := range names {
		out[i].Name = "attr:" + n
	}
	return out
}

// instant writes a moment as UTC in whole seconds; the zero time is empty.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05Z")
}

// clock writes milliseconds of a recording as h:mm:ss.mmm; unknown is empty.
func clock(millis int64) string {
	if millis < 0 {
		return ""
	}
	s := millis / 1000
	return fmt.Sprintf("%d:%02d:%02d.%03d", s/3600, s/60%60, s%60, millis%1000)
}
