package tui

import (
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"veldwerk/tui/text"
)

// field is a one-line text field on a screen: the query of search and
// fragments, the line that filters a list. The real cursor stands in it.
type field struct {
	input textinput.Model
	focus bool
}

// longestLine bounds what a field holds, in code points: a text pasted by
// mistake must not be searched for, nor measured at every key.
const longestLine = 2000

func newField(focus bool) field {
	f := field{input: textinput.New()}
	f.input.SetVirtualCursor(false)
	f.input.Prompt = ""
	f.input.CharLimit = longestLine
	if focus {
		f.enter()
	}
	return f
}

func (f *field) enter() {
	f.focus = true
	f.input.CursorEnd()
	f.input.Focus()
}

func (f *field) leave() {
	f.focus = false
	f.input.Blur()
}

func (f *field) value() string { return f.input.Value() }

func (f *field) set(value string) {
	f.input.SetValue(value)
	f.input.CursorEnd()
}

// edit takes a key or a paste; changed says that the text is another now.
func (f *field) edit(msg tea.Msg) (changed bool) {
	before := f.input.Value()
	f.input, _ = f.input.Update(msg)
	return f.input.Value() != before
}

// draw gives the row, cut so that the cursor is in sight, and the cursor's
// column; -1 without focus.
func (f *field) draw(d *desk, label string, w int) (string, int) {
	label = " " + label + " "
	value := []rune(text.Safe(f.input.Value()))
	at := min(f.input.Position(), len(value))
	room := max(w-text.Width(label)-1, 1)
	from := 0
	for from < at && text.Width(string(value[from:at])) > room {
		from++
	}
	row := text.Fit(label+string(value[from:]), w)
	if !f.focus {
		return d.theme.Dim.Render(row), -1
	}
	return d.theme.Focus.Render(row), min(text.Width(label)+text.Width(string(value[from:at])), w-1)
}
