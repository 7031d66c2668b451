package list

// Up moves the cursor to the row above.
func (l *List) Up() { l.step(-1) }

// Down moves the cursor to the row below.
func (l *List) Down() { l.step(1) }

// PageUp moves a screen up, one row of the old screen staying in sight.
func (l *List) PageUp() { l.moveTo(l.cursor-max(l.height-1, 1), -1) }

// PageDown moves a screen down.
func (l *List) PageDown() { l.moveTo(l.cursor+max(l.height-1, 1), 1) }

// Home moves to the first row.
func (l *List) Home() {
	l.moveTo(0, 1)
	l.top = 0
}

// End moves to the last row.
func (l *List) End() { l.moveTo(l.Len()-1, -1) }

// Left moves the cell cursor; in a tree it is Fold.
func (l *List) Left() {
	if l.CellCursor {
		l.column = max(l.Column()-1, 0)
		return
	}
	l.Fold()
}

// Right moves the cell cursor; in a tree it is Unfold.
func (l *List) Right() {
	if l.CellCursor {
		l.column = min(l.Column()+1, max(len(l.Columns)-1, 0))
		return
	}
	l.Unfold()
}

// Mark starts a range at the cursor, or ends it.
func (l *List) Mark() {
	if l.mark >= 0 {
		l.mark = -1
		return
	}
	l.mark = l.cursor
}

// Unmark ends a range; false when there was none, so that Esc peels one layer.
func (l *List) Unmark() bool {
	had := l.mark >= 0
	l.mark = -1
	return had
}

// Extend moves the cursor by rows with a range behind it, as Shift+arrow does.
func (l *List) Extend(rows int) {
	if l.mark < 0 {
		l.mark = l.cursor
	}
	for ; rows > 0; rows-- {
		l.step(1)
	}
	for ; rows < 0; rows++ {
		l.step(-1)
	}
}

// Wheel scrolls by lines, down when positive; the cursor stays in sight.
func (l *List) Wheel(lines int) {
	l.scroll()
	l.top = min(max(l.top+lines, 0), max(l.Len()-l.height, 0))
	switch {
	case l.cursor < l.top:
		l.moveTo(l.top, 1)
	case l.cursor >= l.top+l.height:
		l.moveTo(l.top+l.height-1, -1)
	}
}

// step moves by one row that is no heading, or not at all.
func (l *List) step(way int) {
	for at := l.cursor + way; at >= 0 && at < l.Len(); at += way {
		if !l.row(at).Heading {
			l.cursor = at
			return
		}
	}
	if way < 0 {
		l.top = 0 // what stands above the first row is a heading: show it
	}
}

// moveTo puts the cursor at a position within bounds; off a heading it goes
// on in its way, or else back.
func (l *List) moveTo(position, way int) {
	if l.Len() == 0 {
		l.cursor = -1
		return
	}
	l.cursor = min(max(position, 0), l.Len()-1)
	l.land(way)
}

// land takes the cursor off a heading and into the bounds.
func (l *List) land(way int) {
	n := l.Len()
	l.cursor = min(max(l.cursor, 0), n-1)
	for _, d := range []int{way, -way} {
		for at := l.cursor; at >= 0 && at < n; at += d {
			if !l.row(at).Heading {
				l.cursor = at
				return
			}
		}
	}
	l.cursor = -1
}

// scroll brings the cursor into the body, and the heading right above it when
// there is room.
func (l *List) scroll() {
	h := l.height
	l.top = min(max(l.top, 0), max(l.Len()-h, 0))
	if l.cursor < 0 {
		return
	}
	if l.cursor < l.top {
		l.top = l.cursor
	}
	if l.cursor >= l.top+h {
		l.top = l.cursor - h + 1
	}
	if l.top == l.cursor && l.top > 0 && h > 1 && l.row(l.top-1).Heading {
		l.top--
	}
}
