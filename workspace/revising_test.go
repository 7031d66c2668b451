//go:build unix

package workspace

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"veldwerk/store"
	"veldwerk/transcript"
)

func TestCommandWords(t *testing.T) {
	for command, want := range map[string][]string{
		"":                                nil,
		"  ":                              nil,
		"vi":                              {"vi"},
		"code --wait":                     {"code", "--wait"},
		`"C:\Program Files\ed.exe" -n  x`: {`C:\Program Files\ed.exe`, "-n", "x"},
		`ed ''`:                           {"ed", ""},
	} {
		if got := commandWords(command); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", command, got, want)
		}
	}
}

func TestEditorIsTheOneChosen(t *testing.T) {
	env := Environment{Getenv: func(name string) string {
		return map[string]string{"VISUAL": "mijn-editor -w", "EDITOR": "een-ander"}[name]
	}}
	cmd, err := Editor(env, "pad naar.txt")
	if err != nil || !slices.Equal(cmd.Args, []string{"mijn-editor", "-w", "pad naar.txt"}) {
		t.Errorf("%v %v", cmd, err)
	}
}

func TestTextFileIsPrivateAndGoes(t *testing.T) {
	env := Environment{State: t.TempDir()}
	f, err := NewTextFile(env, "tekst")
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]os.FileMode{f.Path: 0o600, filepath.Dir(f.Path): 0o700} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("mode %o, want %o", got, want)
		}
	}
	// An editor puts things beside it.
	if err := os.WriteFile(f.Path+"~", []byte("tekst"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := f.Read(); got != "tekst" || err != nil {
		t.Errorf("%q %v", got, err)
	}
	if err := f.Remove(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(filepath.Join(env.State, "correcting")); err != nil || len(left) > 0 {
		t.Errorf("left %v %v", left, err)
	}
}

func TestRevising(t *testing.T) {
	f := newField(t)
	w := f.Workspace
	f.bring("gesprek.txt", "I: Wie beslist er?\n\nFatma: De gemente beslist hier zelf. Ik bel de buren.\n")
	by, err := w.Acting(ctx)
	ok(t, err)
	docs, err := w.Documents(ctx)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := w.Document(ctx, docs[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	old := doc.Text.String()
	plan, err := w.PlanRevision(ctx, doc, strings.ReplaceAll(old, "\n", "\r\n"))
	if err != nil || !plan.IsNothing() || plan.Revision() != 1 {
		t.Errorf("other line ends are a correction: %+v %v", plan, err)
	}
	var refused *transcript.Error
	if _, err := w.PlanRevision(ctx, doc, " \n"); !errors.As(err, &refused) || refused.Code != "empty" {
		t.Errorf("an empty text: %v", err)
	}
	if _, err := w.PlanTurn(ctx, doc, 9, "x"); !errors.Is(err, store.ErrInvalid) {
		t.Errorf("no such turn: %v", err)
	}
	plan, err = w.PlanTurn(ctx, doc, 1, "De gemeente beslist hier zelf.")
	if err != nil || plan.IsNothing() || plan.Revision() != 2 {
		t.Fatalf("%+v %v", plan, err)
	}
	stale, err := w.PlanRevision(ctx, doc, old+"Nog iets.")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Revise(ctx, by, plan); err != nil {
		t.Fatal(err)
	}
	now, err := w.Document(ctx, doc.ID)
	if err != nil || now.Revision != 2 || now.Text.Slice(now.Turns[1].Span) != "De gemeente beslist hier zelf." {
		t.Errorf("%+v %v", now, err)
	}
	if _, err := w.Revise(ctx, by, stale); !errors.Is(err, store.ErrRevised) {
		t.Errorf("a stale correction was stored: %v", err)
	}
	if id, _ := Explain(store.ErrRevised); id != "revise.error.meanwhile" {
		t.Errorf("worded %s", id)
	}
}
