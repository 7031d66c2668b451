package tui

import (
	"context"
	"maps"
	"time"

	tea "charm.land/bubbletea/v2"

	"veldwerk/search"
	"veldwerk/store"
	"veldwerk/transcript"
	"veldwerk/tui/list"
	"veldwerk/tui/text"
	"veldwerk/workspace"
)

// searchScreen searches while one types, shows what it finds as a concordance,
// counts it by facet, and codes the matches one ticks.
type searchScreen struct {
	*desk
	field   field
	query   search.Query
	list    *list.List
	found   found
	lines   map[int]hitLine // by number of the line: what is drawn of it
	asked   int             // the window of lines that was asked for last starts here
	titles  map[transcript.DocumentID]string
	ticks   *lineTicks
	saved   []store.SavedQuery
	tries   []example
	unit    workspace.Unit
	by      search.Order
	ran     bool
	lens    *workspace.Lens
	facets  facetPanel
	wider   []string // queries before they were narrowed, the last behind
	beside  bool     // there is room for the facets beside the hits
	listW   int      // columns of the hits, as drawn last
	wording *wordsOverlay
	forms   formsRead

	recalled []string        // words that stand for the forms that were chosen before
	plain    map[string]bool // words that stand for all forms, whatever was chosen before
}

// found is the answer to a query.
type found struct {
	hits      []search.Hit
	conc      *search.Concordance
	order     []int    // numbers of its lines, as shown
	keys      []string // of its lines
	documents int
	slow      bool // a scan answered, and took long enough to tell why
}

// tellScan is how long a scan may take before the screen says that the index
// is not ready: below it nobody waits.
const tellScan = 150 * time.Millisecond

type (
	hitsRead struct {
		query    search.Query
		recalled []string
		found    found
		moved    []int32 // lines of the answer before
		titles   map[transcript.DocumentID]string
		by       search.Order
	}
	linesRead struct {
		conc  *search.Concordance
		lines map[int]hitLine
	}
	savedRead struct {
		queries []store.SavedQuery
		tries   []example
	}
	orderRead struct {
		conc  *search.Concordance
		order []int
		by    search.Order
	}
)

func newSearch(d *desk) *searchScreen {
	s := &searchScreen{desk: d, unit: workspace.UnitSentence, by: search.ByDocument, lines: map[int]hitLine{}, ticks: newLineTicks(0, nil), plain: map[string]bool{}, field: newField(true)}
	s.found.conc = search.NewConcordance(nil)
	if d.ws != nil {
		s.lens = d.ws.Lens()
	}
	s.list = list.New(d.theme)
	s.layColumns(80)
	s.list.Boxes = true
	s.facets.list = list.New(d.theme)
	return s
}

func (s *searchScreen) Enter(show any) tea.Cmd {
	switch m := show.(type) {
	case focusField:
		s.toField()
	case showQuery:
		s.field.set(m.query)
		s.field.leave()
		s.wider = nil
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
	ws, lens, by, typed, before, plain := s.ws, s.lens, s.by, s.field.value(), s.found.keys, maps.Clone(s.plain)
	return s.read(screenSearch, "hits", func(ctx context.Context) (tea.Msg, error) {
		r := hitsRead{query: search.Parse(typed), titles: map[transcript.DocumentID]string{}, by: by}
		r.found.conc = search.NewConcordance(nil)
		r.moved = moves(before, nil)
		if r.query.IsEmpty() {
			return r, nil
		}
		if err := r.recall(ctx, ws, plain); err != nil {
			return nil, err
		}
		docs, err := ws.Documents(ctx)
		if err != nil {
			return nil, err
		}
		for _, d := range docs {
			r.titles[d.ID] = d.Title
		}
		result, err := ws.Search(ctx, r.query, 0)
		if err != nil {
			return nil, err
		}
		r.found = found{hits: result.Hits, conc: search.NewConcordance(result.Hits), slow: !result.Indexed && result.Took > tellScan}
		for i, h := range result.Hits {
			if i == 0 || result.Hits[i-1].Document != h.Document {
				r.found.documents++
			}
		}
		r.found.keys = lineKeys(r.found.conc)
		r.moved = moves(before, r.found.keys)
		r.found.order, err = lens.Order(ctx, r.found.conc, by)
		return r, err
	})
}

func (s *searchScreen) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case hitsRead:
		return s.show(m)
	case orderRead:
		if m.conc == s.found.conc {
			s.found.order, s.ticks.order, s.asked = m.order, m.order, -1
			s.list.SetSource(list.Source{}) // nothing to look for among so many rows
			s.lay()
			s.list.Home()
		}
		return s.fetch()
	case linesRead:
		if m.conc == s.found.conc {
			for i, l := range m.lines {
				s.lines[i] = l
			}
		}
		return nil
	case formsRead:
		m.line = s.matched(m)
		s.forms = m
		return nil
	case facetsRead:
		if m.conc == s.found.conc {
			s.facets.set(s.desk, m.facets)
		}
		return nil
	case wordsRead:
		if s.wording != nil && s.wording.word == m.word {
			s.wording.set(m)
		}
		return nil
	case indexed:
		if s.found.slow && s.ws.Indexing().Ready {
			return s.run()
		}
		return nil
	case savedRead:
		s.saved = m.queries
		if m.tries != nil {
			s.tries = m.tries
		}
		if s.query.IsEmpty() {
			s.lay()
		}
		return nil
	case tea.PasteMsg:
		if s.field.focus && s.field.edit(m) {
			s.wider = nil
			return s.run()
		}
		return nil
	}
	return s.mouse(msg)
}

