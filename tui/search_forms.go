package tui

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/search"
	"veldwerk/tui/list"
	"veldwerk/workspace"
)

// formsRead is what each word of a query stands for in the texts.
type formsRead struct {
	query string // as it was read
	words []search.Expansion
	line  string // the most frequent of them, worded
}

// readForms looks up the forms of the query's words, behind the hits.
func (s *searchScreen) readForms() tea.Cmd {
	ws, q := s.ws, s.query
	if q.IsEmpty() {
		s.forms = formsRead{}
		return nil
	}
	return s.read(screenSearch, "forms", func(ctx context.Context) (tea.Msg, error) {
		words, err := ws.Expand(ctx, q)
		return formsRead{query: q.String(), words: words}, err
	})
}

// formsMost is how many forms of a word, or of all words of a theme, stand in
// the line below the field.
const formsMost = 8

// matched tells which forms were found, with their counts: a query shows what
// it does. Words that are found only as typed need no telling.
func (s *searchScreen) matched(r formsRead) string {
	var out []string
	var theme []search.Form
	several := len(r.words) > 1
	for _, w := range r.words {
		if w.Excludes {
			continue
		}
		on := slices.DeleteFunc(slices.Clone(w.Forms), func(f search.Form) bool { return !f.On })
		if w.Name != "" {
			theme = append(theme, on...)
			continue
		}
		off := len(w.Forms) - len(on)
		if n := len(on); n > 1 || n > 0 && (several || off > 0) {
			out = append(out, s.listed(on, off))
		}
	}
	slices.SortStableFunc(theme, func(a, b search.Form) int { return b.Occurrences - a.Occurrences })
	seen := map[string]bool{}
	theme = slices.DeleteFunc(theme, func(f search.Form) bool {
		again := seen[f.Term]
		seen[f.Term] = true
		return again
	})
	if len(theme) > 0 {
		out = append(out, s.listed(theme, 0))
	}
	return strings.Join(out, " · ")
}

// listed names the first forms, and how many more there are.
func (s *searchScreen) listed(on []search.Form, off int) string {
	var out []string
	for _, f := range on[:min(len(on), formsMost)] {
		out = append(out, safe(f.Term)+" "+s.tongue.Number(f.Occurrences))
	}
	if more := len(on) - len(out); more > 0 {
		out = append(out, s.say("search.facet-more", "Count", more))
	}
	if off > 0 {
		out = append(out, s.say("search.forms-more", "Count", off))
	}
	return strings.Join(out, ", ")
}

// recall gives the words of the query the forms that were chosen for them
// before, where the query does not say otherwise.
func (r *hitsRead) recall(ctx context.Context, ws *workspace.Workspace, plain map[string]bool) error {
	choices, err := ws.Project.Queries.Remembered(ctx)
	if err != nil {
		return err
	}
	for word, all := range plain {
		if all {
			delete(choices, word)
		}
	}
	r.query, r.recalled = r.query.Recall(choices)
	return nil
}

// spellOut writes recalled forms into the field once nobody types there: what
// stands in it then means the same to everyone.
func (s *searchScreen) spellOut() {
	if s.field.focus || len(s.recalled) == 0 || s.query.Text != s.field.value() {
		return
	}
	s.query = search.Parse(s.query.String())
	s.recalled = nil
	s.field.set(s.query.Text)
}

// remember keeps the choice of forms for words; "" forgets one.
func (s *searchScreen) remember(choices map[string]string) tea.Cmd {
	for word, choice := range choices {
		s.plain[word] = choice == "" // what is still kept may not come back meanwhile
	}
	if s.ws.ReadOnly() {
		return s.run()
	}
	ws := s.ws
	return tea.Batch(s.run(), s.act(screenSearch, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		return nil, ws.Project.Queries.Remember(ctx, by, choices)
	}, nil))
}

