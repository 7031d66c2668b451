package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/tui/list"
)

// filter is the line above a list that keeps the rows in which all its words
// occur. Enter or ↓ goes back to the rows, Esc empties it.
type filter struct {
	desk    *desk
	field   field
	words   []string
	changed func()
}

func newFilter(d *desk, changed func()) *filter {
	return &filter{desk: d, changed: changed, field: newField(false)}
}

// start puts the cursor in the line.
func (f *filter) start() tea.Cmd {
	f.field.enter()
	return nil
}

// active says that the line has the focus.
func (f *filter) active() bool { return f.field.focus }

// key takes a key while the line has the focus; Esc also empties a filter that
// has not.
func (f *filter) key(key string, msg tea.KeyPressMsg) bool {
	if !f.field.focus {
		if key == "esc" && len(f.words) > 0 {
			f.field.set("")
			f.read()
			return true
		}
		return false
	}
	switch key {
	case "enter", "down", "tab":
		f.field.leave()
	case "esc":
		f.clear()
	default:
		if !f.field.edit(msg) {
			return isText(msg)
		}
		f.read()
	}
	return true
}

// paste takes pasted text while the line has the focus.
func (f *filter) paste(msg tea.Msg) bool {
	if _, ok := msg.(tea.PasteMsg); !ok || !f.field.focus {
		return false
	}
	if f.field.edit(msg) {
		f.read()
	}
	return true
}

func (f *filter) read() {
	f.words = strings.Fields(codebook.Fold(f.field.value()))
	f.changed()
}

// keeps says whether every word of the filter occurs in one of the values.
func (f *filter) keeps(values ...string) bool {
	if len(f.words) == 0 {
		return true
	}
	all := codebook.Fold(strings.Join(values, " "))
	for _, w := range f.words {
		if !strings.Contains(all, w) {
			return false
		}
	}
	return true
}

// commands are the keys of the line while it has the focus, for the bar.
func (f *filter) commands() []command {
	return []command{
		{id: "list.filter-keep", keys: []string{"enter", "down", "tab"}, bar: 1, text: true, run: func() tea.Cmd { f.field.leave(); return nil }},
		{id: "list.filter-clear", keys: []string{"esc"}, bar: 2, text: true, run: func() tea.Cmd {
			f.field.leave()
			f.field.set("")
			f.read()
			return nil
		}},
	}
}

// rows is how many rows the line takes.
func (f *filter) rows() int {
	if f.field.focus || len(f.words) > 0 {
		return 1
	}
	return 0
}

// draw puts the line above the rows while it is in use.
func (f *filter) draw(of face, l *list.List, w, h int) face {
	if f.rows() == 0 {
		of.rows = l.View(w, h, true)
		return of
	}
	row, caret := f.field.draw(f.desk, f.desk.say("list.filter"), w)
	of.rows = append([]string{row}, l.View(w, max(h-1, 0), !f.field.focus)...)
	if caret >= 0 {
		of.cursor = &point{x: caret}
	}
	return of
}

// clear shows all rows again.
func (f *filter) clear() {
	f.field.leave()
	f.field.set("")
	f.read()
}
