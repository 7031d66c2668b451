package foreign

import (
	"slices"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// linking is a case that covers parts of a document.
type linking struct{ of, document int }

// Link says that a case covers the code points [start,end) of a document's
// text, or all of it. One that has all is the document's case; what covers
// parts waits for Linked. The end may lie one before the text's: some tools
// wrote it so.
func (d *Draft) Link(of, document int, text *Text, start, end int, all bool) {
	doc := &d.Project.Documents[document]
	id := d.Project.Cases[of].ID
	place := text.trust(start, end)
	all = all || start == 0 && (end >= text.raw-1)
	switch {
	case all && (doc.Case.IsZero() || doc.Case == id):
		doc.Case = id
	case all || place.Reason != "":
		d.Lose("case-links", 1, d.Project.Cases[of].Name)
	default:
		l := linking{of, document}
		if d.links == nil {
			d.links = map[linking][]transcript.Span{}
		}
		if d.links[l] == nil {
			d.linked = append(d.linked, l)
		}
		d.links[l] = append(d.links[l], place.Span)
	}
}

// Linked gives speakers the cases that cover their turns; a case that covers
// anything else is a loss.
func (d *Draft) Linked() {
	for _, l := range d.linked {
		if !d.linkSpeaker(l) {
			d.Lose("case-links", 1, d.Project.Cases[l.of].Name)
		}
	}
	d.linked, d.links = nil, nil
}

// linkSpeaker gives a speaker the case, if it covers turns of that speaker
// only, and at least half of them.
func (d *Draft) linkSpeaker(l linking) bool {
	doc := &d.Project.Documents[l.document]
	spans := codebook.Unite(d.links[l])
	who, hit, all := -1, 0, 0
	for _, t := range doc.Turns {
		if !touches(spans, t.Span) {
			continue
		}
		if t.Speaker < 0 || who >= 0 && t.Speaker != who {
			return false
		}
		who = t.Speaker
		hit++
	}
	for _, t := range doc.Turns {
		if t.Speaker == who {
			all++
		}
	}
	if who < 0 || 2*hit < all || !doc.Speakers[who].Case.IsZero() {
		return false
	}
	doc.Speakers[who].Case = d.Project.Cases[l.of].ID
	return true
}

// touches says whether one of the spans, which are in order and apart,
// overlaps another.
func touches(spans []transcript.Span, with transcript.Span) bool {
	i, _ := slices.BinarySearchFunc(spans, with.Start, func(s transcript.Span, at int) int {
		if s.End <= at {
			return -1
		}
		return 1
	})
	return i < len(spans) && spans[i].Overlaps(with)
}
