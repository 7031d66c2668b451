package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/tui/palette"
)

// pickOverlay picks one of many by a few letters. It lies below the passage,
// which stays in sight.
type pickOverlay[T any] struct {
	desk    *desk
	palette *palette.Palette[T]
	tab     bool // Tab picks and goes on
	then    func(palette.Answer[T]) tea.Cmd
}

func (o *pickOverlay[T]) Update(msg tea.Msg) (tea.Cmd, bool) {
	var a palette.Answer[T]
	switch m := msg.(type) {
	case tea.KeyPressMsg:
		if !o.tab && m.String() == "tab" {
			return nil, false
		}
		a = o.palette.Key(m)
	case tea.PasteMsg:
		a = o.palette.Paste(m)
	case tea.MouseClickMsg:
		a = o.palette.Click(m.X, m.Y)
	case tea.MouseWheelMsg:
		o.palette.Wheel(wheelLines(m))
	}
	switch a.Event {
	case palette.Applied:
		return o.then(a), true
	case palette.Continued:
		return o.then(a), false
	case palette.Back:
		return nil, true
	}
	return nil, false
}

func (o *pickOverlay[T]) Draw(w, h int) face {
	o.palette.Theme = o.desk.theme
	o.palette.None = o.desk.say("pick.nothing")
	if o.palette.Query() != "" {
		o.palette.None = o.desk.say("pick.not-found", "Key", o.desk.shownKey("ctrl+u"))
	}
	f := face{rows: o.palette.View(w, o.palette.Height(min(h, max(h/2, 8))))}
	if x, y, ok := o.palette.Cursor(); ok {
		f.cursor = &point{x: x, y: y}
	}
	return f
}

func (o *pickOverlay[T]) Hints() []hint {
	out := []hint{{"↑↓", "pick.move"}, {"enter", "pick.apply"}}
	if o.tab {
		out = append(out, hint{"tab", "pick.continue"})
	}
	return append(out, hint{"esc", "pick.back"})
}

// choice is one thing to pick from a short list.
type choice struct{ key, label, detail string }

// pickFrom asks for one of some choices.
func pickFrom(d *desk, titleID string, items []choice, then func(key string) tea.Cmd) overlay {
	var list []palette.Item[string]
	for _, c := range items {
		list = append(list, palette.Item[string]{Value: c.key, Name: c.label, Detail: c.detail})
	}
	return &pickOverlay[string]{desk: d, palette: palette.New(d.theme, d.say(titleID), list), then: func(a palette.Answer[string]) tea.Cmd {
		return then(a.Item.Value)
	}}
}

// pickCode asks for a code, or makes one at the path that is typed.
func (d *desk) pickCode(then func(codeChoice) tea.Cmd) tea.Cmd {
	return d.pickCodeUnder(codebook.CodeID{}, then)
}

// pickCodeUnder is pickCode where a new name comes under parent; a path from
// the top ("ruimte/mandaat", "/los") goes where it says.
func (d *desk) pickCodeUnder(parent codebook.CodeID, then func(codeChoice) tea.Cmd) tea.Cmd {
	tree := d.book.book.Tree
	if tree == nil {
		return nil
	}
	p := palette.New(d.theme, d.say("pick.code"), d.codeItems())
	p.Make = func(query string) string {
		names := d.newPath(parent, query)
		if len(names) == 0 {
			return ""
		}
		under := strings.Join(names[:len(names)-1], "/")
		if under == "" {
			return d.say("pick.new-top", "Name", names[len(names)-1])
		}
		return d.say("pick.new-under", "Name", names[len(names)-1], "Parent", under)
	}
	d.ask(&pickOverlay[codebook.Code]{desk: d, palette: p, tab: true, then: func(a palette.Answer[codebook.Code]) tea.Cmd {
		c := chosenCode(a.Item.Value)
		if a.New != "" {
			c = d.freshCode(d.newPath(parent, a.New))
		}
		d.used(c.id)
		return then(c)
	}})
	return nil
}

// codeItems are the usable codes, with letters, paths and counts.
func (d *desk) codeItems() []palette.Item[codebook.Code] {
	var out []palette.Item[codebook.Code]
	tree := d.book.book.Tree
	tree.Walk(func(c codebook.Code, _ int) {
		if !c.Usable() {
			return
		}
		item := palette.Item[codebook.Code]{Value: c, Name: c.Name, Also: append(slices.Clone(c.Alias), tree.Path(c.ID)), Lead: c.Letter, Style: d.theme.Code(c.Colour)}
		if parent, ok := tree.Code(c.Parent); ok {
			item.Detail = parent.Name
		}
		if i := slices.Index(d.recent, c.ID); i >= 0 {
			item.Recent = len(d.recent) - i
		}
		out = append(out, item)
	})
	return out
}

// newPath is where a typed name would be made, as names from the top.
func (d *desk) newPath(parent codebook.CodeID, typed string) []string {
	names := codebook.SplitPath(typed)
	if len(names) != 1 || strings.HasPrefix(typed, "/") || parent.IsZero() {
		return names
	}
	return append(codebook.SplitPath(d.book.book.Tree.Path(parent)), names...)
}

// freshCode is the choice of a path of which some codes are still to be made.
func (d *desk) freshCode(names []string) codeChoice {
	tree := d.book.book.Tree
	c := codeChoice{name: names[len(names)-1]}
	for _, name := range names {
		found := false
		if len(c.fresh) == 0 {
			for _, id := range tree.Children(c.id) {
				if have, _ := tree.Code(id); codebook.Fold(have.Name) == codebook.Fold(name) {
					c.id, found = id, true
				}
			}
		}
		if !found {
			made := codebook.Code{ID: codebook.CodeID(d.env.NewID()), Parent: c.id, Name: name, Status: codebook.StatusActive}
			c.fresh, c.id = append(c.fresh, made), made.ID
		}
	}
	return c
}

// palette offers every command of the screen and of the program, found in
// Dutch and English, with its key.
func (a *App) palette() tea.Cmd {
	d := a.desk
	var items []palette.Item[command]
	seen := map[string]bool{}
	for _, c := range a.commandsOf(a.current) {
		if seen[c.id] || c.shown != "" {
			continue
		}
		seen[c.id] = true
		key := ""
		if len(c.keys) > 0 {
			key = d.shownKey(c.keys[0])
		}
		items = append(items, palette.Item[command]{Value: c, Name: d.say(c.id), Also: []string{otherTongue(d).Say(c.id)}, Detail: key})
	}
	d.ask(&pickOverlay[command]{desk: d, palette: palette.New(d.theme, d.say("app.palette"), items), then: func(answer palette.Answer[command]) tea.Cmd {
		return answer.Item.Value.run()
	}})
	return nil
}
