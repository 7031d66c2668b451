package tui

import (
	"strings"
	"testing"
)

// TestEscPeelsOneLayer: palette, extension, focus, spotlight, and then nothing.
func TestEscPeelsOneLayer(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	d.Press("enter", "n", "o", "f").See("[detailsturing]")
	d.Press("v", "down", "c").See("Welke code?")
	d.Press("esc").Miss("Welke code?").See("selecteren:")
	d.Press("esc").See("zin:")
	s := d.app.screens[screenReader].(*readerScreen)
	for range 3 {
		d.Press("esc")
	}
	if _, focused := s.reader.Focused(); focused || (s.reader.Spotlit() != [16]byte{}) {
		t.Fatal("something is left to peel")
	}
	if d.Press("esc"); d.quit || d.app.current != screenReader {
		t.Fatal("Esc left the screen")
	}
}

// TestTabCodesAndGoesOn: three codes on one passage without closing the palette.
func TestTabCodesAndGoesOn(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	before := d.counts().Codings
	d.Press("enter", "down", "c").Type("mand").Press("tab").See("Welke code?").Type("kok").Press("tab").Type("hier").Press("enter").Miss("Welke code?")
	if got := d.counts().Codings; got != before+3 {
		t.Fatalf("%d codings, want %d", got, before+3)
	}
	d.See("mandaat", "kokers", "hiërarchie")
	d.Press("u", "u", "u")
	if got := d.counts().Codings; got != before {
		t.Fatalf("after undo %d codings, want %d", got, before)
	}
}

// TestSearchIsKept: to the reader and back, and past an act, keeps query, ticks
// and place.
func TestSearchIsKept(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	d.Press("/").Type("ruimte").Press("enter", "space", "down", "space", "down", "down")
	before := strings.Split(d.Frame(), "\n")[1:12]
	d.Press("enter").See("Lezen", "zin:").Press("q").See("Zoeken", "2 aangevinkt")
	if after := strings.Split(d.Frame(), "\n")[1:12]; strings.Join(after, "\n") != strings.Join(before, "\n") {
		t.Fatalf("back from the reader:\n%s\nbefore:\n%s", strings.Join(after, "\n"), strings.Join(before, "\n"))
	}
	d.Press("c").Type("verkokering").Press("enter").See("2 fragmenten").Press("up").See("2 aangevinkt")
	d.Press("esc").See("0 aangevinkt").Press("q").See("Project").Miss("Zoeken")
	if d.Press("q"); !d.quit {
		t.Fatal("q on home does not close")
	}
}

// TestBackIsAWay: no screen stands in the way back twice, help leads back.
func TestBackIsAWay(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	d.Press("f3", "enter", "f6", "esc", "f4", "f3", "enter", "?", "esc").See("Lezen │")
	for _, title := range []string{" Documenten", " Zoeken", " Project"} {
		if d.Press("q"); !strings.HasPrefix(d.Frame(), title) {
			t.Fatalf("not %s but\n%s", title, d.Frame())
		}
	}
}

// TestUndoEverywhere: an act is taken back and done again on each screen, also
// while one types.
func TestUndoEverywhere(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	d.Press("enter", "1")
	coded := d.counts().Codings
	for _, id := range d.app.order {
		d.run(d.app.show(id, focusField{}))
		if d.Press("ctrl+z"); d.counts().Codings != coded-1 {
			t.Errorf("%s: not undone", id)
		}
		if d.Press("ctrl+y"); d.counts().Codings != coded {
			t.Errorf("%s: not redone", id)
		}
	}
}
