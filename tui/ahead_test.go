package tui

import "testing"

// TestTypedAhead: keys that come before the answer to an earlier one mean what
// they would have meant after it. Going to a screen was an answer once: g t g k
// ended at either, and a key for the screen to come went to the one before it.
func TestTypedAhead(t *testing.T) {
	for _, c := range []struct {
		name  string
		slow  []string // before the burst
		burst []string
		want  screenID
		back  screenID // where q then leads
	}{
		{"two screens", nil, []string{"g", "t", "g", "k"}, screenCases, screenThemes},
		{"three screens, the last by its function key", nil, []string{"g", "p", "g", "c", "f10"}, screenMemos, screenCodebook},
		{"a screen and a command of it", nil, []string{"g", "d", "a"}, screenCases, screenDocuments},
		{"help and out of it", []string{"g", "b"}, []string{"?", "esc", "g", "w"}, screenChanges, screenBackups},
		{"a row and back", []string{"g", "d"}, []string{"enter", "q", "g", "t"}, screenThemes, screenDocuments},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDriver(t, 80, 24, "nl").Press(c.slow...).Burst(c.burst...)
			if n := len(d.app.desk.overlays); d.app.current != c.want || n > 0 {
				t.Errorf("at %s with %d overlays, want %s", d.app.current, n, c.want)
			}
			if d.Press("q"); d.app.current != c.back {
				t.Errorf("q leads to %s, want %s", d.app.current, c.back)
			}
		})
	}
}

// TestTypedAheadOfADocument: keys for a document that is still being read, or
// for a place in it, are kept for it. They were lost once, or coded where the
// cursor had been.
func TestTypedAheadOfADocument(t *testing.T) {
	play := func(burst bool, keys ...string) *driver {
		d := newDriver(t, 120, 36, "nl").Press("g", "d", "down")
		if burst {
			return d.Burst(keys...)
		}
		return d.Press(keys...)
	}
	keys := []string{"enter", "down", "down", "1", "down", "u", "2", "g", "f"}
	slow, fast := play(false, keys...), play(true, keys...)
	if slow.app.current != screenFragments || fast.app.current != screenFragments {
		t.Fatalf("at %s and %s", slow.app.current, fast.app.current)
	}
	if a, b := slow.counts(), fast.counts(); a != b || a.Codings == newDriver(t, 80, 24, "nl").counts().Codings {
		t.Errorf("slowly %+v, at once %+v", a, b)
	}
	slow.Press("g", "r")
	fast.Press("g", "r")
	if a, b := slow.Frame(), fast.Frame(); a != b {
		t.Errorf("slowly\n%s\nat once\n%s", a, b)
	}

	// In the document that is open already: a place asked for comes first.
	d := newDriver(t, 120, 36, "nl").Press("g", "r")
	s := d.app.screens[screenReader].(*readerScreen)
	late := d.app.show(screenReader, showDocument{id: s.id, turn: 7})
	_, after := d.app.Update(keyPress("t"))
	d.run(late)
	d.run(after)
	if n := s.reader.TurnNumber(); n != 7 {
		t.Errorf("turn %d was selected", n)
	}
}
