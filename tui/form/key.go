package form

import tea "charm.land/bubbletea/v2"

// Key takes a key. Tab and Shift+Tab go from field to field, Ctrl+S submits,
// Esc cancels; Enter makes a line in a field of lines, submits on the last
// field and else goes on to the next.
func (f *Form) Key(msg tea.KeyPressMsg) Event {
	name := msg.String()
	switch name {
	case "esc":
		return Cancelled
	case "ctrl+s":
		return f.Submit()
	}
	if len(f.fields) == 0 {
		return Ignored
	}
	d := &f.fields[f.at]
	switch name {
	case "tab":
		return f.step(1, true)
	case "shift+tab":
		return f.step(-1, true)
	}
	if d.take(msg) {
		d.complaint = ""
		return Edited
	}
	switch name {
	case "enter":
		if f.at == len(f.fields)-1 {
			return f.Submit()
		}
		return f.step(1, false)
	case "down":
		return f.step(1, false)
	case "up":
		return f.step(-1, false)
	}
	return Ignored
}

// step goes to another field, round the ends when asked.
func (f *Form) step(way int, round bool) Event {
	n := len(f.fields)
	to := f.at + way
	if round {
		to = (to + n) % n
	}
	f.at = min(max(to, 0), n-1)
	return Edited
}

// take gives a key to the field; false when it is nothing to it.
func (d *field) take(msg tea.KeyPressMsg) bool {
	switch d.Kind {
	case Choice:
		return d.choose(msg.String())
	case YesNo:
		return d.tick(msg)
	}
	return d.editor.Key(msg)
}

func (d *field) choose(key string) bool {
	n := len(d.Options)
	if n == 0 {
		return false
	}
	switch key {
	case "left":
		d.choice = (d.choice + n - 1) % n
	case "right", "space":
		d.choice = (d.choice + 1) % n
	case "home":
		d.choice = 0
	case "end":
		d.choice = n - 1
	default:
		return false
	}
	return true
}

func (d *field) tick(msg tea.KeyPressMsg) bool {
	switch msg.String() {
	case "space", "left", "right", "x":
		d.yes = !d.yes
	case "j", "y": // ja, yes
		d.yes = true
	case "n":
		d.yes = false
	default:
		return false
	}
	return true
}
