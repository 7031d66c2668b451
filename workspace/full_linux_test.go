package workspace

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"veldwerk/codebook"
)

// TestFullDisk works on a disk that is full: every act says so and leaves
// nothing half, what was done before is there, and after room is made the same
// workspace goes on. One child has a real disk of 4 MB, if mounting is allowed
// here; the other a limit on the size of files, which is always allowed.
func TestFullDisk(t *testing.T) { fullDisk(t, 0) }

// fullDisk leaves some bytes each time: the work then ends at another place,
// in a journal, a page, the index or a file of the state folder.
func fullDisk(t *testing.T, left ...int64) {
	common := []string{
		"coding: %s, as many codings as acknowledged, sound",
		"import: %s after 0 documents",
		"export: error.full, 0 files",
		"reading: 1 document",
		"room: coding <nil>, import <nil>, export <nil>, settings <nil>, codings kept, 2 documents, sound",
		"closed <nil>",
	}
	for _, way := range []struct{ name, id string }{{"disk", "error.full"}, {"limit", "error.disk"}} {
		for _, bytes := range left {
			t.Run(fmt.Sprintf("%s, %d left", way.name, bytes), func(t *testing.T) {
				attr := &syscall.SysProcAttr{}
				if way.name == "disk" {
					attr.Unshareflags = syscall.CLONE_NEWNS
					if uid := os.Geteuid(); uid != 0 {
						attr.Cloneflags = syscall.CLONE_NEWUSER
						attr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: uid, Size: 1}}
						attr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}}
					}
					probe := startable(attr)
					if !probe {
						t.Log("NOT RUN: no disk can be mounted here; the limit stands in for it")
						return
					}
				}
				_, lines := start(t, os.Args[0], attr, "full", filepath.Join(t.TempDir(), "x"), way.name, fmt.Sprint(bytes))
				var want []string
				for _, line := range common {
					if strings.Contains(line, "%s") {
						line = fmt.Sprintf(line, way.id)
					}
					want = append(want, line)
				}
				var got []string
				for lines.Scan() {
					if lines.Text() == "no disk" {
						t.Log("NOT RUN: no disk can be mounted here; the limit stands in for it")
						return
					}
					got = append(got, lines.Text())
				}
				same(t, "child", strings.Join(got, "\n"), strings.Join(want, "\n"))
			})
		}
	}
}

// startable says whether a process may have mounts of its own.
func startable(attr *syscall.SysProcAttr) bool {
	process, err := os.StartProcess("/proc/self/exe", []string{"child", "-test.run=^$"}, &os.ProcAttr{Sys: attr})
	if err != nil {
		return false
	}
	state, err := process.Wait()
	return err == nil && state.Success()
}

// fillable is a disk that can be full.
type fillable struct {
	home string
	how  string
	left int64 // bytes
}

func (d fillable) mount() bool {
	return d.how == "limit" || syscall.Mount("tmpfs", d.home, "tmpfs", 0, "size=4m") == nil
}

func (d fillable) fill(project string) error {
	if d.how == "limit" {
		signal.Ignore(syscall.SIGXFSZ)
		info, err := os.Stat(project)
		if err != nil {
			return err
		}
		return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: uint64(info.Size() + d.left), Max: ^uint64(0)})
	}
	f, err := os.Create(filepath.Join(d.home, "filler"))
	if err != nil {
		return err
	}
	size := int64(0)
	for n := 1 << 16; n > 0; {
		wrote, err := f.Write(make([]byte, n))
		if size += int64(wrote); err != nil {
			n /= 2
		}
	}
	return errors.Join(f.Truncate(max(0, size-d.left)), f.Close())
}

func (d fillable) free() error {
	if d.how == "limit" {
		return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: ^uint64(0), Max: ^uint64(0)})
	}
	return os.Remove(filepath.Join(d.home, "filler"))
}

