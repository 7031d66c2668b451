package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"veldwerk/transcript"
	"veldwerk/tui/list"
	"veldwerk/tui/text"
	"veldwerk/tui/theme"
	"veldwerk/workspace"
)

// reviseScreen shows what a corrected text does to each coding and memo, before
// it is stored: Enter stores, Esc leaves all as it was.
type reviseScreen struct {
	*desk
	list    *list.List
	plan    *workspace.Revising
	file    workspace.TextFile // of the editor, kept until all is on disk
	shown   []workspace.RevisedFragment
	asked   bool // a first Esc told what a second one throws away
	storing bool
}

func newRevise(d *desk) *reviseScreen {
	s := &reviseScreen{desk: d}
	s.list = list.New(d.theme,
		list.Column{Title: d.say("revise.col.fate"), Fixed: 14, Stay: 5},
		list.Column{Title: d.say("revise.col.turn"), Fixed: 6, Align: list.Right, Stay: 2},
		list.Column{Title: d.say("revise.col.code"), Min: 12, Weight: 1, Stay: 3},
		list.Column{Title: d.say("revise.col.text"), Min: 24, Weight: 3, Stay: 4},
		list.Column{Title: d.say("revise.col.coder"), Min: 8, Weight: 1, Stay: 1},
	)
	s.lay()
	return s
}

func (s *reviseScreen) Enter(any) tea.Cmd {
	s.asked = false
	return nil
}

func (s *reviseScreen) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case reviseFile:
		return s.edit(m)
	case reviseEdited:
		return s.edited(m)
	case revisePlanned:
		return s.take(m)
	case reviseStored:
		s.storing = false
		if m.id.IsZero() {
			return nil
		}
		return tea.Batch(s.drop(), s.instead(screenReader, showDocument{id: m.id}))
	}
	if s.plan != nil {
		s.asked = false
		pointAt(s.list, msg)
	}
	return nil
}

// take shows a correction; a text that stayed as it was is said to be so.
func (s *reviseScreen) take(m revisePlanned) tea.Cmd {
	if m.plan.IsNothing() {
		s.tell("revise.nothing", "Title", safe(m.plan.Before.Title))
		return removeFile(m.file)
	}
	before := s.drop()
	s.plan, s.file = &m.plan, m.file
	s.lay()
	show := tea.Batch(before, s.goTo(screenRevise, nil))
	if m.file.Path != "" {
		// Bubbletea shows the cursor again after an editor, also where none stands.
		return tea.Batch(show, tea.Raw(ansi.HideCursor))
	}
	return show
}

// lay lists the codings that a person should look at first, then the others.
func (s *reviseScreen) lay() {
	s.list.Empty = s.say("revise.empty")
	s.shown = nil
	if s.plan != nil {
		s.list.Empty = s.say("revise.no-codings")
		s.shown = slices.Clone(s.plan.Fragments)
		slices.SortStableFunc(s.shown, func(a, b workspace.RevisedFragment) int {
			return rank(a.Fate) - rank(b.Fate)
		})
	}
	shown := s.shown
	s.list.SetSource(list.Source{
		Len: len(shown),
		Key: func(i int) string { return shown[i].Coding.String() + shown[i].Memo.String() },
		Row: func(i int) list.Row { return s.row(shown[i]) },
	})
}

// rank puts what was lost first, what is sure last.
func rank(f transcript.Fate) int {
	switch {
	case f == transcript.Orphaned:
		return 0
	case f.IsSure():
		return 2
	}
	return 1
}

func (s *reviseScreen) row(f workspace.RevisedFragment) list.Row {
	code := f.CodePath
	if f.Coding.IsZero() {
		code = s.say("revise.memo")
	}
	words := f.After
	if f.Fate == transcript.Orphaned {
		words = f.Before
	}
	return list.Row{Key: f.Coding.String() + f.Memo.String(), Cells: []list.Cell{
		{Text: s.say("revise.fate." + f.Fate.String()), Style: s.fateStyle(f.Fate)}, {Text: s.tongue.Number(f.Turn)}, {Text: code},
		{Text: strings.Join(strings.Fields(words), " ")}, {Text: f.CoderName, Style: s.theme.Dim},
	}}
}

