package tui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/tui/list"
	"veldwerk/tui/text"
	"veldwerk/tui/theme"
	"veldwerk/workspace"
)

// codebookScreen is the tree of codes with the definition of the one under the
// cursor: making, defining, ordering, merging and splitting codes.
type codebookScreen struct {
	*desk
	list   *list.List
	filter *filter
	panel  panel
	state  codebookRead
	rows   []codeRow
	loaded bool
	title  string
	most   int             // codings of the most used code
	shown  codebook.CodeID // whose use was asked for
	use    codeUse
	wanted codebook.CodeID    // where the cursor goes when it is there
	draft  *workspace.DraftOf // to open when the codes are there
}

// codeRow is a code in the tree.
type codeRow struct {
	code  codebook.Code
	depth int
}

type codebookRead struct {
	bookRead
	findings map[codebook.CodeID][]codebook.Finding
}

// The columns of the tree.
const (
	codeName = iota
	codeMark
	codeSlot
	codeStatus
	codeBar
	codeCount
)

// barWidth is how long the bar of the most used code is.
const barWidth = 6

func newCodebook(d *desk) *codebookScreen {
	s := &codebookScreen{desk: d}
	s.list = list.New(d.theme,
		list.Column{Min: 16, Weight: 1, Stay: 5},
		list.Column{Fixed: 1, Stay: 4},
		list.Column{Fixed: 3, Stay: 3},
		list.Column{Fixed: 7, Stay: 1},
		list.Column{Fixed: barWidth, Stay: 0},
		list.Column{Fixed: 5, Stay: 2, Align: list.Right},
	)
	s.list.Tree = true
	s.filter = newFilter(d, s.sift)
	return s
}

func (s *codebookScreen) Enter(show any) tea.Cmd {
	switch m := show.(type) {
	case showCode:
		s.wanted = m.id
	case showDraft:
		s.wanted, s.draft = m.of.About.Code, &m.of
	}
	ws := s.ws
	return s.read(screenCodebook, "codes", func(ctx context.Context) (tea.Msg, error) { return readCodebook(ctx, ws) })
}

func readCodebook(ctx context.Context, ws *workspace.Workspace) (tea.Msg, error) {
	book, err := readBook(ctx, ws)
	if err != nil {
		return nil, err
	}
	r := codebookRead{bookRead: book, findings: map[codebook.CodeID][]codebook.Finding{}}
	for _, f := range codebook.Lint(book.book.Tree, book.counts) {
		r.findings[f.Code] = append(r.findings[f.Code], f)
	}
	return r, nil
}

func (s *codebookScreen) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case codebookRead:
		s.state, s.loaded = m, true
		s.lay()
		s.shown = codebook.CodeID{} // its use may have changed too
		if s.draft != nil {
			s.resumeDraft(*s.draft)
			s.draft = nil
		}
	case codeUse:
		s.use = m
	case showCode:
		s.wanted = m.id
	case splitRead:
		s.askSplit(m)
	case tea.MouseMsg:
		return s.mouse(m)
	default:
		s.filter.paste(msg)
	}
	return s.look()
}

func (s *codebookScreen) mouse(msg tea.MouseMsg) tea.Cmd {
	if s.panel.mouse(msg) {
		return nil
	}
	if _, again := pointAt(s.list, below(msg, s.filter.rows())); again {
		return s.edit()
	}
	return s.look()
}

// lay shows the codes that were read; merged ones live on as aliases.
func (s *codebookScreen) lay() {
	s.list.Empty = s.say("codebook.empty")
	tree := s.state.book.Tree
	s.rows, s.most = nil, 0
	tree.Walk(func(c codebook.Code, depth int) {
		if gone(tree, c) {
			return
		}
		s.rows = append(s.rows, codeRow{c, depth})
		s.most = max(s.most, s.state.counts[c.ID])
	})
	rows := s.rows // the list asks the old rows for the cursor's key once more
	s.list.SetSource(list.Source{
		Len: len(rows),
		Key: func(i int) string { return rows[i].code.ID.String() },
		Row: func(i int) list.Row { return s.row(rows[i]) },
	})
	s.title = s.headline()
	if !s.wanted.IsZero() {
		s.reveal(s.wanted)
		s.wanted = codebook.CodeID{}
	}
}

