//go:build unix

package workspace

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"veldwerk/store"
)

func TestNamedAfter(t *testing.T) {
	for name, want := range map[string]bool{
		"wijk (Anna's conflicted copy 2026-11-12).veldwerk":     true,
		"wijk (conflicted copy 2026-11-12 101010).veldwerk":     true,
		"wijk-LAPTOP-7.veldwerk":                                true,
		"wijk_conf(1).veldwerk":                                 true,
		"wijk.sync-conflict-20261112-101010-ABCDEFG.veldwerk":   true,
		"wijk (1).veldwerk":                                     true,
		"wijk 2.veldwerk":                                       true,
		"wijk (laptop).veldwerk":                                true,
		"wijk.veldwerk":                                         false,
		"wijkagent.veldwerk":                                    false,
		"Wijk (Case Conflict).veldwerk":                         true,
		"wijk (SFConflict anna@b.nl 2026-11-12-10-10).veldwerk": true,
		"wijk (Piets conflicterende kopie 2026-11-12).veldwerk": true,
		"wijk_conflict-20261112-101010.veldwerk":                true,
		"wijk.Conflict.veldwerk":                                true,
		"wijk-LAPTOP-7-2.VELDWERK":                              true,
		"wijk.veldwerk (1)":                                     false,
		"wijk (1).txt":                                          false,
		".wijk (1).veldwerk":                                    false,
		"~$wijk.veldwerk.0a1b2c3d.tmp":                          false,
		"ander (conflicted copy of wijk).veldwerk":              false,
	} {
		same(t, name, namedAfter(name, "wijk.veldwerk"), want)
	}
}

// TestNamedAfterAccents: one service writes é as one letter, another as two.
func TestNamedAfterAccents(t *testing.T) {
	same(t, "composed", namedAfter("cafe\u0301 (1).veldwerk", "caf\u00e9.veldwerk"), true)
	same(t, "other case", namedAfter("CAF\u00c9-PC.veldwerk", "cafe\u0301.veldwerk"), true)
}

// TestConflictCopies: a copy that a sync client kept is found by its id, taken
// in, and moved aside; what only bears such a name is left alone.
func TestConflictCopies(t *testing.T) {
	for _, place := range []string{"synced", "in place"} {
		t.Run(place, func(t *testing.T) {
			c := newCloud(t)
			if place == "in place" {
				c.folder = t.TempDir()
				c.path = filepath.Join(c.folder, "wijk.veldwerk")
			}
			one, two := c.machine("een"), c.machine("twee")
			w := c.create(one, "Anna")
			ok(t, add(w, "samen"))
			ok(t, w.Close())
			conflict := filepath.Join(c.folder, "wijk (Piets conflicterende kopie 2026-11-12).veldwerk")
			b, err := os.ReadFile(c.path)
			ok(t, err)
			ok(t, os.WriteFile(conflict, b, 0o600))
			v, err := Open(ctx, conflict, two, Options{Mode: Write, Coder: "Piet"})
			ok(t, err)
			ok(t, add(v, "van-piet"))
			ok(t, v.Close())
			other, err := store.Create(ctx, filepath.Join(c.folder, "wijk (1).veldwerk"), two.storeOptions(false))
			ok(t, err)
			ok(t, other.Close())
			ok(t, os.WriteFile(filepath.Join(c.folder, "wijk 2.veldwerk"), []byte("geen project"), 0o600))

			ok(t, os.Symlink("wijk.veldwerk", filepath.Join(c.folder, "wijk-koppeling.veldwerk")))
			w = c.open(one, Options{Mode: Write})
			ok(t, add(w, "van-anna"))
			found, err := w.ConflictCopies(ctx)
			ok(t, err)
			if len(found) != 1 || found[0].Path != realPath(conflict) {
				t.Fatalf("found %v", found)
			}
			var another *store.OtherProjectError
			if _, err := w.MergeConflictCopy(ctx, filepath.Join(c.folder, "wijk (1).veldwerk")); !errors.As(err, &another) {
				t.Errorf("merged another project: %v", err)
			}
			m, err := w.MergeConflictCopy(ctx, conflict)
			ok(t, err)
			same(t, "added", m.Added > 0, true)
			codesAre(t, "codes", codesOf(t, w.Project), "samen", "van-anna", "van-piet")
			codesAre(t, "aside", c.read(m.Aside), "samen", "van-piet")
			if _, err := os.Stat(conflict); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("still beside: %v", err)
			}
			found, err = w.ConflictCopies(ctx)
			ok(t, err)
			same(t, "found after", len(found), 0)
			ok(t, w.Close())
			codesAre(t, "published", c.published(), "samen", "van-anna", "van-piet")
			same(t, "folder", c.lies(), "wijk (1).veldwerk, wijk 2.veldwerk, wijk-koppeling.veldwerk, wijk.veldwerk")

			w = c.open(one, Options{Mode: Read})
			if _, err := w.MergeConflictCopy(ctx, conflict); !errors.Is(err, store.ErrReadOnly) {
				t.Errorf("merged while reading: %v", err)
			}
		})
	}
}
