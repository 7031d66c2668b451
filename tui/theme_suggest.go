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

// suggestOverlay shows words that a theme may lack, each with its reason; Enter
// puts one in the vocabulary, or takes it out again.
type suggestOverlay struct {
	screen *themesScreen
	theme  codebook.ThemeID
	name   string
	list   *list.List
	rows   []search.Suggestion // by row of the list; headings have no term
	added  map[string]bool     // words of the vocabulary, as added here

	alike    alikeState
	progress chan int // in hundredths, of the reading for words that are used alike
	percent  int
}

// alikeState is how far the words are that are used alike.
type alikeState int

const (
	alikeLater alikeState = iota
	alikeReading
	alikeFew // there are too few words for them
	alikeDone
)

type (
	suggestionsRead struct {
		theme codebook.ThemeID
		found []search.Suggestion
		alike alikeState
	}
	suggestProgress struct {
		from    chan int
		percent int
	}
)

// suggestMost is how many are shown of each kind.
const suggestMost = 15

const (
	readSuggest = "suggest"
	readAlike   = "alike"
)

// suggestWords looks for words that the theme under the cursor may lack.
func (s *themesScreen) suggestWords() tea.Cmd {
	t, ok := s.current()
	if !ok {
		return nil
	}
	o := &suggestOverlay{screen: s, theme: t.ID, name: t.Name, added: map[string]bool{}, list: list.New(s.theme,
		list.Column{Fixed: 3, Stay: 4},
		list.Column{Title: s.say("search.words-word"), Min: 14, Weight: 1, Stay: 5},
		list.Column{Title: s.say("themes.suggest-why"), Min: 14, Weight: 2, Stay: 3},
		list.Column{Title: s.say("search.words-times"), Fixed: 8, Align: list.Right, Stay: 2},
	)}
	o.list.Empty = s.say("search.words-counting")
	s.suggest = o
	s.ask(o)
	lens := s.lens
	return s.read(screenThemes, readSuggest, func(ctx context.Context) (tea.Msg, error) {
		found, err := lens.Suggest(ctx, t, search.SuggestOptions{Limit: suggestMost})
		return suggestionsRead{theme: t.ID, found: found}, err
	})
}

// readAlike reads the words that are used alike: all texts, the first time.
func (o *suggestOverlay) readAlike() tea.Cmd {
	s := o.screen
	at := slices.IndexFunc(s.state.themes, func(t codebook.Theme) bool { return t.ID == o.theme })
	if at < 0 {
		return nil
	}
	t, lens, progress := s.state.themes[at], s.lens, make(chan int, 1)
	o.alike, o.progress = alikeReading, progress
	read := s.read(screenThemes, readAlike, func(ctx context.Context) (tea.Msg, error) {
		defer close(progress)
		neighbours, err := lens.Neighbours(ctx, func(done, total int) {
			select {
			case progress <- done * 100 / max(total, 1):
			default: // the last one is not drawn yet
			}
		})
		if err != nil || neighbours == nil {
			return suggestionsRead{theme: t.ID, alike: alikeFew}, err
		}
		found, err := lens.Suggest(ctx, t, search.SuggestOptions{Limit: suggestMost, Neighbours: neighbours})
		return suggestionsRead{theme: t.ID, found: found, alike: alikeDone}, err
	})
	return tea.Batch(read, o.wait())
}

// wait gives the next progress.
func (o *suggestOverlay) wait() tea.Cmd {
	progress := o.progress
	return func() tea.Msg {
		percent, open := <-progress
		if !open {
			return nil
		}
		return toScreen{screenThemes, suggestProgress{progress, percent}}
	}
}

// set shows what was found; the quick kinds come first.
func (o *suggestOverlay) set(m suggestionsRead) tea.Cmd {
	if m.alike == alikeFew {
		o.alike = alikeFew
		return nil
	}
	key := o.list.Key()
	o.rows = nil
	for _, kind := range []search.SuggestionKind{search.SuggestKin, search.SuggestNear, search.SuggestAlike} {
		headed := false
		for _, w := range m.found {
			if w.Kind != kind {
				continue
			}
			if !headed {
				o.rows = append(o.rows, search.Suggestion{Kind: kind})
				headed = true
			}
			o.rows = append(o.rows, w)
		}
	}
	d := o.screen.desk
	o.list.Empty = d.say("themes.no-suggestions")
	o.lay()
	if key == "" || !o.list.Goto(key) {
		o.list.Home()
	}
	if m.alike == alikeDone {
		o.alike = alikeDone
		return nil
	}
	return o.readAlike()
}

