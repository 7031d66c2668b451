package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/lang"
	"veldwerk/tui/list"
)

// settingsScreen changes what belongs to a person and a machine. Each change is
// saved at once.
type settingsScreen struct {
	*desk
	list *list.List
}

// rethemed asks App to mix the theme anew; relanguaged to build the screens in
// the other tongue.
type (
	rethemed    struct{}
	relanguaged struct{}
)

func newSettings(d *desk) *settingsScreen {
	return &settingsScreen{desk: d, list: list.New(d.theme, list.Column{Fixed: 30, Stay: 2}, list.Column{Min: 16, Stay: 1})}
}

func (s *settingsScreen) Enter(any) tea.Cmd {
	row := func(key, value string) list.Row {
		return list.Row{Key: key, Cells: []list.Cell{{Text: s.say("settings." + key)}, {Text: value}}}
	}
	language := s.settings.Language
	if language == "" {
		language = "system"
	}
	colours := s.settings.Colours
	if colours == "" {
		colours = "terminal"
	}
	rows := []list.Row{
		row("language", s.say("settings.language-"+language)),
		row("colours", s.say("settings.colours-"+colours)),
		row("mouse", s.onOff(!s.settings.NoMouse)),
		row("times", s.onOff(s.settings.Times)),
	}
	if s.ws != nil {
		rows = append(rows, row("coder", s.ws.Coder().Name))
		rows = append(rows, list.Row{Key: "work-copy", Cells: []list.Cell{{Text: s.say("synced.setting")}, {Text: s.say(copyChoices[s.copyChoice()].id)}}})
	}
	rows = append(rows, list.Row{Heading: true, Cells: []list.Cell{{Text: s.say("settings.keys")}}})
	for _, k := range sortedKeys(s.settings.Keys) {
		rows = append(rows, list.Row{Key: "key:" + k, Cells: []list.Cell{{Text: k}, {Text: s.say("settings.key-means", "Key", s.settings.Keys[k])}}})
	}
	rows = append(rows, row("add-key", s.say("settings.add-key-how")))
	s.list.SetSource(list.Of(rows...))
	return nil
}

func (s *settingsScreen) onOff(on bool) string {
	if on {
		return s.say("settings.on")
	}
	return s.say("settings.off")
}

// change takes the next value of the setting under the cursor.
func (s *settingsScreen) change() tea.Cmd {
	next := func(now string, values ...string) string {
		for i, v := range values {
			if v == now {
				return values[(i+1)%len(values)]
			}
		}
		return values[0]
	}
	var after tea.Msg
	switch key := s.list.Key(); key {
	case "language":
		s.settings.Language = next(s.settings.Language, "", "nl", "en")
		s.tongue = lang.For(lang.Choose("", "", s.settings.Language, s.env.Getenv))
		after = relanguaged{}
	case "colours":
		s.settings.Colours = next(s.settings.Colours, "", "dark", "light", "none")
		after = rethemed{}
	case "mouse":
		s.settings.NoMouse = !s.settings.NoMouse
	case "times":
		s.settings.Times = !s.settings.Times
	case "work-copy":
		s.nextCopyChoice()
	case "coder":
		return s.askCoder()
	case "add-key":
		return s.askKey()
	default:
		if len(key) > 4 && key[:4] == "key:" {
			delete(s.settings.Keys, key[4:])
		}
	}
	if err := s.settings.Save(s.env); err != nil {
		s.fail(err)
	}
	s.Enter(nil)
	if after == nil {
		return nil
	}
	return func() tea.Msg { return after }
}

// askCoder goes on as another coder.
func (d *desk) askCoder() tea.Cmd {
	if d.refuseReadOnly() {
		return nil
	}
	ws := d.ws
	d.ask(promptFor(d, "settings.ask-coder", ws.Coder().Name, func(name string) tea.Cmd {
		return d.act(screenSettings, func(ctx context.Context, _ codebook.CoderID) (tea.Msg, error) {
			return nil, ws.SwitchCoder(ctx, name)
		}, func() string { return d.say("settings.coder-now", "Name", safe(name)) })
	}))
	return nil
}

// askKey maps a key of this keyboard to one that veldwerk knows: "é=2".
func (s *settingsScreen) askKey() tea.Cmd {
	s.ask(promptFor(s.desk, "settings.ask-key", "", func(value string) tea.Cmd {
		runes := []rune(value)
		for i, r := range runes {
			if r == '=' && i > 0 && i+1 < len(runes) {
				if s.settings.Keys == nil {
					s.settings.Keys = map[string]string{}
				}
				s.settings.Keys[string(runes[:i])] = string(runes[i+1:])
				if err := s.settings.Save(s.env); err != nil {
					s.fail(err)
				}
				return s.Enter(nil)
			}
		}
		s.tell("settings.bad-key")
		return nil
	}))
	return nil
}

func (s *settingsScreen) Update(msg tea.Msg) tea.Cmd {
	if _, again := pointAt(s.list, msg); again {
		return s.change()
	}
	return nil
}

func (s *settingsScreen) Key(key string, _ tea.KeyPressMsg) (tea.Cmd, bool) {
	return nil, walk(s.list, key)
}

func (s *settingsScreen) Commands() []command {
	return []command{
		{id: "settings.change", keys: []string{"enter", "space"}, bar: 1, run: s.change},
		{id: "settings.switch-coder", run: s.askCoder},
	}
}

func (s *settingsScreen) Draw(w, h int) face {
	s.list.Theme = s.theme
	return face{rows: s.list.View(w, h, true)}
}

func (s *settingsScreen) Capturing() bool { return false }