// allForms lets every form of the query's words count again, now and when they
// are typed next.
func (s *searchScreen) allForms() tea.Cmd {
	if len(s.recalled) == 0 && !s.query.Switched() {
		s.tell("search.no-switches")
		return nil
	}
	choices := s.query.Choices()
	for word := range choices {
		choices[word] = ""
	}
	s.field.set(s.query.AllForms().String())
	s.recalled = nil
	s.tell("search.all-forms-done")
	return s.remember(choices)
}

// switchesMost is how many forms can be switched at a time: a query with more
// is better written otherwise.
const switchesMost = 200

// chooseForms lets a person switch forms on and off. The choice for a word of
// the query becomes part of it, so it is saved and stored with it, and is
// remembered; that for a word of a theme becomes part of its vocabulary.
func (s *searchScreen) chooseForms() tea.Cmd {
	words := s.forms.words
	if s.forms.query != s.query.String() || len(words) == 0 {
		s.tell("search.no-forms")
		return nil
	}
	s.ask(newFormsOverlay(s.desk, words, func(changed []formSwitch) tea.Cmd {
		if len(changed) > switchesMost {
			s.tell("search.too-many-forms", "Number", s.tongue.Number(switchesMost))
			return nil
		}
		q, themes := s.query, []formSwitch(nil)
		choices := map[string]string{}
		for _, c := range changed {
			if c.word.Name != "" {
				themes = append(themes, c)
				continue
			}
			q = q.Switch(c.word.Word, c.form, c.on)
			choices[c.word.Word] = ""
		}
		for word, choice := range q.Choices() {
			if _, ok := choices[word]; ok {
				choices[word] = choice
			}
		}
		var cmds []tea.Cmd
		if len(choices) > 0 {
			s.field.set(q.String())
			cmds = append(cmds, s.remember(choices))
		}
		if len(themes) > 0 && !s.refuseReadOnly() {
			cmds = append(cmds, s.switchInThemes(screenSearch, themes))
		}
		return tea.Batch(cmds...)
	}))
	return nil
}

// switchInThemes puts forms of theme words on or off, in one step for each
// theme.
func (d *desk) switchInThemes(owner screenID, changed []formSwitch) tea.Cmd {
	ws := d.ws
	var names []string
	return d.act(owner, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		themes, err := ws.Project.Themes.List(ctx)
		if err != nil {
			return nil, err
		}
		var touched []codebook.Theme
		for _, t := range themes {
			n := 0
			for i, w := range t.Words {
				for _, c := range changed {
					if c.word.Theme == t.ID && c.word.Entry == w.Text {
						t.Words[i].Text = search.Parse(t.Words[i].Text).Switch(c.word.Word, c.form, c.on).String()
						n++
					}
				}
			}
			if n > 0 {
				touched, names = append(touched, t), append(names, t.Name)
			}
		}
		if len(touched) == 0 {
			return nil, nil
		}
		return nil, ws.Project.Themes.Update(ctx, by, touched[0], touched[1:]...)
	}, func() string {
		return d.say("search.theme-switched", "Count", len(names), "Themes", safe(strings.Join(names, ", ")))
	})
}

// formKey names a form over readings.
func formKey(word, form int) string { return itoa(word) + ":" + itoa(form) }

// formRow is a row of the forms: a word, or one of its forms.
type formRow struct{ word, form int } // form -1: the word itself

// formSwitch is a form that a person put on or off.
type formSwitch struct {
	word search.Expansion
	form string
	on   bool
}

// formsOverlay shows what the words of a query stand for; Space puts a form on
// or off.
type formsOverlay struct {
	desk  *desk
	list  *list.List
	words []search.Expansion
	rows  []formRow
	on    []bool // by row
	then  func([]formSwitch) tea.Cmd
}