// show takes the answer to a query.
func (s *searchScreen) show(m hitsRead) tea.Cmd {
	same := m.query.Text == s.query.Text && s.ran
	ticks := newLineTicks(m.found.conc.Len(), m.found.order)
	s.ticks.carry(ticks, m.moved)
	s.query, s.recalled, s.found, s.ticks, s.titles, s.ran = m.query, m.recalled, m.found, ticks, m.titles, true
	s.spellOut()
	s.lines = map[int]hitLine{}
	s.asked = -1
	if !same {
		s.list.SetSource(list.Source{}) // the list need not look for its old row among the new ones
	}
	s.lay()
	if !same {
		s.list.Home() // the first hit may be one that stood further down before
	}
	if s.query.IsEmpty() {
		s.facets.leave()
	}
	if m.by != s.by { // the order was changed on the way
		return tea.Batch(s.fetch(), s.reorder(), s.countFacets(), s.readForms())
	}
	return tea.Batch(s.fetch(), s.countFacets(), s.readForms())
}

// mouse finds what was clicked: the field, a facet, or a line.
func (s *searchScreen) mouse(msg tea.Msg) tea.Cmd {
	if m, ok := msg.(tea.MouseClickMsg); ok && m.Y == 0 {
		s.toField()
		return nil
	}
	msg = below(msg, searchHead)
	if x, ok := s.facets.under(msg, s.beside, s.listW); ok {
		if m, ok := msg.(tea.MouseClickMsg); ok {
			s.field.leave()
			s.facets.focus = true
			m.X = x
			msg = m
		}
		if _, again := pointAt(s.facets.list, msg); again {
			return s.choose()
		}
		return nil
	}
	if _, ok := msg.(tea.MouseClickMsg); ok {
		s.field.leave()
		s.facets.focus = false
	}
	if _, again := pointAt(s.list, msg); again {
		return s.open()
	}
	return s.fetch()
}

