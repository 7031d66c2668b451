package workspace

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode"

	"veldwerk/codebook"
	"veldwerk/pseudonym"
	"veldwerk/transcript"
)

// Part says where in a project a text stands.
type Part string

// The parts.
const (
	PartText       Part = "text" // of a document, its labels included
	PartTitle      Part = "title"
	PartSource     Part = "source" // name of the file that a document came from
	PartSpeaker    Part = "speaker"
	PartCase       Part = "case"
	PartAttribute  Part = "attribute" // its name, or a value
	PartMemo       Part = "memo"
	PartNote       Part = "note" // the memo of a coding
	PartCode       Part = "code" // its name and other names
	PartDefinition Part = "definition"
	PartTheme      Part = "theme"
	PartCoder      Part = "coder"
	PartQuarantine Part = "quarantine"
	PartProject    Part = "project"
)

// where a field stands.
type where struct {
	part     Part
	label    bool // a name or title: names stand in it in any case
	typed    bool // a number, date or yes-no: with other words it is none, so they stay
	document transcript.DocumentID
	of       string // name of the thing that it is about, as it was
}

// Pseudonymise replaces the names of the table everywhere: texts, with spans
// that follow, and every field that a person filled in. What holds the old
// words otherwise stays out: source files, the log. A *pseudonym.TableError
// refuses the table, and nothing is changed.
func (o *Outgoing) Pseudonymise(t pseudonym.Table) error {
	r, err := pseudonym.Compile(t)
	if err != nil {
		return err
	}
	edits := map[transcript.DocumentID][]transcript.Edit{}
	texts := map[transcript.DocumentID]transcript.Text{}
	for i := range o.Documents {
		d := &o.Documents[i].Document
		edits[d.ID] = rewrite(r, d)
		texts[d.ID] = d.Text
		d.Source.Bytes, d.Source.SHA256 = nil, ""
	}
	for i := range o.Codings {
		c := &o.Codings[i]
		c.Span = pseudonym.Move(edits[c.Document], c.Span)
		c.QuoteHash = codebook.QuoteHash(texts[c.Document].Slice(c.Span))
	}
	for i := range o.Memos {
		if about := &o.Memos[i].About; about.Kind == codebook.RefSpan {
			about.Span = pseudonym.Move(edits[about.Document], about.Span)
		}
	}
	for i := range o.Strays {
		if s := &o.Strays[i]; s.Span.Start >= 0 && s.Span.End >= 0 {
			s.Span = pseudonym.Move(edits[s.Document], s.Span)
		}
	}
	o.eachField(func(w where, s string) string {
		switch {
		case w.typed:
			return s
		case w.label:
			return r.ApplyName(s)
		}
		out, _ := r.Apply(s)
		return out
	})
	o.keepApart()
	o.Log, o.Pseudonymised = nil, true
	o.tree = codebook.NewTree(o.AllCodes)
	return nil
}

// rewrite applies a table to the text of a document and lets turns, anchors
// and pages follow.
func rewrite(r *pseudonym.Replacer, d *transcript.Document) []transcript.Edit {
	var b strings.Builder
	var edits []transcript.Edit
	moved := 0
	for _, piece := range pieces(d) {
		text, more := r.Apply(d.Text.Slice(piece))
		b.WriteString(text)
		at := piece.Start
		for _, e := range more {
			e.Old = transcript.Span{Start: e.Old.Start + at, End: e.Old.End + at}
			e.New = transcript.Span{Start: e.New.Start + at + moved, End: e.New.End + at + moved}
			edits = append(edits, e)
		}
		if n := len(more); n > 0 {
			moved = edits[len(edits)-1].New.End - edits[len(edits)-1].Old.End
		}
	}
	if len(edits) == 0 {
		return nil
	}
	d.Text = transcript.NewText(b.String())
	d.Turns, d.Anchors, d.Pages = slices.Clone(d.Turns), slices.Clone(d.Anchors), slices.Clone(d.Pages)
	for i := range d.Turns {
		t := &d.Turns[i]
		t.Span, t.Label = pseudonym.Move(edits, t.Span), pseudonym.Move(edits, t.Label)
	}
	for i := range d.Anchors {
		d.Anchors[i].At = pseudonym.At(edits, d.Anchors[i].At)
	}
	for i := range d.Pages {
		d.Pages[i].At = pseudonym.At(edits, d.Pages[i].At)
	}
	return edits
}

// pieces cut a text where labels and turns start and end: the last word of a
// turn and the next speaker's label are not one name.
func pieces(d *transcript.Document) []transcript.Span {
	cuts := []int{0, d.Text.Len()}
	for _, t := range d.Turns {
		cuts = append(cuts, t.Span.Start, t.Span.End)
		if !t.Label.IsEmpty() {
			cuts = append(cuts, t.Label.Start, t.Label.End)
		}
	}
	sort.Ints(cuts)
	var out []transcript.Span
	for i := 1; i < len(cuts); i++ {
		if cuts[i] > cuts[i-1] {
			out = append(out, transcript.Span{Start: cuts[i-1], End: cuts[i]})
		}
	}
	return out
}

