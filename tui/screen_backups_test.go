package tui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"veldwerk/workspace"
)

// TestBackUpAndPutBack: by keys alone a backup is made, work is done, and the
// backup put back; the former file is kept and undo still works.
func TestBackUpAndPutBack(t *testing.T) {
	d := newDriver(t, 100, 30, "nl")
	d.Press("g", "b").See("nog geen reservekopieën").Press("b").See("op verzoek", "hetzelfde als nu")
	before := d.counts().Codings
	d.Press("g", "r", "down", "down", "1", "down", "2")
	d.Press("g", "b").See("coderingen −2")
	d.Press("enter").See("op de plaats van het project").Press("enter").See("coderingen −2") // "no" stands first
	d.Press("enter", "down", "enter").See("teruggezet", "before-restore")
	if got := d.counts().Codings; got != before {
		t.Fatalf("%d codings, want %d", got, before)
	}
	d.Press("g", "b").See("zoals teruggezet", "voor terugzetten", "coderingen +2")
	d.Press("g", "r", "down", "down", "1").See("✓")
	if got := d.counts().Codings; got != before+1 {
		t.Fatalf("%d codings, want %d", got, before+1)
	}
}

// TestPutBackWhoWasForgotten: a backup from before an erasure is held to it, and
// the screens say so; names that were replaced for good are somebody's work,
// which is said until Esc.
func TestPutBackWhoWasForgotten(t *testing.T) {
	for _, lang := range []string{"nl", "en"} {
		d := newDriver(t, 80, 24, lang)
		d.Press("g", "b", "b", "g", "d", "down")
		before := d.counts().Documents
		d.run(d.app.screens[screenDocuments].(*documentsScreen).forget())
		d.Press("enter").Type("02-beleidsmedewerker-wmo-hazerloo").Press("enter")
		d.Press("g", "b", "end", "enter", "down", "enter")
		if got := d.counts().Documents; got != before-1 {
			t.Fatalf("%d documents, want %d", got, before-1)
		}
		words := map[string]string{"nl": "voordat 1 deelnemer werd vergeten: opnieuw gewist", "en": "before 1 participant was forgotten: erased again"}[lang]
		for _, size := range frameSizes[:2] {
			t.Run(lang+itoa(size[0]), func(t *testing.T) {
				d.resize(size[0], size[1])
				if said := strings.Join(strings.Fields(d.Frame()), " "); !strings.Contains(said, "✓") || !strings.Contains(said, words) {
					t.Errorf("nobody says so:\n%s", d.Frame())
				}
				golden.RequireEqual(t, []byte(d.Frame()+"\n"))
			})
		}
		d.app.desk.tellRestored(workspace.Restored{Erasures: workspace.RestoredErasures{Open: 2}})
		d.Press("down").See("(pseudonyms apply)").Press("esc").Miss("(pseudonyms apply)")
	}
}

// damagedDriver opens a project whose file was cut, as the program does.
func damagedDriver(t *testing.T, w, h int, lang string, backup bool) *driver {
	t.Helper()
	d := newDriver(t, w, h, lang)
	if backup {
		d.Press("g", "b", "b")
	}
	d.Close()
	must(t, os.Truncate(d.path, 40_000))
	again := openDriver(t, d.folder, "", w, h, lang)
	again.path = d.path
	again.run(again.app.desk.open(d.path, nil))
	return again
}

// TestDamagedProjectIsMended: the screens name the file, offer the backup and
// put it back; the damaged file stays.
func TestDamagedProjectIsMended(t *testing.T) {
	d := damagedDriver(t, 100, 30, "nl", true)
	d.See("“demo.veldwerk” is beschadigd", "De reservekopie van 12 nov 2026 10:00 terugzetten")
	d.Press("esc", "esc").See("Welkom")
	d.run(d.app.desk.open(d.path, nil))
	d.Press("enter").See("teruggezet", "demo.veldwerk.damaged-20261112T100000Z", "Verder lezen")
	if _, err := os.Stat(d.path + ".damaged-20261112T100000Z"); err != nil {
		t.Error(err)
	}
	d.Press("g", "r", "down", "1").See("✓")
	report, err := d.app.desk.ws.Project.Check(context.Background())
	if err != nil || !report.OK {
		t.Fatal(err, report.Findings)
	}
}

