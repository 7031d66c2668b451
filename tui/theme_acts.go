package tui

import (
	"context"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/search"
	"veldwerk/store"
	"veldwerk/tui/form"
	"veldwerk/tui/palette"
	"veldwerk/workspace"
)

// madeTheme is a theme that was just made: the cursor goes there.
type madeTheme struct{ id codebook.ThemeID }

// addedPart is a code or word that a theme just got: the cursor goes there.
type addedPart struct{ key string }

// themeForm asks for everything about a theme.
func (s *themesScreen) themeForm(t codebook.Theme) *form.Form {
	var paths, words []string
	for _, id := range t.Codes {
		paths = append(paths, s.state.tree.Path(id))
	}
	for _, w := range t.Words {
		words = append(words, w.Text)
	}
	f := form.New(s.theme,
		form.Field{Name: "name", Label: s.say("themes.name"), Kind: form.Line, Check: s.checkName(t.ID)},
		form.Field{Name: "claim", Label: s.say("themes.claim"), Hint: s.say("themes.claim.ask"), Kind: form.Text, Rows: 2},
		form.Field{Name: "codes", Label: s.say("themes.codes"), Hint: s.say("themes.codes.ask"), Kind: form.Strings, Rows: 3, Check: s.checkCodes},
		form.Field{Name: "words", Label: s.say("themes.words"), Hint: s.say("themes.words.ask"), Kind: form.Strings, Rows: 3, Check: func(f *form.Form) string { return s.checkWords(t, f.Items("words")) }},
	)
	f.Set("name", t.Name)
	f.Set("claim", t.Claim)
	f.SetStrings("codes", paths)
	f.SetStrings("words", words)
	f.Settle()
	return f
}

func (s *themesScreen) checkName(id codebook.ThemeID) func(*form.Form) string {
	return func(f *form.Form) string {
		name := strings.TrimSpace(f.Value("name"))
		if name == "" {
			return s.say("form.required")
		}
		for _, t := range s.state.themes {
			if t.ID != id && codebook.Fold(t.Name) == codebook.Fold(name) {
				return s.say("themes.name-taken", "Name", t.Name)
			}
		}
		return ""
	}
}

// checkCodes demands that each path means one code.
func (s *themesScreen) checkCodes(f *form.Form) string {
	for _, path := range f.Items("codes") {
		switch n := len(s.state.tree.Find(path)); n {
		case 1:
		case 0:
			return s.say("themes.no-code", "Path", path)
		default:
			return s.say("themes.many-codes", "Path", path, "Number", n)
		}
	}
	return ""
}

// checkWords demands words that search can read, and no theme within itself.
func (s *themesScreen) checkWords(t codebook.Theme, words []string) string {
	for _, w := range words {
		if s.book().Circular(t.ID, w) || t.Name != "" && codebook.Fold(search.SubTheme(w)) == codebook.Fold(t.Name) {
			return s.say("themes.circular", "Word", w)
		}
		for _, p := range search.Parse(w).Problems {
			return s.say("query."+p.Code, "Text", p.Text)
		}
	}
	return ""
}

// answeredTheme is the theme with the answers of the form; a word that was off
// stays off.
func (s *themesScreen) answeredTheme(f *form.Form, t codebook.Theme) codebook.Theme {
	old := t.Words
	t.Name, t.Claim = strings.TrimSpace(f.Value("name")), strings.TrimSpace(f.Value("claim"))
	t.Codes, t.Words = nil, nil
	for _, path := range f.Items("codes") {
		if found := s.state.tree.Find(path); len(found) == 1 && !slices.Contains(t.Codes, found[0].ID) {
			t.Codes = append(t.Codes, found[0].ID)
		}
	}
	for _, w := range f.Items("words") {
		at := slices.IndexFunc(old, func(o codebook.Word) bool { return o.Text == w })
		t.Words = withWord(t.Words, codebook.Word{Text: w, Off: at >= 0 && old[at].Off})
	}
	return t
}

// withWord adds a word that is not there yet.
func withWord(words []codebook.Word, w codebook.Word) []codebook.Word {
	if slices.ContainsFunc(words, func(o codebook.Word) bool { return o.Text == w.Text }) {
		return words
	}
	return append(words, w)
}

func (s *themesScreen) edit() tea.Cmd {
	if t, ok := s.current(); ok && !s.refuseReadOnly() {
		s.editTheme(t)
	}
	return nil
}

func (s *themesScreen) editTheme(t codebook.Theme) {
	ws := s.ws
	o := &formOverlay{desk: s.desk, title: t.Name, form: s.themeForm(t), tall: true}
	o.then = func(f *form.Form) tea.Cmd {
		if !f.Changed() {
			return nil
		}
		changed := s.answeredTheme(f, t)
		return s.act(screenThemes, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
			return nil, ws.UpdateTheme(ctx, by, changed)
		}, func() string { return s.say("themes.edited", "Name", safe(changed.Name)) })
	}
	s.askDraft(o, workspace.DraftOf{Kind: workspace.DraftTheme, About: codebook.Ref{Kind: codebook.RefTheme, Theme: t.ID}})
}

// resumeDraft opens the form that a draft was typed in, when its theme is there.
func (s *themesScreen) resumeDraft(of workspace.DraftOf) tea.Cmd {
	if of.Kind == workspace.DraftNewTheme {
		return s.add()
	}
	for _, t := range s.state.themes {
		if t.ID == of.About.Theme {
			s.editTheme(t)
		}
	}
	return nil
}

