//go:build unix

package workspace

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"unicode/utf8"

	"veldwerk/search"
	"veldwerk/transcript"
)

// outcome is what became of each path, by base name.
func outcome(receipts []Receipt) string {
	var out []string
	for _, r := range receipts {
		word := "in"
		var refused *transcript.Error
		if r.Err != nil {
			id, _ := Explain(r.Err)
			word = strings.TrimPrefix(id, "error.")
			if errors.As(r.Err, &refused) {
				word = refused.Code
			}
		}
		if word == "in" && len(r.Documents) != 1 {
			word = "lost"
		}
		out = append(out, filepath.Base(r.Path)+":"+word)
	}
	return strings.Join(out, " ")
}

func TestImportFolder(t *testing.T) {
	f := newField(t)
	f.write("map/b.txt", talk(1))
	f.write("map/a/diep/c.txt", talk(2))
	f.write("map/leeg/.gitkeep", "")
	f.write("map/.verborgen/d.txt", talk(3))
	f.write("map/.e.txt", talk(4))
	f.write("map/~$b.docx", "slot")
	f.write("map/p.veldwerk", "project")
	f.write("map/p.veldwerk.txt", talk(5))
	f.write("map/p.veldwerk.schema-1", "kopie")
	f.write("map/nul.bin", "\x00\x01\x02\x00\xff\x00\x00\x00")
	f.write("map/zero.txt", "")
	f.write("map/caf\xe9.txt", talk(6))
	f.write("buiten/g.txt", talk(7))
	folder := filepath.Join(f.home, "map")
	for link, to := range map[string]string{"kring": folder, "naar.txt": "../buiten/g.txt", "weg.txt": "nergens", "map2": "../buiten"} {
		ok(t, os.Symlink(to, filepath.Join(folder, link)))
	}
	ok(t, syscall.Mkfifo(filepath.Join(folder, "pijp"), 0o600))
	got, err := f.Import(ctx, []string{folder}, false, nil)
	ok(t, err)
	same(t, "receipts", outcome(got), "c.txt:in b.txt:in caf\xe9.txt:in naar.txt:in nul.bin:no-text p.veldwerk.txt:in zero.txt:empty")
	docs, err := f.Documents(ctx)
	ok(t, err)
	for _, d := range docs {
		if !utf8.ValidString(d.Title) {
			t.Errorf("title %q", d.Title)
		}
	}

	link := filepath.Join(f.home, "link")
	ok(t, os.Symlink("buiten", link))
	for _, c := range []struct{ path, want string }{
		{link, "g.txt:duplicate"},
		{filepath.Join(folder, "leeg"), "leeg:empty-folder"},
		{filepath.Join(f.home, "weg"), "weg:missing"},
		{filepath.Join(folder, "kring", "pijp"), "pijp:unsupported"},
		{"/dev/zero", "zero:unsupported"},
		{"/dev/null", "null:unsupported"},
		{f.path, "veld.veldwerk:unsupported"},
		{filepath.Join(f.home, "map", "b.txt", "x"), "x:missing"},
		{"", ".:missing"},
	} {
		got, err := f.Import(ctx, []string{c.path}, false, nil)
		ok(t, err)
		same(t, c.path, outcome(got), c.want)
	}
	ok(t, sound(f.Workspace))
}

