package tui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/search"
	"veldwerk/tui/list"
	"veldwerk/workspace"
)

// wordsOverlay shows the words around the match under the cursor, the words of
// the turns that were found, and what a theme may lack. Enter searches for one.
type wordsOverlay struct {
	desk   *desk
	list   *list.List
	word   string // as it stands in the text; "" where only fields matched
	rows   []string
	search func(query string) tea.Cmd
}

type wordsRead struct {
	word        string
	collocates  []search.Collocate
	words       []search.WordCount
	suggestions []search.Suggestion
}

const (
	wordsMost   = 25 // of each kind
	collocation = 5  // words on either side
	nearLeast   = 3  // as often a collocate must stand there
)

// words opens the panel for the match under the cursor.
func (s *searchScreen) words() tea.Cmd {
	_, l, ok := s.here()
	if !ok {
		return nil
	}
	o := &wordsOverlay{desk: s.desk, word: l.text[l.mark[0]:l.mark[1]], list: list.New(s.theme), search: s.start}
	o.list.Empty = s.say("search.words-counting")
	s.wording = o
	s.ask(o)
	ws, lens, hits, theme := s.ws, s.lens, s.found.hits, s.query.Theme()
	return s.read(screenSearch, "words", func(ctx context.Context) (tea.Msg, error) {
		return readWords(ctx, ws, lens, o.word, hits, theme)
	})
}

// start searches for another query, which Backspace takes back.
func (s *searchScreen) start(query string) tea.Cmd {
	s.wider = append(s.wider, s.field.value())
	s.field.set(query)
	return s.run()
}

// literally is the query for exactly these words.
func literally(words string) string { return `="` + strings.ReplaceAll(words, `"`, " ") + `"` }

func readWords(ctx context.Context, ws *workspace.Workspace, lens *workspace.Lens, word string, hits []search.Hit, theme string) (tea.Msg, error) {
	r := wordsRead{word: word}
	if word != "" {
		of, err := ws.Search(ctx, search.Parse(literally(word)), 0)
		if err != nil {
			return nil, err
		}
		o := search.CollocateOptions{Window: collocation, WordOptions: search.WordOptions{MinCount: nearLeast, Limit: wordsMost}}
		if r.collocates, err = lens.Collocates(ctx, of.Hits, o); err != nil {
			return nil, err
		}
	}
	counted, err := lens.HitWords(ctx, hits)
	if err != nil {
		return nil, err
	}
	r.words = counted.Top(search.WordOptions{MinCount: 2, Limit: wordsMost})
	if theme == "" {
		return r, nil
	}
	book, err := ws.Codebook(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range book.Themes {
		if codebook.Fold(t.Name) == codebook.Fold(theme) {
			r.suggestions, err = lens.Suggest(ctx, t, search.SuggestOptions{Limit: wordsMost})
			return r, err
		}
	}
	return r, nil
}

// set shows what was counted.
func (o *wordsOverlay) set(r wordsRead) {
	d := o.desk
	var rows []list.Row
	o.rows = nil
	heading := func(text string) {
		o.rows = append(o.rows, "")
		rows = append(rows, list.Row{Heading: true, Cells: []list.Cell{{Text: text}}})
	}
	add := func(query string, cells ...string) {
		row := list.Row{Key: itoa(len(rows)) + query}
		for i, c := range cells {
			cell := list.Cell{Text: c}
			if i > 0 {
				cell.Style = d.theme.Dim
			}
			row.Cells = append(row.Cells, cell)
		}
		o.rows, rows = append(o.rows, query), append(rows, row)
	}
	if len(r.suggestions) > 0 {
		heading(d.say("search.words-suggested"))
		for _, w := range r.suggestions {
			why := d.say("search.words-"+string(w.Kind), "Word", w.Of)
			add(literally(w.Text), w.Text, why, d.tongue.Number(w.Count), "", "")
		}
	}
	if r.word != "" {
		heading(d.say("search.words-beside", "Word", r.word, "Number", itoa(collocation)))
		for _, c := range r.collocates {
			add(literally(r.word)+" NEAR/"+itoa(collocation)+" "+literally(c.Text), c.Text, d.say("search.words-total", "Number", d.tongue.Number(c.Total)),
				d.tongue.Number(c.Count), d.tongue.Decimal(c.Expected, 1), d.tongue.Decimal(c.LogLikelihood, 1))
		}
	}
	heading(d.say("search.words-found"))
	for _, w := range r.words {
		add(literally(w.Text), w.Text, "", d.tongue.Number(w.Count), "", "")
	}
	o.list.Columns = []list.Column{
		{Title: d.say("search.words-word"), Min: 14, Weight: 1, Stay: 5},
		{Min: 12, Weight: 1, Stay: 1},
		{Title: d.say("search.words-times"), Fixed: 6, Align: list.Right, Stay: 4},
		{Title: d.say("search.words-expected"), Fixed: 9, Align: list.Right, Stay: 2},
		{Title: d.say("search.words-sure"), Fixed: 14, Align: list.Right, Stay: 3},
	}
	o.list.SetSource(list.Of(rows...))
	o.list.Home()
}

func (o *wordsOverlay) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch m := msg.(type) {
	case tea.KeyPressMsg:
		switch key := keyName(m, o.desk.settings); key {
		case "esc", "q", "b":
			return nil, true
		case "enter":
			return o.choose()
		default:
			walk(o.list, key)
		}
	case tea.MouseClickMsg:
		m.X, m.Y = m.X-1, m.Y-1
		if _, again := pointAt(o.list, m); again {
			return o.choose()
		}
	case tea.MouseWheelMsg:
		pointAt(o.list, m)
	}
	return nil, false
}

func (o *wordsOverlay) choose() (tea.Cmd, bool) {
	at := o.list.Index()
	if at < 0 || at >= len(o.rows) || o.rows[at] == "" {
		return nil, false
	}
	return o.search(o.rows[at]), true
}

func (o *wordsOverlay) Draw(w, h int) face {
	o.list.Theme = o.desk.theme
	inner := min(max(h*2/3, 6), h-2)
	if inner < 1 || w < 3 {
		return face{rows: o.list.View(w, max(h, 0), true)}
	}
	return face{rows: o.desk.boxed(o.desk.say("search.words-title"), o.list.View(w-2, inner, true), w)}
}

func (o *wordsOverlay) Hints() []hint {
	return []hint{{"enter", "search.words-search"}, {"esc", "form.close"}, {"pgdown", "form.page"}}
}
