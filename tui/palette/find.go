package palette

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sahilm/fuzzy"
	"golang.org/x/text/unicode/norm"
)

// hit is an item that the query found.
type hit struct {
	item  int
	name  int // which of its names: 0 is Name, i is Also[i-1]
	tier  tier
	score int
	marks [][2]int // bytes of that name that matched
}

// tier is how a query was found in a name; a lower one is always shown first.
// Letters in order find much, but who types the start of a word means that word.
type tier int

const (
	whole     tier = iota // the name itself
	start                 // its first letters
	wordStart             // the first letters of a later word
	initials              // the first letters of words, in order
	fromFirst             // letters in order, from the first of the name on
	anywhere              // letters in order
	unfound
)

// find gives the items that a query finds: by tier, then a name before another
// name, then the more recent, then the better by letters, then as given. A query
// of several words finds items in which each is found, in any order.
func (p *Palette[T]) find(query string) []hit {
	words := strings.Fields(query)
	for i, w := range words {
		words[i] = fold(w).text
	}
	full := fold(query).text
	var hits []hit
	for i, e := range p.items {
		best := hit{item: i, tier: unfound}
		for n, name := range e.names {
			h := matchAll(name, full, words)
			if h.tier < best.tier {
				best = hit{item: i, name: n, tier: h.tier, score: h.score, marks: h.marks}
			}
		}
		if best.tier < unfound {
			hits = append(hits, best)
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		return cmp.Or(
			cmp.Compare(a.tier, b.tier),
			cmp.Compare(min(a.name, 1), min(b.name, 1)),
			cmp.Compare(p.items[b.item].Recent, p.items[a.item].Recent),
			cmp.Compare(b.score, a.score),
		)
	})
	return hits
}

// matchAll matches the query as it stands, or else each of its words.
func matchAll(name folded, full string, words []string) hit {
	if len(words) == 0 {
		return hit{tier: whole}
	}
	h := match(name, full)
	if len(words) == 1 || h.tier <= wordStart {
		return h
	}
	all := hit{}
	for _, w := range words {
		h := match(name, w)
		all.tier = max(all.tier, h.tier, wordStart)
		all.score += h.score
		all.marks = append(all.marks, h.marks...)
	}
	if all.tier == unfound {
		return hit{tier: unfound}
	}
	all.marks = united(all.marks)
	return all
}

func match(name folded, query string) hit {
	switch {
	case name.text == query:
		return hit{tier: whole, marks: name.marks(0, len(query))}
	case strings.HasPrefix(name.text, query):
		return hit{tier: start, marks: name.marks(0, len(query)), score: -len(name.text)}
	}
	for _, at := range name.words {
		if strings.HasPrefix(name.text[at:], query) {
			return hit{tier: wordStart, marks: name.marks(at, at+len(query)), score: -len(name.text)}
		}
	}
	if marks, ok := name.initials(query); ok {
		return hit{tier: initials, marks: marks, score: -len(name.text)}
	}
	found := fuzzy.FindNoSort(query, []string{name.text})
	if len(found) == 0 {
		return hit{tier: unfound}
	}
	m := found[0]
	h := hit{tier: anywhere, score: m.Score}
	if strings.HasPrefix(name.text, firstLetter(query)) {
		h.tier = fromFirst
	}
	for _, at := range m.MatchedIndexes {
		_, n := utf8.DecodeRuneInString(name.text[at:])
		h.marks = append(h.marks, name.marks(at, at+n)...)
	}
	h.marks = united(h.marks)
	return h
}

func firstLetter(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return s[:n]
}

// united joins marks that touch or overlap, in order.
func united(marks [][2]int) [][2]int {
	slices.SortFunc(marks, func(a, b [2]int) int { return cmp.Or(a[0]-b[0], a[1]-b[1]) })
	var out [][2]int
	for _, m := range marks {
		if n := len(out); n > 0 && m[0] <= out[n-1][1] {
			out[n-1][1] = max(out[n-1][1], m[1])
			continue
		}
		out = append(out, m)
	}
	return out
}

// folded is a name without accents and capitals, and where it came from.
type folded struct {
	text  string
	size  int   // bytes of the name
	from  []int // per byte of text, the byte of the name; nil: the same
	words []int // where words start in text, but the first
}

func fold(name string) folded {
	f := folded{size: len(name)}
	var b strings.Builder
	same := true
	var from []int
	for i, r := range name {
		at := b.Len()
		if r < utf8.RuneSelf {
			if 'A' <= r && r <= 'Z' {
				r += 'a' - 'A'
			}
			b.WriteByte(byte(r))
		} else {
			foldRune(&b, r)
			same = false
		}
		for range b.Len() - at {
			from = append(from, i)
		}
	}
	f.text = b.String()
	if !same {
		f.from = from
	}
	inWord := true
	for i, r := range f.text {
		word := unicode.IsLetter(r) || unicode.IsDigit(r)
		if word && !inWord && i > 0 {
			f.words = append(f.words, i)
		}
		inWord = word
	}
	return f
}

// foldRune writes a letter without its accents; marks alone are left out, so
// that é is found in either form.
func foldRune(b *strings.Builder, r rune) {
	for _, part := range norm.NFKD.String(string(r)) {
		if !unicode.Is(unicode.Mn, part) {
			b.WriteRune(unicode.ToLower(part))
		}
	}
}

// marks are the bytes of the name behind the bytes [lo,hi) of the folded text.
func (f folded) marks(lo, hi int) [][2]int {
	if lo >= hi {
		return nil
	}
	return [][2]int{{f.origin(lo), f.origin(hi)}}
}

func (f folded) origin(at int) int {
	switch {
	case at >= len(f.text):
		return f.size
	case f.from == nil:
		return at
	}
	return f.from[at]
}

// initials finds each letter of the query at the start of a word, in order.
func (f folded) initials(query string) ([][2]int, bool) {
	if utf8.RuneCountInString(query) < 2 {
		return nil, false
	}
	var marks [][2]int
	starts := append([]int{0}, f.words...)
	for _, r := range query {
		for len(starts) > 0 {
			at := starts[0]
			starts = starts[1:]
			if got, n := utf8.DecodeRuneInString(f.text[at:]); n > 0 && got == r {
				marks = append(marks, f.marks(at, at+n)...)
				r = 0
				break
			}
		}
		if r != 0 {
			return nil, false
		}
	}
	return marks, true
}
