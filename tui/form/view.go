package form

import (
	"strings"

	"veldwerk/tui/text"
	"veldwerk/tui/theme"
)

const (
	besideFrom = 60 // from this width on, labels stand left of the answers
	labelMost  = 24
	rowsUsual  = 3
)

// place is what one drawn line shows: a field and the line of its answer; -1
// is its label or complaint.
type place struct {
	field, row int
	x          int // where the answer starts
}

// View draws the form on h lines of w columns each, scrolled to the focused field.
func (f *Form) View(w, h int, focused bool) []string {
	if h <= 0 {
		return nil
	}
	d := drawing{form: f, w: w, h: h, focused: focused, label: f.labelWidth(w), cursorAt: -1}
	for i := range f.fields {
		if i == f.at {
			d.focusLo = len(d.lines)
		}
		d.field(i)
		if i == f.at {
			d.focusHi = len(d.lines)
		}
	}
	f.scroll(d, h)
	lines := d.lines[f.top:min(f.top+h, len(d.lines))]
	f.shown = d.places[f.top:min(f.top+h, len(d.places))]
	f.cursor = focused && d.cursorAt >= f.top && d.cursorAt < f.top+h
	f.cursorX, f.cursorY = min(d.cursorX, max(w-1, 0)), d.cursorAt-f.top
	for len(lines) < h {
		lines = append(lines, fit("", w))
	}
	return lines
}

// Cursor is where the terminal's cursor stands in what View drew last; false
// when there is none to show.
func (f *Form) Cursor() (x, y int, ok bool) { return f.cursorX, f.cursorY, f.cursor }

// scroll brings the focused field into sight, and above all its cursor.
func (f *Form) scroll(d drawing, h int) {
	f.top = min(f.top, max(len(d.lines)-h, 0))
	if d.focusHi > f.top+h {
		f.top = d.focusHi - h
	}
	f.top = min(f.top, d.focusLo)
	if d.cursorAt >= f.top+h {
		f.top = d.cursorAt - h + 1
	}
	f.top = max(f.top, 0)
}

// labelWidth is 0 when labels stand above the answers.
func (f *Form) labelWidth(w int) int {
	if w < besideFrom {
		return 0
	}
	widest := 0
	for _, d := range f.fields {
		widest = max(widest, text.Width(d.Label))
	}
	return min(widest, labelMost)
}

// Click focuses the field at a column and line of what View drew last, puts its
// cursor there, goes on to its next choice or ticks its box.
func (f *Form) Click(x, y int) Event {
	if y < 0 || y >= len(f.shown) {
		return Ignored
	}
	p := f.shown[y]
	f.at = p.field
	d := &f.fields[p.field]
	if p.row < 0 || x < p.x {
		return Edited
	}
	switch d.Kind {
	case Choice:
		d.choose("right")
	case YesNo:
		d.yes = !d.yes
	default:
		d.editor.Click(x-p.x, p.row)
	}
	return Edited
}

// drawing is a form while it is drawn.
type drawing struct {
	form    *Form
	w, h    int
	focused bool
	label   int

	lines            []string
	places           []place
	focusLo, focusHi int
	cursorX          int
	cursorAt         int // line, -1 without
}

func (d *drawing) field(i int) {
	th := d.form.Theme
	fd := &d.form.fields[i]
	here := i == d.form.at && d.focused
	x := 2
	if d.label > 0 {
		x = 1 + d.label + 3
	} else if fd.Label != "" {
		d.add(place{field: i, row: -1}, d.head(fd.Label, d.w, here))
	}
	room := d.w - x
	if room < 1 {
		x, room = 0, d.w
	}
	answer, style := d.answer(fd, i, x, room)
	for row, line := range answer {
		label := ""
		if row == 0 {
			label = fd.Label
		}
		head := d.margin(label, x, here)
		d.add(place{field: i, row: row, x: x}, head+style.Render(line))
	}
	if fd.complaint != "" {
		for _, l := range text.Wrap(fd.complaint, max(room-2, 1)) {
			line := fit("! "+fd.complaint[l.Lo:l.Hi], room)
			d.add(place{field: i, row: -1}, fit("", d.w-room)+th.Error.Render(line))
		}
	}
}

// margin is what stands left of an answer.
func (d *drawing) margin(label string, x int, here bool) string {
	th := d.form.Theme
	if x == 0 {
		return ""
	}
	if d.label == 0 {
		return d.sign(here) + fit("", x-1)
	}
	return d.head(label, x-2, here) + th.Border.Render(th.Signs.Line) + " "
}

func (d *drawing) head(label string, w int, here bool) string {
	th := d.form.Theme
	if w < 2 {
		return fit(label, w)
	}
	style := th.Heading
	if here {
		style = th.Focus
	}
	return d.sign(here) + style.Render(fit(label, w-1))
}

func (d *drawing) sign(here bool) string {
	if here {
		return d.form.Theme.Focus.Render(d.form.Theme.Signs.Focus)
	}
	return " "
}

// answer draws what was answered, and notes where the cursor is.
func (d *drawing) answer(fd *field, i, x, room int) ([]string, theme.Style) {
	th := d.form.Theme
	here := i == d.form.at
	first := len(d.lines)
	switch fd.Kind {
	case Choice:
		d.point(here, x, first)
		return []string{fit(fd.options(room), room)}, theme.Style{}
	case YesNo:
		box := "[ ] "
		if fd.yes {
			box = "[x] "
		}
		d.point(here, x+1, first)
		return []string{fit(box+fd.Hint, room)}, theme.Style{}
	}
	rows := 1
	if fd.editor.Lines {
		usual := fd.Rows
		if usual <= 0 {
			usual = rowsUsual
		}
		rows = min(max(usual, min(fd.editor.Rows(room), 2*usual)), max(d.h-1, 1))
	}
	var lines []string
	if here {
		var cx, cy int
		lines, cx, cy = fd.editor.View(room, rows)
		d.point(here, x+cx, first+cy)
	} else {
		lines = fd.editor.Still(room, rows)
	}
	if fd.editor.Value() == "" && fd.Hint != "" {
		lines[0] = fit(fd.Hint, room)
		return lines, th.Dim
	}
	return lines, theme.Style{}
}

func (d *drawing) point(here bool, x, line int) {
	if here {
		d.cursorX, d.cursorAt = x, line
	}
}

func (d *drawing) add(p place, line string) {
	d.lines = append(d.lines, line)
	d.places = append(d.places, p)
}

// options shows all choices when there is room, else the present one.
func (fd *field) options(room int) string {
	if len(fd.Options) == 0 {
		return ""
	}
	var all []string
	for i, o := range fd.Options {
		dot := "( ) "
		if i == fd.choice {
			dot = "(•) "
		}
		all = append(all, dot+o.Label)
	}
	if s := strings.Join(all, "  "); text.Width(s) <= room {
		return s
	}
	return "< " + fd.Options[fd.choice].Label + " >"
}
