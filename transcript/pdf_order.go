package transcript

import (
	"slices"
	"strconv"
	"strings"
)

// Distances in heights of a line. A blank is 0.25 to 0.3 of one, in justified
// lines up to 0.8.
const (
	columnGap = 0.85 // what may lie between columns
	tabGap    = 2.5  // what was a tab
)

// ordered gives a page's lines in reading order: as they were drawn where
// there is one column, column by column where there are more. A line that runs
// over both columns, such as a heading, ends what stands above it.
func (p *pdfPage) ordered() []pdfLine {
	var pieces []pdfLine
	for _, l := range p.lines {
		pieces = append(pieces, l.pieces()...)
	}
	pieces = p.dropNumbers(pieces)
	if gutter, ok := findGutter(pieces); ok && !isDrawnByRow(pieces, gutter) {
		number := 0
		return joinPieces(splitColumns(pieces, gutter, 0, &number))
	}
	lines := joinPieces(pieces)
	up := 0
	for i := 1; i < len(lines); i++ {
		if lines[i].bottom > lines[i-1].top {
			up++
		}
	}
	if up*3 > len(lines) {
		// It was drawn from the bottom up, or in no order.
		sortDown(lines)
		lines = joinPieces(lines)
	}
	return lines
}

// dropNumbers takes out the numbers of lines or blocks in a margin: five or
// more, rising, with all else on one side of them.
func (p *pdfPage) dropNumbers(pieces []pdfLine) []pdfLine {
	margin, first, last, rising := box{}, 0, 0, true
	count := 0
	text := box{left: 1e9, right: -1e9}
	for _, l := range pieces {
		n, ok := l.number()
		if !ok {
			text.left, text.right = min(text.left, l.left), max(text.right, l.right)
			continue
		}
		if count == 0 {
			margin, first = l.box, n
		}
		rising = rising && (count == 0 || n > last)
		margin, last = margin.around(l.box), n
		count++
	}
	if count < minColumn-1 || !rising || last-first > 10*count || margin.right > text.left && margin.left < text.right {
		return pieces
	}
	p.numbers += count
	return slices.DeleteFunc(pieces, func(l pdfLine) bool {
		_, ok := l.number()
		return ok
	})
}

// number reads a piece that is a number of up to five digits.
func (l *pdfLine) number() (int, bool) {
	if len(l.words) != 1 || len(l.words[0].text) > 5 {
		return 0, false
	}
	n, err := strconv.Atoi(l.words[0].text)
	return n, err == nil && n >= 0
}

func sortDown(lines []pdfLine) {
	slices.SortStableFunc(lines, func(a, b pdfLine) int {
		switch {
		case a.top > b.top:
			return -1
		case a.top < b.top:
			return 1
		}
		return 0
	})
}

// pieces cuts a line where a column may end.
func (l pdfLine) pieces() []pdfLine {
	var out []pdfLine
	for i, w := range l.words {
		if i == 0 || w.left-l.words[i-1].right > columnGap*min(w.height(), l.words[max(0, i-1)].height()) {
			out = append(out, pdfLine{box: w.box, page: l.page})
		}
		last := &out[len(out)-1]
		last.box = last.around(w.box)
		last.words = append(last.words, w)
	}
	return out
}

// isDrawnByRow knows a table whose cells hold several lines: it was drawn cell
// after cell, from side to side. A page whose lines go from side to side one
// by one has columns.
func isDrawnByRow(pieces []pdfLine, x float64) bool {
	runs, count, side := 0, 0, 0
	for _, p := range pieces {
		here := 0
		switch {
		case p.right <= x+1:
			here = 1
		case p.left >= x-1:
			here = 2
		default:
			continue
		}
		if count++; here != side {
			runs++
			side = here
		}
	}
	return runs >= minColumn && 2*count >= 3*runs
}

// A column has minColumn lines: fewer may be a table. A page of more than
// maxPieces is a drawing.
const (
	minColumn = 6
	maxPieces = 2000
)

// findGutter looks for the left side of a second column: nearly nothing runs
// over it, and long lines stand side by side to its left and right. A column
// of names in front of what they say is no column.
func findGutter(pieces []pdfLine) (float64, bool) {
	if len(pieces) < 2*minColumn || len(pieces) > maxPieces {
		return 0, false
	}
	var whole box
	lefts := map[int]int{}
	for i, p := range pieces {
		if i == 0 {
			whole = p.box
		}
		whole = whole.around(p.box)
		lefts[int(p.left)]++
	}
	width := whole.right - whole.left
	best, most := 0.0, 0
	for left, n := range lefts {
		x := float64(left) - 0.5
		if n < minColumn/2 || x < whole.left+0.2*width || x > whole.right-0.2*width {
			continue
		}
		if count := columnsAt(pieces, x, width); count > most || count == most && count > 0 && x < best {
			best, most = x, count
		}
	}
	return best, most > 0
}

