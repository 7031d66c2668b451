//go:build unix

package workspace

import (
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"veldwerk/store"
)

func TestOpenModes(t *testing.T) {
	f := newField(t)
	for _, mode := range []Mode{Write, WriteOrRead} {
		f.again(Options{Mode: mode})
		same(t, "read-only", f.ReadOnly(), false)
		ok(t, code(f.Workspace, int(mode)*4))
	}
	f.again(Options{Mode: Read})
	same(t, "read-only", f.ReadOnly(), true)
	same(t, "codings", counts(t, f.Workspace).Codings, 2)
	if err := code(f.Workspace, 20); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("writing while reading: %v", err)
	}
	if _, err := Create(ctx, f.path, f.env, Options{}); !errors.Is(err, os.ErrExist) {
		t.Errorf("made over an existing project: %v", err)
	}
	same(t, "codings", counts(t, f.Workspace).Codings, 2)
}

// TestOpenWhatIsNoProject wants a fact for every wrong file, the file as it was
// and nothing beside it.
func TestOpenWhatIsNoProject(t *testing.T) {
	home := t.TempDir()
	env := testEnvironment(filepath.Join(home, "own"))
	folder := filepath.Join(home, "files")
	ok(t, os.Mkdir(folder, 0o700))
	cases := []struct {
		name string
		make func(path string) error
		want string
	}{
		{"missing", func(string) error { return nil }, "error.missing"},
		{"empty", func(p string) error { return os.WriteFile(p, nil, 0o600) }, "error.not-project"},
		{"folder", func(p string) error { return os.Mkdir(p, 0o700) }, "error.not-project"},
		{"text", func(p string) error {
			return os.WriteFile(p, []byte(strings.Repeat("dit is geen project\n", 100)), 0o600)
		}, "error.not-project"},
		{"short text", func(p string) error { return os.WriteFile(p, []byte("x"), 0o600) }, "error.not-project"},
		{"sqlite alone", func(p string) error {
			return os.WriteFile(p, []byte("SQLite format 3\x00"+strings.Repeat("\x00", 500)), 0o600)
		}, "error.not-project"},
		{"pipe", func(p string) error { return syscall.Mkfifo(p, 0o600) }, "error.not-project"},
		{"link in a circle", func(p string) error { return os.Symlink(p, p) }, "error.other"},
		{"below a file", nil, "error.missing"},
	}
	ok(t, os.WriteFile(filepath.Join(home, "file"), nil, 0o600))
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(folder, c.name+Extension)
			if c.make == nil {
				path = filepath.Join(home, "file", "x.veldwerk")
			} else {
				ok(t, c.make(path))
			}
			before := listing(t, folder)
			for _, mode := range []Mode{Read, Write, WriteOrRead} {
				w, err := Open(ctx, path, env, Options{Mode: mode, Index: KeepIndex})
				if err == nil {
					t.Fatal("opened", w.Close())
				}
				id, _ := Explain(err)
				same(t, "message", id, c.want)
			}
			same(t, "folder", listing(t, folder), before)
		})
	}
}

// listing is every name, size and mode in a folder.
func listing(t testing.TB, folder string) string {
	t.Helper()
	var b strings.Builder
	ok(t, filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && !d.IsDir() {
			b.WriteString(path + " " + info.Mode().String() + " " + info.ModTime().String() + "\n")
		}
		return err
	}))
	return b.String()
}

func TestOpenNewer(t *testing.T) {
	f := newField(t)
	ok(t, f.Close())
	raw, err := os.ReadFile(f.path)
	ok(t, err)
	binary.BigEndian.PutUint32(raw[60:], 9999) // user_version in the header of an SQLite file
	ok(t, os.WriteFile(f.path, raw, 0o600))
	if _, err := Open(ctx, f.path, f.env, Options{Mode: Write}); !errors.Is(err, ErrNewer) {
		t.Errorf("written: %v", err)
	}
	f.again(Options{Mode: WriteOrRead})
	same(t, "read-only", f.ReadOnly(), true)
	same(t, "documents", counts(t, f.Workspace).Documents, 1)
	after, err := os.ReadFile(f.path)
	ok(t, err)
	same(t, "file", string(after) == string(raw), true)
}

// TestPaths opens exactly the file that was named, and leaves no other.
func TestPaths(t *testing.T) {
	home := t.TempDir()
	env := testEnvironment(filepath.Join(home, "own"))
	for _, name := range []string{
		"Interviews #2 50%.veldwerk", "wat nu?.veldwerk", "a b  c.veldwerk", `"aan'halings.veldwerk`, "café.veldwerk", "cafe\u0301.veldwerk",
		"项目.veldwerk", "%41.veldwerk", "a&mode=ro.veldwerk", "x?mode=memory.veldwerk", `back\slash.veldwerk`, "nl\nregel.veldwerk", "geen einde", "-p.veldwerk", ":memory:",
	} {
		t.Run(name, func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), "map #1 %20?")
			path := filepath.Join(folder, name)
			w, err := Create(ctx, path, env, Options{Coder: "Anna"})
			ok(t, err)
			_, err = w.Acting(ctx)
			ok(t, err)
			ok(t, w.Close())
			w, err = Open(ctx, path, env, Options{Mode: Read, Index: UseIndex})
			ok(t, err)
			same(t, "coders", counts(t, w).Coders, 1)
			same(t, "path", w.Project.Info().Path, path)
			ok(t, w.Close())
			entries, err := os.ReadDir(folder)
			ok(t, err)
			same(t, "files", len(entries), 1)
			same(t, "file", entries[0].Name(), name)
		})
	}
}

