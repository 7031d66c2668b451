package workspace

import (
	"context"
	"slices"

	"veldwerk/codebook"
	"veldwerk/pseudonym"
	"veldwerk/transcript"
)

// Left is a finding with the place where it was left.
type Left struct {
	pseudonym.Finding
	Part     Part
	Document transcript.DocumentID // zero where it is about none
	Title    string                // of the document
	Turn     int                   // PartText: its number
	Of       string                // what the field is about: a memo's title, a code's name
	Before   string                // at most 40 code points
	After    string
	Accepted bool // by a person, earlier
}

// context around a finding, in code points.
const around = 40

// partsOf are the parts that an export of a kind holds; nil: all.
var partsOf = map[string][]Part{
	"fragments": {PartText, PartTitle, PartSpeaker, PartCase, PartAttribute, PartCode, PartCoder, PartNote, PartProject},
	"turns":     {PartText, PartTitle, PartSpeaker, PartCase, PartAttribute, PartCode},
	"codebook":  {PartCode, PartDefinition, PartTheme},
	"themes":    {PartCode, PartTheme},
	"documents": {PartText, PartTitle, PartSource, PartSpeaker, PartCase, PartAttribute},
	"cases":     {PartCase, PartAttribute, PartTitle},
	"memos":     {PartMemo, PartText, PartTitle, PartCode, PartTheme, PartCase, PartCoder},
}

// Residue lists what is left that may point at somebody, in the parts that an
// export of that kind holds ("" or an unknown kind: all of them), in a fixed
// order. Of fragments and memos only the turns around what was picked count.
func (o *Outgoing) Residue(t pseudonym.Table, accepted []string, kind string) ([]Left, error) {
	r, err := pseudonym.Compile(t)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, h := range accepted {
		known[h] = true
	}
	parts, some := partsOf[kind]
	wanted := func(p Part) bool { return !some || slices.Contains(parts, p) }
	d := pseudonym.NewDetector(r)
	titles := map[transcript.DocumentID]string{}
	var out []Left
	add := func(l Left, text transcript.Text) {
		l.Before, l.After = pseudonym.Context(text, l.Span, around)
		l.Accepted = known[l.Hash()]
		out = append(out, l)
	}
	turns := o.turnsIn(kind)
	for i := range o.Documents {
		doc := &o.Documents[i].Document
		titles[doc.ID] = doc.Title
		if !wanted(PartText) {
			continue
		}
		for _, piece := range pieces(doc) {
			turn := max(turnAt(doc, piece.Start), 0)
			if turns != nil && !turns[turnKey{doc.ID, turn}] {
				continue
			}
			for _, f := range d.Find(doc.Text.Slice(piece)) {
				f.Span = transcript.Span{Start: f.Span.Start + piece.Start, End: f.Span.End + piece.Start}
				n := 0
				if turn < len(doc.Turns) {
					n = doc.Turns[turn].N
				}
				add(Left{Finding: f, Part: PartText, Document: doc.ID, Title: doc.Title, Turn: n}, doc.Text)
			}
		}
	}
	seen := map[where]map[string]bool{} // codes stand in two lists
	o.eachField(func(w where, s string) string {
		if s == "" || !wanted(w.part) || o.Picked != nil && w.part == PartNote && kind == "fragments" && !o.pickedNote(s) {
			return s
		}
		if seen[w] == nil {
			seen[w] = map[string]bool{}
		}
		if seen[w][s] {
			return s
		}
		seen[w][s] = true
		text := transcript.NewText(s)
		for _, f := range d.Find(s) {
			add(Left{Finding: f, Part: w.part, Document: w.document, Title: titles[w.document], Of: w.of}, text)
		}
		return s
	})
	return out, nil
}

// turnAt is the index of the turn of a code point, labels counted with what
// follows them; -1 before the first.
func turnAt(d *transcript.Document, at int) int {
	i := d.TurnAt(at)
	if next := i + 1; next < len(d.Turns) && d.Turns[next].Label.Contains(at) {
		return next
	}
	return i
}

