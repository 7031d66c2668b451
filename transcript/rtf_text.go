package transcript

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

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
	if len(w.waiting) > 0 || high != 0 && (r < 0xDC00 || r > 0xDFFF) {
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
