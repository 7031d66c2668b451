// Package palette draws a picker: a line to type in, and below it what is found
// among codes, commands, documents or whatever else has a name.
//
// Words: an Item is one thing to pick; an Answer says what a key or click meant.
// The query is what was typed; the new row offers to make what was typed.
//
// Guarantees: View gives exactly the lines and columns asked for; the first
// item found is the one under the cursor, so that a few letters and Enter will
// do; the same items, query and recency give the same order.
//
// Non-goals: what picking does; keeping what was picked recently.
package palette

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/tui/form"
	"veldwerk/tui/list"
	"veldwerk/tui/text"
	"veldwerk/tui/theme"
)

// Item is one thing to pick.
type Item[T any] struct {
	Value  T
	Name   string
	Also   []string    // other names that find it: aliases, a path, the other language
	Detail string      // right of the name: a key, a path, a count
	Lead   string      // left of the name: a code's letter
	Style  theme.Style // of Lead
	Recent int         // the greater, the more recently used; 0: not
}

// Event is what a key or click meant.
type Event int

// Ignored: the key is not the palette's. Edited: the query or the cursor
// changed. Applied: the answer is picked. Continued: it is picked, and the
// palette stays for the next, its query emptied. Back: Esc.
const (
	Ignored Event = iota
	Edited
	Applied
	Continued
	Back
)

// Answer is what was picked, when Event is Applied or Continued.
type Answer[T any] struct {
	Event Event
	Item  Item[T]
	New   string // the name to make, "" when Item is the answer
}

// Palette is the state of a picker.
type Palette[T any] struct {
	Theme *theme.Theme
	Title string
	// Make words the new row for a query; nil or "" offers none. It is not asked
	// when an item has this very name.
	Make func(query string) string
	// None is what stands there while a query finds nothing, plain text.
	None string

	items  []entry[T]
	hits   []hit
	create string // label of the new row, "" without
	query  *form.Editor
	list   *list.List
	lead   bool
	detail bool
	widest int // columns of the longest detail

	// As last drawn.
	framed    bool
	cursorX   int
	cursorY   int
	hasCursor bool
}

// entry is an item with its names as they are compared.
type entry[T any] struct {
	Item[T]
	names []folded // of Name, then of Also
}

// New gives a picker over these items with an empty query.
func New[T any](th *theme.Theme, title string, items []Item[T]) *Palette[T] {
	p := &Palette[T]{Theme: th, Title: title, query: form.NewEditor("", false), list: list.New(th)}
	p.SetItems(items)
	return p
}

// SetItems changes what there is to pick; the query stays.
func (p *Palette[T]) SetItems(items []Item[T]) {
	p.items = make([]entry[T], len(items))
	p.lead, p.detail, p.widest = false, false, 0
	for i, item := range items {
		names := []folded{fold(item.Name)}
		for _, also := range item.Also {
			names = append(names, fold(also))
		}
		p.items[i] = entry[T]{item, names}
		p.lead = p.lead || item.Lead != ""
		p.detail = p.detail || item.Detail != ""
		p.widest = max(p.widest, text.Width(item.Detail))
	}
	p.search()
}

// Query is what was typed.
func (p *Palette[T]) Query() string { return p.query.Value() }

// SetQuery types for the person.
func (p *Palette[T]) SetQuery(s string) {
	p.query.SetValue(s)
	p.search()
}

// Len is the number of rows, the new row included.
func (p *Palette[T]) Len() int { return p.list.Len() }

// Current is what Enter would answer; false when there is nothing.
func (p *Palette[T]) Current() (Answer[T], bool) {
	i := p.list.Index()
	switch {
	case i < 0:
		return Answer[T]{}, false
	case i < len(p.hits):
		return Answer[T]{Event: Applied, Item: p.items[p.hits[i].item].Item}, true
	}
	return Answer[T]{Event: Applied, New: strings.TrimSpace(p.Query())}, true
}

// Key takes a key.
func (p *Palette[T]) Key(msg tea.KeyPressMsg) Answer[T] {
	switch msg.String() {
	case "esc":
		return Answer[T]{Event: Back}
	case "enter":
		return p.pick(Applied)
	case "tab":
		return p.pick(Continued)
	case "up":
		p.around(p.list.Up, p.list.End)
	case "down":
		p.around(p.list.Down, p.list.Home)
	case "pgup":
		p.list.PageUp()
	case "pgdown":
		p.list.PageDown()
	default:
		before := p.Query()
		if !p.query.Key(msg) {
			return Answer[T]{}
		}
		if p.Query() != before {
			p.search()
		}
	}
	return Answer[T]{Event: Edited}
}

// longestPaste is in bytes; no name is longer, and all are matched with it.
const longestPaste = 300

// Paste puts a pasted text into the query.
func (p *Palette[T]) Paste(msg tea.PasteMsg) Answer[T] {
	p.query.Insert(text.Start(msg.Content, longestPaste))
	p.search()
	return Answer[T]{Event: Edited}
}

// Click picks the row at a column and line of what View drew last.
func (p *Palette[T]) Click(x, y int) Answer[T] {
	if p.framed {
		x, y = x-1, y-1
	}
	if y == 0 {
		p.query.Click(x-promptWidth, 0)
		return Answer[T]{Event: Edited}
	}
	if hit := p.list.Click(x, y-1); hit.Part == list.Nothing {
		return Answer[T]{}
	}
	return p.pick(Applied)
}

