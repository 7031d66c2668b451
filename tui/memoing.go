package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/tui/form"
	"veldwerk/workspace"
)

// memoWritten is a memo that is there now.
type memoWritten struct{ id codebook.MemoID }

// askMemo writes a memo, or changes one that has an id.
func (d *desk) askMemo(owner screenID, m codebook.Memo) tea.Cmd {
	of := workspace.DraftOf{Kind: workspace.DraftMemo, Memo: m.ID}
	if m.ID.IsZero() {
		of.About = m.About
	}
	d.askDraft(d.memoForm(owner, m), of)
	return nil
}

// memoForm asks for a memo.
func (d *desk) memoForm(owner screenID, m codebook.Memo) *formOverlay {
	var kinds []form.Option
	for _, k := range memoKinds {
		kinds = append(kinds, form.Option{Key: string(k), Label: d.say("memo-kind." + string(k))})
	}
	f := form.New(d.theme,
		form.Field{Name: "body", Label: d.say("memos.body"), Kind: form.Text, Rows: 6},
		form.Field{Name: "title", Label: d.say("memos.title-field"), Kind: form.Line},
		form.Field{Name: "kind", Label: d.say("memos.kind"), Kind: form.Choice, Options: kinds},
	)
	f.Set("title", m.Title)
	f.Set("body", m.Body)
	if m.Kind != "" {
		f.Set("kind", string(m.Kind))
	}
	f.Settle()
	ws := d.ws
	return fillIn(d, d.say("memos.write"), f, func(f *form.Form) tea.Cmd {
		m.Title, m.Body, m.Kind = f.Value("title"), f.Value("body"), codebook.MemoKind(f.Value("kind"))
		return d.act(owner, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
			if m.ID.IsZero() {
				id, err := ws.Project.Memos.Add(ctx, by, m)
				return memoWritten{id: id}, err
			}
			return nil, ws.Project.Memos.Update(ctx, by, m)
		}, func() string { return d.say("memos.kept", "Title", safe(m.Title)) })
	})
}

// askCodingMemo writes the memo of a coding; an empty one takes it away.
func (d *desk) askCodingMemo(owner screenID, id codebook.CodingID, body string) tea.Cmd {
	f := form.New(d.theme, form.Field{Name: "body", Label: d.say("memos.body"), Kind: form.Text, Rows: 6})
	f.Set("body", body)
	f.Settle()
	ws := d.ws
	d.askDraft(fillIn(d, d.say("memos.on-coding"), f, func(f *form.Form) tea.Cmd {
		return d.act(owner, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
			return nil, ws.Project.Codings.SetMemo(ctx, by, id, f.Value("body"))
		}, func() string { return d.say("memos.coding-kept") })
	}), workspace.DraftOf{Kind: workspace.DraftCodingMemo, About: codebook.Ref{Kind: codebook.RefCoding, Coding: id}})
	return nil
}

// messages shows every toast of this session, newest first.
func (a *App) messages() tea.Cmd {
	d := a.desk
	body := ""
	for i := len(d.notices) - 1; i >= 0; i-- {
		body += d.notices[i] + "\n"
	}
	if body == "" {
		body = d.say("app.messages.none")
	}
	d.ask(page(d, d.say("app.messages.title"), body, nil))
	return nil
}
