package tui

import (
	tea "charm.land/bubbletea/v2"

	"veldwerk/tui/list"
)

// walk moves in a list by the keys that every list knows; false when the key
// is none of them.
func walk(l *list.List, key string) bool {
	switch key {
	case "up", "k":
		l.Up()
	case "down", "j":
		l.Down()
	case "left":
		l.Left()
	case "right":
		l.Right()
	case "pgup", "ctrl+u":
		l.PageUp()
	case "pgdown", "ctrl+d":
		l.PageDown()
	case "home":
		l.Home()
	case "end", "G":
		l.End()
	case "shift+up", "K":
		l.Extend(-1)
	case "shift+down", "J":
		l.Extend(1)
	default:
		return false
	}
	return true
}

// pointAt moves in a list by the mouse. A second click on the row that has the
// cursor already opens it: hit.Part is Body and again is true.
func pointAt(l *list.List, msg tea.Msg) (hit list.Hit, again bool) {
	switch m := msg.(type) {
	case tea.MouseClickMsg:
		if m.Button != tea.MouseLeft {
			return hit, false
		}
		before := l.Key()
		hit = l.Click(m.X, m.Y)
		return hit, hit.Part == list.Body && hit.Key == before
	case tea.MouseWheelMsg:
		l.Wheel(wheelLines(m))
	}
	return hit, false
}

// wheelLines is how far one notch of the wheel scrolls, down when positive.
func wheelLines(m tea.MouseWheelMsg) int {
	switch m.Button {
	case tea.MouseWheelUp:
		return -3
	case tea.MouseWheelDown:
		return 3
	}
	return 0
}

// below moves a mouse event up by the rows that stand above a list.
func below(msg tea.Msg, rows int) tea.Msg {
	switch m := msg.(type) {
	case tea.MouseClickMsg:
		m.Y -= rows
		return m
	case tea.MouseReleaseMsg:
		m.Y -= rows
		return m
	case tea.MouseMotionMsg:
		m.Y -= rows
		return m
	}
	return msg
}

// tickAt is pointAt for a list of ticks: a click on the row that has the cursor
// ticks it.
func tickAt(l *list.List, msg tea.Msg) {
	if hit, again := pointAt(l, msg); again && hit.Part == list.Body {
		l.Toggle()
	}
}
