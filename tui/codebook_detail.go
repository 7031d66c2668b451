package tui

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"veldwerk/codebook"
	"veldwerk/transcript"
	"veldwerk/tui/text"
	"veldwerk/workspace"
)

// codeUse is how a code is used: some of its fragments, the codes that lie on
// the same text, and what was noted about it.
type codeUse struct {
	code     codebook.CodeID
	samples  []codebook.Fragment
	together []together
	memos    []codebook.Memo
}

// together is a code that lies on fragments of another one.
type together struct {
	code  codebook.CodeID
	count int // fragments of the other code that it overlaps
}

// sampleCount is how many fragments the panel shows.
const sampleCount = 3

func readUse(ctx context.Context, ws *workspace.Workspace, id codebook.CodeID) (codeUse, error) {
	u := codeUse{code: id}
	book, err := ws.Codebook(ctx)
	if err != nil {
		return u, err
	}
	docs, err := ws.Documents(ctx)
	if err != nil {
		return u, err
	}
	counts := map[codebook.CodeID]int{}
	own := make([][]codebook.Coding, len(docs))
	for i, d := range docs {
		all, err := ws.Codings(ctx, d.ID)
		if err != nil {
			return u, err
		}
		own[i] = ofCode(all, id)
		if len(own[i]) > 0 {
			countTogether(counts, all, id)
		}
	}
	for code, n := range counts {
		u.together = append(u.together, together{code, n})
	}
	slices.SortFunc(u.together, func(a, b together) int {
		return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(a.code.String(), b.code.String()))
	})
	for i, wanted := range spread(own, sampleCount) {
		f, err := assemble(ctx, ws, book.Tree, docs[i].ID, wanted)
		if err != nil {
			return u, err
		}
		u.samples = append(u.samples, f...)
	}
	memos, err := ws.Project.Memos.List(ctx)
	for _, m := range memos {
		if m.About.Kind == codebook.RefCode && m.About.Code == id {
			u.memos = append(u.memos, m)
		}
	}
	return u, err
}

func ofCode(codings []codebook.Coding, id codebook.CodeID) []codebook.Coding {
	var out []codebook.Coding
	for _, c := range codings {
		if c.Code == id {
			out = append(out, c)
		}
	}
	return out
}

// spread takes n codings over as many documents as there are.
func spread(byDocument [][]codebook.Coding, n int) [][]codebook.Coding {
	out := make([][]codebook.Coding, len(byDocument))
	for round := 0; n > 0; round++ {
		found := false
		for i, codings := range byDocument {
			if round < len(codings) && n > 0 {
				out[i] = append(out[i], codings[round])
				found = true
				n--
			}
		}
		if !found {
			break
		}
	}
	return out
}

// assemble makes the fragments of some codings of one document.
func assemble(ctx context.Context, ws *workspace.Workspace, tree *codebook.Tree, id transcript.DocumentID, codings []codebook.Coding) ([]codebook.Fragment, error) {
	if len(codings) == 0 {
		return nil, nil
	}
	doc, err := ws.Document(ctx, id)
	if err != nil {
		return nil, err
	}
	return codebook.Assemble(codebook.Material{Document: doc, Codings: codings, Tree: tree}), nil
}

// countTogether adds, for every other code, on how many codings of one code it
// lies in a document. The codings come by start: what may still overlap the
// next one is kept in two short lists.
func countTogether(counts map[codebook.CodeID]int, codings []codebook.Coding, code codebook.CodeID) {
	type pair struct {
		coding codebook.CodingID
		code   codebook.CodeID
	}
	seen := map[pair]bool{}
	var own, others []codebook.Coding
	meet := func(mine, other codebook.Coding) {
		if p := (pair{mine.ID, other.Code}); !seen[p] {
			seen[p] = true
			counts[other.Code]++
		}
	}
	for _, c := range codings {
		if c.Span.IsEmpty() {
			continue
		}
		over := func(o codebook.Coding) bool { return o.Span.End <= c.Span.Start }
		own, others = slices.DeleteFunc(own, over), slices.DeleteFunc(others, over)
		if c.Code == code {
			for _, o := range others {
				meet(c, o)
			}
			own = append(own, c)
			continue
		}
		for _, o := range own {
			meet(o, c)
		}
		others = append(others, c)
	}
}

