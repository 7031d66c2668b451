package tui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/pseudonym"
	"veldwerk/tui/list"
	"veldwerk/tui/text"
	"veldwerk/workspace"
)

// pseudonymView is one of the three lists of the screen.
type pseudonymView int

// The lists: the table, what may be a name too, and what may still point at
// somebody after replacing.
const (
	viewTable pseudonymView = iota
	viewSuggested
	viewResidue
)

// viewNames are the ids of the lists' names.
var viewNames = [...]string{"pseudonyms.view.table", "pseudonyms.view.suggested", "pseudonyms.view.residue"}

// pseudonymsScreen shows and changes the table of pseudonyms of the project,
// which lies in a vault outside it.
type pseudonymsScreen struct {
	*desk
	view   pseudonymView
	lists  [3]*list.List
	asked  bool // the passphrase, of itself
	loaded bool
	of     pseudonym.Table // what the rest was read with
	counts []int
	found  []pseudonym.Candidate
	left   []finding
}

// finding is what is left, the same words once.
type finding struct {
	workspace.Left
	count int
}

type pseudonymsRead struct {
	table  pseudonym.Table
	counts []int
	found  []pseudonym.Candidate
	left   []finding
}

func newPseudonyms(d *desk) *pseudonymsScreen {
	s := &pseudonymsScreen{desk: d}
	name := list.Column{Title: d.say("pseudonyms.col.name"), Min: 16, Weight: 2, Stay: 5}
	becomes := list.Column{Title: d.say("pseudonyms.col.replacement"), Min: 14, Weight: 1, Stay: 4}
	kind := list.Column{Title: d.say("pseudonyms.col.kind"), Fixed: 12, Stay: 2}
	count := list.Column{Title: d.say("pseudonyms.col.count"), Fixed: 6, Stay: 3, Align: list.Right}
	variants := list.Column{Title: d.say("pseudonyms.col.variants"), Min: 16, Weight: 2, Stay: 1}
	s.lists[viewTable] = list.New(d.theme, name, becomes, count, kind, variants)
	s.lists[viewSuggested] = list.New(d.theme, name, count, kind, variants)
	s.lists[viewResidue] = list.New(d.theme,
		list.Column{Title: d.say("pseudonyms.col.text"), Min: 16, Weight: 2, Stay: 5},
		list.Column{Title: d.say("pseudonyms.col.kind"), Fixed: 22, Stay: 4},
		count,
		list.Column{Title: d.say("pseudonyms.col.place"), Min: 16, Weight: 2, Stay: 2},
	)
	s.lists[viewSuggested].Boxes, s.lists[viewResidue].Boxes = true, true
	s.lay()
	return s
}

func (s *pseudonymsScreen) Enter(show any) tea.Cmd {
	if v, ok := show.(pseudonymView); ok {
		s.view = v
	}
	if s.ws == nil {
		return nil
	}
	if s.vault.vault == nil {
		if !s.asked && s.book.vaulted {
			s.asked = true
			s.askPassphrase(false, s.reload)
		}
		return nil
	}
	return s.reload()
}

// reload reads counts, suggestions and residue for the table as it is now.
func (s *pseudonymsScreen) reload() tea.Cmd {
	ws, table, accepted := s.ws, s.vault.table, s.vault.accepted
	return s.read(screenPseudonyms, "list", func(ctx context.Context) (tea.Msg, error) {
		m := pseudonymsRead{table: table}
		var err error
		if m.counts, err = ws.PseudonymCounts(ctx, table); err != nil {
			return nil, err
		}
		if m.found, err = ws.SuggestPseudonyms(ctx, table); err != nil {
			return nil, err
		}
		o, err := ws.Outgoing(ctx, workspace.OutgoingOptions{})
		if err != nil {
			return nil, err
		}
		if err := o.Pseudonymise(table); err != nil {
			return nil, err
		}
		left, err := o.Residue(table, accepted, "")
		m.left = grouped(workspace.Unaccepted(left))
		return m, err
	})
}

// grouped joins findings of the same words and kind.
func grouped(left []workspace.Left) []finding {
	var out []finding
	at := map[string]int{}
	for _, l := range left {
		h := l.Hash()
		if i, ok := at[h]; ok {
			out[i].count++
			continue
		}
		at[h] = len(out)
		out = append(out, finding{l, 1})
	}
	return out
}

