package list

// Toggle ticks the row under the cursor, or takes its tick away. With a range
// it ticks all of it, or, if all of it is ticked, none; the range ends.
func (l *List) Toggle() {
	keys := l.rangeKeys()
	if len(keys) == 0 {
		if key := l.Key(); key != "" {
			keys = []string{key}
		}
	}
	l.mark = -1
	l.toggle(keys)
}

// TickAll ticks every visible row, or, if all are ticked, none.
func (l *List) TickAll() {
	keys := make([]string, 0, l.Len())
	for at := range l.Len() {
		if key := l.keyAt(at); key != "" {
			keys = append(keys, key)
		}
	}
	l.toggle(keys)
}

// ClearTicks takes all ticks away; false when there was none.
func (l *List) ClearTicks() bool {
	had := len(l.ticked) > 0
	clear(l.ticked)
	return had
}

// SetTicked ticks a row by its key, or takes its tick away.
func (l *List) SetTicked(key string, ticked bool) {
	if ticked && key != "" {
		l.ticked[key] = true
		return
	}
	delete(l.ticked, key)
}

// IsTicked says whether the row with this key is ticked.
func (l *List) IsTicked(key string) bool { return l.ticked[key] }

// TickCount is the number of ticked rows, hidden ones included.
func (l *List) TickCount() int { return len(l.ticked) }

// Ticked lists the keys of the ticked rows in the order of the source, also
// those that a fold or filter hides.
func (l *List) Ticked() []string {
	keys := make([]string, 0, len(l.ticked))
	if len(l.ticked) == 0 {
		return keys
	}
	for i := range l.source.Len {
		if key := l.sourceKey(i); l.ticked[key] {
			keys = append(keys, key)
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
	if len(l.ticked) > 0 {
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

func (l *List) toggle(keys []string) {
	all := true
	for _, key := range keys {
		all = all && l.ticked[key]
	}
	for _, key := range keys {
		l.SetTicked(key, !all)
	}
}

// prune drops the ticks of rows that are gone.
func (l *List) prune() {
	if len(l.ticked) == 0 {
		return
	}
	still := make(map[string]bool, len(l.ticked))
	for _, key := range l.Ticked() {
		still[key] = true
	}
	l.ticked = still
}
