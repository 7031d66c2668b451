package tui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/store"
	"veldwerk/transcript"
	"veldwerk/tui/list"
	"veldwerk/workspace"
)

// documentsScreen lists the transcripts with their attributes.
type documentsScreen struct {
	*desk
	list   *list.List
	state  documentsRead
	sort   int // column by which the rows are sorted
	down   bool
	filter *filter
	wanted transcript.DocumentID // gets the cursor when it is there
}

type documentsRead struct {
	docs       []store.DocumentInfo
	attributes []string
	values     map[transcript.DocumentID]map[string]string
	places     workspace.Places
}

// The fixed columns of the list; attributes follow.
const (
	documentTitle = iota
	documentWords
	documentTurns
	documentCodings
	documentRead
	documentLanguage
	documentColumns
)

func newDocuments(d *desk) *documentsScreen {
	s := &documentsScreen{desk: d, list: list.New(d.theme)}
	s.list.Empty = d.say("documents.empty")
	s.filter = newFilter(d, s.lay)
	return s
}

func (s *documentsScreen) Enter(show any) tea.Cmd {
	if m, ok := show.(showDocument); ok {
		s.wanted = m.id
		s.filter.clear()
	}
	ws := s.ws
	return s.read(screenDocuments, "list", func(ctx context.Context) (tea.Msg, error) { return readDocuments(ctx, ws) })
}

func readDocuments(ctx context.Context, ws *workspace.Workspace) (tea.Msg, error) {
	r := documentsRead{values: map[transcript.DocumentID]map[string]string{}, places: ws.Places()}
	var err error
	if r.docs, err = ws.Project.Documents.List(ctx); err != nil {
		return nil, err
	}
	attributes, err := ws.Project.Attributes.List(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range attributes {
		r.attributes = append(r.attributes, a.Name)
	}
	facts, err := ws.Documents(ctx)
	if err != nil {
		return nil, err
	}
	for _, f := range facts {
		r.values[f.ID] = f.Attributes
	}
	return r, nil
}

func (s *documentsScreen) Update(msg tea.Msg) tea.Cmd {
	if m, ok := msg.(documentsRead); ok {
		s.state = m
		s.lay()
		if !s.wanted.IsZero() && s.list.Goto(s.wanted.String()) {
			s.wanted = transcript.DocumentID{}
		}
		return nil
	}
	if s.filter.paste(msg) {
		return nil
	}
	hit, again := pointAt(s.list, below(msg, s.filter.rows()))
	if hit.Part == list.Header && hit.Column >= 0 {
		s.sortBy(hit.Column)
	}
	if again {
		return s.open()
	}
	return nil
}

// lay sorts, filters and shows the rows.
func (s *documentsScreen) lay() {
	s.list.Columns = s.columns()
	var shown []store.DocumentInfo
	for _, d := range s.state.docs {
		if s.filter.keeps(append(mapValues(s.state.values[d.ID]), d.Title)...) {
			shown = append(shown, d)
		}
	}
	slices.SortStableFunc(shown, func(a, b store.DocumentInfo) int {
		c := s.compare(a, b)
		if s.down {
			return -c
		}
		return c
	})
	s.list.SetSource(list.Source{
		Len: len(shown),
		Key: func(i int) string { return shown[i].ID.String() },
		Row: func(i int) list.Row { return s.row(shown[i]) },
	})
}

func mapValues(m map[string]string) []string {
	out := make([]string, 0, len(m))
	for _, v := range m {
		out = append(out, v)
	}
	return out
}

func (s *documentsScreen) columns() []list.Column {
	columns := []list.Column{
		documentTitle:    {Title: s.say("documents.title-column"), Min: 28, Weight: 3, Stay: 100},
		documentWords:    {Title: s.say("documents.words"), Fixed: 8, Align: list.Right, Stay: 97},
		documentTurns:    {Title: s.say("documents.turns"), Fixed: 8, Align: list.Right, Stay: 50},
		documentCodings:  {Title: s.say("documents.codings"), Fixed: 11, Align: list.Right, Stay: 98},
		documentRead:     {Title: s.say("documents.read"), Fixed: 8, Align: list.Right, Stay: 99},
		documentLanguage: {Title: s.say("documents.language"), Fixed: 5, Stay: 49},
	}
	for i, name := range s.state.attributes {
		columns = append(columns, list.Column{Title: name, Min: 10, Weight: 1, Stay: 90 - i})
	}
	columns[s.sort].Sorted = 1
	if s.down {
		columns[s.sort].Sorted = -1
	}
	return columns
}

func (s *documentsScreen) row(d store.DocumentInfo) list.Row {
	cells := []list.Cell{
		documentTitle:    {Text: d.Title},
		documentWords:    {Text: s.tongue.Number(d.Words)},
		documentTurns:    {Text: s.tongue.Number(d.Turns)},
		documentCodings:  {Text: s.tongue.Number(d.Codings)},
		documentRead:     {Text: s.tongue.Percent(s.share(d))},
		documentLanguage: {Text: d.Language},
	}
	for _, name := range s.state.attributes {
		cells = append(cells, list.Cell{Text: s.state.values[d.ID][name]})
	}
	return list.Row{Key: d.ID.String(), Cells: cells}
}

// share is how much of a document was on the screen.
func (s *documentsScreen) share(d store.DocumentInfo) float64 {
	if d.Chars == 0 {
		return 0
	}
	return min(float64(s.state.places.Reading[d.ID.String()].Read)/float64(d.Chars), 1)
}

func (s *documentsScreen) compare(a, b store.DocumentInfo) int {
	switch s.sort {
	case documentTitle:
		return s.tongue.Compare(a.Title, b.Title)
	case documentWords:
		return a.Words - b.Words
	case documentTurns:
		return a.Turns - b.Turns
	case documentCodings:
		return a.Codings - b.Codings
	case documentRead:
		return int(1000 * (s.share(a) - s.share(b)))
	case documentLanguage:
		return s.tongue.Compare(a.Language, b.Language)
	}
	name := s.state.attributes[s.sort-documentColumns]
	return s.tongue.Compare(s.state.values[a.ID][name], s.state.values[b.ID][name])
}

// sortBy sorts by a column, the other way round when it does so already.
func (s *documentsScreen) sortBy(column int) {
	s.down = s.sort == column && !s.down
	s.sort = column
	s.lay()
}

func (s *documentsScreen) current() (store.DocumentInfo, bool) {
	id := documentID(s.list.Key())
	for _, d := range s.state.docs {
		if d.ID == id && !id.IsZero() {
			return d, true
		}
	}
	return store.DocumentInfo{}, false
}

func (s *documentsScreen) open() tea.Cmd {
	d, ok := s.current()
	if !ok {
		return s.askImport()
	}
	return s.goTo(screenReader, showDocument{id: d.ID})
}

func (s *documentsScreen) rename() tea.Cmd {
	d, ok := s.current()
	if !ok || s.refuseReadOnly() {
		return nil
	}
	ws := s.ws
	s.ask(promptFor(s.desk, "documents.ask-rename", d.Title, func(title string) tea.Cmd {
		return s.act(screenDocuments, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
			return nil, ws.Project.Documents.Rename(ctx, by, d.ID, title)
		}, func() string { return s.say("documents.renamed", "Title", safe(title)) })
	}))
	return nil
}

