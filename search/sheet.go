package search

import (
	"context"
	"slices"
	"sort"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// sheet is one document as a query sees it: its units with what is known of
// each. Units are turns, or codings when fragments are asked for.
type sheet struct {
	facts    *DocumentFacts
	speakers []speaker
	units    []unit
	codings  []codebook.Coding
	read     bool // codings are read
	ofCoding bool // units[i] is codings[i]
}

// unit is a turn, or the quote of a coding.
type unit struct {
	span    transcript.Span
	number  int32 // of the turn
	speaker int32 // index in speakers; -1 for none
}

// turnSheet lays out a document by its turns.
func turnSheet(facts *DocumentFacts, doc *transcript.Document) *sheet {
	s := &sheet{facts: facts, speakers: speakersOf(doc), units: make([]unit, len(doc.Turns))}
	for i, t := range doc.Turns {
		s.units[i] = turnUnit(doc, t)
	}
	return s
}

func speakersOf(doc *transcript.Document) []speaker {
	out := make([]speaker, len(doc.Speakers))
	for i, sp := range doc.Speakers {
		out[i] = speaker{name: sp.Name, role: sp.Role}
	}
	return out
}

func turnUnit(doc *transcript.Document, t transcript.Turn) unit {
	u := unit{span: t.Span, number: int32(t.N), speaker: -1}
	if t.Speaker >= 0 && t.Speaker < len(doc.Speakers) {
		u.speaker = int32(t.Speaker)
	}
	return u
}

// codingSheet lays out a document by its codings; a coding has the speaker of
// the turn in which it starts.
func codingSheet(facts *DocumentFacts, doc *transcript.Document, codings []codebook.Coding) *sheet {
	s := &sheet{facts: facts, speakers: speakersOf(doc), units: make([]unit, len(codings)), codings: codings, read: true, ofCoding: true}
	for i, c := range codings {
		s.units[i] = unit{span: c.Span, speaker: -1}
		if at := doc.TurnAt(c.Span.Start); at >= 0 {
			s.units[i] = turnUnit(doc, doc.Turns[at])
			s.units[i].span = c.Span
		}
	}
	return s
}

// holding gives the units within for which the fact is true.
func (s *sheet) holding(ctx context.Context, f *fact, facts Facts, within rows) (rows, error) {
	out := newRows(len(s.units))
	if f.coding == nil {
		known := make([]int8, len(s.speakers)+1)
		within.each(func(i int) {
			k := s.units[i].speaker + 1
			if known[k] == 0 {
				known[k] = -1
				if f.who(s.facts, s.speaker(k-1)) {
					known[k] = 1
				}
			}
			if known[k] > 0 {
				out.add(i)
			}
		})
		return out, nil
	}
	if !s.read {
		codings, err := facts.Codings(ctx, s.facts.ID)
		if err != nil {
			return nil, err
		}
		s.codings, s.read = codings, true
	}
	for i := range s.codings {
		c := &s.codings[i]
		switch {
		case s.ofCoding && within.has(i) && f.coding(c):
			out.add(i)
		case !s.ofCoding && s.touches(c.Span, within) && f.coding(c):
			s.overlapping(c.Span, func(u int) { out.add(u) })
		}
	}
	return out.and(within), nil
}

func (s *sheet) speaker(i int32) speaker {
	if i < 0 {
		return speaker{}
	}
	return s.speakers[i]
}

// overlapping calls f with each unit that shares a code point with the span.
func (s *sheet) overlapping(span transcript.Span, f func(i int)) {
	from := sort.Search(len(s.units), func(i int) bool { return s.units[i].span.End > span.Start })
	for i := from; i < len(s.units) && s.units[i].span.Start < span.End; i++ {
		if s.units[i].span.Overlaps(span) {
			f(i)
		}
	}
}

func (s *sheet) touches(span transcript.Span, within rows) bool {
	touches := false
	s.overlapping(span, func(i int) { touches = touches || within.has(i) })
	return touches
}

// source finds the units of one document in which a text condition stands, and
// where.
type source interface {
	// known gives the units in which a whole part of the plan stands, when the
	// source has worked that out for all documents; it is not to be changed.
	known(st *step) (found rows, ok bool)
	// standing gives the units within in which the step's shape stands.
	standing(ctx context.Context, st *step, within rows) (rows, error)
	// matches appends the places of all positive text conditions in a unit, in
	// code points of the document, ascending; overlapping ones are one.
	matches(i int, into []transcript.Span) []transcript.Span
}

// answering evaluates a step on the units within.
func (s *sheet) answering(ctx context.Context, st *step, facts Facts, src source, within rows) (rows, error) {
	if found, ok := src.known(st); ok {
		return slices.Clone(found).and(within), nil
	}
	switch st.op {
	case opAnd:
		for _, kid := range st.kids {
			if within.isEmpty() {
				break
			}
			next, err := s.answering(ctx, kid, facts, src, within)
			if err != nil {
				return nil, err
			}
			within = next
		}
		return within, nil
	case opOr:
		out := newRows(len(s.units))
		for _, kid := range st.kids {
			more, err := s.answering(ctx, kid, facts, src, within.without(out))
			if err != nil {
				return nil, err
			}
			out.join(more)
		}
		return out, nil
	case opNot:
		out, err := s.answering(ctx, st.kids[0], facts, src, within)
		if err != nil {
			return nil, err
		}
		return within.without(out), nil
	case opField:
		return s.holding(ctx, st.fact, facts, within)
	}
	return src.standing(ctx, st, within)
}

// united sorts spans and makes one of those that overlap.
func united(all []transcript.Span) []transcript.Span {
	byStart := func(a, b transcript.Span) int { return a.Start - b.Start }
	if !slices.IsSortedFunc(all, byStart) {
		slices.SortFunc(all, byStart)
	}
	out := all[:0]
	for _, span := range all {
		if n := len(out); n > 0 && out[n-1].Overlaps(span) {
			out[n-1] = out[n-1].Union(span)
			continue
		}
		out = append(out, span)
	}
	return out
}
