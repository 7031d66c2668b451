//go:build unix

package workspace

import (
	"bufio"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestSecondByEveryPath: one project by its path, through a symlink and through
// a hard link, in an ordinary folder and in a synced one: the second opens
// read-only and knows who has it, no commit is lost, and after a kill the
// project is free.
func TestSecondByEveryPath(t *testing.T) {
	for _, place := range []string{"in place", "synced"} {
		t.Run(place, func(t *testing.T) {
			c := newCloud(t)
			if place == "in place" {
				c.folder = t.TempDir()
				c.path = filepath.Join(c.folder, "wijk.veldwerk")
			}
			home := t.TempDir()
			env := testEnvironment(home)
			w := c.create(env, "Anna")
			ok(t, w.Close())
			symlink, hardlink := filepath.Join(c.folder, "zachte.veldwerk"), filepath.Join(c.folder, "harde.veldwerk")
			ok(t, os.Symlink(c.path, symlink))
			ok(t, os.Link(c.path, hardlink))

			other, lines := start(t, os.Args[0], nil, "holdadd", c.path, home)
			lines.Scan()
			same(t, "child", lines.Text(), "held")
			for _, path := range []string{c.path, symlink, hardlink} {
				var busy *BusyError
				if _, err := Open(ctx, path, env, Options{Mode: Write}); !errors.As(err, &busy) {
					t.Errorf("%s: a second writer: %v", path, err)
				}
				v, err := Open(ctx, path, env, Options{Mode: WriteOrRead, Coder: "Anna"})
				ok(t, err)
				same(t, "read-only", v.ReadOnly(), true)
				if b := v.Busy(); b == nil || b.Holder.Coder != "Piet" || b.Holder.Host != "laptop" || b.Holder.PID != other.Process.Pid || b.Holder.Since.IsZero() {
					t.Errorf("%s: holder %+v", path, b)
				}
				if err := add(v, "verboden"); err == nil {
					t.Errorf("%s: a read-only project was written", path)
				}
				same(t, "path", v.Path(), path)
				if path != hardlink || place == "in place" { // what the other has acknowledged is seen at once
					codesAre(t, path, codesOf(t, v.Project), "van-piet")
				}
				ok(t, v.Close())
			}
			ok(t, other.Process.Signal(syscall.SIGKILL))
			_ = other.Wait()
			w = c.open(env, Options{Mode: Write, Coder: "Anna"})
			same(t, "read-only after the kill", w.ReadOnly(), false)
			codesAre(t, "after the kill", codesOf(t, w.Project), "van-piet")
			ok(t, add(w, "van-anna"))
			ok(t, w.Close())
			codesAre(t, "in the end", c.published(), "van-anna", "van-piet")

			// A hard link in a synced folder is a file of its own after a
			// publishing. Opened, it says the same project, and nothing is lost.
			v, err := Open(ctx, hardlink, env, Options{Mode: Write})
			ok(t, err)
			ok(t, add(v, "door-de-link"))
			ok(t, v.Close())
			w = c.open(env, Options{Mode: Write})
			if place == "synced" {
				found, err := w.ConflictCopies(ctx)
				ok(t, err)
				same(t, "named otherwise, not offered", len(found), 0)
				_, err = w.MergeConflictCopy(ctx, hardlink)
				ok(t, err)
			}
			codesAre(t, "with the link's", codesOf(t, w.Project), "door-de-link", "van-anna", "van-piet")
			ok(t, w.Close())
			codesAre(t, "sound, and all of it", c.published(), "door-de-link", "van-anna", "van-piet")
		})
	}
}

// holdAndAdd holds a project with one act that is not published.
func holdAndAdd(path, home string) error {
	w, err := Open(ctx, path, testEnvironment(home), Options{Mode: Write, Coder: "Piet"})
	if err != nil {
		return err
	}
	if err := add(w, "van-piet"); err != nil {
		return err
	}
	say("held")
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		say(strings.ToUpper(in.Text()))
	}
	return w.Close()
}
