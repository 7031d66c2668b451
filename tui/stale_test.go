package tui

import "testing"

// The cursor stands far down when a narrower query gives fewer rows.
func TestFewerRowsThanTheCursorStandsOn(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	d.Press("f7", "end", "/").Type("code:mandaat").See("Fragmenten")
	d.Press("f6").Type("de").Press("enter", "end", "/").Type(" verkokering").See("Zoeken")
}
