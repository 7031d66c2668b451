package tui

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/search"
	"veldwerk/store"
	"veldwerk/transcript"
	"veldwerk/tui/list"
	"veldwerk/tui/text"
	"veldwerk/workspace"
)

// searchScreen searches while one types and codes the hits one ticks.
type searchScreen struct {
	*desk
	field  field
	query  search.Query
	list   *list.List
	hits   []search.Hit
	total  int
	slow   bool            // a scan answered, and took long enough to tell why
	lines  map[int]hitLine // by number of the hit: what is drawn of it
	asked  int             // the window of lines that was asked for last starts here
	titles map[transcript.DocumentID]string
	saved  []store.SavedQuery
	tries  []example
	unit   workspace.Unit
	ran    bool
}

// hitLine is the text of one hit: a turn, its matches and the codes there.
type hitLine struct {
	title, speaker string
	text           string
	marks          [][2]int // byte ranges of text
	codes          []string
}

type (
	hitsRead struct {
		query  search.Query
		result search.Result
		titles map[transcript.DocumentID]string
	}
	linesRead struct {
		query string
		lines map[int]hitLine
	}
	savedRead struct {
		queries []store.SavedQuery
		tries   []example
	}
)

// tellScan is how long a scan may take before the screen says that the index
// is not ready: below it nobody waits.
const tellScan = 150 * time.Millisecond

// window is how many hits are read at a time around the cursor.
const window = 120

func newSearch(d *desk) *searchScreen {
	s := &searchScreen{desk: d, unit: workspace.UnitSentence, lines: map[int]hitLine{}, field: newField(true)}
	s.list = list.New(d.theme)
	s.layColumns(80)
	s.list.Boxes = true
	return s
}

// layColumns gives the text of the hits the room it needs: where it is narrow,
// the codes stand below only, beside the whole turn.
func (s *searchScreen) layColumns(w int) {
	where, codes, need := 18, 18, 24
	switch {
	case w >= 160:
		where, codes = 40, 36
	case w >= 110:
		where, codes = 26, 24
	case w >= 50:
		need = 40
	}
	if s.query.IsEmpty() { // saved queries and examples have no columns
		s.list.Columns = []list.Column{{Fixed: 30, Stay: 2}, {Fixed: 1}, {Min: 20, Weight: 1, Stay: 1}}
		return
	}
	s.list.Columns = []list.Column{
		{Title: s.say("search.where"), Fixed: where, Stay: 1},
		{Title: s.say("search.turn"), Fixed: 5, Align: list.Right, Stay: 2},
		{Title: s.say("search.hit"), Min: need, Weight: 1, Align: list.Pivot, Stay: 3},
		{Title: s.say("search.codes"), Fixed: codes, Stay: 0},
	}
}

func (s *searchScreen) Enter(show any) tea.Cmd {
	switch m := show.(type) {
	case focusField:
		s.field.enter()
	case showQuery:
		s.field.set(m.query)
		s.field.leave()
	}
	ws, tongue, empty := s.ws, s.tongue, s.field.value() == ""
	saved := s.read(screenSearch, "saved", func(ctx context.Context) (tea.Msg, error) {
		var r savedRead
		var err error
		if r.queries, err = ws.Project.Queries.List(ctx); err != nil || !empty {
			return r, err
		}
		r.tries, err = readExamples(ctx, ws, tongue.Tag())
		return r, err
	})
	return tea.Batch(s.run(), saved)
}

// run searches for what stands in the field; the newest query wins.
func (s *searchScreen) run() tea.Cmd {
	ws, typed := s.ws, s.field.value()
	return s.read(screenSearch, "hits", func(ctx context.Context) (tea.Msg, error) {
		r := hitsRead{query: search.Parse(typed), titles: map[transcript.DocumentID]string{}}
		if r.query.IsEmpty() {
			return r, nil
		}
		docs, err := ws.Documents(ctx)
		if err != nil {
			return nil, err
		}
		for _, d := range docs {
			r.titles[d.ID] = d.Title
		}
		r.result, err = ws.Search(ctx, r.query, 0)
		return r, err
	})
}

