package transcript

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Running heads stand in the first or last lines of a page, at the same height
// on most pages, with the same words but for numbers.
const (
	headLines = 4
	headShift = 4.0 // points that they may move
	headGap   = 1.5 // distance to the text, in distances between lines
)

// headSeen is a line at the edge of a page, seen before.
type headSeen struct {
	page   int
	height float64 // distance from the edge
}

// dropHeads takes running heads, feet and page numbers out of the pages' lines
// and counts them. Of the lines at an edge only those go beyond which nothing
// stays.
func dropHeads(pages []pdfPage, lines [][]pdfLine) int {
	dropped := 0
	for _, top := range []bool{true, false} {
		edges := make([][]int, len(pages)) // by page: lines from the edge inwards
		seen := map[string][]headSeen{}
		for p := range pages {
			edges[p] = edgeLines(lines[p], top)
			for _, i := range edges[p] {
				key := headKey(lines[p][i].text)
				seen[key] = append(seen[key], headSeen{p, pages[p].distance(lines[p][i].box, top)})
			}
		}
		for p := range pages {
			gone := map[int]bool{}
			for n, i := range edges[p] {
				l := lines[p][i]
				inner := math.Inf(1)
				if n+1 < len(edges[p]) {
					inner = gapBetween(l.box, lines[p][edges[p][n+1]].box)
				}
				apart := inner > headGap*1.2*l.height()-l.height()
				here := headSeen{p, pages[p].distance(l.box, top)}
				if !isHead(l.text, here, seen[headKey(l.text)], len(pages), apart, pages[p].number) {
					break
				}
				gone[i] = true
			}
			kept := lines[p][:0:0]
			for i, l := range lines[p] {
				if !gone[i] {
					kept = append(kept, l)
				}
			}
			dropped += len(gone)
			lines[p] = kept
		}
	}
	return dropped
}

// edgeLines are the lines next to the top or the bottom, from the edge in.
func edgeLines(lines []pdfLine, top bool) []int {
	order := make([]int, len(lines))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		d := lines[a].bottom - lines[b].bottom
		if top {
			d = -d
		}
		switch {
		case d < -2:
			return -1
		case d > 2:
			return 1
		}
		return a - b
	})
	return order[:min(len(order), headLines)]
}

func (p *pdfPage) distance(b box, top bool) float64 {
	if top {
		return p.top - b.bottom
	}
	return b.bottom - p.bottom
}

// gapBetween is the white between two lines, negative when they overlap.
func gapBetween(a, b box) float64 { return max(a.bottom-b.top, b.bottom-a.top) }

// headKey is what stays the same in a running head.
func headKey(text string) string {
	digit := false
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			if digit {
				return -1
			}
			digit = true
			return '#'
		}
		digit = false
		if unicode.IsSpace(r) {
			return ' '
		}
		return unicode.ToLower(r)
	}, text)
}

// pageNumber is a line that only says which page it is.
var pageNumber = regexp.MustCompile(`(?i)^[-–—|\s]*(?:(?:pagina|page|blz\.?|pag\.?|p\.)\s*)?(\d{1,4})\s*(?:(?:van|of|/|uit)\s*\d{1,4})?[-–—|\s]*$`)

// isHead decides on one line. Labels of speakers that stand alone on a line
// come back on every page too: they go only when white sets them apart.
func isHead(text string, here headSeen, seen []headSeen, pages int, apart bool, number int) bool {
	if m := pageNumber.FindStringSubmatch(text); m != nil && apart {
		if len(seen) >= 2 || strings.TrimLeft(m[1], "0") == strconv.Itoa(number) {
			return true
		}
	}
	same, parity := 0, 0
	last := -1
	for _, s := range seen {
		if s.page == last || math.Abs(s.height-here.height) > headShift {
			continue
		}
		last = s.page
		same++
		if s.page%2 == here.page%2 {
			parity++
		}
	}
	half := (pages + 1 - here.page%2) / 2 // pages on this side of the sheet
	most := same*5 >= pages*3 || parity >= 3 && parity*5 >= half*3
	if _, label := readLabel(text); label && !apart {
		return false
	}
	return most && (same >= 3 || same == 2 && apart)
}