// detail is the definition of the code under the cursor and how it is used.
func (s *codebookScreen) detail(w int) []string {
	c, ok := s.current()
	if !ok {
		return nil
	}
	tree := s.state.book.Tree
	s.panel.more = func(rest int) string { return " " + s.say("codebook.more", "Count", rest) }
	p := newSheet(s.theme, w, s.say("codebook.short"), s.say("codebook.full"), s.say("codebook.use-when"), s.say("codebook.not-when"),
		s.say("codebook.example"), s.say("codebook.alias"), s.say("codebook.together"))
	p.head(s.panel.focus, c.Letter+" "+c.Name, s.theme.Code(c.Colour))
	p.text(s.facts(c), s.theme.Dim)
	if found := s.findings(c); found != "" {
		p.text("! "+found, s.theme.Warning)
	}
	p.blank()
	p.field(s.say("codebook.short"), c.Short)
	p.field(s.say("codebook.full"), c.Full)
	p.field(s.say("codebook.use-when"), c.UseWhen)
	p.field(s.say("codebook.not-when"), c.NotWhen)
	p.field(s.say("codebook.example"), c.Example)
	if len(c.Alias) > 0 {
		p.field(s.say("codebook.alias"), strings.Join(c.Alias, " · "))
	}
	if s.use.code != c.ID {
		return p.lines
	}
	if len(s.use.together) > 0 {
		p.field(s.say("codebook.together"), s.wordTogether(tree))
	}
	s.writeSamples(p, c)
	s.writeMemos(p)
	return p.lines
}

// facts are colour, slot, status and how often a code is used.
func (s *codebookScreen) facts(c codebook.Code) string {
	facts := []string{s.say("codebook.uses", "Count", s.state.counts[c.ID])}
	whole := 0
	for _, id := range s.state.book.Tree.Under(c.ID) {
		whole += s.state.counts[id]
	}
	if whole > s.state.counts[c.ID] {
		facts = append(facts, s.say("codebook.uses-under", "Count", whole))
	}
	facts = append(facts, s.say("codebook.colour."+itoa(paletteEntry(c.Colour))), s.say("codebook.status."+string(cmp.Or(c.Status, codebook.StatusActive))))
	if slots := s.slotsOf(c.ID); slots != "" {
		facts = append(facts, s.say("codebook.slot", "Slot", strings.Join(strings.Split(slots, ""), " ")))
	}
	return strings.Join(facts, " · ")
}

// paletteEntry brings a colour into 1…8, as the theme does.
func paletteEntry(colour int) int { return (max(colour, 1)-1)%8 + 1 }

// findings words what a careful researcher would mend.
func (s *codebookScreen) findings(c codebook.Code) string {
	var out []string
	for _, f := range s.state.findings[c.ID] {
		other, _ := s.state.book.Tree.Code(f.Other)
		out = append(out, s.say("codebook.finding."+string(f.Kind), "Other", other.Name))
	}
	return strings.Join(out, " · ")
}

// mostTogether is how many codes "together with" names.
const mostTogether = 8

func (s *codebookScreen) wordTogether(tree *codebook.Tree) string {
	var out []string
	for i, t := range s.use.together {
		if i == mostTogether {
			out = append(out, s.say("codebook.together-more", "Count", len(s.use.together)-i))
			break
		}
		c, _ := tree.Code(t.code)
		out = append(out, c.Name+" "+s.tongue.Number(t.count))
	}
	return strings.Join(out, " · ")
}

// writeSamples writes some fragments of the code.
func (s *codebookScreen) writeSamples(p *sheet, c codebook.Code) {
	if len(s.use.samples) == 0 {
		return
	}
	p.blank()
	p.head(false, s.say("codebook.samples", "Count", len(s.use.samples), "Of", s.state.counts[c.ID]), s.theme.Heading)
	for _, f := range s.use.samples {
		where := f.DocumentName + " " + s.tongue.Number(f.TurnFirst)
		if f.Speaker != "" {
			where += " · " + f.Speaker
		}
		p.text(where, s.theme.Dim)
		p.text("“"+short(f.Text)+"”", s.theme.Text)
	}
}

// sampleLength is how much of a fragment is shown, in bytes: three must fit.
const sampleLength = 320

// short cuts a long fragment at a blank.
func short(s string) string {
	if len(s) <= sampleLength {
		return s
	}
	end := 0
	for end < len(s) {
		n, _ := text.Cluster(s[end:])
		if end+n > sampleLength {
			break
		}
		end += n
	}
	if blank := strings.LastIndexAny(s[:end], " \n"); blank > end/2 {
		end = blank
	}
	return s[:end] + " …"
}

func (s *codebookScreen) writeMemos(p *sheet) {
	if len(s.use.memos) == 0 {
		return
	}
	p.blank()
	p.head(false, s.say("codebook.memos", "Count", len(s.use.memos)), s.theme.Heading)
	for _, m := range s.use.memos {
		body := m.Body
		if m.Title != "" {
			body = m.Title + ": " + body
		}
		p.text(s.theme.Signs.Memo+" "+short(body), s.theme.Text)
	}
}
