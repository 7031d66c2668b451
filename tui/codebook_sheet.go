package tui

import (
	"strings"

	"veldwerk/tui/text"
	"veldwerk/tui/theme"
)

// sheet collects the lines of a panel: labels with their texts, wrapped. What
// is written on it may come from anywhere.
type sheet struct {
	theme *theme.Theme
	w     int
	label int // columns of the labels; 0: they stand above their texts
	lines []string
}

// labelsBeside is the narrowest sheet with labels beside the texts.
const labelsBeside = 40

func newSheet(th *theme.Theme, w int, labels ...string) *sheet {
	p := &sheet{theme: th, w: max(w, 1)}
	if w >= labelsBeside {
		for _, l := range labels {
			p.label = max(p.label, min(text.Width(l)+2, w/3))
		}
	}
	return p
}

// head writes the title of the sheet, which shows the focus.
func (p *sheet) head(focus bool, title string, style theme.Style) {
	sign := " "
	if focus {
		sign = p.theme.Focus.Render(p.theme.Signs.Focus)
	}
	p.lines = append(p.lines, sign+style.Over(p.theme.Heading).Render(text.Cut(title, max(p.w-1, 0))))
}

// text writes a plain text over the whole width.
func (p *sheet) text(s string, style theme.Style) { p.wrapped(s, 1, style) }

func (p *sheet) wrapped(s string, margin int, style theme.Style) {
	room := p.w - margin
	if room < 8 {
		margin, room = 0, p.w
	}
	for _, paragraph := range strings.Split(s, "\n") {
		for _, l := range text.Wrap(paragraph, room) {
			p.lines = append(p.lines, strings.Repeat(" ", margin)+style.Render(text.Cut(paragraph[l.Lo:l.Hi], room)))
		}
	}
}

// field writes a label and its text; nothing in it is shown as a dash.
func (p *sheet) field(label, body string) {
	style := theme.Style{}
	if strings.TrimSpace(body) == "" {
		body, style = "–", p.theme.Dim
	}
	if p.label == 0 {
		p.lines = append(p.lines, p.theme.Heading.Render(text.Cut(label, p.w)))
		p.wrapped(body, 1, style)
		return
	}
	first := len(p.lines)
	p.wrapped(body, 1+p.label, style)
	rest := p.lines[first][1+p.label:]
	p.lines[first] = " " + p.theme.Heading.Render(text.Fit(label, p.label)) + rest
}

func (p *sheet) blank() { p.lines = append(p.lines, "") }

// ruleOf is a horizontal line.
func ruleOf(th *theme.Theme, w int) string { return strings.Repeat(th.Signs.Rule, max(w, 0)) }
