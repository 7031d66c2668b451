//go:build unix

package workspace

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"veldwerk/search"
)

// waitReady waits until the background index is caught up.
func waitReady(t testing.TB, w *Workspace) {
	t.Helper()
	late, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	for !w.Indexing().Ready || !indexed(t, w) {
		select {
		case <-w.IndexChanged():
		case <-late.Done():
			t.Fatalf("the index is still not there: %+v", w.Indexing())
		}
	}
}

func indexed(t testing.TB, w *Workspace) bool {
	t.Helper()
	_, by := answer(t, w, "gemeente")
	return by
}

var queries = []string{"gemeente", "gemeente -niet", `"het gaat wel"`, "is:coded", "is:uncoded", "code:ruimte OR geld", "spreker:R", "nergens", "sam*"}

// agree demands that a workspace answers as a plain scan does.
func agree(t *testing.T, f *field, what string) {
	t.Helper()
	plain, err := Open(ctx, f.path, f.env, Options{Mode: Read, Index: NoIndex})
	ok(t, err)
	defer func() { ok(t, plain.Close()) }()
	for _, q := range queries {
		want, _ := answer(t, plain, q)
		got, _ := answer(t, f.Workspace, q)
		same(t, what+": "+q, got, want)
	}
}

// TestIndexFollows: imports, deletions and undo reach the index in the
// background; answers are right all the while.
func TestIndexFollows(t *testing.T) {
	f := newField(t)
	f.again(Options{Mode: Write, Index: KeepIndex})
	agree(t, f, "at once")
	waitReady(t, f.Workspace)
	agree(t, f, "indexed")
	same(t, "state", f.Indexing(), IndexState{Done: 1, Total: 1, Ready: true})
	ok(t, code(f.Workspace, 40))
	agree(t, f, "coded")
	for i := range 5 {
		f.bring(fmt.Sprintf("meer%d.txt", i), fmt.Sprintf("I: En de gemeente %d?\n\nR: Het gaat wel samen.\n\nI: Ja?\n\nR: Nee.\n", i))
		agree(t, f, "imported")
	}
	waitReady(t, f.Workspace)
	agree(t, f, "imported and indexed")
	by, err := f.Acting(ctx)
	ok(t, err)
	docs, err := f.Documents(ctx)
	ok(t, err)
	ok(t, f.Project.Documents.Delete(ctx, by, docs[0].ID))
	f.Reindex()
	agree(t, f, "deleted")
	waitReady(t, f.Workspace)
	agree(t, f, "deleted and indexed")
	_, err = f.Project.Changes.Undo(ctx, by)
	ok(t, err)
	f.Reindex()
	agree(t, f, "undone")
	waitReady(t, f.Workspace)
	agree(t, f, "undone and indexed")
	f.again(Options{Mode: Read, Index: UseIndex})
	same(t, "indexed after opening again", indexed(t, f.Workspace), true)
	agree(t, f, "opened again")
}

// TestIndexInTrouble: absent, held by another, damaged, no folder. Searching
// gives what a scan gives.
func TestIndexInTrouble(t *testing.T) {
	f := newField(t)
	f.again(Options{Mode: Write, Index: KeepIndex})
	waitReady(t, f.Workspace)

	held, err := Open(ctx, f.path, f.env, Options{Mode: Read, Index: KeepIndex})
	ok(t, err)
	waitReady(t, held) // by the index of the other
	if err := held.Rebuild(ctx, nil); !errors.Is(err, search.ErrIndexBusy) {
		t.Errorf("rebuilt under another's hands: %v", err)
	}
	ok(t, held.Close())
	ok(t, f.Close())

	folder := f.indexFolder()
	damage := map[string]func(path string, info os.FileInfo) error{
		"cut":     func(path string, info os.FileInfo) error { return os.Truncate(path, info.Size()/2) },
		"emptied": func(path string, _ os.FileInfo) error { return os.Truncate(path, 0) },
		"gone":    func(path string, _ os.FileInfo) error { return os.Remove(path) },
		"garbage": func(path string, info os.FileInfo) error { return os.WriteFile(path, make([]byte, info.Size()), 0o600) },
	}
	for name, do := range damage {
		ok(t, filepath.Walk(folder, func(path string, info os.FileInfo, err error) error {
			if err != nil || info.IsDir() {
				return err
			}
			return do(path, info)
		}))
		w, err := Open(ctx, f.path, f.env, Options{Mode: Write, Index: UseIndex})
		ok(t, err)
		f.Workspace = w
		agree(t, f, name)
		f.again(Options{Mode: Write, Index: KeepIndex})
		agree(t, f, name+", being made anew")
		waitReady(t, f.Workspace)
		agree(t, f, name+", made anew")
		ok(t, f.Close())
	}

	ok(t, os.RemoveAll(folder))
	ok(t, os.WriteFile(folder, nil, 0o600)) // a file where the folder should be
	w, err := Open(ctx, f.path, f.env, Options{Mode: Write, Index: KeepIndex})
	ok(t, err)
	f.Workspace = w
	for !f.Indexing().Absent {
		<-f.IndexChanged()
	}
	agree(t, f, "no folder")
	ok(t, os.Remove(folder))
	f.again(Options{Mode: Write, Index: NoIndex})
	seen := 0
	ok(t, f.Rebuild(ctx, func(done, _ int) { seen = done }))
	same(t, "rebuilt", seen, 1)
	same(t, "no index", f.Indexing().Absent, true)
}

// TestIndexClosesAtOnce while it is being made.
func TestIndexClosesAtOnce(t *testing.T) {
	f := newField(t)
	for range 5 {
		f.again(Options{Mode: Write, Index: KeepIndex})
		f.Reindex()
	}
	waitReady(t, f.Workspace)
	agree(t, f, "in the end")
}