func (s *themesScreen) add() tea.Cmd {
	if s.refuseReadOnly() {
		return nil
	}
	ws := s.ws
	o := &formOverlay{desk: s.desk, title: s.say("themes.new"), form: s.themeForm(codebook.Theme{}), tall: true}
	o.then = func(f *form.Form) tea.Cmd {
		last := 0
		for _, t := range s.state.themes {
			last = max(last, t.Position+1)
		}
		fresh := s.answeredTheme(f, codebook.Theme{Position: last})
		return s.act(screenThemes, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
			id, err := ws.Project.Themes.Add(ctx, by, fresh)
			if err != nil {
				return nil, err
			}
			return madeTheme{id}, nil
		}, func() string { return s.say("themes.added", "Name", safe(fresh.Name)) })
	}
	s.askDraft(o, workspace.DraftOf{Kind: workspace.DraftNewTheme, About: codebook.Ref{Kind: codebook.RefTheme}})
	return nil
}

func (s *themesScreen) remove() tea.Cmd {
	t, ok := s.current()
	if !ok || s.refuseReadOnly() {
		return nil
	}
	ws := s.ws
	return s.act(screenThemes, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		return nil, ws.Project.Themes.Delete(ctx, by, t.ID)
	}, func() string { return s.say("themes.deleted", "Name", safe(t.Name)) })
}

// change amends the theme as it is when its turn comes: keys may be quicker
// than reads. What f gives is a message for the screen, or nil.
func (s *themesScreen) change(id codebook.ThemeID, f func(*codebook.Theme) tea.Msg, then func() string) tea.Cmd {
	ws := s.ws
	return s.act(screenThemes, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		themes, err := ws.Project.Themes.List(ctx)
		if err != nil {
			return nil, err
		}
		at := slices.IndexFunc(themes, func(t codebook.Theme) bool { return t.ID == id })
		if at < 0 {
			return nil, fmt.Errorf("theme %s: %w", id, store.ErrNotFound)
		}
		msg := f(&themes[at])
		return msg, ws.Project.Themes.Update(ctx, by, themes[at])
	}, then)
}

// toggle switches the word at the cursor off, or on again.
func (s *themesScreen) toggle() tea.Cmd {
	t, ok := s.current()
	kind, word := s.here()
	if !ok || kind != partWord || s.refuseReadOnly() {
		return nil
	}
	off := false
	return s.change(t.ID, func(t *codebook.Theme) tea.Msg {
		for i := range t.Words {
			if t.Words[i].Text == word {
				t.Words[i].Off = !t.Words[i].Off
				off = t.Words[i].Off
			}
		}
		return nil
	}, func() string {
		if off {
			return s.say("themes.word-off", "Word", safe(word))
		}
		return s.say("themes.word-on", "Word", safe(word))
	})
}

// takeOut takes the code or word at the cursor out of the theme.
func (s *themesScreen) takeOut() tea.Cmd {
	t, ok := s.current()
	kind, rest := s.here()
	if !ok || kind == "" || s.refuseReadOnly() {
		return nil
	}
	name := rest
	if kind == partCode {
		name = s.state.tree.Path(codeID(rest))
	}
	return s.change(t.ID, func(t *codebook.Theme) tea.Msg {
		t.Codes = slices.DeleteFunc(t.Codes, func(id codebook.CodeID) bool { return kind == partCode && id == codeID(rest) })
		t.Words = slices.DeleteFunc(t.Words, func(w codebook.Word) bool { return kind == partWord && w.Text == rest })
		return nil
	}, func() string { return s.say("themes.taken-out", "Name", safe(name), "Theme", safe(t.Name)) })
}

// addCode picks a code that belongs to the theme.
func (s *themesScreen) addCode() tea.Cmd {
	t, ok := s.current()
	if !ok || s.refuseReadOnly() {
		return nil
	}
	items := slices.DeleteFunc(s.codeItems(), func(i palette.Item[codebook.Code]) bool { return slices.Contains(t.Codes, i.Value.ID) })
	s.pick(s.say("themes.code-title", "Theme", t.Name), items, func(c codebook.Code) tea.Cmd {
		return s.change(t.ID, func(t *codebook.Theme) tea.Msg {
			if !slices.Contains(t.Codes, c.ID) {
				t.Codes = append(t.Codes, c.ID)
			}
			return addedPart{partCode + c.ID.String()}
		}, func() string { return s.say("themes.code-added", "Code", safe(c.Name), "Theme", safe(t.Name)) })
	})
	return nil
}

// follow shows the code at the cursor in the codebook, or searches the word.
func (s *themesScreen) follow() tea.Cmd {
	switch kind, rest := s.here(); kind {
	case partCode:
		return s.goTo(screenCodebook, showCode{id: codeID(rest)})
	case partWord:
		if sub := search.SubTheme(rest); sub != "" {
			for _, t := range s.state.themes {
				if codebook.Fold(t.Name) == codebook.Fold(sub) {
					s.within = false
					s.list.Goto(t.ID.String())
					return s.look()
				}
			}
			s.tell("themes.no-theme", "Name", sub)
			return nil
		}
		return s.goTo(screenSearch, showQuery{query: search.Standing(rest).String()})
	}
	return nil
}

// search searches for the theme as one thing.
func (s *themesScreen) search() tea.Cmd {
	t, ok := s.current()
	if !ok {
		return nil
	}
	return s.goTo(screenSearch, showQuery{query: search.ThemeWord(t.Name, s.tongue.Tag())})
}

func (s *themesScreen) memo() tea.Cmd {
	t, ok := s.current()
	if !ok || s.refuseReadOnly() {
		return nil
	}
	return s.askMemo(screenThemes, codebook.Memo{Kind: codebook.MemoNote, About: codebook.Ref{Kind: codebook.RefTheme, Theme: t.ID}})
}
