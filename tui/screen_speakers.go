package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"veldwerk/store"
	"veldwerk/transcript"
	"veldwerk/tui/list"
	"veldwerk/tui/text"
	"veldwerk/tui/theme"
	"veldwerk/workspace"
)

// speakersScreen lists who speaks in which document: to name them, to give
// them a role and a case, and to unite those who are one.
type speakersScreen struct {
	*desk
	list   *list.List
	state  speakersRead
	only   transcript.DocumentID // only its speakers, else all
	filter *filter
}

type speakersRead struct {
	docs     []store.DocumentInfo
	speakers map[transcript.DocumentID][]store.SpeakerInfo
	cases    []transcript.Case
}

// firstTurn is where a speaker speaks first.
type firstTurn struct {
	document transcript.DocumentID
	turn     int
	name     string
}

func speakerID(key string) (id transcript.SpeakerID) {
	_ = id.UnmarshalText([]byte(key)) // keys are made from ids
	return id
}

func newSpeakers(d *desk) *speakersScreen {
	s := &speakersScreen{desk: d}
	s.list = list.New(d.theme,
		list.Column{Title: d.say("speakers.name"), Min: 16, Weight: 2, Stay: 5},
		list.Column{Title: d.say("speakers.role-column"), Fixed: 11, Stay: 4},
		list.Column{Title: d.say("speakers.turns"), Fixed: 7, Align: list.Right, Stay: 3},
		list.Column{Title: d.say("speakers.words"), Fixed: 8, Align: list.Right, Stay: 2},
		list.Column{Title: d.say("speakers.case-column"), Min: 12, Weight: 1, Stay: 2},
		list.Column{Title: d.say("speakers.rule"), Min: 18, Weight: 1, Stay: 1},
	)
	s.list.Boxes = true
	s.filter = newFilter(d, s.lay)
	return s
}

func (s *speakersScreen) Enter(show any) tea.Cmd {
	if m, ok := show.(showDocument); ok {
		s.only = m.id
		s.filter.clear()
	}
	ws := s.ws
	return s.read(screenSpeakers, "list", func(ctx context.Context) (tea.Msg, error) { return readSpeakers(ctx, ws) })
}

func readSpeakers(ctx context.Context, ws *workspace.Workspace) (tea.Msg, error) {
	r := speakersRead{speakers: map[transcript.DocumentID][]store.SpeakerInfo{}}
	var err error
	if r.docs, err = ws.Project.Documents.List(ctx); err != nil {
		return nil, err
	}
	if r.cases, err = ws.Project.Cases.List(ctx); err != nil {
		return nil, err
	}
	all, err := ws.Project.Speakers.List(ctx)
	for _, one := range all {
		r.speakers[one.Document] = append(r.speakers[one.Document], one)
	}
	return r, err
}

func (r speakersRead) caseName(id transcript.CaseID) string {
	for _, c := range r.cases {
		if c.ID == id {
			return c.Name
		}
	}
	return ""
}

func (s *speakersScreen) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case speakersRead:
		s.state = m
		s.lay()
		return nil
	case firstTurn:
		if m.turn <= 0 {
			s.tell("speakers.silent", "Name", safe(m.name))
			return nil
		}
		return s.goTo(screenReader, showDocument{id: m.document, turn: m.turn})
	}
	if s.filter.paste(msg) {
		return nil
	}
	if _, again := pointAt(s.list, below(msg, s.filter.rows())); again {
		return s.rename()
	}
	return nil
}

// lay shows the speakers under the titles of their documents.
func (s *speakersScreen) lay() {
	s.list.Empty = s.say("speakers.empty")
	if len(s.state.docs) > 0 {
		s.list.Empty = s.say("speakers.nothing")
	}
	var rows []list.Row
	for _, d := range s.state.docs {
		if !s.only.IsZero() && d.ID != s.only {
			continue
		}
		headed := false
		for _, one := range s.state.speakers[d.ID] {
			if !s.filter.keeps(one.Name, d.Title, s.roleName(one.Role), s.caseOf(one, d)) {
				continue
			}
			if !headed {
				headed = true
				rows = append(rows, list.Row{Heading: true, Cells: []list.Cell{{Text: d.Title}}})
			}
			rows = append(rows, s.row(one, d))
		}
	}
	s.list.SetSource(list.Of(rows...))
}

// caseOf is the name of the speaker's case, else of the document's.
func (s *speakersScreen) caseOf(one store.SpeakerInfo, d store.DocumentInfo) string {
	if !one.Case.IsZero() {
		return s.state.caseName(one.Case)
	}
	return s.state.caseName(d.Case)
}

