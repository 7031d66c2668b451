package transcript

import (
	"strconv"
	"strings"
)

// readTextGrid reads a TextGrid of Praat, in its long and its short form: only
// the strings, the numbers and the flags in it count, the rest is for people.
// An interval tier is a speaker, an interval without text a pause. Point tiers
// mark moments; they are left out and counted by name.
func readTextGrid(text string) (reading, error) {
	g := gridReader{words: gridWords{text: text}, s: &speech{}}
	if !g.tiers() {
		g.s.truncated = true
	}
	g.s.addTiers(g.talk)
	g.s.warnings = g.dropped.warnings()
	r, err := g.s.reading()
	if err != nil && g.talk == nil && !g.s.truncated {
		return reading{}, &Error{Code: "damaged"}
	}
	return r, err
}

type gridReader struct {
	words   gridWords
	s       *speech
	talk    []tier
	dropped dropped
}

// tiers reads them all; false when the file ends too soon.
func (g *gridReader) tiers() bool {
	for {
		class, ok := g.words.quoted()
		if !ok {
			return false
		}
		if strings.EqualFold(class, "TextGrid") {
			break
		}
	}
	// The grid's own times, <exists>, and the number of tiers.
	count, ok := g.words.numberAfter(2)
	if !ok {
		return false
	}
	for ; count > 0; count-- {
		class, ok := g.words.quoted()
		if !ok {
			return false
		}
		name, ok := g.words.quoted()
		if !ok || !g.tier(class, name) {
			return false
		}
	}
	return true
}

// tier reads the intervals or points of one; it keeps those that are whole.
func (g *gridReader) tier(class, name string) bool {
	count, ok := g.words.numberAfter(2)
	interval := !strings.EqualFold(class, "TextTier")
	t := tier{name: name}
	for ; ok && count > 0; count-- {
		var start float64
		if start, ok = g.words.number(); !ok {
			break
		}
		if interval {
			if _, ok = g.words.number(); !ok {
				break
			}
		}
		var text string
		if text, ok = g.words.quoted(); !ok {
			break
		}
		switch {
		case strings.TrimFunc(text, isNothing) == "":
		case interval:
			t.pieces = append(t.pieces, tierPiece{text, momentOf(start)})
		default:
			g.dropped.add(name)
		}
	}
	if interval {
		g.talk = append(g.talk, t)
	}
	return ok
}

// gridWords walks the strings and numbers of a TextGrid.
type gridWords struct {
	text string
	i    int
}

// quoted finds the next string; "" inside it is a quote mark.
func (w *gridWords) quoted() (string, bool) {
	for {
		word, isString, ok := w.next()
		if !ok || isString {
			return word, ok
		}
	}
}

// number finds the next number. A string in its place is an interval that
// lost one: the reading ends there.
func (w *gridWords) number() (float64, bool) {
	for {
		word, isString, ok := w.next()
		if !ok || isString {
			return 0, false
		}
		if c := word[0]; !isDigit(c) && c != '-' && c != '+' && c != '.' {
			continue
		}
		if v, err := strconv.ParseFloat(word, 64); err == nil || v != 0 {
			return v, true
		}
	}
}

// numberAfter skips n numbers and reads a count.
func (w *gridWords) numberAfter(n int) (int, bool) {
	for range n {
		if _, ok := w.number(); !ok {
			return 0, false
		}
	}
	v, ok := w.number()
	if !ok || !(v >= 0) {
		return 0, false
	}
	// The count is only believed as far as the text goes.
	return int(min(v, float64(len(w.text)))), true
}

// next is the next string, or the next word that stands free between blanks.
func (w *gridWords) next() (word string, isString, ok bool) {
	for w.i < len(w.text) {
		switch c := w.text[w.i]; {
		case c <= ' ':
			w.i++
		case c == '!': // a comment, up to the line's end
			w.i += toEnd(w.text[w.i:], "\n")
		case c == '"':
			return w.string()
		default:
			n := toEnd(w.text[w.i:], " \t\n\r")
			word = w.text[w.i : w.i+n]
			w.i += n
			return word, false, true
		}
	}
	return "", false, false
}

func (w *gridWords) string() (string, bool, bool) {
	var b strings.Builder
	i := w.i + 1
	for {
		n := strings.IndexByte(w.text[i:], '"')
		if n < 0 {
			w.i = len(w.text)
			return "", false, false
		}
		b.WriteString(w.text[i : i+n])
		if i += n + 1; i >= len(w.text) || w.text[i] != '"' {
			w.i = i
			return b.String(), true, true
		}
		b.WriteByte('"')
		i++
	}
}

// toEnd is how many bytes stand before the first of the signs.
func toEnd(s, signs string) int {
	if n := strings.IndexAny(s, signs); n >= 0 {
		return n
	}
	return len(s)
}
