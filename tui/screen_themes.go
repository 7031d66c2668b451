package tui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/tui/list"
	"veldwerk/tui/text"
	"veldwerk/workspace"
)

// themesScreen lists the themes; beside them stand the claim, the codes and
// the vocabulary of the one under the cursor.
type themesScreen struct {
	*desk
	list   *list.List
	parts  *list.List // codes and words of the theme under the cursor
	within bool       // parts has the focus
	state  themesRead
	loaded bool
	shown  codebook.ThemeID
	wanted codebook.ThemeID
	part   string // key of the code or word that was just added

	// Where things were drawn last, for the mouse.
	partsX, partsY int // the body of parts
	sideX, sideY   int // the panel; 0, 0 while it stands in the list's place
}

type themesRead struct {
	themes []codebook.Theme
	tree   *codebook.Tree
	counts map[codebook.CodeID]int
	memos  map[codebook.ThemeID][]codebook.Memo
}

func newThemes(d *desk) *themesScreen {
	s := &themesScreen{desk: d}
	s.list = list.New(d.theme,
		list.Column{Title: d.say("themes.name"), Min: 16, Weight: 1, Stay: 3},
		list.Column{Title: d.say("themes.codes"), Fixed: 6, Stay: 1, Align: list.Right},
		list.Column{Title: d.say("themes.words"), Fixed: 8, Stay: 0, Align: list.Right},
		list.Column{Title: d.say("themes.uses-column"), Fixed: 6, Stay: 2, Align: list.Right},
	)
	s.parts = list.New(d.theme,
		list.Column{Fixed: 3, Stay: 1},
		list.Column{Min: 16, Weight: 1, Stay: 2},
		list.Column{Fixed: 6, Align: list.Right},
	)
	return s
}

func (s *themesScreen) Enter(show any) tea.Cmd {
	if m, ok := show.(showTheme); ok {
		s.wanted = m.id
	}
	ws := s.ws
	return s.read(screenThemes, "themes", func(ctx context.Context) (tea.Msg, error) { return readThemes(ctx, ws) })
}

func readThemes(ctx context.Context, ws *workspace.Workspace) (tea.Msg, error) {
	book, err := readBook(ctx, ws)
	if err != nil {
		return nil, err
	}
	memos, err := ws.Project.Memos.List(ctx)
	if err != nil {
		return nil, err
	}
	r := themesRead{themes: book.book.Themes, tree: book.book.Tree, counts: book.counts, memos: map[codebook.ThemeID][]codebook.Memo{}}
	for _, m := range memos {
		if m.About.Kind == codebook.RefTheme {
			r.memos[m.About.Theme] = append(r.memos[m.About.Theme], m)
		}
	}
	return r, nil
}

func (s *themesScreen) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case themesRead:
		s.state, s.loaded = m, true
		s.lay()
	case madeTheme:
		s.wanted = m.id
	case addedPart:
		s.part = m.key
	case askAgain:
		s.askAgain(m)
	case tea.MouseMsg:
		return s.mouse(m)
	}
	return nil
}

func (s *themesScreen) mouse(msg tea.MouseMsg) tea.Cmd {
	m := msg.Mouse()
	if s.overParts(m) {
		if click, ok := msg.(tea.MouseClickMsg); ok {
			s.within = s.parts.Len() > 0
			click.X -= s.partsX
			msg = click
		}
		if _, again := pointAt(s.parts, below(msg, s.partsY)); again {
			return s.follow()
		}
		return nil
	}
	if _, ok := msg.(tea.MouseClickMsg); ok {
		s.within = false
	}
	_, again := pointAt(s.list, msg)
	s.look()
	if again {
		return s.edit()
	}
	return nil
}

// overParts says whether the mouse is over the panel.
func (s *themesScreen) overParts(m tea.Mouse) bool {
	if s.sideX == 0 && s.sideY == 0 {
		return s.within
	}
	return m.X >= s.sideX && m.Y >= s.sideY
}