func (s *searchScreen) Key(key string, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if s.facets.focus {
		return nil, walk(s.facets.list, key)
	}
	if !s.field.focus {
		if slot, ok := slotOf(key); ok && len(s.found.hits) > 0 {
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
	s.wider = nil
	return s.run(), true
}

func (s *searchScreen) walkHits(key string) (tea.Cmd, bool) {
	if key == "esc" { // one layer: the range, the ticks, what narrows, then back to the field
		if s.list.Unmark() || s.list.ClearTicks() {
			return nil, true
		}
		if len(s.wider) > 0 {
			return s.widen(), true
		}
		s.field.enter()
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

// toField puts the cursor in the field.
func (s *searchScreen) toField() {
	s.facets.focus = false
	s.field.enter()
}

// toHits goes from the field to the hits.
func (s *searchScreen) toHits() tea.Cmd {
	if s.list.Len() > 0 {
		s.field.leave()
		s.spellOut()
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
	s.wider = nil
	return s.run()
}

// nextUnit is how much of a match is coded after the key that changes it.
var nextUnit = map[workspace.Unit]workspace.Unit{
	workspace.UnitMatch: workspace.UnitSentence, workspace.UnitSentence: workspace.UnitTurn, workspace.UnitTurn: workspace.UnitMatch,
}

func (s *searchScreen) Commands() []command {
	field := command{id: "search.field", keys: []string{"/"}, bar: 9, run: func() tea.Cmd { s.toField(); return nil }}
	switch {
	case s.field.focus:
		return []command{
			{id: "search.to-hits", keys: []string{"enter", "down", "tab"}, bar: 1, run: s.toHits, text: true},
			{id: "search.clear", keys: []string{"esc"}, bar: 2, run: s.clear, text: true},
		}
	case s.query.IsEmpty():
		field.bar = 2
		return []command{{id: "search.try", keys: []string{"enter"}, bar: 1, run: s.open}, field}
	case s.facets.focus:
		field.bar = 5
		return []command{
			{id: "search.narrow", keys: []string{"enter"}, bar: 1, run: s.choose},
			{id: "search.widen", keys: []string{"backspace"}, bar: 2, run: s.widen},
			{id: "search.from-facets", keys: []string{"tab"}, bar: 3, run: s.leaveFacets},
			{id: "search.up-facets", keys: []string{"esc"}, run: s.upFacets},
			{id: "search.uncoded", keys: []string{"z"}, bar: 4, run: s.uncoded},
			field,
		}
	}
	return []command{
		{id: "search.tick", keys: []string{"space"}, bar: 1, run: func() tea.Cmd { s.list.Toggle(); s.list.Down(); return s.fetch() }},
		{id: "search.tick-all", keys: []string{"A"}, bar: 2, run: func() tea.Cmd { s.list.TickAll(); return nil }},
		{id: "search.code", keys: []string{"c"}, bar: 3, run: s.code},
		{id: "search.sort", keys: []string{"s"}, bar: 4, run: s.sort},
		{id: "search.facets", keys: []string{"tab"}, bar: 6, run: s.toFacets},
		{id: "search.open", keys: []string{"enter"}, bar: 7, run: s.open},
		{id: "search.forms", keys: []string{"v"}, bar: 5, run: s.chooseForms},
		{id: "search.all-forms", keys: []string{"V"}, run: s.allForms},
		{id: "search.words", keys: []string{"b"}, bar: 8, run: s.words},
		{id: "search.unit", keys: []string{"e"}, bar: 8, run: func() tea.Cmd { s.unit = nextUnit[s.unit]; return nil }},
		field,
		{id: "search.uncoded", keys: []string{"z"}, bar: 10, run: s.uncoded},
		{id: "search.widen", keys: []string{"backspace"}, bar: 11, run: s.widen},
		{id: "search.save", keys: []string{"w"}, bar: 12, run: s.save},
		{id: "search.fragments", keys: []string{"o"}, bar: 13, run: func() tea.Cmd { return s.goTo(screenFragments, showQuery{query: s.field.value()}) }},
	}
}

func (s *searchScreen) Capturing() bool { return s.field.focus }

// searchHead is the field and how it was read.
const searchHead = 2

// facetsFrom is the width from which the facets stand beside the hits.
const facetsFrom = 110

func (s *searchScreen) Draw(w, h int) face {
	s.list.Theme, s.facets.list.Theme = s.theme, s.theme
	field, caret := s.field.draw(s.desk, s.say("search.prompt"), w)
	f := face{title: s.totals()}
	if caret >= 0 {
		f.cursor = &point{x: caret}
	}
	f.rows = []string{field, s.theme.Dim.Render(text.Fit(" "+s.reading(), w))}
	rest := max(h-searchHead, 0)
	s.beside, s.listW = w >= facetsFrom && !s.query.IsEmpty(), w
	panel := 0
	if s.beside {
		panel = min(max(w/4, 36), 56)
		s.listW = w - panel - 1
	}
	if s.facets.focus && !s.beside {
		f.rows = append(f.rows, s.facets.view(s.desk, w, rest)...)
	} else {
		rows := s.hitRows(s.listW, rest)
		if s.beside {
			line := s.theme.Border.Render(s.theme.Signs.Line)
			for i, row := range s.facets.view(s.desk, panel, len(rows)) {
				rows[i] = text.FitStyled(rows[i], s.listW) + line + row
			}
		}
		f.rows = append(f.rows, rows...)
	}
	if s.query.IsEmpty() {
		return f
	}
	f.status = s.theme.Dim.Render(" " + s.say("search.state", "Count", s.list.TickCount(), "Unit", s.say("unit."+string(s.unit)), "Order", s.say("search.by-"+string(s.by))))
	return f
}

// hitRows are the lines of the concordance, and below them the whole turn of
// the one under the cursor.
func (s *searchScreen) hitRows(w, h int) []string {
	s.layColumns(w)
	below := 0
	if h >= 14 && !s.query.IsEmpty() {
		below = min(8, h/3)
	}
	rows := s.list.View(w, h-below, !s.field.focus && !s.facets.focus)
	if below > 0 {
		rows = append(rows, s.context(w, below)...)
	}
	for len(rows) < h {
		rows = append(rows, "")
	}
	return rows
}

// totals is how much was found.
func (s *searchScreen) totals() string {
	if s.query.IsEmpty() {
		return ""
	}
	n, turns := s.found.conc.Len(), len(s.found.hits)
	return s.say("search.count", "Count", n, "Number", s.tongue.Number(n), "Turns", s.say("home.turns", "Count", turns, "Number", s.tongue.Number(turns)), "Documents", s.found.documents)
}

// reading tells how the query was read, and what was guessed.
func (s *searchScreen) reading() string {
	if s.query.IsEmpty() {
		return s.say("search.how")
	}
	out := s.say("search.read-as", "Query", safe(s.query.String()))
	if len(s.recalled) > 0 || s.query.Switched() {
		out += " · " + s.say("search.recalled")
	}
	if s.forms.line != "" && s.forms.query == s.query.String() {
		out += " → " + s.forms.line
	}
	for _, p := range s.query.Problems {
		out += " · " + s.say("query."+p.Code, "Text", safe(p.Text))
	}
	if s.found.slow {
		out += " · " + s.say("search.scanned")
	}
	return out
}
