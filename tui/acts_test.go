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