func (s *themesScreen) lay() {
	s.list.Empty = s.say("themes.empty")
	themes := s.state.themes
	s.list.SetSource(list.Source{
		Len: len(themes),
		Key: func(i int) string { return themes[i].ID.String() },
		Row: func(i int) list.Row {
			t := themes[i]
			return list.Row{Key: t.ID.String(), Cells: []list.Cell{
				{Text: t.Name}, {Text: s.tongue.Number(len(t.Codes))}, {Text: s.tongue.Number(len(t.Words))}, {Text: s.tongue.Number(s.uses(t))},
			}}
		},
	})
	if !s.wanted.IsZero() {
		s.list.Goto(s.wanted.String())
		s.wanted = codebook.ThemeID{}
	}
	s.layParts()
}

// uses counts the codings of a theme's codes and what stands under them.
func (s *themesScreen) uses(t codebook.Theme) int {
	seen := map[codebook.CodeID]bool{}
	n := 0
	for _, id := range t.Codes {
		for _, under := range s.state.tree.Under(id) {
			if !seen[under] {
				seen[under] = true
				n += s.state.counts[under]
			}
		}
	}
	return n
}

func (s *themesScreen) current() (codebook.Theme, bool) {
	for _, t := range s.state.themes {
		if t.ID.String() == s.list.Key() {
			return t, true
		}
	}
	return codebook.Theme{}, false
}

// look shows the parts of the theme under the cursor, when the cursor moved.
func (s *themesScreen) look() {
	if t, _ := s.current(); t.ID != s.shown {
		s.layParts()
		s.parts.Home()
	}
}

// The keys of the rows of parts start with what they are.
const (
	partCode = "code:"
	partWord = "word:"
)

// layParts lists the codes and the words of the theme under the cursor.
func (s *themesScreen) layParts() {
	t, _ := s.current()
	s.shown = t.ID
	s.parts.Empty = s.say("themes.no-parts")
	var rows []list.Row
	heading := func(words string) {
		rows = append(rows, list.Row{Heading: true, Cells: []list.Cell{{Text: " " + words}}})
	}
	if len(t.Codes) > 0 {
		heading(s.say("themes.codes-head", "Count", len(t.Codes)))
	}
	for _, id := range t.Codes {
		c, _ := s.state.tree.Code(id)
		style := s.theme.Code(c.Colour)
		if !c.Usable() {
			style = s.theme.Dim
		}
		rows = append(rows, list.Row{Key: partCode + id.String(), Cells: []list.Cell{
			{Text: " " + c.Letter, Style: style}, {Text: s.state.tree.Path(id), Style: style}, {Text: s.tongue.Number(s.state.counts[id])},
		}})
	}
	if len(t.Words) > 0 {
		heading(s.say("themes.words-head", "Count", len(t.Words), "Off", offCount(t)))
	}
	for _, w := range t.Words {
		cells := []list.Cell{{Text: "[x]"}, {Text: w.Text}, {}}
		if w.Off {
			cells = []list.Cell{{Text: "[ ]", Style: s.theme.Dim}, {Text: w.Text, Style: s.theme.Dim}, {Text: s.say("themes.off"), Style: s.theme.Dim}}
		}
		rows = append(rows, list.Row{Key: partWord + w.Text, Cells: cells})
	}
	s.parts.SetSource(list.Of(rows...))
	if s.part != "" {
		s.parts.Goto(s.part)
		s.part = ""
	}
	if len(rows) == 0 {
		s.within = false
	}
}

func offCount(t codebook.Theme) int {
	n := 0
	for _, w := range t.Words {
		if w.Off {
			n++
		}
	}
	return n
}

// here is the code or word under the cursor of the panel that has the focus.
func (s *themesScreen) here() (kind, rest string) {
	if !s.within {
		return "", ""
	}
	for _, kind := range []string{partCode, partWord} {
		if rest, ok := strings.CutPrefix(s.parts.Key(), kind); ok {
			return kind, rest
		}
	}
	return "", ""
}

func (s *themesScreen) Key(key string, _ tea.KeyPressMsg) (tea.Cmd, bool) {
	if s.within {
		if key == "esc" || key == "left" {
			s.within = false
			return nil, true
		}
		moved := walk(s.parts, key)
		s.parts.Unmark() // an act is for one code or word
		return nil, moved
	}
	if key == "right" {
		s.turn()
		return nil, true
	}
	moved := walk(s.list, key)
	s.list.Unmark()
	s.look()
	return nil, moved
}

