//go:build unix

package workspace

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"veldwerk/store"
)

// TestAClockThatWasWrong makes one backup in a year that is still to come. What
// was made after it, with the clock set right, is what a restore offers.
func TestAClockThatWasWrong(t *testing.T) {
	f := newField(t)
	now := f.env.Now()
	f.at(now.AddDate(4, 0, 0))
	wrong, err := f.BackUp(ctx, ReasonDaily)
	ok(t, err)
	var last Backup
	for n := range 3 {
		f.at(now.Add(time.Duration(n) * time.Minute))
		ok(t, code(f.Workspace, 3*n))
		last, err = f.BackUp(ctx, ReasonTimed)
		ok(t, err)
	}
	newest, found := NewestSound(ctx, f.env, f.Project.Info().ID.String(), f.path)
	if !found || newest.Path != last.Path {
		t.Errorf("restore offers %s, made last was %s (%s was made in a wrong year)", newest.Name(), last.Name(), wrong.Name())
	}
	again, err := f.BackUp(ctx, ReasonManual)
	ok(t, err)
	same(t, "a second one of the same", again.Name(), last.Name())
	f.at(now.AddDate(-20, 0, 0))
	ok(t, code(f.Workspace, 12))
	early, err := f.BackUp(ctx, ReasonTimed)
	ok(t, err)
	newest, found = NewestSound(ctx, f.env, f.Project.Info().ID.String(), f.path)
	same(t, "with a dead battery", found && newest.Path == early.Path, true)
}

// TestTwoCopiesOfAProject lets somebody try things in a copy. Its backups lie
// among those of the first, and neither take their place nor thin them away.
func TestTwoCopiesOfAProject(t *testing.T) {
	f := newField(t)
	now := f.env.Now()
	mine, err := f.BackUp(ctx, ReasonTimed)
	ok(t, err)
	id := f.Project.Info().ID.String()
	ok(t, f.Close())
	b, err := os.ReadFile(f.path)
	ok(t, err)
	trial := filepath.Join(f.home, "proef.veldwerk")
	ok(t, os.WriteFile(trial, b, 0o600))
	env := f.env
	for n := range 14 {
		env.Now = func() time.Time { return now.Add(time.Duration(n+1) * 24 * time.Hour) }
		w, err := Open(ctx, trial, env, Options{Mode: Write, Coder: "Anna"})
		ok(t, err)
		ok(t, code(w, n))
		_, err = w.BackUp(ctx, ReasonTimed)
		ok(t, err)
		ok(t, w.Close())
	}
	newest, found := NewestSound(ctx, env, id, f.path)
	if !found || newest.Path != mine.Path {
		t.Errorf("restore of the first offers %s, its own is %s", newest.Name(), mine.Name())
	}
	newest, found = NewestSound(ctx, env, id, trial)
	same(t, "restore of the trial offers its own", found && newest.At.After(mine.At), true)
	w, err := Open(ctx, f.path, f.env, Options{Mode: Write, Coder: "Anna"})
	ok(t, err)
	f.Workspace = w
}

// TestTwoProgramsBackUpAtOnce: several programs make a backup in one second. Each
// gets a whole one, and none is written by two.
func TestTwoProgramsBackUpAtOnce(t *testing.T) {
	f := newField(t)
	ok(t, code(f.Workspace, 0))
	const programs = 4
	results := make(chan error, programs)
	for range programs {
		w, err := Open(ctx, f.path, f.env, Options{Mode: Read})
		ok(t, err)
		t.Cleanup(func() { _ = w.Close() })
		go func() {
			b, err := w.BackUp(ctx, ReasonManual)
			if err == nil {
				var r store.Report
				if r, err = b.Prove(ctx); err == nil && !r.OK {
					err = store.ErrDamaged
				}
			}
			results <- err
		}()
	}
	for range programs {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
	all, err := f.Backups()
	ok(t, err)
	same(t, "backups of the same", len(all), 1)
}
