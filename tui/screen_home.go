package tui

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/store"
	"veldwerk/tui/list"
	"veldwerk/tui/text"
	"veldwerk/workspace"
)

// homeScreen says where the work stands and goes on with it; without a project
// it is the first-run choice.
type homeScreen struct {
	*desk
	list   *list.List
	state  homeRead
	loaded bool
	above  int // rows above the list, as drawn last
}

type homeRead struct {
	counts   store.Counts
	docs     []store.DocumentInfo
	places   workspace.Places
	findings []codebook.Finding
	names    map[codebook.CodeID]string
	coders   []codebook.Coder
	uncoded  []store.DocumentInfo
	strays   int // codings that wait for a place
	copies   int // conflict copies beside the project
}

func newHome(d *desk) *homeScreen {
	s := &homeScreen{desk: d, list: list.New(d.theme, list.Column{Min: 20, Stay: 3}, list.Column{Fixed: 16, Align: list.Right, Stay: 1}, list.Column{Fixed: 12, Align: list.Right, Stay: 2})}
	return s
}

func (s *homeScreen) Enter(any) tea.Cmd {
	if s.ws == nil {
		s.layFirstRun()
		return nil
	}
	ws := s.ws
	return s.read(screenHome, "state", func(ctx context.Context) (tea.Msg, error) { return readHome(ctx, ws) })
}

func readHome(ctx context.Context, ws *workspace.Workspace) (tea.Msg, error) {
	var r homeRead
	var err error
	if r.counts, err = ws.Project.Counts(ctx); err != nil {
		return nil, err
	}
	if r.docs, err = ws.Project.Documents.List(ctx); err != nil {
		return nil, err
	}
	counts, err := ws.Project.Codings.CountByCode(ctx)
	if err != nil {
		return nil, err
	}
	book, err := ws.Codebook(ctx)
	if err != nil {
		return nil, err
	}
	r.coders, r.places = book.Coders, ws.Places()
	r.findings = gravestPerCode(codebook.Lint(book.Tree, counts))
	r.names = map[codebook.CodeID]string{}
	for _, f := range r.findings {
		r.names[f.Code] = book.Tree.Path(f.Code)
	}
	strays, err := ws.Project.Quarantine.List(ctx)
	if err != nil {
		return nil, err
	}
	r.strays = len(strays)
	if copies, err := ws.ConflictCopies(ctx); err == nil { // a folder that can't be read shows none
		r.copies = len(copies)
	}
	for _, d := range r.docs {
		if d.Codings == 0 {
			r.uncoded = append(r.uncoded, d)
		}
	}
	return r, nil
}

func (s *homeScreen) Update(msg tea.Msg) tea.Cmd {
	if m, ok := msg.(homeRead); ok {
		s.state, s.loaded = m, true
		s.layProject()
		return nil
	}
	if m, ok := msg.(draftFound); ok {
		return s.takeUp(m)
	}
	if _, again := pointAt(s.list, below(msg, s.above)); again {
		return s.enter()
	}
	return nil
}

// layFirstRun offers what one can do without a project.
func (s *homeScreen) layFirstRun() {
	rows := []list.Row{
		{Heading: true, Cells: []list.Cell{{Text: s.say("home.welcome")}}},
		{Key: "demo", Cells: []list.Cell{{Text: "1  " + s.say("home.choice-demo")}}},
		{Key: "new", Cells: []list.Cell{{Text: "2  " + s.say("home.choice-new")}}},
		{Key: "open", Cells: []list.Cell{{Text: "3  " + s.say("home.choice-open")}}},
	}
	rows = append(rows, s.recentRows()...)
	s.list.SetSource(list.Of(rows...))
}

func (s *homeScreen) recentRows() []list.Row {
	var rows []list.Row
	for _, path := range s.settings.Recent {
		if s.ws != nil && path == s.ws.Path() {
			continue
		}
		if rows == nil {
			rows = append(rows, list.Row{Heading: true, Cells: []list.Cell{{Text: s.say("home.recent")}}})
		}
		rows = append(rows, list.Row{Key: "path:" + path, Cells: []list.Cell{
			{Text: strings.TrimSuffix(filepath.Base(path), workspace.Extension)},
			{Text: filepath.Dir(path), Style: s.theme.Dim},
		}})
	}
	return rows
}

