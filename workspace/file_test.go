//go:build unix

package workspace

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"veldwerk/exchange"
)

func words(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

func TestWriteFile(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "uit.csv")
	read := func(want string) {
		t.Helper()
		raw, err := os.ReadFile(path)
		ok(t, err)
		same(t, "content", string(raw), want)
		entries, err := os.ReadDir(folder)
		ok(t, err)
		same(t, "files", len(entries), 1)
	}
	ok(t, WriteFile(path, false, words("een")))
	read("een")
	info, err := os.Stat(path)
	ok(t, err)
	same(t, "mode", info.Mode().Perm(), 0o644) // the umask of these tests is 022
	if err := WriteFile(path, false, words("twee")); !Exists(err) {
		t.Errorf("over an existing file: %v", err)
	}
	read("een")
	broken := errors.New("halverwege")
	if err := WriteFile(path, true, func(w io.Writer) error { return errors.Join(words("half")(w), broken) }); !errors.Is(err, broken) {
		t.Errorf("broken off: %v", err)
	}
	read("een")
	ok(t, WriteFile(path, true, words("drie")))
	read("drie")
}

// TestWriteFileShares: what goes out is as open as the person's own umask says,
// though all that this process makes is private; it never gets less open.
func TestWriteFileShares(t *testing.T) {
	folder := t.TempDir()
	for _, c := range []struct{ umask, alone, file, folder fs.FileMode }{
		{0o022, 0o077, 0o644, 0o755}, {0o002, 0o077, 0o664, 0o775}, {0o077, 0o077, 0o600, 0o700}, {0o027, 0o077, 0o640, 0o750}, {0o077, 0o022, 0o644, 0o755},
	} {
		env, name := Environment{Shared: 0o777 &^ c.umask}, filepath.Join(folder, fmt.Sprintf("%03o-%03o", c.umask, c.alone))
		before := syscall.Umask(int(c.alone))
		failed := errors.Join(env.WriteFile(name+".csv", false, words("een")),
			env.WriteFolder(name, false, exchange.Manifest{}, []FolderFile{{Name: "een.csv", Write: words("een")}}))
		syscall.Umask(before)
		ok(t, failed)
		for path, want := range map[string]fs.FileMode{name + ".csv": c.file, name: c.folder, filepath.Join(name, "een.csv"): c.file} {
			info, err := os.Stat(path)
			ok(t, err)
			same(t, "mode of "+path, info.Mode().Perm(), want)
		}
	}
}

// TestMakePrivate gives what others were let to do, and leaves them nothing.
func TestMakePrivate(t *testing.T) {
	before := syscall.Umask(0o027)
	shared := MakePrivate()
	during := syscall.Umask(before)
	same(t, "shared", shared, fs.FileMode(0o750))
	same(t, "umask", during, 0o077)
}

// TestWriteFileSparesOthers: a project, a folder, a link and a device stay what
// they are.
func TestWriteFileSparesOthers(t *testing.T) {
	f := newField(t)
	if err := WriteFile(f.path, true, words("weg")); !Exists(err) {
		t.Errorf("over a project: %v", err)
	}
	ok(t, sound(f.Workspace))
	if err := WriteFile(f.home, true, words("weg")); !errors.Is(err, syscall.EISDIR) {
		t.Errorf("over a folder: %v", err)
	}
	target, link := filepath.Join(f.home, "doel.csv"), filepath.Join(f.home, "link.csv")
	ok(t, os.WriteFile(target, []byte("oud"), 0o644))
	ok(t, os.Symlink(target, link))
	ok(t, WriteFile(link, true, words("nieuw")))
	raw, err := os.ReadFile(target)
	ok(t, err)
	same(t, "target", string(raw), "nieuw")
	ok(t, WriteFile("/dev/null", true, words("weg")))
	info, err := os.Stat("/dev/null")
	ok(t, err)
	same(t, "device", info.Mode()&os.ModeCharDevice != 0, true)

	pipe := filepath.Join(f.home, "pijp")
	ok(t, syscall.Mkfifo(pipe, 0o600))
	got := make(chan string)
	go func() {
		raw, _ := os.ReadFile(pipe)
		got <- string(raw)
	}()
	ok(t, WriteFile(pipe, false, words("door de pijp")))
	same(t, "pipe", <-got, "door de pijp")
}
