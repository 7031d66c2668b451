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
	headGap   = 0.7 // white between them and the text, in heights of a line
)

// headSeen is a line at the edge of a page, seen before.
type headSeen struct {
	page   int
	height float64 // distance from the edge
	apart  bool    // white stands between it and the text
}

// dropHeads takes running heads, feet and page numbers out of the pages' lines
// and counts them. Only lines at an edge go, up to the white that sets them
// apart from the text: a short answer may stand at one height on many pages.
func dropHeads(pages []pdfPage, lines [][]pdfLine) int {
	dropped := 0
	white := make([]float64, len(pages))
	for p := range pages {
		white[p] = usualWhite(lines[p])
	}
	for _, top := range []bool{true, false} {
		edges := make([][]int, len(pages)) // by page: lines from the edge inwards
		seen := map[string][]headSeen{}
		for p := range pages {
			edges[p] = edgeLines(lines[p], top)
			for n, i := range edges[p] {
				l := lines[p][i]
				apart := len(edges[p]) == 1
				if n+1 < len(edges[p]) {
					apart = gapBetween(l.box, lines[p][edges[p][n+1]].box) > max(headGap*l.size, 1.3*white[p])
				}
				key := headKey(l.text)
				seen[key] = append(seen[key], headSeen{p, pages[p].distance(l.box, top), apart})
			}
		}
		for p := range pages {
			gone := map[int]bool{}
			var run []int // heads so far; they go when white ends them
			for _, i := range edges[p] {
				l := lines[p][i]
				head, apart := isHead(l.text, p, pages[p].distance(l.box, top), seen[headKey(l.text)], pages)
				if !head {
					break
				}
				if run = append(run, i); apart {
					for _, i := range run {
						gone[i] = true
					}
				}
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

// usualWhite is the white between most lines of a page.
func usualWhite(lines []pdfLine) float64 {
	var all []float64
	for i := 1; i < len(lines); i++ {
		all = append(all, max(0, gapBetween(lines[i-1].box, lines[i].box)))
	}
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[len(all)/2]
}

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

// isHead decides on one line of the page with this index, and says whether it
// is set apart from the text by white: here, or on a third of its pages.
// Labels of speakers that stand alone on a line come back on every page too:
// they go only when they are set apart.
func isHead(text string, page int, height float64, seen []headSeen, pages []pdfPage) (head, apart bool) {
	same, parity, white := 0, 0, 0
	last := -1
	for _, s := range seen {
		if s.page == last || math.Abs(s.height-height) > headShift {
			continue
		}
		last = s.page
		same++
		if s.page%2 == page%2 {
			parity++
		}
		if s.apart {
			white++
		}
		apart = apart || s.apart && s.page == page
	}
	apart = apart || white*3 >= same
	if m := pageNumber.FindStringSubmatch(text); m != nil {
		if own := strings.TrimLeft(m[1], "0") == strconv.Itoa(pages[page].number); own && (apart || same >= 3) {
			return true, true
		}
	}
	half := (len(pages) + 1 - page%2) / 2 // pages on this side of the sheet
	most := same*5 >= len(pages)*3 || parity >= 3 && parity*5 >= half*3
	if _, label := readLabel(text); label && !apart {
		return false, false
	}
	return most && (same >= 3 || same == 2 && apart), apart
}
