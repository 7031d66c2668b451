package transcript

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Distances that start a paragraph, in heights of a line.
const (
	minPitch  = 0.5
	maxPitch  = 3.0
	extraRoom = 1.25 // times the usual distance between lines
	indent    = 0.8
)

// layPages makes the text of the pages. The starts of pages count its bytes.
func layPages(pages []pdfPage) reading {
	var counts struct{ lost, broken, pictures, comments, numbers, outside, sideways int }
	rows := make([][]pdfLine, len(pages))
	for i := range pages {
		rows[i] = pages[i].ordered()
		counts.lost += pages[i].lost
		counts.comments += pages[i].comment
		counts.numbers += pages[i].numbers
		counts.outside += pages[i].outside
		counts.sideways += pages[i].sideway
		if pages[i].broken {
			counts.broken++
		}
		if pages[i].picture {
			counts.pictures++
		}
	}
	heads := dropHeads(pages, rows)
	lines := slices.Concat(rows...)
	w := pdfText{lines: lines, known: knownWords(lines)}
	w.breakLines()
	w.write()
	text, changed := canonical(w.text.String())
	r := reading{text: text, pages: w.pages}
	r.warnings = append(changed.warnings(), appendCounts(nil, []count{
		{"headers-dropped", heads}, {"line-numbers-dropped", counts.numbers},
		{"hidden-words-dropped", counts.outside}, {"sideways-words-dropped", counts.sideways}, {"hyphens-mended", w.mended}, {"invalid-bytes", counts.lost},
		{"pages-without-text", counts.pictures},
		{"pages-unreadable", counts.broken}, {"comments-dropped", counts.comments},
	})...)
	return r
}

// gap is what stands between two lines of the page.
type gap int

const (
	gapWrap      gap = iota // the line was full
	gapLine                 // the line ends here
	gapParagraph            // white or an indent
)

// pdfText turns lines into paragraphs.
type pdfText struct {
	lines  []pdfLine
	gaps   []gap // in front of each line
	known  map[string]bool
	text   strings.Builder
	pages  []draftPage
	mended int
}

// column is a column of a page: the sides of its lines.
type columnSides struct{ left, right float64 }

type columnKey struct{ page, column int }

// breakLines decides what stands between the lines: first by the page alone,
// then by who speaks, for a label starts a paragraph.
func (w *pdfText) breakLines() {
	sides := w.columnSides()
	usual := w.usualPitch()
	w.gaps = make([]gap, len(w.lines))
	for i := 1; i < len(w.lines); i++ {
		w.gaps[i] = gapBefore(w.lines[i-1], w.lines[i], sides, usual)
	}
	var plain strings.Builder
	starts := make(map[int]int, len(w.lines)) // by byte: the line
	for i, l := range w.lines {
		if i > 0 {
			plain.WriteString([]string{"\n", "\n", "\n\n"}[w.gaps[i]])
		}
		starts[plain.Len()] = i
		plain.WriteString(l.text)
	}
	marks, _ := findMarks(plain.String())
	for _, m := range marks {
		if i, ok := starts[m.lo]; ok {
			w.gaps[i] = gapParagraph
			// A name on a line of its own stays there: what follows is text.
			if m.hi-m.lo >= len(w.lines[i].text) && i+1 < len(w.lines) && w.gaps[i+1] == gapWrap {
				w.gaps[i+1] = gapLine
			}
		}
	}
}

// columnSides finds the sides of each column; left is where most lines start.
func (w *pdfText) columnSides() map[columnKey]columnSides {
	sides := map[columnKey]columnSides{}
	lefts := map[columnKey]map[int]int{}
	for _, l := range w.lines {
		k := columnKey{l.page, l.column}
		if lefts[k] == nil {
			lefts[k] = map[int]int{}
			sides[k] = columnSides{right: l.right}
		}
		lefts[k][int(l.left/2)]++
		s := sides[k]
		s.right = max(s.right, l.right)
		sides[k] = s
	}
	for k, bins := range lefts {
		best := 0
		first := true
		for bin, n := range bins {
			if first || n > bins[best] || n == bins[best] && bin < best {
				best, first = bin, false
			}
		}
		s := sides[k]
		s.left = 2 * float64(best)
		sides[k] = s
	}
	return sides
}

// usualPitch is the distance between lines of one paragraph, in heights of a
// line: a small one among those that occur, for a transcript may have more
// turns than wrapped lines.
func (w *pdfText) usualPitch() float64 {
	var all []float64
	for i := 1; i < len(w.lines); i++ {
		a, b := w.lines[i-1], w.lines[i]
		if p, ok := pitch(a, b); ok && p > minPitch && p < maxPitch {
			all = append(all, p)
		}
	}
	if len(all) == 0 {
		return maxPitch
	}
	slices.Sort(all)
	return all[len(all)/10]
}

