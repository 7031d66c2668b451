package tui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/transcript"
	"veldwerk/tui/form"
	"veldwerk/tui/text"
)

// cellOverlay is the line in which one value is typed. Below it stand the
// values that were used before; ↑ and ↓ take them. What does not fit is refused
// with a reason, and the line stays.
type cellOverlay struct {
	desk      *desk
	title     string
	editor    *form.Editor
	used      []string
	at        int // used value that stands in the line, -1
	typed     string
	complaint string
	// check gives the value to keep, or a complaint.
	check func(typed string) (value, complaint string)
	// then keeps it; next says to go on with the cell beside it.
	then func(value string, next bool) tea.Cmd
}

func newCell(d *desk, title, value string, used []string) *cellOverlay {
	o := &cellOverlay{desk: d, title: title, editor: form.NewEditor(value, false), used: used, at: -1}
	return o
}

func (o *cellOverlay) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch m := msg.(type) {
	case tea.PasteMsg:
		o.editor.Insert(strings.TrimSpace(m.Content))
		o.edited()
	case tea.MouseClickMsg:
		if m.Y == 1 {
			o.editor.Click(m.X-1, 0)
		}
	case tea.KeyPressMsg:
		switch m.String() {
		case "esc":
			return nil, true
		case "enter", "tab", "ctrl+s":
			value, complaint := o.check(strings.TrimSpace(o.editor.Value()))
			if complaint != "" {
				o.complaint = complaint
				return nil, false
			}
			return o.then(value, m.String() == "tab"), true
		case "down":
			o.take(1)
		case "up":
			o.take(-1)
		default:
			before := o.editor.Value()
			if o.editor.Key(m); o.editor.Value() != before {
				o.edited()
			}
		}
	}
	return nil, false
}

func (o *cellOverlay) edited() {
	o.typed, o.at, o.complaint = o.editor.Value(), -1, ""
}

// offered are the used values that start with what was typed; all before
// anything was.
func (o *cellOverlay) offered() []string {
	typed := codebook.Fold(strings.TrimSpace(o.typed))
	var out []string
	for _, v := range o.used {
		if strings.HasPrefix(codebook.Fold(v), typed) {
			out = append(out, v)
		}
	}
	return out
}

// take puts the next offered value in the line.
func (o *cellOverlay) take(way int) {
	offered := o.offered()
	if len(offered) == 0 {
		return
	}
	if o.at < 0 && way < 0 {
		o.at = 0
	}
	o.at = (o.at + way + len(offered)) % len(offered)
	o.editor.SetValue(offered[o.at])
	o.complaint = ""
}

func (o *cellOverlay) Draw(w, h int) face {
	inner := max(w-2, 1)
	line, x, _ := o.editor.View(inner, 1)
	if h < 4 {
		return face{rows: []string{text.FitStyled(line[0], w)}, cursor: &point{x: min(x, w-1)}}
	}
	rows := []string{line[0], o.foot(inner)}
	return face{rows: o.desk.boxed(o.title, rows, w), cursor: &point{x: x + 1, y: 1}}
}

// foot is the complaint, else the used values that fit in one row.
func (o *cellOverlay) foot(w int) string {
	th := o.desk.theme
	if o.complaint != "" {
		return th.Error.Render(text.Fit(o.complaint, w))
	}
	offered := o.offered()
	if len(offered) == 0 {
		return ""
	}
	label := o.desk.say("cases.used") + " "
	out, x := th.Dim.Render(text.Cut(label, w)), text.Width(label)
	for i := max(o.at-3, 0); i < len(offered); i++ {
		name := text.Cut(offered[i], 24)
		width := text.Width(name) + 2
		if x+width > w {
			break
		}
		style := th.Text
		if i == o.at {
			style = th.Selection
		}
		out += style.Render(" " + name + " ")
		x += width
	}
	return out
}

func (o *cellOverlay) Hints() []hint {
	out := []hint{{"enter", "cases.keep"}, {"tab", "cases.keep-next"}}
	if len(o.used) > 0 {
		out = append(out, hint{"↑↓", "cases.take-used"})
	}
	return append(out, hint{"esc", "form.cancel"})
}

// usedValues are the values of a column as they are shown, the most used first.
func (s *casesScreen) usedValues(a transcript.Attribute) []string {
	if a.Type == transcript.AttributeYesNo {
		return []string{s.say("cases.yes"), s.say("cases.no")}
	}
	counts := map[string]int{}
	for _, c := range s.state.cases {
		if v := c.Values[a.ID]; v != "" {
			counts[s.shownValue(a, v)]++
		}
	}
	out := make([]string, 0, len(counts))
	for v := range counts {
		out = append(out, v)
	}
	slices.SortFunc(out, func(x, y string) int {
		return cmp.Or(counts[y]-counts[x], s.tongue.Compare(x, y), strings.Compare(x, y))
	})
	return out
}

// shownValue is how a stored value is written in the tongue.
func (d *desk) shownValue(a transcript.Attribute, value string) string {
	switch {
	case a.Type == transcript.AttributeYesNo && value == "yes":
		return d.say("cases.yes")
	case a.Type == transcript.AttributeYesNo && value == "no":
		return d.say("cases.no")
	case a.Type == transcript.AttributeNumber && d.tongue.Tag() == "nl":
		return strings.Replace(value, ".", ",", 1)
	}
	return value
}

// readValue is what was typed as the store keeps it, or a complaint that says
// what would do. Nothing at all is always good: the cell is emptied.
func (d *desk) readValue(a transcript.Attribute, typed string) (value, complaint string) {
	if typed == "" {
		return "", ""
	}
	ok := true
	switch a.Type {
	case transcript.AttributeNumber:
		value, ok = numberTyped(typed)
	case transcript.AttributeDate:
		value, ok = dateTyped(typed)
	case transcript.AttributeYesNo:
		value, ok = d.yesNoTyped(typed)
	default:
		value = typed
	}
	if !ok {
		return "", d.say("cases.bad-"+string(a.Type), "Value", safe(typed))
	}
	return value, ""
}

func numberTyped(s string) (string, bool) {
	if strings.Count(s, ",") == 1 && !strings.Contains(s, ".") {
		s = strings.Replace(s, ",", ".", 1)
	}
	_, err := strconv.ParseFloat(s, 64)
	return s, err == nil && strings.Trim(s, "+-.0123456789eE") == ""
}

// dateTyped takes a year, a month or a day, and a day as the Dutch write it.
func dateTyped(s string) (string, bool) {
	for _, layout := range []string{"2006", "2006-01", "2006-01-02"} {
		if _, err := time.Parse(layout, s); err == nil {
			return s, true
		}
	}
	for _, layout := range []string{"2-1-2006", "2/1/2006", "2.1.2006"} {
		if at, err := time.Parse(layout, s); err == nil {
			return at.Format("2006-01-02"), true
		}
	}
	return "", false
}

func (d *desk) yesNoTyped(s string) (string, bool) {
	typed := codebook.Fold(s)
	switch typed {
	case "yes", "y", "ja", "j", codebook.Fold(d.say("cases.yes")):
		return "yes", true
	case "no", "n", "nee", codebook.Fold(d.say("cases.no")):
		return "no", true
	}
	return "", false
}
