package list

import (
	"strings"
	"unicode/utf8"

	"veldwerk/tui/text"
	"veldwerk/tui/theme"
)

// pen writes one line of the screen and counts its columns.
type pen struct {
	line  []byte
	width int
	base  theme.Style // of the whole line
	match theme.Style // of marks
	more  string      // the sign for what is left out, one column
	flat  bool        // cells' own styles are left out: no code colour is legible on a selection
}

// write appends a safe, steady string. One that starts with a mark without a
// width of its own is kept from joining what stands before it.
func (p *pen) write(s string, style theme.Style) {
	if s == "" {
		return
	}
	if s[0] >= utf8.RuneSelf {
		if _, n := utf8.DecodeRuneInString(s); text.Width(s[:n]) == 0 {
			s = "\u200b" + s
		}
	}
	p.line = style.Over(p.base).Append(p.line, s)
	p.width += text.Width(s)
}

func (p *pen) blanks(n int) {
	if n > 0 {
		p.write(strings.Repeat(" ", n), theme.Style{})
	}
}

// end gives the line, blanks to w included.
func (p *pen) end(w int) string {
	p.blanks(w - p.width)
	return string(p.line)
}

// cell writes a cell on exactly w columns; over lies over its own style.
func (p *pen) cell(c Cell, w int, align Alignment, over theme.Style) {
	if w <= 0 {
		return
	}
	pivot := align == Pivot && len(c.Marks) > 0
	c = c.near(w, pivot).safe()
	if pivot {
		p.pivot(c, w, over)
		return
	}
	p.aligned(c, w, align, over)
}

func (p *pen) aligned(c Cell, w int, align Alignment, over theme.Style) {
	end := cut(c.Text, w)
	free := w - text.Width(c.Text[:end])
	more := end < len(c.Text)
	if more {
		free--
	}
	if align == Right {
		p.styledBlanks(free, over)
	}
	p.pieces(c, 0, end, over)
	if more {
		p.write(p.more, p.style(c, over))
	}
	if align != Right {
		p.styledBlanks(free, over)
	}
}

// pivot writes a cell so that its first mark starts where the first mark of
// every other such cell of the same width starts.
func (p *pen) pivot(c Cell, w int, over theme.Style) {
	at := clusterStart(c.Text, c.Marks[0][0])
	before := w * 2 / 5
	from := cutLeft(c.Text[:at], before)
	free := before - text.Width(c.Text[from:at])
	if from > 0 {
		free--
	}
	p.styledBlanks(free, over)
	if from > 0 && before > 0 {
		p.write(p.more, p.style(c, over))
	}
	p.pieces(c, from, at, over)
	rest := Cell{Text: c.Text[at:], Style: c.Style}
	for _, m := range c.Marks {
		rest.Marks = append(rest.Marks, [2]int{m[0] - at, m[1] - at})
	}
	p.aligned(rest, w-before, Left, over)
}

func (p *pen) style(c Cell, over theme.Style) theme.Style {
	if p.flat || !over.IsPlain() {
		return over
	}
	return c.Style
}

// styledBlanks fills a cell; unlike blanks it shows the cell cursor.
func (p *pen) styledBlanks(n int, over theme.Style) {
	if n > 0 {
		p.write(strings.Repeat(" ", n), over)
	}
}

// pieces writes the bytes [lo,hi) of a cell, marks in their style. The bounds
// of marks are moved outwards to clusters, because a cluster in two styles is
// drawn in pieces by some terminals.
func (p *pen) pieces(c Cell, lo, hi int, over theme.Style) {
	at := lo
	for _, m := range c.Marks {
		from, to := max(clusterStart(c.Text, m[0]), at), min(clusterEnd(c.Text, m[1]), hi)
		if from >= to {
			continue
		}
		p.write(text.Steady(c.Text[at:from]), p.style(c, over))
		p.write(text.Steady(c.Text[from:to]), p.match)
		at = to
	}
	p.write(text.Steady(c.Text[at:hi]), p.style(c, over))
}

// cut is the byte up to which s fits in w columns, the sign for what is left
// out included. It reads no further than it must: a cell may hold a whole turn.
func cut(s string, w int) int {
	fits, end, width := 0, 0, 0
	for end < len(s) {
		n, cw := text.Cluster(s[end:])
		if width+cw > w {
			return fits
		}
		end += n
		width += cw
		if width < w {
			fits = end
		}
	}
	return end
}

// cutLeft is the byte from which s fits in w columns up to its end, the sign
// for what is left out included.
func cutLeft(s string, w int) int {
	total := text.Width(s)
	if total <= w {
		return 0
	}
	from := 0
	for from < len(s) && total > w-1 {
		n, cw := text.Cluster(s[from:])
		from += n
		total -= cw
	}
	return from
}

// clusterStart is where the cluster that byte at stands in starts.
func clusterStart(s string, at int) int {
	at = min(max(at, 0), len(s))
	if at == len(s) || at == 0 || s[at] < utf8.RuneSelf {
		return at
	}
	for i := 0; i < at; {
		n, _ := text.Cluster(s[i:])
		if i+n > at {
			return i
		}
		i += n
	}
	return at
}

// clusterEnd is where the cluster that byte at-1 stands in ends.
func clusterEnd(s string, at int) int {
	at = min(max(at, 0), len(s))
	if start := clusterStart(s, at); start < at {
		n, _ := text.Cluster(s[start:])
		return start + n
	}
	return at
}
