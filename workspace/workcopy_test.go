//go:build unix

package workspace

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/store"
)

// cloud is a synced folder with a project, seen from several machines.
type cloud struct {
	t      testing.TB
	folder string
	path   string
}

// oneDrive is a name that breaks addresses which are pasted together.
const oneDrive = "OneDrive - Universiteit #2 50%"

func newCloud(t testing.TB) *cloud {
	t.Helper()
	folder := filepath.Join(t.TempDir(), oneDrive, "Onderzoek?")
	ok(t, os.MkdirAll(folder, 0o700))
	return &cloud{t: t, folder: folder, path: filepath.Join(folder, "wijk.veldwerk")}
}

// machine is an environment with folders of its own.
func (c *cloud) machine(name string) Environment {
	env := testEnvironment(filepath.Join(c.t.TempDir(), name))
	env.Host = name
	env.NewID = func() uuid.UUID { return uuid.Must(uuid.NewV7()) } // those of two machines differ
	return env
}

func (c *cloud) create(env Environment, coder string) *Workspace {
	c.t.Helper()
	w, err := Create(ctx, c.path, env, Options{Coder: coder})
	ok(c.t, err)
	c.t.Cleanup(func() { _ = w.Close() })
	return w
}

func (c *cloud) open(env Environment, o Options) *Workspace {
	c.t.Helper()
	w, err := Open(ctx, c.path, env, o)
	ok(c.t, err)
	c.t.Cleanup(func() { _ = w.Close() })
	return w
}

// add is an act that is easily found again.
func add(w *Workspace, name string) error {
	by, err := w.Acting(ctx)
	if err != nil {
		return err
	}
	_, err = w.Project.Codes.Add(ctx, by, codebook.Code{Name: name, Status: codebook.StatusActive})
	return err
}

func codesOf(t testing.TB, p *store.Project) []string {
	t.Helper()
	codes, err := p.Codes.List(ctx)
	ok(t, err)
	var names []string
	for _, c := range codes {
		names = append(names, c.Name)
	}
	slices.Sort(names)
	return names
}

// published reads the file in the cloud, through a copy.
func (c *cloud) published() []string { return c.read(c.path) }

func (c *cloud) read(path string) []string {
	c.t.Helper()
	names, err := readPublished(c.t, path)
	ok(c.t, err)
	return names
}

