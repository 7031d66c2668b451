package tui

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/search"
	"veldwerk/tui/list"
	"veldwerk/tui/text"
)

// fragmentsScreen lists coded fragments, filtered by a query, and takes them
// out as CSV.
type fragmentsScreen struct {
	*desk
	field     field
	query     search.Query
	list      *list.List
	fragments []codebook.Fragment
	byCode    bool // grouped by code instead of by document
}

type fragmentsRead struct {
	query     search.Query
	fragments []codebook.Fragment
}

func newFragments(d *desk) *fragmentsScreen {
	s := &fragmentsScreen{desk: d, field: newField(false), byCode: true}
	s.list = list.New(d.theme)
	s.layColumns(80)
	s.list.Boxes = true
	return s
}

// layColumns leaves out what the headings say already, the code or the
// document, and gives the text the most.
func (s *fragmentsScreen) layColumns(w int) {
	name := 18
	switch {
	case w >= 160:
		name = 40
	case w >= 110:
		name = 28
	}
	first := list.Column{Title: s.say("fragments.code"), Fixed: name, Stay: 2}
	if s.byCode {
		first.Title = s.say("fragments.where")
	}
	s.list.Columns = []list.Column{
		first,
		{Title: s.say("fragments.turn"), Fixed: 7, Align: list.Right, Stay: 3},
		{Title: s.say("fragments.text"), Min: 24, Weight: 1, Stay: 4},
		{Title: s.say("fragments.coder"), Fixed: 5, Stay: 0},
	}
}

func (s *fragmentsScreen) Enter(show any) tea.Cmd {
	switch m := show.(type) {
	case showQuery:
		s.field.set(m.query)
	case showCode:
		s.field.set("")
	}
	return s.run()
}

func (s *fragmentsScreen) run() tea.Cmd {
	ws, typed := s.ws, s.field.value()
	return s.read(screenFragments, "fragments", func(ctx context.Context) (tea.Msg, error) {
		q := search.Parse(typed)
		found, err := ws.Fragments(ctx, q)
		return fragmentsRead{query: q, fragments: found}, err
	})
}

func (s *fragmentsScreen) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case fragmentsRead:
		s.query, s.fragments, s.exportQuery = m.query, m.fragments, m.query.Text
		s.lay()
		return nil
	case tea.PasteMsg:
		if s.field.focus && s.field.edit(m) {
			return s.run()
		}
		return nil
	case tea.MouseClickMsg:
		if m.Y == 0 {
			s.field.enter()
			return nil
		}
		s.field.leave()
	}
	if _, again := pointAt(s.list, below(msg, 1)); again {
		return s.open()
	}
	return nil
}

// lay groups the fragments under headings: by code, or by document.
func (s *fragmentsScreen) lay() {
	s.list.Empty = s.say("fragments.empty")
	if !s.query.IsEmpty() {
		s.list.Empty = s.say("fragments.nothing")
	}
	// The list still asks the old source for the key under the cursor while it
	// takes the new one: a source keeps the rows it was made from.
	fragments := s.fragments
	order := make([]int, len(fragments))
	for i := range order {
		order[i] = i
	}
	group := func(i int) string { return fragments[i].DocumentName }
	if s.byCode {
		group = func(i int) string { return fragments[i].CodePath }
		slices.SortStableFunc(order, func(a, b int) int { return s.tongue.Compare(group(a), group(b)) })
	}
	counts := map[string]int{}
	for _, i := range order {
		counts[group(i)]++
	}
	var rows []int // index into fragments, or -1-k for the heading of order[k]
	for k, i := range order {
		if k == 0 || group(order[k-1]) != group(i) {
			rows = append(rows, -1-k)
		}
		rows = append(rows, i)
	}
	s.list.SetSource(list.Source{
		Len: len(rows),
		Key: func(r int) string {
			if rows[r] < 0 {
				return ""
			}
			return fragments[rows[r]].Coding.ID.String()
		},
		Row: func(r int) list.Row {
			if rows[r] < 0 {
				name := group(order[-1-rows[r]])
				return list.Row{Heading: true, Cells: []list.Cell{{Text: name + "  " + s.tongue.Number(counts[name])}}}
			}
			return s.row(fragments[rows[r]])
		},
	})
}