// eachField gives every field but the texts of documents to visit, in a fixed
// order, and puts its answer in the place of it.
func (o *Outgoing) eachField(visit func(w where, s string) string) {
	do := func(w where, s *string) { *s = visit(w, *s) }
	do(where{part: PartProject, label: true}, &o.Name)
	for i := range o.Coders {
		c := &o.Coders[i]
		before := c.Name
		do(where{part: PartCoder, label: true, of: c.Name}, &c.Name)
		if c.Name != before {
			c.Initials = initialsOf(c.Name)
		}
		do(where{part: PartCoder, label: true, of: before}, &c.Initials)
	}
	for i := range o.Documents {
		d := &o.Documents[i].Document
		at := where{label: true, document: d.ID, of: d.Title}
		at.part = PartTitle
		do(at, &d.Title)
		at.part = PartSource
		do(at, &d.Source.Name)
		at.part = PartSpeaker
		for n := range d.Speakers {
			at.of = d.Speakers[n].Name
			do(at, &d.Speakers[n].Name)
		}
	}
	for i := range o.Attributes {
		do(where{part: PartAttribute, label: true, of: o.Attributes[i].Name}, &o.Attributes[i].Name)
	}
	for i := range o.Cases {
		c := &o.Cases[i]
		before := c.Name
		do(where{part: PartCase, label: true, of: c.Name}, &c.Name)
		for _, a := range o.Attributes {
			if v, there := c.Values[a.ID]; there {
				c.Values[a.ID] = visit(where{part: PartAttribute, label: true, typed: isTyped(a.Type, v), of: before + " · " + a.Name}, v)
			}
		}
	}
	o.eachBookField(visit)
	o.eachNote(visit)
}

// isTyped says whether a value is of its attribute's type. One that got another
// type later may hold words: those are words like all others.
func isTyped(t transcript.AttributeType, value string) bool {
	switch t {
	case transcript.AttributeNumber, transcript.AttributeDate:
		return !strings.ContainsFunc(value, unicode.IsLetter)
	case transcript.AttributeYesNo:
		return value == "yes" || value == "no"
	}
	return false
}

// eachBookField visits codes and themes.
func (o *Outgoing) eachBookField(visit func(w where, s string) string) {
	do := func(w where, s *string) { *s = visit(w, *s) }
	for _, codes := range [][]codebook.Code{o.AllCodes, o.Codes} {
		for i := range codes {
			c := &codes[i]
			of := c.Name
			do(where{part: PartCode, of: of}, &c.Name)
			if c.Name != of {
				c.Letter = "" // it was chosen by the name
			}
			c.Alias = slices.Clone(c.Alias)
			for n := range c.Alias {
				do(where{part: PartCode, of: of}, &c.Alias[n])
			}
			for _, s := range []*string{&c.Short, &c.Full, &c.UseWhen, &c.NotWhen, &c.Example} {
				do(where{part: PartDefinition, of: of}, s)
			}
		}
	}
	for i := range o.Themes {
		t := &o.Themes[i]
		of := t.Name
		do(where{part: PartTheme, of: of}, &t.Name)
		do(where{part: PartTheme, of: of}, &t.Claim)
		for n := range t.Words {
			do(where{part: PartTheme, of: of}, &t.Words[n].Text)
		}
	}
}

// eachNote visits memos, those of codings, and what waits in the quarantine.
func (o *Outgoing) eachNote(visit func(w where, s string) string) {
	for i := range o.Memos {
		m := &o.Memos[i]
		w := where{part: PartMemo, document: m.About.Document, of: m.Title}
		m.Title, m.Body = visit(w, m.Title), visit(w, m.Body)
	}
	for i := range o.Codings {
		c := &o.Codings[i]
		c.Memo = visit(where{part: PartNote, document: c.Document}, c.Memo)
	}
	for i := range o.Strays {
		s := &o.Strays[i]
		w := where{part: PartQuarantine, document: s.Document}
		s.Quote, s.Memo = visit(w, s.Quote), visit(w, s.Memo)
		w.label = true
		s.Source = visit(w, s.Source)
	}
}

// initialsOf are the first letters or digits of a name's first two words.
func initialsOf(name string) string {
	var out []rune
	fresh := true
	for _, r := range name {
		word := unicode.IsLetter(r) || unicode.IsDigit(r)
		if word && fresh && len(out) < 2 {
			out = append(out, unicode.ToUpper(r))
		}
		fresh = !word
	}
	if len(out) == 0 {
		return "?"
	}
	return string(out)
}

// keepApart numbers names that became the same, for other programs join what
// bears one name; and puts lists in the order of the new names, since the old
// order tells something of the old ones.
func (o *Outgoing) keepApart() {
	apart := func(n int, name func(int) *string, under func(int) string) {
		seen := map[string]bool{}
		for i := range n {
			s := name(i)
			for k, plain := 2, *s; seen[under(i)+"\x00"+codebook.Fold(*s)]; k++ {
				*s = fmt.Sprintf("%s (%d)", plain, k)
			}
			seen[under(i)+"\x00"+codebook.Fold(*s)] = true
		}
	}
	alone := func(int) string { return "" }
	apart(len(o.Coders), func(i int) *string { return &o.Coders[i].Name }, alone)
	apart(len(o.Cases), func(i int) *string { return &o.Cases[i].Name }, alone)
	apart(len(o.Attributes), func(i int) *string { return &o.Attributes[i].Name }, alone)
	apart(len(o.Themes), func(i int) *string { return &o.Themes[i].Name }, alone)
	for _, codes := range [][]codebook.Code{o.AllCodes, o.Codes} {
		apart(len(codes), func(i int) *string { return &codes[i].Name }, func(i int) string { return codes[i].Parent.String() + string(codes[i].Status) })
	}
	for d := range o.Documents {
		speakers := o.Documents[d].Speakers
		apart(len(speakers), func(i int) *string { return &speakers[i].Name }, alone)
	}
	slices.SortStableFunc(o.Documents, func(a, b codebook.Document) int {
		return strings.Compare(codebook.Fold(a.Title), codebook.Fold(b.Title))
	})
	slices.SortStableFunc(o.Cases, func(a, b transcript.Case) int { return strings.Compare(codebook.Fold(a.Name), codebook.Fold(b.Name)) })
}
