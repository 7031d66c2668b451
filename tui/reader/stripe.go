package reader

import (
	"slices"
	"sort"

	"veldwerk/transcript"
)

// ID is that of a coding or a code: any of the project's ids as bytes.
type ID = [16]byte

// Stripe is a coding as the margin shows it.
type Stripe struct {
	ID       ID // the coding's
	Code     ID
	Span     transcript.Span
	Letter   string // heads the stripe; one column
	Name     string // of the code
	Colour   int    // 1…8
	Glyph    int    // 0…3: how the stripe is drawn
	Initials string // of another coder; empty: mine
	Memo     bool   // the coding has a memo
}

// SetStripes shows these codings from now on. A slice in order of Span.Start is
// kept, not copied, and must not be changed; that costs well under a
// millisecond for ten thousand. Empty spans are not shown.
func (r *Reader) SetStripes(stripes []Stripe) {
	r.stripes.set(stripes)
	if _, ok := r.stripes.byID(r.focus); !ok {
		r.focus = ID{}
	}
	r.frame = nil
}

// stripeIndex finds the stripes over a range.
type stripeIndex struct {
	list     []Stripe // by start
	far      []int    // greatest end of each block of list
	furthest []int    // greatest end of list[:i+1]

	// What was found out at the present width; it outlives new stripes.
	runs  map[transcript.Span]run
	lanes map[laneKey]int
}

type laneKey struct {
	id   ID
	span transcript.Span
}

// run is from the first to the last row of a stripe.
type run struct{ first, last place }

const stripeBlock = 64

func (x *stripeIndex) set(stripes []Stripe) {
	byStart := func(a, b Stripe) int { return a.Span.Start - b.Span.Start }
	if !slices.IsSortedFunc(stripes, byStart) {
		stripes = slices.Clone(stripes)
		slices.SortStableFunc(stripes, byStart)
	}
	x.list = stripes
	x.far = make([]int, (len(stripes)+stripeBlock-1)/stripeBlock)
	x.furthest = make([]int, len(stripes))
	most := 0
	for i := range stripes {
		end := stripes[i].Span.End
		most = max(most, end)
		x.furthest[i] = most
		x.far[i/stripeBlock] = max(x.far[i/stripeBlock], end)
	}
	if len(x.runs) > 4*len(stripes)+4096 {
		x.forgetPlaces()
	}
}

func (x *stripeIndex) forgetPlaces() {
	x.runs = map[transcript.Span]run{}
	x.lanes = map[laneKey]int{}
}

// before is the number of stripes that start before a code point.
func (x *stripeIndex) before(cp int) int {
	return sort.Search(len(x.list), func(i int) bool { return x.list[i].Span.Start >= cp })
}

// over lists the stripes that share a code point with the span, by start.
func (x *stripeIndex) over(span transcript.Span) []int {
	var found []int
	for i := x.before(span.End) - 1; i >= 0; i-- {
		if x.furthest[i] <= span.Start {
			break
		}
		if block := i / stripeBlock; x.far[block] <= span.Start {
			i = block * stripeBlock
			continue
		}
		if x.list[i].Span.End > span.Start && !x.list[i].Span.IsEmpty() {
			found = append(found, i)
		}
	}
	slices.Reverse(found)
	return found
}

func (x *stripeIndex) byID(id ID) (Stripe, bool) {
	if id == (ID{}) {
		return Stripe{}, false
	}
	for i := range x.list {
		if x.list[i].ID == id {
			return x.list[i], true
		}
	}
	return Stripe{}, false
}

// SelectionStripes are the codings that share text with the selection, by start.
func (r *Reader) SelectionStripes() []Stripe {
	over := r.stripes.over(r.Selection())
	out := make([]Stripe, len(over))
	for i, at := range over {
		out[i] = r.stripes.list[at]
	}
	return out
}

// CycleStripe puts the focus on the next of the codings at the selection, so
// that its exact edges are seen; false when there is none.
func (r *Reader) CycleStripe(dir int) bool {
	at := r.SelectionStripes()
	if len(at) == 0 {
		return false
	}
	i := slices.IndexFunc(at, func(s Stripe) bool { return s.ID == r.focus })
	switch {
	case i < 0 && dir < 0:
		i = len(at) - 1
	case i < 0:
		i = 0
	default:
		i = (i + sign(dir) + len(at)) % len(at)
	}
	r.focus, r.frame = at[i].ID, nil
	return true
}

// Focused is the coding that CycleStripe or a click chose.
func (r *Reader) Focused() (Stripe, bool) { return r.stripes.byID(r.focus) }

// Spotlight shows one code bright and dims the rest; the zero ID ends it.
func (r *Reader) Spotlight(code ID) { r.spotlight, r.frame = code, nil }

// Spotlit is the code in the spotlight, or the zero ID.
func (r *Reader) Spotlit() ID { return r.spotlight }

// runOf is where a stripe runs, at the present width. Labels are not shown, so
// a stripe starts at the first text from its start and ends at the last text
// before its end; one that covers a label only shows at the turn it labels.
func (r *Reader) runOf(i int) run {
	span := r.stripes.list[i].Span
	if found, ok := r.stripes.runs[span]; ok {
		return found
	}
	first := r.turnOfCodepoint(span.Start)
	if span.Start >= r.turns[first].Span.End && first+1 < len(r.turns) {
		first++
		span.Start = r.turns[first].Span.Start
	}
	b := r.doc.Text.Bytes(span)
	lo, hi := b.Lo, max(b.Lo, b.Hi-1)
	last := first
	if first+1 < len(r.turns) && r.turns[first+1].Span.Start < span.End {
		last = r.turnOfCodepoint(span.End - 1)
	}
	found := run{r.placeIn(first, lo), r.placeIn(last, hi)}
	if comparePlaces(found.first, found.last) > 0 {
		found.last = found.first
	}
	r.stripes.runs[r.stripes.list[i].Span] = found
	return found
}
