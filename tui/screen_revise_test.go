package tui

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"veldwerk/workspace"
)

// planned opens the reader and corrects its whole text, as an editor would
// leave it, with parts replaced in pairs.
func (d *driver) planned(pairs ...string) {
	d.t.Helper()
	d.Press("enter")
	r := d.app.screens[screenReader].(*readerScreen)
	old := r.doc.Text.String()
	typed := strings.NewReplacer(pairs...).Replace(old)
	plan, err := r.ws.PlanRevision(context.Background(), r.doc, typed)
	if err != nil {
		d.t.Fatal(err)
	}
	d.send(toScreen{owner: screenRevise, msg: revisePlanned{plan: plan}})
	d.check("plan")
}

// coded is a coding of the document in the reader: its text and its sentence's
// beginning, for edits that hit it.
func (d *driver) coded(i int) string {
	d.t.Helper()
	r := d.app.screens[screenReader].(*readerScreen)
	return r.doc.Text.Slice(r.codings[i].Span)
}

func TestReviseFrames(t *testing.T) {
	for _, lang := range []string{"nl", "en"} {
		d := newDriver(t, 80, 24, lang)
		d.Press("enter")
		first, gone := d.coded(0), d.coded(3)
		cut := strings.Fields(first)
		d.Press("q")
		d.planned(first, strings.Join(cut[:len(cut)-1], " ")+" ook "+cut[len(cut)-1], gone, "")
		for _, size := range frameSizes {
			t.Run(fmt.Sprintf("%s-%dx%d", lang, size[0], size[1]), func(t *testing.T) {
				d.resize(size[0], size[1])
				golden.RequireEqual(t, []byte(d.Frame()+"\n"))
			})
		}
	}
}

func TestReviseStoresAndTakesBack(t *testing.T) {
	d := newDriver(t, 120, 36, "nl")
	d.Press("enter")
	first, gone := d.coded(0), d.coded(3)
	before := d.counts()
	r := d.app.screens[screenReader].(*readerScreen)
	old := r.doc.Text.String()
	d.Press("q")

	// Esc asks first, then leaves all as it was.
	d.planned(first, first+" Echt waar", gone, "")
	d.Press("esc").See("nog eens Esc")
	d.Press("down", "esc").See("nog eens Esc")
	d.Press("esc").See("Lezen │")
	if d.counts() != before {
		t.Errorf("counts %+v, had %+v", d.counts(), before)
	}

	d.Press("q")
	d.planned(gone, "")
	d.See("geen plaats")
	d.Press("enter").See("Lezen │", "verbeterd")
	if r.doc.Text.String() == old || r.doc.Revision != 2 {
		t.Errorf("revision %d", r.doc.Revision)
	}
	after := d.counts()
	if after.Codings >= before.Codings {
		t.Errorf("%d codings, had %d", after.Codings, before.Codings)
	}
	d.Press("u")
	if r.doc.Text.String() != old || d.counts() != before {
		t.Errorf("undone: %+v, had %+v", d.counts(), before)
	}
}

func TestReviseOfATurn(t *testing.T) {
	d := newDriver(t, 80, 24, "en")
	d.Press("enter")
	r := d.app.screens[screenReader].(*readerScreen)
	d.Press("E").See("What do you want to correct?")
	d.Press("enter").See("Correct turn")
	d.Press("home", "X", "ctrl+s").See("Correction")
	d.Press("enter").See("corrected in 1 place")
	if r.doc.Revision != 2 || !strings.Contains(r.doc.Text.String(), "X") {
		t.Errorf("revision %d", r.doc.Revision)
	}
	// Nothing typed is no correction.
	d.Press("E", "enter", "ctrl+s").See("no change in")
}

// The editor's file is read back, and gone once all is stored.
func TestReviseInAnEditor(t *testing.T) {
	d := newDriver(t, 80, 24, "en")
	d.Press("enter")
	r := d.app.screens[screenReader].(*readerScreen)
	file, err := workspace.NewTextFile(d.app.desk.env, "X "+r.doc.Text.String())
	if err != nil {
		t.Fatal(err)
	}
	d.send(toScreen{owner: screenRevise, msg: reviseEdited{reviseFile: reviseFile{doc: r.doc, file: file}}})
	d.See("Correction")
	if _, err := os.Stat(file.Path); err != nil {
		t.Errorf("the text is gone before it is stored: %v", err)
	}
	d.Press("enter")
	left, err := filepath.Glob(filepath.Join(d.app.desk.env.State, "correcting", "*"))
	if err != nil || len(left) > 0 || r.doc.Revision != 2 {
		t.Errorf("revision %d, left %v %v", r.doc.Revision, left, err)
	}
	file, err = workspace.NewTextFile(d.app.desk.env, "weg")
	if err != nil {
		t.Fatal(err)
	}
	d.send(toScreen{owner: screenRevise, msg: reviseEdited{reviseFile: reviseFile{doc: r.doc, file: file}, err: os.ErrInvalid}})
	d.See("the editor ended with an error")
	if _, err := os.Stat(file.Path); err == nil {
		t.Error("the file of an editor that failed is left")
	}
}
