//go:build unix

package tui

import (
	"context"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"veldwerk/workspace"
)

// flood is a text that somebody pastes by mistake: 10 MB, or 1 MB when tests
// are to be short.
func flood() string {
	size := 10 << 20
	if testing.Short() {
		size = 1 << 20
	}
	const part = "een heel lange tekst met é en 👩‍👩‍👧, "
	return strings.Repeat(part, size/len(part))
}

// TestPasteFlood pastes it wherever text can be typed. What is quadratic in the
// length would not end within the life of the test.
func TestPasteFlood(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	for _, keys := range [][]string{{"f6"}, {"f7", "/"}, {"ctrl+p"}, {"f4", "c"}, {"f4", "i"}, {"f3", "i"}, {"ctrl+e", "enter"}, {"f4"}, {"f5"}, {"f12"}} {
		d.Press(keys...)
		field := d.app.screens[d.app.current].Capturing() || len(d.app.desk.overlays) > 0
		d.send(tea.PasteMsg{Content: flood()})
		d.check("paste")
		if field {
			d.See("niets geplakt")
		}
		d.Press("x", "backspace", "left", "home", "end")
		for range 3 {
			d.Press("esc")
		}
	}
}

// TestPasteIntoMemo keeps all of it: a memo may be long.
func TestPasteIntoMemo(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	d.Press("f4", "m")
	d.send(tea.PasteMsg{Content: flood()})
	d.Press("!", "ctrl+s")
	memos, err := d.app.desk.ws.Project.Memos.List(context.Background())
	must(t, err)
	for _, m := range memos {
		if m.Body == flood()+"!" {
			return
		}
	}
	t.Error("the memo is not kept whole")
}

// TestPasteThroughTheTerminal: 10 MB of bracketed paste in the search field,
// after which the keys still work.
func TestPasteThroughTheTerminal(t *testing.T) {
	path := numbered(t, 20)
	m := openTerminal(t, path, "Anna", 80, 24)
	m.see("Verder lezen").press("/").see("Zoeken")
	m.press("\x1b[200~" + flood() + "\x1b[201~").see("niets geplakt")
	m.press("zin 003").see("Zin 003")
	m.press("\x1bOQ").see("Verder lezen").press("\x03")
	code, err := m.exit()
	must(t, err)
	if code != 0 {
		t.Errorf("exit code %d", code)
	}
	look(t, path, func(*workspace.Workspace) {})
}