// layProject lists what to go on with and what asks for attention.
func (s *homeScreen) layProject() {
	rows := s.draftRows()
	if len(s.state.docs) == 0 {
		rows = append(rows,
			list.Row{Heading: true, Cells: []list.Cell{{Text: s.say("home.empty")}}},
			list.Row{Key: "import", Cells: []list.Cell{{Text: s.say("home.choice-import")}}},
			list.Row{Key: "screen:codebook", Cells: []list.Cell{{Text: s.say("home.choice-codebook")}}},
		)
	} else {
		rows = append(rows, list.Row{Heading: true, Cells: []list.Cell{{Text: s.say("home.continue")}}})
		for _, d := range s.byReading() {
			rows = append(rows, s.documentRow(d))
		}
		rows = append(rows, s.attention()...)
	}
	rows = append(rows, s.recentRows()...)
	s.list.SetSource(list.Of(rows...))
}

// byReading puts the document that was open last first, then those begun.
func (s *homeScreen) byReading() []store.DocumentInfo {
	docs := slices.Clone(s.state.docs)
	rank := func(d store.DocumentInfo) int {
		if d.ID.String() == s.state.places.Document {
			return 0
		}
		if p, ok := s.state.places.Reading[d.ID.String()]; ok && p.Read < d.Chars {
			return 1
		}
		return 2
	}
	slices.SortStableFunc(docs, func(a, b store.DocumentInfo) int { return rank(a) - rank(b) })
	return docs
}

func (s *homeScreen) documentRow(d store.DocumentInfo) list.Row {
	place, begun := s.state.places.Reading[d.ID.String()]
	coded, read := s.say("home.uncoded-yet"), s.say("home.unread")
	if d.Codings > 0 {
		coded = s.say("home.codings", "Count", d.Codings)
	}
	if begun && d.Chars > 0 {
		read = s.say("home.read", "Percent", s.tongue.Percent(min(float64(place.Read)/float64(d.Chars), 1)))
	}
	return list.Row{Key: "doc:" + d.ID.String(), Cells: []list.Cell{{Text: d.Title}, {Text: coded, Style: s.theme.Dim}, {Text: read, Style: s.theme.Dim}}}
}

// gravest is the order in which weaknesses of the codebook ask for attention.
var gravest = []codebook.FindingKind{
	codebook.FindingNoDefinition, codebook.FindingNearDuplicate, codebook.FindingNeverUsed, codebook.FindingNoNotWhen, codebook.FindingNoExample,
}

// gravestPerCode keeps one finding per code, the gravest, and puts the grave
// ones first: five lines about one code would hide the others.
func gravestPerCode(findings []codebook.Finding) []codebook.Finding {
	rank := func(f codebook.Finding) int { return slices.Index(gravest, f.Kind) }
	sorted := slices.Clone(findings)
	slices.SortStableFunc(sorted, func(a, b codebook.Finding) int { return rank(a) - rank(b) })
	seen := map[codebook.CodeID]bool{}
	return slices.DeleteFunc(sorted, func(f codebook.Finding) bool {
		again := seen[f.Code]
		seen[f.Code] = true
		return again
	})
}

// attention lists the few things that a careful researcher would mend first.
func (s *homeScreen) attention() []list.Row {
	rows := []list.Row{{Heading: true, Cells: []list.Cell{{Text: s.say("home.attention")}}}}
	if s.ws.ReadOnly() {
		rows = append(rows, list.Row{Key: "read-only", Cells: []list.Cell{{Text: s.readOnlyWhy(), Style: s.theme.Warning}}})
	}
	if n := s.state.copies; n > 0 {
		rows = append(rows, list.Row{Key: "copies", Cells: []list.Cell{{Text: s.say("synced.conflicts-found", "Count", n), Style: s.theme.Warning}}})
	}
	if n := len(s.state.uncoded); n > 0 && n < len(s.state.docs) {
		rows = append(rows, list.Row{Key: "uncoded", Cells: []list.Cell{{Text: s.say("home.uncoded", "Count", n)}}})
	}
	if n := s.state.strays; n > 0 {
		rows = append(rows, list.Row{Key: "screen:quarantine", Cells: []list.Cell{{Text: s.say("quarantine.waiting", "Count", n), Style: s.theme.Warning}}})
	}
	const most = 5
	for i, f := range s.state.findings {
		if i == most {
			rows = append(rows, list.Row{Key: "screen:codebook", Cells: []list.Cell{{Text: s.say("home.more-findings", "Count", len(s.state.findings)-most), Style: s.theme.Dim}}})
			break
		}
		rows = append(rows, list.Row{Key: "code:" + f.Code.String(), Cells: []list.Cell{{Text: s.say("lint."+string(f.Kind), "Name", s.state.names[f.Code])}}})
	}
	if len(rows) == 1 {
		return nil
	}
	return rows
}