func (s *searchScreen) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case hitsRead:
		same := m.query.Text == s.query.Text && s.ran
		s.query, s.hits, s.total, s.titles, s.ran = m.query, m.result.Hits, m.result.Total, m.titles, true
		s.slow = !m.result.Indexed && m.result.Took > tellScan
		s.lines = map[int]hitLine{}
		s.asked = -1
		s.lay()
		if !same {
			s.list.ClearTicks()
			s.list.Home() // the first hit may be one that stood further down before
		}
		return s.fetch()
	case linesRead:
		if m.query == s.query.Text {
			for i, l := range m.lines {
				s.lines[i] = l
			}
			s.lay()
		}
		return nil
	case indexed:
		if s.slow && s.ws.Indexing().Ready {
			return s.run()
		}
		return nil
	case savedRead:
		s.saved = m.queries
		if m.tries != nil {
			s.tries = m.tries
		}
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
		m.Y -= searchHead
		s.field.leave()
		if _, again := pointAt(s.list, m); again {
			return s.open()
		}
		return s.fetch()
	}
	pointAt(s.list, msg)
	return s.fetch()
}

// fetch reads the lines around the cursor that are not there yet.
func (s *searchScreen) fetch() tea.Cmd {
	at := max(s.list.Index(), 0)
	from := max(at-window/2, 0)
	if len(s.hits) == 0 || s.asked >= 0 && at >= s.asked && at < s.asked+window/2 && s.asked <= from+window/2 && s.lines[at].text != "" {
		return nil
	}
	s.asked = from
	ws, query, titles := s.ws, s.query.Text, s.titles
	hits := s.hits[from:min(from+window, len(s.hits))]
	return s.read(screenSearch, "lines", func(ctx context.Context) (tea.Msg, error) {
		lines, err := readLines(ctx, ws, hits, titles, from)
		return linesRead{query: query, lines: lines}, err
	})
}

func readLines(ctx context.Context, ws *workspace.Workspace, hits []search.Hit, titles map[transcript.DocumentID]string, from int) (map[int]hitLine, error) {
	book, err := ws.Codebook(ctx)
	if err != nil {
		return nil, err
	}
	out := map[int]hitLine{}
	for i, h := range hits {
		doc, err := ws.Document(ctx, h.Document)
		if err != nil {
			return nil, err
		}
		codings, err := ws.Codings(ctx, h.Document)
		if err != nil {
			return nil, err
		}
		l := hitLine{title: titles[h.Document], text: doc.Text.Slice(h.Span)}
		base := doc.Text.Bytes(h.Span).Lo
		for _, m := range h.Matches {
			b := doc.Text.Bytes(m)
			l.marks = append(l.marks, [2]int{b.Lo - base, b.Hi - base})
		}
		if at := doc.TurnAt(h.Span.Start); at >= 0 {
			l.speaker = doc.SpeakerOf(doc.Turns[at]).Name
		}
		seen := map[codebook.CodeID]bool{}
		for _, c := range codings {
			if c.Span.Overlaps(h.Span) && !seen[c.Code] {
				seen[c.Code] = true
				code, _ := book.Tree.Code(c.Code)
				l.codes = append(l.codes, code.Name)
			}
		}
		out[from+i] = l
	}
	return out, nil
}

// lay gives the list its rows: hits, or saved queries while nothing is asked.
func (s *searchScreen) lay() {
	if s.query.IsEmpty() {
		s.list.Boxes = false
		s.list.Empty = s.say("search.empty")
		rows := []list.Row{}
		if len(s.saved) > 0 {
			rows = append(rows, list.Row{Heading: true, Cells: []list.Cell{{Text: s.say("search.saved")}}})
		}
		for _, q := range s.saved {
			rows = append(rows, list.Row{Key: "try:" + q.Query, Cells: []list.Cell{{Text: q.Name}, {}, {Text: q.Query}}})
		}
		rows = append(rows, s.exampleRows()...)
		s.list.SetSource(list.Of(rows...))
		return
	}
	s.list.Boxes = true
	s.list.Empty = s.say("search.nothing")
	hits, lines := s.hits, s.lines // a source keeps the rows it was made from
	s.list.SetSource(list.Source{
		Len: len(hits),
		Key: func(i int) string { return hitKey(hits[i]) },
		Row: func(i int) list.Row {
			h, l := hits[i], lines[i]
			return list.Row{Key: hitKey(h), Cells: []list.Cell{
				{Text: s.titles[h.Document], Style: s.theme.Dim},
				{Text: s.tongue.Number(h.Turn), Style: s.theme.Dim},
				{Text: l.text, Marks: l.marks},
				{Text: strings.Join(l.codes, ", "), Style: s.theme.Dim},
			}}
		},
	})
}

func hitKey(h search.Hit) string { return h.Document.String() + "#" + itoa(h.Turn) }

