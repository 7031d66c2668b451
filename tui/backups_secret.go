package tui

import (
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"veldwerk/tui/form"
	"veldwerk/tui/palette"
	"veldwerk/tui/text"
)

// secretOverlay asks for a passphrase and shows none of it, a star per character.
type secretOverlay struct {
	desk  *desk
	title string
	typed string
	then  func(string) tea.Cmd
}

func askSecret(d *desk, titleID string, then func(string) tea.Cmd) overlay {
	return &secretOverlay{desk: d, title: d.say(titleID), then: then}
}

func (o *secretOverlay) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch m := msg.(type) {
	case tea.PasteMsg:
		o.typed += strings.TrimRight(m.Content, "\r\n")
	case tea.KeyPressMsg:
		switch key := m.String(); {
		case key == "esc":
			return nil, true
		case key == "enter" && o.typed != "":
			return o.then(o.typed), true
		case key == "backspace" && o.typed != "":
			_, n := utf8.DecodeLastRuneInString(o.typed)
			o.typed = o.typed[:len(o.typed)-n]
		case key == "ctrl+u":
			o.typed = ""
		case isText(m):
			o.typed += m.Key().Text
		}
	}
	return nil, false
}

func (o *secretOverlay) Draw(w, h int) face {
	inner := max(w-2, 1)
	dots := strings.Repeat("*", min(utf8.RuneCountInString(o.typed), max(inner-1, 0)))
	rows := o.desk.boxed(o.title, []string{text.Fit(dots, inner)}, w)
	if h < len(rows) {
		rows = rows[:max(h, 0)]
	}
	return face{rows: rows, cursor: &point{x: 1 + text.Width(dots), y: 1}}
}

func (o *secretOverlay) Hints() []hint {
	return []hint{{"enter", "form.done"}, {"esc", "form.cancel"}}
}

// chooseSecond asks for the folder that the second copies go to.
func (s *backupsScreen) chooseSecond() tea.Cmd {
	o := promptFor(s.desk, "backups.ask-second", s.settings.BackupFolder, func(answer string) tea.Cmd {
		s.settings.BackupFolder = typedPath(answer)
		if err := s.settings.Save(s.env); err != nil {
			s.fail(err)
			return nil
		}
		s.tell("backups.second-chosen", "Path", safe(s.settings.BackupFolder))
		return s.unlockSecond()
	})
	s.ask(o)
	return nil
}

// unlockSecond asks for the passphrase, which is kept in memory only. It asks
// twice: a slip would make copies that nobody can open.
func (s *backupsScreen) unlockSecond() tea.Cmd {
	ws := s.ws
	f := form.New(s.theme,
		form.Field{Name: "passphrase", Label: s.say("pseudonyms.field.passphrase"), Kind: form.Line, Hidden: true, Check: func(f *form.Form) string {
			if f.Value("passphrase") == "" {
				return s.say("pseudonyms.empty-passphrase")
			}
			return ""
		}},
		form.Field{Name: "again", Label: s.say("pseudonyms.field.again"), Kind: form.Line, Hidden: true, Check: func(f *form.Form) string {
			if f.Value("again") != f.Value("passphrase") {
				return s.say("pseudonyms.passphrases-differ")
			}
			return ""
		}})
	s.ask(fillIn(s.desk, s.say("backups.ask-passphrase"), f, func(f *form.Form) tea.Cmd {
		ws.Unlock(f.Value("passphrase"))
		s.tell("backups.second-unlocked")
		return nil
	}))
	return nil
}

// noSecond takes the second place away; what lies there stays.
func (s *backupsScreen) noSecond() tea.Cmd {
	s.settings.BackupFolder = ""
	if err := s.settings.Save(s.env); err != nil {
		s.fail(err)
		return nil
	}
	s.tell("backups.second-none")
	return nil
}

// pickTitled is pickFrom with a title that is worded already.
func pickTitled(d *desk, title string, items []choice, then func(key string) tea.Cmd) overlay {
	var list []palette.Item[string]
	for _, c := range items {
		list = append(list, palette.Item[string]{Value: c.key, Name: c.label, Detail: c.detail})
	}
	return &pickOverlay[string]{desk: d, palette: palette.New(d.theme, title, list), then: func(a palette.Answer[string]) tea.Cmd {
		return then(a.Item.Value)
	}}
}
