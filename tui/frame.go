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
	said := a.toastRows(w, body)
	a.toastTop = h - footRows - max(len(said)-1, 0)
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
		of := top.Draw(w, a.toastTop-titleRows)
		a.overlayTop = a.toastTop - len(of.rows)
		f.scrollAbove(rows[titleRows:], a.overlayTop-titleRows)
		copy(rows[a.overlayTop:], of.rows)
		at = nil
		if of.cursor != nil {
			at = &point{of.cursor.x, of.cursor.y + a.overlayTop}
		}
		hints = top.Hints()
	} else {
		hints = a.hints()
		a.pushed, a.pinned = 0, f.pinned
		if len(said) > 1 {
			a.pushed = f.scrollAbove(rows[titleRows:], a.toastTop-titleRows)
		}
		if at != nil {
			at.y -= a.pushed
		}
	}
	if len(said) == 0 {
		said = []string{a.statusRow(f.status, w)}
	}
	return append(append(rows[:a.toastTop], said...), a.barRow(hints, w)), at
}

// mostToast is how many rows a toast may take: what happened and the way back
// are never cut for want of one.
const mostToast = 3

// toastRows is the toast, wrapped; it grows upwards over the screen's last rows.
func (a *App) toastRows(w, body int) []string {
	d := a.desk
	if d.toast.text == "" {
		return nil
	}
	style := d.theme.Toast
	if d.toast.error {
		style = d.theme.Error
	}
	lines := text.Wrap(d.toast.text, max(w-1, 1))
	most := max(min(mostToast, body-1), 1)
	if len(lines) > most {
		lines = lines[:most]
		lines[most-1].Hi = len(d.toast.text)
	}
	rows := make([]string, len(lines))
	for i, l := range lines {
		rows[i] = style.Render(text.Fit(" "+d.toast.text[l.Lo:l.Hi], w))
	}
	return rows
}

// scrollAbove moves what the cursor stands on above an overlay, whose first row
// is top: the passage stays in sight while one chooses its code. It says by how
// many rows.
func (f face) scrollAbove(rows []string, top int) int {
	const under = 3 // rows of the passage that are seen below the cursor's
	if f.cursor == nil || f.pinned == 0 {
		return 0
	}
	by := min(f.cursor.y+under-top, f.cursor.y-f.pinned)
	if by <= 0 {
		return 0
	}
	copy(rows[f.pinned:], rows[f.pinned+by:])
	return by
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

// statusRow is the row above the bar while no toast stands there.
func (a *App) statusRow(status string, w int) string {
	if job := a.desk.jobStatus(); job != "" {
		return a.desk.theme.Toast.Render(text.Fit(" "+job, w))
	}
	return text.FitStyled(status, w)
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
	if a.desk.toast.error {
		out = append(out, hint{key: "esc", id: "form.close"}) // it stays until then
	}
	for bar := 1; bar <= leastBar; bar++ {
		for _, c := range commands {
			if c.bar == bar && (!a.desk.toast.error || c.keys[0] != "esc") {
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