// chosen are the ticked hits, else the one under the cursor.
func (s *searchScreen) chosen() []search.Hit {
	ticked := s.list.TickCount() > 0
	var out []search.Hit
	for i, h := range s.hits {
		if ticked && s.list.IsTicked(hitKey(h)) || !ticked && i == s.list.Index() {
			out = append(out, h)
		}
	}
	return out
}

// code puts a code on the chosen hits, in one step.
func (s *searchScreen) code() tea.Cmd {
	hits := s.chosen()
	if len(hits) == 0 || s.refuseReadOnly() {
		return nil
	}
	return s.pickCode(func(c codeChoice) tea.Cmd { return s.apply(c, hits) })
}

func (s *searchScreen) apply(c codeChoice, hits []search.Hit) tea.Cmd {
	ws, unit := s.ws, s.unit
	var out store.Outcome
	return s.act(screenSearch, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		places, err := ws.HitPlaces(ctx, hits, unit)
		if err == nil {
			out, err = ws.Project.Codings.Apply(ctx, by, c.application(places...))
		}
		return nil, err
	}, func() string {
		return s.say("search.coded", "Code", safe(c.name), "Count", out.Added, "United", out.United, "Skipped", out.Skipped)
	})
}

// open shows the hit in the reader, or runs the saved query.
func (s *searchScreen) open() tea.Cmd {
	key := s.list.Key()
	if query, ok := strings.CutPrefix(key, "try:"); ok {
		s.field.set(query)
		return s.run()
	}
	at := s.list.Index()
	if at < 0 || at >= len(s.hits) {
		return nil
	}
	h := s.hits[at]
	show := showDocument{id: h.Document, unit: s.unit, at: transcript.Span{Start: h.Span.Start, End: h.Span.Start + 1}}
	if len(h.Matches) > 0 {
		show.at = h.Matches[0]
	}
	for _, other := range s.hits {
		if other.Document == h.Document {
			show.matches = append(show.matches, other.Matches...)
		}
	}
	return s.goTo(screenReader, show)
}

// save keeps the query under a name.
func (s *searchScreen) save() tea.Cmd {
	query := s.field.value()
	if s.query.IsEmpty() || s.refuseReadOnly() {
		return nil
	}
	ws := s.ws
	s.ask(promptFor(s.desk, "search.ask-name", query, func(name string) tea.Cmd {
		return s.act(screenSearch, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
			return nil, ws.Project.Queries.Save(ctx, by, name, query)
		}, func() string { return s.say("search.was-saved", "Name", safe(name)) })
	}))
	return nil
}

func (s *searchScreen) Key(key string, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if !s.field.focus {
		if slot, ok := slotOf(key); ok && len(s.hits) > 0 {
			return s.slotHits(slot), true
		}
		return s.walkHits(key)
	}
	if key == "pgdown" || key == "pgup" {
		return s.fetch(), walk(s.list, key)
	}
	if !s.field.edit(msg) {
		return nil, isText(msg)
	}
	return s.run(), true
}

func (s *searchScreen) walkHits(key string) (tea.Cmd, bool) {
	if key == "esc" { // one layer: the range, the ticks, then back to the field
		if !s.list.Unmark() && !s.list.ClearTicks() {
			s.field.enter()
		}
		return nil, true
	}
	if key == "up" && s.list.Index() <= 0 {
		s.field.enter()
		return nil, true
	}
	if !walk(s.list, key) {
		return nil, false
	}
	return s.fetch(), true
}

// slotHits codes the chosen hits with a pinned code.
func (s *searchScreen) slotHits(slot int) tea.Cmd {
	hits := s.chosen()
	if len(hits) == 0 || s.refuseReadOnly() {
		return nil
	}
	return s.withSlot(slot, func(c codeChoice) tea.Cmd { return s.apply(c, hits) })
}

// toHits goes from the field to the hits.
func (s *searchScreen) toHits() tea.Cmd {
	if s.list.Len() > 0 {
		s.field.leave()
	}
	return nil
}

// clear empties the field; an empty one is left.
func (s *searchScreen) clear() tea.Cmd {
	if s.field.value() == "" {
		s.field.leave()
		return nil
	}
	s.field.set("")
	return s.run()
}

