package qualcoder

import (
	"cmp"
	"slices"

	"veldwerk/codebook"
	"veldwerk/exchange/foreign"
	"veldwerk/transcript"
)

// writeCases writes cases with the texts that belong to them: whole documents,
// and the turns of speakers who have a case of their own.
func (w *writer) writeCases() error {
	names := unique{}
	for i, c := range w.project.Cases {
		name := w.take(names, c.Name, c.Name, "cases-renamed")
		w.cases[c.ID] = i + 1
		memo, owner, date := w.memoAbout(codebook.Ref{Kind: codebook.RefCase, Case: c.ID}, "")
		if err := w.row("cases", "caseid name memo owner date", i+1, name, memo, owner, cmp.Or(date, w.date(w.at))); err != nil {
			return err
		}
	}
	for _, doc := range w.project.Documents {
		if err := w.link(doc.Case, doc.ID, doc.Text.Whole()); err != nil {
			return err
		}
		for _, t := range doc.Turns {
			if own := doc.SpeakerOf(t).Case; own != doc.Case {
				if err := w.link(own, doc.ID, t.Span); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (w *writer) link(of transcript.CaseID, document transcript.DocumentID, span transcript.Span) error {
	if w.cases[of] == 0 {
		return nil
	}
	return w.row("case_text", "caseid fid pos0 pos1 owner date memo", w.cases[of], w.documents[document], span.Start, span.End, w.first(), w.date(w.at), "")
}

// writeAttributes writes every value of every case, empty ones too: QualCoder
// shows only attributes that a case has a row for.
func (w *writer) writeAttributes() error {
	names := unique{}
	for _, a := range w.project.Attributes {
		name := w.take(names, a.Name, a.Name, "attributes-renamed")
		kind := "character"
		switch a.Type {
		case transcript.AttributeNumber:
			kind = "numeric"
		case transcript.AttributeDate, transcript.AttributeYesNo:
			w.draft.Lose("attribute-types", 1, a.Name)
		}
		if err := w.row("attribute_type", "name date owner memo caseOrFile valuetype", name, w.date(w.at), w.first(), "", "case", kind); err != nil {
			return err
		}
		for _, c := range w.project.Cases {
			if err := w.row("attribute", "name attr_type value id date owner", name, "case", c.Values[a.ID], w.cases[c.ID], w.date(w.at), w.first()); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeSpanMemos writes annotations, of which a coder has one on a span.
func (w *writer) writeSpanMemos() error {
	type place struct {
		document int
		span     transcript.Span
		owner    string
	}
	var order []place
	notes := map[place][]codebook.Memo{}
	for _, m := range w.project.Memos {
		if m.About.Kind != codebook.RefSpan {
			continue
		}
		p := place{w.documents[m.About.Document], m.About.Span, w.owner(m.Coder)}
		if notes[p] == nil {
			order = append(order, p)
		}
		notes[p] = append(notes[p], m)
	}
	for _, p := range order {
		var bodies []string
		for _, m := range notes[p] {
			bodies = append(bodies, m.Body)
			if m.Title != "" {
				w.draft.Lose("memo-titles", 1, m.Title)
			}
		}
		if len(bodies) > 1 {
			w.draft.Lose("memos-merged", len(bodies), "")
		}
		err := w.row("annotation", "fid pos0 pos1 memo owner date", p.document, p.span.Start, p.span.End, foreign.Joined(bodies...), p.owner, w.date(notes[p][0].Created))
		if err != nil {
			return err
		}
	}
	return nil
}

// writeJournal writes the memos about the project, and those about themes,
// which have no other place. An entry must have a name: its title, else its
// date.
func (w *writer) writeJournal() error {
	names := unique{}
	for _, m := range w.project.Memos {
		switch m.About.Kind {
		case codebook.RefProject:
		case codebook.RefTheme:
			w.draft.Lose("theme-memos", 1, m.Title)
		default:
			continue
		}
		name := w.date(m.Created)
		if m.Title != "" {
			name = foreign.Named(m.Title)
		}
		name = names.take(name)
		if name != m.Title {
			w.draft.Lose("memo-titles", 1, m.Title)
		}
		if err := w.row("journal", "name jentry date owner", name, m.Body, w.date(m.Created), w.owner(m.Coder)); err != nil {
			return err
		}
	}
	return nil
}

// countRest counts what QualCoder has no place for.
func (w *writer) countRest() {
	w.draft.Lose("strays", len(w.project.Strays), "")
	for _, t := range w.project.Themes {
		w.draft.Lose("themes", 1, t.Name)
	}
	worked := map[codebook.CoderID]bool{}
	for _, c := range w.project.Codings {
		worked[c.Coder] = true
	}
	for _, m := range w.project.Memos {
		worked[m.Coder] = true
	}
	for _, c := range w.project.Coders {
		if !worked[c.ID] {
			w.draft.Lose("coders", 1, c.Name)
		}
	}
	slices.SortFunc(w.draft.Project.Losses, func(a, b transcript.Warning) int { return cmp.Compare(a.Code, b.Code) })
}
