package tui

import (
	"strings"
	"testing"

	"veldwerk/transcript"
)

// The page of a PDF stands beside the turn, where it is known.
func TestReaderNamesThePage(t *testing.T) {
	d := newDriver(t, 120, 30, "nl")
	d.Press("f3", "enter")
	s := d.app.screens[screenReader].(*readerScreen)
	if strings.Contains(d.Frame(), " p. ") {
		t.Errorf("a page without pages: %s", d.Frame())
	}
	s.doc.Pages = []transcript.Page{{At: 0, Number: 12}, {At: 1 << 20, Number: 13}}
	if !strings.Contains(d.Frame(), "· p. 12") {
		t.Errorf("no page: %s", d.Frame())
	}
}
