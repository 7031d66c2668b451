package tui

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/tui/list"
	"veldwerk/tui/text"
	"veldwerk/workspace"
)

// askDraft puts a form on top of which the text is kept while it is typed. What
// an earlier run left of it stands in it again.
func (d *desk) askDraft(o *formOverlay, of workspace.DraftOf) {
	o.draft = &drafting{of: of}
	d.ask(o)
	for _, w := range d.drafts {
		if w.Of == of {
			o.bringBack(w)
			return
		}
	}
}

// bringBack fills in a draft, and says what that means for what is saved.
func (o *formOverlay) bringBack(w workspace.Draft) {
	d := o.desk
	clashes := o.form.Resume(w.Was, w.Now)
	at := d.tongue.DateTime(d.local(w.At))
	switch {
	case len(clashes) > 0:
		d.tell("drafts.beside", "Time", at)
		for _, name := range slices.Backward(clashes) {
			if !strings.Contains(o.form.Value(name), w.Now[name]) {
				o.form.Complain(name, d.say("drafts.other", "Text", safe(o.form.Shown(name, w.Now[name]))))
			}
		}
	case o.form.Changed():
		d.tell("drafts.back", "Time", at)
	default: // the act was done; only the draft outlived it
		d.forgetDraft(w.Of)
	}
}

// tellDrafts says at the opening of a project what an earlier run left.
func (d *desk) tellDrafts() {
	if n := len(d.drafts); n > 0 {
		d.tell("drafts.waiting", "Count", n, "Time", d.tongue.DateTime(d.local(d.drafts[0].At)))
	}
}

// draftRows offer the drafts on the home screen.
func (s *homeScreen) draftRows() []list.Row {
	var rows []list.Row
	for _, w := range s.drafts {
		if rows == nil {
			rows = append(rows, list.Row{Heading: true, Cells: []list.Cell{{Text: s.say("drafts.heading")}}})
		}
		words := s.say("drafts.row", "Time", s.tongue.DateTime(s.local(w.At)), "Title", w.Title, "Text", cutWords(text.Start(typedText(w), 400), 12))
		rows = append(rows, list.Row{Key: "draft:" + w.Of.Key(), Cells: []list.Cell{{Text: strings.Join(strings.Fields(words), " "), Style: s.theme.Warning}}})
	}
	return rows
}

// typedFields are the fields that were typed in, the longest text first.
func typedFields(w workspace.Draft) []string {
	var names []string
	for _, name := range sortedKeys(w.Now) {
		if w.Now[name] != w.Was[name] && w.Now[name] != "" {
			names = append(names, name)
		}
	}
	slices.SortStableFunc(names, func(a, b string) int { return len(w.Now[b]) - len(w.Now[a]) })
	return names
}

// typedText tells one draft from another: what was typed in its longest text,
// behind what was saved already.
func typedText(w workspace.Draft) string {
	fields := typedFields(w)
	if len(fields) == 0 {
		return ""
	}
	typed := w.Now[fields[0]]
	if added := strings.TrimPrefix(typed, w.Was[fields[0]]); strings.TrimSpace(added) != "" {
		return added
	}
	return typed
}

// draftFound is a draft with what it belongs to, as it is saved now.
type draftFound struct {
	draft workspace.Draft
	gone  bool          // what it belongs to is not there any more
	memo  codebook.Memo // of a memo
}

// showDraft opens the form of a code or theme with its draft.
type showDraft struct{ of workspace.DraftOf }

// takeUpDraft opens the form that a draft was typed in.
func (s *homeScreen) takeUpDraft(key string) tea.Cmd {
	at := slices.IndexFunc(s.drafts, func(w workspace.Draft) bool { return w.Of.Key() == key })
	if at < 0 || s.refuseReadOnly() {
		return nil
	}
	ws, draft := s.ws, s.drafts[at]
	return s.read(screenHome, "draft", func(ctx context.Context) (tea.Msg, error) { return findDraft(ctx, ws, draft) })
}

