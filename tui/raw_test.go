//go:build unix

package tui

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"veldwerk/codebook"
	"veldwerk/store"
	"veldwerk/transcript"
	"veldwerk/workspace"
)

// evil is what must never reach a terminal as it is: the clipboard, colours, an
// eight-bit control, a change of direction, the way out of the screen, the bell,
// the title.
const evil = "\x1b]52;c;RVZJTA==\x07\x1b[31;5m\u009b5m\u202e\x1b[?1049l\x07\x1b]0;GEKAAPT\x07"

// evilProject has such names and texts everywhere, in a folder and a file of
// such a name.
func evilProject(t *testing.T) (path, importable string) {
	t.Helper()
	ctx, folder := context.Background(), filepath.Join(t.TempDir(), "Map"+evil)
	path = filepath.Join(folder, "Project"+evil+".veldwerk")
	env := testEnvironment(folder)
	ws, err := workspace.Create(ctx, path, env, workspace.Options{Coder: "Kodeerder" + evil})
	must(t, err)
	name := "Spreeknaam" + evil
	file := filepath.Join(folder, "Doktitel"+evil+".txt")
	must(t, os.WriteFile(file, []byte(strings.Repeat("I: Vraag"+evil+".\n\nSpreeknaam: Antwoord"+evil+".\n\n", 3)), 0o600))
	importable = filepath.Join(t.TempDir(), "in")
	must(t, os.Mkdir(importable, 0o700))
	must(t, os.WriteFile(filepath.Join(importable, "Kapot"+evil+".bin"), []byte("\x00\x01\x02\x00\xff\x00\x00"), 0o600))
	got, err := ws.Import(ctx, []string{file}, false, nil)
	must(t, err)
	must(t, got[0].Err)
	by, err := ws.Acting(ctx)
	must(t, err)
	p, doc := ws.Project, got[0].Documents[0].ID
	codes, err := p.Codes.Add(ctx, by, codebook.Code{Name: "Kodenaam" + evil, Short: "Kort" + evil, Full: "Lang" + evil, Example: "Voorbeeld" + evil, Alias: []string{"Ook" + evil}, Status: codebook.StatusActive})
	must(t, err)
	must(t, p.Slots.Set(ctx, by, 1, codes[0].ID))
	_, err = p.Codings.Apply(ctx, by, store.Application{Code: codes[0].ID, Places: []store.Place{{Document: doc, Span: transcript.Span{Start: 3, End: 12}}}})
	must(t, err)
	speakers, err := p.Speakers.List(ctx)
	must(t, err)
	for _, s := range speakers {
		if s.Name == "Spreeknaam" {
			must(t, p.Speakers.Rename(ctx, by, s.ID, name))
		}
	}
	kind, err := p.Attributes.Add(ctx, by, "Kenmerk"+evil, transcript.AttributeText)
	must(t, err)
	kase, err := p.Cases.Add(ctx, by, "Kasus"+evil)
	must(t, err)
	must(t, p.Cases.SetValue(ctx, by, kase, kind, "Waarde"+evil))
	must(t, p.Documents.SetCase(ctx, by, doc, kase))
	_, err = p.Themes.Add(ctx, by, codebook.Theme{Name: "Themanaam" + evil, Claim: "Stelling" + evil, Codes: []codebook.CodeID{codes[0].ID}, Words: []codebook.Word{{Text: "Woord" + evil}}})
	must(t, err)
	_, err = p.Memos.Add(ctx, by, codebook.Memo{Kind: codebook.MemoNote, About: codebook.Ref{Kind: codebook.RefProject}, Title: "Memotitel" + evil, Body: "Memotekst" + evil})
	must(t, err)
	must(t, p.Queries.Save(ctx, by, "Zoeknaam"+evil, "Vraag "+evil))
	must(t, ws.Close())
	return path, importable
}

// osCommand is a sequence that speaks to the terminal itself: the program writes
// the title and questions about colours.
var osCommand = regexp.MustCompile("\x1b\\]([^\x07\x1b]*)")

// TestNothingIsDrawnRaw visits every screen of such a project on a real
// renderer and reads every byte that it wrote.
func TestNothingIsDrawnRaw(t *testing.T) {
	path, importable := evilProject(t)
	m := openTerminal(t, path, "Kodeerder"+evil, 200, 50)
	m.see("Doktitel")
	for _, step := range []struct{ keys, want string }{
		{"\x1bOR", "Doktitel"},
		{"\x1bOS", "Spreeknaam"},
		{keyDown + "1", "Kodenaam"},
		{"u", "teruggedraaid"},
		{"c", "Kodenaam"}, {keyEsc, ""},
		{"\x1b[15~", "Kodenaam"}, {keyEnter, "Lang"}, {keyEsc + keyEsc, ""},
		{"\x1b[17~", "Zoeken"}, {"Vraag", "treffer"}, {keyEsc, ""},
		{"\x1b[18~", "Fragmenten"}, {"", "Doktitel"},
		{"\x1b[21~", "Memotitel"}, {keyEnter, "Memotekst"}, {keyEsc, ""},
		{"\x1b[23~", "Geschiedenis"}, {"", "Kodeerder"},
		{"gt", "Themanaam"}, {"gk", "Kasus"}, {"", "Waarde"}, {"gp", "Spreeknaam"},
		{"\x1b[24~", "Instellingen"}, {"", "Kodeerder"},
		{"\x05", "Wat wil je exporteren"}, {keyEnter, ".csv"}, {keyEsc, ""},
		{"\x1bOR", "Documenten"}, {"i", "Pad van een bestand"}, {"\x1b[200~" + importable + "\x1b[201~" + keyEnter, "Kapot"},
	} {
		m.press(step.keys)
		if step.want != "" {
			m.see(step.want)
		}
	}
	m.press(keyEsc + "\x03")
	code, err := m.exit()
	must(t, err)
	<-m.ended
	out := m.output()
	if code != 0 || m.bells > 0 {
		t.Errorf("exit code %d, %d bells", code, m.bells)
	}
	for _, raw := range []string{"\x1b]52", "\x1b[31;5m", "\u009b", "\u202e", "GEKAAPT\x07", "\x1b]0;"} {
		if at := strings.Index(out, raw); at >= 0 {
			t.Errorf("%q was written: %q", raw, out[max(at-80, 0):at+40])
		}
	}
	if n := strings.Count(out, "\x1b[?1049l"); n != 1 {
		t.Errorf("%d ways out of the screen", n)
	}
	for _, found := range osCommand.FindAllStringSubmatch(out, -1) {
		if s := found[1]; !strings.HasPrefix(s, "2;") && !strings.HasPrefix(s, "11;") && !strings.HasPrefix(s, "22;") {
			t.Errorf("command %q", s)
		}
	}
}