// reveal puts the cursor on a code: what hides it is opened.
func (s *codebookScreen) reveal(id codebook.CodeID) {
	tree := s.state.book.Tree
	for up := tree.Parent(id); !up.IsZero(); up = tree.Parent(up) {
		s.list.SetFolded(up.String(), false)
	}
	if !s.list.Goto(id.String()) && len(s.filter.words) > 0 {
		s.filter.field.set("")
		s.filter.read()
		s.list.Goto(id.String())
	}
}

// gone says that a code was merged away, and nothing in use stands under it.
func gone(tree *codebook.Tree, c codebook.Code) bool {
	for _, id := range tree.Under(c.ID) {
		if under, _ := tree.Code(id); under.Status != codebook.StatusMerged {
			return false
		}
	}
	return true
}

// sift applies the filter.
func (s *codebookScreen) sift() {
	if len(s.filter.words) == 0 {
		s.list.SetFilter(nil)
		return
	}
	keeps := func(i int) bool {
		c := s.rows[i].code
		return s.filter.keeps(c.Name, c.Short, strings.Join(c.Alias, " "))
	}
	s.list.SetFilter(keeps)
	// What a hit stands under is shown too; the cursor wants the hit.
	if at := s.list.Index(); at < 0 || keeps(at) {
		return
	}
	for i, r := range s.rows {
		if keeps(i) {
			s.list.Goto(r.code.ID.String())
			return
		}
	}
}

func (s *codebookScreen) row(r codeRow) list.Row {
	c := r.code
	style := s.theme.Code(c.Colour)
	if !c.Usable() {
		style = s.theme.Dim
	}
	mark := ""
	if len(s.state.findings[c.ID]) > 0 {
		mark = "!"
	}
	count := s.state.counts[c.ID]
	bar := ""
	if count > 0 {
		bar = strings.Repeat(s.theme.Signs.Full, max((count*barWidth+s.most/2)/s.most, 1))
	}
	return list.Row{Key: c.ID.String(), Depth: r.depth, Cells: []list.Cell{
		codeName:   {Text: c.Letter + " " + c.Name, Style: style},
		codeMark:   {Text: mark, Style: s.theme.Warning},
		codeSlot:   {Text: s.slotsOf(c.ID), Style: s.theme.Key},
		codeStatus: {Text: s.brief(c.Status), Style: s.theme.Dim},
		codeBar:    {Text: bar, Style: style},
		codeCount:  {Text: s.tongue.Number(count), Style: theme.Style{}},
	}}
}

// slotsOf are the digits under which a code is pinned.
func (s *codebookScreen) slotsOf(id codebook.CodeID) string {
	out := ""
	for i, slot := range s.state.slots {
		if slot == id {
			out += itoa(i + 1)
		}
	}
	return out
}

// brief is a status as the tree shows it: an active code says nothing.
func (s *codebookScreen) brief(status codebook.Status) string {
	if status == codebook.StatusActive || status == "" {
		return ""
	}
	return s.say("codebook.brief." + string(status))
}

func (s *codebookScreen) current() (codebook.Code, bool) {
	if s.state.book.Tree == nil {
		return codebook.Code{}, false
	}
	return s.state.book.Tree.Code(codeID(s.list.Key()))
}

// look asks how the code under the cursor is used, when the cursor moved.
func (s *codebookScreen) look() tea.Cmd {
	c, ok := s.current()
	if !ok || c.ID == s.shown {
		return nil
	}
	if s.use.code != c.ID {
		s.panel.top = 0
	}
	s.shown = c.ID
	ws := s.ws
	return s.read(screenCodebook, "use", func(ctx context.Context) (tea.Msg, error) { return readUse(ctx, ws, c.ID) })
}

func (s *codebookScreen) Key(key string, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if s.filter.key(key, msg) {
		return s.look(), true
	}
	if s.panel.key(key) {
		return nil, true
	}
	moved := walk(s.list, key)
	s.list.Unmark() // an act is for one code
	return s.look(), moved
}

