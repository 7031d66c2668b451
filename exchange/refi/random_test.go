package refi

import (
	"encoding/binary"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// counting gives ids 1, 2, 3 …
func counting() func() uuid.UUID {
	n := uint32(0)
	return func() uuid.UUID {
		n++
		var id uuid.UUID
		id[6], id[8] = 0x70, 0x80
		binary.BigEndian.PutUint32(id[12:], n)
		return id
	}
}

// random makes projects to write and read back.
type random struct{ *rand.Rand }

func (r random) id() uuid.UUID {
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[:8], r.Uint64())
	binary.BigEndian.PutUint64(id[8:], r.Uint64())
	id[6], id[8] = id[6]&0x0F|0x70, id[8]&0x3F|0x80
	return id
}

// pieces are what texts are made of: what XML, offsets and readers stumble on.
var pieces = []string{
	"ruimte", "regels ", "het wijkteam ", "Zoë", "reu\u0308nie ", "😀😀", "👩\u200d👧", "\n", "\n\n", "„nee”", "<b> & \"c\"", "'s avonds ",
	" ", "\t", "]]>", "שלום ", "क्षत्रिय", "\u2028", "\x01", "\x1b[31m", "\uFFFE", "I: ", "R1: ", "a", "\U0010FFFF", "…", "&#1;", "e\u0301",
}

func (r random) text(n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(pieces[r.IntN(len(pieces))])
	}
	return b.String()
}

// short is text that stays text: not empty, no blanks at its ends.
func (r random) short() string { return "x" + strings.TrimSpace(r.text(1+r.IntN(4))) + "." }

// memo may hold CR, which a text of record cannot.
func (r random) memo() string {
	return strings.ReplaceAll(r.text(r.IntN(8)), "regels ", "regel\r\nregel\r")
}

func (r random) moment() time.Time {
	return time.UnixMilli(1_700_000_000_000 + r.Int64N(100_000_000_000)).UTC()
}

func (r random) project() codebook.Project {
	p := codebook.Project{Name: r.short()}
	for range 1 + r.IntN(3) {
		p.Coders = append(p.Coders, codebook.Coder{ID: codebook.CoderID(r.id()), Name: r.short(), Initials: "xy"})
	}
	r.codes(&p)
	r.cases(&p)
	for range r.IntN(4) {
		r.document(&p)
	}
	r.memos(&p)
	return p
}

func pick[T any](r random, from []T) T { return from[r.IntN(len(from))] }

func (r random) codes(p *codebook.Project) {
	for i := range r.IntN(8) {
		c := codebook.Code{
			ID: codebook.CodeID(r.id()), Name: r.short(), Full: r.memo(), Colour: r.IntN(9), Letter: "r", Position: r.IntN(5),
			Status: pick(r, []codebook.Status{codebook.StatusActive, codebook.StatusDraft, codebook.StatusRetired}),
		}
		if i > 0 && r.IntN(2) == 0 {
			c.Parent = p.Codes[r.IntN(i)].ID
		}
		if r.IntN(3) == 0 {
			c.Short, c.UseWhen, c.NotWhen, c.Example, c.Alias = r.memo(), r.memo(), r.memo(), r.memo(), []string{r.short(), r.short()}
		}
		if i > 0 && r.IntN(6) == 0 {
			c.Status, c.Into = codebook.StatusMerged, p.Codes[r.IntN(i)].ID
		}
		p.Codes = append(p.Codes, c)
	}
	for i := range r.IntN(3) {
		t := codebook.Theme{ID: codebook.ThemeID(r.id()), Name: r.short(), Claim: r.memo(), Position: i}
		for _, c := range p.Codes {
			if r.IntN(2) == 0 {
				t.Codes = append(t.Codes, c.ID)
			}
		}
		for range r.IntN(3) {
			t.Words = append(t.Words, codebook.Word{Text: r.short(), Off: r.IntN(2) == 0})
		}
		p.Themes = append(p.Themes, t)
	}
}

func (r random) cases(p *codebook.Project) {
	values := map[transcript.AttributeType][]string{
		transcript.AttributeText: {"beleid", " uitvoering", "x\x02y", "42"}, transcript.AttributeNumber: {"42", "-7", "1.50", "3,5"},
		transcript.AttributeDate: {"2026-11-22", "2026", "2025-02-01"}, transcript.AttributeYesNo: {"yes", "no", "yes"},
	}
	for range r.IntN(4) {
		kind := pick(r, []transcript.AttributeType{transcript.AttributeText, transcript.AttributeNumber, transcript.AttributeDate, transcript.AttributeYesNo})
		p.Attributes = append(p.Attributes, transcript.Attribute{ID: transcript.AttributeID(r.id()), Name: r.short(), Type: kind})
	}
	for range r.IntN(4) {
		c := transcript.Case{ID: transcript.CaseID(r.id()), Name: r.short(), Values: map[transcript.AttributeID]string{}}
		if r.IntN(5) == 0 {
			c.Name = ""
		}
		for _, a := range p.Attributes {
			if list := values[a.Type]; r.IntN(3) > 0 {
				c.Values[a.ID] = list[r.IntN(1+r.IntN(len(list)))]
			}
		}
		p.Cases = append(p.Cases, c)
	}
}

