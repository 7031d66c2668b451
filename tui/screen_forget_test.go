package tui

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"veldwerk/codebook"
	"veldwerk/pseudonym"
)

// TestForgetFrames draws the list before and after, and the question.
func TestForgetFrames(t *testing.T) {
	for _, c := range []struct {
		lang string
		w, h int
	}{{"nl", 80, 24}, {"nl", 120, 36}, {"en", 80, 24}, {"en", 120, 36}} {
		d := newDriver(t, c.w, c.h, c.lang).Press("f3", "down")
		home := d.folder
		d.run(d.app.screens[screenDocuments].(*documentsScreen).forget())
		for _, step := range []struct {
			name string
			keys []string
		}{{"planned", nil}, {"asked", []string{"enter"}}, {"done", nil}} {
			if step.name == "done" {
				d.Type("02-beleidsmedewerker-wmo-hazerloo")
				step.keys = []string{"enter"}
			}
			d.Press(step.keys...)
			if strings.Contains(d.Frame(), home) {
				continue // the list ends with a path of this machine, which is no part of a golden frame
			}
			t.Run(fmt.Sprintf("%s-%s-%dx%d", step.name, c.lang, c.w, c.h), func(t *testing.T) {
				golden.RequireEqual(t, []byte(d.Frame()+"\n"))
			})
		}
	}
}

// forgetByPalette picks the palette's command by its words.
func (d *driver) forgetByPalette() *driver {
	d.t.Helper()
	return d.Press("ctrl+p").Type("deelnemer vergeten").Press("enter")
}

