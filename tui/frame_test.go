package tui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// A toast that has no room on one row takes more: the way back stands at its
// end. An error says how it goes away.
func TestToastIsReadWhole(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	for _, failed := range []bool{false, true} {
		words := strings.Repeat("een lange titel van een gesprek ", 4) + "· u draait het terug"
		d.app.desk.toast = toast{text: words, error: failed}
		rows, _ := d.app.frame(80, 24)
		seen := ""
		for _, row := range rows[d.app.toastTop : len(rows)-1] {
			seen += ansi.Strip(row) + " "
		}
		if got := strings.Join(strings.Fields(seen), " "); got != words {
			t.Errorf("the toast reads %q", got)
		}
		if len(rows) != 24 {
			t.Errorf("%d rows", len(rows))
		}
		if bar := ansi.Strip(rows[23]); strings.HasPrefix(bar, " Esc sluiten") != failed {
			t.Errorf("error %v: the bar reads %q", failed, bar)
		}
	}
}