func readPublished(t testing.TB, path string) ([]string, error) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(t.TempDir(), "read"+Extension)
	ok(t, os.WriteFile(file, b, 0o600))
	p, err := store.Open(ctx, file, store.Options{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer func() { _ = p.Close() }()
	r, err := p.Check(ctx)
	if err != nil || !r.OK {
		return nil, fmt.Errorf("published file: %v %w", r.Findings, err)
	}
	return codesOf(t, p), nil
}

func codesAre(t testing.TB, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func noticed(w *Workspace) string {
	var codes []string
	for _, n := range w.Notices() {
		codes = append(codes, n.Code)
	}
	return strings.Join(codes, " ")
}

// lies lists the names in the synced folder.
func (c *cloud) lies() string {
	c.t.Helper()
	entries, err := os.ReadDir(c.folder)
	ok(c.t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, ", ")
}

func TestWorkCopy(t *testing.T) {
	c := newCloud(t)
	env := c.machine("laptop")
	w := c.create(env, "Anna")
	same(t, "path", w.Path(), c.path)
	same(t, "name", w.Project.Info().Name, "wijk")
	if !strings.HasPrefix(w.Project.Info().Path, filepath.Join(env.State, "work")) {
		t.Errorf("written at %s", w.Project.Info().Path)
	}
	index := w.indexFolder()
	p, synced := w.Publication()
	same(t, "synced", synced, true)
	same(t, "kind", p.Kind, KindOneDrive)
	ok(t, add(w, "een"))
	codesAre(t, "before publishing", c.published())
	ok(t, w.Publish(ctx))
	codesAre(t, "published", c.published(), "een")
	p, _ = w.Publication()
	same(t, "state", p.State, Published)
	same(t, "at", p.At, env.Now())
	before, err := os.Stat(c.path)
	ok(t, err)
	ok(t, w.Publish(ctx))
	after, err := os.Stat(c.path)
	ok(t, err)
	same(t, "published without news", os.SameFile(before, after), true)

	ok(t, add(w, "twee"))
	ok(t, w.Close())
	ok(t, w.Close())
	codesAre(t, "published on closing", c.published(), "een", "twee")
	same(t, "in the synced folder", c.lies(), "wijk.veldwerk")
	info, err := os.Stat(w.copy.folder)
	ok(t, err)
	same(t, "mode of the work folder", info.Mode().Perm(), 0o700)

	w = c.open(env, Options{Mode: Write})
	same(t, "index folder", w.indexFolder(), index)
	same(t, "notices", noticed(w), "")
	ok(t, w.Close())
	again, err := os.Stat(c.path)
	ok(t, err)
	same(t, "rewritten by opening and closing", again.ModTime(), mustStat(t, c.path).ModTime())
}

func mustStat(t testing.TB, path string) os.FileInfo {
	t.Helper()
	info, err := os.Stat(path)
	ok(t, err)
	return info
}

// TestWorkCopyKeepsModes: who may read the file in the shared folder may do so
// after publishing.
func TestWorkCopyKeepsModes(t *testing.T) {
	c := newCloud(t)
	w := c.create(c.machine("laptop"), "Anna")
	ok(t, os.Chmod(c.path, 0o664))
	ok(t, add(w, "een"))
	ok(t, w.Close())
	same(t, "mode", mustStat(t, c.path).Mode().Perm(), 0o664)
}

// TestWorkCopyRecovers: a program that ended before it published is made up for.
func TestWorkCopyRecovers(t *testing.T) {
	c := newCloud(t)
	env := c.machine("laptop")
	ok(t, c.create(env, "Anna").Close())
	w := c.open(env, Options{Mode: Write})
	ok(t, add(w, "een"))
	crash(t, w)
	codesAre(t, "before", c.published())
	w = c.open(env, Options{Mode: Write})
	same(t, "notices", noticed(w), "recovered")
	ok(t, w.Close())
	codesAre(t, "after", c.published(), "een")
	same(t, "in the synced folder", c.lies(), "wijk.veldwerk")
}

// crash lets go of a workspace as the death of its process would.
func crash(t testing.TB, w *Workspace) {
	t.Helper()
	w.tender.end()
	w.queue.Close()
	ok(t, w.Project.Close())
	w.lock.release()
	w.lock = nil
}

// TestWorkCopyFollows: another machine wrote meanwhile, this one had nothing
// unpublished: its copy is brought up to date, whatever it opens for.
func TestWorkCopyFollows(t *testing.T) {
	for name, o := range map[string]Options{"read": {Mode: Read}, "write": {Mode: Write}} {
		t.Run(name, func(t *testing.T) {
			c := newCloud(t)
			one, two := c.machine("een"), c.machine("twee")
			ok(t, c.create(one, "Anna").Close())
			w := c.open(two, Options{Mode: Write, Coder: "Piet"})
			ok(t, add(w, "van-piet"))
			ok(t, w.Close())
			w = c.open(one, o)
			codesAre(t, "seen", codesOf(t, w.Project), "van-piet")
			same(t, "notices", noticed(w), "taken")
			ok(t, w.Close())
			codesAre(t, "published", c.published(), "van-piet")
		})
	}
}

// TestOlderFileReturns: a sync client puts an older version back; what the copy
// has is published again.
func TestOlderFileReturns(t *testing.T) {
	c := newCloud(t)
	env := c.machine("laptop")
	ok(t, c.create(env, "Anna").Close())
	old, err := os.ReadFile(c.path)
	ok(t, err)
	w := c.open(env, Options{Mode: Write})
	ok(t, add(w, "een"))
	ok(t, w.Close())
	ok(t, os.WriteFile(c.path, old, 0o600))
	w = c.open(env, Options{Mode: Write})
	codesAre(t, "kept", codesOf(t, w.Project), "een")
	ok(t, w.Close())
	codesAre(t, "published", c.published(), "een")
}

func TestFileGone(t *testing.T) {
	c := newCloud(t)
	env := c.machine("laptop")
	w := c.create(env, "Anna")
	ok(t, w.Publish(ctx))
	aside := c.folder + " weg"
	for _, x := range []struct {
		name, reason string
		away, back   func() error
	}{
		{"file", "gone", func() error { return os.Rename(c.path, c.path+".weg") }, func() error { return os.Rename(c.path+".weg", c.path) }},
		{"folder", "offline", func() error { return os.Rename(c.folder, aside) }, func() error { return os.Rename(aside, c.folder) }},
	} {
		ok(t, x.away())
		ok(t, add(w, x.name))
		var late *UnpublishedError
		if err := w.Close(); !errors.As(err, &late) || late.Reason != x.reason {
			t.Errorf("%s: %v", x.name, err)
		}
		w = c.open(env, Options{Mode: Write}) // works on
		same(t, "notices", noticed(w), "gone recovered")
		codesAre(t, "kept", codesOf(t, w.Project)[:1], "file")
		ok(t, add(w, x.name+" later"))
		ok(t, x.back())
		ok(t, w.Publish(ctx))
	}
	codesAre(t, "published", c.published(), "file", "file later", "folder", "folder later")

	ok(t, os.Remove(c.path))
	if err := w.publish(ctx, false); err != nil {
		t.Errorf("nothing to publish: %v", err)
	}
	same(t, "made anew by itself", c.lies(), "")
	ok(t, add(w, "x"))
	ok(t, w.Publish(ctx)) // asked for
	codesAre(t, "made anew", c.published(), "file", "file later", "folder", "folder later", "x")
	ok(t, w.Close())
}

// TestOtherProjectAtPath: another project stands where this one stood. It is
// never overwritten, and nothing of this one is lost.
func TestOtherProjectAtPath(t *testing.T) {
	for _, when := range []string{"open", "closed"} {
		t.Run(when, func(t *testing.T) {
			c := newCloud(t)
			env := c.machine("laptop")
			w := c.create(env, "Anna")
			ok(t, w.Publish(ctx))
			ok(t, add(w, "een"))
			if when == "closed" {
				crash(t, w)
			}
			other := filepath.Join(t.TempDir(), "other.veldwerk")
			p, err := store.Create(ctx, other, c.machine("other").storeOptions(false))
			ok(t, err)
			ok(t, p.Close())
			ok(t, os.Rename(other, c.path))
			sum, err := sumOf(c.path)
			ok(t, err)
			beside := filepath.Join(c.folder, "wijk (laptop).veldwerk")
			if when == "open" {
				ok(t, w.Publish(ctx))
				same(t, "path", w.Path(), beside)
				ok(t, add(w, "twee"))
				same(t, "notices", noticed(w), "other-project")
				ok(t, w.Close())
				codesAre(t, "beside", c.read(beside), "een", "twee")
				again, err := Open(ctx, beside, env, Options{Mode: Write})
				ok(t, err)
				codesAre(t, "opened", codesOf(t, again.Project), "een", "twee")
				ok(t, again.Close())
			} else {
				w = c.open(env, Options{Mode: Write})
				codesAre(t, "the other", codesOf(t, w.Project))
				same(t, "notices", noticed(w), "other-project")
				ok(t, w.Close())
				codesAre(t, "beside", c.read(beside), "een")
			}
			now, err := sumOf(c.path)
			ok(t, err)
			same(t, "the other file", now, sum)
		})
	}
}

// TestTornFile: what a sync client writes half is never taken, nor overwritten.
func TestTornFile(t *testing.T) {
	c := newCloud(t)
	env := c.machine("laptop")
	w := c.create(env, "Anna")
	ok(t, add(w, "een"))
	ok(t, w.Close())
	whole, err := os.ReadFile(c.path)
	ok(t, err)
	ok(t, os.WriteFile(c.path, whole[:len(whole)/2], 0o600))
	w = c.open(env, Options{Mode: Write})
	codesAre(t, "kept", codesOf(t, w.Project), "een")
	ok(t, add(w, "twee"))
	var late *UnpublishedError
	if err := w.Publish(ctx); !errors.As(err, &late) || late.Reason != "torn" {
		t.Errorf("published over half a file: %v", err)
	}
	ok(t, os.WriteFile(c.path, whole, 0o600))
	ok(t, w.Close())
	codesAre(t, "published", c.published(), "een", "twee")

	other := c.machine("nieuw") // without a copy
	ok(t, os.WriteFile(c.path, whole[:len(whole)/2], 0o600))
	var none *NotProjectError
	if _, err := Open(ctx, c.path, other, Options{Mode: Write}); !errors.As(err, &none) {
		t.Errorf("opened half a file: %v", err)
	}
}

// TestClosedShare: root may write in closed folders, so as root the test is
// handed to a user who may not.
func TestClosedShare(t *testing.T) {
	if os.Getuid() == 0 {
		asNobody(t)
		return
	}
	c := newCloud(t)
	ok(t, c.create(c.machine("een"), "Anna").Close())
	ok(t, os.Chmod(c.folder, 0o500))
	defer func() { _ = os.Chmod(c.folder, 0o700) }()
	env := c.machine("twee")
	w := c.open(env, Options{Mode: WriteOrRead})
	same(t, "read-only", w.ReadOnly(), true)
	ok(t, w.Close())
	if _, err := Open(ctx, c.path, env, Options{Mode: Write}); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("a closed share opened for writing: %v", err)
	}
}

// asNobody runs the test that calls it once more, as a user without leave.
func asNobody(t *testing.T) {
	t.Helper()
	home, err := os.MkdirTemp("", "nobody")
	ok(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(home) })
	ok(t, os.Chmod(home, 0o777))
	binary := filepath.Join(home, "test")
	content, err := os.ReadFile(os.Args[0])
	ok(t, err)
	ok(t, os.WriteFile(binary, content, 0o755))
	ok(t, os.Chmod(binary, 0o755))
	cmd := exec.Command(binary, "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Dir, cmd.Env = home, append(os.Environ(), "HOME="+home, "TMPDIR="+home)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Fatalf("%v: %s", err, out)
	}
}