// columnsAt is the number of lines in the smaller of the columns on both sides
// of x, 0 when there are no two columns.
func columnsAt(pieces []pdfLine, x, width float64) int {
	var left, right, over int
	var leftWidth, rightWidth float64
	var leftBox, rightBox box
	for _, p := range pieces {
		switch {
		case p.right <= x+1:
			if left == 0 {
				leftBox = p.box
			}
			left++
			leftWidth += p.right - p.left
			leftBox = leftBox.around(p.box)
		case p.left >= x-1:
			if right == 0 {
				rightBox = p.box
			}
			right++
			rightWidth += p.right - p.left
			rightBox = rightBox.around(p.box)
		default:
			over++
		}
	}
	count := min(left, right)
	side := min(leftBox.top, rightBox.top) - max(leftBox.bottom, rightBox.bottom)
	switch {
	case count < minColumn || over*5 > len(pieces):
		return 0
	case leftWidth < 0.25*width*float64(left) || rightWidth < 0.25*width*float64(right):
		return 0
	case side < 0.4*min(leftBox.height(), rightBox.height()):
		return 0
	}
	return count
}

// splitColumns puts the left column before the right one, between the lines
// that run over both; a column may hold columns.
func splitColumns(pieces []pdfLine, x float64, depth int, number *int) []pdfLine {
	var over []pdfLine
	var sides [2][]pdfLine
	for _, p := range pieces {
		switch {
		case p.right <= x+1:
			sides[0] = append(sides[0], p)
		case p.left >= x-1:
			sides[1] = append(sides[1], p)
		default:
			over = append(over, p)
		}
	}
	sortDown(over)
	over = append(over, pdfLine{box: box{top: -1e9, bottom: -1e9}}) // the end of the page
	var out []pdfLine
	for _, o := range over {
		for s := range sides {
			var here, below []pdfLine
			for _, p := range sides[s] {
				if p.bottom >= o.top-0.3*p.height() {
					here = append(here, p)
				} else {
					below = append(below, p)
				}
			}
			sides[s] = below
			out = append(out, oneColumn(here, depth, number)...)
		}
		if len(o.words) > 0 {
			if n := len(out); n == 0 || !out[n-1].across {
				*number++
			}
			o.column, o.across = *number, true
			out = append(out, o)
		}
	}
	return out
}

func oneColumn(pieces []pdfLine, depth int, number *int) []pdfLine {
	if depth < 3 {
		if gutter, ok := findGutter(pieces); ok {
			return splitColumns(pieces, gutter, depth+1, number)
		}
	}
	sortDown(pieces)
	*number++
	for i := range pieces {
		pieces[i].column = *number
	}
	return pieces
}

// joinPieces unites what stands on one line of one column.
func joinPieces(pieces []pdfLine) []pdfLine {
	var lines []pdfLine
	for _, p := range pieces {
		if n := len(lines); n > 0 && lines[n-1].column == p.column && lines[n-1].goesOn(p) {
			lines[n-1].box = lines[n-1].around(p.box)
			lines[n-1].words = append(lines[n-1].words, p.words...)
			continue
		}
		lines = append(lines, p)
	}
	for i := range lines {
		lines[i].write()
	}
	return lines
}

func (l *pdfLine) goesOn(p pdfLine) bool {
	overlap := min(l.top, p.top) - max(l.bottom, p.bottom)
	return overlap > 0.5*min(l.height(), p.height()) && p.left > l.right-0.1*l.height()
}

// write makes the text of the words, with a tab where there was one.
func (l *pdfLine) write() {
	var b strings.Builder
	for i, w := range l.words {
		if i > 0 {
			if w.left-l.words[i-1].right > tabGap*min(w.height(), l.words[i-1].height()) {
				b.WriteByte('\t')
			} else {
				b.WriteByte(' ')
			}
		}
		b.WriteString(w.text)
	}
	l.text = b.String()
	heights := make([]float64, len(l.words))
	for i, w := range l.words {
		heights[i] = w.height()
	}
	slices.Sort(heights)
	l.size = heights[len(heights)/2]
}
