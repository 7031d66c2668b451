package transcript

import (
	"slices"
	"strings"
)

// Diff finds what was edited between two texts, by words. It compares lines
// first and words where lines differ, holding on to what is unique in both; its
// time grows with the length of the texts, its memory with the stretch that
// differs. Words that stand beside an edit more than once are marked, so that
// Move says Doubtful of them.
func Diff(from, to Text) Mapping {
	d := differ{from: from.s, to: to.s}
	d.lines()
	d.settle()
	m := Mapping{guessed: true}
	for _, c := range d.cuts {
		m.edits = append(m.edits, Edit{Old: from.SpanOf(c.old.Lo, c.old.Hi), New: to.SpanOf(c.new.Lo, c.new.Hi)})
	}
	for _, b := range d.loose() {
		m.loose = append(m.loose, from.SpanOf(b.Lo, b.Hi))
	}
	for _, b := range d.echoes() {
		m.echoes = append(m.echoes, from.SpanOf(b.Lo, b.Hi))
	}
	return m
}

// differ collects the edits of two texts, in bytes.
type differ struct {
	from, to string
	cuts     []cut
	unsure   []Bytes // words of from that may be others
}

// cut is an Edit in bytes.
type cut struct{ old, new Bytes }

// lines compares line by line, then what differs word by word.
func (d *differ) lines() {
	before, after := lineBytes(d.from), lineBytes(d.to)
	a := newAligner(len(before), len(after))
	for _, b := range before {
		a.old = append(a.old, a.number(b.Of(d.from)))
	}
	for _, b := range after {
		a.new = append(a.new, a.number(b.Of(d.to)))
	}
	a.anchorsOnly = true
	a.run()
	for _, r := range a.differing() {
		d.words(around(before, r.old, len(d.from)), around(after, r.new, len(d.to)))
	}
}

// words compares two stretches word by word.
func (d *differ) words(from, to Bytes) {
	if from.Len() == 0 || to.Len() == 0 {
		d.add(from, to)
		return
	}
	before, after := pieces(from.Of(d.from), from.Lo), pieces(to.Of(d.to), to.Lo)
	a := newAligner(len(before), len(after))
	for _, b := range before {
		a.old = append(a.old, a.number(b.Of(d.from)))
	}
	for _, b := range after {
		a.new = append(a.new, a.number(b.Of(d.to)))
	}
	a.run()
	for _, r := range a.differing() {
		d.add(around(before, r.old, from.Hi), around(after, r.new, to.Hi))
	}
	for i, unsure := range a.unsure {
		if unsure && countUpTo(before[i].Of(d.from), 1) > 0 {
			d.unsure = append(d.unsure, before[i])
		}
	}
}

func (d *differ) add(from, to Bytes) {
	if n := len(d.cuts); n > 0 && d.cuts[n-1].old.Hi == from.Lo && d.cuts[n-1].new.Hi == to.Lo {
		d.cuts[n-1].old.Hi, d.cuts[n-1].new.Hi = from.Hi, to.Hi
		return
	}
	d.cuts = append(d.cuts, cut{from, to})
}

// around is the bytes of a run of pieces; end is where the last piece ends.
func around(pieces []Bytes, run Bytes, end int) Bytes {
	at := func(i int) int {
		if i < len(pieces) {
			return pieces[i].Lo
		}
		return end
	}
	return Bytes{at(run.Lo), at(run.Hi)}
}

// lineBytes cuts a text in lines, each with its LF.
func lineBytes(s string) []Bytes {
	lines := make([]Bytes, 0, strings.Count(s, "\n")+1)
	for lo := 0; lo < len(s); {
		hi := len(s)
		if n := strings.IndexByte(s[lo:], '\n'); n >= 0 {
			hi = lo + n + 1
		}
		lines = append(lines, Bytes{lo, hi})
		lo = hi
	}
	return lines
}