// TestCopyChosen forces a work copy on and off.
func TestCopyChosen(t *testing.T) {
	f := newField(t)
	f.again(Options{Mode: Write, Copy: CopyAlways})
	p, copied := f.Publication()
	same(t, "copied", copied, true)
	same(t, "kind", p.Kind, KindChosen)
	f.again(Options{Mode: Write})
	_, copied = f.Publication()
	same(t, "remembered", copied, true)
	ok(t, add(f.Workspace, "een"))
	crash(t, f.Workspace)
	f.again(Options{Mode: Write, Copy: CopyNever})
	_, copied = f.Publication()
	same(t, "while the copy has news", copied, true)
	f.again(Options{Mode: Write})
	_, copied = f.Publication()
	same(t, "in place", copied, false)
	codesAre(t, "codes", codesOf(t, f.Project), "een", "ruimte")
	same(t, "settings", LoadSettings(f.env).WorkCopies[f.Project.Info().ID.String()], "never")
	ok(t, add(f.Workspace, "twee"))
	f.again(Options{Mode: Write, Copy: CopyAlways})
	codesAre(t, "codes", codesOf(t, f.Project), "een", "ruimte", "twee")
}

// TestFileMoved: a file that was renamed while its copy had news.
func TestFileMoved(t *testing.T) {
	c := newCloud(t)
	env := c.machine("laptop")
	ok(t, c.create(env, "Anna").Close())
	w := c.open(env, Options{Mode: Write})
	ok(t, add(w, "een"))
	crash(t, w)
	moved := filepath.Join(c.folder, "wijk 2026.veldwerk")
	ok(t, os.Rename(c.path, moved))
	c.path = moved
	w = c.open(env, Options{Mode: Write})
	codesAre(t, "brought along", codesOf(t, w.Project), "een")
	ok(t, w.Close())
	codesAre(t, "published", c.published(), "een")
}

// TestRestoreIntoSyncedFolder: what somebody put back stays so; the copy, which
// holds more, is kept aside.
func TestRestoreIntoSyncedFolder(t *testing.T) {
	c := newCloud(t)
	env := c.machine("laptop")
	w := c.create(env, "Anna")
	ok(t, add(w, "een"))
	b, err := w.BackUp(ctx, ReasonManual)
	ok(t, err)
	ok(t, add(w, "twee"))
	ok(t, w.Close())
	_, err = Restore(ctx, env, c.path, b.Path, RestoreOptions{})
	ok(t, err)
	w = c.open(env, Options{Mode: Write})
	codesAre(t, "restored", codesOf(t, w.Project), "een")
	ok(t, add(w, "drie"))
	ok(t, w.Close())
	codesAre(t, "published", c.published(), "drie", "een")
	aside, err := filepath.Glob(filepath.Join(globbed(w.copy.folder), "before-restore", "*"+Extension))
	ok(t, err)
	if len(aside) != 1 {
		t.Fatalf("aside: %v", aside)
	}
	codesAre(t, "aside", c.read(aside[0]), "een", "twee")
}
