package transcript

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of the text that a formatted document may give: the longest
// interviews have some 200,000 words in some 10,000 paragraphs.
const (
	maxFlow       = 16 << 20 // bytes; a million words take 6 MB
	maxParagraphs = 300_000  // with the lines in them; and as many moments
	maxTables     = 64       // one inside the other; deeper ones are no tables
	maxElements   = 3_000_000
)

// flow lays out the text of a formatted document, whatever format says where
// its paragraphs are: a blank line between paragraphs, rows of a table as
// paragraphs with a tab between cells, LF between what stands in one cell.
type flow struct {
	text strings.Builder // paragraphs that are done
	para bytes.Buffer    // the one being read
	gap  string          // what stands between the text and the next paragraph

	cells      []cell // open tables
	tooDeep    int    // open tables beyond the limit
	paragraphs int
	elements   int
	full       bool // a limit was passed; what follows is not kept

	anchors []draftAnchor // byte offsets in text
	moments []draftAnchor // byte offsets in para
	remarks *remarks      // nil: where comments stand is not asked
}

// markup is what a format makes of the tags of a part, and of the text between
// them.
type markup interface {
	start(xml.StartElement)
	end(xml.EndElement)
	said([]byte)
}

// walk hands a part of XML to its format, until its end or a limit.
func (w *flow) walk(r io.Reader, m markup) error {
	d := xml.NewDecoder(r)
	d.CharsetReader = charsetReader
	depth := 0
	for !w.full {
		t, err := d.Token()
		if errors.Is(err, io.EOF) && depth == 0 {
			return nil
		}
		if err != nil {
			return damaged(err)
		}
		switch e := t.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return &Error{Code: "damaged", Args: map[string]any{"depth": depth}}
			}
			w.element()
			m.start(e)
		case xml.EndElement:
			depth--
			m.end(e)
		case xml.CharData:
			m.said(e)
		}
	}
	return nil
}

// cell is where in a table's row the reader stands.
type cell struct {
	column  int
	written bool // the row has text already
}

// openTable starts a table, inside a cell of another one if need be.
func (w *flow) openTable() {
	w.endParagraph()
	if len(w.cells) >= maxTables {
		w.tooDeep++
		return
	}
	w.cells = append(w.cells, cell{})
}

func (w *flow) closeTable() {
	if w.tooDeep > 0 {
		w.tooDeep--
		return
	}
	if len(w.cells) == 0 {
		return
	}
	w.endParagraph()
	w.cells = w.cells[:len(w.cells)-1]
	w.gap = w.paragraphGap()
}

// startRow sets rows apart as paragraphs; a row of a table inside a cell is a
// line of that cell.
func (w *flow) startRow() {
	w.endParagraph()
	if n := len(w.cells); n > 0 {
		w.cells[n-1] = cell{}
		w.gap = "\n"
		if n == 1 {
			w.gap = "\n\n"
		}
	}
}

// startCell puts a tab between cells, so that a speaker's name in the first
// column is a label. An empty first cell leaves none: its row goes on.
func (w *flow) startCell() {
	w.endParagraph()
	if n := len(w.cells); n > 0 {
		c := &w.cells[n-1]
		if c.column++; c.written {
			if c.column > 1 && !strings.HasPrefix(w.gap, "\t") {
				w.gap = ""
			}
			w.gap += "\t"
		}
	}
}

// endParagraph moves the paragraph to the text, with the gap before it. Empty
// paragraphs are only space on the page.
func (w *flow) endParagraph() {
	s := w.para.String()
	w.para.Reset()
	if strings.TrimSpace(s) == "" {
		w.moments = w.moments[:0]
		w.carryRemarks()
		return
	}
	gap := w.gap
	if gap == "" {
		gap = w.paragraphGap()
	}
	if w.text.Len() == 0 {
		gap = ""
	}
	w.gap = ""
	if w.paragraphs += 1 + strings.Count(s, "\n"); w.paragraphs > maxParagraphs || w.text.Len()+len(gap)+len(s) > maxFlow {
		w.full = true
	}
	if w.full {
		return
	}
	w.text.WriteString(gap)
	for _, m := range w.moments {
		w.anchors = append(w.anchors, draftAnchor{w.text.Len() + min(m.at, len(s)), m.millis})
	}
	w.moments = w.moments[:0]
	w.placeRemarks()
	w.text.WriteString(s)
	if n := len(w.cells); n > 0 {
		w.cells[n-1].written = true
	}
}

