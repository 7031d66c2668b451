package tui

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"veldwerk/store"
	"veldwerk/transcript"
	"veldwerk/tui/list"
	"veldwerk/tui/text"
	"veldwerk/workspace"
)

// casesScreen is the table of cases and their attributes; the cursor stands on
// one cell, which Enter fills in.
type casesScreen struct {
	*desk
	list   *list.List
	state  casesRead
	sort   int // column by which the rows are sorted
	down   bool
	filter *filter
	want   transcript.CaseID // to put the cursor on when it is there
}

// casesRead is what the table shows.
type casesRead struct {
	cases      []transcript.Case
	attributes []transcript.Attribute
	docs       []store.DocumentInfo
	speakers   []store.SpeakerInfo
	documents  map[transcript.CaseID]int // of the case itself or of a speaker of it
}

// showCase puts the cursor on a case.
type showCase struct{ id transcript.CaseID }

// The fixed columns; attributes follow.
const (
	caseName = iota
	caseDocuments
	caseColumns
)

func newCases(d *desk) *casesScreen {
	s := &casesScreen{desk: d, list: list.New(d.theme)}
	s.list.CellCursor = true
	s.filter = newFilter(d, s.lay)
	return s
}

func (s *casesScreen) Enter(show any) tea.Cmd {
	if m, ok := show.(showCase); ok {
		s.want = m.id
		s.filter.clear()
	}
	ws := s.ws
	return s.read(screenCases, "table", func(ctx context.Context) (tea.Msg, error) { return readCases(ctx, ws) })
}

func readCases(ctx context.Context, ws *workspace.Workspace) (tea.Msg, error) {
	r := casesRead{documents: map[transcript.CaseID]int{}}
	var err error
	if r.cases, err = ws.Project.Cases.List(ctx); err != nil {
		return nil, err
	}
	if r.attributes, err = ws.Project.Attributes.List(ctx); err != nil {
		return nil, err
	}
	if r.docs, err = ws.Project.Documents.List(ctx); err != nil {
		return nil, err
	}
	if r.speakers, err = ws.Project.Speakers.List(ctx); err != nil {
		return nil, err
	}
	for _, c := range r.cases {
		r.documents[c.ID] = len(r.documentsOf(c.ID))
	}
	return r, nil
}

// documentsOf are the documents that belong to a case, or in which somebody
// who belongs to it speaks.
func (r casesRead) documentsOf(c transcript.CaseID) []store.DocumentInfo {
	speaks := map[transcript.DocumentID]bool{}
	for _, one := range r.speakers {
		if one.Case == c {
			speaks[one.Document] = true
		}
	}
	var out []store.DocumentInfo
	for _, d := range r.docs {
		if d.Case == c || speaks[d.ID] {
			out = append(out, d)
		}
	}
	return out
}

func (r casesRead) nameOf(id transcript.CaseID) string {
	for _, c := range r.cases {
		if c.ID == id {
			return c.Name
		}
	}
	return ""
}

func (s *casesScreen) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case casesRead:
		s.state = m
		s.lay()
		return nil
	case showCase:
		s.want = m.id
		return nil
	}
	if s.filter.paste(msg) {
		return nil
	}
	column := s.list.Column()
	hit, again := pointAt(s.list, below(msg, s.filter.rows()))
	if hit.Part == list.Header && hit.Column >= 0 {
		s.sortBy(hit.Column)
	}
	if again && hit.Column == column {
		return s.edit()
	}
	return nil
}

// lay sorts, filters and shows the rows.
func (s *casesScreen) lay() {
	s.list.Empty = s.say("cases.empty")
	if len(s.state.cases) > 0 {
		s.list.Empty = s.say("cases.nothing")
	}
	if s.sort >= caseColumns+len(s.state.attributes) {
		s.sort, s.down = caseName, false
	}
	var shown []transcript.Case
	for _, c := range s.state.cases {
		if s.filter.keeps(s.words(c)...) {
			shown = append(shown, c)
		}
	}
	slices.SortStableFunc(shown, s.compare)
	s.list.Columns = s.columns(shown)
	s.list.SetSource(list.Source{
		Len: len(shown),
		Key: func(i int) string { return shown[i].ID.String() },
		Row: func(i int) list.Row { return s.row(shown[i]) },
	})
	if !s.want.IsZero() && s.list.Goto(s.want.String()) {
		s.want = transcript.CaseID{}
	}
}

// words are what the filter looks in.
func (s *casesScreen) words(c transcript.Case) []string {
	out := []string{c.Name}
	for _, a := range s.state.attributes {
		out = append(out, s.shownValue(a, c.Values[a.ID]))
	}
	return out
}

// columns are as wide as what stands in them, within reason: the others scroll.
func (s *casesScreen) columns(shown []transcript.Case) []list.Column {
	const least, most = 6, 22
	out := []list.Column{
		caseName:      {Title: s.say("cases.name"), Min: 16, Weight: 2},
		caseDocuments: {Title: s.say("cases.documents-column"), Fixed: 11, Align: list.Right},
	}
	for _, a := range s.state.attributes {
		width := text.Width(a.Name) + 2
		for _, c := range shown {
			width = max(width, text.Width(s.shownValue(a, c.Values[a.ID])))
		}
		column := list.Column{Title: a.Name, Min: min(max(width, least), most), Weight: 1}
		if a.Type == transcript.AttributeNumber {
			column.Align = list.Right
		}
		out = append(out, column)
	}
	out[s.sort].Sorted = 1
	if s.down {
		out[s.sort].Sorted = -1
	}
	return out
}