func (s *pseudonymsScreen) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case vaultOpened:
		return s.vaultOpened(m)
	case vaultChanged:
		s.vaultChanged(m)
		return s.reload()
	case pseudonymsRead:
		s.of, s.counts, s.found, s.left, s.loaded = m.table, m.counts, m.found, m.left, true
		s.lay()
		return nil
	}
	if _, again := pointAt(s.list(), below(msg, 1)); again {
		return s.open()
	}
	return nil
}

func (s *pseudonymsScreen) list() *list.List { return s.lists[s.view] }

func (s *pseudonymsScreen) lay() {
	dim := s.theme.Dim
	s.lists[viewTable].Empty = s.say("pseudonyms.empty.table")
	s.lists[viewSuggested].Empty = s.say("pseudonyms.empty.suggested")
	s.lists[viewResidue].Empty = s.say("pseudonyms.empty.residue")
	if !s.loaded {
		return
	}
	// A list asks its old source once more when it gets a new one: what a source
	// reads may not change under it.
	entries, counts := s.of.Entries, s.counts
	s.lists[viewTable].SetSource(list.Source{Len: len(entries), Key: func(i int) string { return entries[i].Name }, Row: func(i int) list.Row {
		e := entries[i]
		return list.Row{Key: e.Name, Cells: []list.Cell{{Text: e.Name}, {Text: e.Replacement}, {Text: s.tongue.Number(counts[i])},
			{Text: s.say("pseudonyms.entry." + string(e.Kind)), Style: dim}, {Text: strings.Join(e.Variants, "; "), Style: dim}}}
	}})
	found := s.found
	s.lists[viewSuggested].SetSource(list.Source{Len: len(found), Key: func(i int) string { return found[i].Name }, Row: func(i int) list.Row {
		c := found[i]
		return list.Row{Key: c.Name, Cells: []list.Cell{{Text: c.Name}, {Text: s.tongue.Number(c.Count)},
			{Text: s.say("pseudonyms.entry." + string(c.Kind)), Style: dim}, {Text: strings.Join(c.Variants, "; "), Style: dim}}}
	}})
	left := s.left
	s.lists[viewResidue].SetSource(list.Source{Len: len(left), Key: func(i int) string { return left[i].Hash() }, Row: func(i int) list.Row {
		f := left[i]
		return list.Row{Key: f.Hash(), Cells: []list.Cell{{Text: f.Text}, {Text: s.say("pseudonyms.kind." + string(f.Kind)), Style: dim},
			{Text: s.tongue.Number(f.count)}, {Text: s.placeOf(f.Left), Style: dim}}}
	}})
}

// placeOf says where a finding stands.
func (s *pseudonymsScreen) placeOf(l workspace.Left) string {
	if l.Part == workspace.PartText {
		return s.say("pseudonyms.place.turn", "Document", l.Title, "Turn", itoa(l.Turn))
	}
	return strings.TrimSuffix(s.say("pseudonyms.part."+string(l.Part))+" · "+l.Of, " · ")
}

func (s *pseudonymsScreen) Key(key string, _ tea.KeyPressMsg) (tea.Cmd, bool) {
	if key == "esc" && (s.list().Unmark() || s.list().ClearTicks()) {
		return nil, true
	}
	return nil, walk(s.list(), key)
}

