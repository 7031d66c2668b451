package tui

import (
	"errors"
	"testing"

	"veldwerk/store"
)

// TestTheLastActHasTheLastWord: the results of acts may come back in any order;
// the toast is that of the act that was asked for last.
func TestTheLastActHasTheLastWord(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	d.Press("f4", "down", "down")
	_, code := d.app.Update(keyPress("1"))
	_, undo := d.app.Update(keyPress("u"))
	d.run(undo)
	d.run(code)
	d.See("teruggedraaid").Miss("✓ verkokering")
}

// TestAnErrorStays until it is put away, whatever succeeds after it.
func TestAnErrorStays(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	d.Press("f4", "down")
	d.send(acted{seq: d.app.desk.acts, err: errors.Join(store.ErrFull)})
	d.See("de schijf is vol").Press("down", "1").See("de schijf is vol").Miss("✓ verkokering")
	d.Press("esc").Miss("de schijf is vol").Press("u").See("teruggedraaid")
}

// TestTheSameProjectAgain: opening what is open already leaves it writable, and
// the place as it was.
func TestTheSameProjectAgain(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	before := d.counts().Codings
	d.Press("f4", "down", "down", "down", "1").See("✓")
	at := d.app.screens[screenReader].(*readerScreen).reader.Selection()
	for range 3 {
		d.run(d.app.desk.open(d.path, nil))
		d.See("Verder lezen").Miss("alleen-lezen")
	}
	d.Press("f4")
	if got := d.app.screens[screenReader].(*readerScreen).reader.Selection(); got != at {
		t.Errorf("selection %v, want %v", got, at)
	}
	d.Press("down", "1").See("✓")
	if got := d.counts().Codings; got != before+2 {
		t.Errorf("%d codings, want %d", got, before+2)
	}
}

// TestAnotherProject while acts of the first are still on their way: all of
// them are done.
func TestAnotherProject(t *testing.T) {
	d, other := newDriver(t, 80, 24, "nl"), newDriver(t, 80, 24, "nl")
	before := d.counts().Codings
	d.Press("f4")
	other.Close()
	for range 20 {
		d.send(keyPress("down"))
		d.app.Update(keyPress("1"))
	}
	d.run(d.app.desk.open(other.path, nil))
	d.See("Verder lezen").Miss("alleen-lezen")
	d.run(d.app.desk.open(d.path, nil))
	if got := d.counts().Codings; got <= before {
		t.Errorf("%d codings, before the keys %d", got, before)
	}
	d.Press("f11").See("Geschiedenis")
}
