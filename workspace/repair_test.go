//go:build unix

package workspace

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"veldwerk/store"
)

// TestExamine: a check by itself after a session that was broken off and once a
// week, and no other time.
func TestExamine(t *testing.T) {
	f := newField(t)
	examine := func() Examination {
		t.Helper()
		e, err := f.Examine(ctx, nil)
		ok(t, err)
		return e
	}
	e := examine()
	same(t, "the first opening on a machine", e.Full && !e.Unclean && e.Report.OK, true)
	same(t, "again", examine().Full, false)
	f.at(noon.Add(8 * 24 * time.Hour))
	same(t, "a week later", examine().Full, true)
	f.at(noon)
	same(t, "a clock that was set back", examine().Full, true)

	// A copy that was made while the project was open has a session without end.
	half := filepath.Join(f.home, "half"+Extension)
	ok(t, f.Project.Backup(ctx, half))
	ok(t, f.Close())
	ok(t, os.Rename(half, f.path))
	f.again(Options{Mode: Write, Coder: "Anna"})
	f.at(noon)
	e = examine()
	same(t, "after a broken session", e.Unclean && e.Full && e.Report.OK, true)
	same(t, "settled", examine().Unclean, false)
	f.again(Options{Mode: Read})
	e = examine()
	same(t, "who reads", e.Full || e.Unclean || e.Report.OK, false)
	for _, left := range []string{".copy", ".copy-journal"} {
		if strings.Contains(listing(t, filepath.Join(f.home, "state")), left) {
			t.Error("the copy is left behind")
		}
	}
}

// TestExamineFindsRot: a change that no hash of the file proves is found
// by the seals that the machine has of it.
func TestExamineFindsRot(t *testing.T) {
	f := newField(t)
	_, err := f.Examine(ctx, nil)
	ok(t, err)
	ok(t, f.Close())
	raw, err := os.ReadFile(f.path)
	ok(t, err)
	changed := strings.Replace(string(raw), "gesprek.txt", "gesprok.txt", 1) // the name of the source file
	same(t, "changed", changed != string(raw), true)
	ok(t, os.WriteFile(f.path, []byte(changed), 0o600))
	f.again(Options{Mode: Write, Coder: "Anna"})
	r, err := f.CheckCopy(ctx, false, nil)
	ok(t, err)
	same(t, "found", !r.OK && r.Findings[0].Code == "layout", true)
}

// TestWhatIsNoProjectStaysThat: a file that never was one is not called damaged.
func TestWhatIsNoProjectStaysThat(t *testing.T) {
	f := newField(t)
	_, err := f.BackUp(ctx, ReasonManual)
	ok(t, err)
	other := f.write("scriptie.veldwerk", strings.Repeat("dit is een scriptie\n", 300))
	_, err = Open(ctx, other, f.env, Options{Mode: Write})
	same(t, "no project", errors.Is(err, store.ErrNotProject) && !errors.Is(err, store.ErrDamaged), true)
}

// TestADamagedFileCanStillBeRead: what is not on the bad page is read and goes
// out; nothing is written.
func TestADamagedFileCanStillBeRead(t *testing.T) {
	f := newField(t)
	ok(t, code(f.Workspace, 0))
	f.bring("lang.txt", strings.Repeat("R: Nog een verhaal over de gemeente en haar loketten.\n\n", 4000))
	ok(t, f.Close())
	raw, err := os.ReadFile(f.path)
	ok(t, err)
	// A page in the midst of that text leads nowhere now.
	at := (strings.LastIndex(string(raw), "Nog een verhaal")/4096 - 20) * 4096
	for i := at; i < at+4096; i++ {
		raw[i] = byte(i * 7)
	}
	ok(t, os.WriteFile(f.path, raw, 0o600))
	_, err = Open(ctx, f.path, f.env, Options{Mode: Write})
	same(t, "refused for writing", errors.Is(err, store.ErrDamaged), true)
	f.again(Options{Mode: Read})
	for _, kind := range []string{"codebook", "memos", "changes", "cases"} {
		_, err := f.Table(ctx, kind, TableOptions{})
		ok(t, err)
	}
	docs, err := f.Project.Documents.List(ctx)
	ok(t, err)
	for _, d := range docs {
		doc, err := f.Project.Documents.Get(ctx, d.ID)
		same(t, d.Title, err == nil && doc.Text.Len() > 0, d.Title == "gesprek")
	}
	same(t, "codings", counts(t, f.Workspace).Codings, 1)
	after, err := os.ReadFile(f.path)
	ok(t, err)
	same(t, "untouched", string(after) == string(raw), true)
}

// TestRestoreDrill puts back each of the backups of a long day.
func TestRestoreDrill(t *testing.T) {
	f := newField(t)
	want := map[string]int{}
	for i := range 6 {
		f.at(noon.Add(time.Duration(i) * 40 * time.Minute))
		ok(t, code(f.Workspace, i*4))
		f.BackUpIfDue(ctx, ReasonTimed)
		all, err := f.Backups()
		ok(t, err)
		want[all[0].Path] = i + 1
	}
	same(t, "backups", len(want), 6)
	for path, codings := range want {
		to := filepath.Join(f.home, "terug-"+filepath.Base(path))
		r, err := Restore(ctx, f.env, f.path, path, RestoreOptions{To: to})
		ok(t, err)
		same(t, "codings", r.Is.Codings, codings)
		w, err := Open(ctx, to, f.env, Options{Mode: Read})
		ok(t, err)
		ok(t, sound(w))
		ok(t, w.Close())
	}
}

// TestKilledRestore: what a restore that was killed left is in nobody's way.
func TestKilledRestore(t *testing.T) {
	f := newField(t)
	ok(t, code(f.Workspace, 0))
	b, err := f.BackUp(ctx, ReasonManual)
	ok(t, err)
	ok(t, f.Close())
	raw, err := os.ReadFile(b.Path)
	ok(t, err)
	for _, left := range []string{f.path + ".restoring", f.path + ".restoring-journal", f.path + ".restoring.unfinished"} {
		ok(t, os.WriteFile(left, raw[:3000], 0o600))
	}
	r, err := Restore(ctx, f.env, f.path, b.Path, RestoreOptions{})
	ok(t, err)
	same(t, "codings", r.Is.Codings, 1)
	for _, left := range []string{f.path + ".restoring", f.path + ".restoring-journal", f.path + ".restoring.unfinished"} {
		if _, err := os.Lstat(left); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is left", filepath.Base(left))
		}
	}
	f.again(Options{Mode: Write, Coder: "Anna"})
	ok(t, sound(f.Workspace))
}