func (s *reviseScreen) fateStyle(f transcript.Fate) theme.Style {
	switch {
	case f == transcript.Orphaned:
		return s.theme.Error
	case f.IsSure():
		return s.theme.Dim
	}
	return s.theme.Key
}

func (s *reviseScreen) Key(key string, _ tea.KeyPressMsg) (tea.Cmd, bool) {
	s.asked = false
	return nil, walk(s.list, key)
}

func (s *reviseScreen) Commands() []command {
	if s.plan == nil {
		return nil
	}
	return []command{
		{id: "revise.store", keys: []string{"enter"}, bar: 1, run: s.store},
		{id: "revise.discard", keys: []string{"esc"}, bar: 2, run: s.discard},
	}
}

func (s *reviseScreen) Capturing() bool { return false }

// compareRows is the height of the part that shows a passage before and after.
const compareRows = 8

func (s *reviseScreen) Draw(w, h int) face {
	s.list.Theme = s.theme
	f := face{}
	if s.plan == nil {
		f.rows = s.list.View(w, h, true)
		return f
	}
	n := s.plan.Count()
	f.title = safe(s.plan.Before.Title)
	counts := s.say("revise.sum", "Same", n[transcript.Kept]+n[transcript.Moved],
		"Changed", n[transcript.Changed]+n[transcript.Shrunk], "Doubtful", n[transcript.Doubtful], "Orphaned", n[transcript.Orphaned])
	f.rows = append(f.rows, text.FitStyled(" "+s.theme.Dim.Render(text.Cut(counts, max(w-1, 0))), w))
	below := compareRows
	if h < 2*compareRows {
		below = 0
	}
	f.rows = append(f.rows, s.list.View(w, max(h-1-below, 0), true)...)
	if below > 0 {
		f.rows = append(f.rows, s.compare(w, below)...)
	}
	if len(f.rows) > h {
		f.rows = f.rows[:h]
	}
	return f
}

// compare is the passage under the cursor as it was and as it will be.
func (s *reviseScreen) compare(w, h int) []string {
	i := slices.IndexFunc(s.shown, func(f workspace.RevisedFragment) bool { return f.Coding.String()+f.Memo.String() == s.list.Key() })
	rows := []string{s.theme.Border.Render(ruleOf(s.theme, w))}
	if i >= 0 {
		f := s.shown[i]
		after := f.After
		if f.Fate == transcript.Orphaned {
			after = s.say("revise.waits")
		}
		half := (h - 1) / 2
		rows = append(rows, s.passage(s.say("revise.before"), f.Before, w, half)...)
		rows = append(rows, s.passage(s.say("revise.after"), after, w, h-1-half)...)
	}
	for len(rows) < h {
		rows = append(rows, "")
	}
	return rows[:h]
}

// passage is a labelled text in exactly h rows; what has no room is cut.
func (s *reviseScreen) passage(label, words string, w, h int) []string {
	indent := 10
	if w < 3*indent {
		indent = 0
	}
	said := safe(strings.Join(strings.Fields(words), " "))
	var rows []string
	lines := text.Wrap(said, max(min(w-indent-3, 90), 1))
	for i, l := range lines[:min(len(lines), h)] {
		lead := ""
		if i == 0 {
			lead = label
		}
		row := text.Steady(said[l.Lo:l.Hi])
		if indent > 0 {
			row = text.Fit(" "+lead, indent) + row
		}
		if i == h-1 && len(lines) > h {
			row += " …"
		}
		rows = append(rows, text.FitStyled(row, w))
	}
	for len(rows) < h {
		rows = append(rows, "")
	}
	return rows
}
