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
	draft  *workspace.DraftOf // to open when the themes are there
	part   string             // key of the code or word that was just added
	lens   *workspace.Lens

	turns   map[string]int // that each word finds by itself, by word; those that are counted
	suggest *suggestOverlay

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
	s := &themesScreen{desk: d, turns: map[string]int{}}
	if d.ws != nil {
		s.lens = d.ws.Lens()
	}
	s.list = list.New(d.theme,
		list.Column{Title: d.say("themes.name"), Min: 16, Weight: 1, Stay: 3},
		list.Column{Title: d.say("themes.codes"), Fixed: 6, Stay: 1, Align: list.Right},
		list.Column{Title: d.say("themes.words"), Fixed: 8, Stay: 0, Align: list.Right},
		list.Column{Title: d.say("themes.uses-column"), Fixed: 6, Stay: 2, Align: list.Right},
	)
	s.parts = list.New(d.theme,
		list.Column{Fixed: 3, Stay: 2},
		list.Column{Min: 16, Weight: 1, Stay: 3},
		list.Column{Fixed: 11, Align: list.Right},
	)
	return s
}

func (s *themesScreen) Enter(show any) tea.Cmd {
	switch m := show.(type) {
	case showTheme:
		s.wanted = m.id
	case showDraft:
		s.wanted, s.draft = m.of.About.Theme, &m.of
	}
	ws := s.ws
	s.turns = map[string]int{} // the texts may be others
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
		if s.draft != nil {
			of := *s.draft
			s.draft = nil
			return tea.Batch(s.countWords(), s.resumeDraft(of))
		}
		return s.countWords()
	case turnsRead:
		for word, n := range m {
			s.turns[word] = n
		}
		s.layParts()
	case themeForms:
		s.askForms(m)
	case suggestionsRead:
		if s.suggest != nil && s.suggest.theme == m.theme {
			return s.suggest.set(m)
		}
	case suggestProgress:
		if s.suggest != nil && s.suggest.progress == m.from {
			s.suggest.percent = m.percent
			return s.suggest.wait()
		}
	case madeTheme:
		s.wanted = m.id
	case addedPart:
		s.part = m.key
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
	looked := s.look()
	if again {
		return s.edit()
	}
	return looked
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
func (s *themesScreen) look() tea.Cmd {
	t, _ := s.current()
	if t.ID == s.shown {
		return nil
	}
	s.layParts()
	s.parts.Home()
	return s.countWords()
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
	for _, group := range groupWords(t) {
		if len(group.words) > 0 {
			heading(s.say(group.head, "Count", len(group.words), "Off", offCount(group.words)))
		}
		for _, w := range group.words {
			rows = append(rows, s.wordRow(w))
		}
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
	return s.look(), moved
}

// turn gives the focus to the codes and words, or back to the themes.
func (s *themesScreen) turn() tea.Cmd {
	s.within = !s.within && s.parts.Len() > 0
	return nil
}

// Commands are the keys of the themes, or of the panel beside them.
func (s *themesScreen) Commands() []command {
	add := command{id: "themes.add", keys: []string{"a"}, bar: 2, run: s.add}
	if _, ok := s.current(); !ok {
		add.bar = 1
		return []command{add}
	}
	if s.within {
		return s.partCommands(add)
	}
	return []command{
		{id: "themes.edit", keys: []string{"enter", "e"}, bar: 6, run: s.edit},
		add,
		{id: "themes.panel", keys: []string{"tab", "shift+tab"}, bar: 1, run: s.turn},
		{id: "themes.add-word", keys: []string{"w"}, bar: 3, run: s.addWord},
		{id: "themes.suggest", keys: []string{"b"}, bar: 4, run: s.suggestWords},
		{id: "themes.search", keys: []string{"o"}, bar: 5, run: s.search},
		{id: "themes.uncoded", keys: []string{"z"}, bar: 7, run: s.uncoded},
		{id: "themes.add-code", keys: []string{"c"}, bar: 8, run: s.addCode},
		{id: "themes.add-theme", keys: []string{"d"}, bar: 9, run: s.addTheme},
		{id: "themes.exclude", keys: []string{"W"}, bar: 10, run: s.exclude},
		{id: "themes.forms", keys: []string{"v"}, bar: 11, run: s.forms},
		{id: "themes.memo", keys: []string{"m"}, bar: 12, run: s.memo},
		{id: "themes.delete", keys: []string{"x", "delete"}, bar: 13, run: s.remove},
	}
}

// partCommands are the keys among the codes and words of a theme.
func (s *themesScreen) partCommands(add command) []command {
	add.bar = 0
	words := 1
	if kind, _ := s.here(); kind == partCode { // there is nothing to switch
		words = 0
	}
	return []command{
		{id: "themes.toggle", keys: []string{"space"}, bar: words, run: s.toggle},
		{id: "themes.forms", keys: []string{"v"}, bar: 2 * words, run: s.forms},
		{id: "themes.follow", keys: []string{"enter"}, bar: 3, run: s.follow},
		{id: "themes.take-out", keys: []string{"x", "delete"}, bar: 4, run: s.takeOut},
		{id: "themes.add-word", keys: []string{"w"}, bar: 5, run: s.addWord},
		{id: "themes.suggest", keys: []string{"b"}, bar: 6, run: s.suggestWords},
		{id: "themes.exclude", keys: []string{"W"}, bar: 7, run: s.exclude},
		{id: "themes.add-theme", keys: []string{"d"}, bar: 8, run: s.addTheme},
		{id: "themes.add-code", keys: []string{"c"}, bar: 9, run: s.addCode},
		{id: "themes.search", keys: []string{"o"}, bar: 10, run: s.search},
		{id: "themes.uncoded", keys: []string{"z"}, bar: 11, run: s.uncoded},
		{id: "themes.to-list", keys: []string{"tab", "shift+tab"}, bar: 12, run: s.turn},
		{id: "themes.memo", keys: []string{"m"}, run: s.memo},
		{id: "themes.edit", keys: []string{"e"}, run: s.edit},
		add,
	}
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
	const fewest = 4 // lines of name and claim, where the words need the room
	room := max(min(h/2, max(h-s.parts.Len(), fewest)), 1)
	lines := p.lines[:min(len(p.lines), room)]
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
