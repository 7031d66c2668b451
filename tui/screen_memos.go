package tui

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/tui/list"
	"veldwerk/tui/markdown"
	"veldwerk/tui/text"
	"veldwerk/tui/theme"
)

// memosScreen lists every memo, those of codings too, and shows the one under
// the cursor.
type memosScreen struct {
	*desk
	list    *list.List
	entries []memoEntry
	filter  *filter
	order   int               // place in memoOrders
	kind    codebook.MemoKind // only this kind; "" for all
	body    memoBody
	want    string // row to put the cursor on when it is there
	split   point  // where the body starts, as last drawn
}

// memoBody is the memo that is shown beside the list.
type memoBody struct {
	focus bool
	top   int
	h     int
	// What lines were made of: they are made anew when it changes.
	key   string
	width int
	theme *theme.Theme
	lines []string
}

// onCoding is the kind of memos that stand on a coding.
const onCoding codebook.MemoKind = "coding"

// memoOrders are the ways to sort, each named "memos.by-…".
var memoOrders = []string{"new", "title", "about", "kind"}

// memosBeside is the width from which the memo stands beside the list.
const memosBeside = 100

func newMemos(d *desk) *memosScreen {
	s := &memosScreen{desk: d}
	s.list = list.New(d.theme,
		list.Column{Title: d.say("memos.kind-column"), Fixed: 11, Stay: 4},
		list.Column{Title: d.say("memos.title-column"), Min: 24, Weight: 3, Stay: 5},
		list.Column{Title: d.say("memos.about-column"), Min: 12, Weight: 2, Stay: 3},
		list.Column{Title: d.say("memos.coder"), Fixed: 4, Stay: 1},
		list.Column{Title: d.say("memos.date"), Fixed: 12, Stay: 2},
	)
	s.filter = newFilter(d, s.lay)
	return s
}

func (s *memosScreen) Enter(show any) tea.Cmd {
	if m, ok := show.(showMemo); ok {
		s.want = m.id.String()
	}
	ws := s.ws
	return s.read(screenMemos, "list", func(ctx context.Context) (tea.Msg, error) { return readMemos(ctx, ws) })
}

func (s *memosScreen) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case memosRead:
		s.entries, s.body.key = m.entries, ""
		s.lay()
		if s.list.Goto(s.want) {
			s.want = ""
		}
		return nil
	case memoWritten:
		s.want = m.id.String()
		return nil
	}
	if s.filter.paste(msg) {
		return nil
	}
	if s.overBody(msg) {
		if m, ok := msg.(tea.MouseWheelMsg); ok {
			s.body.top += wheelLines(m)
		} else if _, ok := msg.(tea.MouseClickMsg); ok {
			s.body.focus = true
		}
		return nil
	}
	if _, ok := msg.(tea.MouseClickMsg); ok {
		s.body.focus = false
	}
	if _, again := pointAt(s.list, below(msg, s.filter.rows())); again {
		return s.open()
	}
	return nil
}

// overBody says whether the mouse is over the memo.
func (s *memosScreen) overBody(msg tea.Msg) bool {
	m, ok := msg.(tea.MouseMsg)
	return ok && m.Mouse().X >= s.split.x && m.Mouse().Y >= s.split.y && s.body.h > 0
}

// kindOf is the kind that is shown.
func kindOf(e memoEntry) codebook.MemoKind {
	switch {
	case e.onCoding:
		return onCoding
	case e.memo.Kind == "":
		return codebook.MemoNote
	}
	return e.memo.Kind
}

// titleOf is its title; a coding's memo has none and is known by its start.
func titleOf(e memoEntry) string {
	if strings.TrimSpace(e.memo.Title) != "" {
		return e.memo.Title
	}
	return cutWords(strings.Join(strings.Fields(e.memo.Body), " "), 12)
}

func (s *memosScreen) aboutOf(e memoEntry) string {
	if e.about == "" {
		return s.say("memos.about-project")
	}
	return e.about
}

// lay sorts, filters and shows the rows.
func (s *memosScreen) lay() {
	s.list.Empty = s.say("memos.empty")
	if len(s.entries) > 0 {
		s.list.Empty = s.say("memos.nothing")
	}
	var shown []memoEntry
	for _, e := range s.entries {
		if (s.kind == "" || kindOf(e) == s.kind) && s.filter.keeps(e.memo.Title, e.memo.Body, s.aboutOf(e)) {
			shown = append(shown, e)
		}
	}
	slices.SortStableFunc(shown, s.compare)
	s.list.SetSource(list.Source{
		Len: len(shown),
		Key: func(i int) string { return shown[i].key() },
		Row: func(i int) list.Row { return s.row(shown[i]) },
	})
}

