package transcript

import (
	"sort"
	"strings"
)

// How far and how a quote that the diff lost is looked for. The weights are
// those that web annotation tools settled on for quote, context and position.
const (
	searchWindow  = 4096 // bytes on both sides of where it is expected
	contextLength = 32   // code points of context on each side
	weightQuote   = 50
	weightContext = 20 // of each side
	weightPlace   = 2
	enough        = 74 // of 92: the quote, and six tenths of the context
	ahead         = 4  // of the second best
)

// Follow is Move, verified by the texts. Where the mapping is a guess (Diff), a
// span whose words are gone from their place is looked for by its words: a long
// passage that is unique in both texts and has words of its context on both
// sides has Moved; one that is found without them, or nearby, is Doubtful. So
// are a few words beside an edit that stand close by once more. A passage that
// was rewritten beyond likeness is Orphaned. Both texts must be those of the
// mapping. Nothing is ever Kept or Moved onto other words.
func (m Mapping) Follow(from, to Text, s Span) (Span, Fate) {
	moved, fate := m.Move(s)
	if !m.guessed {
		return moved, fate
	}
	quote := from.Slice(s)
	if fate == Changed || fate == Shrunk {
		left := to.Slice(moved)
		if fate == Changed && !alike(quote, left) || fate == Shrunk && !alikeAtAll(quote, left) || countUpTo(left, 1) < countUpTo(quote, 1) {
			moved, fate = Span{moved.Start, moved.Start}, Orphaned
		}
	}
	if fate == Shrunk || fate == Orphaned {
		if at, ok := uniqueIn(from, to, quote); ok {
			if sameContext(from, to, s, at) {
				return at, Moved
			}
			return at, Doubtful
		}
	}
	if fate == Orphaned {
		if at, ok := near(from, to, s, moved.Start); ok {
			return at, Doubtful
		}
		return moved, Orphaned
	}
	if snapped := SnapSpan(to, moved); snapped != moved && SnapSpan(from, s) == s {
		moved = snapped
	}
	switch {
	case fate != Changed && fate != Shrunk && to.Slice(moved) != quote:
		fate = Changed
	case fate.IsSure() && m.isBesideEdit(from, s) && hasTwin(from, s) && countUpTo(quote, fewWords+2) <= fewWords+1:
		fate = Doubtful
	}
	return moved, fate
}

// beside is how close in code points an edit is beside a passage, and twinNear
// how close in bytes the same words are near it.
const (
	beside   = 24
	twinNear = 240
)

// isBesideEdit says whether something was edited close to a span.
func (m Mapping) isBesideEdit(from Text, s Span) bool {
	i := sort.Search(len(m.edits), func(i int) bool { return m.edits[i].Old.End >= s.Start-beside })
	return i < len(m.edits) && m.edits[i].Old.Start <= min(from.Len(), s.End+beside)
}

// hasTwin says whether the words of a passage stand close to it once more: a
// few words may then be taken for each other.
func hasTwin(t Text, s Span) bool {
	b := t.Bytes(s)
	lo, hi := max(0, b.Lo-twinNear), min(len(t.s), b.Hi+twinNear)
	quote := b.Of(t.s)
	for at := lo; at < hi; at++ {
		n := strings.Index(t.s[at:hi], quote)
		if n < 0 {
			return false
		}
		if at += n; at != b.Lo && !cutsWord(t.s, at) && !cutsWord(t.s, at+len(quote)) {
			return true
		}
	}
	return false
}

// fewWords is the length in words up to which a passage that was replaced in
// its place is taken as corrected, whatever the words.
const fewWords = 3

// alike says whether a passage can be a correction of another.
func alike(a, b string) bool {
	if countUpTo(a, fewWords+1) <= fewWords && countUpTo(b, fewWords+1) <= fewWords {
		return true
	}
	return alikeAtAll(a, b)
}

