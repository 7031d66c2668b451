package transcript

import "sort"

// Edit is one replaced range: the code points Old of the earlier text became
// the code points New of the later one. An insertion has an empty Old, a
// deletion an empty New.
type Edit struct {
	Old Span `json:"old"`
	New Span `json:"new"`
}

// Mapping says where each place of a text is in a later text. The zero Mapping
// leaves everything where it is.
type Mapping struct {
	edits []Edit
	// loose are ranges of the old text whose place in the new one is a guess:
	// the same words stand beside an edit, so that either may be the ones that
	// stayed. Ascending, not overlapping; only Diff makes them.
	loose []Span
	// echoes are words beside an edit that stand in the edit too. Longer
	// passages that begin or end with one are sure by their other words.
	echoes  []Span
	guessed bool // by Diff: Follow verifies it
}

// NewMapping is the mapping of edits that are known to be so: ascending, not
// overlapping, in both texts. What lies between two edits is the same text.
// Edits that touch are taken as one; edits that change nothing are left out.
func NewMapping(edits []Edit) Mapping {
	var m Mapping
	for _, e := range edits {
		if e.Old.IsEmpty() && e.New.IsEmpty() {
			continue
		}
		if n := len(m.edits); n > 0 && m.edits[n-1].Old.End == e.Old.Start && m.edits[n-1].New.End == e.New.Start {
			m.edits[n-1].Old.End, m.edits[n-1].New.End = e.Old.End, e.New.End
			continue
		}
		m.edits = append(m.edits, e)
	}
	return m
}

// Edits are the replaced ranges, ascending. The slice is the mapping's own.
func (m Mapping) Edits() []Edit { return m.edits }

// IsNothing says whether both texts are the same.
func (m Mapping) IsNothing() bool { return len(m.edits) == 0 }

// Fate is what became of a span.
type Fate int

// The fates, from the best to the worst.
const (
	Kept     Fate = iota // same place, same text
	Moved                // same text elsewhere
	Changed              // the text inside differs, both ends are known
	Shrunk               // an end was deleted or rewritten: what is left of it
	Doubtful             // same text, but more than one passage may be the one
	Orphaned             // nothing is left of it
)

// fateNames are the stable names of the fates: of JSON and of catalogue ids.
var fateNames = [...]string{"kept", "moved", "changed", "shrunk", "doubtful", "orphaned"}

// String is the fate's stable English name, as in JSON.
func (f Fate) String() string { return fateNames[f] }

// IsSure says whether the span holds the same text as before at a place beyond
// doubt: nobody has to look at it.
func (f Fate) IsSure() bool { return f == Kept || f == Moved }

// Move says where a span of the old text is in the new one. An insertion at an
// end of the span stays outside it; a range that was replaced and begins or
// ends just where the span does is taken as a whole. What was deleted at an end
// makes the span Shrunk; when nothing is left, it is Orphaned and the answer is
// the empty span where it was. Two spans in order are never moved out of order.
func (m Mapping) Move(s Span) (Span, Fate) {
	first := sort.Search(len(m.edits), func(i int) bool { return m.edits[i].Old.End > s.Start })
	if s.IsEmpty() {
		at := m.at(s.Start, first)
		return Span{at, at}, Orphaned
	}
	after := first
	for after < len(m.edits) && m.edits[after].Old.Start < s.End {
		after++
	}
	touched := m.edits[first:after]
	if len(touched) == 0 {
		by := m.shift(first)
		moved := Span{s.Start + by, s.End + by}
		switch {
		case m.isLoose(s):
			return moved, Doubtful
		case by == 0:
			return moved, Kept
		}
		return moved, Moved
	}
	head, tail := touched[0], touched[len(touched)-1]
	moved, fate := Span{s.Start + m.shift(first), s.End + m.shift(after)}, Changed
	if head.Old.Start <= s.Start {
		moved.Start, fate = edge(head, s.Start == head.Old.Start && head.Old.End <= s.End, head.New.Start, head.New.End, fate)
	}
	if tail.Old.End >= s.End && !tail.Old.IsEmpty() {
		moved.End, fate = edge(tail, s.End == tail.Old.End && tail.Old.Start >= s.Start, tail.New.End, tail.New.Start, fate)
	}
	if moved.IsEmpty() {
		at := min(moved.Start, max(moved.End, head.New.Start))
		return Span{at, at}, Orphaned
	}
	return moved, fate
}

// edge is the end of a span that lies in an edit: at its outer side when the
// whole edit is the span's, else at its inner side, where the span shrinks.
func edge(e Edit, whole bool, outer, inner int, fate Fate) (int, Fate) {
	if whole && !e.New.IsEmpty() {
		return outer, fate
	}
	return inner, Shrunk
}

// Place is where the code point at is in the new text; one inside a replaced
// range goes to its start. Text that was inserted just there comes before it.
func (m Mapping) Place(at int) int {
	return m.at(at, sort.Search(len(m.edits), func(i int) bool { return m.edits[i].Old.End > at }))
}

// at is Place, when next is the first edit that ends after the code point.
func (m Mapping) at(at, next int) int {
	if next < len(m.edits) && m.edits[next].Old.Start < at {
		return m.edits[next].New.Start
	}
	return at + m.shift(next)
}

// shift is how far the text before edit next lies from where it was.
func (m Mapping) shift(next int) int {
	if next == 0 {
		return 0
	}
	return m.edits[next-1].New.End - m.edits[next-1].Old.End
}

func (m Mapping) isLoose(s Span) bool {
	i := sort.Search(len(m.loose), func(i int) bool { return m.loose[i].End > s.Start })
	if i < len(m.loose) && m.loose[i].Start < s.End {
		return true
	}
	i = sort.Search(len(m.echoes), func(i int) bool { return m.echoes[i].End > s.Start })
	return i < len(m.echoes) && m.echoes[i].Covers(s)
}
