package search

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"veldwerk/transcript"
)

// Order is how the lines of a concordance are sorted.
type Order string

// The orders: as they stand in the documents, by the keyword, and by the first,
// second or third word left or right of it. What is equal is sorted by the
// other words on that side, from near to far, then as it stands in the
// documents. Lines without a keyword, where only fields matched, come last.
const (
	ByDocument Order = "doc"
	ByKeyword  Order = "word"
	ByLeft1    Order = "L1"
	ByLeft2    Order = "L2"
	ByLeft3    Order = "L3"
	ByRight1   Order = "R1"
	ByRight2   Order = "R2"
	ByRight3   Order = "R3"
)

// Orders lists every order, in the order in which a key goes through them.
func Orders() []Order {
	return []Order{ByDocument, ByKeyword, ByLeft1, ByLeft2, ByLeft3, ByRight1, ByRight2, ByRight3}
}

// OrderNamed reads an order; capitals do not matter.
func OrderNamed(name string) (Order, bool) {
	for _, o := range Orders() {
		if strings.EqualFold(string(o), name) {
			return o, true
		}
	}
	return "", false
}

// contextWords is how many words on either side lines are sorted by.
const contextWords = 3

// Line is one match, or a whole turn where only fields matched.
type Line struct {
	Hit      int // index in the hits
	Document transcript.DocumentID
	Turn     int             // number
	Within   transcript.Span // the turn, without its label
	Span     transcript.Span // the keyword; empty, at the start of the turn, where only fields matched
}

// Concordance is the matches of a search, a line each (KWIC: keyword in
// context). It holds places and numbers of words, no text. It is safe for use
// by several goroutines; the hits must not be changed.
type Concordance struct {
	hits  []Hit
	lines []lineOrigin

	mu     sync.Mutex
	around []surround // nil until read
	terms  []string   // by rank; "" is where no word stands
}

// lineOrigin is where a line comes from.
type lineOrigin struct{ hit, match int32 } // match -1: only fields matched

// surround is the keyword and the words beside it, near ones first, as ranks:
// ranks sort as their folded words do.
type surround struct {
	keyword     uint32
	left, right [contextWords]uint32
}

// NewConcordance lays out hits, a line for each match. It reads no text.
func NewConcordance(hits []Hit) *Concordance {
	n := 0
	for i := range hits {
		n += max(len(hits[i].Matches), 1)
	}
	c := &Concordance{hits: hits, lines: make([]lineOrigin, 0, n)}
	for i := range hits {
		if len(hits[i].Matches) == 0 {
			c.lines = append(c.lines, lineOrigin{int32(i), -1})
		}
		for m := range hits[i].Matches {
			c.lines = append(c.lines, lineOrigin{int32(i), int32(m)})
		}
	}
	return c
}

// Len is the number of lines.
func (c *Concordance) Len() int { return len(c.lines) }

// Line gives a line by its number, from 0 in the order of the documents.
func (c *Concordance) Line(i int) Line {
	at := c.lines[i]
	h := &c.hits[at.hit]
	l := Line{Hit: int(at.hit), Document: h.Document, Turn: h.Turn, Within: h.Span, Span: transcript.Span{Start: h.Span.Start, End: h.Span.Start}}
	if at.match >= 0 {
		l.Span = h.Matches[at.match]
	}
	return l
}

// Matches are all matches of the turn that a line stands in.
func (c *Concordance) Matches(i int) []transcript.Span { return c.hits[c.lines[i].hit].Matches }

// HitsOf makes hits of lines, each with the matches of those lines only and in
// the order of the documents: what acts on chosen lines want.
func (c *Concordance) HitsOf(lines []int) []Hit {
	lines = slices.Clone(lines)
	slices.Sort(lines)
	var out []Hit
	last := int32(-1)
	for _, i := range slices.Compact(lines) {
		at := c.lines[i]
		if at.hit != last {
			h := c.hits[at.hit]
			h.Matches = nil
			out = append(out, h)
			last = at.hit
		}
		if h := &out[len(out)-1]; at.match >= 0 {
			h.Matches = append(h.Matches, c.hits[at.hit].Matches[at.match])
		}
	}
	return out
}

// Sort gives the numbers of the lines in an order. The first that needs words
// reads the text of each document with hits once; later ones read nothing.
func (c *Concordance) Sort(ctx context.Context, f Facts, by Order) ([]int, error) {
	if by != ByDocument {
		if err := c.read(ctx, f); err != nil {
			return nil, err
		}
	}
	return c.sorted(by), nil
}

// sortKey is a line with what it is sorted by; the line's number decides last.
type sortKey struct {
	first, second uint64
	line          int32
}

func (c *Concordance) sorted(by Order) []int {
	out := make([]int, len(c.lines))
	if by == ByDocument {
		for i := range out {
			out[i] = i
		}
		return out
	}
	keys := make([]sortKey, len(c.lines))
	for i := range keys {
		keys[i].line = int32(i)
		keys[i].first, keys[i].second = math.MaxUint64, 0
		if c.lines[i].match >= 0 {
			keys[i].first, keys[i].second = c.around[i].key(by)
		}
	}
	slices.SortFunc(keys, func(a, b sortKey) int {
		switch {
		case a.first != b.first:
			return cmp.Compare(a.first, b.first)
		case a.second != b.second:
			return cmp.Compare(a.second, b.second)
		}
		return cmp.Compare(a.line, b.line)
	})
	for i, k := range keys {
		out[i] = int(k.line)
	}
	return out
}

