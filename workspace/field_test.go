package workspace

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/search"
	"veldwerk/store"
	"veldwerk/transcript"
)

var ctx = context.Background()

// testEnvironment keeps everything under one folder; ids count.
func testEnvironment(home string) Environment {
	var n atomic.Uint64
	seed := uint64(os.Getpid()) << 24
	return Environment{
		Now: func() time.Time { return time.Date(2026, 11, 12, 10, 0, 0, 0, time.UTC) },
		NewID: func() uuid.UUID {
			u := uuid.UUID{0x01, 0x9a, 0x77, 0, 0, 0, 0x70}
			binary.BigEndian.PutUint64(u[8:], 1<<63|seed+n.Add(1))
			return u
		},
		Getenv: func(string) string { return "" },
		Config: filepath.Join(home, "config"), Data: filepath.Join(home, "data"), State: filepath.Join(home, "state"), Cache: filepath.Join(home, "cache"),
		Account: "Account", Host: "laptop", Version: "test", PassphraseWork: 10,
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func same[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// field is a project with one interview and one code.
type field struct {
	*Workspace
	t    testing.TB
	home string
	path string
}

const interview = "I: Hoe gaat het met de samenwerking?\n\nR: Het gaat wel. De gemeente luistert niet altijd.\n\nI: En het geld?\n\nR: Dat is nooit genoeg.\n"

func newField(t testing.TB) *field {
	t.Helper()
	home := t.TempDir()
	f := &field{t: t, home: home, path: filepath.Join(home, "veld.veldwerk")}
	w, err := Create(ctx, f.path, testEnvironment(home), Options{Coder: "Anna"})
	ok(t, err)
	f.Workspace = w
	t.Cleanup(func() { ok(t, f.Close()) })
	f.bring("gesprek.txt", interview)
	by, err := w.Acting(ctx)
	ok(t, err)
	_, err = w.Project.Codes.Add(ctx, by, codebook.Code{Name: "ruimte", Status: codebook.StatusActive})
	ok(t, err)
	return f
}

// again closes the workspace and opens it with other options.
func (f *field) again(o Options) {
	f.t.Helper()
	ok(f.t, f.Close())
	w, err := Open(ctx, f.path, f.env, o)
	ok(f.t, err)
	f.Workspace = w
}

func (f *field) write(name, text string) string {
	f.t.Helper()
	path := filepath.Join(f.home, name)
	ok(f.t, os.MkdirAll(filepath.Dir(path), 0o755))
	ok(f.t, os.WriteFile(path, []byte(text), 0o644))
	return path
}

func (f *field) bring(name, text string) Receipt {
	f.t.Helper()
	got, err := f.Import(ctx, []string{f.write(name, text)}, false, nil)
	ok(f.t, err)
	ok(f.t, got[0].Err)
	return got[0]
}

// code codes two code points of the first document.
func code(w *Workspace, at int) error {
	by, err := w.Acting(ctx)
	if err != nil {
		return err
	}
	docs, err := w.Documents(ctx)
	if err != nil {
		return err
	}
	book, err := w.Codebook(ctx)
	if err != nil {
		return err
	}
	_, err = w.Project.Codings.Apply(ctx, by, store.Application{
		Code: book.Tree.Codes()[0].ID, Places: []store.Place{{Document: docs[0].ID, Span: transcript.Span{Start: at, End: at + 2}}},
	})
	return err
}

func counts(t testing.TB, w *Workspace) store.Counts {
	t.Helper()
	c, err := w.Project.Counts(ctx)
	ok(t, err)
	return c
}

func sound(w *Workspace) error {
	r, err := w.Project.Check(ctx)
	if err == nil && len(r.Findings) > 0 {
		err = fmt.Errorf("check: %v", r.Findings)
	}
	return err
}

// answer writes down what a query finds.
func answer(t testing.TB, w *Workspace, query string) (string, bool) {
	t.Helper()
	r, err := w.Search(ctx, search.Parse(query), 0)
	ok(t, err)
	s := fmt.Sprint(r.Total)
	for _, h := range r.Hits {
		s += fmt.Sprintf(" %s/%d%v", h.Document.String()[30:], h.Turn, h.Matches)
	}
	return s, r.Indexed
}

func talk(n int) string {
	return fmt.Sprintf("I: Vraag %d over de wijk?\n\nR: Antwoord %d.\n\nI: En?\n\nR: Niets.\n", n, n)
}
