package tui

import (
	"context"
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/store"
	"veldwerk/transcript"
	"veldwerk/tui/list"
	"veldwerk/tui/text"
	"veldwerk/workspace"
)

// mergeScreen shows what another copy of the project brings, before anything
// is written; Enter merges. Afterwards the conflicts stay in sight, and Enter
// goes to what one is about.
type mergeScreen struct {
	*desk
	list   *list.List
	path   string
	report store.MergeReport
	merged bool // it is on disk
}

// mergeLooked is what a merge brings, or brought.
type mergeLooked struct {
	path   string
	report store.MergeReport
	merged bool
}

func newMerge(d *desk) *mergeScreen {
	s := &mergeScreen{desk: d}
	s.list = list.New(d.theme,
		list.Column{Title: d.say("merge.col.what"), Min: 22, Weight: 1, Stay: 3},
		list.Column{Title: d.say("merge.col.outcome"), Min: 30, Weight: 3, Stay: 2},
		list.Column{Title: d.say("merge.col.coder"), Fixed: 14, Stay: 1},
	)
	s.list.Empty = d.say("merge.no-conflicts")
	return s
}

// askMerge asks for the other copy and looks what it brings.
func (d *desk) askMerge() tea.Cmd {
	if d.refuseReadOnly() {
		return nil
	}
	d.ask(promptFor(d, "merge.ask", "", func(answer string) tea.Cmd {
		paths := typedPaths(answer)
		if len(paths) == 0 {
			return nil
		}
		d.tell("merge.looking")
		return d.merge(paths[0], true)
	}))
	return nil
}

// merge takes a copy in; dry only tells what would come of it.
func (d *desk) merge(path string, dry bool) tea.Cmd {
	ws := d.ws
	return d.act(screenMerge, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		report, err := ws.Merge(ctx, by, path, dry)
		if err != nil {
			return nil, err
		}
		return mergeLooked{path: path, report: report, merged: !dry}, nil
	}, func() string {
		if dry {
			return d.say("merge.looked")
		}
		return d.say("merge.done")
	})
}

func (s *mergeScreen) Enter(any) tea.Cmd { return nil }

func (s *mergeScreen) Update(msg tea.Msg) tea.Cmd {
	if m, ok := msg.(mergeLooked); ok {
		if m.report.IsNothing() {
			s.tell("merge.nothing")
			return nil
		}
		s.path, s.report, s.merged = m.path, m.report, m.merged
		s.lay()
		return s.goTo(screenMerge, nil)
	}
	if _, again := pointAt(s.list, below(msg, s.headRows())); again {
		return s.enter()
	}
	return nil
}

func (s *mergeScreen) lay() {
	conflicts := s.report.Conflicts // those of this list, also while the next one takes its place
	s.list.SetSource(list.Source{
		Len: len(conflicts),
		Row: func(i int) list.Row {
			c := conflicts[i]
			what := s.say("merge.thing." + c.Table)
			if c.Name != "" {
				what += " “" + c.Name + "”"
			}
			return list.Row{Key: itoa(i), Cells: []list.Cell{{Text: what}, {Text: s.outcome(c)}, {Text: c.Coder, Style: s.theme.Dim}}}
		},
	})
}

// outcome says what came of a conflict.
func (s *mergeScreen) outcome(c store.Conflict) string {
	id, field := workspace.WordConflict(c, s.tongue.Knows)
	return s.say(id, "Field", s.say(field))
}

func (s *mergeScreen) conflict() (store.Conflict, bool) {
	if i := s.list.Index(); s.list.Len() > 0 && i >= 0 && i < len(s.report.Conflicts) {
		return s.report.Conflicts[i], true
	}
	return store.Conflict{}, false
}

// enter merges; once that is done it goes to what a conflict is about.
func (s *mergeScreen) enter() tea.Cmd {
	if s.path == "" {
		return nil
	}
	if !s.merged {
		if s.refuseReadOnly() {
			return nil
		}
		return s.merge(s.path, false)
	}
	c, ok := s.conflict()
	if !ok {
		return nil
	}
	switch c.Table {
	case "code":
		return s.goTo(screenCodebook, showCode{id: codeID(c.Row)})
	case "document":
		return s.goTo(screenReader, showDocument{id: documentID(c.Row)})
	case "theme":
		var id codebook.ThemeID
		_ = id.UnmarshalText([]byte(c.Row)) // an id of the project
		return s.goTo(screenThemes, showTheme{id: id})
	case "memo":
		var id codebook.MemoID
		_ = id.UnmarshalText([]byte(c.Row)) // an id of the project
		return s.goTo(screenMemos, showMemo{id: id})
	case "case":
		var id transcript.CaseID
		_ = id.UnmarshalText([]byte(c.Row)) // an id of the project
		return s.goTo(screenCases, showCase{id: id})
	}
	return nil
}

