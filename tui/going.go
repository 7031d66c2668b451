package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/tui/text"
)

// goOverlay lists the screens after g, each with its letter, so that nobody has
// to know the letters by heart; a click goes there too.
type goOverlay struct {
	desk    *desk
	about   screenID // the screen below: help is about that one
	columns int      // as drawn last
	width   int      // of one column
}

// goWidth is the least width of a column of screens.
const goWidth = 24

func (a *App) askGo() tea.Cmd {
	a.desk.ask(&goOverlay{desk: a.desk, about: a.current})
	return nil
}

func (o *goOverlay) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch m := msg.(type) {
	case tea.KeyPressMsg:
		key := keyName(m, o.desk.settings)
		for _, t := range goTargets {
			if t.letter == key || t.function == key {
				return o.desk.goTo(t.screen, o.about), true
			}
		}
		return nil, true
	case tea.MouseClickMsg:
		if o.columns == 0 || m.X < 1 || m.Y < 1 {
			return nil, true
		}
		column := (m.X - 1) / o.width
		if i := (m.Y-1)*o.columns + column; column < o.columns && i < len(goTargets) {
			return o.desk.goTo(goTargets[i].screen, o.about), true
		}
		return nil, true
	}
	return nil, false
}

func (o *goOverlay) Draw(w, h int) face {
	d := o.desk
	inner := max(w-2, 1)
	o.columns = min(max(inner/goWidth, 1), 4)
	o.width = inner / o.columns
	var rows []string
	for i := 0; i < len(goTargets); i += o.columns {
		var row strings.Builder
		for _, t := range goTargets[i:min(i+o.columns, len(goTargets))] {
			row.WriteString(text.FitStyled(" "+d.theme.Key.Render(t.letter)+"  "+d.say(string(t.screen)+".title"), o.width))
		}
		rows = append(rows, row.String())
	}
	return face{rows: d.boxed(d.say("help.go"), rows[:min(len(rows), max(h-2, 0))], w)}
}

func (o *goOverlay) Hints() []hint { return []hint{{"esc", "pick.back"}} }
