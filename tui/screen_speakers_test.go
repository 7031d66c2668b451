package tui

import (
	"context"
	"testing"

	tea "charm.land/bubbletea/v2"

	"veldwerk/store"
	"veldwerk/transcript"
)

func TestSpeakersFrames(t *testing.T)     { frames(t, "g", "p", "down", "space") }
func TestSpeakerMergeFrames(t *testing.T) { frames(t, "g", "p", "down", "M") }

// speakers are those on disk.
func (d *driver) speakers() []store.SpeakerInfo {
	d.t.Helper()
	out, err := d.app.desk.ws.Project.Speakers.List(context.Background())
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}

// speaker is the one with this name on disk.
func (d *driver) speaker(name string) store.SpeakerInfo {
	d.t.Helper()
	for _, s := range d.speakers() {
		if s.Name == name {
			return s
		}
	}
	d.t.Fatalf("no speaker %q", name)
	return store.SpeakerInfo{}
}

func TestSpeakerIsRenamed(t *testing.T) {
	d := newDriver(t, 80, 24, "nl").Press("g", "p", "down", "enter").See("Nieuwe naam").clearLine().Type("Mw. Zilver").Press("enter").See("heet nu “Mw. Zilver”", "▸[ ] Mw. Zilver")
	if s := d.speaker("Mw. Zilver"); s.Turns == 0 {
		t.Errorf("%+v", s)
	}
	d.Press("u").See("R01").Miss("▸[ ] Mw. Zilver")
}

func TestSpeakersOfOneDocument(t *testing.T) {
	d := newDriver(t, 80, 24, "nl").Press("f3", "down", "p").See("Sprekers │", "alleen 02", "Tineke").Miss("R03")
	d.Press("e").Type("!").Press("enter").See("alleen 02") // an act leaves the choice as it is
	d.Press("esc").See("18 sprekers", "Ruben").Miss("alleen")
}

func TestSpeakersMerge(t *testing.T) {
	d := newDriver(t, 80, 24, "nl").Press("g", "p")
	before, all := d.speaker("R01"), len(d.speakers())
	d.Press("M").See("Wie blijft er over?", "R01").Press("enter").See("de beurten zijn nu van “R01”")
	if after := d.speaker("R01"); after.Turns != 2*before.Turns || len(d.speakers()) != all-1 {
		t.Errorf("%d turns, had %d; %d speakers, had %d", after.Turns, before.Turns, len(d.speakers()), all)
	}
	d.Press("M").See("is de enige spreker")
	d.Press("u").See("teruggedraaid")
	if after := d.speaker("R01"); after.Turns != before.Turns || len(d.speakers()) != all {
		t.Errorf("after undo %d turns, %d speakers", after.Turns, len(d.speakers()))
	}
	// Ticked in two documents: refused, nothing happens.
	d.Press("home", "space", "down", "space", "M").See("alleen binnen één document")
	if len(d.speakers()) != all {
		t.Errorf("%d speakers", len(d.speakers()))
	}
	// Two ticked of one document: one says which name stays.
	d.Press("esc", "home", "space", "space", "M").Type("R01").Press("enter").See("beurten")
	if after := d.speaker("R01"); after.Turns != 2*before.Turns || len(d.speakers()) != all-1 {
		t.Errorf("ticked: %d turns, %d speakers", after.Turns, len(d.speakers()))
	}
}

func TestSpeakerRoleGoesRound(t *testing.T) {
	d := newDriver(t, 80, 24, "nl").Press("g", "p", "down")
	for _, want := range []transcript.Role{transcript.RoleNone, transcript.RoleInterviewer, transcript.RoleRespondent} {
		d.Press("R").See("rol van R01")
		if got := d.speaker("R01").Role; got != want {
			t.Errorf("role %q, want %q", got, want)
		}
	}
	d.Press("space", "space", "R").See("rol van 2 sprekers")
	if d.speaker("R01").Role != transcript.RoleNone {
		t.Errorf("role %q", d.speaker("R01").Role)
	}
}

func TestSpeakerGetsACase(t *testing.T) {
	d := newDriver(t, 120, 36, "nl").Press("g", "p", "down").See("(R01)").Press("k").See("Bij welke casus?").Type("R05").Press("enter").See("R01 hoort nu bij R05")
	cases, _ := d.caseTable()
	if d.speaker("R01").Case != cases["R05"].ID {
		t.Errorf("%+v", d.speaker("R01"))
	}
	d.Press("k").Type("Zilt").See("nieuwe casus “Zilt”").Press("up", "enter").See("R01 hoort nu bij Zilt")
	if cases, _ := d.caseTable(); d.speaker("R01").Case != cases["Zilt"].ID {
		t.Errorf("%+v", d.speaker("R01"))
	}
	d.Press("k").See("de casus van het document").Press("enter").See("hoort weer bij de casus van het document", "(R01)")
	if !d.speaker("R01").Case.IsZero() {
		t.Errorf("%+v", d.speaker("R01"))
	}
}

func TestSpeakersFirstTurn(t *testing.T) {
	d := newDriver(t, 120, 36, "nl").Press("g", "p", "down", "o").See("Lezen │ 01", "beurt 2/").Press("q").See("Sprekers │")
	d.Press("f").Type("wethouder").See("Ferwerda").Miss("Tineke").Press("enter", "o").See("Lezen │ 09")
}

// TestQuickRolesAndValues presses act keys faster than they are kept:
// none of the commands runs before all keys are down.
func TestQuickRolesAndValues(t *testing.T) {
	d := newDriver(t, 80, 24, "nl").Press("g", "p", "down")
	var waiting []tea.Cmd
	hold := func(keys ...string) {
		for _, k := range keys {
			_, cmd := d.app.Update(keyPress(k))
			waiting = append(waiting, cmd)
		}
	}
	hold("R", "R", "R", "R", "R")
	for _, cmd := range waiting {
		d.run(cmd)
	}
	if got := d.speaker("R01").Role; got != transcript.RoleInterviewer {
		t.Errorf("five times R gives %q", got)
	}
	before := d.Press("g", "k", "right", "right").value("R01", "rol")
	waiting = nil
	hold("delete", "u", "delete", "enter", "x", "enter")
	for _, cmd := range waiting {
		d.run(cmd)
	}
	if got := d.value("R01", "rol"); got != before+"x" {
		t.Errorf("rol is %q, want %q", got, before+"x")
	}
	d.Press("enter", "enter").Miss("rol is").Press("u").See("teruggedraaid")
	if got := d.value("R01", "rol"); got == before+"x" {
		t.Error("a value that was kept as it was counts as an act")
	}
}
