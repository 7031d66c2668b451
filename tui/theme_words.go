package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/search"
	"veldwerk/tui/form"
	"veldwerk/tui/list"
	"veldwerk/tui/palette"
)

// wordGroup is a part of a vocabulary under its heading.
type wordGroup struct {
	head  string // message
	words []codebook.Word
}

// groupWords tells words, exclusions and the themes within a theme apart.
func groupWords(t codebook.Theme) []wordGroup {
	groups := []wordGroup{{head: "themes.words-head"}, {head: "themes.excludes-head"}, {head: "themes.within-head"}}
	for _, w := range t.Words {
		at := 0
		switch {
		case search.Excludes(w.Text):
			at = 1
		case search.SubTheme(w.Text) != "":
			at = 2
		}
		groups[at].words = append(groups[at].words, w)
	}
	return groups
}

func offCount(words []codebook.Word) int {
	n := 0
	for _, w := range words {
		if w.Off {
			n++
		}
	}
	return n
}

// wordRow is a word of the vocabulary with the turns that it finds.
func (s *themesScreen) wordRow(w codebook.Word) list.Row {
	label := w.Text
	switch sub := search.SubTheme(w.Text); {
	case search.Excludes(w.Text):
		label = search.Standing(w.Text).String()
	case sub != "":
		label = sub
	}
	count := ""
	if n, ok := s.turns[w.Text]; ok {
		count = s.say("themes.turns", "Count", n, "Number", s.tongue.Number(n))
	}
	if w.Off {
		return list.Row{Key: partWord + w.Text, Cells: []list.Cell{{Text: "[ ]", Style: s.theme.Dim}, {Text: label, Style: s.theme.Dim}, {Text: s.say("themes.off"), Style: s.theme.Dim}}}
	}
	return list.Row{Key: partWord + w.Text, Cells: []list.Cell{{Text: "[x]"}, {Text: label}, {Text: count, Style: s.theme.Dim}}}
}

// turnsRead is how many turns words find, by word.
type turnsRead map[string]int

// countWords counts what each word of the theme under the cursor finds.
func (s *themesScreen) countWords() tea.Cmd {
	t, ok := s.current()
	var missing []string
	for _, w := range t.Words {
		if _, counted := s.turns[w.Text]; !counted {
			missing = append(missing, w.Text)
		}
	}
	if !ok || len(missing) == 0 {
		return nil
	}
	ws := s.ws
	return s.read(screenThemes, "turns", func(ctx context.Context) (tea.Msg, error) {
		out := turnsRead{}
		for _, word := range missing {
			found, err := ws.Search(ctx, search.Standing(word), 1)
			if err != nil {
				return nil, err
			}
			out[word] = found.Total
		}
		return out, nil
	})
}

// book is what search knows of the themes.
func (s *themesScreen) book() search.Codebook { return search.Codebook{Themes: s.state.themes} }

// themeForms are the forms of the words of a theme, or of one of its words.
type themeForms struct{ words []search.Expansion }

// forms reads the forms of the word under the cursor, else of all words of the
// theme.
func (s *themesScreen) forms() tea.Cmd {
	t, ok := s.current()
	if !ok {
		return nil
	}
	kind, word := s.here()
	if kind == partCode {
		return nil
	}
	ws, language := s.ws, s.tongue.Tag()
	return s.read(screenThemes, "forms", func(ctx context.Context) (tea.Msg, error) {
		all, err := ws.Expand(ctx, search.Parse(search.ThemeWord(t.Name, language)))
		var m themeForms
		for _, w := range all {
			if word == "" || w.Theme == t.ID && w.Entry == word || w.Theme != t.ID && search.SubTheme(word) != "" && codebook.Fold(w.Name) == codebook.Fold(search.SubTheme(word)) {
				m.words = append(m.words, w)
			}
		}
		return m, err
	})
}

func (s *themesScreen) askForms(m themeForms) {
	if len(m.words) == 0 {
		s.tell("search.no-forms")
		return
	}
	s.ask(newFormsOverlay(s.desk, m.words, func(changed []formSwitch) tea.Cmd {
		if s.refuseReadOnly() {
			return nil
		}
		if len(changed) > switchesMost {
			s.tell("search.too-many-forms", "Number", s.tongue.Number(switchesMost))
			return nil
		}
		return s.switchInThemes(screenThemes, changed)
	}))
}

// exclude asks for what does not count.
func (s *themesScreen) exclude() tea.Cmd {
	return s.askWords("themes.exclude-title", "themes.exclude.ask", search.Exclusion)
}

// addWord asks for words; several are divided by semicolons.
func (s *themesScreen) addWord() tea.Cmd {
	return s.askWords("themes.word-title", "themes.word.ask", func(w string) string { return w })
}

func (s *themesScreen) askWords(title, hint string, as func(string) string) tea.Cmd {
	t, ok := s.current()
	if !ok || s.refuseReadOnly() {
		return nil
	}
	words := func(f *form.Form) []string {
		out := codebook.SplitList(f.Value("words"))
		for i := range out {
			out[i] = as(out[i])
		}
		return out
	}
	f := form.New(s.theme, form.Field{Name: "words", Kind: form.Line, Hint: s.say(hint), Check: func(f *form.Form) string {
		if len(words(f)) == 0 {
			return s.say("form.required")
		}
		return s.checkWords(t, words(f))
	}})
	s.ask(&formOverlay{desk: s.desk, title: s.say(title, "Theme", t.Name), form: f, then: func(f *form.Form) tea.Cmd {
		return s.addWords(t, words(f))
	}})
	return nil
}

// addWords puts words in the vocabulary.
func (s *themesScreen) addWords(t codebook.Theme, added []string) tea.Cmd {
	return s.change(t.ID, func(t *codebook.Theme) tea.Msg {
		for _, w := range added {
			t.Words = search.AddWord(t.Words, w)
		}
		return addedPart{partWord + added[len(added)-1]}
	}, func() string {
		return s.say("themes.words-added", "Words", safe(joinDots(added)), "Count", len(added))
	})
}

// addTheme picks a theme whose words and codes count for this one too.
func (s *themesScreen) addTheme() tea.Cmd {
	t, ok := s.current()
	if !ok || s.refuseReadOnly() {
		return nil
	}
	var items []palette.Item[string]
	for _, other := range s.state.themes {
		word := search.ThemeWord(other.Name, s.tongue.Tag())
		if other.ID != t.ID && !s.book().Circular(t.ID, word) {
			items = append(items, palette.Item[string]{Value: word, Name: other.Name})
		}
	}
	if len(items) == 0 {
		s.tell("themes.no-other")
		return nil
	}
	s.ask(&pickOverlay[string]{desk: s.desk, palette: palette.New(s.theme, s.say("themes.theme-title", "Theme", t.Name), items), then: func(a palette.Answer[string]) tea.Cmd {
		return s.addWords(t, []string{a.Item.Value})
	}})
	return nil
}

// uncoded searches for what the theme finds and nobody has coded yet.
func (s *themesScreen) uncoded() tea.Cmd {
	t, ok := s.current()
	if !ok {
		return nil
	}
	return s.goTo(screenSearch, showQuery{query: search.ThemeWord(t.Name, s.tongue.Tag()) + " " + s.uncodedCondition()})
}