// pitch is the distance from line to line in heights; ok when b stands under a.
func pitch(a, b pdfLine) (float64, bool) {
	h := min(a.size, b.size)
	if a.page != b.page || a.column != b.column || h <= 0 {
		return 0, false
	}
	return (a.bottom - b.bottom) / h, true
}

func gapBefore(a, b pdfLine, sides map[columnKey]columnSides, usual float64) gap {
	ended := endsLine(a.text)
	sa, sb := sides[columnKey{a.page, a.column}], sides[columnKey{b.page, b.column}]
	short := sa.right-a.right > firstWord(b)+0.5*a.size
	p, below := pitch(a, b)
	otherSize := (ended || startsAnew(b.text)) && max(a.size, b.size) > 1.2*min(a.size, b.size)
	if otherSize || below && (p > usual*extraRoom || p < -minPitch) {
		return gapParagraph
	}
	if b.left > sb.left+indent*b.size && a.left < sa.left+indent*a.size && (short || ended) {
		return gapParagraph
	}
	if short && !endsInHyphen(a.text) && (ended || startsAnew(b.text)) {
		if !below {
			return gapParagraph
		}
		return gapLine
	}
	return gapWrap
}

// firstWord is the room that the line's first word takes with its blank.
func firstWord(l pdfLine) float64 {
	if len(l.words) == 0 {
		return 0
	}
	return l.words[0].right - l.words[0].left + 0.3*l.size
}

func endsLine(s string) bool {
	s = strings.TrimRight(s, "\"'”’»)] ")
	return s != "" && strings.ContainsRune(".?!…:;", lastRune(s))
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

func startsAnew(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return !unicode.IsLower(r)
}

// write joins the lines.
func (w *pdfText) write() {
	pending := "" // the line before without its hyphen
	page := 0
	for i, l := range w.lines {
		text := strings.TrimRight(l.text, " \t")
		if i > 0 {
			w.text.WriteString(w.between(i, &pending))
		}
		if l.page != page {
			page = l.page
			w.pages = append(w.pages, draftPage{w.text.Len(), page})
		}
		pending = ""
		if i+1 < len(w.lines) && w.gaps[i+1] == gapWrap && endsInHyphen(text) {
			r := lastRune(text)
			pending = string(r)
			text = strings.TrimSuffix(text, pending)
		}
		w.text.WriteString(text)
	}
}

// between gives what stands before line i; pending is the hyphen that the line
// before it ended in.
func (w *pdfText) between(i int, pending *string) string {
	switch w.gaps[i] {
	case gapParagraph:
		return "\n\n"
	case gapLine:
		return "\n"
	}
	if *pending == "" {
		return " "
	}
	hyphen := *pending
	if hyphen == "\u00AD" {
		hyphen = ""
	}
	next := w.lines[i].text
	word := strings.TrimRightFunc(next[:wordEnd(next)], func(r rune) bool { return !unicode.IsLetter(r) })
	before := lastWord(w.lines[i-1].text)
	r, _ := utf8.DecodeRuneInString(next)
	switch {
	case !unicode.IsLower(r):
		return hyphen // Noord-Holland, 2019-2020
	case suspended[strings.ToLower(word)]:
		return *pending + " " // zorg- en welzijn
	case !w.known[strings.ToLower(before+word)] && w.known[strings.ToLower(before+"-"+word)]:
		return hyphen // e-mail, written so elsewhere
	}
	w.mended++
	return ""
}

// suspended are the words after a hyphen that stands for a word left out.
var suspended = map[string]bool{"en": true, "of": true, "and": true, "or": true, "noch": true, "tot": true, "und": true, "oder": true, "et": true}

// endsInHyphen says whether a line ends within a word.
func endsInHyphen(s string) bool {
	switch r := lastRune(s); r {
	case '-', '\u2010', '\u00AD':
		before := lastRune(s[:len(s)-utf8.RuneLen(r)])
		return unicode.IsLetter(before) || unicode.IsDigit(before)
	}
	return false
}

func wordEnd(s string) int {
	if n := strings.IndexAny(s, " \t"); n >= 0 {
		return n
	}
	return len(s)
}

// lastWord is the last word of a line that ends in a hyphen, without it.
func lastWord(s string) string {
	s = s[strings.LastIndexAny(s, " \t")+1:]
	s = strings.TrimSuffix(s, string(lastRune(s)))
	return strings.TrimLeftFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
}

// knownWords are the words within lines: how the text writes a word that a
// line's end cuts elsewhere.
func knownWords(lines []pdfLine) map[string]bool {
	known := map[string]bool{}
	for _, l := range lines {
		for i, w := range l.words {
			if i == 0 || i == len(l.words)-1 && endsInHyphen(w.text) {
				continue
			}
			known[strings.ToLower(strings.TrimFunc(w.text, func(r rune) bool { return !unicode.IsLetter(r) }))] = true
		}
	}
	return known
}