// TestImportUnreadable does so as nobody when the test is root's.
func TestImportUnreadable(t *testing.T) {
	f := newField(t)
	f.write("map/a.txt", talk(1))
	closed := f.write("map/dicht/b.txt", talk(2))
	unread := f.write("map/c.txt", talk(3))
	ok(t, os.Chmod(unread, 0))
	ok(t, os.Chmod(filepath.Dir(closed), 0))
	defer func() { ok(t, os.Chmod(filepath.Dir(closed), 0o700)) }()
	ok(t, f.Close())
	binary := filepath.Join(t.TempDir(), "child")
	content, err := os.ReadFile(os.Args[0])
	ok(t, err)
	ok(t, os.WriteFile(binary, content, 0o755))
	for _, dir := range []string{f.home, filepath.Dir(f.home), filepath.Dir(binary), filepath.Dir(filepath.Dir(binary))} {
		ok(t, os.Chmod(dir, 0o755))
	}
	var attr *syscall.SysProcAttr
	if os.Geteuid() == 0 {
		attr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		ok(t, os.Chmod(f.home, 0o777))
		ok(t, os.Chmod(f.path, 0o666))
	}
	_, lines := start(t, binary, attr, "import", f.path, filepath.Join(f.home, "map"))
	lines.Scan()
	same(t, "child", lines.Text(), "a.txt:in c.txt:permission dicht:permission <nil>")
	f.again(Options{Mode: Write})
	same(t, "documents", counts(t, f.Workspace).Documents, 2)
}

func importAll(path, folder string) error {
	env := testEnvironment(filepath.Dir(path))
	env.State = filepath.Join(filepath.Dir(path), "own")
	w, err := Open(ctx, path, env, Options{Mode: Write, Coder: "Piet"})
	if err != nil {
		return err
	}
	got, err := w.Import(ctx, []string{folder}, false, nil)
	say(outcome(got), err)
	return w.Close()
}

func TestImportTooLarge(t *testing.T) {
	f := newField(t)
	path := f.write("groot.txt", "I: x\n")
	ok(t, os.Truncate(path, maxFile+1)) // takes no room
	got, err := f.Import(ctx, []string{path, f.write("klein.txt", talk(1))}, false, nil)
	ok(t, err)
	same(t, "receipts", outcome(got), "groot.txt:too-large klein.txt:in")
}

// TestImportTwice refuses by content, whatever the name; again takes it.
func TestImportTwice(t *testing.T) {
	f := newField(t)
	twin := f.write("anders.txt", interview)
	got, err := f.Import(ctx, []string{twin}, false, nil)
	ok(t, err)
	same(t, "receipts", outcome(got), "anders.txt:duplicate")
	got, err = f.Import(ctx, []string{twin}, true, nil)
	ok(t, err)
	same(t, "again", outcome(got), "anders.txt:in")
}

// TestImportCancelled keeps what came in whole and nothing half; the rest comes
// in when it is done again.
func TestImportCancelled(t *testing.T) {
	f := newField(t)
	for i := range 9 {
		f.write(fmt.Sprintf("map/%d.txt", i), talk(i))
	}
	folder := filepath.Join(f.home, "map")
	halfway, cancel := context.WithCancel(ctx)
	got, err := f.Import(halfway, []string{folder}, false, func(done, total int, _ string) {
		same(t, "total", total, 9)
		if done == 4 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	in := 0
	for _, r := range got {
		in += len(r.Documents)
	}
	same(t, "documents", counts(t, f.Workspace).Documents, 1+in)
	if in == 0 || in > 5 {
		t.Errorf("%d documents came in", in)
	}
	ok(t, sound(f.Workspace))
	got, err = f.Import(ctx, []string{folder}, false, nil)
	ok(t, err)
	same(t, "receipts", len(got), 9)
	same(t, "documents", counts(t, f.Workspace).Documents, 10)
	r, err := f.Search(ctx, search.Parse("wijk"), 0)
	ok(t, err)
	same(t, "hits", r.Total, 9)
}

// TestImportStopsWhenTheProjectFails says it once, not once for each file.
func TestImportStopsWhenTheProjectFails(t *testing.T) {
	f := newField(t)
	for i := range 3 {
		f.write(fmt.Sprintf("map/%d.txt", i), talk(i))
	}
	f.again(Options{Mode: Read, Coder: "Anna"})
	got, err := f.Import(ctx, []string{filepath.Join(f.home, "map")}, false, nil)
	id, _ := Explain(err)
	same(t, "message", id, "error.read-only")
	same(t, "receipts", outcome(got), "0.txt:read-only")
}
