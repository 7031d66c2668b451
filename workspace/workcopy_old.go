package workspace

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"veldwerk/store"
)

// keepUnused is how long a work copy stays that nobody opens, and what was put
// aside in its folder.
const keepUnused = 30 * 24 * time.Hour

// CopyState says what is known of a work copy without looking at the file at
// its project's path.
type CopyState string

// CopyPublished has nothing that was not published. CopyUnpublished has, and is
// never removed by the program. CopyLeft is a folder of which only what was put
// aside is left, or of which nothing can be told; a person decides.
const (
	CopyPublished   CopyState = "published"
	CopyUnpublished CopyState = "unpublished"
	CopyLeft        CopyState = "left"
)

// WorkCopy is a work copy that lies in the state folder.
type WorkCopy struct {
	Project string    // id
	Path    string    // of the project's own file, as the person gave it; "" when that is not known
	Folder  string    // where the copy lies, with what was put aside
	Used    time.Time // when it was last opened, published or taken
	Bytes   int64     // of the whole folder
	State   CopyState
}

// WorkCopies lists what lies in the state folder, by path. It reads nothing
// outside of that: a share that hangs keeps nobody waiting.
func WorkCopies(ctx context.Context, env Environment) []WorkCopy {
	entries, err := os.ReadDir(filepath.Join(env.State, "work"))
	if err != nil {
		return nil
	}
	var out []WorkCopy
	for _, e := range entries {
		folder := filepath.Join(env.State, "work", e.Name())
		r, known := readRecord(folder)
		w := WorkCopy{Project: r.Project, Path: r.Shown, Folder: folder, State: CopyLeft}
		if known {
			w.Used, w.State = used(r), copyState(ctx, r)
		}
		for _, f := range filesIn(folder) {
			if info, err := os.Stat(f); err == nil {
				w.Bytes += info.Size()
			}
		}
		out = append(out, w)
	}
	slices.SortStableFunc(out, func(a, b WorkCopy) int { return strings.Compare(a.Path, b.Path) })
	return out
}

func copyState(ctx context.Context, r record) CopyState {
	file := filepath.Join(r.folder, r.File)
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return CopyLeft
	}
	if version, err := versionOf(ctx, file); err == nil && r.Pending == "" && version == r.Version {
		return CopyPublished
	}
	return CopyUnpublished
}

// used is when a copy was last of use; opening sets the time of its record.
func used(r record) time.Time {
	at := r.At
	if info, err := os.Stat(filepath.Join(r.folder, recordName)); err == nil && info.ModTime().After(at) {
		at = info.ModTime()
	}
	return at
}

// touch notes that the copy is being used.
func (c *workCopy) touch() {
	now := c.env.Now()
	_ = os.Chtimes(filepath.Join(c.folder, recordName), now, now) // a copy that seems unused is only taken anew
}

// RemoveOldCopies takes away the work copies that nobody used for thirty days
// and of which nothing would be lost: the file at the path holds all they have,
// or it was taken away after all was published, and a backup holds it. What was
// put aside goes after the same time, but for damaged copies. held is the project
// whose lock this program has, current the folder of the copy that is open. It
// looks at the projects' own files, so a share that hangs can hold it up.
func RemoveOldCopies(ctx context.Context, env Environment, held, current string) (removed int) {
	entries, err := os.ReadDir(filepath.Join(env.State, "work"))
	if err != nil {
		return 0
	}
	for _, e := range entries {
		folder := filepath.Join(env.State, "work", e.Name())
		if ctx.Err() != nil {
			return removed
		}
		r, known := readRecord(folder)
		if known && folder != current && r.Project != "" && old(env, used(r)) && retireLocked(ctx, env, r, held) {
			removed++
		}
		removeAsides(env, folder)
		if _, known := readRecord(folder); !known {
			_ = os.Remove(folder) // when nothing is left in it
		}
	}
	return removed
}

func old(env Environment, at time.Time) bool { return env.Now().Sub(at) > keepUnused }

func retireLocked(ctx context.Context, env Environment, r record, held string) bool {
	if r.Project != held {
		l, busy := takeLock(env, r.Project)
		if busy != nil || l == nil {
			return false
		}
		defer l.release()
	}
	c := &workCopy{env: env, id: r.Project, folder: r.folder, file: filepath.Join(r.folder, r.File), path: r.Path, shown: r.Shown, record: r, exchange: changePlaces}
	if !c.dispensable(ctx) {
		return false
	}
	c.sweep()
	// The record goes last: a copy without one may hold anything, and is kept.
	return os.Remove(c.file) == nil && os.Remove(filepath.Join(c.folder, recordName)) == nil
}

