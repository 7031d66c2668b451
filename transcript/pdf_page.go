package transcript

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// box is a place on a page as it is read, in points, y upwards.
type box struct{ left, top, right, bottom float64 }

func (b box) height() float64 { return b.top - b.bottom }

// around is the smallest box that holds both.
func (b box) around(o box) box {
	return box{min(b.left, o.left), max(b.top, o.top), max(b.right, o.right), min(b.bottom, o.bottom)}
}

// turned turns a box with its page, by quarters of a circle to the right.
func (b box) turned(quarters int) box {
	switch quarters {
	case 1:
		return box{b.bottom, -b.left, b.top, -b.right}
	case 2:
		return box{-b.right, -b.bottom, -b.left, -b.top}
	case 3:
		return box{-b.top, b.right, -b.bottom, b.left}
	}
	return b
}

// misses says whether nothing of the word is on the page.
func (p *pdfPage) misses(b box) bool {
	return p.height() > 0 && (b.top < p.bottom || b.bottom > p.top || b.right < p.left || b.left > p.right)
}

// upright puts the sides the right way round.
func (b box) upright() box {
	return box{min(b.left, b.right), max(b.top, b.bottom), max(b.left, b.right), min(b.top, b.bottom)}
}

// pdfLine is a line of text, or the part of one that stands in one column.
type pdfLine struct {
	box
	text   string
	size   float64    // height of most of its words
	words  []pdfPlace // where its words stand
	column int        // of the page, in reading order
	across bool       // it runs over columns
	page   int        // number, from 1
}

// pdfPlace is a word with its box.
type pdfPlace struct {
	box
	text string
}

type pdfPage struct {
	box
	number  int
	lines   []pdfLine
	picture bool // it has no text, but pictures
	broken  bool // it could not be opened
	lost    int  // characters that the font gives no meaning
	outside int  // words beyond the edges, which nobody sees
	sideway int  // words set sideways in a margin, left out
	numbers int  // numbers of lines in the margin, left out
	comment int  // notes in the margin
	words   int
}

// Kinds of objects and annotations.
const (
	pdfImage    = 3
	pdfNote     = 1
	pdfFreeText = 3
	maxNotes    = 1000 // annotations of a page that are looked at
)

// readPage reads the page with this index from 0; m.err says whether it could.
func (m *machine) readPage(document uint64, index int) pdfPage {
	page := pdfPage{number: index + 1}
	handle := m.call("FPDF_LoadPage", document, uint64(index))
	if handle == 0 {
		page.broken = true
		return page
	}
	turn := m.number("FPDFPage_GetRotation", handle)
	if b, ok := m.rectangle("FPDF_GetPageBoundingBox", handle); ok {
		page.box = b.upright().turned(turn).upright()
	}
	text := m.call("FPDFText_LoadPage", handle)
	if text != 0 {
		m.readWords(&page, text, turn)
		m.call("FPDFText_ClosePage", text)
	}
	if len(page.lines) == 0 {
		for i := range min(m.number("FPDFPage_CountObjects", handle), maxNotes) {
			object := m.call("FPDFPage_GetObject", handle, uint64(i))
			page.picture = page.picture || object != 0 && m.number("FPDFPageObj_GetType", object) == pdfImage
		}
	}
	for i := range min(m.number("FPDFPage_GetAnnotCount", handle), maxNotes) {
		note := m.call("FPDFPage_GetAnnot", handle, uint64(i))
		if note == 0 {
			continue
		}
		if kind := m.number("FPDFAnnot_GetSubtype", note); kind == pdfNote || kind == pdfFreeText {
			page.comment++
		}
		m.call("FPDFPage_CloseAnnot", note)
	}
	m.call("FPDF_ClosePage", handle)
	return page
}

// isHyphenMark knows what PDFium makes of a hyphen at the end of a line.
func isHyphenMark(r rune) bool { return r == 2 || r == 0xFFFE }

// readWords takes a page's characters in PDFium's order, which is the order in
// which the page was drawn, and makes words and lines of them. A page that is
// mostly set sideways is read so; on others what stands sideways is a stamp.
func (m *machine) readWords(page *pdfPage, text uint64, turn int) {
	runes := m.characters(text)
	sideways := m.placeWords(page, runes, text, turn)
	if up, down := sideways[0], sideways[1]; up+down > page.words {
		quarters := 1
		if down > up {
			quarters = 3
		}
		*page = pdfPage{box: page.turned(quarters).upright(), number: page.number}
		sideways = m.placeWords(page, runes, text, (turn+quarters)%4)
	}
	page.sideway = sideways[0] + sideways[1]
}