func (s *searchScreen) Commands() []command {
	if s.field.focus {
		return []command{
			{id: "search.to-hits", keys: []string{"enter", "down", "tab"}, bar: 1, run: s.toHits, text: true},
			{id: "search.clear", keys: []string{"esc"}, bar: 2, run: s.clear, text: true},
		}
	}
	if s.query.IsEmpty() {
		return []command{
			{id: "search.try", keys: []string{"enter"}, bar: 1, run: s.open},
			{id: "search.field", keys: []string{"/"}, bar: 2, run: func() tea.Cmd { s.field.enter(); return nil }},
		}
	}
	unit := map[workspace.Unit]workspace.Unit{workspace.UnitMatch: workspace.UnitSentence, workspace.UnitSentence: workspace.UnitTurn, workspace.UnitTurn: workspace.UnitMatch}
	return []command{
		{id: "search.field", keys: []string{"/"}, bar: 6, run: func() tea.Cmd { s.field.enter(); return nil }},
		{id: "search.tick", keys: []string{"space"}, bar: 1, run: func() tea.Cmd { s.list.Toggle(); s.list.Down(); return s.fetch() }},
		{id: "search.tick-all", keys: []string{"A"}, bar: 2, run: func() tea.Cmd { s.list.TickAll(); return nil }},
		{id: "search.code", keys: []string{"c"}, bar: 3, run: s.code},
		{id: "search.unit", keys: []string{"e"}, bar: 4, run: func() tea.Cmd { s.unit = unit[s.unit]; return nil }},
		{id: "search.open", keys: []string{"enter"}, bar: 5, run: s.open},
		{id: "search.save", keys: []string{"w"}, bar: 7, run: s.save},
		{id: "search.fragments", keys: []string{"o"}, bar: 8, run: func() tea.Cmd { return s.goTo(screenFragments, showQuery{query: s.field.value()}) }},
	}
}

func (s *searchScreen) Capturing() bool { return s.field.focus }

// searchHead is the field and how it was read.
const searchHead = 2

func (s *searchScreen) Draw(w, h int) face {
	s.list.Theme = s.theme
	s.layColumns(w)
	field, caret := s.field.draw(s.desk, s.say("search.prompt"), w)
	f := face{title: s.count()}
	if caret >= 0 {
		f.cursor = &point{x: caret}
	}
	rows := []string{field, s.theme.Dim.Render(text.Fit(" "+s.reading(), w))}
	rest := max(h-searchHead, 0)
	below := 0
	if rest >= 14 && !s.query.IsEmpty() {
		below = min(8, rest/3)
	}
	rows = append(rows, s.list.View(w, rest-below, !s.field.focus)...)
	if below > 0 {
		rows = append(rows, s.context(w, below)...)
	}
	f.rows = rows
	if s.query.IsEmpty() {
		return f
	}
	f.status = s.theme.Dim.Render(" " + s.say("search.state", "Count", s.list.TickCount(), "Unit", s.say("unit."+string(s.unit))))
	return f
}

func (s *searchScreen) count() string {
	if s.query.IsEmpty() {
		return ""
	}
	docs := map[transcript.DocumentID]bool{}
	for _, h := range s.hits {
		docs[h.Document] = true
	}
	return s.say("search.count", "Count", s.total, "Number", s.tongue.Number(s.total), "Documents", len(docs))
}

// reading tells how the query was read, and what was guessed.
func (s *searchScreen) reading() string {
	if s.query.IsEmpty() {
		return s.say("search.how")
	}
	out := s.say("search.read-as", "Query", safe(s.query.String()))
	for _, p := range s.query.Problems {
		out += " · " + s.say("query."+p.Code, "Text", safe(p.Text))
	}
	if s.slow {
		out += " · " + s.say("search.scanned")
	}
	return out
}

// context shows the whole turn of the hit under the cursor.
func (s *searchScreen) context(w, h int) []string {
	rows := []string{s.theme.Border.Render(strings.Repeat(s.theme.Signs.Rule, w))}
	at := s.list.Index()
	l, ok := s.lines[at]
	if !ok || at < 0 || at >= len(s.hits) {
		return rows
	}
	head := " " + safe(l.title) + " " + s.tongue.Number(s.hits[at].Turn) + " " + safe(l.speaker)
	if len(l.codes) > 0 {
		head += " · " + safe(strings.Join(l.codes, ", "))
	}
	rows = append(rows, s.theme.Heading.Render(text.Fit(head, w)))
	for _, line := range markedLines(s.theme, l.text, l.marks, min(w-2, 80), max(h-2, 0)) {
		rows = append(rows, " "+line)
	}
	return rows
}
