package tui

import (
	"cmp"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/tui/text"
)

// The frame: a title row, the screen's rows, a status row (slots, or the toast
// in its place) and the bar of keys.
const (
	titleRows = 1
	footRows  = 2
	leastW    = 20
	leastH    = 5
	leastBar  = 24 // no hint has a lower place in the bar
)

// barItem is where a hint stands in the bar, for the mouse.
type barItem struct {
	from, to int
	key      string
}

// View implements tea.Model.
func (a *App) View() tea.View {
	v := tea.NewView("")
	v.AltScreen = true
	v.WindowTitle = text.Safe(a.windowTitle())
	v.KeyboardEnhancements.ReportAlternateKeys = true
	if !a.desk.settings.NoMouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	if a.width <= 0 || a.height <= 0 {
		return v
	}
	rows, at := a.frame(a.width, a.height)
	v.SetContent(strings.Join(rows, "\n"))
	if at != nil && at.x >= 0 && at.x < a.width && at.y >= 0 && at.y < a.height {
		v.Cursor = tea.NewCursor(at.x, at.y)
	}
	return v
}

func (a *App) windowTitle() string {
	if a.desk.ws == nil {
		return "veldwerk"
	}
	return "veldwerk · " + a.desk.ws.Project.Info().Name
}

// frame draws exactly h rows of at most w columns.
func (a *App) frame(w, h int) ([]string, *point) {
	d := a.desk
	if w < leastW || h < leastH {
		return d.tooSmall(w, h), nil
	}
	body := h - titleRows - footRows
	f := a.screens[a.current].Draw(w, body)
	rows := make([]string, 0, h)
	rows = append(rows, a.titleRow(f.title, w))
	for i := range body {
		if i < len(f.rows) {
			rows = append(rows, f.rows[i])
		} else {
			rows = append(rows, "")
		}
	}
	at := f.cursor
	if at != nil {
		at = &point{at.x, at.y + titleRows}
	}
	var hints []hint
	if n := len(d.overlays); n > 0 {
		top := d.overlays[n-1]
		of := top.Draw(w, body)
		a.overlayTop = titleRows + body - len(of.rows)
		f.scrollAbove(rows[titleRows:], a.overlayTop-titleRows)
		copy(rows[a.overlayTop:], of.rows)
		at = nil
		if of.cursor != nil {
			at = &point{of.cursor.x, of.cursor.y + a.overlayTop}
		}
		hints = top.Hints()
	} else {
		hints = a.hints()
	}
	rows = append(rows, a.statusRow(f.status, w), a.barRow(hints, w))
	return rows, at
}

// scrollAbove moves what the cursor stands on above an overlay, whose first row
// is top: the passage stays in sight while one chooses its code.
func (f face) scrollAbove(rows []string, top int) {
	const under = 3 // rows of the passage that are seen below the cursor's
	if f.cursor == nil || f.pinned == 0 {
		return
	}
	by := min(f.cursor.y+under-top, f.cursor.y-f.pinned)
	if by <= 0 {
		return
	}
	copy(rows[f.pinned:], rows[f.pinned+by:])
}

// titleRoom is how many columns a screen's title may take.
func (d *desk) titleRoom(of screenID, w int) int {
	return w - text.Width(d.say("app.title-help")) - 2 - text.Width(" "+d.say(string(of)+".title")+" │ ")
}

func (a *App) titleRow(title string, w int) string {
	d := a.desk
	help := d.say("app.title-help")
	left := " " + d.say(string(a.current)+".title")
	if title != "" {
		left += " │ " + title
	}
	if d.ws != nil && d.ws.ReadOnly() {
		left += " │ " + d.say("app.read-only")
	}
	room := max(w-text.Width(help)-2, 0)
	return d.theme.Title.Render(text.Fit(left, room) + " " + text.Fit(help, max(w-room-1, 0)))
}

func (a *App) statusRow(status string, w int) string {
	d := a.desk
	if job := d.jobStatus(); job != "" && d.toast.text == "" {
		return d.theme.Toast.Render(text.Fit(" "+job, w))
	}
	switch {
	case d.toast.text == "":
		return text.FitStyled(status, w)
	case d.toast.error:
		return d.theme.Error.Render(text.Fit(" "+d.toast.text, w))
	}
	return d.theme.Toast.Render(text.Fit(" "+d.toast.text, w))
}

// barRow words the hints and drops them from the right: none is cut. `? help`
// stands in the title and never falls away.
func (a *App) barRow(hints []hint, w int) string {
	d := a.desk
	var b strings.Builder
	x := 1
	b.WriteByte(' ')
	a.bar = a.bar[:0]
	for _, h := range hints {
		key, label := d.shownKey(h.key), d.say(h.id)
		width := text.Width(key) + 1 + text.Width(label)
		if x+width > w {
			break
		}
		b.WriteString(d.theme.Key.Render(key) + " " + d.theme.Dim.Render(label))
		a.bar = append(a.bar, barItem{from: x, to: x + width, key: h.key})
		x += width
		if x+2 <= w {
			b.WriteString("  ")
		}
		x += 2
	}
	return text.FitStyled(b.String(), w)
}

// hints are the commands that want a place in the bar, by priority.
func (a *App) hints() []hint {
	s := a.screens[a.current]
	capturing := s.Capturing()
	var commands []command
	for _, c := range a.commandsOf(a.current) {
		if c.bar > 0 && len(c.keys) > 0 && (c.text || !capturing) {
			commands = append(commands, c)
		}
	}
	var out []hint
	for bar := 1; bar <= leastBar; bar++ {
		for _, c := range commands {
			if c.bar == bar {
				out = append(out, hint{key: cmp.Or(c.shown, c.keys[0]), id: c.id + ".bar"})
			}
		}
	}
	return out
}

// clickBar presses the key of the hint under the mouse.
func (a *App) clickBar(x int) tea.Cmd {
	for _, item := range a.bar {
		if x < item.from || x >= item.to {
			continue
		}
		if press, ok := pressOf(item.key); ok {
			return a.key(press)
		}
	}
	return nil
}

// clickTitle opens help at the right, and the choice of screens elsewhere.
func (a *App) clickTitle(x int) tea.Cmd {
	if x >= a.width-text.Width(a.desk.say("app.title-help"))-1 {
		return a.show(screenHelp, a.current)
	}
	return a.askGo()
}

// tooSmall says so in a terminal that can hold no screen.
func (d *desk) tooSmall(w, h int) []string {
	rows := make([]string, h)
	if h > 0 {
		rows[0] = text.Cut(d.say("app.too-small"), w)
	}
	if h > 1 {
		rows[1] = text.Cut(d.say("app.too-small.hint", "Width", leastW, "Height", leastH), w)
	}
	return rows
}
