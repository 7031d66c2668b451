package list

import (
	"unicode/utf8"

	"veldwerk/tui/text"
)

// bytesPerColumn is more than texts take: what stands further away than this
// from the edge of a cell is never read, so that a cell may hold a whole turn.
const bytesPerColumn = 16

// near is the cell with no more text than w columns can show: from its start,
// or around its first mark.
func (c Cell) near(w int, pivot bool) Cell {
	reach := bytesPerColumn * (w + 1)
	lo, hi := 0, reach
	if pivot {
		at := min(max(c.Marks[0][0], 0), len(c.Text))
		lo, hi = at-reach, at+reach
	}
	return c.window(runeStart(c.Text, lo), runeStart(c.Text, hi))
}

// safe is the cell with text.Safe text. Clusters are told in that text, because
// a control that becomes visible may join with what follows.
func (c Cell) safe() Cell {
	safe := text.Safe(c.Text)
	if safe == c.Text {
		return c
	}
	marks := make([][2]int, len(c.Marks))
	for i, m := range c.Marks {
		marks[i] = [2]int{safeOffset(c.Text, m[0]), safeOffset(c.Text, m[1])}
	}
	return Cell{Text: safe, Style: c.Style, Marks: marks}
}

// window is the cell with the bytes [lo,hi) of its text.
func (c Cell) window(lo, hi int) Cell {
	if lo == 0 && hi == len(c.Text) {
		return c
	}
	cut := Cell{Text: c.Text[lo:hi], Style: c.Style}
	for _, m := range c.Marks {
		cut.Marks = append(cut.Marks, [2]int{m[0] - lo, m[1] - lo})
	}
	return cut
}

// safeOffset is where byte at stands in the safe text.
func safeOffset(s string, at int) int { return len(text.Safe(s[:runeStart(s, at)])) }

// runeStart brings a byte offset into the bounds of s and to the start of a rune.
func runeStart(s string, at int) int {
	at = min(max(at, 0), len(s))
	for at > 0 && at < len(s) && !utf8.RuneStart(s[at]) {
		at--
	}
	return at
}
