package workspace

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"veldwerk/codebook"
	"veldwerk/store"
)

// ConflictCopy is another file of this project that lies beside it: what a
// sync client keeps when two machines changed the file, or a copy by hand.
type ConflictCopy struct {
	Path     string
	Name     string // of the file
	Modified time.Time
}

// mostSiblings is how many files of a folder are looked into: each costs the
// reading of a page, on a share perhaps a download.
const mostSiblings = 20

// ConflictCopies lists the files beside the project that bear its name with
// something behind it, as sync clients name them, and are of this project by
// their own id. Nothing is locked or changed there.
func (w *Workspace) ConflictCopies(ctx context.Context) ([]ConflictCopy, error) {
	path := realPath(w.Path())
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	own, _ := os.Stat(path) // gone: nothing is the same file
	var out []ConflictCopy
	for _, e := range entries {
		if e.Name() == filepath.Base(path) || !namedAfter(e.Name(), filepath.Base(path)) || len(out) == mostSiblings {
			continue
		}
		sibling := filepath.Join(filepath.Dir(path), e.Name())
		info, err := store.Peek(ctx, sibling)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil || info.ID != w.Project.Info().ID {
			continue
		}
		stat, err := os.Stat(sibling)
		if err != nil || own != nil && os.SameFile(own, stat) { // a link to the project itself
			continue
		}
		out = append(out, ConflictCopy{Path: sibling, Name: e.Name(), Modified: stat.ModTime()})
	}
	slices.SortFunc(out, func(a, b ConflictCopy) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

// namedAfter says whether a file's name is that of the project with something
// behind it: "wijk (Anna's conflicted copy 2026-11-12)", "wijk-LAPTOP",
// "wijk_conf(1)", "wijk.sync-conflict-20261112", "wijk (1)", "wijk 2". What it
// is, its id proves.
func namedAfter(name, project string) bool {
	if !strings.EqualFold(filepath.Ext(name), Extension) || name[0] == '.' || strings.HasPrefix(name, "~$") {
		return false
	}
	// Some services change the letters' case, or how accents are composed.
	rest, ok := strings.CutPrefix(codebook.Fold(strings.TrimSuffix(name, Extension)), codebook.Fold(strings.TrimSuffix(project, Extension)))
	return ok && rest != "" && strings.ContainsRune(" -_.(", rune(rest[0]))
}

// MergedCopy is what became of a conflict copy.
type MergedCopy struct {
	Merged
	Aside string // where the copy lies now
}

// errCopyChanged leaves a conflict copy where it is: it changed while it was
// merged.
var errCopyChanged = errors.New("conflict copy changed while it was merged")

// MergeConflictCopy takes a conflict copy in and moves it into the state
// folder: it is not deleted. Not to be called from an act in the queue.
// *store.OtherProjectError, *store.CopyError, store.ErrReadOnly.
func (w *Workspace) MergeConflictCopy(ctx context.Context, path string) (MergedCopy, error) {
	if w.ReadOnly() {
		return MergedCopy{}, store.ErrReadOnly
	}
	c := w.copy
	if c == nil { // its folder takes the snapshot and the copy that was merged
		if c = newWorkCopy(w.env, w.Project.Info().ID.String(), KindChosen, w.Path()); c == nil {
			return MergedCopy{}, fmt.Errorf("no folder for merged copies: %w", os.ErrPermission)
		}
	}
	s, err := c.snapshot(ctx, path, "conflict")
	if err != nil {
		return MergedCopy{}, err
	}
	defer s.remove()
	var m MergedCopy
	err = w.inOrder(func(ctx context.Context) error {
		var err error
		m.Merged, err = w.unite(ctx, s.path)
		return err
	})
	if err != nil {
		return MergedCopy{}, err
	}
	w.Reindex()
	if sum, err := sumOf(path); err != nil || sum != s.sum {
		return m, errors.Join(errCopyChanged, err)
	}
	m.Aside, err = c.moveAside(path, "merged")
	return m, err
}
