package tui

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
)

// typedKeys are the keys of a text.
func typedKeys(s string) []string {
	var out []string
	for _, r := range s {
		if r == ' ' {
			out = append(out, "space")
		} else {
			out = append(out, string(r))
		}
	}
	return out
}

// lightVaults gives a driver whose vaults open at once: the work of a
// passphrase is tested where vaults are.
func lightVaults(t *testing.T, lang string) *driver {
	t.Helper()
	folder := t.TempDir()
	path := filepath.Join(folder, "demo.veldwerk")
	demoProject(t, path)
	return openDriver(t, folder, path, 80, 24, lang)
}

// openedPseudonyms is the screen with a new vault and three names in its table.
func openedPseudonyms(t *testing.T, lang string) *driver {
	t.Helper()
	d := lightVaults(t, lang)
	d.run(d.app.show(screenPseudonyms, nil))
	d.Press("enter")
	d.Press(typedKeys("geheim")...)
	d.Press("tab")
	d.Press(typedKeys("geheim")...)
	d.Press("ctrl+s")
	d.Press("a")
	d.Press(typedKeys("Veldermeer")...)
	d.Press("tab", "right", "tab")
	d.Press(typedKeys("[gemeente-1]")...)
	d.Press("ctrl+s")
	d.Press("a")
	d.Press(typedKeys("Hanneke")...)
	d.Press("ctrl+s")
	d.Press("a")
	d.Press(typedKeys("Zandermond")...) // a letter short, so that something is left
	d.Press("ctrl+s")
	return d
}

func TestPseudonymsFrames(t *testing.T) {
	for _, lang := range []string{"nl", "en"} {
		d := lightVaults(t, lang)
		d.run(d.app.show(screenPseudonyms, nil))
		frame := func(name string) {
			for _, size := range [][2]int{{80, 24}, {120, 36}} {
				t.Run(fmt.Sprintf("%s-%s-%dx%d", name, lang, size[0], size[1]), func(t *testing.T) {
					d.t = t
					d.resize(size[0], size[1])
					golden.RequireEqual(t, []byte(d.Frame()+"\n"))
				})
			}
			d.t = t
			d.resize(80, 24)
		}
		frame("unmade")
		d.Press("enter")
		d.Press(typedKeys("geheim")...)
		frame("passphrase")
		d = openedPseudonyms(t, lang)
		frame("table")
		d.Press("enter")
		frame("entry")
		d.Press("esc", "tab")
		frame("suggested")
		d.Press("tab", "down")
		frame("residue")
		d.Press("ctrl+e")
		frame("export")
	}
}

// TestPseudonymsActs goes through the screen as a person does: suggestions are
// taken, a finding is accepted, an entry goes after asking, and the table is
// there again when the passphrase is given again.
func TestPseudonymsActs(t *testing.T) {
	d := openedPseudonyms(t, "nl")
	desk := d.app.desk
	if got := desk.vault.table.Entries; len(got) != 3 || got[1].Replacement != "[persoon-1]" || got[0].Replacement != "[gemeente-1]" {
		t.Fatalf("%+v", got)
	}
	s := d.app.screens[screenPseudonyms].(*pseudonymsScreen)
	found := len(s.found)
	d.Press("tab", "down", "space", "space", "enter")
	if got := len(desk.vault.table.Entries); got != 5 || len(s.found) >= found {
		t.Fatalf("%d entries after taking two, %d suggestions left of %d", got, len(s.found), found)
	}
	d.Press("tab")
	left := len(s.left)
	if left == 0 {
		t.Fatal("nothing left in the demo: the test shows nothing")
	}
	d.Press("y")
	if len(s.left) != left-1 || len(desk.vault.accepted) != 1 {
		t.Fatalf("%d left of %d after one was accepted", len(s.left), left)
	}
	d.Press("tab", "x", "enter") // the first answer keeps it
	if len(desk.vault.table.Entries) != 5 {
		t.Fatal("removed without a yes")
	}
	d.Press("x", "down", "enter")
	if len(desk.vault.table.Entries) != 4 {
		t.Fatal("not removed")
	}
	desk.vault = vaultState{}
	s.asked = false
	d.run(d.app.show(screenHome, nil))
	d.run(desk.refresh())
	d.run(d.app.show(screenPseudonyms, nil))
	d.Press(typedKeys("fout")...)
	d.Press("ctrl+s")
	if !desk.toast.error {
		t.Fatal("a wrong passphrase says nothing")
	}
	d.Press(typedKeys("geheim")...)
	if strings.Contains(d.Frame(), "geheim") {
		t.Error("the passphrase shows")
	}
	d.Press("ctrl+s")
	if len(desk.vault.table.Entries) != 4 {
		t.Fatalf("%d entries after opening again", len(desk.vault.table.Entries))
	}
}

// TestPseudonymisedExportOnScreen: the dialog offers it, what is left stops it
// first, and the file holds no name of the table.
func TestPseudonymisedExportOnScreen(t *testing.T) {
	d := openedPseudonyms(t, "nl")
	path := filepath.Join(d.folder, "uit.csv")
	d.run(d.app.show(screenDocuments, nil))
	d.Press("ctrl+e", "enter")
	if !d.app.desk.hide {
		t.Fatal("not asked how it goes out")
	}
	d.Press("esc")
	d.run(d.app.desk.writeExport("turns", "", path, false))
	if _, err := os.Stat(path); err == nil {
		t.Fatal("written although something is left")
	}
	d.Press("down", "enter")
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw)
	if strings.Contains(text, "Veldermeer") || strings.Contains(text, "Hanneke") || !strings.Contains(text, "[persoon-1]") {
		t.Error("names went out")
	}
}
