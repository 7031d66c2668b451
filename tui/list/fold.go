package list

import "sort"

// Fold closes the row under the cursor; if it is closed or has nothing under
// it, the cursor goes to the row it stands under.
func (l *List) Fold() {
	if !l.Tree || l.cursor < 0 {
		return
	}
	if l.filter == nil && l.hasChildren(l.at(l.cursor)) && !l.folded[l.Key()] {
		l.SetFolded(l.Key(), true)
		return
	}
	depth := l.row(l.cursor).Depth
	for at := l.cursor - 1; at >= 0; at-- {
		if r := l.row(at); !r.Heading && r.Depth < depth {
			l.cursor = at
			return
		}
	}
}

// Unfold opens the row under the cursor; if it is open, the cursor goes to the
// first row under it.
func (l *List) Unfold() {
	if !l.Tree || l.cursor < 0 || !l.hasChildren(l.at(l.cursor)) {
		return
	}
	if l.folded[l.Key()] && l.filter == nil {
		l.SetFolded(l.Key(), false)
		return
	}
	l.step(1)
}

// SetFolded closes or opens a row by its key.
func (l *List) SetFolded(key string, folded bool) {
	if key == "" || l.folded[key] == folded {
		return
	}
	if folded {
		l.folded[key] = true
	} else {
		delete(l.folded, key)
	}
	l.reshow()
}

// Folded says whether a row is closed.
func (l *List) Folded(key string) bool { return l.folded[key] }

// FoldAll closes every row that has rows under it, or opens all.
func (l *List) FoldAll(folded bool) {
	clear(l.folded)
	if folded {
		for i := range l.source.Len {
			if l.hasChildren(i) {
				l.folded[l.sourceKey(i)] = true
			}
		}
	}
	l.reshow()
}

// SetFilter shows only rows that keep says yes to, with the rows and headings
// they stand under; folds do not count meanwhile. nil shows all again.
func (l *List) SetFilter(keep func(i int) bool) {
	l.filter = keep
	l.reshow()
}

// hasChildren says whether the row that follows stands under this one.
func (l *List) hasChildren(i int) bool {
	return l.Tree && i+1 < l.source.Len && l.level(i+1) > l.level(i) && l.level(i) >= 0
}

// level is the depth of a row in the source; headings stand above all.
func (l *List) level(i int) int {
	r := l.source.Row(i)
	if r.Heading {
		return -1
	}
	if !l.Tree {
		return 0
	}
	return max(r.Depth, 0)
}

// reshow works out the visible rows anew and keeps the cursor on its row, or on
// the nearest visible one before it: the row it was folded into.
func (l *List) reshow() {
	row, line := l.Index(), l.cursor-l.top
	markRow := -1
	if l.mark >= 0 {
		markRow = l.at(l.mark)
	}
	l.refresh()
	l.cursor = l.before(row)
	if markRow >= 0 {
		l.mark = l.before(markRow)
	}
	l.top = l.cursor - line
	l.land(-1)
	l.scroll()
}

// before is the position of the last visible row up to a row of the source.
func (l *List) before(row int) int {
	if l.visible == nil {
		return row
	}
	return max(sort.SearchInts(l.visible, row+1)-1, 0)
}

func (l *List) refresh() {
	l.visible = nil
	switch {
	case l.filter != nil:
		l.visible = l.kept()
	case l.Tree && len(l.folded) > 0:
		l.visible = l.open()
	}
}

// open lists the rows that no fold hides.
func (l *List) open() []int {
	rows := make([]int, 0, l.source.Len)
	hidden := -1 // rows deeper than this level are under a closed row
	for i := range l.source.Len {
		level := l.level(i)
		if hidden >= 0 && level > hidden {
			continue
		}
		hidden = -1
		rows = append(rows, i)
		if level >= 0 && l.folded[l.sourceKey(i)] {
			hidden = level
		}
	}
	return rows
}

// kept lists the rows that pass the filter, and what they stand under.
func (l *List) kept() []int {
	rows := []int{}
	type ancestor struct{ row, level int }
	var above []ancestor // rows over the present one that are not listed yet or are
	listed := -1         // last row that is listed
	for i := range l.source.Len {
		level := l.level(i)
		for len(above) > 0 && above[len(above)-1].level >= level {
			above = above[:len(above)-1]
		}
		if level >= 0 && l.filter(i) {
			for _, a := range above {
				if a.row > listed {
					rows = append(rows, a.row)
				}
			}
			rows = append(rows, i)
			listed = i
		}
		above = append(above, ancestor{i, level})
	}
	return rows
}