func (o *suggestOverlay) lay() {
	d := o.screen.desk
	o.list.SetSource(list.Source{Len: len(o.rows), Row: func(i int) list.Row {
		w := o.rows[i]
		if w.Term == "" {
			return list.Row{Heading: true, Cells: []list.Cell{{Text: d.say("themes.suggest-" + string(w.Kind))}}}
		}
		box := "[ ]"
		if o.added[w.Term] {
			box = "[x]"
		}
		return list.Row{Key: w.Term, Cells: []list.Cell{
			{Text: box}, {Text: w.Text}, {Text: d.say("search.words-"+string(w.Kind), "Word", w.Of), Style: d.theme.Dim}, {Text: d.tongue.Number(w.Count)},
		}}
	}})
}

func (o *suggestOverlay) Update(msg tea.Msg) (tea.Cmd, bool) {
	d := o.screen.desk
	switch m := msg.(type) {
	case tea.KeyPressMsg:
		switch key := keyName(m, d.settings); key {
		case "esc", "q", "b":
			o.stop()
			return nil, true
		case "enter", "space":
			return o.toggle(), false
		case "o":
			if w, ok := o.here(); ok {
				o.stop()
				return d.goTo(screenSearch, showQuery{query: queryWord(w.Text)}), true
			}
		default:
			walk(o.list, key)
		}
	case tea.MouseClickMsg:
		m.X, m.Y = m.X-1, m.Y-1
		if _, again := pointAt(o.list, m); again {
			return o.toggle(), false
		}
	case tea.MouseWheelMsg:
		pointAt(o.list, m)
	}
	return nil, false
}

func (o *suggestOverlay) here() (search.Suggestion, bool) {
	at := o.list.Index()
	if at < 0 || at >= len(o.rows) || o.rows[at].Term == "" {
		return search.Suggestion{}, false
	}
	return o.rows[at], true
}

// toggle puts the word under the cursor in the vocabulary, or takes out what was
// put in here.
func (o *suggestOverlay) toggle() tea.Cmd {
	w, ok := o.here()
	if !ok || o.screen.refuseReadOnly() {
		return nil
	}
	word, s, add := queryWord(w.Text), o.screen, !o.added[w.Term]
	o.added[w.Term] = add
	o.lay()
	o.list.Down()
	return s.change(o.theme, func(t *codebook.Theme) tea.Msg {
		if add {
			t.Words = search.AddWord(t.Words, word)
			return addedPart{partWord + word}
		}
		t.Words = slices.DeleteFunc(t.Words, func(x codebook.Word) bool { return x.Text == word })
		return nil
	}, func() string {
		if add {
			return s.say("themes.suggest-added", "Word", safe(word))
		}
		return s.say("themes.suggest-out", "Word", safe(word))
	})
}

// stop ends the reading and closes.
func (o *suggestOverlay) stop() {
	o.screen.suggest = nil
	o.screen.stopRead(screenThemes, readSuggest)
	o.screen.stopRead(screenThemes, readAlike)
}

// stopRead stops a read that nobody waits for any more.
func (d *desk) stopRead(owner screenID, topic string) {
	key := string(owner) + "/" + topic
	if stop := d.stops[key]; stop != nil {
		stop()
		d.reads[key]++
	}
}

func (o *suggestOverlay) Draw(w, h int) face {
	d := o.screen.desk
	o.list.Theme = d.theme
	inner := min(max(h*2/3, 8), h-2, max(len(o.rows)+2, 8))
	if inner < 2 || w < 3 {
		return face{rows: o.list.View(w, max(h, 0), true)}
	}
	rows := o.list.View(w-2, inner-1, true)
	state := ""
	switch o.alike {
	case alikeReading:
		state = d.say("themes.alike-reading", "Percent", o.percent)
	case alikeFew:
		state = d.say("themes.alike-few", "Number", d.tongue.Number(search.NeighboursFrom))
	}
	rows = append(rows, d.theme.Dim.Render(text.Fit(" "+state, w-2)))
	return face{rows: d.boxed(d.say("themes.suggest-title", "Theme", o.name), rows, w)}
}

func (o *suggestOverlay) Hints() []hint {
	return []hint{{"enter", "themes.suggest-add"}, {"o", "themes.suggest-look"}, {"esc", "form.close"}}
}

// joinDots lists words for people.
func joinDots(words []string) string { return strings.Join(words, " · ") }