// pickedNote says whether a memo's text is that of a coding that goes out.
func (o *Outgoing) pickedNote(s string) bool {
	return slices.ContainsFunc(o.Codings, func(c codebook.Coding) bool { return c.Memo == s && o.Picked[c.ID] })
}

type turnKey struct {
	document transcript.DocumentID
	turn     int // index
}

// turnsIn are the turns of which something goes out with fragments or memos:
// those of the spans and, for their context, the ones beside; nil: all.
func (o *Outgoing) turnsIn(kind string) map[turnKey]bool {
	if kind != "fragments" && kind != "memos" {
		return nil
	}
	docs := map[transcript.DocumentID]*transcript.Document{}
	for i := range o.Documents {
		docs[o.Documents[i].ID] = &o.Documents[i].Document
	}
	out := map[turnKey]bool{}
	mark := func(id transcript.DocumentID, s transcript.Span) {
		d := docs[id]
		if d == nil {
			return
		}
		for i := max(turnAt(d, s.Start)-1, 0); i <= turnAt(d, max(s.End-1, s.Start))+1; i++ {
			out[turnKey{id, i}] = true
		}
	}
	for _, c := range o.Codings {
		if kind == "fragments" && (o.Picked == nil || o.Picked[c.ID]) {
			mark(c.Document, c.Span)
		}
	}
	for _, m := range o.Memos {
		if kind == "memos" && m.About.Kind == codebook.RefSpan {
			mark(m.About.Document, m.About.Span)
		}
	}
	return out
}

// Unaccepted are the findings that nobody accepted.
func Unaccepted(left []Left) []Left {
	return slices.DeleteFunc(slices.Clone(left), func(l Left) bool { return l.Accepted })
}

// PseudonymCounts says how often each entry of the table stands in the texts
// and fields of the project, by index of the entry.
func (w *Workspace) PseudonymCounts(ctx context.Context, t pseudonym.Table) ([]int, error) {
	o, err := w.Outgoing(ctx, OutgoingOptions{})
	if err != nil {
		return nil, err
	}
	return o.counts(t)
}

func (o *Outgoing) counts(t pseudonym.Table) ([]int, error) {
	r, err := pseudonym.Compile(t)
	if err != nil {
		return nil, err
	}
	counts := make([]int, len(t.Entries))
	for i := range o.Documents {
		d := &o.Documents[i].Document
		for _, piece := range pieces(d) {
			r.Counts(d.Text.Slice(piece), counts)
		}
	}
	o.eachField(func(_ where, s string) string {
		r.Counts(s, counts)
		return s
	})
	return counts, nil
}

// SuggestPseudonyms lists what may be a name and is not in the table yet.
func (w *Workspace) SuggestPseudonyms(ctx context.Context, t pseudonym.Table) ([]pseudonym.Candidate, error) {
	o, err := w.Outgoing(ctx, OutgoingOptions{})
	if err != nil {
		return nil, err
	}
	var sources []pseudonym.Source
	for i := range o.Documents {
		d := &o.Documents[i].Document
		s := pseudonym.Source{Language: d.Language}
		for _, speaker := range d.Speakers {
			s.Names = append(s.Names, speaker.Name)
		}
		sources = append(sources, s)
		for _, turn := range d.Turns {
			sources = append(sources, pseudonym.Source{Text: d.Text.Slice(turn.Span), Language: d.Language})
		}
		if len(d.Turns) == 0 {
			sources = append(sources, pseudonym.Source{Text: d.Text.String(), Language: d.Language})
		}
	}
	var cases pseudonym.Source
	for _, c := range o.Cases {
		cases.Names = append(cases.Names, c.Name)
	}
	for _, m := range o.Memos {
		sources = append(sources, pseudonym.Source{Text: m.Body})
	}
	return pseudonym.Suggest(t, append(sources, cases)), nil
}
