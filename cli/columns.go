package cli

import (
	"fmt"
	"strings"

	"veldwerk/tui/text"
)

// column of a table for people.
type column struct {
	title string
	right bool // numbers
}

// table prints rows in aligned columns. Nothing is cut: what is too wide for
// the terminal wraps there, and a pipe gets it whole.
func (s *Shell) table(columns []column, rows [][]string) {
	widths := make([]int, len(columns))
	for i, c := range columns {
		widths[i] = text.Width(c.title)
		for _, row := range rows {
			widths[i] = max(widths[i], text.Width(row[i]))
		}
	}
	head := make([]string, len(columns))
	for i, c := range columns {
		head[i] = c.title
	}
	s.row(columns, widths, head)
	for _, row := range rows {
		s.row(columns, widths, row)
	}
}

func (s *Shell) row(columns []column, widths []int, cells []string) {
	var b strings.Builder
	for i, cell := range cells {
		if i > 0 {
			b.WriteString("  ")
		}
		blank := strings.Repeat(" ", max(0, widths[i]-text.Width(cell)))
		if columns[i].right {
			b.WriteString(blank)
		}
		b.WriteString(text.Safe(cell))
		if !columns[i].right {
			b.WriteString(blank)
		}
	}
	fmt.Fprintln(s.Out, strings.TrimRight(b.String(), " "))
}