func (s *speakersScreen) row(one store.SpeakerInfo, d store.DocumentInfo) list.Row {
	style := theme.Style{}
	if one.Role == transcript.RoleInterviewer {
		style = s.theme.Dim
	}
	role := ""
	if one.Role != transcript.RoleNone {
		role = s.roleName(one.Role)
	}
	under := list.Cell{Text: s.caseOf(one, d)}
	if one.Case.IsZero() && under.Text != "" {
		// The document's case, not one of the speaker's own.
		under = list.Cell{Text: "(" + under.Text + ")", Style: s.theme.Dim}
	}
	return list.Row{Key: one.ID.String(), Cells: []list.Cell{
		{Text: one.Name, Style: style}, {Text: role, Style: style},
		{Text: s.tongue.Number(one.Turns)}, {Text: s.tongue.Number(one.Words)},
		under, {Text: s.ruleName(one.Rule), Style: s.theme.Dim},
	}}
}

func (s *speakersScreen) speaker(key string) (store.SpeakerInfo, bool) {
	for _, of := range s.state.speakers {
		for _, one := range of {
			if one.ID.String() == key {
				return one, true
			}
		}
	}
	return store.SpeakerInfo{}, false
}

func (s *speakersScreen) current() (store.SpeakerInfo, bool) { return s.speaker(s.list.Key()) }

// chosen are the speakers of the ticked rows, else the one under the cursor.
func (s *speakersScreen) chosen() []store.SpeakerInfo {
	var out []store.SpeakerInfo
	for _, key := range s.list.Selected() {
		if one, ok := s.speaker(key); ok {
			out = append(out, one)
		}
	}
	return out
}

func (s *speakersScreen) Key(key string, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if s.filter.key(key, msg) {
		return nil, true
	}
	if key == "esc" && (s.list.Unmark() || s.list.ClearTicks()) {
		return nil, true
	}
	if key == "esc" && !s.only.IsZero() {
		return s.showAll(), true
	}
	return nil, walk(s.list, key)
}

// showAll shows the speakers of every document.
func (s *speakersScreen) showAll() tea.Cmd {
	s.only = transcript.DocumentID{}
	s.lay()
	return nil
}

func (s *speakersScreen) Commands() []command {
	return []command{
		{id: "speakers.rename", keys: []string{"enter", "e"}, bar: 1, run: s.rename},
		{id: "speakers.tick", keys: []string{"space"}, bar: 2, run: func() tea.Cmd { s.list.Toggle(); s.list.Down(); return nil }},
		{id: "speakers.tick-all", keys: []string{"A"}, run: func() tea.Cmd { s.list.TickAll(); return nil }},
		{id: "speakers.merge", keys: []string{"M"}, bar: 3, run: s.merge},
		{id: "speakers.role", keys: []string{"R"}, bar: 4, run: s.nextRole},
		{id: "speakers.case", keys: []string{"k"}, bar: 5, run: s.askCase},
		{id: "speakers.open", keys: []string{"o"}, bar: 6, run: s.open},
		{id: "speakers.filter", keys: []string{"f"}, bar: 7, run: s.filter.start},
		{id: "speakers.all", run: s.showAll},
		{id: "forget.speaker", run: s.forget},
	}
}

func (s *speakersScreen) Draw(w, h int) face {
	s.list.Theme = s.theme
	speakers, title := 0, ""
	for id, of := range s.state.speakers {
		if s.only.IsZero() || id == s.only {
			speakers += len(of)
		}
	}
	title = s.say("speakers.count", "Count", speakers)
	for _, d := range s.state.docs {
		if d.ID == s.only {
			title += " │ " + s.say("speakers.only", "Title", safe(d.Title))
		}
	}
	f := s.filter.draw(face{title: title}, s.list, w, h)
	f.status = s.theme.Dim.Render(text.Cut(" "+s.where(), w))
	return f
}

// where says how many are ticked, else what a narrow list leaves out.
func (s *speakersScreen) where() string {
	if n := s.list.TickCount(); n > 0 {
		return s.say("speakers.ticked", "Count", n)
	}
	one, ok := s.current()
	if !ok {
		return ""
	}
	return safe(one.Name) + " · " + s.roleName(one.Role) + " · " + s.say("speakers.rule") + " " + s.ruleName(one.Rule)
}

func (s *speakersScreen) Capturing() bool { return s.filter.active() }
