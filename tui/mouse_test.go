package tui

import "testing"

// TestRowsThatGo types until nothing is found any more, and takes it back: the
// list has its cursor on a row that is gone.
func TestRowsThatGo(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	d.Press("f7", "end", "/").Type("wetxxq").See("0 fragmenten").Press("esc")
	d.Press("f6").Type("ruimte").Press("enter", "end", "/").Type(" kaas met gaten").Press("esc").Type("de").Press("esc")
}