// Commands are the keys of the codebook; without codes it offers a start.
func (s *codebookScreen) Commands() []command {
	if s.loaded && s.list.Len() == 0 && len(s.filter.words) == 0 {
		return []command{
			{id: "codebook.starter", keys: []string{"s"}, bar: 1, run: s.starter},
			{id: "codebook.add-top", keys: []string{"a", "A"}, bar: 2, run: func() tea.Cmd { return s.add(false) }},
		}
	}
	commands := []command{
		{id: "codebook.edit", keys: []string{"enter", "e"}, bar: 1, run: s.edit},
		{id: "codebook.add", keys: []string{"a"}, bar: 2, run: func() tea.Cmd { return s.add(true) }},
		{id: "codebook.add-top", keys: []string{"A"}, run: func() tea.Cmd { return s.add(false) }},
		{id: "codebook.fragments", keys: []string{"o"}, bar: 4, run: s.fragments},
		{id: "codebook.move", keys: []string{"v"}, bar: 5, run: s.move},
		{id: "codebook.up", keys: []string{"<", "alt+up"}, bar: 12, run: func() tea.Cmd { return s.shift(-1) }},
		{id: "codebook.down", keys: []string{">", "alt+down"}, bar: 12, run: func() tea.Cmd { return s.shift(1) }},
		{id: "codebook.merge", keys: []string{"M"}, bar: 6, run: s.merge},
		{id: "codebook.split", keys: []string{"s"}, bar: 7, run: s.split},
		{id: "codebook.memo", keys: []string{"m"}, bar: 8, run: s.memo},
		{id: "codebook.delete", keys: []string{"x", "delete"}, bar: 9, run: s.remove},
		{id: "codebook.retire", keys: []string{"b"}, bar: 11, run: s.retire},
		{id: "codebook.filter", keys: []string{"f"}, bar: 10, run: func() tea.Cmd { s.panel.focus = false; return s.filter.start() }},
		{id: "codebook.panel", keys: []string{"tab", "shift+tab"}, run: func() tea.Cmd { s.panel.turn(); return nil }},
		{id: "codebook.next-finding", keys: []string{"n"}, run: func() tea.Cmd { return s.nextFinding(1) }},
		{id: "codebook.previous-finding", keys: []string{"N"}, run: func() tea.Cmd { return s.nextFinding(-1) }},
		{id: "codebook.copy", keys: []string{"y"}, run: s.copyDefinition},
		{id: "codebook.fold-all", keys: []string{"z"}, run: s.foldAll},
	}
	for i := range 9 {
		c := command{id: "codebook.pin", keys: []string{itoa(i + 1)}, run: func() tea.Cmd { return s.pinHere(i + 1) }}
		if i == 0 {
			c.bar, c.shown = 3, "1–9"
		}
		commands = append(commands, c)
	}
	return commands
}

func (s *codebookScreen) Capturing() bool { return s.filter.active() }

// The detail panel stands beside the tree from sideFrom columns on, below it
// where there are belowFrom rows, and else in its place while it has the focus.
const (
	sideFrom  = 100
	belowFrom = 14
	readable  = 80 // columns of text that are easy to read
)

func (s *codebookScreen) Draw(w, h int) face {
	s.list.Theme = s.theme
	if !s.loaded {
		return face{}
	}
	f := face{title: s.title}
	if c, ok := s.current(); ok {
		f.status = s.theme.Dim.Render(text.Cut(" "+s.state.book.Tree.Path(c.ID), w))
	}
	if _, ok := s.current(); !ok {
		s.panel.focus = false
		return s.filter.draw(f, s.list, w, h)
	}
	return s.panel.beside(f, w, h, s.theme, min(w/2, 70), s.drawList, func(w int) []string { return s.detail(w) })
}

// drawList draws the tree with the line of the filter above it.
func (s *codebookScreen) drawList(f face, w, h int) face {
	f = s.filter.draw(f, s.list, w, h)
	if s.panel.focus {
		n := s.filter.rows()
		copy(f.rows[n:], s.list.View(w, max(h-n, 0), false))
	}
	return f
}

func (s *codebookScreen) headline() string {
	usable, bare := 0, 0
	for _, c := range s.state.book.Tree.Codes() {
		if c.Usable() {
			usable++
		}
	}
	for _, found := range s.state.findings {
		for _, f := range found {
			if f.Kind == codebook.FindingNoDefinition {
				bare++
			}
		}
	}
	title := s.say("codebook.count", "Count", usable)
	if bare > 0 {
		title += " · " + s.say("codebook.bare", "Count", bare)
	}
	return title
}