// pieces cuts a text in words and, between them, in grapheme clusters, so that
// no edit cuts one in two. The offsets count from base.
func pieces(s string, base int) []Bytes {
	var all []Bytes
	between := func(lo, hi int) {
		bounds := Graphemes(s[lo:hi])
		for i := 1; i < len(bounds); i++ {
			all = append(all, Bytes{base + lo + bounds[i-1], base + lo + bounds[i]})
		}
	}
	at := 0
	for {
		w, ok := nextWord(s, at)
		if !ok {
			break
		}
		between(at, w.Lo)
		all = append(all, Bytes{base + w.Lo, base + w.Hi})
		at = w.Hi
	}
	between(at, len(s))
	return all
}

// longSlide is how far in bytes an edit is moved to a better place.
const longSlide = 512

// settle moves insertions and deletions that could as well stand a little
// further on to where people edit: whole lines, else whole sentences, else whole
// words. " Dat klopt." is then what was deleted, not ". Dat klopt".
func (d *differ) settle() {
	for i := range d.cuts {
		c := &d.cuts[i]
		before, after := -1, len(d.from)+1
		if i > 0 {
			before = d.cuts[i-1].old.Hi
		}
		if i+1 < len(d.cuts) {
			after = d.cuts[i+1].old.Lo
		}
		left, right := d.slide(*c, max(0, before), min(len(d.from), after))
		s, moved := d.from, c.old
		if moved.Len() == 0 {
			s, moved = d.to, c.new
		}
		best, by := edgeOf(s, moved.Lo)+edgeOf(s, moved.Hi), 0
		for k := -min(left.Len(), longSlide); k <= min(right.Len(), longSlide); k++ {
			if c.old.Lo+k <= before || c.old.Hi+k >= after {
				continue
			}
			lo, hi := edgeOf(s, moved.Lo+k), edgeOf(s, moved.Hi+k)
			if lo > 0 && hi > 0 && lo+hi > best {
				best, by = lo+hi, k
			}
		}
		for _, b := range []*Bytes{&c.old, &c.new} {
			b.Lo, b.Hi = b.Lo+by, b.Hi+by
		}
	}
}

// edgeOf says how good a place a byte is to begin or end an edit: 4 a line, 3
// a sentence, 1 a word, 0 none of them.
func edgeOf(s string, at int) int {
	if at == 0 || at == len(s) || s[at-1] == '\n' {
		return 4
	}
	prev, next := s[at-1], s[at]
	switch {
	case strings.IndexByte(".?!", prev) >= 0 && (next == ' ' || next == '\n'):
		return 3
	case prev == ' ' && at > 1 && strings.IndexByte(".?!", s[at-2]) >= 0:
		return 3
	case next < 0x80 && !isWordByte(next) || prev < 0x80 && !isWordByte(prev) && next < 0x80:
		return 1
	}
	return 0
}

// maxIsland is the number of words up to which a matching run between two edits
// may be a coincidence.
const maxIsland = 3

// loose are the ranges of the old text whose match is in doubt: what an
// insertion or deletion could as well stand on the other side of, and short
// runs between longer edits.
func (d *differ) loose() []Bytes {
	all := d.unsure
	for i, c := range d.cuts {
		before, after := 0, len(d.from)
		if i > 0 {
			before = d.cuts[i-1].old.Hi
		}
		if i+1 < len(d.cuts) {
			after = d.cuts[i+1].old.Lo
		}
		left, right := d.slide(c, before, after)
		all = append(all, d.wholeWords(left), d.wholeWords(right))
		if i+1 < len(d.cuts) && d.isIsland(c, d.cuts[i+1], Bytes{c.old.Hi, after}) {
			all = append(all, Bytes{c.old.Hi, after})
		}
	}
	return joined(all)
}