func whenFull(home, how, left string) error {
	bytes, err := strconv.ParseInt(left, 10, 64)
	if err != nil {
		return err
	}
	d := fillable{home, how, bytes}
	if !d.mount() {
		say("no disk")
		return nil
	}
	env := testEnvironment(home)
	path := filepath.Join(home, "p.veldwerk")
	w, err := Create(ctx, path, env, Options{Coder: "Anna", Index: KeepIndex})
	if err != nil {
		return err
	}
	by, err := w.Acting(ctx)
	if err != nil {
		return err
	}
	one, two := filepath.Join(home, "een.txt"), filepath.Join(home, "twee.txt")
	if err := os.WriteFile(one, []byte(strings.Repeat(interview, 50)), 0o600); err != nil {
		return err
	}
	if err := os.WriteFile(two, []byte(strings.Repeat(talk(2), 2000)), 0o600); err != nil {
		return err
	}
	if _, err := w.Import(ctx, []string{one}, false, nil); err != nil {
		return err
	}
	if _, err := w.Project.Codes.Add(ctx, by, codebook.Code{Name: "ruimte", Status: codebook.StatusActive}); err != nil {
		return err
	}
	if err := d.fill(path); err != nil {
		return err
	}
	if err := fullActs(w, home, two); err != nil {
		return err
	}
	if err := d.free(); err != nil {
		return err
	}
	if err := goOn(w, home, two); err != nil {
		return err
	}
	say("closed", w.Close())
	return nil
}

func fullActs(w *Workspace, home, two string) error {
	done := 0
	var err error
	for err == nil && done < 1000 {
		if err = code(w, 3*done); err == nil {
			done++
		}
	}
	id, _ := Explain(err)
	c, err := w.Project.Counts(ctx)
	if err != nil {
		return err
	}
	if c.Codings != done {
		return fmt.Errorf("%d codings of %d", c.Codings, done)
	}
	if err := sound(w); err != nil {
		return err
	}
	say("coding:", id+", as many codings as acknowledged, sound")

	got, err := w.Import(ctx, []string{two, two}, false, nil)
	id, _ = Explain(err)
	in := 0
	for _, r := range got {
		in += len(r.Documents)
	}
	say("import:", id, "after", in, "documents")

	out := filepath.Join(home, "uit")
	if err := os.MkdirAll(out, 0o700); err != nil {
		return err
	}
	err = WriteFile(filepath.Join(out, "f.csv"), false, func(w io.Writer) error {
		_, err := w.Write(make([]byte, 2<<20))
		return err
	})
	id, _ = Explain(err)
	left, err := os.ReadDir(out)
	if err != nil {
		return err
	}
	say("export:", id+",", len(left), "files")

	_ = Settings{Language: "nl"}.Save(w.env) // may go or not; it must not be half
	if s := LoadSettings(w.env); s.Language != "" && s.Language != "nl" {
		return fmt.Errorf("settings %+v", s)
	}
	w.KeepPlace("x", Place{Turn: 1})
	reader, err := Open(ctx, w.Project.Info().Path, w.env, Options{Mode: Read, Index: UseIndex})
	if err != nil {
		return err
	}
	c, err = reader.Project.Counts(ctx)
	say("reading:", c.Documents, "document")
	return orFirst(err, reader.Close())
}

func orFirst(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func goOn(w *Workspace, home, two string) error {
	before, err := w.Project.Counts(ctx)
	if err != nil {
		return err
	}
	coding := code(w, 3*before.Codings+50)
	_, importing := w.Import(ctx, []string{two}, false, nil)
	export := WriteFile(filepath.Join(home, "uit", "f.csv"), false, func(w io.Writer) error {
		_, err := w.Write(make([]byte, 1<<20))
		return err
	})
	settings := Settings{Language: "nl"}.Save(w.env)
	after, err := w.Project.Counts(ctx)
	if err != nil {
		return err
	}
	kept := "lost"
	if after.Codings == before.Codings+1 {
		kept = "kept"
	}
	say(fmt.Sprintf("room: coding %v, import %v, export %v, settings %v, codings %s, %d documents, sound", coding, importing, export, settings, kept, after.Documents))
	return sound(w)
}
