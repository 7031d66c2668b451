//go:build unix

package workspace

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestOneWriter has another process hold the project.
func TestOneWriter(t *testing.T) {
	f := newField(t)
	ok(t, f.Close())
	other, lines := start(t, os.Args[0], nil, "hold", f.path, "Piet Holder")
	lines.Scan()
	same(t, "child", lines.Text(), "held")

	_, err := Open(ctx, f.path, f.env, Options{Mode: Write})
	var busy *BusyError
	if !errors.As(err, &busy) {
		t.Fatalf("second writer: %v", err)
	}
	same(t, "holder", busy.Holder.Coder, "Piet Holder")
	same(t, "process", busy.Holder.PID, other.Process.Pid)
	id, _ := Explain(err)
	same(t, "message", id, "error.busy-by")

	for _, mode := range []Mode{Read, WriteOrRead} {
		w, err := Open(ctx, f.path, f.env, Options{Mode: mode, Coder: "Anna", Index: UseIndex})
		ok(t, err)
		same(t, "read-only", w.ReadOnly(), true)
		same(t, "documents", counts(t, w).Documents, 1)
		same(t, "says who", w.Busy() != nil, mode == WriteOrRead)
		ok(t, w.Close())
		ok(t, w.Close()) // once more does no harm
	}

	// The same file under another name is the same project.
	link := filepath.Join(f.home, "link.veldwerk")
	ok(t, os.Symlink(f.path, link))
	if _, err := Open(ctx, link, f.env, Options{Mode: Write}); !errors.As(err, &busy) {
		t.Errorf("writer through a link: %v", err)
	}

	// A holder file that is damaged names nobody; the lock holds.
	ok(t, os.WriteFile(filepath.Join(f.env.State, "locks", holderName(t, f)), []byte(`{"coder": "Pi`), 0o600))
	_, err = Open(ctx, f.path, f.env, Options{Mode: Write})
	if id, _ := Explain(err); id != "error.busy" {
		t.Errorf("without a holder: %v", err)
	}

	ok(t, other.Process.Signal(syscall.SIGKILL))
	_ = other.Wait()
	w, err := Open(ctx, f.path, f.env, Options{Mode: Write, Coder: "Anna"})
	ok(t, err)
	same(t, "read-only", w.ReadOnly(), false)

	// Closing a workspace twice leaves the next holder's name in place.
	ok(t, w.Close())
	kees, lines := start(t, os.Args[0], nil, "hold", f.path, "Kees")
	lines.Scan()
	same(t, "child", lines.Text(), "held")
	ok(t, w.Close())
	_, err = Open(ctx, f.path, f.env, Options{Mode: Write})
	if !errors.As(err, &busy) || busy.Holder.Coder != "Kees" {
		t.Errorf("after closing twice: %v", err)
	}
	ok(t, kees.Process.Kill())
	_ = kees.Wait()
}

func holderName(t *testing.T, f *field) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(f.env.State, "locks", "*.holder"))
	ok(t, err)
	same(t, "holders", len(found), 1)
	return filepath.Base(found[0])
}

// writeMany codes from one place on, as a process among others.
func writeMany(path, coder string) error {
	env := testEnvironment(filepath.Dir(path))
	say("ready")
	for n := 0; n < 8; {
		w, err := Open(ctx, path, env, Options{Mode: Write, Coder: coder})
		var busy *BusyError
		if errors.As(err, &busy) {
			continue
		}
		if err != nil {
			return err
		}
		if err := code(w, 3*n); err != nil {
			return errors.Join(err, w.Close())
		}
		n++
		if err := w.Close(); err != nil {
			return err
		}
	}
	say("done")
	return nil
}

// TestTwoProcesses lets two processes write by turns while a third reads.
func TestTwoProcesses(t *testing.T) {
	f := newField(t)
	f.again(Options{Mode: Read})
	_, one := start(t, os.Args[0], nil, "write", f.path, "Anna")
	_, two := start(t, os.Args[0], nil, "write", f.path, "Piet")
	done := make(chan string, 2)
	go func() { one.Scan(); one.Scan(); done <- one.Text() }()
	go func() { two.Scan(); two.Scan(); done <- two.Text() }()
	for ended := 0; ended < 2; {
		select {
		case word := <-done:
			same(t, "child", word, "done")
			ended++
		default:
			counts(t, f.Workspace)
			_, _ = answer(t, f.Workspace, "is:coded")
		}
	}
	same(t, "codings", counts(t, f.Workspace).Codings, 16)
	got, _ := answer(t, f.Workspace, "is:coded")
	if got[0] == '0' {
		t.Errorf("the reader still finds %s", got)
	}
	ok(t, sound(f.Workspace))
	f.again(Options{Mode: Write})
}