// key packs what an order compares, so that sorting compares two numbers.
func (a *surround) key(by Order) (first, second uint64) {
	pack := func(hi, lo uint32) uint64 { return uint64(hi)<<32 | uint64(lo) }
	side := &a.left
	switch by {
	case ByKeyword:
		return pack(a.keyword, a.right[0]), pack(a.right[1], a.right[2])
	case ByRight1, ByRight2, ByRight3:
		side = &a.right
	}
	switch by {
	case ByLeft2, ByRight2:
		return pack(side[1], side[0]), pack(side[2], 0)
	case ByLeft3, ByRight3:
		return pack(side[2], side[0]), pack(side[1], 0)
	}
	return pack(side[0], side[1]), pack(side[2], 0)
}

// Context gives the folded keyword of a line and the folded words left and
// right of it within its turn, near ones first, at most three each. ok is
// false before a Sort has read them.
func (c *Concordance) Context(i int) (left []string, keyword string, right []string, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.around == nil {
		return nil, "", nil, false
	}
	a := c.around[i]
	words := func(ranks [contextWords]uint32) (out []string) {
		for _, r := range ranks {
			if r > 0 {
				out = append(out, c.terms[r])
			}
		}
		return out
	}
	return words(a.left), c.terms[a.keyword], words(a.right), true
}

// read finds the words around every line.
func (c *Concordance) read(ctx context.Context, f Facts) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.around != nil {
		return nil
	}
	r := contextReader{c: c, around: make([]surround, len(c.lines)), numbers: map[string]uint32{"": 0}, terms: []string{""}}
	for at := 0; at < len(c.lines); {
		if err := ctx.Err(); err != nil {
			return err
		}
		id := c.hits[c.lines[at].hit].Document
		doc, err := f.Document(ctx, id)
		if err != nil {
			return fmt.Errorf("document %s: %w", id, err)
		}
		for at < len(c.lines) && c.hits[c.lines[at].hit].Document == id {
			at = r.turn(doc.Text, at)
		}
	}
	c.terms = r.rank()
	c.around = r.around
	return nil
}

// contextReader numbers the words around lines as it meets them.
type contextReader struct {
	c       *Concordance
	around  []surround
	numbers map[string]uint32
	terms   []string
	words   []token // of the turn at hand
}

// keywordWords is how many words of a keyword it is sorted by: a match of NEAR
// may be most of a turn.
const keywordWords = 8

// turn reads the lines of one hit, from number at, and gives the number of the
// first of the next.
func (r *contextReader) turn(text transcript.Text, at int) int {
	number := r.c.lines[at].hit
	hit := &r.c.hits[number]
	turn := text.Bytes(hit.Span)
	r.words = r.words[:0]
	t := tokeniser{s: turn.Of(text.String())}
	for tok, ok := t.next(); ok; tok, ok = t.next() {
		r.words = append(r.words, tok)
	}
	from := 0
	for ; at < len(r.c.lines) && r.c.lines[at].hit == number; at++ {
		m := transcript.Bytes{Lo: turn.Lo, Hi: turn.Lo}
		if k := r.c.lines[at].match; k >= 0 {
			m = text.Bytes(hit.Matches[k])
		}
		for from < len(r.words) && turn.Lo+r.words[from].hi <= m.Lo {
			from++
		}
		to := from
		for to < len(r.words) && turn.Lo+r.words[to].lo < m.Hi {
			to++
		}
		a := &r.around[at]
		a.keyword = r.keyword(from, to)
		for k := range contextWords {
			if i := from - 1 - k; i >= 0 {
				a.left[k] = r.number(r.words[i].term)
			}
			if i := to + k; i < len(r.words) {
				a.right[k] = r.number(r.words[i].term)
			}
		}
	}
	return at
}

func (r *contextReader) keyword(from, to int) uint32 {
	if to == from+1 {
		return r.number(r.words[from].term)
	}
	var parts []string
	for _, w := range r.words[from:min(to, from+keywordWords)] {
		parts = append(parts, w.term)
	}
	return r.number(strings.Join(parts, " "))
}

func (r *contextReader) number(term string) uint32 {
	if n, ok := r.numbers[term]; ok {
		return n
	}
	n := uint32(len(r.terms))
	term = strings.Clone(term) // a term may be a piece of the text, and would keep it in memory
	r.numbers[term] = n
	r.terms = append(r.terms, term)
	return n
}

// rank turns numbers into ranks: folded words by code points, so that the
// order is the same everywhere.
func (r *contextReader) rank() []string {
	order := make([]uint32, len(r.terms))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int { return cmp.Compare(r.terms[a], r.terms[b]) })
	ranks, sorted := make([]uint32, len(order)), make([]string, len(order))
	for rank, number := range order {
		ranks[number], sorted[rank] = uint32(rank), r.terms[number]
	}
	for i := range r.around {
		a := &r.around[i]
		a.keyword = ranks[a.keyword]
		for k := range contextWords {
			a.left[k], a.right[k] = ranks[a.left[k]], ranks[a.right[k]]
		}
	}
	return sorted
}
