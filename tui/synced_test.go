package tui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// syncedDriver opens the demo in a synced folder.
func syncedDriver(t *testing.T, w, h int, lang string) *driver {
	t.Helper()
	folder := t.TempDir()
	cloud := filepath.Join(folder, "OneDrive - Universiteit #2 50%")
	if err := os.Mkdir(cloud, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(cloud, "demo.veldwerk")
	demoProject(t, path)
	return openDriver(t, folder, path, w, h, lang)
}

func (d *driver) wants(texts ...string) {
	d.t.Helper()
	screen := strings.Join(strings.Fields(d.Frame()), " ")
	for _, text := range texts {
		if !strings.Contains(screen, text) {
			d.t.Errorf("not on the screen: %q\n%s", text, d.Frame())
		}
	}
}

// TestSyncedHome: home says where the work copy stands, in both languages and
// sizes, and publishing is a command.
func TestSyncedHome(t *testing.T) {
	for _, at := range []struct {
		w, h                               int
		lang, clean, pending, publish, did string
	}{
		{80, 24, "nl", "werkkopie (OneDrive) · gepubliceerd 10:00", "publiceert als u even niets doet", "werkkopie nu publiceren", "gepubliceerd: "},
		{120, 36, "en", "work copy (OneDrive) · published 10:00", "publishing when you pause", "publish the work copy now", "published: "},
	} {
		d := syncedDriver(t, at.w, at.h, at.lang)
		before, err := os.ReadFile(d.path)
		if err != nil {
			t.Fatal(err)
		}
		d.wants(at.clean)
		d.Press("f4", "1", "f2")
		after, err := os.ReadFile(d.path)
		if err != nil {
			t.Fatal(err)
		}
		if string(before) != string(after) {
			t.Error("written in place")
		}
		d.Press("ctrl+p").Type(at.publish).Press("enter")
		d.wants(at.did)
		if after, err = os.ReadFile(d.path); err != nil || string(before) == string(after) {
			t.Errorf("not published: %v", err)
		}
		d.Press("esc")
		d.wants(at.clean)
		d.Close()
	}
}

// TestSyncedSecond: a second one on the same project sees who has it, and opens
// it for writing when that one has closed it.
func TestSyncedSecond(t *testing.T) {
	first := syncedDriver(t, 80, 24, "en")
	first.Press("f4", "1")
	link := filepath.Join(first.folder, "link.veldwerk")
	if err := os.Symlink(first.path, link); err != nil {
		t.Fatal(err)
	}
	second := openDriver(t, first.folder, link, 120, 36, "en")
	second.wants("read-only", "Jonna Bakker (", "has it since 10:00, you only read")
	take := func() { second.Press("ctrl+p").Type("open this project for writing").Press("enter") }
	take()
	second.wants("has this project open", "read-only")
	first.Close()
	take() // what stopped the first try is no longer told after it
	if second.app.desk.ws.ReadOnly() {
		t.Errorf("still read-only\n%s", second.Frame())
	}
	second.wants("yours to write in now")
	second.Press("esc")
	second.wants("work copy (OneDrive)")
}

// TestSyncedConflicts: a conflict copy is offered on home and merged from there.
func TestSyncedConflicts(t *testing.T) {
	d := syncedDriver(t, 120, 36, "en")
	d.Close()
	b, err := os.ReadFile(d.path)
	if err != nil {
		t.Fatal(err)
	}
	conflict := filepath.Join(filepath.Dir(d.path), "demo (Piet's conflicted copy 2026-11-12).veldwerk")
	if err := os.WriteFile(conflict, b, 0o600); err != nil {
		t.Fatal(err)
	}
	d = openDriver(t, d.folder, d.path, 120, 36, "en")
	d.wants("a conflict copy of this project lies beside it")
	d.Press("ctrl+p").Type("merge the conflict copies").Press("enter")
	d.wants("Piet's conflicted copy")
	d.Press("enter")
	d.wants("merged: demo (Piet's")
	if _, err := os.Stat(conflict); !os.IsNotExist(err) {
		t.Errorf("still there: %v", err)
	}
	d.Press("f3", "f2")
	if strings.Contains(d.Frame(), "another file of this project") {
		t.Errorf("still offered\n%s", d.Frame())
	}
}

// TestSyncedFailed: when the file cannot be replaced, home says why, and that
// the work is safe; closing gives the same.
func TestSyncedFailed(t *testing.T) {
	d := syncedDriver(t, 80, 24, "nl")
	d.Press("f4", "1", "f2")
	whole, err := os.ReadFile(d.path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(d.path, whole[:len(whole)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	d.Press("ctrl+p").Type("werkkopie nu publiceren").Press("enter")
	d.wants("je werk is veilig")
	d.Press("esc", "f3", "f2")
	d.wants("niet gepubliceerd: je werk is veilig")
	if err := os.WriteFile(d.path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestSyncedSetting: the choice stands in the settings and holds next time.
func TestSyncedSetting(t *testing.T) {
	d := newDriver(t, 120, 36, "en")
	d.Press("f12")
	d.wants("Work copy automatic: in synced and network folders")
	for range 5 {
		d.Press("down")
	}
	d.Press("enter")
	d.wants("always, from the next opening on")
	d.Close()
	d = openDriver(t, d.folder, d.path, 120, 36, "en")
	d.wants("work copy (as you chose)")
}
