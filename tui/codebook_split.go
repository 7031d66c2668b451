package tui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/tui/form"
	"veldwerk/tui/list"
	"veldwerk/workspace"
)

// splitRead is the code that is split and all its fragments.
type splitRead struct {
	code      codebook.Code
	name      string // of the new code
	fragments []codebook.Fragment
}

// split asks for the name of the new code and then which fragments go there.
func (s *codebookScreen) split() tea.Cmd {
	c, ok := s.current()
	if !ok || s.refuseReadOnly() {
		return nil
	}
	if s.state.counts[c.ID] == 0 {
		s.tell("codebook.split-none", "Name", safe(c.Name))
		return nil
	}
	f := form.New(s.theme, form.Field{Name: "name", Kind: form.Line, Check: s.checkName("name", codebook.CodeID{}, s.state.book.Tree.Parent(c.ID))})
	ws := s.ws
	s.ask(&formOverlay{desk: s.desk, title: s.say("codebook.split-name", "Name", c.Name), form: f, then: func(f *form.Form) tea.Cmd {
		return s.read(screenCodebook, "split", func(ctx context.Context) (tea.Msg, error) {
			fragments, err := fragmentsOf(ctx, ws, c.ID)
			return splitRead{code: c, name: strings.TrimSpace(f.Value("name")), fragments: fragments}, err
		})
	}})
	return nil
}

// fragmentsOf lists all fragments of a code by document.
func fragmentsOf(ctx context.Context, ws *workspace.Workspace, id codebook.CodeID) ([]codebook.Fragment, error) {
	book, err := ws.Codebook(ctx)
	if err != nil {
		return nil, err
	}
	docs, err := ws.Documents(ctx)
	if err != nil {
		return nil, err
	}
	var out []codebook.Fragment
	for _, d := range docs {
		all, err := ws.Codings(ctx, d.ID)
		if err != nil {
			return nil, err
		}
		f, err := assemble(ctx, ws, book.Tree, d.ID, ofCode(all, id))
		if err != nil {
			return nil, err
		}
		out = append(out, f...)
	}
	return out, nil
}

func (s *codebookScreen) askSplit(m splitRead) {
	if len(m.fragments) == 0 {
		s.tell("codebook.split-none", "Name", safe(m.code.Name))
		return
	}
	ws := s.ws
	o := &tickOverlay{desk: s.desk, title: s.say("codebook.split-ask", "Name", m.name), list: list.New(s.theme,
		list.Column{Fixed: 22, Stay: 1},
		list.Column{Min: 20, Weight: 1, Stay: 2},
	)}
	o.list.Boxes = true
	o.whole = func(i int) string { return m.fragments[i].Text }
	o.list.SetSource(list.Source{
		Len: len(m.fragments),
		Key: func(i int) string { return m.fragments[i].Coding.ID.String() },
		Row: func(i int) list.Row {
			f := m.fragments[i]
			return list.Row{Key: f.Coding.ID.String(), Cells: []list.Cell{{Text: f.DocumentName + " " + s.tongue.Number(f.TurnFirst), Style: s.theme.Dim}, {Text: f.Text}}}
		},
	})
	o.then = func(keys []string) tea.Cmd {
		var codings []codebook.CodingID
		for _, k := range keys {
			codings = append(codings, codingID(k))
		}
		return s.act(screenCodebook, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
			made, err := ws.Project.Codes.Split(ctx, by, m.code.ID, m.name, codings)
			if err != nil {
				return nil, err
			}
			return showCode{made.ID}, nil
		}, func() string {
			return s.say("codebook.was-split", "Name", safe(m.name), "From", safe(m.code.Name), "Count", len(codings))
		})
	}
	s.ask(o)
}

// tickOverlay lets a person tick rows of a list; the whole text of the row under
// the cursor stands below it.
type tickOverlay struct {
	desk  *desk
	title string
	list  *list.List
	whole func(i int) string
	then  func(keys []string) tea.Cmd
}

func (o *tickOverlay) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch m := msg.(type) {
	case tea.KeyPressMsg:
		switch key := keyName(m, o.desk.settings); key {
		case "esc", "q":
			return nil, true
		case "enter":
			if keys := o.list.Ticked(); len(keys) > 0 {
				return o.then(keys), true
			}
			o.desk.tell("codebook.tick-first")
		case "space":
			o.list.Toggle()
			o.list.Down()
		case "A":
			o.list.TickAll()
		default:
			walk(o.list, key)
		}
	case tea.MouseClickMsg, tea.MouseWheelMsg:
		tickAt(o.list, below(inside(msg), 1))
	}
	return nil, false
}

// inside moves a mouse event from a box to what stands in it.
func inside(msg tea.Msg) tea.Msg {
	if m, ok := msg.(tea.MouseClickMsg); ok {
		m.X--
		return m
	}
	return msg
}

func (o *tickOverlay) Draw(w, h int) face {
	o.list.Theme = o.desk.theme
	if h < 3 || w < 3 {
		return face{rows: o.list.View(w, h, true)}
	}
	title := o.title + " · " + o.desk.say("codebook.ticked", "Count", o.list.TickCount())
	inner := h - 2
	rows := o.list.View(w-2, min(inner, max(inner/2, 1), o.list.Len()), true)
	if at := o.list.Index(); at >= 0 && inner-len(rows) > 2 {
		p := newSheet(o.desk.theme, min(w-2, readable))
		p.text(o.whole(at), o.desk.theme.Text)
		rows = append(rows, o.desk.theme.Border.Render(ruleOf(o.desk.theme, w-2)))
		rows = append(rows, p.lines[:min(len(p.lines), inner-len(rows))]...)
		for len(rows) < inner {
			rows = append(rows, "")
		}
	}
	return face{rows: o.desk.boxed(title, rows, w)}
}

func (o *tickOverlay) Hints() []hint {
	return []hint{{"space", "codebook.tick"}, {"A", "codebook.tick-all"}, {"enter", "codebook.split-do"}, {"esc", "form.cancel"}}
}
