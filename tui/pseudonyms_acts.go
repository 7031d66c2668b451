package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/pseudonym"
	"veldwerk/tui/form"
	"veldwerk/workspace"
)

// add asks for a new entry; from the residue it starts with what was found.
func (s *pseudonymsScreen) add() tea.Cmd {
	e := pseudonym.Entry{Kind: pseudonym.Person}
	if i := s.list().Index(); s.view == viewResidue && i >= 0 && i < len(s.left) {
		e.Name = s.left[i].Text
	}
	s.askEntry("pseudonyms.add-title", e, "")
	return nil
}

func (s *pseudonymsScreen) edit() tea.Cmd {
	if i := s.list().Index(); i >= 0 && i < len(s.of.Entries) {
		s.askEntry("pseudonyms.edit-title", s.of.Entries[i], s.of.Entries[i].Name)
	}
	return nil
}

// takeEdited puts the suggestion under the cursor in the table, after a look.
func (s *pseudonymsScreen) takeEdited() tea.Cmd {
	if i := s.list().Index(); i >= 0 && i < len(s.found) {
		c := s.found[i]
		s.askEntry("pseudonyms.add-title", pseudonym.Entry{Kind: c.Kind, Name: c.Name, Variants: c.Variants}, "")
	}
	return nil
}

// askEntry asks for an entry; old is the name that it has in the table, "" for
// a new one.
func (s *pseudonymsScreen) askEntry(titleID string, e pseudonym.Entry, old string) {
	var kinds []form.Option
	for _, k := range pseudonym.Kinds() {
		kinds = append(kinds, form.Option{Key: string(k), Label: s.say("pseudonyms.entry." + string(k))})
	}
	f := form.New(s.theme,
		form.Field{Name: "name", Label: s.say("pseudonyms.field.name"), Kind: form.Line, Check: func(f *form.Form) string {
			if strings.TrimSpace(f.Value("name")) == "" {
				return s.say("form.required")
			}
			return ""
		}},
		form.Field{Name: "kind", Label: s.say("pseudonyms.field.kind"), Kind: form.Choice, Options: kinds},
		form.Field{Name: "replacement", Label: s.say("pseudonyms.field.replacement"), Hint: s.say("pseudonyms.field.replacement-hint"), Kind: form.Line},
		form.Field{Name: "variants", Label: s.say("pseudonyms.field.variants"), Hint: s.say("pseudonyms.field.variants-hint"), Kind: form.Strings, Rows: 4},
	)
	f.Set("name", e.Name)
	f.Set("kind", string(e.Kind))
	f.Set("replacement", e.Replacement)
	f.SetStrings("variants", e.Variants)
	f.Settle()
	s.ask(fillIn(s.desk, s.say(titleID), f, func(f *form.Form) tea.Cmd {
		return s.put(pseudonym.Entry{Kind: pseudonym.Kind(f.Value("kind")), Name: strings.TrimSpace(f.Value("name")),
			Replacement: strings.TrimSpace(f.Value("replacement")), Variants: f.Items("variants")}, old)
	}))
}

// put writes entries into the vault: a new one without spellings gets the
// proposed ones, one without a replacement a number.
func (s *pseudonymsScreen) put(e pseudonym.Entry, old string) tea.Cmd {
	word := s.say("pseudonyms.word." + string(e.Kind))
	return s.changeVault(func(v *workspace.Vault) error {
		return v.Change(func(t *pseudonym.Table) error {
			at := slices.IndexFunc(t.Entries, func(o pseudonym.Entry) bool { return o.Name == old && old != "" })
			if at >= 0 {
				t.Entries = slices.Delete(t.Entries, at, at+1)
			} else {
				at = len(t.Entries)
			}
			if old == "" && len(e.Variants) == 0 {
				e.Variants = t.Variants(e.Kind, e.Name)
			}
			if e.Replacement == "" {
				e.Replacement = t.NextReplacement(word)
			}
			t.Entries = slices.Insert(t.Entries, at, e)
			return nil
		})
	}, s.say("pseudonyms.saved", "Name", e.Name))
}