// TestDamagedProjectWithoutBackup is left as it is.
func TestDamagedProjectWithoutBackup(t *testing.T) {
	d := damagedDriver(t, 100, 30, "en", false)
	before, err := os.ReadFile(d.path)
	must(t, err)
	d.See("“demo.veldwerk” is damaged", "Read and export").Miss("Put back")
	d.Press("enter") // what is cut off that far can't be read either: it asks again
	d.See("Leave the file").Press("down", "enter")
	after, err := os.ReadFile(d.path)
	must(t, err)
	if string(after) != string(before) || d.app.desk.ws != nil {
		t.Error("the file was touched, or opened")
	}
}

// TestDamagedFrames in both languages.
func TestDamagedFrames(t *testing.T) {
	for _, lang := range []string{"nl", "en"} {
		d := damagedDriver(t, 80, 24, lang, true)
		for _, size := range frameSizes[:2] {
			t.Run(lang+itoa(size[0]), func(t *testing.T) {
				d.resize(size[0], size[1])
				golden.RequireEqual(t, []byte(strings.ReplaceAll(d.Frame(), d.folder, "MAP")+"\n"))
			})
		}
	}
}

// TestChecksInTheScreens: the one that was asked for says what it proved, the
// one after a session that was broken off says one line, damage is loud.
func TestChecksInTheScreens(t *testing.T) {
	d := newDriver(t, 100, 30, "nl")
	d.run(d.app.examine())
	d.Miss("nagekeken", "beschadig")
	d.run(d.app.desk.askCheck())
	d.See("nagerekende citaten").Press("down").Miss("citaten en")
	d.run(func() tea.Msg {
		return examined{ws: d.app.desk.ws, found: workspace.Examination{Unclean: true, Full: true}}
	})
	d.See("niet afgesloten; het is nagekeken en in orde")
	d.Press("f6").Type("xyz")
	d.run(func() tea.Msg { return examined{ws: d.app.desk.ws, err: errors.New("kapot")} })
	d.See("kapot")
}

// TestEncryptedBackupInTheScreens: a passphrase is asked for and not shown.
func TestEncryptedBackupInTheScreens(t *testing.T) {
	d := newDriver(t, 100, 30, "nl")
	ws := d.app.desk.ws
	folder := filepath.Join(d.folder, "stick")
	d.app.desk.settings.BackupFolder = folder
	must(t, d.app.desk.settings.Save(d.app.desk.env))
	d.Press("g", "b", "b").See("geen wachtzin gegeven")
	d.Press("down", "1", "g", "r", "1", "g", "b")
	d.Press("ctrl+p").Type("wachtzin van de tweede").Press("enter").Type("vier woorden").Miss("vier woorden").Press("tab").Type("vier worden").Press("enter").See("de twee wachtzinnen zijn niet gelijk")
	d.Miss("ook naar de tweede plek").clearLine().Type("vier woorden").Press("enter").See("ook naar de tweede plek")
	d.Press("b").See("tweede plek", "versleuteld")
	before := d.counts().Codings
	_ = ws
	d.Press("home")
	for range 6 {
		if b, ok := d.app.screens[screenBackups].(*backupsScreen).chosen(); ok && b.Encrypted {
			break
		}
		d.Press("down")
	}
	d.Press("enter", "down", "enter").See("Wachtzin").Type("fout").Press("enter").See("niet de wachtzin")
	d.Press("esc", "g", "b", "home")
	for range 6 {
		if b, ok := d.app.screens[screenBackups].(*backupsScreen).chosen(); ok && b.Encrypted {
			break
		}
		d.Press("down")
	}
	d.Press("enter", "down", "enter").Type("vier woorden").Press("enter").See("teruggezet")
	if got := d.counts().Codings; got != before {
		t.Fatalf("%d codings, want %d", got, before)
	}
}
