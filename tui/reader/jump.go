package reader

import (
	"slices"
	"sort"

	"veldwerk/transcript"
)

// GoTo selects the sentence at a code point.
func (r *Reader) GoTo(codepoint int) bool {
	r.mark = false
	return r.selectSentence(r.byteOf(codepoint))
}

// GoToTurn selects the first sentence of turn n; false when there is none.
func (r *Reader) GoToTurn(n int) bool {
	i := sort.Search(len(r.turns), func(i int) bool { return r.turns[i].N >= n })
	if i == len(r.turns) || r.turns[i].N != n {
		return false
	}
	r.mark = false
	return r.selectSentence(r.turnBytes(i).Lo)
}

// NextMatch selects the next search hit, or the one before when dir is
// negative; false when there is none that way.
func (r *Reader) NextMatch(dir int) bool {
	span, ok := nextSpan(r.matches, r.Selection(), dir)
	return ok && r.jump(span)
}

// NextStripe selects the next coded fragment; with the spotlight on, the next
// one of that code.
func (r *Reader) NextStripe(dir int) bool {
	sel := r.Selection()
	list := r.stripes.list
	if dir >= 0 {
		i := sort.Search(len(list), func(i int) bool { return list[i].Span.Start > sel.Start })
		for ; i < len(list); i++ {
			if r.inSpotlight(list[i]) {
				return r.jump(list[i].Span)
			}
		}
		return false
	}
	i := sort.Search(len(list), func(i int) bool { return list[i].Span.Start >= sel.Start })
	for i--; i >= 0; i-- {
		if r.inSpotlight(list[i]) {
			return r.jump(list[i].Span)
		}
	}
	return false
}

func (r *Reader) inSpotlight(s Stripe) bool {
	return r.spotlight == (ID{}) || s.Code == r.spotlight
}

func (r *Reader) jump(span transcript.Span) bool {
	r.mark = false
	return r.SelectSpan(span)
}

// NextUncoded selects the first sentence of the next turn without a stripe
// (the one before when dir is negative); an interviewer's turn doesn't count.
func (r *Reader) NextUncoded(dir int) bool {
	if len(r.turns) == 0 || dir == 0 {
		return false
	}
	skip := r.hasInterviewer()
	x := &r.stripes
	from := r.turnOf(r.headByte()) + sign(dir)
	before := -1 // stripes that start before the turn ends
	for i := from; i >= 0 && i < len(r.turns); i += sign(dir) {
		t := &r.turns[i]
		if before < 0 {
			before = x.before(t.Span.End)
		}
		for before < len(x.list) && x.list[before].Span.Start < t.Span.End {
			before++
		}
		for before > 0 && x.list[before-1].Span.Start >= t.Span.End {
			before--
		}
		coded := before > 0 && x.furthest[before-1] > t.Span.Start
		if coded || t.Span.IsEmpty() || skip && r.asks(i) {
			continue
		}
		if u, ok := r.unitAt(Sentence, r.turnBytes(i).Lo); ok && u.turn == i {
			r.mark = false
			r.selectUnit(u)
			return true
		}
	}
	return false
}

// nextSpan is the span that starts next to the selection's start; a match that
// is selected already is not next.
func nextSpan(spans []transcript.Span, sel transcript.Span, dir int) (transcript.Span, bool) {
	if dir >= 0 {
		// A hit inside the selection comes first, unless it is the selection.
		i := sort.Search(len(spans), func(i int) bool { return spans[i].Start >= sel.Start })
		for ; i < len(spans); i++ {
			if spans[i] != sel && (spans[i].Start > sel.Start || spans[i].Len() < sel.Len()) {
				return spans[i], true
			}
		}
		return transcript.Span{}, false
	}
	i := sort.Search(len(spans), func(i int) bool { return spans[i].Start >= sel.Start }) - 1
	if i < 0 {
		return transcript.Span{}, false
	}
	return spans[i], true
}

func sortedSpans(spans []transcript.Span) []transcript.Span {
	byStart := func(a, b transcript.Span) int { return a.Start - b.Start }
	if !slices.IsSortedFunc(spans, byStart) {
		spans = slices.Clone(spans)
		slices.SortStableFunc(spans, byStart)
	}
	return spans
}