// Wheel scrolls by lines.
func (p *Palette[T]) Wheel(lines int) { p.list.Wheel(lines) }

func (p *Palette[T]) pick(event Event) Answer[T] {
	answer, ok := p.Current()
	if !ok {
		return Answer[T]{}
	}
	answer.Event = event
	if event == Continued {
		p.SetQuery("")
	}
	return answer
}

// around moves, from one end to the other too: the new row, which is the last,
// is one key up from the first.
func (p *Palette[T]) around(move, end func()) {
	before := p.list.Index()
	if move(); p.list.Index() == before {
		end()
	}
}

// search finds the items anew and puts the cursor on the best.
func (p *Palette[T]) search() {
	query := strings.TrimSpace(p.Query())
	p.hits = p.find(query)
	p.create = ""
	if query != "" && p.Make != nil && !p.named(query) {
		p.create = p.Make(query)
	}
	n := len(p.hits)
	if p.create != "" {
		n++
	}
	p.list.SetSource(list.Source{Len: n, Row: p.row, Key: strconv.Itoa})
	p.list.Home()
}

// named says whether an item has this very name.
func (p *Palette[T]) named(query string) bool {
	q := fold(query).text
	for _, e := range p.items {
		if e.names[0].text == q {
			return true
		}
	}
	return false
}

func (p *Palette[T]) row(i int) list.Row {
	key := strconv.Itoa(i)
	if i >= len(p.hits) {
		return list.Row{Key: key, Cells: []list.Cell{{Text: p.create, Style: p.Theme.Focus}}} // over the whole width
	}
	h := p.hits[i]
	item := p.items[h.item].Item
	name := list.Cell{Text: item.Name, Marks: h.marks}
	if h.name > 0 {
		// What was found is another name: show it, or nobody knows why.
		const between = " · "
		at := len(item.Name) + len(between)
		name = list.Cell{Text: item.Name + between + item.Also[h.name-1]}
		for _, m := range h.marks {
			name.Marks = append(name.Marks, [2]int{m[0] + at, m[1] + at})
		}
	}
	return list.Row{Key: key, Cells: p.cells(
		list.Cell{Text: item.Lead, Style: item.Style}, name, list.Cell{Text: item.Detail, Style: p.Theme.Dim})}
}

func (p *Palette[T]) cells(lead, name, detail list.Cell) []list.Cell {
	var cells []list.Cell
	if p.lead {
		cells = append(cells, lead)
	}
	cells = append(cells, name)
	if p.detail {
		cells = append(cells, detail)
	}
	return cells
}

const (
	prompt      = "› "
	promptWidth = 2
	detailFrom  = 30 // narrower than this, names only
)

// View draws the picker on h lines of w columns each: in a frame with its title
// where there is room for one.
func (p *Palette[T]) View(w, h int) []string {
	if h <= 0 {
		return nil
	}
	p.framed = w >= 8 && h >= 4
	inner, rows := w, h-1
	if p.framed {
		inner, rows = w-2, h-3
	}
	p.list.Columns = p.columns(inner)
	p.list.Empty = p.None
	line, x := p.queryLine(inner)
	lines := append([]string{line}, p.list.View(inner, rows, true)...)
	p.cursorX, p.cursorY = x, 0
	if p.framed {
		lines = p.frame(lines, w)
		p.cursorX++
		p.cursorY++
	}
	p.hasCursor = true
	return lines[:h]
}

// Cursor is where the terminal's cursor stands in what View drew last.
func (p *Palette[T]) Cursor() (x, y int, ok bool) { return p.cursorX, p.cursorY, p.hasCursor }

// Height is how many lines show every row, frame included, but at most most.
func (p *Palette[T]) Height(most int) int { return min(max(p.Len(), 1)+3, most) }

func (p *Palette[T]) columns(w int) []list.Column {
	var columns []list.Column
	if p.lead {
		columns = append(columns, list.Column{Fixed: 2, Stay: 1})
	}
	columns = append(columns, list.Column{Weight: 3, Min: 8, Stay: 2})
	if p.detail && w >= detailFrom {
		columns = append(columns, list.Column{Fixed: min(p.widest, w*2/5), Align: list.Right})
	}
	return columns
}

func (p *Palette[T]) queryLine(w int) (line string, x int) {
	if w <= promptWidth {
		typed, x, _ := p.query.View(w, 1)
		return text.FitStyled(typed[0], w), x
	}
	typed, x, _ := p.query.View(w-promptWidth, 1)
	return p.Theme.Focus.Render(prompt) + typed[0], x + promptWidth
}

func (p *Palette[T]) frame(lines []string, w int) []string {
	signs, border := p.Theme.Signs, p.Theme.Border
	title := ""
	if p.Title != "" {
		title = text.Cut(" "+p.Title+" ", w-4)
	}
	rule := w - 3 - text.Width(title)
	framed := []string{border.Render(signs.Corner[0]+signs.Rule) + p.Theme.Title.Render(title) +
		border.Render(strings.Repeat(signs.Rule, rule)+signs.Corner[1])}
	side := border.Render(signs.Line)
	for _, line := range lines {
		framed = append(framed, side+line+side)
	}
	return append(framed, border.Render(signs.Corner[2]+strings.Repeat(signs.Rule, w-2)+signs.Corner[3]))
}