// withoutLeave opens a project that this user can't write and tells how.
func withoutLeave(path string) error {
	env := testEnvironment(filepath.Dir(path))
	w, err := Open(ctx, path, env, Options{Mode: WriteOrRead, Index: KeepIndex, Coder: "Piet"})
	if err != nil {
		id, _ := Explain(err)
		say("refused", id)
		return nil
	}
	c, err := w.Project.Counts(ctx)
	if err != nil {
		return err
	}
	w.KeepPlace("x", Place{Turn: 3})
	_, acting := w.Acting(ctx)
	id, _ := Explain(acting)
	_, writing := Open(ctx, path, env, Options{Mode: Write})
	other, _ := Explain(writing)
	say("read-only", w.ReadOnly(), "documents", c.Documents, "act", id, "write", other)
	if err := (Settings{Language: "nl"}).Save(env); err == nil {
		say("settings saved")
	}
	return w.Close()
}

// TestWithoutLeave works as somebody who may not write the file or its folder,
// nor any folder of settings, state and cache. As root the child is nobody.
func TestWithoutLeave(t *testing.T) {
	f := newField(t)
	ok(t, f.Close())
	binary := filepath.Join(t.TempDir(), "child")
	content, err := os.ReadFile(os.Args[0])
	ok(t, err)
	ok(t, os.WriteFile(binary, content, 0o755))
	for _, dir := range []string{f.home, filepath.Dir(f.home), filepath.Dir(binary), filepath.Dir(filepath.Dir(binary))} {
		ok(t, os.Chmod(dir, 0o755))
	}
	ok(t, os.RemoveAll(filepath.Join(f.home, "state"))) // root's, closed to nobody
	var attr *syscall.SysProcAttr
	if os.Geteuid() == 0 {
		attr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	for _, c := range []struct {
		name         string
		file, folder os.FileMode
		want         string
	}{
		{"file", 0o444, 0o555, "read-only true documents 1 act error.read-only write error.read-only"},
		{"folder", 0o666, 0o555, "read-only true documents 1 act error.read-only write error.read-only"},
		{"unreadable", 0o000, 0o555, "refused error.permission"},
	} {
		t.Run(c.name, func(t *testing.T) {
			ok(t, os.Chmod(f.path, c.file))
			ok(t, os.Chmod(f.home, c.folder))
			defer func() { ok(t, os.Chmod(f.home, 0o755)) }()
			_, lines := start(t, binary, attr, "leave", f.path)
			lines.Scan()
			same(t, "child", lines.Text(), c.want)
			if lines.Scan() {
				t.Errorf("it went on: %s", lines.Text())
			}
		})
	}
	ok(t, os.Chmod(f.path, 0o600))
	f.again(Options{Mode: Write})
}

// TestWithoutOwnFolders writes a project while nothing of the machine's own can
// be written: no lock, place, settings or index. The work goes on.
func TestWithoutOwnFolders(t *testing.T) {
	f := newField(t)
	ok(t, f.Close())
	file := f.write("file", "")
	env := f.env
	env.Config, env.State, env.Cache = filepath.Join(file, "config"), filepath.Join(file, "state"), filepath.Join(file, "cache")
	w, err := Open(ctx, f.path, env, Options{Mode: Write, Coder: "Anna", Index: KeepIndex})
	ok(t, err)
	ok(t, code(w, 3))
	w.KeepPlace("x", Place{Turn: 2})
	same(t, "place", w.Places().Document, "")
	got, indexed := answer(t, w, "gemeente")
	same(t, "hits", strings.Fields(got)[0], "1")
	same(t, "indexed", indexed, false)
	ok(t, w.Close())
	f.again(Options{Mode: Read})
	same(t, "codings", counts(t, f.Workspace).Codings, 1)
	ok(t, sound(f.Workspace))
}

// TestPrivate: what the program makes for itself is its owner's alone; an
// export follows the umask.
func TestPrivate(t *testing.T) {
	f := newField(t)
	f.again(Options{Mode: Write, Index: KeepIndex})
	waitReady(t, f.Workspace)
	ok(t, code(f.Workspace, 0))
	f.KeepPlace("x", Place{Turn: 1})
	ok(t, Settings{Language: "nl"}.Save(f.env))
	ok(t, f.Close())
	seen := map[string]bool{}
	for _, folder := range []string{f.env.Config, f.env.State, f.env.Cache, f.path} {
		ok(t, filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := d.Info()
			// bleve makes files of its own in folders that we closed.
			if err == nil && info.Mode().Perm()&0o077 != 0 && (d.IsDir() || folder != f.env.Cache) {
				t.Errorf("%s is %v", path, info.Mode())
			}
			seen[filepath.Base(folder)] = true
			return err
		}))
	}
	same(t, "folders", len(seen), 4)
	w, err := Create(ctx, filepath.Join(f.home, "nieuw", "p.veldwerk"), f.env, Options{})
	ok(t, err)
	ok(t, w.Close())
	info, err := os.Stat(filepath.Join(f.home, "nieuw"))
	ok(t, err)
	same(t, "folder", info.Mode().Perm(), 0o700)
	f.again(Options{Mode: Read})
}