func (s *fragmentsScreen) row(f codebook.Fragment) list.Row {
	turns := s.tongue.Number(f.TurnFirst)
	if f.TurnLast != f.TurnFirst {
		turns += "–" + s.tongue.Number(f.TurnLast)
	}
	quote := f.Text
	if f.Coding.Memo != "" {
		quote = s.theme.Signs.Memo + " " + quote
	}
	first := list.Cell{Text: f.Code.Name, Style: s.theme.Code(f.Code.Colour)}
	if s.byCode {
		first = list.Cell{Text: f.DocumentName, Style: s.theme.Dim}
	}
	return list.Row{Key: f.Coding.ID.String(), Cells: []list.Cell{
		first, {Text: turns, Style: s.theme.Dim}, {Text: quote}, {Text: initials(f.Coder), Style: s.theme.Dim},
	}}
}

// initialsOf a coder: as stored, else from the name.
func initialsOf(c codebook.Coder) string {
	if c.Initials != "" {
		return c.Initials
	}
	return initials(c.Name)
}

// initials of a name: the first letters of its first and last word.
func initials(name string) string {
	words := strings.Fields(name)
	out := ""
	for i, w := range words {
		if i == 0 || i == len(words)-1 {
			out += strings.ToUpper(string([]rune(w)[:1]))
		}
	}
	return out
}

func (s *fragmentsScreen) current() (codebook.Fragment, bool) {
	id := codingID(s.list.Key())
	for _, f := range s.fragments {
		if f.Coding.ID == id && !id.IsZero() {
			return f, true
		}
	}
	return codebook.Fragment{}, false
}

// chosen are the codings of the ticked rows, else of the one under the cursor.
func (s *fragmentsScreen) chosen() []codebook.CodingID {
	var out []codebook.CodingID
	for _, key := range s.list.Selected() {
		out = append(out, codingID(key))
	}
	return out
}

func (s *fragmentsScreen) open() tea.Cmd {
	f, ok := s.current()
	if !ok {
		return nil
	}
	return s.goTo(screenReader, showDocument{id: f.Coding.Document, at: f.Coding.Span})
}

func (s *fragmentsScreen) recode() tea.Cmd {
	ids := s.chosen()
	if len(ids) == 0 || s.refuseReadOnly() {
		return nil
	}
	ws := s.ws
	return s.pickCode(func(c codeChoice) tea.Cmd {
		s.list.ClearTicks()
		return s.act(screenFragments, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
			if err := c.make(ctx, ws, by); err != nil {
				return nil, err
			}
			return nil, ws.Project.Codings.Recode(ctx, by, c.id, ids...)
		}, func() string { return s.say("fragments.recoded", "Count", len(ids), "Code", safe(c.name)) })
	})
}

func (s *fragmentsScreen) remove() tea.Cmd {
	ids := s.chosen()
	if len(ids) == 0 || s.refuseReadOnly() {
		return nil
	}
	ws := s.ws
	s.list.ClearTicks()
	return s.act(screenFragments, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		return nil, ws.Project.Codings.Remove(ctx, by, ids...)
	}, func() string { return s.say("fragments.removed", "Count", len(ids)) })
}

// memo writes the memo of the coding under the cursor.
func (s *fragmentsScreen) memo() tea.Cmd {
	f, ok := s.current()
	if !ok || s.refuseReadOnly() {
		return nil
	}
	return s.askCodingMemo(screenFragments, f.Coding.ID, f.Coding.Memo)
}

// certainty goes 1, 2, 3, none.
func (s *fragmentsScreen) certainty() tea.Cmd {
	f, ok := s.current()
	if !ok || s.refuseReadOnly() {
		return nil
	}
	ws, next := s.ws, (f.Coding.Certainty+1)%4
	return s.act(screenFragments, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		return nil, ws.Project.Codings.SetCertainty(ctx, by, f.Coding.ID, next)
	}, func() string { return s.say("fragments.certainty-set", "Certainty", next) })
}

func (s *fragmentsScreen) copyQuote() tea.Cmd {
	f, ok := s.current()
	if !ok {
		return nil
	}
	s.tell("reader.copied")
	return tea.SetClipboard("“" + f.Text + "” (" + f.DocumentName + ", " + s.say("reader.turn-number", "Turn", f.TurnFirst) + ")")
}

func (s *fragmentsScreen) Key(key string, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if !s.field.focus {
		if key == "esc" && (s.list.Unmark() || s.list.ClearTicks()) {
			return nil, true
		}
		if key == "esc" && !s.query.IsEmpty() {
			s.field.set("")
			return s.run(), true
		}
		return nil, walk(s.list, key)
	}
	if !s.field.edit(msg) {
		return nil, isText(msg)
	}
	return s.run(), true
}

