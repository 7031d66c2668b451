package tui

import (
	"veldwerk/tui/text"
	"veldwerk/tui/theme"
)

// markedLines wraps a text to w columns and gives the lines around its first
// mark, at most h, with the marks drawn as matches.
func markedLines(th *theme.Theme, s string, marks [][2]int, w, h int) []string {
	if h <= 0 || w <= 0 {
		return nil
	}
	lines := text.Wrap(s, w)
	first := 0
	if len(marks) > 0 {
		for i, l := range lines {
			if l.Hi > marks[0][0] {
				first = max(min(i-1, len(lines)-h), 0)
				break
			}
		}
	}
	var out []string
	for _, l := range lines[first:min(first+h, len(lines))] {
		out = append(out, markLine(th, s, l.Lo, l.Hi, marks))
	}
	return out
}

// markLine draws the bytes [lo,hi) of s with the marks in them.
func markLine(th *theme.Theme, s string, lo, hi int, marks [][2]int) string {
	out, at := "", lo
	for _, m := range marks {
		from, to := max(m[0], at), min(m[1], hi)
		if from >= to {
			continue
		}
		out += safe(s[at:from]) + th.Match.Render(safe(s[from:to]))
		at = to
	}
	return out + safe(s[at:hi])
}
