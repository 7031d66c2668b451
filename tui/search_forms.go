package tui

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/search"
	"veldwerk/tui/list"
)

// formsRead is what each word of a query stands for in the texts.
type formsRead struct {
	query string
	words []search.Expansion
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
		return formsRead{query: q.Text, words: words}, err
	})
}

// matched tells which forms were found, with their counts: a query shows what
// it does. Words that are found only as typed need no telling.
func (s *searchScreen) matched() string {
	if s.forms.query != s.query.Text {
		return ""
	}
	var out []string
	for _, w := range s.forms.words {
		var on []string
		for _, f := range w.Forms {
			if f.On {
				on = append(on, safe(f.Term)+" "+s.tongue.Number(f.Occurrences))
			}
		}
		if off := len(w.Forms) - len(on); off > 0 {
			on = append(on, s.say("search.forms-more", "Count", off))
		}
		if len(on) > 1 || len(s.forms.words) > 1 && len(on) > 0 {
			out = append(out, strings.Join(on, ", "))
		}
	}
	return strings.Join(out, " · ")
}

// formKinds are the messages that say what a form is to the word.
var formKinds = map[search.FormKind]string{
	search.FormInflected: "search.form-inflected", search.FormDerived: "search.form-derived", search.FormCompound: "search.form-compound",
	search.FormMatched: "search.form-matched", search.FormContains: "search.form-contains",
}

// formsOverlay ticks the forms that a query finds.
type formsOverlay struct{ tickOverlay }

func (o *formsOverlay) Hints() []hint {
	return []hint{{"space", "search.form-switch"}, {"enter", "search.forms-do"}, {"esc", "form.cancel"}}
}

// chooseForms lets a person switch forms on and off; the choice becomes part of
// the query, so it is saved and stored with it.
func (s *searchScreen) chooseForms() tea.Cmd {
	words := s.forms.words
	if s.forms.query != s.query.Text || len(words) == 0 {
		s.tell("search.no-forms")
		return nil
	}
	o := &formsOverlay{tickOverlay{desk: s.desk, title: s.say("search.forms"), whole: func(int) string { return "" }, list: list.New(s.theme,
		list.Column{Min: 16, Weight: 1, Stay: 3},
		list.Column{Fixed: 16, Stay: 1},
		list.Column{Fixed: 8, Align: list.Right, Stay: 2},
	)}}
	o.list.Boxes = true
	var rows []list.Row
	var on []string
	for i, w := range words {
		rows = append(rows, list.Row{Heading: true, Cells: []list.Cell{{Text: w.Word}}})
		for j, f := range w.Forms {
			key := itoa(i) + ":" + itoa(j)
			rows = append(rows, list.Row{Key: key, Cells: []list.Cell{
				{Text: f.Term}, {Text: s.say(formKinds[f.Kind]), Style: s.theme.Dim}, {Text: s.tongue.Number(f.Occurrences)},
			}})
			if f.On {
				on = append(on, key)
			}
		}
	}
	o.list.SetSource(list.Of(rows...))
	for _, key := range on {
		o.list.SetTicked(key, true)
	}
	query := s.query
	o.then = func(ticked []string) tea.Cmd {
		q := query
		for i, w := range words {
			for j, f := range w.Forms {
				if want := slices.Contains(ticked, itoa(i)+":"+itoa(j)); want != f.On {
					q = q.Switch(w.Word, f.Term, want)
				}
			}
		}
		s.field.set(q.String())
		return s.run()
	}
	s.ask(o)
	return nil
}
