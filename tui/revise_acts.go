package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/transcript"
	"veldwerk/tui/form"
	"veldwerk/workspace"
)

// reviseFile is a text that waits in a file of its own for an editor.
type reviseFile struct {
	doc  *transcript.Document
	file workspace.TextFile
}

// reviseEdited is that file after the editor ended.
type reviseEdited struct {
	reviseFile
	err error
}

// revisePlanned is a correction with what it would do; file is where the text
// lies still, if it came from an editor.
type revisePlanned struct {
	plan workspace.Revising
	file workspace.TextFile
}

// reviseStored is a correction that is on disk.
type reviseStored struct{ id transcript.DocumentID }

// correct asks what of the document is corrected: the turn under the cursor,
// in place, or the whole text, in an editor.
func (s *readerScreen) correct() tea.Cmd {
	if s.refuseReadOnly() {
		return nil
	}
	s.ask(pickFrom(s.desk, "revise.ask", []choice{
		{key: "turn", label: s.say("revise.ask.turn"), detail: s.say("reader.turn-number", "Turn", s.reader.TurnNumber())},
		{key: "whole", label: s.say("revise.ask.whole"), detail: s.doc.Title},
	}, func(key string) tea.Cmd {
		if key == "whole" {
			return s.correctWhole()
		}
		return s.correctTurn()
	}))
	return nil
}

// correctTurn opens the turn under the cursor in a form.
func (s *readerScreen) correctTurn() tea.Cmd {
	if s.refuseReadOnly() {
		return nil
	}
	doc := s.doc
	turn := doc.TurnAt(s.reader.Selection().Start)
	if turn < 0 {
		s.tell("revise.no-turn")
		return nil
	}
	f := form.New(s.theme, form.Field{Name: "text", Label: s.say("revise.field"), Kind: form.Text, Rows: 10})
	f.Set("text", doc.Text.Slice(doc.Turns[turn].Span))
	f.Settle()
	ws := s.ws
	s.ask(fillIn(s.desk, s.say("revise.turn-title", "Turn", doc.Turns[turn].N), f, func(f *form.Form) tea.Cmd {
		typed := f.Value("text")
		return s.read(screenRevise, "plan", func(ctx context.Context) (tea.Msg, error) {
			plan, err := ws.PlanTurn(ctx, doc, turn, typed)
			return revisePlanned{plan: plan}, err
		})
	}))
	return nil
}

// correctWhole opens the whole text in the person's editor.
func (s *readerScreen) correctWhole() tea.Cmd {
	if s.refuseReadOnly() {
		return nil
	}
	doc, env := s.doc, s.env
	if _, err := workspace.Editor(env, ""); err != nil {
		s.fail(err)
		return nil
	}
	return s.read(screenRevise, "file", func(context.Context) (tea.Msg, error) {
		file, err := workspace.NewTextFile(env, doc.Text.String())
		return reviseFile{doc: doc, file: file}, err
	})
}

// edit lends the terminal to the editor.
func (s *reviseScreen) edit(m reviseFile) tea.Cmd {
	editor, err := workspace.Editor(s.env, m.file.Path)
	if err != nil {
		s.fail(err)
		return removeFile(m.file)
	}
	return tea.ExecProcess(editor, func(err error) tea.Msg {
		return toScreen{owner: screenRevise, msg: reviseEdited{reviseFile: m, err: err}}
	})
}

// edited reads what the editor left and finds out what it would do.
func (s *reviseScreen) edited(m reviseEdited) tea.Cmd {
	if m.err != nil {
		s.tell("revise.editor-failed")
		return removeFile(m.file)
	}
	ws := s.ws
	return s.read(screenRevise, "plan", func(ctx context.Context) (tea.Msg, error) {
		typed, err := m.file.Read()
		if err != nil {
			return nil, err
		}
		plan, err := ws.PlanRevision(ctx, m.doc, typed)
		return revisePlanned{plan: plan, file: m.file}, err
	})
}

func removeFile(file workspace.TextFile) tea.Cmd {
	return func() tea.Msg {
		_ = file.Remove() // it lies in a private folder; nothing hangs on it
		return nil
	}
}

// store keeps the correction as it is shown.
func (s *reviseScreen) store() tea.Cmd {
	if s.plan == nil || s.storing || s.refuseReadOnly() {
		return nil
	}
	s.storing = true
	ws, plan := s.ws, *s.plan
	return s.act(screenRevise, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		if _, err := ws.Revise(ctx, by, plan); err != nil {
			return reviseStored{}, err
		}
		return reviseStored{id: plan.Before.ID}, nil
	}, func() string {
		return s.say("revise.stored", "Title", safe(plan.Before.Title), "Count", len(plan.Edits()))
	})
}

// discard leaves all as it was; what was typed is thrown away on the second
// press only.
func (s *reviseScreen) discard() tea.Cmd {
	if s.plan != nil && !s.asked {
		s.asked = true
		s.tell("revise.esc-again")
		return nil
	}
	return tea.Batch(s.drop(), s.goBack())
}

// drop forgets the correction and takes its file away.
func (s *reviseScreen) drop() tea.Cmd {
	file := s.file
	s.plan, s.file, s.asked, s.storing = nil, workspace.TextFile{}, false, false
	s.lay()
	return removeFile(file)
}
