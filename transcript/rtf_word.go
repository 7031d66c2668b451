package transcript

import "bytes"

// rtfTexts are words that stand for characters.
var rtfTexts = map[string]string{
	"tab": "\t", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
	"bullet": "•", "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005", "zwj": "\u200d", "zwnj": "\u200c",
	"ltrmark": "\u200e", "rtlmark": "\u200f", "nestcell": "\t",
}

// rtfLeft are destinations whose text is none of the document's, also without
// the \* that says so. Item numbers and bullets go too, as in a docx.
var rtfLeft = wordSet(`colortbl stylesheet info pict listtext pntext pntxta pntxtb fldinst objdata objclass objname
	xe tc tcn rxe txe bkmkstart bkmkend nonshppict shprslt sp sn sv atnid atnauthor atntime atndate atnref atnparent
	atnicn atrfstart atrfend themedata colorschememapping datastore listtable listoverridetable revtbl rsidtbl
	generator filetbl upr nonesttables nesttableprops template private1 falt panose fontemb fontfile fname
	ffname ffdeftext ffformat ffhelptext ffstattext ffentrymcr ffexitmcr formfield datafield pgptbl title author
	operator keywords doccomm subject userprops xmlnstbl mmathpr do ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn`)

// rtfSeen are destinations behind \* that hold text all the same: the Unicode
// half of \upr, and what leads to the text of a box.
var rtfSeen = wordSet(`ud shpinst`)

var rtfEdges = wordSet(`header headerl headerr headerf footer footerl footerr footerf`)

// destination handles the word that begins a group of its own; it says whether
// the word was one.
func (w *rtfReader) destination(word string, starred bool) bool {
	switch {
	case w.group.sink == sinkNone && word == "nestrow":
		w.endNestedRow()
	case w.group.sink == sinkNone && (word != "ud" || !w.group.upr):
	case word == "fonttbl":
		w.begin(sinkFonts)
	case word == "ud":
		w.begin(sinkText)
		w.group.own = false
	case word == "upr":
		w.group.upr = w.group.sink == sinkText
		w.begin(sinkNone)
	case word == "footnote":
		w.notes += w.counts()
		w.begin(sinkNone)
	case word == "annotation":
		w.comments += w.counts()
		w.begin(sinkNone)
	case rtfEdges[word]:
		w.begin(sinkHeader)
	case word == "shptxt":
		w.tidyParagraph()
		w.begin(sinkText)
	case rtfLeft[word], starred && !rtfSeen[word]:
		w.begin(sinkNone)
	default:
		return starred
	}
	return true
}

// counts is 1 where text is read, 0 where a header's is passed by.
func (w *rtfReader) counts() int {
	if w.group.sink == sinkText {
		return 1
	}
	return 0
}

func (w *rtfReader) begin(s sink) {
	w.flush()
	w.group.sink, w.group.own = s, true
}

// definition handles the words of the table of fonts and of the document's
// head.
func (w *rtfReader) definition(word string, value int) bool {
	switch word {
	case "f":
		w.flush()
		if w.group.sink == sinkFonts {
			w.font = value
			if len(w.fonts) < 10_000 {
				w.fonts[value] = rtfFont{}
			}
			return true
		}
		w.group.font = value
	case "fcharset":
		w.setFont(charsetPages[value], value == 2)
	case "cpg":
		if codepages[value] != nil {
			w.setFont(value, false)
		}
	case "deff":
		w.deffont = value
	case "ansicpg":
		w.setPage(value)
	case "mac":
		w.setPage(10000)
	case "pc":
		w.setPage(437)
	case "pca":
		w.setPage(850)
	default:
		return false
	}
	return true
}

func (w *rtfReader) setPage(page int) {
	if !w.chosen && (codepages[page] != nil || page == pageUTF8) {
		w.flush()
		w.page = page
	}
}

// charsetPages are the code pages of a font's \fcharset. Number 1 means the
// document's own, and those of Japanese, Korean and Chinese (128 to 136) have
// characters of two bytes; programs write those as \u.
var charsetPages = map[int]int{
	0: 1252, 77: 10000, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874,
	238: 1250, 254: 437, 255: 850,
}

func (w *rtfReader) setFont(page int, symbol bool) {
	if f, ok := w.fonts[w.font]; ok && w.group.sink == sinkFonts {
		f.page, f.symbol = page, symbol
		w.fonts[w.font] = f
	}
}

// word handles the words of text and layout.
func (w *rtfReader) word(word string, value int, given bool) {
	switch word {
	case "u":
		w.unicode(value)
		return
	case "uc":
		w.group.fallback = min(max(value, 0), 32)
		return
	}
	w.flush()
	if text, ok := rtfTexts[word]; ok {
		w.put(text)
		return
	}
	on := !given || value != 0
	switch word {
	case "plain":
		w.group.font, w.group.deleted = -1, false
	case "deleted":
		w.group.deleted = on
	case "line", "lbr", "softline":
		w.newLine()
	case "par", "sect", "page", "column":
		w.paragraph()
	case "pard", "intbl", "trowd", "cell", "row":
		if w.group.sink == sinkText {
			w.table(word, on)
		}
	}
}

// table follows the words that lay out tables. They say where cells end, so
// the next one begins when text comes.
func (w *rtfReader) table(word string, on bool) {
	switch word {
	case "pard":
		w.inTable = false
	case "intbl":
		w.inTable = on
	case "trowd":
		w.inRow = true
	case "row":
		w.endRow()
	case "cell":
		w.beginRow()
		w.beginCell()
		w.tidyParagraph()
		w.cellEnd = true
	}
}

func (w *rtfReader) beginRow() {
	if w.rowOpen {
		return
	}
	w.tidyParagraph()
	w.openTable()
	w.startRow()
	w.startCell()
	w.rowOpen, w.cellEnd = true, false
}

func (w *rtfReader) beginCell() {
	if w.cellEnd {
		w.startCell()
		w.cellEnd = false
	}
}

func (w *rtfReader) endRow() {
	w.inRow = false
	if w.rowOpen {
		w.tidyParagraph()
		w.closeTable()
		w.rowOpen, w.cellEnd = false, false
	}
}

// place opens the row and cell that text stands in, or ends the table that it
// stands behind.
func (w *rtfReader) place() {
	switch {
	case w.inTable || w.inRow:
		w.beginRow()
		w.beginCell()
	case w.rowOpen:
		w.endRow()
	}
}

// endNestedRow makes the row of a table inside a cell a line of that cell.
func (w *rtfReader) endNestedRow() {
	if w.rowOpen && w.para.Len() > 0 {
		w.para.Truncate(len(bytes.TrimRight(w.para.Bytes(), " \t")))
		w.para.WriteByte('\n')
	}
}

func (w *rtfReader) newLine() {
	if w.group.sink == sinkText && !w.group.deleted {
		w.place()
		w.lineBreak()
	}
}

// paragraph ends one; a deleted end joins it to the next.
func (w *rtfReader) paragraph() {
	w.flush()
	if w.group.sink == sinkText && !w.group.deleted {
		w.tidyParagraph()
	}
}