// alikeAtAll compares the pairs of letters of two passages: three in ten must
// be common to both.
func alikeAtAll(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	if a == b || strings.Contains(a, b) {
		return true
	}
	if len(a) > searchWindow && len(b) > searchWindow {
		a, b = a[:searchWindow], b[:searchWindow]
	}
	count := map[[2]rune]int{}
	n := eachPair(a, func(p [2]rune) { count[p]++ })
	common := 0
	n += eachPair(b, func(p [2]rune) {
		if count[p] > 0 {
			count[p]--
			common++
		}
	})
	return n > 0 && 20*common >= 3*n
}

// eachPair calls f with the neighbours within the words of s and counts them.
func eachPair(s string, f func([2]rune)) int {
	n := 0
	last := rune(-1)
	for _, r := range s {
		if !isWordRune(r) {
			last = -1
			continue
		}
		if last >= 0 {
			f([2]rune{last, r})
			n++
		}
		last = r
	}
	return n
}

// uniqueIn finds a passage that is long enough to be itself and stands once in
// each text.
func uniqueIn(from, to Text, quote string) (Span, bool) {
	if len(quote) < 16 || countUpTo(quote, fewWords) < fewWords {
		return Span{}, false
	}
	at := strings.Index(to.s, quote)
	if at < 0 || strings.LastIndex(to.s, quote) != at || strings.Index(from.s, quote) != strings.LastIndex(from.s, quote) {
		return Span{}, false
	}
	return whole(to, Bytes{at, at + len(quote)})
}

// fewLetters is the context in bytes without which a passage that was put
// elsewhere may owe its first or last word to its new neighbours.
const fewLetters = 8

// sameContext says whether a passage stands among the same words on both sides.
func sameContext(from, to Text, s, at Span) bool {
	a, b := from.Bytes(s), to.Bytes(at)
	before, after := from.s[max(0, a.Lo-fewLetters):a.Lo], from.s[a.Hi:min(len(from.s), a.Hi+fewLetters)]
	return strings.HasSuffix(to.s[:b.Lo], before) && strings.HasPrefix(to.s[b.Hi:], after)
}

// whole is a range of bytes as a span, when it cuts no grapheme and no word.
func whole(t Text, b Bytes) (Span, bool) {
	if cutsWord(t.s, b.Lo) || cutsWord(t.s, b.Hi) {
		return Span{}, false
	}
	s := t.SpanOf(b.Lo, b.Hi)
	return s, SnapSpan(t, s) == s
}

func cutsWord(s string, at int) bool {
	return at > 0 && at < len(s) && isWordByte(s[at-1]) && isWordByte(s[at])
}

// near looks for the quote around the code point where it is expected.
func near(from, to Text, s Span, expected int) (Span, bool) {
	b := from.Bytes(s)
	quote := b.Of(from.s)
	if countUpTo(quote, 1) == 0 {
		return Span{}, false
	}
	middle := to.Bytes(Span{expected, expected}).Lo
	lo, hi := max(0, middle-searchWindow), min(len(to.s), middle+searchWindow+len(quote))
	before, after := from.Slice(Span{s.Start - contextLength, s.Start}), from.Slice(Span{s.End, s.End + contextLength})
	var best, second float64
	var found Span
	for at := lo; ; {
		n := strings.Index(to.s[at:hi], quote)
		if n < 0 {
			break
		}
		at += n
		here := Bytes{at, at + len(quote)}
		at++
		span, ok := whole(to, here)
		if !ok {
			continue
		}
		left, right := to.Slice(Span{span.Start - contextLength, span.Start}), to.Slice(Span{span.End, span.End + contextLength})
		far := float64(max(here.Lo-middle, middle-here.Lo)) / float64(searchWindow+len(quote))
		score := weightQuote + weightContext*(sameEnd(before, left)+sameStart(after, right)) + weightPlace*(1-far)
		if score > best {
			best, second, found = score, best, span
		} else {
			second = max(second, score)
		}
	}
	return found, best >= enough && best >= second+ahead
}

// sameStart is the part of a, in bytes, that b starts with too.
func sameStart(a, b string) float64 {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return float64(n) / float64(max(1, len(a)))
}

// sameEnd is the part of a, in bytes, that b ends with too.
func sameEnd(a, b string) float64 {
	n := 0
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return float64(n) / float64(max(1, len(a)))
}
