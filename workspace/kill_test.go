//go:build unix

package workspace

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"veldwerk/codebook"
	"veldwerk/store"
)

// keepAndRestore writes memos, makes backups and puts them back, over and
// over. It acknowledges how many memos the project has.
func keepAndRestore(path string) error {
	env := testEnvironment(filepath.Dir(path))
	env.Now = time.Now
	say("begin")
	for n := 0; ; n++ {
		w, err := Open(ctx, path, env, Options{Mode: Write, Coder: "Anna", Index: NoIndex})
		if err != nil {
			return err
		}
		for range 3 {
			c, err := w.Project.Counts(ctx)
			if err != nil {
				return err
			}
			by, err := w.Acting(ctx)
			if err == nil {
				_, err = w.Project.Memos.Add(ctx, by, codebook.Memo{Title: "notitie", Body: "Nagedacht."})
			}
			if err != nil {
				return err
			}
			say("memos", c.Memos+1)
		}
		b, err := w.BackUp(ctx, ReasonManual)
		if err != nil {
			return err
		}
		say("backup", b.Path)
		if err := w.Close(); err != nil {
			return err
		}
		r, err := Restore(ctx, env, path, b.Path, RestoreOptions{})
		if err != nil {
			return err
		}
		say("restored", r.Is.Memos)
	}
}

// TestKilledWhileKeeping kills children that make backups and put them back:
// the project and every file that bears the name of a backup, or of what was
// put aside, is whole, and has all that was acknowledged.
func TestKilledWhileKeeping(t *testing.T) { killedWhileKeeping(t, 12) }

func killedWhileKeeping(t *testing.T, rounds int) {
	f := newField(t)
	ok(t, f.Close())
	backups, restores, acknowledged := 0, 0, 0
	for range rounds {
		cmd, lines := start(t, os.Args[0], nil, "keep", f.path)
		if !lines.Scan() {
			t.Fatalf("the child ended by itself: %v", cmd.Wait())
		}
		memos, backup := 0, ""
		hear := func() {
			words := strings.SplitN(lines.Text(), " ", 2)
			switch acknowledged++; words[0] {
			case "backup":
				backups, backup = backups+1, words[1]
			case "restored":
				restores++
				fallthrough
			default:
				_, err := fmt.Sscan(words[1], &memos)
				ok(t, err)
			}
		}
		for range rand.IntN(8) {
			if lines.Scan() {
				hear()
			}
		}
		<-time.After(time.Duration(rand.IntN(30)) * time.Millisecond) // the moment is the test itself
		ok(t, cmd.Process.Kill())
		for lines.Scan() {
			hear()
		}
		_ = cmd.Wait()
		if cmd.ProcessState.Exited() {
			t.Fatalf("the child ended by itself: %v", cmd.ProcessState)
		}
		if got := proveMemos(t, f.path); got < memos || got > memos+1 && memos > 0 {
			t.Fatalf("%d memos, %d acknowledged", got, memos)
		}
		if backup != "" {
			if got := proveMemos(t, backup); got > memos+1 {
				t.Errorf("backup with %d memos of %d", got, memos)
			}
		}
		proveAside(t, f)
	}
	t.Logf("%d rounds, %d acknowledgements, %d backups, %d restores, 0 lost, 0 half", rounds, acknowledged, backups, restores)
}

// proveAside proves all that lies beside the project or among its backups
// under a final name, and takes it away.
func proveAside(t *testing.T, f *field) {
	t.Helper()
	aside, err := filepath.Glob(f.path + ".before-restore-*")
	ok(t, err)
	damaged, err := filepath.Glob(f.path + ".damaged-*")
	ok(t, err)
	same(t, "damaged", len(damaged), 0)
	kept, err := Backups(f.env, f.projectID(t))
	ok(t, err)
	for _, b := range kept {
		aside = append(aside, b.Path)
	}
	for _, path := range aside {
		if !strings.HasSuffix(path, "-journal") {
			proveMemos(t, path)
		}
		ok(t, os.Remove(path))
	}
}

func (f *field) projectID(t *testing.T) string {
	t.Helper()
	p, err := store.Open(ctx, f.path, store.Options{ReadOnly: true})
	ok(t, err)
	defer func() { ok(t, p.Close()) }()
	return p.Info().ID.String()
}

// proveMemos checks a project file and counts its memos.
func proveMemos(t *testing.T, path string) int {
	t.Helper()
	p, err := store.Open(ctx, path, store.Options{ReadOnly: true})
	ok(t, err)
	defer func() { ok(t, p.Close()) }()
	r, err := p.Check(ctx)
	ok(t, err)
	if !r.OK {
		t.Fatalf("%s: %+v", filepath.Base(path), r.Findings)
	}
	c, err := p.Counts(ctx)
	ok(t, err)
	return c.Memos
}

// TestStoppedHolder: who is stopped (SIGSTOP) holds what he holds, under every
// name of the file; when he goes on he finds nothing changed.
func TestStoppedHolder(t *testing.T) {
	f := newField(t)
	ok(t, f.Close())
	other, lines := start(t, os.Args[0], nil, "hold", f.path, "Piet Holder")
	lines.Scan()
	same(t, "child", lines.Text(), "held")
	ok(t, other.Process.Signal(syscall.SIGSTOP))
	symlink, hard := filepath.Join(f.home, "link.veldwerk"), filepath.Join(f.home, "hard.veldwerk")
	ok(t, os.Symlink(f.path, symlink))
	ok(t, os.Link(f.path, hard))
	for _, path := range []string{f.path, symlink, hard} {
		var busy *BusyError
		_, err := Open(ctx, path, f.env, Options{Mode: Write})
		if !errors.As(err, &busy) || busy.Holder.Coder != "Piet Holder" {
			t.Errorf("%s: %v", filepath.Base(path), err)
		}
		w, err := Open(ctx, path, f.env, Options{Mode: WriteOrRead, Coder: "Anna", Index: NoIndex})
		ok(t, err)
		same(t, "read-only", w.ReadOnly(), true)
		same(t, "documents", counts(t, w).Documents, 1)
		ok(t, w.Close())
	}
	ok(t, other.Process.Signal(syscall.SIGCONT))
	ok(t, other.Process.Kill())
	_ = other.Wait()
	w, err := Open(ctx, hard, f.env, Options{Mode: Write, Coder: "Anna"})
	ok(t, err)
	same(t, "read-only", w.ReadOnly(), false)
	ok(t, code(w, 3))
	ok(t, sound(w))
	ok(t, w.Close())
}
