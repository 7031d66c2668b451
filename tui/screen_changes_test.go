package tui

import (
	"strings"
	"testing"
)

// TestStepsLeadToWhatTheyWereAbout: Enter in the history goes to the place, the
// code, the theme, the memo; a coding of hits runs its search again.
func TestStepsLeadToWhatTheyWereAbout(t *testing.T) {
	d := newDriver(t, 120, 36, "nl")
	changes := func() *driver { return d.Press("g", "w").See("Geschiedenis").Press("home") }
	d.Press("enter").Press("down", "down", "1").See("✓ verkokering")
	r := d.app.screens[screenReader].(*readerScreen)
	coded := r.reader.Selection()
	d.Press("t", "t", "t")
	changes().Press("enter").See("eigen keuze")
	if got := r.reader.Selection(); d.app.current != screenReader || got != coded {
		t.Fatalf("%s, selection %v, want %v", d.app.current, got, coded)
	}
	d.Press("u") // the place of a coding that is gone is still there
	changes().Press("enter")
	if got := r.reader.Selection(); got != coded {
		t.Fatalf("selection %v, want %v", got, coded)
	}
	d.Press("/").Type("schotten").Press("enter", "v", "down", "space", "enter").See("schotten[-schot]")
	d.Press("space", "space", "c").Type("muurtjes").Press("enter").See("✓ muurtjes")
	changes().See("“muurtjes” op", "zoekvraag schotten[-schot], per zin, 2 van 9 treffers").Press("enter").See("zoek › schotten[-schot]")
	if d.app.current != screenSearch {
		t.Fatal(d.app.current)
	}
	d.Press("u").See("teruggedraaid")
	changes().Press("down").See("(teruggedraaid)").Press("enter").See("zoek › schotten[-schot]")
	d.Press("g", "t", "w").Type("loketjes").Press("enter").See("erbij")
	changes().Press("enter").See("[x] loketjes")
	d.Press("m").Type("Kijk hier nog eens naar").Press("ctrl+s")
	changes().Press("enter").See("Kijk hier nog eens naar")
	if d.app.current != screenMemos {
		t.Fatal(d.app.current)
	}
	d.Press("x").See("verwijderd")
	changes().Press("down", "enter").See("is er niet meer")
	if d.app.current != screenChanges {
		t.Fatal(d.app.current)
	}
	if rows := strings.Count(d.Frame(), "memo"); rows == 0 {
		t.Fatal("no step of a memo")
	}
}