func newFormsOverlay(d *desk, words []search.Expansion, then func([]formSwitch) tea.Cmd) *formsOverlay {
	o := &formsOverlay{desk: d, words: words, then: then}
	for i, w := range words {
		o.rows, o.on = append(o.rows, formRow{i, -1}), append(o.on, false)
		for j, f := range w.Forms {
			o.rows, o.on = append(o.rows, formRow{i, j}), append(o.on, f.On)
		}
	}
	o.list = list.New(d.theme,
		list.Column{Min: 16, Weight: 1, Stay: 3},
		list.Column{Title: d.say("search.form-what"), Fixed: 16, Stay: 1},
		list.Column{Title: d.say("search.words-times"), Fixed: 8, Align: list.Right, Stay: 2},
		list.Column{Title: d.say("concordance.turns"), Fixed: 8, Align: list.Right},
	)
	o.list.Boxes = true
	o.list.SetSource(list.Source{Len: len(o.rows), Key: o.key, Row: o.row, Ticks: o})
	o.list.Home()
	return o
}

func (o *formsOverlay) key(i int) string {
	if r := o.rows[i]; r.form >= 0 {
		return formKey(r.word, r.form)
	}
	return ""
}

func (o *formsOverlay) row(i int) list.Row {
	d, r := o.desk, o.rows[i]
	w := o.words[r.word]
	if r.form < 0 {
		title := w.Word
		if w.Name != "" {
			title = d.say("expand.in-theme", "Word", w.Word, "Theme", w.Name)
		}
		if w.Excludes {
			title = d.say("expand.excludes", "Word", title)
		}
		if len(w.Forms) == 0 {
			title += ": " + d.say("expand.nowhere")
		}
		return list.Row{Heading: true, Cells: []list.Cell{{Text: title}}}
	}
	f := w.Forms[r.form]
	kind := d.say("search.form-" + f.Kind.String())
	if f.Excluded {
		kind = d.say("expand.excluded")
	}
	return list.Row{Key: o.key(i), Cells: []list.Cell{
		{Text: f.Term}, {Text: kind, Style: d.theme.Dim}, {Text: d.tongue.Number(f.Occurrences)}, {Text: d.tongue.Number(f.Turns), Style: d.theme.Dim},
	}}
}

// Has, Set, SetAll and Count make it list.Ticks. What the theme excludes stays
// off.
func (o *formsOverlay) Has(i int) bool { return o.on[i] }

func (o *formsOverlay) Set(i int, ticked bool) {
	if r := o.rows[i]; r.form >= 0 && !o.words[r.word].Forms[r.form].Excluded {
		o.on[i] = ticked
	}
}

func (o *formsOverlay) SetAll(ticked bool) {
	for i := range o.rows {
		o.Set(i, ticked)
	}
}

func (o *formsOverlay) Count() int {
	n := 0
	for _, on := range o.on {
		if on {
			n++
		}
	}
	return n
}

// changed are the forms that stand otherwise than before.
func (o *formsOverlay) changed() []formSwitch {
	var out []formSwitch
	for i, r := range o.rows {
		if r.form < 0 {
			continue
		}
		if f := o.words[r.word].Forms[r.form]; f.On != o.on[i] {
			out = append(out, formSwitch{o.words[r.word], f.Term, o.on[i]})
		}
	}
	return out
}

func (o *formsOverlay) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch m := msg.(type) {
	case tea.KeyPressMsg:
		switch key := keyName(m, o.desk.settings); key {
		case "esc", "q":
			return nil, true
		case "enter", "v":
			if changed := o.changed(); len(changed) > 0 {
				return o.then(changed), true
			}
			return nil, true
		case "space":
			o.list.Toggle()
			o.list.Down()
		default:
			walk(o.list, key)
		}
	case tea.MouseClickMsg, tea.MouseWheelMsg:
		tickAt(o.list, below(inside(msg), 1))
	}
	return nil, false
}

func (o *formsOverlay) Draw(w, h int) face {
	o.list.Theme = o.desk.theme
	if h < 3 || w < 3 {
		return face{rows: o.list.View(w, h, true)}
	}
	rows := o.list.View(w-2, min(h-2, max(h*2/3, 6), o.list.Len()+1), true)
	return face{rows: o.desk.boxed(o.desk.say("search.forms"), rows, w)}
}

func (o *formsOverlay) Hints() []hint {
	return []hint{{"space", "search.form-switch"}, {"enter", "search.forms-do"}, {"esc", "form.cancel"}}
}
