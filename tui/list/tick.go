package list

// Toggle ticks the row under the cursor, or takes its tick away. With a range
// it ticks all of it, or, if all of it is ticked, none; the range ends.
func (l *List) Toggle() {
	from, to := l.cursor, l.cursor
	if l.mark >= 0 {
		from, to = min(l.mark, l.cursor), max(l.mark, l.cursor)
	}
	l.mark = -1
	l.toggle(max(from, 0), to)
}

// TickAll ticks every visible row, or, if all are ticked, none.
func (l *List) TickAll() {
	if t := l.source.Ticks; t != nil && l.visible == nil {
		t.SetAll(t.Count() < l.source.Len)
		return
	}
	l.toggle(0, l.Len()-1)
}

// ClearTicks takes all ticks away; false when there was none.
func (l *List) ClearTicks() bool {
	had := l.TickCount() > 0
	if t := l.source.Ticks; t != nil {
		t.SetAll(false)
	}
	clear(l.ticked)
	return had
}

// SetTicked ticks a row by its key, or takes its tick away; not for sources
// that keep their own.
func (l *List) SetTicked(key string, ticked bool) {
	if ticked && key != "" {
		l.ticked[key] = true
		return
	}
	delete(l.ticked, key)
}

// IsTicked says whether the row with this key is ticked; not for sources that
// keep their own ticks.
func (l *List) IsTicked(key string) bool { return l.ticked[key] }

// TickCount is the number of ticked rows, hidden ones included.
func (l *List) TickCount() int {
	if t := l.source.Ticks; t != nil {
		return t.Count()
	}
	return len(l.ticked)
}

// Ticked lists the keys of the ticked rows in the order of the source, also
// those that a fold or filter hides.
func (l *List) Ticked() []string {
	n := l.TickCount()
	keys := make([]string, 0, n)
	for i := 0; i < l.source.Len && len(keys) < n; i++ {
		if l.rowTicked(i) {
			keys = append(keys, l.sourceKey(i))
		}
	}
	return keys
}

// Selected lists the keys that an act is for: the range, else the ticked rows,
// else the row under the cursor.
func (l *List) Selected() []string {
	if keys := l.rangeKeys(); len(keys) > 0 {
		return keys
	}
	if l.TickCount() > 0 {
		return l.Ticked()
	}
	if key := l.Key(); key != "" {
		return []string{key}
	}
	return nil
}

func (l *List) rangeKeys() []string {
	if l.mark < 0 || l.cursor < 0 {
		return nil
	}
	var keys []string
	for at := min(l.mark, l.cursor); at <= max(l.mark, l.cursor) && at < l.Len(); at++ {
		if key := l.keyAt(at); key != "" {
			keys = append(keys, key)
		}
	}
	return keys
}

func (l *List) inRange(position int) bool {
	return l.mark >= 0 && position >= min(l.mark, l.cursor) && position <= max(l.mark, l.cursor)
}

// toggle ticks the rows at the positions from … to, or, if all are ticked,
// none; headings have no ticks.
func (l *List) toggle(from, to int) {
	to = min(to, l.Len()-1)
	all := true
	for at := from; at <= to && all; at++ {
		all = l.rowTicked(l.at(at)) || l.keyAt(at) == ""
	}
	for at := from; at <= to; at++ {
		if t := l.source.Ticks; t != nil {
			t.Set(l.at(at), !all)
		} else if key := l.keyAt(at); key != "" {
			l.SetTicked(key, !all)
		}
	}
}

// rowTicked says whether a row of the source is ticked.
func (l *List) rowTicked(i int) bool {
	if t := l.source.Ticks; t != nil {
		return t.Has(i)
	}
	return len(l.ticked) > 0 && l.ticked[l.sourceKey(i)]
}

// prune drops the ticks of rows that are gone.
func (l *List) prune() {
	if len(l.ticked) == 0 {
		return
	}
	still := make(map[string]bool, len(l.ticked))
	for i := range l.source.Len {
		if key := l.sourceKey(i); l.ticked[key] {
			still[key] = true
		}
	}
	l.ticked = still
}
