package tui

import (
	tea "charm.land/bubbletea/v2"

	"veldwerk/tui/text"
	"veldwerk/tui/theme"
)

// panel is the detail beside or below a list: lines to scroll, with or without
// the focus.
type panel struct {
	focus bool
	top   int

	// As last drawn.
	x, y, w, h int
	total      int
	more       func(rest int) string
}

// turn gives the focus to the panel, or back to the list.
func (p *panel) turn() { p.focus = !p.focus }

// key scrolls the panel while it has the focus; Esc gives the focus back.
func (p *panel) key(key string) bool {
	if !p.focus {
		return false
	}
	switch key {
	case "esc":
		p.focus = false
	case "up", "k":
		p.scroll(-1)
	case "down", "j":
		p.scroll(1)
	case "pgup", "ctrl+u":
		p.scroll(1 - p.h)
	case "pgdown", "ctrl+d", "space":
		p.scroll(p.h - 1)
	case "home":
		p.top = 0
	case "end", "G":
		p.scroll(p.total)
	default:
		return false
	}
	return true
}

func (p *panel) scroll(lines int) { p.top = max(min(p.top+lines, p.total-p.h), 0) }

// mouse takes clicks and the wheel over the panel; a click elsewhere takes the
// focus away.
func (p *panel) mouse(msg tea.MouseMsg) bool {
	m := msg.Mouse()
	in := m.X >= p.x && m.X < p.x+p.w && m.Y >= p.y && m.Y < p.y+p.h
	switch e := msg.(type) {
	case tea.MouseClickMsg:
		p.focus = in
	case tea.MouseWheelMsg:
		if in {
			p.scroll(wheelLines(e))
		}
	}
	return in
}

// beside draws a list with the panel right of it, below it, or in its place;
// lw is the width of the list where the panel stands right of it.
func (p *panel) beside(f face, w, h int, th *theme.Theme, lw int, drawList func(face, int, int) face, lines func(w int) []string) face {
	p.x, p.y, p.w, p.h = 0, 0, 0, 0
	switch {
	case w >= sideFrom:
		f = drawList(f, lw, h)
		p.x, p.w, p.h = lw+2, w-lw-2, h
		side := p.draw(lines(min(p.w, readable)), th)
		for i := range f.rows {
			f.rows[i] = text.FitStyled(f.rows[i], lw) + th.Border.Render(th.Signs.Line) + " " + side[i]
		}
	case h >= belowFrom:
		p.h = h / 2
		f = drawList(f, w, h-p.h-1)
		p.y, p.w = h-p.h, w
		f.rows = append(f.rows, th.Border.Render(ruleOf(th, w)))
		f.rows = append(f.rows, p.draw(lines(min(w, readable)), th)...)
	case p.focus:
		p.w, p.h = w, h
		f.rows = p.draw(lines(min(w, readable)), th)
	default:
		f = drawList(f, w, h)
	}
	return f
}

// draw gives exactly the panel's rows of the lines; where more follow, the
// last row says so.
func (p *panel) draw(lines []string, th *theme.Theme) []string {
	p.total = len(lines)
	p.scroll(0)
	rows := make([]string, p.h)
	copy(rows, lines[p.top:min(p.top+p.h, p.total)])
	if rest := p.total - p.top - p.h; rest > 0 && p.h > 1 && p.more != nil {
		rows[p.h-1] = th.Dim.Render(text.Cut(p.more(rest+1), p.w))
	}
	for i := range rows {
		rows[i] = text.FitStyled(rows[i], p.w)
	}
	return rows
}