func TestForgetADocument(t *testing.T) {
	d := newDriver(t, 120, 60, "nl").Press("f3")
	before := d.counts()
	docs, err := d.app.desk.ws.Project.Documents.List(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	title := docs[0].Title
	backup := filepath.Join(d.folder, "state", "backups", d.app.desk.ws.Project.Info().ID.String(), "oud.veldwerk")
	if err := os.MkdirAll(filepath.Dir(backup), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(backup, []byte(title), 0o600); err != nil {
		t.Fatal(err)
	}
	d.forgetByPalette().See("Dit wordt gewist", "1 document met tekst en bron", "blijft staan", "1 reservekopie", "daar kan veldwerk niet bij", "mail en berichten")
	stays := func() bool {
		_, after, _ := strings.Cut(d.Frame(), "\n blijft staan ")
		return strings.Contains(after, "1 reservekopie")
	}
	if !stays() || func() bool { d.Press("b"); return stays() }() {
		t.Fatalf("the backup stays unless asked for:\n%s", d.Frame())
	}
	d.Press("b", "b").See("1 reservekopie")
	// A wrong word erases nothing, and neither does leaving.
	d.Press("enter").See("om voorgoed te wissen").Type("ja").Press("enter").See("dit is niet").Press("esc")
	if d.counts() != before {
		t.Fatal("erased without the name")
	}
	d.Press("enter").Type(strings.ToLower(title)).Press("enter").See("Dit is gewist", "zonder namen bewaard", "niet terug te draaien").Miss(title)
	after := d.counts()
	if after.Documents != before.Documents-1 || after.Codings >= before.Codings {
		t.Errorf("%+v, was %+v", after, before)
	}
	if _, err := os.Stat(backup); err == nil {
		t.Error("the backup is still there")
	}
	d.Press("u").Press("q").Miss(title)
	report, err := d.app.desk.ws.Project.Check(context.Background())
	if err != nil || !report.OK {
		t.Error(err, report.Findings)
	}
	d.Close()
	held := ""
	err = filepath.WalkDir(d.folder, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		raw, err := os.ReadFile(path)
		if bytes.Contains(raw, []byte(title)) {
			held += " " + path
		}
		return err
	})
	if err != nil || held != "" {
		t.Errorf("%v, the title is still in%s", err, held)
	}
}

func TestForgetASpeakerAndACase(t *testing.T) {
	d := newDriver(t, 120, 60, "nl").Press("g", "p", "down")
	before := d.speakers()
	d.forgetByPalette().See("Dit wordt gewist", "beurten in gesprekken die blijven", "1 spreker").Press("esc").See("Sprekers")
	if len(d.speakers()) != len(before) {
		t.Error("looking erased")
	}
	d.Press("g", "k").forgetByPalette().See("Dit wordt gewist", "1 casus").Press("q").See("Casussen")
}

// What was chosen last counts, also when the list of the one before comes late.
func TestForgetShowsWhoWasChosenLast(t *testing.T) {
	d := newDriver(t, 100, 40, "nl").Press("f3")
	s := d.app.screens[screenForget].(*forgetScreen)
	d.forgetByPalette().See("Dit wordt gewist")
	old := forgetPlan{target: "another", state: s.state}
	old.state.Erasure.Documents = 77
	s.Update(old)
	s.Update(forgetResult{target: "another", state: old.state})
	d.Miss("77 documenten").See("Dit wordt gewist")
}

// tabled is the demo project with a table of pseudonyms that holds one of its
// speakers, and a memo with a part of his name and one with all of it.
func tabled(t *testing.T, w, h int, lang string) *driver {
	t.Helper()
	d := newDriver(t, w, h, lang)
	ctx, ws := context.Background(), d.app.desk.ws
	by, err := ws.Acting(ctx)
	must(t, err)
	for _, title := range []string{"Kalkwijk, nog navragen", "Ruben Kalkwijk belt terug"} {
		_, err = ws.Project.Memos.Add(ctx, by, codebook.Memo{Kind: codebook.MemoNote, About: codebook.Ref{Kind: codebook.RefProject}, Title: title, Body: "-"})
		must(t, err)
	}
	v, err := ws.OpenVault("", "geheim", true)
	must(t, err)
	v.Table.Entries = []pseudonym.Entry{
		{Kind: pseudonym.Person, Name: "Ruben Kalkwijk", Replacement: "[persoon-1]"},
		{Kind: pseudonym.Person, Name: "Hanneke", Replacement: "[persoon-2]"},
	}
	must(t, v.Save())
	return d
}

// forgetRuben shows the list for him.
func (d *driver) forgetRuben() *driver {
	d.t.Helper()
	d.Press("g", "p")
	for range 20 {
		if one, ok := d.app.screens[screenSpeakers].(*speakersScreen).current(); ok && one.Name == "Ruben Kalkwijk" {
			break
		}
		d.Press("down")
	}
	d.run(d.app.screens[screenSpeakers].(*speakersScreen).forget())
	return d
}

// TestForgetInTheTable: the list says that the table is closed and how to open
// it; once open, the person leaves it, others stay, and the result says so.
func TestForgetInTheTable(t *testing.T) {
	d := tabled(t, 120, 60, "nl").forgetRuben()
	const closed = "De tabel van pseudoniemen is dicht"
	d.See(closed, "haal de naam daar zelf uit", "tabel openen")
	sure, perhaps, parted := strings.Cut(d.Frame(), "Hier staat een deel van de naam")
	if !parted || !strings.Contains(sure, "Ruben Kalkwijk belt terug") || !strings.Contains(perhaps, "Kalkwijk, nog navragen") || strings.Contains(sure, "nog navragen") {
		t.Errorf("sure and perhaps stand together:\n%s", d.Frame())
	}
	d.Press("p").Type("fout").Press("ctrl+s").See("deze wachtzin opent de kluis niet").Press("esc").See(closed)
	d.Press("p").Type("geheim").Press("ctrl+s").See("1 regel in de tabel van pseudoniemen").Miss(closed, "haal de naam daar zelf uit", "tabel openen")
	again, err := d.app.desk.ws.OpenVault("", "geheim", false)
	must(t, err)
	if len(again.Table.Entries) != 2 {
		t.Fatal("looking took something out")
	}
	d.Press("enter").Type("ruben kalkwijk").Press("enter").See("Dit is gewist", "hieruit is het gewist", "1 regel in de tabel van pseudoniemen").Miss(closed)
	again, err = d.app.desk.ws.OpenVault("", "geheim", false)
	must(t, err)
	if e := again.Table.Entries; len(e) != 1 || e[0].Name != "Hanneke" {
		t.Errorf("in the vault: %v", e)
	}
	d.run(d.app.show(screenPseudonyms, nil))
	d.See("Hanneke").Miss("Ruben")
	d.Press("a").Type("Zandermond").Press("ctrl+s").See("Zandermond") // the vault that is open is the one on disk
}

// TestForgetWithAForeignVault: somebody else wrote the vault meanwhile. The
// person is erased from all the rest, and the entry is said to stay.
func TestForgetWithAForeignVault(t *testing.T) {
	d := tabled(t, 120, 60, "nl").forgetRuben().Press("p").Type("geheim").Press("ctrl+s").See("1 regel in de tabel")
	other, err := d.app.desk.ws.OpenVault("", "geheim", false)
	must(t, err)
	must(t, other.Save())
	d.Press("enter").Type("Ruben Kalkwijk").Press("enter").See("Dit is gewist")
	_, left, _ := strings.Cut(d.Frame(), "\n blijft staan ")
	if !strings.Contains(left, "1 regel in de tabel") || !d.app.desk.toast.error {
		t.Errorf("the entry stays and nobody says so:\n%s", d.Frame())
	}
}

// TestForgetTableFrames: closed, and open.
func TestForgetTableFrames(t *testing.T) {
	for _, lang := range []string{"nl", "en"} {
		for _, size := range frameSizes[:2] {
			d := tabled(t, size[0], size[1], lang).forgetRuben()
			for _, step := range []string{"closed", "asked", "open"} {
				switch step {
				case "asked":
					d.Press("p")
				case "open":
					d.Type("geheim").Press("ctrl+s")
				}
				t.Run(fmt.Sprintf("%s-%s-%dx%d", step, lang, size[0], size[1]), func(t *testing.T) {
					frame, _, _ := strings.Cut(d.Frame(), d.folder[:12]) // from there on it is about this machine
					golden.RequireEqual(t, []byte(strings.TrimRight(frame, " ")+"\n"))
				})
			}
		}
	}
}