// take puts the ticked suggestions in the table, else the one under the cursor.
func (s *pseudonymsScreen) take() tea.Cmd {
	chosen := s.list().Selected()
	if len(chosen) == 0 {
		return nil
	}
	var entries []pseudonym.Entry
	words := map[pseudonym.Kind]string{}
	for _, c := range s.found {
		words[c.Kind] = s.say("pseudonyms.word." + string(c.Kind))
		if slices.Contains(chosen, c.Name) {
			entries = append(entries, pseudonym.Entry{Kind: c.Kind, Name: c.Name, Variants: c.Variants})
		}
	}
	s.list().ClearTicks()
	return s.changeVault(func(v *workspace.Vault) error {
		return v.Change(func(t *pseudonym.Table) error {
			for _, e := range entries {
				// Two suggestions may propose one spelling; the first has it.
				e.Variants = slices.DeleteFunc(slices.Clone(e.Variants), func(form string) bool { return t.Find(form) >= 0 })
				e.Replacement = t.NextReplacement(words[e.Kind])
				if t.Find(e.Name) < 0 {
					t.Entries = append(t.Entries, e)
				}
			}
			return nil
		})
	}, s.say("pseudonyms.taken", "Count", len(entries)))
}

// remove takes the entry under the cursor out of the table, after asking: the
// table is the only place that knows what it stood for.
func (s *pseudonymsScreen) remove() tea.Cmd {
	i := s.list().Index()
	if i < 0 || i >= len(s.of.Entries) {
		return nil
	}
	name := s.of.Entries[i].Name
	items := []choice{{key: "no", label: s.say("pseudonyms.keep")}, {key: "yes", label: s.say("pseudonyms.remove-it", "Name", name)}}
	s.ask(pickFrom(s.desk, "pseudonyms.remove-title", items, func(key string) tea.Cmd {
		if key != "yes" {
			return nil
		}
		return s.changeVault(func(v *workspace.Vault) error {
			return v.Change(func(t *pseudonym.Table) error {
				t.Entries = slices.DeleteFunc(t.Entries, func(e pseudonym.Entry) bool { return e.Name == name })
				return nil
			})
		}, s.say("pseudonyms.removed", "Name", name))
	}))
	return nil
}

// accept remembers the ticked findings, else the one under the cursor.
func (s *pseudonymsScreen) accept() tea.Cmd {
	hashes := s.list().Selected()
	if len(hashes) == 0 {
		return nil
	}
	s.list().ClearTicks()
	return s.changeVault(func(v *workspace.Vault) error {
		v.Accept(hashes...)
		return v.Save()
	}, s.say("pseudonyms.accepted", "Count", len(hashes)))
}

// open goes to the place of a finding; elsewhere it edits or takes.
func (s *pseudonymsScreen) open() tea.Cmd {
	i := s.list().Index()
	switch {
	case s.vault.vault == nil || i < 0:
		return nil
	case s.view == viewTable:
		return s.edit()
	case s.view == viewSuggested:
		return s.takeEdited()
	case i >= len(s.left):
		return nil
	}
	l := s.left[i].Left
	switch l.Part {
	case workspace.PartText:
		return s.goTo(screenReader, showDocument{id: l.Document, turn: l.Turn})
	case workspace.PartMemo:
		return s.goTo(screenMemos, nil)
	case workspace.PartCase, workspace.PartAttribute:
		return s.goTo(screenCases, nil)
	case workspace.PartSpeaker:
		return s.goTo(screenSpeakers, nil)
	case workspace.PartCode, workspace.PartDefinition:
		return s.goTo(screenCodebook, nil)
	case workspace.PartTheme:
		return s.goTo(screenThemes, nil)
	case workspace.PartTitle, workspace.PartSource:
		return s.goTo(screenDocuments, nil)
	case workspace.PartNote:
		return s.goTo(screenFragments, nil)
	case workspace.PartQuarantine:
		return s.goTo(screenQuarantine, nil)
	}
	s.tell("pseudonyms.no-place")
	return nil
}