func (r random) document(p *codebook.Project) {
	text := strings.TrimLeft(r.text(r.IntN(60)), "\uFEFF")
	d := codebook.Document{Added: r.moment()}
	d.ID, d.Title, d.Text = transcript.DocumentID(r.id()), r.short(), transcript.NewText(text)
	d.Language, d.Layout, d.Revision = pick(r, []string{"nl", "en", ""}), 1, 1+r.IntN(3)
	if len(p.Cases) > 0 && r.IntN(3) > 0 {
		d.Case = pick(r, p.Cases).ID
	}
	for i := range r.IntN(3) {
		s := transcript.Speaker{ID: transcript.SpeakerID(r.id()), Name: r.short(), Rule: transcript.RuleTwice}
		if i == 0 {
			s.Role = transcript.RoleInterviewer
		}
		if len(p.Cases) > 0 && r.IntN(3) == 0 {
			s.Case = pick(r, p.Cases).ID
		}
		d.Speakers = append(d.Speakers, s)
	}
	for at, n := 0, 0; at+3 < d.Text.Len(); n++ {
		end := min(d.Text.Len(), at+2+r.IntN(20))
		d.Turns = append(d.Turns, transcript.Turn{N: n, Speaker: r.IntN(len(d.Speakers)+1) - 1, Span: transcript.Span{Start: at + 1, End: end}, Label: transcript.Span{Start: at, End: at + 1}})
		d.Anchors = append(d.Anchors, transcript.Anchor{At: at, Millis: int64(n) * 1000})
		d.Pages = append(d.Pages, transcript.Page{At: at, Number: n + 1})
		at = end
	}
	d.Source = transcript.Source{Name: "opname.VTT", Kind: "vtt", Encoding: "utf-8", Bytes: []byte(pick(r, []string{text, "WEBVTT\n\n", ""}))}
	d.Source.SHA256 = hashOf(d.Source.Bytes)
	p.Documents = append(p.Documents, d)
	r.codings(p, d)
}

func (r random) span(n int) transcript.Span {
	start := r.IntN(n)
	return transcript.Span{Start: start, End: start + 1 + r.IntN(n-start)}
}

func (r random) codings(p *codebook.Project, d codebook.Document) {
	n := d.Text.Len()
	if n == 0 || len(p.Codes) == 0 {
		return
	}
	for range r.IntN(12) {
		span := r.span(n)
		c := codebook.Coding{
			ID: codebook.CodingID(r.id()), Document: d.ID, Code: pick(r, p.Codes).ID, Coder: pick(r, p.Coders).ID, Span: span,
			QuoteHash: codebook.QuoteHash(d.Text.Slice(span)), Certainty: r.IntN(4), Memo: r.memo(), Created: r.moment(),
		}
		c.Modified = c.Created.Add(time.Duration(r.IntN(2)) * time.Hour)
		p.Codings = append(p.Codings, c)
	}
	p.Strays = append(p.Strays, codebook.Stray{
		Document: d.ID, Code: pick(r, p.Codes).ID, Coder: pick(r, p.Coders).ID, Span: transcript.Span{Start: 9, End: 3},
		Quote: r.text(3), Reason: codebook.StrayReversed, Memo: r.memo(), Created: r.moment(),
	})
}

func (r random) memos(p *codebook.Project) {
	for range r.IntN(12) {
		m := codebook.Memo{
			ID: codebook.MemoID(r.id()), Title: r.text(r.IntN(3)), Body: r.memo(), Coder: pick(r, p.Coders).ID, Created: r.moment(),
			Kind: pick(r, []codebook.MemoKind{codebook.MemoNote, codebook.MemoTheory, codebook.MemoTask}), About: r.about(p),
		}
		m.Modified = m.Created.Add(time.Duration(r.IntN(2)) * time.Minute)
		p.Memos = append(p.Memos, m)
	}
}

// about is something that is there.
func (r random) about(p *codebook.Project) codebook.Ref {
	refs := []codebook.Ref{{Kind: codebook.RefProject}}
	for _, d := range p.Documents {
		refs = append(refs, codebook.Ref{Kind: codebook.RefDocument, Document: d.ID})
		if n := d.Text.Len(); n > 0 {
			refs = append(refs, codebook.Ref{Kind: codebook.RefSpan, Document: d.ID, Span: r.span(n)})
		}
	}
	for _, c := range p.Codes {
		refs = append(refs, codebook.Ref{Kind: codebook.RefCode, Code: c.ID})
	}
	for _, t := range p.Themes {
		refs = append(refs, codebook.Ref{Kind: codebook.RefTheme, Theme: t.ID})
	}
	for _, c := range p.Cases {
		refs = append(refs, codebook.Ref{Kind: codebook.RefCase, Case: c.ID})
	}
	for _, c := range p.Codings {
		refs = append(refs, codebook.Ref{Kind: codebook.RefCoding, Coding: c.ID})
	}
	return pick(r, refs)
}
