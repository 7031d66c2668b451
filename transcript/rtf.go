package transcript

import (
	"bytes"
	"context"
)

// readRTF takes the text out of a Rich Text document, laid out as readDOCX
// does. It knows the code pages of document and fonts, \u with its fallback
// and pairs of surrogates. Tables of fonts and styles, pictures and field
// instructions go; deletions, notes, comments, headers and footers go and are
// counted as warnings. A file that breaks off is read as far as it goes.
func readRTF(_ context.Context, f file) (reading, error) {
	at := bytes.Index(f.data[:min(len(f.data), 1024)], []byte(`{\rtf`))
	if at < 0 {
		return reading{}, &Error{Code: "damaged", Args: map[string]any{"missing": `{\rtf`}}
	}
	w := &rtfReader{data: f.data[at:], page: 1252, fonts: map[int]rtfFont{}, deffont: -1}
	if page, ok := codepageOf(f.options.Encoding); ok {
		w.page, w.chosen = page, true
	}
	w.group.fallback, w.group.font = 1, -1
	if err := w.read(); err != nil {
		return reading{}, err
	}
	w.endRow()
	w.tidyParagraph()
	r, err := w.reading()
	if err == nil && w.depth > 0 {
		if r.text == "" {
			return reading{}, &Error{Code: "truncated"}
		}
		r.warnings = append(r.warnings, Warning{Code: "truncated"})
	}
	r.encoding = codepageName(w.page)
	r.warnings = appendCounts(r.warnings, []count{
		{"invalid-bytes", w.invalid}, {"deletions-dropped", w.deletions}, {"notes-dropped", w.notes},
		{"comments-dropped", w.comments}, {"headers-dropped", w.headers},
	})
	return r, err
}

// sink is where the text of a group goes.
type sink byte

const (
	sinkText   sink = iota // the document
	sinkHeader             // a header or footer: only looked at
	sinkFonts              // the table of fonts
	sinkNone
)

// rtfGroup is what a brace opens and its partner takes back.
type rtfGroup struct {
	sink     sink
	deleted  bool
	fallback int  // characters after \u that older programs show instead
	font     int  // -1: the document's own
	own      bool // the group begins its sink
	upr      bool // it holds text twice, the second time in Unicode
}

type rtfFont struct {
	name   string
	page   int // 0: the document's
	symbol bool
}

// maxWords is more control words than a text of a million words has.
const maxWords = 30_000_000

// rtfReader walks a file once. Bytes of text wait until something else comes,
// for a code page may need more than one for a character.
type rtfReader struct {
	flow
	data  []byte
	at    int
	group rtfGroup
	stack []rtfGroup
	depth int

	starred bool // \* stands before the next word
	ignore  int  // characters of a \u's fallback still to come
	high    rune // a surrogate that waits for its partner
	waiting []byte

	page    int // code page of the document
	chosen  bool
	deffont int
	fonts   map[int]rtfFont
	font    int // the one being defined

	inTable bool // the paragraph says that it stands in a table
	inRow   bool // … or a row is being defined
	rowOpen bool
	cellEnd bool // a cell has ended and none begun
	words   int  // controls so far
	wasCut  bool // the text before was deleted too
	written bool // in a header

	invalid, deletions, notes, comments, headers int
}

// read walks the file. Text behind the last brace is none of the document's.
func (w *rtfReader) read() error {
	for w.at < len(w.data) && !w.full {
		switch c := w.data[w.at]; c {
		case '{':
			w.at++
			if err := w.open(); err != nil {
				return err
			}
		case '}':
			w.at++
			w.close()
			if w.depth == 0 {
				return nil
			}
		case '\\':
			w.at++
			w.control()
		case '\r', '\n', 0:
			w.at++
		default:
			w.raw()
		}
	}
	w.flush()
	return nil
}

func (w *rtfReader) open() error {
	w.flush()
	w.ignore, w.starred = 0, false
	if w.depth++; w.depth > maxDepth {
		return &Error{Code: "damaged", Args: map[string]any{"depth": w.depth}}
	}
	w.stack = append(w.stack, w.group)
	w.group.own = false
	return nil
}

func (w *rtfReader) close() {
	w.flush()
	w.ignore, w.starred = 0, false
	if w.group.own {
		w.leave()
	}
	if n := len(w.stack); n > 0 {
		w.group, w.stack = w.stack[n-1], w.stack[:n-1]
	}
	w.depth = max(0, w.depth-1)
}

// leave ends the destination that this group began.
func (w *rtfReader) leave() {
	switch w.group.sink {
	case sinkHeader:
		if w.written {
			w.headers++
		}
		w.written = false
	case sinkText: // a text box stands apart
		w.tidyParagraph()
	}
}

// control reads what follows a backslash.
func (w *rtfReader) control() {
	if w.at >= len(w.data) {
		return
	}
	c := w.data[w.at]
	if !isASCIILetter(c) {
		w.at++
		w.sign(c)
		return
	}
	start := w.at
	for w.at < len(w.data) && isASCIILetter(w.data[w.at]) && w.at-start < 32 {
		w.at++
	}
	if w.words++; w.words > maxWords {
		w.full = true
		return
	}
	word := string(w.data[start:w.at])
	value, given := w.parameter()
	if word == "bin" {
		w.at += min(max(value, 0), len(w.data)-w.at)
	}
	starred := w.starred
	w.starred = false
	if w.ignore > 0 {
		w.ignore--
		return
	}
	if w.destination(word, starred) || w.definition(word, value) {
		return
	}
	w.word(word, value, given)
}

// parameter reads the number behind a word and the blank that ends it.
func (w *rtfReader) parameter() (value int, given bool) {
	at, sign := w.at, 1
	if at < len(w.data) && w.data[at] == '-' {
		at, sign = at+1, -1
	}
	for at < len(w.data) && isDigit(w.data[at]) {
		if value < 1<<30/10 {
			value = value*10 + int(w.data[at]-'0')
		}
		at++
		given = true
	}
	if given {
		w.at = at
	}
	if w.at < len(w.data) && w.data[w.at] == ' ' {
		w.at++
	}
	return value * sign, given
}

// sign reads a control of one character.
func (w *rtfReader) sign(c byte) {
	if c == '*' {
		w.starred = true
		return
	}
	if c == '\'' {
		w.hex()
		return
	}
	if w.ignore > 0 {
		w.ignore--
		return
	}
	if c == '\\' || c == '{' || c == '}' {
		w.wait(c)
		return
	}
	w.flush()
	switch c {
	case '~':
		w.put("\u00a0")
	case '_':
		w.put("-") // as w:noBreakHyphen: people search for the hyphen they can type
	case '\r', '\n':
		w.paragraph()
	case '\t':
		w.put("\t")
	}
}

// hex reads \'xx.
func (w *rtfReader) hex() {
	if w.at+2 > len(w.data) {
		w.at = len(w.data)
		return
	}
	hi, lo := hexDigit(w.data[w.at]), hexDigit(w.data[w.at+1])
	if hi < 0 || lo < 0 {
		return
	}
	w.at += 2
	if w.ignore > 0 {
		w.ignore--
		return
	}
	if w.group.sink != sinkNone {
		w.wait(byte(hi<<4 | lo))
	}
}

func hexDigit(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}