func (s *mergeScreen) Key(key string, _ tea.KeyPressMsg) (tea.Cmd, bool) {
	if key == "esc" {
		return s.goBack(), true
	}
	return nil, walk(s.list, key)
}

func (s *mergeScreen) Commands() []command {
	id := "merge.go"
	if s.merged {
		id = "merge.show"
	}
	return []command{
		{id: id, keys: []string{"enter"}, bar: 1, run: s.enter},
		{id: "merge.back", keys: []string{"esc"}, bar: 2, run: s.goBack},
	}
}

// counts words what came in, or what changed, by noun.
func (s *mergeScreen) counts(of map[string]int) string {
	var out []string
	for _, n := range workspace.MergeNouns {
		if of[n.Table] > 0 {
			out = append(out, s.say("merge.count."+n.Table, "Count", of[n.Table]))
		}
	}
	return strings.Join(out, ", ")
}

// mergeHead is the number of rows above the conflicts.
const mergeHead = 5

func (s *mergeScreen) headRows() int { return mergeHead }

func (s *mergeScreen) head(w int) []string {
	did := s.say("merge.would", "Count", s.report.Steps)
	if s.merged {
		did = s.say("merge.did", "Count", s.report.Steps)
	}
	lines := []string{did, "", "", s.say("merge.conflicts", "Count", len(s.report.Conflicts)), ""}
	if added := s.counts(s.report.Added); added != "" {
		lines[1] = s.say("merge.added", "Counts", added)
	}
	if updated := s.counts(s.report.Updated); updated != "" {
		lines[2] = s.say("merge.updated", "Counts", updated)
	}
	rows := make([]string, len(lines))
	for i, line := range lines {
		rows[i] = text.FitStyled(" "+text.Cut(safe(line), max(w-2, 1)), w)
	}
	return rows
}

func (s *mergeScreen) Draw(w, h int) face {
	s.list.Theme = s.theme
	if s.path == "" {
		return face{rows: s.list.View(w, h, true)}
	}
	state := s.say("merge.title.before")
	if s.merged {
		state = s.say("merge.title.after")
	}
	f := face{title: safe(filepath.Base(s.path)) + " │ " + state, pinned: mergeHead}
	head := s.head(w)
	const below = 5 // rows for all of the conflict under the cursor
	c, ok := s.conflict()
	if !ok || h < mergeHead+2*below {
		f.rows = append(head[:min(len(head), h)], s.list.View(w, max(h-len(head), 0), true)...)
		return f
	}
	f.rows = append(head, s.list.View(w, h-len(head)-below, true)...)
	f.rows = append(f.rows, s.values(c, w, below)...)
	return f
}

// values are what came of a conflict, what both copies had, and whose act
// decided.
func (s *mergeScreen) values(c store.Conflict, w, h int) []string {
	who := ""
	if c.Coder != "" {
		who = s.say("merge.by", "Coder", c.Coder, "Time", s.tongue.DateTime(s.local(c.At)))
	}
	rows := []string{text.FitStyled(s.theme.Border.Render(text.Cut(" "+safe(who), w)), w)}
	said := []string{s.outcome(c)}
	if c.Ours != "" || c.Theirs != "" {
		said = append(said, s.say("merge.both", "Ours", c.Ours, "Theirs", c.Theirs))
	}
	for _, one := range said {
		one = safe(one)
		for _, l := range text.Wrap(one, max(min(w-4, 100), 1)) {
			rows = append(rows, text.FitStyled("  "+text.Steady(one[l.Lo:l.Hi]), w))
		}
	}
	for len(rows) < h {
		rows = append(rows, strings.Repeat(" ", w))
	}
	return rows[:h]
}

func (s *mergeScreen) Capturing() bool { return false }
