package foreign

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"veldwerk/transcript"
)

// Row is one row of a table. Columns that the table does not have are NULL.
type Row struct {
	columns []string
	values  []any
	western bool
}

// Each calls f with every row of a table, in the order in which the rows were
// made, with the columns that are named and that it has. A table that is not
// there has no rows.
func (d *Database) Each(name, columns string, f func(Row) error) error {
	t, ok := d.tables[strings.ToLower(name)]
	if !ok {
		return nil
	}
	row := Row{columns: strings.Fields(columns), western: d.Western}
	row.values = make([]any, len(row.columns))
	var selected []string
	targets := make([]any, 0, len(row.columns))
	for i, c := range row.columns {
		if own, ok := t.columns[strings.ToLower(c)]; ok {
			// The plus keeps the driver from making times of what is declared a date.
			selected = append(selected, "+"+quoted(own))
			targets = append(targets, &row.values[i])
		}
	}
	if len(selected) == 0 {
		return nil
	}
	query := "SELECT " + strings.Join(selected, ", ") + " FROM " + quoted(t.name)
	if t.rowid && t.columns["rowid"] == "" {
		query += " ORDER BY rowid"
	}
	return d.fault(d.each(query, targets, row, f))
}

func (d *Database) each(query string, targets []any, row Row, f func(Row) error) error {
	rows, err := d.conn.QueryContext(d.ctx, query)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for n := 0; rows.Next(); n++ {
		if n == maxRows {
			return &transcript.Error{Code: "too-large", Args: map[string]any{"limit": maxRows}}
		}
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		for _, v := range row.values {
			switch v := v.(type) {
			case string:
				d.read += int64(len(v))
			case []byte:
				d.read += int64(len(v))
			}
		}
		if d.read > maxTotal {
			return &transcript.Error{Code: "too-large", Args: map[string]any{"limit": maxTotal}}
		}
		if err := f(row); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Clone is the row with values of its own, to be kept: Each uses a row again.
func (r Row) Clone() Row {
	r.values = slices.Clone(r.values)
	return r
}

func (r Row) value(column string) any {
	for i, c := range r.columns {
		if c == column {
			return r.values[i]
		}
	}
	return nil
}

// Null says whether the column is NULL or not there.
func (r Row) Null(column string) bool { return r.value(column) == nil }

// Text is the column as text, always valid UTF-8; NULL is empty.
func (r Row) Text(column string) string {
	switch v := r.value(column).(type) {
	case string:
		return r.sound(v)
	case []byte:
		return r.sound(string(v))
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

// sound makes text valid; one bad byte is one character, so that positions
// stay.
func (r Row) sound(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + len(s)/8)
	if r.western {
		for i := 0; i < len(s); i++ {
			b.WriteRune(charmap.Windows1252.DecodeByte(s[i]))
		}
		return b.String()
	}
	for _, c := range s {
		b.WriteRune(c)
	}
	return b.String()
}

// Int is the column as a whole number: ok is false when it is none, or too
// large to count anything.
func (r Row) Int(column string) (n int, ok bool) {
	switch v := r.value(column).(type) {
	case int64:
		n = int(v)
		return n, v > math.MinInt32 && v < math.MaxInt32
	case float64:
		n = int(max(min(v, math.MaxInt32), math.MinInt32))
		return n, v == math.Trunc(v) && v > math.MinInt32 && v < math.MaxInt32
	case string:
		f, err := strconv.ParseFloat(strings.TrimSpace(v), 64)
		if err != nil {
			return 0, false
		}
		return Row{columns: []string{column}, values: []any{f}}.Int(column)
	}
	return 0, false
}

// Span is two columns as the file gives them; -1 for both when one holds no
// number.
func (r Row) Span(from, to string) transcript.Span {
	start, ok := r.Int(from)
	end, okay := r.Int(to)
	if !ok || !okay {
		return transcript.Span{Start: -1, End: -1}
	}
	return transcript.Span{Start: start, End: end}
}

// Key is the column as a number that joins tables, as the file writes it: rows
// made by hand hold 3, 3.0 and "3".
func (r Row) Key(column string) string {
	if n, ok := r.Int(column); ok {
		return strconv.Itoa(n)
	}
	return r.Text(column)
}

// Time is the column as a moment; the zero time when it is none. A moment
// without a zone is UTC.
func (r Row) Time(column string) time.Time { return Moment(r.Text(column)) }

// moments are the ways in which the tools write one: ISO with what QualCoder
// and Taguette leave out, and R's date().
var moments = []string{
	"2006-01-02 15:04:05", "2006-01-02T15:04:05", time.RFC3339, "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04", "2006-01-02",
	"Mon Jan _2 15:04:05 2006", "Mon Jan 2 15:04:05 2006", "2006-01-02_15:04:05", "2006/01/02 15:04:05",
}

// Moment reads a moment as the tools write it; the zero time when it is none.
func Moment(s string) time.Time {
	s = strings.TrimSpace(s)
	for _, layout := range moments {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}