// placeWords finds the place of each word and gives the number of words that
// run upwards and downwards, which it leaves out. Only the first and the last
// character of a word are asked for their place: a call costs more than a
// microsecond.
func (m *machine) placeWords(page *pdfPage, runes []rune, text uint64, turn int) (sideways [2]int) {
	var line pdfLine
	flush := func() {
		if len(line.words) > 0 {
			line.page = page.number
			page.lines = append(page.lines, line)
		}
		line = pdfLine{}
	}
	side := 0 // of the word before on the same line: 1 upwards, 2 downwards
	for i := 0; i < len(runes) && m.err == nil; {
		if isBreak(runes[i]) {
			if runes[i] == '\r' || runes[i] == '\n' {
				flush()
				side = 0
			}
			i++
			continue
		}
		from := i
		for i < len(runes) && !isBreak(runes[i]) {
			i++
			if isHyphenMark(runes[i-1]) {
				break // the next line may follow without a sign
			}
		}
		first, ok := m.rectangle("FPDFText_GetLooseCharBox", text, uint64(from))
		last, also := m.rectangle("FPDFText_GetLooseCharBox", text, uint64(i-1))
		if !ok || !also {
			continue
		}
		first, last = first.upright().turned(turn).upright(), last.upright().turned(turn).upright()
		word := pdfPlace{box: first.around(last)}
		if page.misses(word.box) {
			page.outside++
			continue
		}
		if i-from > 1 {
			side = direction(first, last)
		}
		if side > 0 {
			sideways[side-1]++
			continue
		}
		word.text = page.spell(runes[from:i])
		if word.text == "" {
			continue
		}
		page.words++
		if len(line.words) > 0 && !line.holds(word.box) {
			flush()
		}
		if from > 0 && isHyphenMark(runes[from-1]) && len(line.words) > 0 {
			line.extend(word) // it was no end of a line
			continue
		}
		if len(line.words) == 0 {
			line.box = word.box
		}
		line.box = line.around(word.box)
		line.words = append(line.words, word)
	}
	flush()
	return sideways
}

// direction is 1 for a word that runs upwards, 2 downwards, 0 else.
func direction(first, last box) int {
	across := (last.left + last.right - first.left - first.right) / 2
	up := (last.top + last.bottom - first.top - first.bottom) / 2
	switch {
	case max(up, -up) <= 2*max(across, -across):
		return 0
	case up > 0:
		return 1
	}
	return 2
}

func isBreak(r rune) bool { return r == ' ' || r == '\t' || r == '\r' || r == '\n' }

// extend makes the line's last word longer.
func (l *pdfLine) extend(more pdfPlace) {
	last := &l.words[len(l.words)-1]
	last.text += more.text
	last.box = last.around(more.box)
	l.box = l.around(more.box)
}

// holds says whether a word goes on with the line: it overlaps it in height
// and does not lie far to the left of its end.
func (l *pdfLine) holds(b box) bool {
	last := l.words[len(l.words)-1]
	overlap := min(last.top, b.top) - max(last.bottom, b.bottom)
	return overlap > 0.3*min(last.height(), b.height()) && b.left > last.left-0.1*last.height()
}

// characters gives the page's characters by PDFium's number of them: in one
// call where that is sure to keep the numbers, else one by one.
func (m *machine) characters(text uint64) []rune {
	count := m.number("FPDFText_CountChars", text)
	if count <= 0 || count > maxFlow {
		return nil
	}
	if at := m.call("malloc", uint64(4*count+4)); at != 0 {
		units := m.number("FPDFText_GetText", text, 0, uint64(count), at)
		raw, ok := m.module.Memory().Read(uint32(at), uint32(2*max(0, units)))
		var runes []rune
		if ok && units <= 2*count+1 {
			wide := make([]uint16, max(0, units-1)) // without the 0 at the end
			for i := range wide {
				wide[i] = uint16(raw[2*i]) | uint16(raw[2*i+1])<<8
			}
			runes = utf16.Decode(wide)
		}
		m.call("free", at)
		if len(runes) == count {
			return runes
		}
	}
	runes := make([]rune, 0, count)
	for i := range count {
		runes = append(runes, rune(m.number("FPDFText_GetUnicode", text, uint64(i))))
	}
	return runes
}

// ligatures are letters that fonts draw as one.
var ligatures = map[rune]string{
	0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st",
}

// spell writes characters as text and counts those that the font gives no
// meaning.
func (p *pdfPage) spell(runes []rune) string {
	var b strings.Builder
	for _, r := range runes {
		switch letters := ligatures[r]; {
		case letters != "":
			b.WriteString(letters)
		case isHyphenMark(r):
			b.WriteByte('-')
		case r == 0xFEFF:
		case r == 0 || r == 0xFFFF || r == utf8.RuneError || !utf8.ValidRune(r):
			b.WriteRune(utf8.RuneError)
			p.lost++
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