func (s *casesScreen) row(c transcript.Case) list.Row {
	cells := []list.Cell{
		caseName:      {Text: c.Name},
		caseDocuments: {Text: s.tongue.Number(s.state.documents[c.ID])},
	}
	for _, a := range s.state.attributes {
		cells = append(cells, list.Cell{Text: s.shownValue(a, c.Values[a.ID])})
	}
	return list.Row{Key: c.ID.String(), Cells: cells}
}

// compare orders by the chosen column; what is empty comes last either way.
func (s *casesScreen) compare(a, b transcript.Case) int {
	way := 1
	if s.down {
		way = -1
	}
	switch s.sort {
	case caseName:
		return way * s.tongue.Compare(a.Name, b.Name)
	case caseDocuments:
		return way * (s.state.documents[a.ID] - s.state.documents[b.ID])
	}
	attribute := s.state.attributes[s.sort-caseColumns]
	x, y := a.Values[attribute.ID], b.Values[attribute.ID]
	if x == "" || y == "" {
		return cmp.Compare(len(y), len(x))
	}
	if attribute.Type == transcript.AttributeNumber {
		n, _ := strconv.ParseFloat(x, 64) // the store takes numbers only
		m, _ := strconv.ParseFloat(y, 64)
		return way * cmp.Compare(n, m)
	}
	return way * s.tongue.Compare(s.shownValue(attribute, x), s.shownValue(attribute, y))
}

// sortBy sorts by a column, the other way round when it does so already.
func (s *casesScreen) sortBy(column int) {
	s.down = s.sort == column && !s.down
	s.sort = column
	s.lay()
}

// current is the case under the cursor.
func (s *casesScreen) current() (transcript.Case, bool) {
	key := s.list.Key()
	for _, c := range s.state.cases {
		if c.ID.String() == key {
			return c, true
		}
	}
	return transcript.Case{}, false
}

// attribute is the one whose column has the cursor.
func (s *casesScreen) attribute() (transcript.Attribute, bool) {
	i := s.list.Column() - caseColumns
	if i < 0 || i >= len(s.state.attributes) {
		return transcript.Attribute{}, false
	}
	return s.state.attributes[i], true
}

func (s *casesScreen) Key(key string, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if s.filter.key(key, msg) {
		return nil, true
	}
	return nil, walk(s.list, key)
}

func (s *casesScreen) Commands() []command {
	return []command{
		{id: "cases.edit", keys: []string{"enter", "e"}, bar: 1, run: s.edit},
		{id: "cases.add", keys: []string{"a"}, bar: 2, run: s.add},
		{id: "cases.add-attribute", keys: []string{"A"}, bar: 3, run: s.addAttribute},
		{id: "cases.put-document", keys: []string{"d"}, bar: 4, run: s.putDocument},
		{id: "cases.put-speaker", keys: []string{"p"}, bar: 5, run: s.putSpeaker},
		{id: "cases.open", keys: []string{"o"}, bar: 6, run: s.openDocument},
		{id: "cases.delete", keys: []string{"x"}, bar: 7, run: s.remove},
		{id: "cases.sort", keys: []string{"s"}, bar: 8, run: func() tea.Cmd { s.sortBy(s.list.Column()); return nil }},
		{id: "cases.filter", keys: []string{"f"}, bar: 9, run: s.filter.start},
		{id: "cases.memo", keys: []string{"m"}, bar: 10, run: s.memo},
		{id: "cases.clear", keys: []string{"delete", "backspace"}, run: s.clear},
		{id: "cases.rename", run: s.rename},
		{id: "cases.rename-attribute", keys: []string{"R"}, bar: 11, run: s.renameAttribute},
		{id: "cases.attribute-type", keys: []string{"T"}, run: s.changeType},
		{id: "cases.delete-attribute", run: s.removeAttribute},
		{id: "forget.case", run: s.forget},
	}
}

func (s *casesScreen) Draw(w, h int) face {
	s.list.Theme = s.theme
	f := face{title: s.say("cases.count", "Count", len(s.state.cases)) + ", " + s.say("cases.count-attributes", "Count", len(s.state.attributes))}
	if shown := s.list.Len(); shown != len(s.state.cases) {
		f.title = s.say("cases.shown", "Shown", shown) + " " + f.title
	}
	f = s.filter.draw(f, s.list, w, h)
	f.status = s.theme.Dim.Render(text.Cut(" "+s.where(), w))
	return f
}

// where says in words which cell has the cursor, and all that stands in it:
// columns cut what is long.
func (s *casesScreen) where() string {
	c, ok := s.current()
	if !ok {
		return ""
	}
	a, ok := s.attribute()
	if !ok {
		return safe(c.Name)
	}
	value := s.shownValue(a, c.Values[a.ID])
	if value == "" {
		value = s.say("cases.no-value")
	}
	return safe(c.Name) + " · " + safe(a.Name) + " (" + s.typeName(a.Type) + "): " + safe(value)
}

func (s *casesScreen) Capturing() bool { return s.filter.active() }
