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
