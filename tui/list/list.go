// Package list draws one list, tree or table of any length: the documents, the
// codebook, hits, fragments, memos, changes.
//
// Words: a Source gives rows by number; the list asks for those it draws and
// for no others. A row is visible when no fold and no filter hides it; a
// position counts visible rows. The cursor stands on one visible row, never on
// a heading. A range runs from the mark to the cursor; ticks are kept by key.
//
// Guarantees: View gives exactly as many lines as asked, each exactly as wide
// as asked, whatever the texts hold; the cursor stays on the row with the same
// key, and that row on its line of the screen, when the source changes. A
// source of 100,000 rows draws as quickly as one of ten.
//
// Non-goals: keys (screens call Up, Down, Toggle …), sorting, reading data.
package list

import "veldwerk/tui/theme"

// Row is one row as drawn.
type Row struct {
	Key     string // names the row over changes of the source; unique, "" for headings
	Depth   int    // of a tree, from 0
	Cells   []Cell // one per column; where it is the only one it takes the whole width
	Heading bool   // a section title: drawn, never the cursor's
}

// Cell is the text of one column, as it came from the data: the list makes it
// safe, cuts and pads it.
type Cell struct {
	Text  string
	Style theme.Style // the zero style is plain text
	Marks [][2]int    // byte ranges of Text to stand out, in order, not overlapping
}

// Source gives the rows.
type Source struct {
	Len int
	Row func(i int) Row    // i from 0 to Len-1
	Key func(i int) string // the key alone, where that is cheaper; may be nil

	// Ticks keeps the ticks instead of the list, by row: for sources of so many
	// rows that ticking all of them by key takes longer than a frame. nil: the
	// list keeps them.
	Ticks Ticks
}

// Ticks are the ticks of a source's rows, kept by whoever makes the source.
type Ticks interface {
	Has(i int) bool
	Set(i int, ticked bool)
	SetAll(ticked bool)
	Count() int
}

// Of is the source of rows that are there already.
func Of(rows ...Row) Source {
	return Source{
		Len: len(rows),
		Row: func(i int) Row { return rows[i] },
		Key: func(i int) string { return rows[i].Key },
	}
}

// List is the state of one list. Its exported fields may be changed at any time.
type List struct {
	Theme      *theme.Theme
	Columns    []Column
	Tree       bool   // rows have a depth and can be folded
	Boxes      bool   // tick boxes are drawn and can be clicked
	CellCursor bool   // the cursor stands on one cell; columns scroll instead of falling away
	Empty      string // what stands here while there is no row, plain text

	source  Source
	visible []int // rows that are shown; nil: all of them
	folded  map[string]bool
	filter  func(i int) bool
	ticked  map[string]bool

	cursor int // position, -1 without any row to stand on
	mark   int // position where the range starts, -1 without
	top    int // position of the first line
	column int // of the cell cursor
	left   int // first column that is drawn behind the first, with a cell cursor

	// As last drawn.
	width  int
	height int // lines of the body
	header bool
	layout layout
}

// New gives an empty list with these columns.
func New(th *theme.Theme, columns ...Column) *List {
	return &List{
		Theme: th, Columns: columns,
		folded: map[string]bool{}, ticked: map[string]bool{},
		cursor: -1, mark: -1, height: 1,
	}
}

// SetSource changes the rows. The cursor stays on its key, on the same line of
// the screen, or else at the same position; ticks of rows that are gone go.
func (l *List) SetSource(s Source) {
	key, markKey, line := l.Key(), "", l.cursor-l.top
	if l.mark >= 0 {
		markKey = l.keyAt(l.mark)
	}
	old := l.cursor
	l.source = s
	l.refresh()
	l.cursor = l.find(key, old)
	l.mark = -1
	if markKey != "" {
		if at := l.find(markKey, l.cursor); at >= 0 && l.keyAt(at) == markKey {
			l.mark = at
		}
	}
	l.top = l.cursor - line
	l.land(1)
	l.scroll()
	l.prune()
}

// Len is the number of visible rows, headings included.
func (l *List) Len() int {
	if l.visible != nil {
		return len(l.visible)
	}
	return l.source.Len
}

// Key of the row under the cursor, "" without one.
func (l *List) Key() string {
	if l.cursor < 0 || l.cursor >= l.Len() {
		return ""
	}
	return l.keyAt(l.cursor)
}

// Index is the number in the source of the row under the cursor, -1 without one.
func (l *List) Index() int {
	if l.cursor < 0 || l.cursor >= l.Len() {
		return -1
	}
	return l.at(l.cursor)
}

// Column is the column of the cell cursor, from 0.
func (l *List) Column() int { return min(l.column, max(len(l.Columns)-1, 0)) }

// Goto puts the cursor on the row with this key; false when it is not visible.
func (l *List) Goto(key string) bool {
	at := l.find(key, max(l.cursor, 0))
	if at < 0 || l.keyAt(at) != key {
		return false
	}
	l.moveTo(at, 1)
	return true
}

// at is the number in the source of a position.
func (l *List) at(position int) int {
	if l.visible != nil {
		return l.visible[position]
	}
	return position
}

func (l *List) row(position int) Row { return l.source.Row(l.at(position)) }

func (l *List) keyAt(position int) string { return l.sourceKey(l.at(position)) }

func (l *List) sourceKey(i int) string {
	if l.source.Key != nil {
		return l.source.Key(i)
	}
	return l.source.Row(i).Key
}

// find gives the position of a key, looked for outwards from near, because
// rows seldom move far; else near itself within bounds, -1 in an empty list.
func (l *List) find(key string, near int) int {
	n := l.Len()
	if n == 0 {
		return -1
	}
	near = min(max(near, 0), n-1)
	if key == "" {
		return near
	}
	for d := 0; d < n; d++ {
		if at := near + d; at < n && l.keyAt(at) == key {
			return at
		}
		if at := near - d; d > 0 && at >= 0 && l.keyAt(at) == key {
			return at
		}
	}
	return near
}
