package list

import (
	"strings"

	"veldwerk/tui/text"
	"veldwerk/tui/theme"
)

// View draws the list on h lines of w columns each. The line of column titles
// is drawn when a column has a title and there is room for a row under it.
func (l *List) View(w, h int, focused bool) []string {
	lines := make([]string, 0, max(h, 0))
	if h <= 0 {
		return lines
	}
	l.width, l.height, l.header = w, h, l.titled() && h > 1
	l.layout = l.arrange(w)
	if l.header {
		l.height--
		lines = append(lines, l.titles(w))
	}
	if l.Len() == 0 {
		lines = append(lines, l.nothing(w)...)
	} else {
		l.scroll()
		for at := l.top; at < l.Len() && len(lines) < h; at++ {
			lines = append(lines, l.line(at, w, focused))
		}
	}
	for len(lines) < h {
		lines = append(lines, text.Fit("", w))
	}
	return lines[:h]
}

// Place is the position of the cursor, from 1 (0 without one), and the number of
// visible rows, headings counted: what a scroll bar needs.
func (l *List) Place() (at, of int) { return l.cursor + 1, l.Len() }

func (l *List) titled() bool {
	for _, c := range l.Columns {
		if c.Title != "" {
			return true
		}
	}
	return false
}

func (l *List) titles(w int) string {
	p := pen{base: l.Theme.Heading, more: l.Theme.Signs.Ellipsis}
	for _, s := range l.layout.spots {
		p.blanks(s.x - p.width)
		c := l.Columns[s.column]
		sign := sortSign(c.Sorted)
		title := Cell{Text: text.Cut(c.Title, s.width-text.Width(sign)) + sign}
		align := c.Align
		if align == Pivot {
			align = Left
		}
		p.cell(title, s.width, align, theme.Style{})
	}
	return p.end(w)
}

func sortSign(sorted int) string {
	switch {
	case sorted > 0:
		return " ↑"
	case sorted < 0:
		return " ↓"
	}
	return ""
}

// nothing words the empty list.
func (l *List) nothing(w int) []string {
	var lines []string
	const margin = 1
	for _, line := range text.Wrap(l.Empty, max(w-2*margin, 1)) {
		p := pen{base: l.Theme.Dim}
		if w > 2*margin {
			p.blanks(margin)
		}
		p.write(text.Cut(l.Empty[line.Lo:line.Hi], w-p.width), theme.Style{})
		lines = append(lines, p.end(w))
	}
	return lines
}

// line draws one row.
func (l *List) line(at, w int, focused bool) string {
	row := l.row(at)
	if row.Heading {
		return l.heading(row, w)
	}
	p := pen{match: l.Theme.Match, more: l.Theme.Signs.Ellipsis}
	here := at == l.cursor
	selected := here && !l.CellCursor || l.inRange(at)
	switch {
	case selected && focused:
		p.base, p.flat = l.Theme.Selection, true
	case here:
		p.base = l.Theme.Title
	}
	l.gutter(&p, at, here)
	if len(row.Cells) == 1 && !l.Tree && !l.CellCursor {
		p.blanks(l.layout.gutter - p.width)
		p.cell(row.Cells[0], w-l.layout.gutter, Left, theme.Style{})
		return p.end(w)
	}
	for _, s := range l.layout.spots {
		p.blanks(s.x - p.width)
		var cell Cell
		if s.column < len(row.Cells) {
			cell = row.Cells[s.column]
		}
		over := theme.Style{}
		if here && l.CellCursor && focused && s.column == l.Column() {
			over = l.Theme.Selection
		}
		width := s.width
		if s.column == 0 && l.Tree {
			width -= l.branch(&p, at, row, width, over)
		}
		p.cell(cell, width, l.Columns[s.column].Align, over)
	}
	return p.end(w)
}

func (l *List) gutter(p *pen, at int, here bool) {
	if l.layout.gutter == 0 {
		return
	}
	if here {
		p.write(l.Theme.Signs.Pointer, theme.Style{})
	}
	if l.layout.boxes {
		p.blanks(1 - p.width)
		box := "[ ]"
		if l.rowTicked(l.at(at)) {
			box = "[x]"
		}
		p.write(box, theme.Style{})
	}
}

// branch draws the indentation and the arrow of a row, and says how wide.
func (l *List) branch(p *pen, at int, row Row, width int, over theme.Style) int {
	sign := " "
	if l.hasChildren(l.at(at)) {
		sign = l.Theme.Signs.Open
		if l.folded[row.Key] && l.filter == nil {
			sign = l.Theme.Signs.Folded
		}
	}
	head := text.Cut(strings.Repeat(" ", indent(row.Depth, width))+sign+" ", width)
	p.write(head, over)
	return text.Width(head)
}

// indent is how far a row of a tree starts to the right: never so far that
// its text is gone.
func indent(depth, width int) int { return min(2*max(depth, 0), width/2) }

// heading draws a section title, over the whole width when it is one cell.
func (l *List) heading(row Row, w int) string {
	p := pen{base: l.Theme.Heading, match: l.Theme.Match, more: l.Theme.Signs.Ellipsis}
	if len(row.Cells) == 1 || len(l.layout.spots) == 0 {
		var cell Cell
		if len(row.Cells) > 0 {
			cell = row.Cells[0]
		}
		p.cell(cell, w, Left, theme.Style{})
		return p.end(w)
	}
	for _, s := range l.layout.spots {
		p.blanks(s.x - p.width)
		if s.column < len(row.Cells) {
			p.cell(row.Cells[s.column], s.width, l.Columns[s.column].Align, theme.Style{})
		}
	}
	return p.end(w)
}
