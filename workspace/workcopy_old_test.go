//go:build unix

package workspace

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// openAnother opens a project of no concern, with the screens' clean-up.
func openAnother(t *testing.T, env Environment) {
	t.Helper()
	w, err := Create(ctx, filepath.Join(t.TempDir(), "ander.veldwerk"), env, Options{Coder: "Anna"})
	ok(t, err)
	w.Tidy(ctx)
	ok(t, w.Close())
}

// TestOldCopies lets 31 days pass over work copies in every state. Only those go
// of which everything is elsewhere.
func TestOldCopies(t *testing.T) {
	foreign := func(t *testing.T, c *cloud) {
		o := newCloud(t)
		w := o.create(o.machine("pc"), "Bas")
		ok(t, w.Close())
		b, err := os.ReadFile(o.path)
		ok(t, err)
		ok(t, os.WriteFile(c.path, b, 0o600))
	}
	for _, one := range []struct {
		name  string
		days  int
		leave bool // an act is not published
		then  func(t *testing.T, c *cloud)
		gone  bool
	}{
		{"published and unused", 31, false, nil, true},
		{"published, used this month", 29, false, nil, false},
		{"a clock that was set back", -4000, false, nil, false},
		{"not published", 4000, true, nil, false},
		{"its file was taken away", 31, false, func(t *testing.T, c *cloud) { ok(t, os.Remove(c.path)) }, true},
		{"not published, and its file was taken away", 31, true, func(t *testing.T, c *cloud) { ok(t, os.Remove(c.path)) }, false},
		{"its share is away", 31, false, func(t *testing.T, c *cloud) { ok(t, os.Rename(c.folder, c.folder+" weg")) }, false},
		{"another project stands there", 31, false, foreign, false},
		{"half a file stands there", 31, false, func(t *testing.T, c *cloud) { ok(t, os.Truncate(c.path, 5000)) }, false},
		{"others went on there", 31, false, func(t *testing.T, c *cloud) {
			w := c.open(c.machine("pc"), Options{Mode: Write, Coder: "Bas"})
			ok(t, add(w, "van Bas"))
			ok(t, w.Close())
		}, true},
		{"an older state was put back there", 31, false, func(t *testing.T, c *cloud) {
			b, err := os.ReadFile(c.path + ".oud")
			ok(t, err)
			ok(t, os.WriteFile(c.path, b, 0o600))
		}, false},
	} {
		t.Run(one.name, func(t *testing.T) {
			t.Parallel() // most of it is waiting
			c := newCloud(t)
			env := c.machine("laptop")
			w := c.create(env, "Anna")
			b, err := os.ReadFile(c.path)
			ok(t, err)
			ok(t, os.WriteFile(c.path+".oud", b, 0o600))
			ok(t, add(w, "een"))
			ok(t, w.Publish(ctx))
			if one.leave {
				ok(t, add(w, "twee"))
				ok(t, w.Project.Close()) // as a kill does
				w.lock.release()
			} else {
				ok(t, w.Close())
			}
			was := env.Now()
			ok(t, os.Chtimes(filepath.Join(w.copy.folder, recordName), was, was))
			if one.then != nil {
				one.then(t, c)
			}
			env.Now = later(env, one.days)
			openAnother(t, env)
			_, err = os.Stat(w.copy.folder)
			same(t, "gone", errors.Is(err, os.ErrNotExist), one.gone)
			listed := slices.ContainsFunc(WorkCopies(ctx, env), func(l WorkCopy) bool {
				return l.Path == c.path && (l.State == CopyUnpublished) == one.leave && l.Bytes > 0
			})
			same(t, "listed", listed, !one.gone)
			if one.gone {
				all, err := Backups(env, w.copy.id)
				ok(t, err)
				if _, err := os.Stat(c.path); err != nil && len(all) == 0 {
					t.Error("the last copy of all went")
				}
			}
		})
	}
}

// TestOldCopyOfAnOpenProject: nobody takes a copy away under somebody's hands.
func TestOldCopyOfAnOpenProject(t *testing.T) {
	c := newCloud(t)
	env := c.machine("laptop")
	w := c.create(env, "Anna")
	ok(t, add(w, "een"))
	ok(t, w.Publish(ctx))
	was := env.Now()
	ok(t, os.Chtimes(filepath.Join(w.copy.folder, recordName), was, was))
	env.Now = later(env, 400)
	openAnother(t, env)
	ok(t, add(w, "twee"))
	ok(t, w.Close())
	codesAre(t, "published", c.published(), "een", "twee")
	openAnother(t, env)
	_, err := os.Stat(w.copy.folder)
	same(t, "gone once it is closed", errors.Is(err, os.ErrNotExist), true)
	w = c.open(env, Options{Mode: Write, Coder: "Anna"})
	codesAre(t, "taken anew", codesOf(t, w.Project), "een", "twee")
}

// TestAsidesGo: what was put aside and is elsewhere goes after its time, and what
// was damaged stays for a person.
func TestAsidesGo(t *testing.T) {
	env := testEnvironment(t.TempDir())
	folder := filepath.Join(env.State, "work", "een")
	stamp := env.Now().UTC().Format(asideTime)
	old := env.Now().UTC().Add(-31 * 24 * time.Hour).Format(asideTime)
	for _, path := range []string{"merged/" + old + " a", "merged/" + stamp + " b", "before-restore/" + old + " a", "damaged/" + old + " a", "merged/geen tijd"} {
		ok(t, os.MkdirAll(filepath.Dir(filepath.Join(folder, path)), 0o700))
		ok(t, os.WriteFile(filepath.Join(folder, path), []byte("x"), 0o600))
	}
	RemoveOldCopies(ctx, env, "", "")
	var left []string
	for _, f := range filesIn(folder) {
		rest, err := filepath.Rel(folder, f)
		ok(t, err)
		left = append(left, rest)
	}
	want := []string{"damaged/" + old + " a", "merged/" + stamp + " b", "merged/geen tijd"}
	if !slices.Equal(left, want) {
		t.Errorf("left %v, want %v", left, want)
	}
	listed := WorkCopies(ctx, env)
	same(t, "listed", len(listed) == 1 && listed[0].State == CopyLeft && listed[0].Bytes == 3, true)
}
