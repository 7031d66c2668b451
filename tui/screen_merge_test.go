package tui

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/store"
	"veldwerk/workspace"
)

// otherCopy is a copy of the demo in which Bram works on another machine.
func otherCopy(t *testing.T) string {
	t.Helper()
	ctx, folder := context.Background(), t.TempDir()
	path := filepath.Join(folder, "demo van Bram.veldwerk")
	demoProject(t, path)
	env := testEnvironment(folder)
	ids := env.NewID
	env.NewID = func() uuid.UUID { // others than those of the driver
		id := ids()
		id[9] = 2
		return id
	}
	env.Account = "Bram"
	ws, err := workspace.Open(ctx, path, env, workspace.Options{Mode: workspace.Write, Coder: "Bram"})
	if err != nil {
		t.Fatal(err)
	}
	defer ws.Close()
	by, err := ws.Acting(ctx)
	if err != nil {
		t.Fatal(err)
	}
	p := ws.Project
	codes, err := p.Codes.List(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for i := range codes {
		if codes[i].Name == "verkokering" {
			codes[i].Name, codes[i].Short = "schotten", "muren \x1b[31mtussen\u202e afdelingen"
			if err := p.Codes.Update(ctx, by, codes[i]); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := p.Codes.Add(ctx, by, codebook.Code{Name: "nieuw van Bram"}); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestMergeScreen previews, merges, and shows what the two copies disagreed
// about; nothing is written before Enter.
func TestMergeScreen(t *testing.T) {
	for _, lang := range []string{"nl", "en"} {
		d := newDriver(t, 80, 24, lang)
		codes, err := d.app.desk.ws.Project.Codes.List(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		rename := map[string]string{"nl": "hokjes", "en": "boxes"}[lang]
		for _, c := range codes {
			if c.Name == "verkokering" {
				c.Name = rename
				by, err := d.app.desk.ws.Acting(context.Background())
				if err == nil {
					err = d.app.desk.ws.Project.Codes.Update(context.Background(), by, c)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		before := d.counts()
		d.Press("ctrl+p").Type("merge another").Press("enter").Type(otherCopy(t)).Press("enter")
		if d.app.current != screenMerge || d.counts() != before {
			t.Fatalf("%s, %v, want %v", d.app.current, d.counts(), before)
		}
		frames := func(name string) {
			for _, size := range frameSizes[:2] {
				t.Run(fmt.Sprintf("%s/%s-%dx%d", name, lang, size[0], size[1]), func(t *testing.T) {
					d.resize(size[0], size[1])
					golden.RequireEqual(t, []byte(d.Frame()+"\n"))
				})
			}
		}
		frames("before")
		d.Press("enter").See("✓")
		if got := d.counts(); got.Codes != before.Codes+1 || got.Coders != before.Coders+1 {
			t.Fatalf("%v, before %v", got, before)
		}
		frames("after")
		d.Press("enter")
		if d.app.current != screenCodebook {
			t.Fatal(d.app.current)
		}
		d.Press("q", "esc")
		if d.app.current == screenMerge {
			t.Fatal("Esc stays")
		}
	}
}

// TestMergeScreenRefuses says why another project is no copy, and stays.
func TestMergeScreenRefuses(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	folder := t.TempDir()
	ws, err := workspace.Create(context.Background(), filepath.Join(folder, "anders.veldwerk"), testEnvironment(folder), workspace.Options{Coder: "Bram"})
	if err != nil {
		t.Fatal(err)
	}
	if err := ws.Close(); err != nil {
		t.Fatal(err)
	}
	d.Press("ctrl+p").Type("andere kopie").Press("enter").Type(filepath.Join(folder, "anders.veldwerk")).Press("enter")
	d.See("een ander project")
	if d.app.current != screenHome {
		t.Fatal(d.app.current)
	}
}

// A second list of conflicts may be shorter than the place of the cursor in the
// first.
func TestMergeScreenShrinks(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	s := d.app.screens[screenMerge].(*mergeScreen)
	for n := 3; n >= 0; n-- {
		s.report = store.MergeReport{Conflicts: make([]store.Conflict, n)}
		s.lay()
		s.list.End()
	}
	if s.list.Index() > 0 {
		t.Errorf("on row %d of none", s.list.Index())
	}
}
