package list

// Part of the list that was clicked.
type Part int

// Nothing is beside every row; Body is a row but neither its arrow nor its box.
const (
	Nothing Part = iota
	Header
	Arrow
	Box
	Body
)

// Hit says what was clicked.
type Hit struct {
	Part   Part
	Key    string // of the row
	Column int    // index into Columns; -1 between them
}

// Click takes a click at column x and line y of what View drew last: the cursor
// goes to a row, an arrow folds or unfolds it, a box ticks it. A header only
// says which column.
func (l *List) Click(x, y int) Hit {
	hit := Hit{Column: -1}
	if x < 0 || y < 0 || x >= l.width {
		return hit
	}
	for _, s := range l.layout.spots {
		if x >= s.x && x < s.x+s.width {
			hit.Column = s.column
		}
	}
	if l.header {
		if y == 0 {
			hit.Part = Header
			return hit
		}
		y--
	}
	at := l.top + y
	if y >= l.height || at >= l.Len() {
		return hit
	}
	row := l.row(at)
	if row.Heading {
		return hit
	}
	l.cursor, hit.Key, hit.Part = at, row.Key, Body
	if l.CellCursor && hit.Column >= 0 {
		l.column = hit.Column
	}
	switch {
	case l.layout.boxes && x >= 1 && x < l.layout.gutter:
		hit.Part = Box
		l.toggle(at, at)
	case l.Tree && hit.Column == 0 && l.hasChildren(l.at(at)) && l.onArrow(x, row.Depth):
		hit.Part = Arrow
		l.SetFolded(row.Key, !l.folded[row.Key])
	}
	return hit
}

func (l *List) onArrow(x, depth int) bool {
	s := l.layout.spots[0]
	from := s.x + indent(depth, s.width)
	return x >= from && x < from+2
}