func (s *memosScreen) compare(a, b memoEntry) int {
	switch memoOrders[s.order] {
	case "title":
		return s.tongue.Compare(titleOf(a), titleOf(b))
	case "about":
		return s.tongue.Compare(s.aboutOf(a), s.aboutOf(b))
	case "kind":
		return s.tongue.Compare(s.kindName(kindOf(a)), s.kindName(kindOf(b)))
	}
	return b.at.Compare(a.at)
}

func (s *memosScreen) kindName(k codebook.MemoKind) string { return s.say("memo-kind." + string(k)) }

func (s *memosScreen) row(e memoEntry) list.Row {
	return list.Row{Key: e.key(), Cells: []list.Cell{
		{Text: s.kindName(kindOf(e)), Style: s.theme.Dim}, {Text: titleOf(e)}, {Text: s.aboutOf(e)},
		{Text: initialsOf(e.coder), Style: s.theme.Dim}, {Text: s.tongue.Date(e.at), Style: s.theme.Dim},
	}}
}

func (s *memosScreen) current() (memoEntry, bool) {
	key := s.list.Key()
	for _, e := range s.entries {
		if e.key() == key {
			return e, true
		}
	}
	return memoEntry{}, false
}

func (s *memosScreen) Key(key string, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if s.filter.key(key, msg) {
		return nil, true
	}
	if key == "esc" && s.kind != "" && !s.body.focus {
		s.kind = ""
		s.lay()
		return nil, true
	}
	if !s.body.focus {
		return nil, walk(s.list, key)
	}
	switch key {
	case "esc":
		s.body.focus = false
	case "down", "j":
		s.body.top++
	case "up", "k":
		s.body.top--
	case "pgdown", "ctrl+d":
		s.body.top += max(s.body.h-1, 1)
	case "pgup", "ctrl+u":
		s.body.top -= max(s.body.h-1, 1)
	case "home":
		s.body.top = 0
	case "end", "G":
		s.body.top = len(s.body.lines)
	default:
		return nil, false
	}
	return nil, true
}

func (s *memosScreen) Commands() []command {
	return []command{
		{id: "memos.open", keys: []string{"enter"}, bar: 1, run: s.open},
		{id: "memos.edit", keys: []string{"e"}, bar: 2, run: s.edit},
		{id: "memos.add", keys: []string{"m", "a"}, bar: 3, run: s.add},
		{id: "memos.filter", keys: []string{"f"}, bar: 4, run: s.filter.start},
		{id: "memos.sort", keys: []string{"s"}, bar: 5, run: s.nextOrder},
		{id: "memos.only-kind", keys: []string{"t"}, bar: 6, run: s.nextKind},
		{id: "memos.read", keys: []string{"tab"}, bar: 7, run: func() tea.Cmd { s.body.focus = !s.body.focus && s.body.h > 0; return nil }},
		{id: "memos.delete", keys: []string{"x", "delete"}, bar: 8, run: s.remove},
		{id: "memos.copy", keys: []string{"y"}, bar: 9, run: s.copyBody},
	}
}

// open goes to what the memo is about.
func (s *memosScreen) open() tea.Cmd {
	e, ok := s.current()
	if !ok {
		return s.add()
	}
	switch about := e.memo.About; about.Kind {
	case codebook.RefDocument, codebook.RefSpan, codebook.RefCoding:
		if !e.place.id.IsZero() {
			return s.goTo(screenReader, e.place)
		}
	case codebook.RefCode, codebook.RefTheme, codebook.RefCase:
		return s.goToThing(about)
	}
	s.tell("memos.is-about-project")
	return nil
}

func (s *memosScreen) edit() tea.Cmd {
	e, ok := s.current()
	if !ok || s.refuseReadOnly() {
		return nil
	}
	if e.onCoding {
		return s.askCodingMemo(screenMemos, e.memo.About.Coding, e.memo.Body)
	}
	return s.askMemo(screenMemos, e.memo)
}

func (s *memosScreen) add() tea.Cmd {
	if s.refuseReadOnly() {
		return nil
	}
	return s.askMemo(screenMemos, codebook.Memo{About: codebook.Ref{Kind: codebook.RefProject}})
}

func (s *memosScreen) remove() tea.Cmd {
	e, ok := s.current()
	if !ok || s.refuseReadOnly() {
		return nil
	}
	ws := s.ws
	return s.act(screenMemos, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		if e.onCoding {
			return nil, ws.Project.Codings.SetMemo(ctx, by, e.memo.About.Coding, "")
		}
		return nil, ws.Project.Memos.Delete(ctx, by, e.memo.ID)
	}, func() string { return s.say("memos.deleted", "Title", safe(titleOf(e))) })
}

func (s *memosScreen) copyBody() tea.Cmd {
	e, ok := s.current()
	if !ok {
		return nil
	}
	s.tell("memos.copied")
	return tea.SetClipboard(e.memo.Body)
}