func (s *documentsScreen) remove() tea.Cmd {
	d, ok := s.current()
	if !ok || s.refuseReadOnly() {
		return nil
	}
	ws := s.ws
	return s.act(screenDocuments, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		defer ws.Reindex()
		return nil, ws.Project.Documents.Delete(ctx, by, d.ID)
	}, func() string { return s.say("documents.deleted", "Title", safe(d.Title)) })
}

// languageAfter is the order in which l goes round.
var languageAfter = map[string]string{"nl": "en", "en": "", "": "nl"}

func (s *documentsScreen) language() tea.Cmd {
	d, ok := s.current()
	if !ok || s.refuseReadOnly() {
		return nil
	}
	next := languageAfter[d.Language]
	ws := s.ws
	return s.act(screenDocuments, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		return nil, ws.Project.Documents.SetLanguage(ctx, by, d.ID, next)
	}, func() string {
		return s.say("documents.language-set", "Title", safe(d.Title), "Language", s.say("language."+orNone(next)))
	})
}

func orNone(language string) string {
	if language == "" {
		return "none"
	}
	return language
}

func (s *documentsScreen) Key(key string, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if s.filter.key(key, msg) {
		return nil, true
	}
	return nil, walk(s.list, key)
}

func (s *documentsScreen) Commands() []command {
	if s.filter.active() {
		return s.filter.commands()
	}
	return []command{
		{id: "documents.open", keys: []string{"enter"}, bar: 1, run: s.open},
		{id: "documents.import", keys: []string{"i"}, bar: 2, run: s.askImport},
		{id: "documents.rename", keys: []string{"e"}, bar: 4, run: s.rename},
		{id: "documents.language-change", keys: []string{"l"}, bar: 7, run: s.language},
		{id: "documents.cases", keys: []string{"a"}, bar: 3, run: func() tea.Cmd { return s.goTo(screenCases, nil) }},
		{id: "documents.speakers", keys: []string{"p"}, bar: 5, run: func() tea.Cmd { return s.goTo(screenSpeakers, showDocument{id: documentID(s.list.Key())}) }},
		{id: "documents.delete", keys: []string{"x", "delete"}, bar: 8, run: s.remove},
		{id: "documents.sort", keys: []string{"s"}, bar: 6, run: func() tea.Cmd { s.sortBy((s.sort + 1) % len(s.list.Columns)); return nil }},
		{id: "documents.filter", keys: []string{"f"}, bar: 9, run: s.filter.start},
		{id: "forget.document", run: s.forget},
		{id: "documents.receipt", run: func() tea.Cmd { return s.goTo(screenIntake, nil) }},
	}
}

func (s *documentsScreen) Draw(w, h int) face {
	s.list.Theme = s.theme
	title := s.tongue.Number(len(s.state.docs))
	if n := s.list.Len(); n < len(s.state.docs) {
		title = s.say("documents.some", "Shown", s.tongue.Number(n), "All", title)
	}
	return s.filter.draw(face{title: title}, s.list, w, h)
}

func (s *documentsScreen) Capturing() bool { return s.filter.active() }
