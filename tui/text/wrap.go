package text

import (
	"unicode"
	"unicode/utf8"
)

// Line is one row of a wrapped text: the bytes [Lo,Hi) of it, and the columns
// they take. Blanks and the line feed at which a line ends are in no line.
type Line struct{ Lo, Hi, Width int }

// Wrap breaks a plain text greedily into lines of at most w columns: at line
// feeds, at blanks, after hyphens inside a word and after wide characters; a
// word that is longer than a line is cut between clusters. A text has at least
// one line. A cluster that is wider than w stands alone in a line of Width w;
// Cut draws it as … . w below 1 counts as 1.
func Wrap(s string, w int) []Line {
	wr := wrapper{s: s, w: max(w, 1), lines: make([]Line, 0, len(s)/max(w, 1)+1)}
	wr.begin(0)
	for at := 0; at < len(s); {
		at = wr.step(at)
	}
	wr.close(wr.end, wr.width)
	return wr.lines
}

// wrapper holds the open line and the last place where it may break.
type wrapper struct {
	s     string
	w     int
	lines []Line

	lo         int // first byte of the open line
	end, width int // behind the last cluster that is no blank
	full       int // columns so far, blanks included

	canBreak             bool
	brkEnd, brkWidth     int  // the line as it is when it breaks there
	brkNext, brkNextFull int  // where the next line would start, in bytes and columns
	prev                 rune // the cluster before
}

// step takes the cluster at byte at and returns where the next one starts.
func (wr *wrapper) step(at int) int {
	if n := wr.plainRun(at); n > 1 {
		wr.full += n
		wr.end, wr.width = at+n, wr.full
		wr.prev = rune(wr.s[at+n-1])
		return at + n
	}
	n, cw := Cluster(wr.s[at:])
	r := firstRune(wr.s[at:])
	next := at + n
	switch {
	case r == '\n':
		wr.close(wr.end, wr.width)
		wr.begin(next)
	case isBlank(r) && n == utf8.RuneLen(r): // hangs at the end; an accent on a blank does not
		wr.full += cw
		wr.mark(next)
	default:
		cw = min(cw, wr.w)
		for wr.full > 0 && wr.full+cw > wr.w {
			wr.overflow(at)
		}
		wr.full += cw
		wr.end, wr.width = next, wr.full
		if cw > 1 || isHyphen(r) && unicode.IsLetter(wr.prev) {
			wr.mark(next)
		}
	}
	wr.prev = r
	return next
}

// plainRun is how many bytes from at on are letters and signs of ASCII that
// stand alone, offer no break and fit on the line: most of a text is that, and
// taking it at once makes wrapping twice as fast.
func (wr *wrapper) plainRun(at int) int {
	n := 0
	for i := at; i < len(wr.s) && n < wr.w-wr.full; i++ {
		c := wr.s[i]
		if c <= ' ' || c >= 0x7f || c == '-' || c == '/' {
			break
		}
		n++
	}
	if at+n < len(wr.s) && wr.s[at+n] >= 0x7f {
		n-- // it may join the last one
	}
	return n
}

func (wr *wrapper) begin(at int) {
	wr.lo, wr.end, wr.width, wr.full, wr.canBreak = at, at, 0, 0, false
}

func (wr *wrapper) close(end, width int) {
	wr.lines = append(wr.lines, Line{wr.lo, end, width})
}

func (wr *wrapper) mark(next int) {
	wr.canBreak = true
	wr.brkEnd, wr.brkWidth = wr.end, wr.width
	wr.brkNext, wr.brkNextFull = next, wr.full
}

// overflow ends the line at its last break and carries what follows it over;
// without a break the word is cut before byte at. An indentation that fills a
// whole line is dropped.
func (wr *wrapper) overflow(at int) {
	if !wr.canBreak {
		wr.close(wr.end, wr.width)
		wr.begin(at)
		return
	}
	end, rest := wr.end, wr.full-wr.brkNextFull
	if wr.brkEnd > wr.lo {
		wr.close(wr.brkEnd, wr.brkWidth)
	}
	wr.begin(wr.brkNext)
	if end > wr.lo {
		wr.end, wr.width, wr.full = end, rest, rest
	}
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

// isBlank says where a line may break: not at the no-break spaces, and not at
// what Safe draws as a sign.
func isBlank(r rune) bool {
	switch r {
	case ' ', '\t', '\u1680', '\u205f', '\u3000':
		return true
	case '\u2007':
		return false
	}
	return r >= '\u2000' && r <= '\u200a'
}

func isHyphen(r rune) bool {
	switch r {
	case '-', '‐', '–', '—', '/':
		return true
	}
	return false
}
