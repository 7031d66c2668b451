package tui

import (
	"math/rand/v2"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// everyScreen leads to each screen and overlay in turn.
var everyScreen = [][]string{
	{"f2"}, {"f3"}, {"f4"}, {"f5"}, {"f6"}, {"f7"}, {"f10"}, {"f11"}, {"f12"}, {"g", "t"}, {"g", "k"}, {"g", "p"}, {"f1"},
	{"f4", "c"}, {"f4", "m"}, {"f4", "v"}, {"f4", "i"}, {"f6", "v", "e", "r"}, {"f5", "n"}, {"f5", "enter"}, {"f10", "n"}, {"g", "k", "n"}, {"g", "t", "n"}, {"ctrl+p"}, {"ctrl+e"},
}

// TestSmallTerminals draws every screen and overlay on terminals that can hold
// little or nothing, and goes on when there is room again.
func TestSmallTerminals(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	sizes := [][2]int{{20, 5}, {1, 1}, {0, 0}, {21, 6}, {40, 5}, {20, 50}, {19, 5}, {20, 4}, {1, 40}, {200, 1}, {0, 24}, {80, 0}, {500, 200}}
	if testing.Short() {
		sizes = sizes[:3]
	}
	for _, size := range sizes {
		for _, keys := range everyScreen {
			d.send(tea.WindowSizeMsg{Width: 80, Height: 24})
			d.Press("f2")
			d.size(size[0], size[1])
			for _, k := range append(keys, "down", "up", "pgdown", "home") {
				d.send(keyPress(k))
				d.checkSize(k)
			}
			for range 3 {
				d.send(keyPress("esc"))
				d.checkSize("esc")
			}
			d.size(80, 24)
		}
	}
	d.Press("f2").See("Verder lezen")
	d.size(20, 5)
	d.Press("f4").See("Lezen")
}

func (d *driver) size(w, h int) {
	d.t.Helper()
	d.send(tea.WindowSizeMsg{Width: w, Height: h})
	d.checkSize("size")
}

// checkSize checks a frame where there is one.
func (d *driver) checkSize(after string) {
	d.t.Helper()
	if d.app.width > 0 && d.app.height > 0 {
		d.check(after)
		return
	}
	if v := d.app.View(); v.Content != "" {
		d.t.Fatalf("after %s: %q on a screen of %dx%d", after, v.Content, d.app.width, d.app.height)
	}
}

// TestResizeStorm changes the size between keys at random; the selection in the
// reader is where the same keys put it without.
func TestResizeStorm(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	calm, storm := newDriver(t, 80, 24, "nl"), newDriver(t, 80, 24, "nl")
	keys := strings.Fields(strings.Repeat("down down right down 1 shift+right t down up ", 12))
	calm.Press("f4")
	storm.Press("f4")
	for _, k := range keys {
		for range random.IntN(4) {
			storm.size(random.IntN(160), random.IntN(60))
		}
		storm.size(20+random.IntN(160), 5+random.IntN(60))
		storm.send(keyPress(k))
		storm.checkSize(k)
		calm.send(keyPress(k))
	}
	a, b := calm.app.screens[screenReader].(*readerScreen), storm.app.screens[screenReader].(*readerScreen)
	if a.reader.Selection() != b.reader.Selection() {
		t.Errorf("selection %v, without the storm %v", b.reader.Selection(), a.reader.Selection())
	}
	if x, y := projectState(t, calm), projectState(t, storm); x != y {
		t.Errorf("codings\n%s\nwithout the storm\n%s", y, x)
	}
}
