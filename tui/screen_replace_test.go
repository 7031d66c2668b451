package tui

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
)

// TestReplaceFrames draws what will be replaced, the question, and what was.
func TestReplaceFrames(t *testing.T) {
	for _, lang := range []string{"nl", "en"} {
		d := openedPseudonyms(t, lang)
		frame := func(name string) {
			for _, size := range [][2]int{{80, 24}, {120, 36}} {
				t.Run(fmt.Sprintf("%s-%s-%dx%d", name, lang, size[0], size[1]), func(t *testing.T) {
					d.t = t
					d.resize(size[0], size[1])
					shown := strings.ReplaceAll(d.Frame(), d.folder, "…")
					golden.RequireEqual(t, []byte(shown+"\n"))
				})
			}
			d.t = t
			d.resize(80, 24)
		}
		d.Press("V")
		frame("planned")
		d.Press("enter")
		frame("asked")
	}
}

// TestReplaceOnScreen: only the typed word replaces; after it no name is in the
// file or in the reader that had the text open, undo takes nothing back, and
// what is left is one key away.
func TestReplaceOnScreen(t *testing.T) {
	d := openedPseudonyms(t, "nl")
	d.Press("f2", "enter")
	d.run(d.app.show(screenPseudonyms, nil))
	before := d.counts()
	d.Press("V").See("Deze namen worden voorgoed vervangen", "eerst komt er een reservekopie")
	d.Press("enter").Type("ja").Press("enter").See("dit is niet vervangen").Press("esc")
	if got := d.fileHas("Hanneke"); !got {
		t.Fatal("replaced without the word")
	}
	d.Press("esc", "V", "enter").Type("vervangen").Press("enter").See("Deze namen zijn voorgoed vervangen")
	if d.fileHas("Hanneke") {
		t.Error("the name is in the file still")
	}
	if after := d.counts(); after.Codings != before.Codings || after.Memos != before.Memos {
		t.Errorf("counts %+v became %+v", before, after)
	}
	backups, err := filepath.Glob(filepath.Join(d.folder, "state", "backups", "*", "*-names.veldwerk"))
	if err != nil || len(backups) != 1 {
		t.Errorf("backups before it: %v, %v", backups, err)
	}
	d.Press("enter") // to what is left
	if s := d.app.screens[screenPseudonyms].(*pseudonymsScreen); d.app.current != screenPseudonyms || s.view != viewResidue {
		t.Errorf("on %s", d.app.current)
	}
	d.Press("f4")
	if text := d.app.screens[screenReader].(*readerScreen).doc.Text.String(); strings.Contains(text, "Hanneke") || !strings.Contains(text, "[persoon-1]") {
		t.Error("the reader shows the text of before")
	}
	d.Press("u")
	if d.fileHas("Hanneke") {
		t.Error("undo brought the name back")
	}
}

// TestReplaceRefuses: an empty table, and one of which nothing is in the project.
func TestReplaceRefuses(t *testing.T) {
	d := openedPseudonyms(t, "nl")
	for range 3 {
		d.Press("x", "down", "enter")
	}
	d.Press("V").See("de tabel is leeg")
	d.Press("a")
	d.Press(typedKeys("Xyliander")...)
	d.Press("ctrl+s", "V").See("Geen enkele naam").Press("enter", "b").See("Geen enkele naam").Press("esc").See("Xyliander")
}

func (d *driver) fileHas(words string) bool {
	d.t.Helper()
	raw, err := os.ReadFile(d.path)
	if err != nil {
		d.t.Fatal(err)
	}
	return bytes.Contains(raw, []byte(words))
}
