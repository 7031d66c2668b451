package tui

import "testing"

// TestEscKeepsWhatWasTyped: in a form of several fields a first Esc only warns;
// what was typed is gone after a second one, and kept by Ctrl+S.
func TestEscKeepsWhatWasTyped(t *testing.T) {
	d := newDriver(t, 100, 30, "nl")
	memos := d.counts().Memos
	d.Press("enter", "down", "m").Type("een gedachte")
	d.Press("esc").See("nog niet bewaard", "een gedachte")
	d.Type("!").Press("esc").See("nog niet bewaard", "een gedachte!").Press("ctrl+s").Miss("een gedachte!")
	if got := d.counts().Memos; got != memos+1 {
		t.Fatalf("%d memos, want %d", got, memos+1)
	}
	d.Press("down", "m").Type("weg ermee").Press("esc", "esc").Miss("weg ermee")
	if got := d.counts().Memos; got != memos+1 {
		t.Fatalf("a thrown away memo was kept: %d", got)
	}
}