// echoes are the words right beside an edit that stand inside it too: those in
// the edit may be the ones that stayed.
func (d *differ) echoes() []Bytes {
	var all []Bytes
	for i, c := range d.cuts {
		if c.old.Len() > searchWindow || c.new.Len() > searchWindow {
			continue
		}
		inside := map[string]bool{}
		for _, part := range []string{c.old.Of(d.from), c.new.Of(d.to)} {
			for _, w := range Words(part) {
				inside[w.Of(part)] = true
			}
		}
		lo, hi := max(0, c.old.Lo-longWord*maxIsland), min(len(d.from), c.old.Hi+longWord*maxIsland)
		if i > 0 {
			lo = max(lo, d.cuts[i-1].old.Hi)
		}
		if i+1 < len(d.cuts) {
			hi = min(hi, d.cuts[i+1].old.Lo)
		}
		left, right := Bytes{c.old.Lo, c.old.Lo}, Bytes{c.old.Hi, c.old.Hi}
		words := Words(d.from[lo:c.old.Lo])
		for k := len(words) - 1; k >= max(0, len(words)-maxIsland) && inside[words[k].Of(d.from[lo:])]; k-- {
			left.Lo = lo + words[k].Lo
		}
		words = Words(d.from[c.old.Hi:hi])
		for k := 0; k < min(maxIsland, len(words)) && inside[words[k].Of(d.from[c.old.Hi:])]; k++ {
			right.Hi = c.old.Hi + words[k].Hi
		}
		all = append(all, left, right)
	}
	return joined(all)
}

// joined puts ranges in order and makes one of those that touch; empty ones go.
func joined(list []Bytes) []Bytes {
	slices.SortFunc(list, func(a, b Bytes) int { return a.Lo - b.Lo })
	all := list[:0]
	for _, b := range list {
		switch n := len(all); {
		case b.Len() <= 0:
		case n > 0 && b.Lo <= all[n-1].Hi:
			all[n-1].Hi = max(all[n-1].Hi, b.Hi)
		default:
			all = append(all, b)
		}
	}
	return all
}

// slide is how far an insertion or a deletion can be moved to the left and to
// the right and still turn one text into the other.
func (d *differ) slide(c cut, before, after int) (left, right Bytes) {
	s, moved := d.from, c.old
	if moved.Len() == 0 {
		s, moved = d.to, c.new
	}
	if c.old.Len() > 0 && c.new.Len() > 0 {
		return Bytes{}, Bytes{}
	}
	n := 0
	for n < after-c.old.Hi && s[moved.Lo+n] == s[moved.Hi+n] {
		n++
	}
	right = Bytes{c.old.Hi, c.old.Hi + n}
	n = 0
	for n < c.old.Lo-before && s[moved.Lo-1-n] == s[moved.Hi-1-n] {
		n++
	}
	return Bytes{c.old.Lo - n, c.old.Lo}, right
}

// wholeWords is the range from the first word that lies wholly in b to the
// last; empty when there is none.
func (d *differ) wholeWords(b Bytes) Bytes {
	lo := b.Lo
	for lo > 0 && b.Lo-lo < longWord && isWordByte(d.from[lo-1]) {
		lo--
	}
	hi := min(len(d.from), b.Hi+longWord)
	found := Bytes{b.Lo, b.Lo}
	for at := lo; ; {
		w, ok := nextWord(d.from[:hi], at)
		if !ok || w.Hi > b.Hi {
			return found
		}
		if w.Lo >= b.Lo {
			if found.Len() == 0 {
				found.Lo = w.Lo
			}
			found.Hi = w.Hi
		}
		at = w.Hi
	}
}

// longWord is how far in bytes a word is followed beyond a range.
const longWord = 128

func isWordByte(b byte) bool { return b >= 0x80 || isWordRune(rune(b)) }

// isIsland says whether a matching run is so short against the edits on both
// sides that it may be a coincidence.
func (d *differ) isIsland(left, right cut, run Bytes) bool {
	n := countUpTo(run.Of(d.from), maxIsland+1)
	return n <= maxIsland && n <= d.size(left, n) && n <= d.size(right, n)
}

// size is the number of words of an edit, counted up to n.
func (d *differ) size(c cut, n int) int {
	return max(countUpTo(c.old.Of(d.from), n), countUpTo(c.new.Of(d.to), n))
}

func countUpTo(s string, limit int) int {
	n := 0
	for at := 0; n < limit; n++ {
		w, ok := nextWord(s, at)
		if !ok {
			break
		}
		at = w.Hi
	}
	return n
}