// enter does what the row under the cursor stands for.
func (s *homeScreen) enter() tea.Cmd {
	kind, rest, _ := strings.Cut(s.list.Key(), ":")
	switch kind {
	case "demo":
		return s.openDemo()
	case "new":
		return s.askNew()
	case "open":
		return s.askOpen()
	case "path":
		return s.open(rest, nil)
	case "import":
		return s.askImport()
	case "screen":
		return s.goTo(screenID(rest), nil)
	case "doc":
		return s.goTo(screenReader, showDocument{id: documentID(rest)})
	case "draft":
		return s.takeUpDraft(rest)
	case "code":
		return s.goTo(screenCodebook, showCode{id: codeID(rest)})
	case "uncoded":
		return s.goTo(screenDocuments, nil)
	case "copies":
		return s.askConflicts()
	case "read-only":
		if s.ws.Busy() != nil {
			return s.takeOver()
		}
		s.refuseReadOnly()
	}
	return nil
}

func (s *homeScreen) Key(key string, _ tea.KeyPressMsg) (tea.Cmd, bool) {
	if s.ws == nil {
		if choice, ok := map[string]string{"1": "demo", "2": "new", "3": "open"}[key]; ok {
			s.list.Goto(choice)
			return s.enter(), true
		}
	}
	return nil, walk(s.list, key)
}

func (s *homeScreen) Commands() []command {
	commands := []command{
		{id: "home.open", keys: []string{"enter"}, bar: 1, run: s.enter},
		{id: "home.new", keys: []string{"n"}, bar: 20, run: s.askNew},
		{id: "home.other", keys: []string{"o"}, bar: 21, run: s.askOpen},
		{id: "home.demo", run: s.openDemo},
	}
	if s.ws != nil {
		commands = append(commands, command{id: "home.import", keys: []string{"i"}, bar: 3, run: s.askImport})
	}
	return append(commands, command{id: "home.quit", keys: []string{"q"}, bar: 18, run: func() tea.Cmd { return tea.Quit }})
}

func (s *homeScreen) Draw(w, h int) face {
	s.list.Theme = s.theme
	if s.ws == nil {
		s.above = 0
		return face{rows: s.list.View(w, h, true)}
	}
	title := safe(s.ws.Project.Info().Name) + " │ " + s.say("app.coder", "Name", safe(s.ws.Coder().Name))
	if !s.loaded {
		return face{title: title}
	}
	side := s.progress()
	s.above = 0
	if w < 100 {
		s.above = 2
		rows := s.list.View(w, max(h-2, 0), true)
		return face{title: title, status: s.publicationLine(), rows: append([]string{text.Fit(" "+strings.Join(side[1:3], " · "), w), ""}, rows...)}
	}
	rows := s.list.View(w-42, h, true)
	for i := range rows {
		line := ""
		if i < len(side) {
			line = side[i]
		}
		rows[i] += text.Fit("  "+line, 42)
	}
	return face{title: title, status: s.publicationLine(), rows: rows}
}

// progress is the panel of figures, plain lines.
func (s *homeScreen) progress() []string {
	c := s.state.counts
	read, chars := 0, 0
	for _, d := range s.state.docs {
		chars += d.Chars
		read += min(s.state.places.Reading[d.ID.String()].Read, d.Chars)
	}
	lines := []string{
		s.say("home.progress"),
		s.say("home.documents", "Count", c.Documents) + ", " + s.say("home.turns", "Count", c.Turns, "Number", s.tongue.Number(c.Turns)),
		s.say("home.codings", "Count", c.Codings) + ", " + s.say("home.codes", "Count", c.Codes),
		s.say("home.words", "Count", c.Words, "Number", s.tongue.Number(c.Words)),
		s.say("home.memos", "Count", c.Memos) + ", " + s.say("home.coders", "Count", c.Coders),
	}
	if chars > 0 {
		share := float64(read) / float64(chars)
		filled := int(share*14 + 0.5)
		lines = append(lines, s.say("home.share-read")+" "+strings.Repeat(s.theme.Signs.Full, filled)+strings.Repeat(s.theme.Signs.Empty, 14-filled)+" "+s.tongue.Percent(share))
	}
	x := s.ws.Indexing()
	if !x.Ready && !x.Absent && x.Total > 0 {
		lines = append(lines, s.say("home.indexing", "Done", x.Done, "Total", x.Total))
	}
	return lines
}

func (s *homeScreen) Capturing() bool { return false }
