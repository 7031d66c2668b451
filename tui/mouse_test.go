package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// TestRowsThatGo types until nothing is found any more, and takes it back: the
// list has its cursor on a row that is gone.
func TestRowsThatGo(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	d.Press("f7", "end", "/").Type("wetxxq").See("0 fragmenten").Press("esc")
	d.Press("f6").Type("ruimte").Press("enter", "end", "/").Type(" kaas met gaten").Press("esc").Type("de").Press("esc")
}

// spot is where on the screen a text stands, a few columns into it.
func (d *driver) spot(s string) (x, y int) {
	x, y = d.Find(s)
	return x + 1, y
}

func (d *driver) wheel(x, y int, button tea.MouseButton) *driver {
	d.t.Helper()
	d.send(tea.MouseWheelMsg{X: x, Y: y, Button: button})
	d.check("wheel")
	return d
}

// drag presses on one text and releases on another.
func (d *driver) drag(from, to string) *driver {
	d.t.Helper()
	x, y := d.spot(from)
	d.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
	x, y = d.spot(to)
	d.send(tea.MouseMotionMsg{X: x, Y: y, Button: tea.MouseLeft})
	d.send(tea.MouseReleaseMsg{X: x, Y: y, Button: tea.MouseLeft})
	d.check("drag")
	return d
}

// selected is the text that is selected in the reader.
func (d *driver) selected() string {
	s := d.app.screens[screenReader].(*readerScreen)
	return s.doc.Text.Slice(s.reader.Selection())
}

func TestMouseSelects(t *testing.T) {
	d := newDriver(t, 120, 36, "nl")
	d.Press("enter")
	x, y := d.spot("dinsdag. (lacht)")
	for _, step := range []struct{ unit, text string }{
		{"woord:", "dinsdag"},
		{"zin:", "Een gewone dinsdag."},
		{"beurt:", "Een gewone dinsdag. (lacht) Nou"},
		{"woord:", "dinsdag"},
	} {
		d.Click(x, y).See(step.unit)
		if got := d.selected(); !strings.HasPrefix(got, step.text) {
			t.Fatalf("%s selected %q", step.unit, got)
		}
	}
	d.drag("eerlijke antwoord", "antwoord. Ik ben").See("eigen keuze:")
	if got := d.selected(); got != "eerlijke antwoord" {
		t.Fatalf("dragged over %q", got)
	}
	d.Press("1").See("✓ verkokering op 2 woorden")
	if got := d.selected(); got != "eerlijke antwoord" {
		t.Fatalf("after coding %q is selected", got)
	}
}

func TestMouseCodes(t *testing.T) {
	d := newDriver(t, 120, 36, "nl")
	d.Press("enter", "down", "down")
	before := d.counts().Codings
	x, y := d.spot("v verkokering") // in the codebook beside the text
	d.Click(x, y).See("✓ verkokering")
	d.Press("down")
	x, y = d.spot("2 ruimte") // the pinned codes
	d.Click(x, y).See("✓ ruimte")
	if got := d.counts().Codings; got != before+2 {
		t.Fatalf("%d codings, want %d", got, before+2)
	}
	x, y = d.spot("✓ ruimte") // a toast is no row of pinned codes
	d.Click(x, y)
	if got := d.counts().Codings; got != before+2 {
		t.Fatalf("a click on the toast made %d codings", got-before-2)
	}
	x, y = d.spot("c coderen") // the bar, and what it opens
	d.Click(x, y).See("Welke code?")
	x, y = d.spot("Esc laat maar")
	d.Click(x, y).Miss("Welke code?")
}

func TestMouseOnStripes(t *testing.T) {
	d := newDriver(t, 120, 36, "nl")
	d.Press("enter")
	x, y := d.Find("dd     d detailsturing")
	d.Click(x, y)
	if got := d.selected(); !strings.HasPrefix(got, "De verordening van jeugd") || !strings.HasSuffix(got, "dikker.") {
		t.Fatalf("the stripe selected %q", got)
	}
	d.See("[detailsturing]")
}

func TestMouseWheel(t *testing.T) {
	d := newDriver(t, 120, 20, "nl")
	d.Press("enter")
	selected, codes := d.selected(), "v verkokering"
	d.See("1 I ", codes)
	for range 4 {
		d.wheel(60, 8, tea.MouseWheelDown)
	}
	d.Miss("1 I ").See(codes)
	if d.selected() != selected {
		t.Fatal("the wheel moved the selection")
	}
	for range 4 {
		d.wheel(3, 8, tea.MouseWheelDown)
	}
	d.Miss(codes)
	for range 4 {
		d.wheel(60, 8, tea.MouseWheelUp).wheel(3, 8, tea.MouseWheelUp)
	}
	d.See("1 I ", codes)
}

// TestResearchersTaskByMouse is the main job without a key but for words: home,
// reader, codes, search, ticks, fragments, export.
func TestResearchersTaskByMouse(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	click := func(s string) {
		t.Helper()
		x, y := d.spot(s)
		d.Click(x, y)
	}
	before := d.counts().Codings
	click("01-beleidsadviseur") // the cursor stands there: this opens it
	d.See("beurt 0/58")
	click("Fijn dat je tijd")
	click("Fijn dat je tijd")
	click("1 verkokering")
	d.See("✓ verkokering op 6 woorden")
	click("Lezen │")
	d.See("Ga naar")
	click("s  Zoeken")
	d.Type("loket")
	click("Enter naar de treffers")
	click("[ ] 01-beleids")
	d.See("[x] 01-beleids", "1 aangevinkt")
	click("c coderen")
	d.Type("maatw")
	click("Enter kiezen")
	d.See("✓ maatwerk", "[x] 01-beleids") // what was ticked stays so
	if got := d.counts().Codings; got != before+2 {
		t.Fatalf("%d codings, want %d", got, before+2)
	}
	click("Zoeken │")
	click("f  Fragmenten")
	d.See("Fragmenten │")
	click("Ctrl+E exporteren")
	click("Enter klaar")
	d.See("✓", "rijen geschreven in fragmenten.csv")
	click("? hulp")
	click("Esc sluiten")
	d.See("Fragmenten │")
}