func (s *fragmentsScreen) Commands() []command {
	if s.field.focus {
		return []command{
			{id: "fragments.to-rows", keys: []string{"enter", "down", "tab"}, bar: 1, text: true, run: func() tea.Cmd { s.field.leave(); return nil }},
			{id: "fragments.clear", keys: []string{"esc"}, bar: 2, text: true, run: func() tea.Cmd {
				s.field.leave()
				s.field.set("")
				return s.run()
			}},
		}
	}
	return []command{
		{id: "fragments.open", keys: []string{"enter"}, bar: 1, run: s.open},
		{id: "fragments.filter", keys: []string{"/", "f"}, bar: 2, run: func() tea.Cmd { s.field.enter(); return nil }},
		{id: "fragments.export", keys: []string{"ctrl+e", "e"}, bar: 3, run: func() tea.Cmd { return s.export(screenFragments) }, text: false},
		{id: "fragments.recode", keys: []string{"c"}, bar: 4, run: s.recode},
		{id: "fragments.remove", keys: []string{"x", "delete"}, bar: 5, run: s.remove},
		{id: "fragments.memo", keys: []string{"m"}, bar: 6, run: s.memo},
		{id: "fragments.copy", keys: []string{"y"}, bar: 8, run: s.copyQuote},
		{id: "fragments.tick", keys: []string{"space"}, bar: 7, run: func() tea.Cmd { s.list.Toggle(); s.list.Down(); return nil }},
		{id: "fragments.tick-all", keys: []string{"A"}, run: func() tea.Cmd { s.list.TickAll(); return nil }},
		{id: "fragments.group", keys: []string{"s"}, bar: 9, run: func() tea.Cmd { s.byCode = !s.byCode; s.lay(); return nil }},
		{id: "fragments.certainty", keys: []string{"z"}, run: s.certainty},
	}
}

func (s *fragmentsScreen) Capturing() bool { return s.field.focus }

func (s *fragmentsScreen) Draw(w, h int) face {
	s.list.Theme = s.theme
	s.layColumns(w)
	row, caret := s.field.draw(s.desk, s.say("fragments.prompt"), w)
	f := face{title: s.say("fragments.count", "Count", len(s.fragments), "Number", s.tongue.Number(len(s.fragments)))}
	if caret >= 0 {
		f.cursor = &point{x: caret}
	}
	rest, foot := max(h-1, 0), 0
	if rest >= 14 {
		foot = min(9, rest/3)
	}
	f.rows = append([]string{row}, s.list.View(w, rest-foot, !s.field.focus)...)
	if foot > 0 {
		f.rows = append(f.rows, s.context(w, foot)...)
	}
	var problems []string
	for _, p := range s.query.Problems {
		problems = append(problems, s.say("query."+p.Code, "Text", safe(p.Text)))
	}
	if n := s.list.TickCount(); n > 0 {
		problems = append([]string{s.say("fragments.ticked", "Count", n)}, problems...)
	}
	f.status = s.theme.Dim.Render(" " + strings.Join(problems, " · "))
	return f
}

// context shows the fragment under the cursor between its neighbours.
func (s *fragmentsScreen) context(w, h int) []string {
	rows := []string{s.theme.Border.Render(strings.Repeat(s.theme.Signs.Rule, w))}
	f, ok := s.current()
	if !ok {
		return rows
	}
	head := " " + f.CodePath + " · " + f.DocumentName + " · " + f.Speaker + " · " + f.Coder
	if f.Coding.Certainty > 0 {
		head += " · " + s.say("fragments.certainty-is", "Certainty", f.Coding.Certainty)
	}
	if len(f.Overlapping) > 0 {
		head += " · " + s.say("fragments.also", "Codes", strings.Join(f.Overlapping, ", "))
	}
	rows = append(rows, s.theme.Heading.Render(text.Fit(safe(head), w)))
	before := f.Before
	if before != "" {
		before += " "
	}
	whole := before + f.Text + " " + f.After
	if f.Coding.Memo != "" {
		whole += "\n" + s.theme.Signs.Memo + " " + f.Coding.Memo
	}
	for _, line := range markedLines(s.theme, whole, [][2]int{{len(before), len(before) + len(f.Text)}}, min(w-2, 80), max(h-2, 0)) {
		rows = append(rows, " "+line)
	}
	return rows
}