// turn gives the focus to the codes and words, or back to the themes.
func (s *themesScreen) turn() tea.Cmd {
	s.within = !s.within && s.parts.Len() > 0
	return nil
}

// Commands are the keys of the themes; in the panel Enter looks at what is
// under the cursor, and x takes that away.
func (s *themesScreen) Commands() []command {
	add := command{id: "themes.add", keys: []string{"a"}, bar: 2, run: s.add}
	if _, ok := s.current(); !ok {
		add.bar = 1
		return []command{add}
	}
	commands := []command{
		{id: "themes.edit", keys: []string{"enter", "e"}, bar: 1, run: s.edit},
		add,
		{id: "themes.panel", keys: []string{"tab", "shift+tab"}, bar: 3, run: s.turn},
		{id: "themes.add-word", keys: []string{"w"}, bar: 5, run: s.addWord},
		{id: "themes.add-code", keys: []string{"c"}, bar: 6, run: s.addCode},
		{id: "themes.search", keys: []string{"o"}, bar: 7, run: s.search},
		{id: "themes.memo", keys: []string{"m"}, bar: 8, run: s.memo},
		{id: "themes.delete", keys: []string{"x", "delete"}, bar: 9, run: s.remove},
	}
	if s.within {
		commands[0] = command{id: "themes.follow", keys: []string{"enter"}, bar: 1, run: s.follow}
		commands[7] = command{id: "themes.take-out", keys: []string{"x", "delete"}, bar: 9, run: s.takeOut}
		commands = append(commands,
			command{id: "themes.toggle", keys: []string{"space"}, bar: 4, run: s.toggle},
			command{id: "themes.edit", keys: []string{"e"}, bar: 10, run: s.edit})
	}
	return commands
}

func (s *themesScreen) Capturing() bool { return false }

func (s *themesScreen) Draw(w, h int) face {
	s.list.Theme, s.parts.Theme = s.theme, s.theme
	if !s.loaded {
		return face{}
	}
	f := face{title: s.say("themes.count", "Count", len(s.state.themes))}
	s.sideX, s.sideY = 0, 0
	t, ok := s.current()
	switch {
	case !ok:
		s.within = false
		f.rows = s.list.View(w, h, true)
	case w >= sideFrom:
		lw := min(max(w*2/5, 40), 60)
		s.sideX = lw + 2
		f.rows = s.list.View(lw, h, !s.within)
		side := s.drawTheme(t, w-lw-2, h, lw+2, 0)
		for i := range f.rows {
			f.rows[i] = text.FitStyled(f.rows[i], lw) + s.theme.Border.Render(s.theme.Signs.Line) + " " + side[i]
		}
	case h >= belowFrom:
		lh := min(max(h/3, 4), len(s.state.themes)+1)
		s.sideY = lh
		f.rows = append(s.list.View(w, lh, !s.within), s.theme.Border.Render(ruleOf(s.theme, w)))
		f.rows = append(f.rows, s.drawTheme(t, w, h-lh-1, 0, lh+1)...)
	case s.within:
		f.rows = s.drawTheme(t, w, h, 0, 0)
	default:
		f.rows = s.list.View(w, h, true)
	}
	return f
}

// drawTheme draws name and claim, and under them the codes and words, on h
// rows that start at x, y.
func (s *themesScreen) drawTheme(t codebook.Theme, w, h, x, y int) []string {
	p := newSheet(s.theme, min(w, readable))
	p.head(s.within, t.Name, s.theme.Heading)
	if t.Claim != "" {
		p.text(t.Claim, s.theme.Text)
	} else {
		p.text(s.say("themes.no-claim"), s.theme.Dim)
	}
	for _, m := range s.state.memos[t.ID] {
		p.text(s.theme.Signs.Memo+" "+short(strings.TrimPrefix(m.Title+": "+m.Body, ": ")), s.theme.Dim)
	}
	p.blank()
	lines := p.lines[:min(len(p.lines), max(h/2, 1))]
	rows := make([]string, 0, h)
	for _, line := range lines {
		rows = append(rows, text.FitStyled(line, w))
	}
	s.partsX, s.partsY = x, y+len(rows)
	for _, row := range s.parts.View(min(w, readable), max(h-len(rows), 0), s.within) {
		rows = append(rows, text.FitStyled(row, w))
	}
	return rows[:h]
}
