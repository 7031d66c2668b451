package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/store"
	"veldwerk/tui/list"
	"veldwerk/tui/theme"
)

// changesScreen is the history: every step of every coder, newest first.
type changesScreen struct {
	*desk
	list   *list.List
	steps  []store.Step
	coders map[codebook.CoderID]string
	mine   bool // only one's own steps
}

type stepsRead struct {
	steps  []store.Step
	coders map[codebook.CoderID]string
}

func newChanges(d *desk) *changesScreen {
	s := &changesScreen{desk: d}
	s.list = list.New(d.theme,
		list.Column{Title: d.say("changes.when"), Fixed: 18, Stay: 2},
		list.Column{Title: d.say("changes.who"), Fixed: 14, Stay: 1},
		list.Column{Title: d.say("changes.what"), Min: 20, Stay: 3},
	)
	s.list.Empty = d.say("changes.empty")
	return s
}

func (s *changesScreen) Enter(any) tea.Cmd {
	ws := s.ws
	return s.read(screenChanges, "steps", func(ctx context.Context) (tea.Msg, error) {
		steps, err := ws.Project.Changes.Steps(ctx, 0, "")
		if err != nil {
			return nil, err
		}
		known, err := ws.Project.Coders.List(ctx)
		if err != nil {
			return nil, err
		}
		names := map[codebook.CoderID]string{}
		for _, c := range known {
			names[c.ID] = c.Name
		}
		return stepsRead{steps: steps, coders: names}, nil
	})
}

func (s *changesScreen) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case stepsRead:
		newest := s.list.Index() <= 0
		s.steps, s.coders = m.steps, m.coders
		s.lay()
		if newest {
			s.list.Home() // what is newest now, not what was
		}
		return nil
	case store.About:
		return s.lead(m)
	}
	if _, again := pointAt(s.list, msg); again {
		return s.open()
	}
	return nil
}

// open looks up what the step under the cursor was about.
func (s *changesScreen) open() tea.Cmd {
	ws, step := s.ws, s.list.Key()
	if step == "" {
		return nil
	}
	return s.read(screenChanges, "about", func(ctx context.Context) (tea.Msg, error) {
		return ws.Project.Changes.About(ctx, step)
	})
}

// lead goes to what a step was about.
func (s *changesScreen) lead(a store.About) tea.Cmd {
	switch a.Kind {
	case codebook.RefDocument, codebook.RefSpan:
		return s.goTo(screenReader, showDocument{id: a.Document, at: a.Span})
	case codebook.RefCode, codebook.RefTheme, codebook.RefCase:
		return s.goToThing(a.Ref)
	case store.AboutMemo:
		return s.goTo(screenMemos, showMemo{id: a.Memo})
	case store.AboutQuery:
		return s.goTo(screenSearch, showQuery{query: a.Query})
	}
	s.tell("changes.gone")
	return nil
}

// wordRun words the search that the codings of a step came from.
func (d *desk) wordRun(r store.Run) string {
	return d.say("runs.of", "Query", r.Query, "Unit", d.say("unit."+r.Unit), "Count", r.Found, "Found", d.tongue.Number(r.Found), "Chosen", d.tongue.Number(r.Chosen))
}

func (s *changesScreen) lay() {
	var shown []store.Step
	for _, step := range s.steps {
		if !s.mine || step.Coder == s.ws.Coder().ID {
			shown = append(shown, step)
		}
	}
	s.list.SetSource(list.Source{
		Len: len(shown),
		Key: func(i int) string { return shown[i].ID },
		Row: func(i int) list.Row {
			step := shown[i]
			style := theme.Style{}
			what := s.wordAct(step)
			if step.Run.Query != "" {
				what += " · " + s.wordRun(step.Run)
			}
			if step.Undone {
				style, what = s.theme.Dim, s.say("changes.undone", "Act", what)
			}
			return list.Row{Key: step.ID, Cells: []list.Cell{
				{Text: s.tongue.DateTime(s.local(step.At)), Style: style},
				{Text: s.coders[step.Coder], Style: style},
				{Text: what, Style: style},
			}}
		},
	})
}

func (s *changesScreen) Key(key string, _ tea.KeyPressMsg) (tea.Cmd, bool) {
	return nil, walk(s.list, key)
}

func (s *changesScreen) Commands() []command {
	return []command{
		{id: "changes.open", keys: []string{"enter"}, bar: 1, run: s.open},
		{id: "changes.mine", keys: []string{"m"}, bar: 2, run: func() tea.Cmd {
			s.mine = !s.mine
			s.lay()
			return nil
		}},
	}
}

func (s *changesScreen) Draw(w, h int) face {
	s.list.Theme = s.theme
	title := s.tongue.Number(s.list.Len())
	if s.mine {
		title += " │ " + s.say("changes.only-mine", "Coder", safe(s.ws.Coder().Name))
	}
	f := face{title: title, rows: s.list.View(w, h, true)}
	for _, step := range s.steps { // the whole search: a row is too short for most
		if step.Run.Query != "" && step.ID == s.list.Key() {
			f.status = s.theme.Dim.Render(" " + safe(s.wordRun(step.Run)))
		}
	}
	return f
}

func (s *changesScreen) Capturing() bool { return false }