func findDraft(ctx context.Context, ws *workspace.Workspace, w workspace.Draft) (tea.Msg, error) {
	found := draftFound{draft: w, memo: codebook.Memo{About: w.Of.About, Title: w.Was["title"], Kind: codebook.MemoKind(w.Was["kind"])}}
	if w.Of.Kind == workspace.DraftLeft {
		found.memo = codebook.Memo{About: codebook.Ref{Kind: codebook.RefProject}}
		return found, nil
	}
	if w.Of.Memo.IsZero() {
		body, there, err := subject(ctx, ws, w.Of.About)
		found.memo.Body, found.gone = body, !there
		return found, err
	}
	memos, err := ws.Project.Memos.List(ctx)
	at := slices.IndexFunc(memos, func(m codebook.Memo) bool { return m.ID == w.Of.Memo })
	if found.gone = at < 0; !found.gone {
		found.memo = memos[at]
	}
	return found, err
}

// subject says whether what a draft is about is there, and gives the memo that a
// coding bears. The zero code and theme stand for those that are not made yet.
func subject(ctx context.Context, ws *workspace.Workspace, about codebook.Ref) (memo string, there bool, err error) {
	switch about.Kind {
	case codebook.RefDocument, codebook.RefSpan:
		docs, err := ws.Project.Documents.List(ctx)
		for _, doc := range docs {
			there = there || doc.ID == about.Document
		}
		return "", there, err
	case codebook.RefCase:
		cases, err := ws.Project.Cases.List(ctx)
		for _, c := range cases {
			there = there || c.ID == about.Case
		}
		return "", there, err
	case codebook.RefCoding:
		codings, err := ws.Project.Codings.All(ctx)
		for _, c := range codings {
			if c.ID == about.Coding {
				return c.Memo, true, err
			}
		}
		return "", false, err
	case codebook.RefCode, codebook.RefTheme:
		book, err := ws.Codebook(ctx)
		if err != nil {
			return "", false, err
		}
		c, found := book.Tree.Code(about.Code)
		there = about.Code.IsZero() && about.Theme.IsZero() || found && c.Status != codebook.StatusMerged
		for _, t := range book.Themes {
			there = there || t.ID == about.Theme
		}
		return "", there, nil
	}
	return "", true, nil
}

// takeUp opens the form of a draft that was found.
func (s *homeScreen) takeUp(m draftFound) tea.Cmd {
	w := m.draft
	if m.gone {
		return s.takeUpLeft(w)
	}
	switch w.Of.Kind {
	case workspace.DraftMemo:
		return s.askMemo(screenHome, m.memo)
	case workspace.DraftLeft:
		s.askDraft(s.memoForm(screenHome, m.memo), w.Of)
	case workspace.DraftCodingMemo:
		return s.askCodingMemo(screenHome, w.Of.About.Coding, m.memo.Body)
	case workspace.DraftCode, workspace.DraftNewCode:
		return s.goTo(screenCodebook, showDraft{w.Of})
	case workspace.DraftTheme, workspace.DraftNewTheme:
		return s.goTo(screenThemes, showDraft{w.Of})
	}
	return nil
}

// takeUpLeft offers the text of a draft as a memo of the project: what it
// belonged to is gone, the text need not be.
func (s *homeScreen) takeUpLeft(w workspace.Draft) tea.Cmd {
	var texts []string
	for _, name := range typedFields(w) {
		texts = append(texts, w.Now[name])
	}
	left := workspace.Draft{
		Of:    workspace.DraftOf{Kind: workspace.DraftLeft, Memo: w.Of.Memo, About: w.Of.About},
		Title: w.Title, Was: map[string]string{}, Now: map[string]string{"body": strings.Join(texts, "\n\n")}, At: w.At,
	}
	s.forgetDraft(w.Of)
	s.drafts = append([]workspace.Draft{left}, s.drafts...)
	s.draftTurn++
	ws, turn := s.ws, s.draftTurn
	s.askDraft(s.memoForm(screenHome, codebook.Memo{About: codebook.Ref{Kind: codebook.RefProject}}), left.Of)
	s.tell("drafts.gone")
	return func() tea.Msg {
		if err := ws.KeepDraft(left, turn); err != nil {
			return nil // the old one stays
		}
		_ = ws.DropDraft(w.Of, turn) // at worst it is offered twice
		return nil
	}
}
