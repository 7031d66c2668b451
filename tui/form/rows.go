package form

import (
	"strings"
	"unicode/utf8"

	"veldwerk/tui/text"
)

// View draws the text on h lines of exactly w columns, scrolled so that the
// cursor is on them, and says where it is.
func (e *Editor) View(w, h int) (lines []string, x, y int) {
	w, h = max(w, 1), max(h, 1)
	e.width = w
	if !e.Lines {
		return e.oneLine(w, h)
	}
	rows := text.Wrap(e.text, w)
	at := e.rowOf(rows, e.at)
	e.top = min(max(e.top, at-h+1, 0), at, max(len(rows)-h, 0))
	for _, r := range rows[e.top:min(e.top+h, len(rows))] {
		lines = append(lines, fit(e.text[r.Lo:r.Hi], w))
	}
	for len(lines) < h {
		lines = append(lines, fit("", w))
	}
	return lines, min(text.Width(e.text[rows[at].Lo:e.at]), w-1), at - e.top
}

// dots is a secret as it is drawn; only its end shows when it is too long.
func (e *Editor) dots(w, h int) (lines []string, x, y int) {
	count := func(s string) (n int) {
		for s != "" {
			size, _ := text.Cluster(s)
			s = s[size:]
			n++
		}
		return n
	}
	before, all := count(e.text[:e.at]), count(e.text)
	left := max(before-(w-1), 0)
	lines = append(lines, fit(strings.Repeat("•", max(min(all-left, w), 0)), w))
	for len(lines) < h {
		lines = append(lines, fit("", w))
	}
	return lines, min(before-left, w-1), 0
}

func (e *Editor) oneLine(w, h int) (lines []string, x, y int) {
	if e.Hidden {
		return e.dots(w, h)
	}
	if e.left > e.at || text.Width(e.text) < w {
		e.left = 0
	}
	e.left = e.boundary(e.left)
	// The cursor needs a column behind the last letter.
	for over := text.Width(e.text[e.left:e.at]) - (w - 1); e.left < e.at && over > 0; {
		n, cw := text.Cluster(e.text[e.left:])
		e.left += n
		over -= cw
	}
	end, width := e.left, 0
	for end < len(e.text) {
		n, cw := text.Cluster(e.text[end:])
		if width+cw > w {
			break
		}
		end += n
		width += cw
	}
	lines = append(lines, fit(e.text[e.left:end], w))
	for len(lines) < h {
		lines = append(lines, fit("", w))
	}
	return lines, min(text.Width(e.text[e.left:e.at]), w-1), 0
}

// Still draws the start of the text, as it is while another field has the cursor.
func (e *Editor) Still(w, h int) (lines []string) {
	w, h = max(w, 1), max(h, 1)
	e.width, e.top, e.left = w, 0, 0
	if e.Hidden {
		lines, _, _ = e.dots(w, h)
		return lines
	}
	if !e.Lines {
		lines = append(lines, fit(e.text, w))
	} else {
		for _, r := range text.Wrap(e.text, w) {
			if len(lines) < h {
				lines = append(lines, fit(e.text[r.Lo:r.Hi], w))
			}
		}
	}
	for len(lines) < h {
		lines = append(lines, fit("", w))
	}
	return lines
}

// Rows is how many lines the text takes at a width.
func (e *Editor) Rows(w int) int {
	if !e.Lines {
		return 1
	}
	return len(text.Wrap(e.text, max(w, 1)))
}

// Click puts the cursor at a column and line of what View drew last.
func (e *Editor) Click(x, y int) {
	if e.Hidden {
		return // where the clusters of a secret stand is not shown
	}
	if !e.Lines {
		e.move(e.within(e.left, len(e.text), x))
		return
	}
	rows := text.Wrap(e.text, e.width)
	e.move(e.offset(rows, min(max(e.top+y, 0), len(rows)-1), x))
}

// vertical moves by rows; false at the first or last one, so that a form can
// go to the field beside.
func (e *Editor) vertical(way int) bool {
	rows := text.Wrap(e.text, e.width)
	at := e.rowOf(rows, e.at)
	to := at + way
	if to < 0 || to >= len(rows) {
		return false
	}
	goal := e.goal
	if goal < 0 {
		goal = text.Width(e.text[rows[at].Lo:e.at])
	}
	e.move(e.offset(rows, to, goal))
	e.goal = goal
	return true
}

// rowOf is the row that a byte is drawn on: the last that starts before it.
func (e *Editor) rowOf(rows []text.Line, at int) int {
	row := 0
	for i, r := range rows {
		if r.Lo <= at {
			row = i
		}
	}
	return row
}

// offset is the byte drawn at a column of a row.
func (e *Editor) offset(rows []text.Line, row, x int) int {
	hi := rows[row].Hi
	if row+1 < len(rows) && rows[row+1].Lo == hi && hi > rows[row].Lo {
		hi = e.before(hi) // a cut word: its end is drawn on the next row
	}
	return e.within(rows[row].Lo, hi, x)
}

// within is the cluster boundary of [lo,hi] at column x behind lo.
func (e *Editor) within(lo, hi, x int) int {
	for width := 0; lo < hi; {
		n, cw := text.Cluster(e.text[lo:])
		if width+cw > x {
			break
		}
		lo += n
		width += cw
	}
	return lo
}

// fit is text.Fit for what is drawn right of something else: a mark without a
// width of its own at its start is kept from joining that.
func fit(s string, w int) string {
	s = text.Fit(s, w)
	if s != "" && s[0] >= utf8.RuneSelf {
		if _, n := utf8.DecodeRuneInString(s); text.Width(s[:n]) == 0 {
			return "\u200b" + s
		}
	}
	return s
}
