package list

// Alignment of the cells of a column.
type Alignment int

// Left is for words, Right for numbers; Pivot puts the first mark of every cell
// in one column of the screen, its context left and right of it.
const (
	Left Alignment = iota
	Right
	Pivot
)

// Column says how wide its cells are and which give way when the screen is
// narrow.
type Column struct {
	Title  string
	Fixed  int // columns of the screen; 0: by weight
	Weight int // share of what the others leave; 0 counts as 1
	Min    int // fewest columns of a weighted one; 0 counts as 4
	Stay   int // the lowest falls away first, among equals the rightmost
	Align  Alignment
	Sorted int // 1: rows rise by it, -1: they fall; drawn beside the title
}

func (c Column) need() int {
	if c.Fixed > 0 {
		return c.Fixed
	}
	if c.Min > 0 {
		return c.Min
	}
	return 4
}

// layout is which columns are drawn where.
type layout struct {
	gutter int // columns for cursor and tick box
	boxes  bool
	gap    int
	spots  []spot
}

// spot is one drawn column.
type spot struct{ column, x, width int }

const (
	roomy     = 76 // from here on, two blanks between columns
	boxWidth  = 4  // "[x] "
	boxesFrom = 12 // narrower than this, no tick boxes
)

// arrange lays the columns out over w columns of the screen.
func (l *List) arrange(w int) layout {
	lay := layout{gap: 1}
	if w >= roomy {
		lay.gap = 2
	}
	if w >= 3 {
		lay.gutter = 1
	}
	if l.Boxes && w >= boxesFrom {
		lay.boxes = true
		lay.gutter += boxWidth
	}
	room := w - lay.gutter
	var kept []int
	if l.CellCursor {
		kept = l.window(room, lay.gap)
	} else {
		kept = l.staying(room, lay.gap)
	}
	widths := l.share(kept, room, lay.gap)
	x := lay.gutter
	for i, c := range kept {
		lay.spots = append(lay.spots, spot{c, x, widths[i]})
		x += widths[i] + lay.gap
	}
	return lay
}

// staying drops columns until the rest fits; one always stays.
func (l *List) staying(room, gap int) []int {
	kept := make([]int, len(l.Columns))
	for i := range kept {
		kept[i] = i
	}
	for len(kept) > 1 && l.needs(kept, gap) > room {
		gone := len(kept) - 1
		for i := len(kept) - 2; i >= 0; i-- {
			if l.Columns[kept[i]].Stay < l.Columns[kept[gone]].Stay {
				gone = i
			}
		}
		kept = append(kept[:gone], kept[gone+1:]...)
	}
	return kept
}

// window keeps the first column, and as many others as fit with the one of the
// cell cursor among them.
func (l *List) window(room, gap int) []int {
	n := len(l.Columns)
	if n == 0 {
		return nil
	}
	at := l.Column()
	l.left = min(max(l.left, 1), max(n-1, 1))
	if at > 0 && at < l.left {
		l.left = at
	}
	for ; ; l.left++ {
		kept := []int{0}
		for c := l.left; c < n && l.needs(append(kept, c), gap) <= room; c++ {
			kept = append(kept, c)
		}
		if at <= kept[len(kept)-1] || at == 0 {
			return kept
		}
		if l.left >= at {
			return []int{at} // too narrow for two columns: the one under the cursor
		}
	}
}

func (l *List) needs(columns []int, gap int) int {
	total := gap * (len(columns) - 1)
	for _, c := range columns {
		total += l.Columns[c].need()
	}
	return total
}

// share gives what the kept columns need and deals what is left by weight.
func (l *List) share(kept []int, room, gap int) []int {
	widths := make([]int, len(kept))
	left, weights := room-l.needs(kept, gap), 0
	for i, c := range kept {
		widths[i] = l.Columns[c].need()
		weights += l.weight(c)
	}
	if len(kept) == 1 && left < 0 {
		widths[0] = max(room, 0)
		return widths
	}
	for i, c := range kept {
		if weight := l.weight(c); weight > 0 {
			part := left * weight / weights
			widths[i] += part
			left -= part
			weights -= weight
		}
	}
	return widths
}

func (l *List) weight(c int) int {
	if l.Columns[c].Fixed > 0 {
		return 0
	}
	return max(l.Columns[c].Weight, 1)
}