// paragraphGap is a blank line, but one LF inside a table's cell.
func (w *flow) paragraphGap() string {
	if len(w.cells) > 0 {
		return "\n"
	}
	return "\n\n"
}

// moment notes that what is written next is said at this time.
func (w *flow) moment(millis int64) {
	if len(w.anchors)+len(w.moments) >= maxParagraphs {
		w.full = true
		return
	}
	w.moments = append(w.moments, draftAnchor{w.para.Len(), millis})
}

// element counts one of a part of XML; more than any document has would keep
// the decoder busy for long.
func (w *flow) element() {
	w.elements++
	w.full = w.full || w.elements > maxElements
}

// write adds a run whose white space counts as one blank, as HTML and ODF have
// it: none at the start of a line, none beside another. A no-break space is no
// white space.
func (w *flow) write(s string) {
	if w.crowded(len(s)) {
		return
	}
	blank := false
	for len(s) > 0 {
		if isBlank(s[0]) {
			s, blank = s[1:], true
			continue
		}
		n := strings.IndexAny(s, " \t\n\r\f")
		if n < 0 {
			n = len(s)
		}
		if blank {
			w.blank()
		}
		w.para.WriteString(s[:n])
		s, blank = s[n:], false
	}
	if blank {
		w.blank()
	}
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' }

func (w *flow) blank() {
	if s := w.para.Bytes(); len(s) > 0 && !isBlank(s[len(s)-1]) {
		w.para.WriteByte(' ')
	}
}

// writeKept adds a run as it stands.
func (w *flow) writeKept(s string) {
	if !w.crowded(len(s)) {
		w.para.WriteString(s)
	}
}

// crowded stops a paragraph that grows past every limit.
func (w *flow) crowded(more int) bool {
	w.full = w.full || w.para.Len()+more > maxFlow
	return w.full
}

// lineBreak ends a line inside a paragraph, without the blank before it.
func (w *flow) lineBreak() {
	w.para.Truncate(len(bytes.TrimRight(w.para.Bytes(), " ")))
	w.para.WriteByte('\n')
}

// tidyParagraph is endParagraph without white space at the ends.
func (w *flow) tidyParagraph() {
	right := bytes.TrimRightFunc(w.para.Bytes(), unicode.IsSpace)
	left := bytes.TrimLeft(right, " \t\n")
	w.para.Truncate(len(right))
	w.para.Next(len(right) - len(left))
	for i := range w.moments {
		w.moments[i].at = max(0, w.moments[i].at-(len(right)-len(left)))
	}
	w.endParagraph()
}

// reading is what was laid out, made canonical when moments hang on it.
func (w *flow) reading() (reading, error) {
	w.endParagraph()
	if w.full {
		return reading{}, &Error{Code: "too-large", Args: map[string]any{"limit": maxFlow}}
	}
	r := reading{text: w.text.String()}
	if len(w.anchors) == 0 {
		return r, nil
	}
	text, changed := canonical(r.text)
	r.warnings = changed.warnings()
	r.anchors = moveAnchors(w.anchors, r.text, text)
	r.text = text
	return r, nil
}

// moveAnchors takes anchors from a text to its canonical form, which may be
// shorter (CRLF, marks at the start) or longer (U+FFFD for NUL).
func moveAnchors(anchors []draftAnchor, from, to string) []draftAnchor {
	if from == to {
		return anchors
	}
	sort.SliceStable(anchors, func(i, j int) bool { return anchors[i].at < anchors[j].at })
	moved := make([]draftAnchor, 0, len(anchors))
	at, out := 0, 0
	for strings.HasPrefix(from[at:], "\uFEFF") {
		at += len("\uFEFF")
	}
	for _, a := range anchors {
		for at < a.at && at < len(from) {
			switch {
			case from[at] == 0:
				out += utf8.RuneLen(utf8.RuneError)
			case from[at] == '\r' && strings.HasPrefix(from[at+1:], "\n"):
			default:
				out++
			}
			at++
		}
		moved = append(moved, draftAnchor{min(out, len(to)), a.millis})
	}
	return moved
}