func (s *pseudonymsScreen) Commands() []command {
	if s.ws == nil {
		return nil
	}
	if s.vault.vault == nil {
		return []command{{id: "pseudonyms.unlock", keys: []string{"enter"}, bar: 1, run: func() tea.Cmd { return s.withVault(s.reload) }}}
	}
	next := command{id: "pseudonyms.next", keys: []string{"tab"}, bar: 1, run: func() tea.Cmd { s.view = (s.view + 1) % 3; return nil }}
	tick := command{id: "pseudonyms.tick", keys: []string{"space"}, bar: 4, run: func() tea.Cmd { s.list().Toggle(); s.list().Down(); return nil }}
	tickAll := command{id: "pseudonyms.tick-all", keys: []string{"A"}, run: func() tea.Cmd { s.list().TickAll(); return nil }}
	add := command{id: "pseudonyms.add", keys: []string{"a"}, bar: 2, run: s.add}
	switch s.view {
	case viewSuggested:
		return []command{next, {id: "pseudonyms.take", keys: []string{"enter"}, bar: 2, run: s.take}, {id: "pseudonyms.take-edited", keys: []string{"e"}, bar: 3, run: s.takeEdited}, tick, tickAll}
	case viewResidue:
		return []command{next, {id: "pseudonyms.place", keys: []string{"enter"}, bar: 2, run: s.open}, {id: "pseudonyms.accept", keys: []string{"y"}, bar: 3, run: s.accept}, tick, tickAll, add}
	case viewTable:
	}
	return []command{next, add, {id: "pseudonyms.edit", keys: []string{"enter", "e"}, bar: 3, run: s.edit}, {id: "pseudonyms.remove", keys: []string{"x", "delete"}, bar: 4, run: s.remove}, {id: "replace.start", keys: []string{"V"}, bar: 5, run: s.replaceNames}}
}

func (s *pseudonymsScreen) Draw(w, h int) face {
	f := face{}
	if s.vault.vault == nil {
		id := "pseudonyms.closed"
		if !s.book.vaulted {
			id = "pseudonyms.unmade"
		}
		said := s.say(id)
		for _, l := range text.Wrap(said, max(min(w-4, 76), 1)) {
			f.rows = append(f.rows, text.FitStyled("  "+said[l.Lo:l.Hi], w))
		}
		for len(f.rows) < h {
			f.rows = append(f.rows, "")
		}
		f.rows = f.rows[:h]
		return f
	}
	if s.loaded {
		f.title = s.say("pseudonyms.count", "Count", len(s.of.Entries))
	}
	for _, l := range s.lists {
		l.Theme = s.theme
	}
	f.rows = append(f.rows, s.tabs(w))
	const detail = 4
	body := h - 1
	if h >= 3*detail {
		body -= detail
	}
	f.rows = append(f.rows, s.list().View(w, max(body, 0), true)...)
	if h >= 3*detail {
		f.rows = append(f.rows, s.detail(w, detail)...)
	}
	f.rows = f.rows[:min(len(f.rows), h)]
	return f
}

// tabs names the three lists, with how much is in each.
func (s *pseudonymsScreen) tabs(w int) string {
	counts := []int{len(s.of.Entries), len(s.found), len(s.left)}
	var parts []string
	for i, id := range viewNames {
		label := s.say(id, "Count", counts[i])
		if pseudonymView(i) == s.view {
			parts = append(parts, s.theme.Focus.Render("["+label+"]"))
		} else {
			parts = append(parts, s.theme.Dim.Render(" "+label+" "))
		}
	}
	return text.FitStyled(" "+strings.Join(parts, " "), w)
}

// detail says more of the row under the cursor.
func (s *pseudonymsScreen) detail(w, h int) []string {
	head, said := "", ""
	switch i := s.list().Index(); {
	case !s.loaded || i < 0:
	case s.view == viewTable && i < len(s.of.Entries):
		e := s.of.Entries[i]
		head, said = e.Name+" → "+e.Replacement, strings.Join(e.Variants, "; ")
	case s.view == viewSuggested && i < len(s.found):
		head, said = s.found[i].Name, strings.Join(s.found[i].Variants, "; ")
	case s.view == viewResidue && i < len(s.left):
		f := s.left[i]
		head, said = s.say("pseudonyms.kind."+string(f.Kind))+" · "+s.placeOf(f.Left), f.Before+"»"+f.Text+"«"+f.After
	}
	rows := []string{text.FitStyled(s.theme.Border.Render(text.Cut(" "+safe(head), w)), w)}
	said = safe(said)
	for _, l := range text.Wrap(said, max(min(w-4, 76), 1)) {
		rows = append(rows, text.FitStyled("  "+text.Steady(said[l.Lo:l.Hi]), w))
	}
	for len(rows) < h {
		rows = append(rows, "")
	}
	return rows[:h]
}

func (s *pseudonymsScreen) Capturing() bool { return false }
