package tui

import (
	tea "charm.land/bubbletea/v2"

	"veldwerk/tui/list"
)

// helpScreen lists every key of the screen one came from, and those that mean
// the same everywhere. It is made from the commands themselves, so it cannot
// be out of date.
type helpScreen struct {
	*desk
	list     *list.List
	commands func(screenID) []command
	about    screenID
}

func newHelp(d *desk, commands func(screenID) []command) *helpScreen {
	return &helpScreen{desk: d, commands: commands, about: screenReader, list: list.New(d.theme,
		list.Column{Fixed: 18, Stay: 1}, list.Column{Min: 20, Stay: 2})}
}

func (s *helpScreen) Enter(show any) tea.Cmd {
	if about, ok := show.(screenID); ok && about != screenHelp {
		s.about = about
		s.list.Home()
	}
	var rows []list.Row
	heading := func(id string) {
		rows = append(rows, list.Row{Heading: true, Cells: []list.Cell{{Text: s.say(id)}}})
	}
	row := func(keys, what string) {
		rows = append(rows, list.Row{Key: keys + what, Cells: []list.Cell{{Text: keys, Style: s.theme.Key}, {Text: what}}})
	}
	heading(string(s.about) + ".title")
	row("", s.say(string(s.about)+".about"))
	seen := map[string]bool{}
	global := false
	for _, c := range s.commands(s.about) {
		if !global && c.id == "app.help" {
			global = true
			heading("help.everywhere")
		}
		if len(c.keys) == 0 || seen[c.id] {
			continue
		}
		seen[c.id] = true
		row(s.keysOf(c), s.say(c.id))
	}
	heading("help.go")
	for _, t := range goTargets {
		row("g "+t.letter, s.say(string(t.screen)+".title")+": "+s.say(string(t.screen)+".about"))
	}
	heading("help.mouse")
	for _, id := range []string{"help.mouse-click", "help.mouse-drag", "help.mouse-copy"} {
		row("", s.say(id))
	}
	s.list.SetSource(list.Of(rows...))
	return nil
}

func (s *helpScreen) keysOf(c command) string {
	if c.shown != "" {
		return c.shown
	}
	out := ""
	for i, k := range c.keys {
		if i > 0 {
			out += " "
		}
		out += s.shownKey(k)
	}
	return out
}

func (s *helpScreen) Update(msg tea.Msg) tea.Cmd {
	pointAt(s.list, msg)
	return nil
}

func (s *helpScreen) Key(key string, _ tea.KeyPressMsg) (tea.Cmd, bool) {
	return nil, walk(s.list, key)
}

func (s *helpScreen) Commands() []command {
	return []command{{id: "help.close", keys: []string{"esc"}, bar: 1, run: func() tea.Cmd {
		return s.goTo(s.about, nil)
	}}}
}

func (s *helpScreen) Draw(w, h int) face {
	s.list.Theme = s.theme
	return face{title: s.say(string(s.about) + ".title"), rows: s.list.View(w, h, true)}
}

func (s *helpScreen) Capturing() bool { return false }