// dispensable says whether everything in the copy is elsewhere, proved now.
func (c *workCopy) dispensable(ctx context.Context) bool {
	r := c.known()
	if !c.exists() {
		return false
	}
	for _, part := range sideFiles(c.file) {
		if _, err := os.Lstat(part); !errors.Is(err, fs.ErrNotExist) {
			return false // of a program that was killed: the next opening rolls it back
		}
	}
	version, err := versionOf(ctx, c.file)
	if err != nil || r.Pending != "" {
		return false
	}
	info, err := os.Stat(c.path)
	switch {
	case err == nil && info.Mode().IsRegular():
		return c.heldAtPath(ctx)
	case !errors.Is(err, fs.ErrNotExist) || version != r.Version && version != r.Carried:
		return false
	}
	if folder, err := os.Stat(filepath.Dir(c.path)); err != nil || !folder.IsDir() {
		return false // a share that is away, perhaps
	}
	return c.heldByBackup(ctx)
}

// heldAtPath says whether the file at the path is a whole one of this project
// that has every change of the copy.
func (c *workCopy) heldAtPath(ctx context.Context) bool {
	s, err := c.snapshot(ctx, c.path, "taking")
	if err != nil {
		return false
	}
	defer s.remove()
	if s.project != c.id {
		return false
	}
	stand, err := c.compare(ctx, s.path)
	return err == nil && (stand == equal || stand == behind)
}

// heldByBackup makes sure that a backup has what the copy has.
func (c *workCopy) heldByBackup(ctx context.Context) bool {
	p, err := store.Open(ctx, c.file, c.env.storeOptions(true))
	if err != nil {
		return false
	}
	w := &Workspace{Project: p, env: c.env, copy: c}
	b, err := w.BackUp(ctx, ReasonDaily)
	if closed := p.Close(); err != nil || closed != nil {
		return false
	}
	if b.Path == "" {
		return true // there is nothing in it
	}
	stand, err := c.compare(ctx, b.Path)
	return err == nil && (stand == equal || stand == behind)
}

// asides are the folders in which the program puts aside what is held
// elsewhere: conflict copies after they were merged, halves of drafts, the state
// before a restore, of which there is a backup. What was damaged stays.
var asides = []string{"merged", "unfinished", "before-restore"}

func removeAsides(env Environment, folder string) {
	for _, name := range asides {
		entries, err := os.ReadDir(filepath.Join(folder, name))
		if err != nil {
			continue
		}
		for _, e := range entries {
			stamp, _, _ := strings.Cut(e.Name(), " ")
			at, err := time.Parse(asideTime, stamp)
			if err == nil && e.Type().IsRegular() && old(env, at) {
				_ = os.Remove(filepath.Join(folder, name, e.Name())) // it is tried again
			}
		}
		_ = os.Remove(filepath.Join(folder, name)) // when empty
	}
	_ = os.Remove(filepath.Join(folder, "damaged")) // likewise
}

// tidying is the removal of old work copies beside the screens.
type tidying struct {
	cancel context.CancelFunc
	done   chan struct{}
}

// tidy begins it. Shell commands end too soon for that; publish does it first.
func (w *Workspace) tidy() {
	ctx, cancel := context.WithCancel(context.Background())
	t := &tidying{cancel: cancel, done: make(chan struct{})}
	w.tidying = t
	held, current := w.Project.Info().ID.String(), ""
	if w.copy != nil {
		current = w.copy.folder
	}
	env := w.env
	go func() {
		defer close(t.done)
		RemoveOldCopies(ctx, env, held, current)
	}()
}

// end waits a moment: what hangs is a share of another project.
func (t *tidying) end() {
	if t == nil {
		return
	}
	t.cancel()
	select {
	case <-t.done:
	case <-time.After(time.Second):
	}
}

// Tidy removes old work copies now.
func (w *Workspace) Tidy(ctx context.Context) int {
	if w.lock == nil {
		return 0
	}
	current := ""
	if w.copy != nil {
		current = w.copy.folder
	}
	return RemoveOldCopies(ctx, w.env, w.Project.Info().ID.String(), current)
}

// putAsideInCopy are the files that were put aside beside the open work copy:
// they are the project's, in earlier states.
func (w *Workspace) putAsideInCopy() []string {
	if w.copy == nil {
		return nil
	}
	var out []string
	for _, name := range append([]string{"damaged"}, asides...) {
		out = append(out, filesIn(filepath.Join(w.copy.folder, name))...)
	}
	return out
}
