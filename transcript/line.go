package transcript

import (
	"sort"
	"strings"
)

// Lines knows where the lines of a text start, in code points. Lines end at LF
// only.
type Lines struct{ starts []int }

// Lines lists the lines of the text; make it once per document, not per
// question.
func (t Text) Lines() Lines {
	starts := make([]int, 1, 1+strings.Count(t.s, "\n"))
	at := 0
	for _, r := range t.s {
		at++
		if r == '\n' {
			starts = append(starts, at)
		}
	}
	return Lines{starts}
}

// Lines lists the lines of the document's text.
func (d *Document) Lines() Lines { return d.Text.Lines() }

// Len is the number of lines; a text that ends in LF has an empty last line.
func (l Lines) Len() int { return len(l.starts) }

// At is the number, from 1, of the line that holds the code point.
func (l Lines) At(codePoint int) int {
	return max(1, sort.SearchInts(l.starts, codePoint+1))
}
