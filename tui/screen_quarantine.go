package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/store"
	"veldwerk/tui/list"
	"veldwerk/tui/text"
	"veldwerk/workspace"
)

// quarantineScreen lists the codings that have no place in their text: Enter
// opens the document near the place, where a person selects it, or throws the
// coding away.
type quarantineScreen struct {
	*desk
	list    *list.List
	waiting []workspace.Waiting
	loaded  bool
	filter  *filter
	shown   []workspace.Waiting
}

type quarantineRead struct{ waiting []workspace.Waiting }

func newQuarantine(d *desk) *quarantineScreen {
	s := &quarantineScreen{desk: d}
	s.list = list.New(d.theme,
		list.Column{Title: d.say("quarantine.col.text"), Min: 24, Weight: 3, Stay: 5},
		list.Column{Title: d.say("quarantine.col.reason"), Fixed: 24, Stay: 3},
		list.Column{Title: d.say("quarantine.col.code"), Min: 12, Weight: 1, Stay: 4},
		list.Column{Title: d.say("quarantine.col.document"), Min: 14, Weight: 1, Stay: 2},
		list.Column{Title: d.say("quarantine.col.coder"), Min: 8, Weight: 1, Stay: 1},
	)
	s.list.Boxes = true
	s.filter = newFilter(d, s.lay)
	return s
}

func (s *quarantineScreen) Enter(any) tea.Cmd {
	s.placing = nil // whoever is back here looks for no place any more
	ws := s.ws
	return s.read(screenQuarantine, "list", func(ctx context.Context) (tea.Msg, error) {
		waiting, err := ws.Quarantine(ctx)
		return quarantineRead{waiting: waiting}, err
	})
}

func (s *quarantineScreen) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case quarantineRead:
		s.waiting, s.loaded = m.waiting, true
		s.lay()
		return nil
	case strayFound:
		return s.show(m)
	case strayPlaced:
		if m.left > 0 {
			return s.instead(screenQuarantine, nil)
		}
		return nil
	}
	if s.filter.paste(msg) {
		return nil
	}
	if _, again := pointAt(s.list, below(msg, s.filter.rows())); again {
		return s.open()
	}
	return nil
}

func (s *quarantineScreen) lay() {
	s.list.Empty = s.say("quarantine.none")
	if len(s.waiting) > 0 {
		s.list.Empty = s.say("quarantine.none-match")
	}
	s.shown = s.shown[:0]
	for _, q := range s.waiting {
		if s.filter.keeps(q.Quote, q.CodePath, q.Title, q.Coder, q.Memo) {
			s.shown = append(s.shown, q)
		}
	}
	shown := s.shown
	s.list.SetSource(list.Source{
		Len: len(shown),
		Key: func(i int) string { return shown[i].ID.String() },
		Row: func(i int) list.Row { return s.row(shown[i]) },
	})
}

func (s *quarantineScreen) row(q workspace.Waiting) list.Row {
	quote := list.Cell{Text: q.Quote}
	if q.Quote == "" {
		quote = list.Cell{Text: s.say("quarantine.no-quote"), Style: s.theme.Dim}
	}
	code := list.Cell{Text: q.CodePath}
	if q.CodePath == "" {
		code = list.Cell{Text: s.say("quarantine.no-code"), Style: s.theme.Dim}
	}
	return list.Row{Key: q.ID.String(), Cells: []list.Cell{quote, {Text: s.strayReason(q.Reason), Style: s.theme.Dim}, code, {Text: q.Title}, {Text: q.Coder, Style: s.theme.Dim}}}
}

func (s *quarantineScreen) stray(key string) (workspace.Waiting, bool) {
	for _, q := range s.waiting {
		if q.ID.String() == key {
			return q, true
		}
	}
	return workspace.Waiting{}, false
}

// open goes to the document, near the place, with the quote marked.
func (s *quarantineScreen) open() tea.Cmd {
	q, ok := s.stray(s.list.Key())
	if !ok {
		return nil
	}
	return s.findStray(q)
}

// remove throws the ticked ones away, else the one under the cursor.
func (s *quarantineScreen) remove() tea.Cmd {
	var ids []store.StrayID
	for _, key := range s.list.Selected() {
		if q, ok := s.stray(key); ok {
			ids = append(ids, q.ID)
		}
	}
	if len(ids) == 0 || s.refuseReadOnly() {
		return nil
	}
	ws := s.ws
	s.list.ClearTicks()
	return s.act(screenQuarantine, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		return nil, ws.Project.Quarantine.Remove(ctx, by, ids...)
	}, func() string { return s.say("quarantine.removed", "Count", len(ids)) })
}

func (s *quarantineScreen) Key(key string, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if s.filter.key(key, msg) {
		return nil, true
	}
	if key == "esc" && (s.list.Unmark() || s.list.ClearTicks()) {
		return nil, true
	}
	return nil, walk(s.list, key)
}

func (s *quarantineScreen) Commands() []command {
	if s.filter.active() {
		return s.filter.commands()
	}
	return []command{
		{id: "quarantine.open", keys: []string{"enter"}, bar: 1, run: s.open},
		{id: "quarantine.remove", keys: []string{"x", "delete"}, bar: 2, run: s.remove},
		{id: "quarantine.tick", keys: []string{"space"}, bar: 3, run: func() tea.Cmd { s.list.Toggle(); s.list.Down(); return nil }},
		{id: "quarantine.tick-all", keys: []string{"A"}, run: func() tea.Cmd { s.list.TickAll(); return nil }},
		{id: "quarantine.filter", keys: []string{"f"}, bar: 4, run: s.filter.start},
	}
}

func (s *quarantineScreen) Draw(w, h int) face {
	s.list.Theme = s.theme
	title := s.say("quarantine.count", "Count", len(s.waiting))
	if !s.loaded {
		title = ""
	}
	const below = 5 // rows for the whole quote of the one under the cursor
	q, ok := s.stray(s.list.Key())
	if !ok || h < 3*below {
		return s.filter.draw(face{title: title}, s.list, w, h)
	}
	f := s.filter.draw(face{title: title}, s.list, w, h-below)
	f.rows = append(f.rows, s.detail(q, w, below)...)
	return f
}

// detail is the whole quote, why it has no place, and its memo.
func (s *quarantineScreen) detail(q workspace.Waiting, w, h int) []string {
	rows := []string{text.FitStyled(s.theme.Border.Render(text.Cut(" "+safe(s.strayExplained(q)), w)), w)}
	said := q.Quote
	if q.Memo != "" {
		said += "  ·  " + s.say("quarantine.memo", "Text", q.Memo)
	}
	said = safe(said)
	lines := text.Wrap(said, max(min(w-6, 100), 1))
	for i, l := range lines[:min(len(lines), h-1)] {
		row := "  " + text.Steady(said[l.Lo:l.Hi])
		if i == h-2 && len(lines) > h-1 {
			row += " …"
		}
		rows = append(rows, text.FitStyled(row, w))
	}
	for len(rows) < h {
		rows = append(rows, "")
	}
	return rows[:h]
}

// strayExplained says why it waits and what to do about it.
func (s *quarantineScreen) strayExplained(q workspace.Waiting) string {
	return s.strayReason(q.Reason) + " · " + s.say("quarantine.how")
}

func (s *quarantineScreen) Capturing() bool { return s.filter.active() }
