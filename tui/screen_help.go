package tui

import (
	tea "charm.land/bubbletea/v2"

	"veldwerk/tui/text"
)

// helpScreen lists every key of the screen one came from, and those that mean
// the same everywhere. It is made from the commands themselves, so it cannot
// be out of date. What is too long for its line goes on below: nothing in help
// is ever cut.
type helpScreen struct {
	*desk
	commands func(screenID) []command
	about    screenID
	blocks   []helpBlock
	top      int
	height   int // rows that are in sight, all columns together, as drawn last
	length   int
}

// helpBlock is a heading with its keys.
type helpBlock struct {
	title string
	rows  [][2]string // keys, what they do; without keys a sentence
}

func newHelp(d *desk, commands func(screenID) []command) *helpScreen {
	return &helpScreen{desk: d, commands: commands, about: screenReader}
}

func (s *helpScreen) Enter(show any) tea.Cmd {
	if about, ok := show.(screenID); ok && about != screenHelp {
		s.about, s.top = about, 0
	}
	own := helpBlock{title: s.say(string(s.about) + ".title"), rows: [][2]string{{"", s.say(string(s.about) + ".about")}}}
	everywhere := helpBlock{title: s.say("help.everywhere")}
	block := &own
	seen := map[string]bool{}
	for _, c := range s.commands(s.about) {
		if c.id == "app.help" {
			block = &everywhere
		}
		if len(c.keys) == 0 || seen[c.id] {
			continue
		}
		seen[c.id] = true
		block.rows = append(block.rows, [2]string{s.keysOf(c), s.say(c.id)})
	}
	going := helpBlock{title: s.say("help.go")}
	for _, t := range goTargets {
		going.rows = append(going.rows, [2]string{"g " + t.letter, s.say(string(t.screen)+".title") + ": " + s.say(string(t.screen)+".about")})
	}
	mouse := helpBlock{title: s.say("help.mouse")}
	for _, id := range []string{"help.mouse-click", "help.mouse-drag", "help.mouse-list", "help.mouse-bar", "help.mouse-copy"} {
		mouse.rows = append(mouse.rows, [2]string{"", s.say(id)})
	}
	s.blocks = []helpBlock{own, everywhere, going, mouse}
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
	if m, ok := msg.(tea.MouseWheelMsg); ok {
		s.scroll(wheelLines(m))
	}
	return nil
}

func (s *helpScreen) scroll(lines int) { s.top = max(min(s.top+lines, s.length-s.height), 0) }

func (s *helpScreen) Key(key string, _ tea.KeyPressMsg) (tea.Cmd, bool) {
	by, ok := map[string]int{
		"down": 1, "j": 1, "up": -1, "k": -1, "pgdown": s.height - 1, "space": s.height - 1, "pgup": 1 - s.height, "home": -s.length, "end": s.length,
	}[key]
	s.scroll(by)
	return nil, ok
}

func (s *helpScreen) Commands() []command {
	return []command{
		{id: "help.close", keys: []string{"esc", "enter"}, bar: 1, run: s.goBack},
		{id: "help.page", keys: []string{"pgdown"}, bar: 2, run: func() tea.Cmd { s.scroll(s.height - 1); return nil }},
	}
}

const (
	helpKeys   = 18 // columns for the keys
	helpColumn = 58 // from twice this width on, the blocks stand beside each other
)

func (s *helpScreen) Draw(w, h int) face {
	columns := max(min(w/helpColumn, 3), 1)
	width := w / columns
	var all []string
	for i, b := range s.blocks {
		if i > 0 {
			all = append(all, "")
		}
		all = append(all, s.drawBlock(b, width-1)...)
	}
	// As in a newspaper: a page is as many columns as fit, each as high as the
	// screen, or lower and even when everything is on one page.
	high := max(min(h, (len(all)+columns-1)/columns), 1)
	s.length, s.height = len(all), high*columns
	s.scroll(0)
	rows := make([]string, 0, h)
	for y := range min(h, high) {
		row := ""
		for c := range columns {
			row += text.FitStyled(" "+at(all, s.top+c*high+y), width)
		}
		rows = append(rows, row)
	}
	title := s.say(string(s.about) + ".title")
	if s.length > s.height {
		title += " │ " + s.tongue.Percent(float64(min(s.top+s.height, s.length))/float64(s.length))
	}
	return face{title: title, rows: rows}
}

// drawBlock wraps what the keys do beside the keys, or under them where it is
// narrow.
func (s *helpScreen) drawBlock(b helpBlock, w int) []string {
	rows := []string{s.theme.Heading.Render(text.Cut(b.title, w))}
	for _, r := range b.rows {
		keys, what := text.Fit(r[0], min(helpKeys, w/3)), r[1]
		if r[0] == "" {
			keys = ""
		} else if text.Width(r[0]) > text.Width(keys) {
			rows = append(rows, s.theme.Key.Render(text.Cut(r[0], w)))
			keys = text.Fit("", text.Width(keys))
		}
		for _, l := range text.Wrap(what, max(w-text.Width(keys)-1, 1)) {
			rows = append(rows, s.theme.Key.Render(keys)+what[l.Lo:l.Hi])
			keys = text.Fit("", text.Width(keys))
		}
	}
	return rows
}

func (s *helpScreen) Capturing() bool { return false }
