package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/tui/form"
	"veldwerk/tui/text"
)

// boxed draws rows in a box of width w with a title; inner rows are w-2 wide.
func (d *desk) boxed(title string, rows []string, w int) []string {
	s := d.theme.Signs
	inner := max(w-2, 0)
	label := s.Rule + " " + text.Cut(text.Safe(title), max(inner-4, 0)) + " "
	head := s.Corner[0] + label + strings.Repeat(s.Rule, max(inner-text.Width(label), 0)) + s.Corner[1]
	out := []string{d.theme.Border.Render(text.Fit(head, w))}
	for _, row := range rows {
		out = append(out, d.theme.Border.Render(s.Line)+text.FitStyled(row, inner)+d.theme.Border.Render(s.Line))
	}
	return append(out, d.theme.Border.Render(text.Fit(s.Corner[2]+strings.Repeat(s.Rule, inner)+s.Corner[3], w)))
}

// formOverlay asks for answers; then gets the form when every answer is good.
type formOverlay struct {
	desk  *desk
	title string
	form  *form.Form
	tall  bool // takes the whole body
	asked bool // a first Esc told what a second one throws away
	then  func(*form.Form) tea.Cmd
	draft *drafting // nil when what is typed is not worth keeping
}

// promptFor asks for one line that may not be empty.
func promptFor(d *desk, titleID, initial string, then func(string) tea.Cmd) overlay {
	f := form.New(d.theme, form.Field{Name: "answer", Kind: form.Line, Check: func(f *form.Form) string {
		if strings.TrimSpace(f.Value("answer")) == "" {
			return d.say("form.required")
		}
		return ""
	}})
	f.Set("answer", initial)
	f.Settle()
	return &formOverlay{desk: d, title: d.say(titleID), form: f, then: func(f *form.Form) tea.Cmd {
		return then(strings.TrimSpace(f.Value("answer")))
	}}
}

// fillIn asks for several answers.
func fillIn(d *desk, title string, f *form.Form, then func(*form.Form) tea.Cmd) *formOverlay {
	return &formOverlay{desk: d, title: title, form: f, tall: true, then: then}
}

func (o *formOverlay) Update(msg tea.Msg) (tea.Cmd, bool) {
	event := form.Ignored
	switch m := msg.(type) {
	case tea.KeyPressMsg:
		event = o.form.Key(m)
	case tea.PasteMsg:
		event = o.form.Paste(m)
	case tea.MouseClickMsg:
		event = o.form.Click(m.X-1, m.Y-1)
	}
	switch event {
	case form.Submitted:
		return o.submit(), true
	case form.Cancelled:
		if o.tall && o.form.Changed() && !o.asked {
			o.asked = true
			o.desk.tell("form.esc-again")
			return nil, false
		}
		o.dropDraft()
		return nil, true
	case form.Edited:
		o.asked = false
		return o.draftLater(), false
	}
	return nil, false
}

func (o *formOverlay) Draw(w, h int) face {
	o.form.Theme = o.desk.theme
	inner := min(2, h-2) // the answer, and what is wrong with it
	if o.tall {
		inner = h - 2
	}
	if inner < 1 {
		return face{rows: o.form.View(w, min(h, 1), true)}
	}
	f := face{rows: o.desk.boxed(o.title, o.form.View(w-2, inner, true), w)}
	if x, y, ok := o.form.Cursor(); ok {
		f.cursor = &point{x: x + 1, y: y + 1}
	}
	return f
}

func (o *formOverlay) Hints() []hint {
	if o.tall {
		return []hint{{"ctrl+s", "form.save"}, {"tab", "form.next"}, {"esc", "form.cancel"}}
	}
	return []hint{{"enter", "form.done"}, {"esc", "form.cancel"}}
}

// pageOverlay shows text to read: a receipt, the messages, a memo.
type pageOverlay struct {
	desk  *desk
	title string
	lines []string // safe
	scroll
	then func() tea.Cmd // on Enter; may be nil
}

func page(d *desk, title, body string, then func() tea.Cmd) overlay {
	return &pageOverlay{desk: d, title: title, lines: strings.Split(text.SafeLines(body), "\n"), then: then}
}

func (o *pageOverlay) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch m := msg.(type) {
	case tea.MouseWheelMsg:
		o.wheel(m)
	case tea.KeyPressMsg:
		switch key := keyName(m, o.desk.settings); key {
		case "esc", "q":
			return nil, true
		case "enter":
			if o.then != nil {
				return o.then(), true
			}
			return nil, true
		default:
			o.moves(key)
		}
	}
	return nil, false
}

func (o *pageOverlay) Draw(w, h int) face {
	var rows []string
	for _, line := range o.lines {
		for _, l := range text.Wrap(line, max(w-4, 1)) {
			rows = append(rows, " "+text.Steady(line[l.Lo:l.Hi]))
		}
	}
	return face{rows: o.desk.boxed(o.title, o.window(rows, max(min(len(rows), h-2), 1)), w)}
}

func (o *pageOverlay) Hints() []hint {
	out := []hint{{"esc", "form.close"}}
	if o.more() {
		out = append(out, hint{"pgdown", "form.page"})
	}
	if o.then != nil {
		out = append([]hint{{"enter", "form.done"}}, out...)
	}
	return out
}