func (s *memosScreen) nextOrder() tea.Cmd {
	s.order = (s.order + 1) % len(memoOrders)
	s.lay()
	return nil
}

// nextKind shows only the next of the kinds that there are; after the last, all.
func (s *memosScreen) nextKind() tea.Cmd {
	there := map[codebook.MemoKind]bool{}
	for _, e := range s.entries {
		there[kindOf(e)] = true
	}
	kinds := []codebook.MemoKind{""}
	for _, k := range append(slices.Clone(memoKinds), onCoding) {
		if there[k] {
			kinds = append(kinds, k)
		}
	}
	s.kind = kinds[(slices.Index(kinds, s.kind)+1)%len(kinds)]
	s.lay()
	return nil
}

func (s *memosScreen) Draw(w, h int) face {
	s.list.Theme = s.theme
	title := s.say("memos.count", "Count", len(s.entries)) + " │ " + s.say("memos.by-"+memoOrders[s.order])
	if s.kind != "" {
		title += " │ " + s.say("memos.only", "Kind", s.kindName(s.kind))
	}
	f := face{title: title}
	switch {
	case w >= memosBeside:
		left := w * 55 / 100
		s.split = point{x: left}
		f = s.drawList(f, left, h)
		line := s.theme.Border.Render(s.theme.Signs.Line)
		if s.body.focus {
			line = s.theme.Focus.Render(s.theme.Signs.Focus)
		}
		for i, row := range s.memo(w-left-3, h) {
			f.rows[i] += line + " " + text.FitStyled(row, w-left-3) + " "
		}
	case h >= 10:
		top := h / 2
		s.split = point{y: top}
		f = s.drawList(f, w, top)
		rule := s.theme.Border.Render(strings.Repeat(s.theme.Signs.Rule, w))
		if s.body.focus {
			rule = s.theme.Focus.Render(s.theme.Signs.Focus + strings.Repeat(s.theme.Signs.Rule, w-1))
		}
		f.rows = append(f.rows, rule)
		for _, row := range s.memo(w-2, h-top-1) {
			f.rows = append(f.rows, " "+text.FitStyled(row, w-2)+" ")
		}
	default:
		s.body.focus, s.body.h = false, 0
		f = s.drawList(f, w, h)
	}
	return f
}

// drawList draws the list with its filter; it is not in focus while the memo is.
func (s *memosScreen) drawList(f face, w, h int) face {
	if !s.body.focus {
		return s.filter.draw(f, s.list, w, h)
	}
	f.rows = s.list.View(w, h, false)
	return f
}

// memo draws the memo under the cursor on exactly h lines.
func (s *memosScreen) memo(w, h int) []string {
	b := &s.body
	e, ok := s.current()
	if key := e.key(); !ok || key != b.key || w != b.width || s.theme != b.theme {
		if key != b.key {
			b.top = 0
		}
		b.key, b.width, b.theme, b.lines = key, w, s.theme, nil
		if ok {
			b.lines = s.memoLines(e, w)
		}
	}
	b.h = max(h, 0)
	b.top = max(min(b.top, len(b.lines)-b.h), 0)
	rows := slices.Clone(b.lines[b.top:min(b.top+b.h, len(b.lines))])
	if left := len(b.lines) - b.top - b.h; left > 0 && len(rows) > 1 {
		rows[len(rows)-1] = s.theme.Dim.Render(text.Cut(s.say("memos.more", "Count", left+1), w))
	}
	for len(rows) < b.h {
		rows = append(rows, "")
	}
	return rows
}

// memoLines are the title, what it is about, the passage and the text.
func (s *memosScreen) memoLines(e memoEntry, w int) []string {
	var rows []string
	add := func(body string, style theme.Style, most int) {
		body = safe(body)
		lines := text.Wrap(body, max(w, 1))
		for i, l := range lines[:min(len(lines), most)] {
			words := body[l.Lo:l.Hi]
			if i == most-1 && i < len(lines)-1 {
				words += " …"
			}
			rows = append(rows, style.Render(text.Cut(words, w)))
		}
	}
	if e.memo.Title != "" {
		add(e.memo.Title, s.theme.Title, 3)
	}
	add(s.kindName(kindOf(e))+" · "+s.aboutOf(e)+" · "+e.coder.Name+" · "+s.tongue.DateTime(e.at), s.theme.Dim, 3)
	if e.quote != "" {
		add("“"+strings.Join(strings.Fields(e.quote), " ")+"”", s.theme.Dim, 4)
	}
	rows = append(rows, "")
	return append(rows, markdown.Lines(s.theme, e.memo.Body, w)...)
}

func (s *memosScreen) Capturing() bool { return s.filter.active() }
