package transcript

import (
	"bytes"
	"context"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
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

// raw takes a run of plain bytes. Some programs write UTF-8 there, whatever
// the code page.
func (w *rtfReader) raw() {
	end := w.at + 1
	for end < len(w.data) && !rtfSigns[w.data[end]] && (end-w.at < maxRun || !utf8.RuneStart(w.data[end])) {
		end++
	}
	run := w.data[w.at:end]
	for w.ignore > 0 && len(run) > 0 {
		_, n := utf8.DecodeRune(run)
		run = run[n:]
		w.ignore--
	}
	w.at = end
	switch {
	case len(run) == 0 || w.group.sink == sinkNone:
	case isASCII(run) || !utf8.Valid(run):
		w.wait(run...)
	default:
		w.flush()
		w.put(string(run))
	}
}

// maxRun is how many bytes are taken at once.
const maxRun = 64 << 10

// wait keeps bytes until it is known that their character is whole.
func (w *rtfReader) wait(run ...byte) {
	w.waiting = append(w.waiting, run...)
	if n := len(w.waiting); n > maxRun && (w.waiting[n-1] < utf8.RuneSelf || n > 16*maxRun) {
		w.flush()
	}
}

// rtfSigns are the bytes that are no text of their own.
var rtfSigns = [256]bool{'{': true, '}': true, '\\': true, '\r': true, '\n': true, 0: true}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
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

// flush decodes the bytes that wait.
func (w *rtfReader) flush() {
	if w.high != 0 {
		w.high = 0
		w.put("\uFFFD")
		w.bad(1)
	}
	if len(w.waiting) == 0 {
		return
	}
	run := w.waiting
	w.waiting = w.waiting[:0]
	font := w.fontOf()
	if font.symbol && w.group.sink == sinkText {
		var b strings.Builder
		for _, c := range run {
			b.WriteRune(symbolRune(font.name, rune(c)))
		}
		w.put(b.String())
		return
	}
	page := w.page
	if font.page != 0 && !w.chosen && w.group.sink != sinkFonts {
		page = font.page
	}
	text, invalid := decodePage(run, page)
	w.bad(invalid)
	w.put(text)
}

// fontOf is the font in use.
func (w *rtfReader) fontOf() rtfFont {
	if w.group.font >= 0 {
		return w.fonts[w.group.font]
	}
	return w.fonts[w.deffont]
}

// bad counts characters that could not be read, in what is kept.
func (w *rtfReader) bad(n int) {
	if w.group.sink == sinkText {
		w.invalid += n
	}
}

// unicode takes the number of \u: a UTF-16 unit, signed, or in careless
// programs a whole code point.
func (w *rtfReader) unicode(n int) {
	if n < 0 {
		n += 1 << 16
	}
	r := rune(n)
	high := w.high
	if len(w.waiting) > 0 || high != 0 && !(r >= 0xDC00 && r <= 0xDFFF) {
		w.flush()
		high = 0
	}
	w.high = 0
	w.ignore = w.group.fallback
	switch {
	case high != 0:
		r = utf16.DecodeRune(high, r)
	case r >= 0xD800 && r <= 0xDBFF:
		w.high = r
		return
	case r >= 0xF020 && r <= 0xF0FF:
		r = symbolRune(w.fontOf().name, r)
	}
	if !utf8.ValidRune(r) || r == utf8.RuneError {
		r = utf8.RuneError
		w.bad(1)
	}
	w.put(string(r))
}

// put gives text to where the group's text goes.
func (w *rtfReader) put(s string) {
	switch w.group.sink {
	case sinkHeader:
		w.written = w.written || hasLetter(s)
	case sinkFonts:
		f, ok := w.fonts[w.font]
		if !ok {
			return
		}
		if name := f.name + strings.TrimSuffix(s, ";"); len(name) < 80 {
			f.name = name
		}
		w.fonts[w.font] = f
	case sinkText:
		if w.group.deleted {
			if !w.wasCut {
				w.deletions++
			}
			w.wasCut = true
			return
		}
		w.wasCut = false
		w.place()
		w.writeKept(s)
	}
}
