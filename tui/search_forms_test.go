package tui

import "testing"

// TestSwitchAFormOff: the screen tells which forms were found; a form that is
// switched off is found no more, and the choice stands in the query.
func TestSwitchAFormOff(t *testing.T) {
	d := newDriver(t, 120, 36, "nl").Press("/").Type("schotten").Press("enter")
	d.See("→ schotten", "schot ", "14 treffers")
	d.Press("v").See("vorm", "schotten")
	d.Press("down", "space", "enter").See("schotten[-schot]").Miss("14 treffers")
	d.Press("v", "down", "space", "enter").See("14 treffers")
}
