package workspace

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"veldwerk/store"
)

// Merged is what came in from another file of the project.
type Merged struct {
	Added, Updated int // rows
	Conflicts      int // values that lost against a later one; the changes list them
}

// unite merges another file of the project into the open one.
func (w *Workspace) unite(ctx context.Context, path string) (Merged, error) {
	by, err := w.Acting(ctx)
	if err != nil {
		return Merged{}, err
	}
	r, err := w.Merge(ctx, by, path, false)
	m := Merged{Conflicts: len(r.Conflicts)}
	for _, n := range r.Added {
		m.Added += n
	}
	for _, n := range r.Updated {
		m.Updated += n
	}
	return m, err
}

// takeIn brings another file of the project into the open one, as an act in
// the queue. atPath says that it is the file at the project's path, so that
// publishing may replace it after this. A file that is no file of this project,
// or that can't be merged, stays as it is and taken is false: when it is at the
// path, this workspace publishes under a name beside it from then on.
func (w *Workspace) takeIn(ctx context.Context, path string, atPath bool) (taken bool, err error) {
	c := w.copy
	s, err := c.snapshot(ctx, path, "incoming")
	if err != nil {
		return false, err
	}
	defer s.remove()
	if s.project != c.id {
		return false, w.goBeside(ctx, "other-project", atPath)
	}
	var version int64
	var in Merged
	var stand relation
	var refused error
	err = w.inOrder(func(ctx context.Context) error {
		var err error
		if stand, err = compare(ctx, w.Project, s.path, w.env); err != nil {
			return err
		}
		if stand == behind || stand == apart {
			if in, refused = w.unite(ctx, s.path); refused != nil {
				return nil
			}
		}
		version, err = w.Project.Version(ctx)
		return err
	})
	if err != nil {
		return false, err
	}
	if refused != nil {
		if errors.Is(refused, context.Canceled) || errors.Is(refused, store.ErrFull) || errors.Is(refused, store.ErrBusy) {
			return false, refused
		}
		return false, w.goBeside(ctx, "apart", atPath)
	}
	if stand == behind || stand == apart {
		c.notice("merged", "added", in.Added, "updated", in.Updated, "conflicts", in.Conflicts)
		w.Reindex()
	}
	if !atPath {
		return true, nil
	}
	if stand == ahead || stand == apart {
		version = unpublished // the file there lacks what we have
	}
	return true, c.keep(func(r *record) { r.Sum, r.Size, r.Modified, r.Version = s.sum, s.size, s.modified, version })
}

// inOrder runs an act in the queue, so that it comes between those of the keys;
// when the queue is closed nothing else acts.
func (w *Workspace) inOrder(act func(context.Context) error) error {
	if w.queue == nil || w.leaving.Load() {
		return act(context.Background())
	}
	return <-w.queue.Do(act)
}

// goBeside publishes under a new name: what stands at the path is somebody
// else's, or can't be joined with ours. What can't be joined and is not at the
// path is left alone.
func (w *Workspace) goBeside(ctx context.Context, code string, atPath bool) error {
	c := w.copy
	if !atPath {
		return nil
	}
	version, err := w.Project.Version(ctx)
	if err != nil {
		return err
	}
	old := c.place()
	draft, sum, err := w.draft(ctx)
	if err != nil {
		return err
	}
	var path string
	for {
		path = besideName(old, c.env.Host)
		if err = putFresh(draft, path); !errors.Is(err, fs.ErrExist) {
			break
		}
		if _, e := os.Stat(draft); e != nil { // gone with the refused link
			if draft, sum, err = w.draft(ctx); err != nil {
				return err
			}
		}
	}
	if err != nil {
		return errors.Join(err, os.Remove(draft))
	}
	syncShared(filepath.Dir(path))
	c.mu.Lock()
	c.path, c.shown = path, filepath.Join(filepath.Dir(c.shown), filepath.Base(path))
	c.mu.Unlock()
	at, err := c.look()
	if err != nil {
		return err
	}
	c.notice(code, "path", path, "old", old)
	return c.keep(func(r *record) {
		r.Shown, r.Path = c.shown, c.path
		r.Sum, r.Size, r.Modified, r.Version, r.At, r.Pending = sum, at.size, at.modified, version, c.env.Now().UTC(), ""
	})
}

// besideName is a free name that says from which machine the copy came.
func besideName(path, host string) string {
	stem := strings.TrimSuffix(filepath.Base(path), Extension)
	return freeName(filepath.Join(filepath.Dir(path), fmt.Sprintf("%s (%s)%s", stem, plainName(host), Extension)))
}

// plainName keeps of a host's name what every file system takes.
func plainName(host string) string {
	host, _, _ = strings.Cut(host, ".")
	clean := strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, host)
	if clean == "" {
		return "veldwerk"
	}
	return clean
}

// leftover deals with the draft of a program that was killed while it
// published: it may hold what stood at the path an instant before.
func (w *Workspace) leftover(ctx context.Context) error {
	c := w.copy
	draft := c.draftPath()
	sum, err := sumOf(draft)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if r := c.known(); sum == r.Sum || sum == r.Pending {
		return os.Remove(draft)
	}
	info, err := store.Trust(ctx, draft)
	switch {
	case isNoProject(err): // half a draft; or half of what somebody else wrote
		return c.putAside(draft, "unfinished")
	case isForeign(err) || err == nil && info.ID.String() != c.id:
		return c.keepBeside(draft)
	case err != nil:
		return err
	}
	taken, err := w.takeIn(ctx, draft, false)
	switch {
	case err != nil:
		return err
	case !taken:
		return c.keepBeside(draft)
	}
	return c.putAside(draft, "merged")
}

// keepBeside gives what stood at the path, and is no file that we could take
// in, a name beside it: it is somebody's, and in our hands only.
func (c *workCopy) keepBeside(draft string) error {
	to := freeName(c.place())
	if err := giveName(draft, to); err != nil {
		return err
	}
	syncShared(filepath.Dir(to))
	c.notice("kept", "path", to, "old", c.place())
	return nil
}

// strays brings in what lies unpublished in the work copies of this project
// whose own file is no longer at its place, as it was renamed or moved, or is the
// very file that is open now by another name: through a link, another mount, or
// written in other letters.
func (w *Workspace) strays(ctx context.Context) error {
	c := w.copy
	for _, r := range copyRecords(c.env) {
		if r.Project != c.id || r.folder == c.folder {
			continue
		}
		if !errors.Is(c.stands(r.Path), fs.ErrNotExist) {
			continue
		}
		file := filepath.Join(r.folder, r.File)
		version, err := versionOf(ctx, file)
		if err != nil || version == r.Version || version == r.Carried {
			continue // what was published is in the file that was moved
		}
		taken, err := w.takeIn(ctx, file, false)
		if err != nil {
			return err
		}
		if !taken {
			continue
		}
		r.Carried = version // and not Version: a share may come back, and its file lacks it
		if err := writeDurably(filepath.Join(r.folder, recordName), r); err != nil {
			return err
		}
	}
	return nil
}

// stands is nil when a file of its own stands at a path; that which is open now
// is not.
func (c *workCopy) stands(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if mine, err := os.Stat(c.place()); err == nil && os.SameFile(mine, info) {
		return fs.ErrNotExist
	}
	return nil
}

// displaced publishes, beside the path, what lies unpublished of another
// project whose file stood at this path before.
func (w *Workspace) displaced(ctx context.Context) error {
	c := w.copy
	for _, r := range copyRecords(c.env) {
		if r.Project == c.id || r.Path != c.place() {
			continue
		}
		l, busy := takeLock(c.env, r.Project)
		if busy != nil {
			continue // somebody works in it, and will find out
		}
		err := c.publishOther(ctx, r)
		l.release()
		if err != nil {
			return err
		}
	}
	return nil
}

// publishOther publishes what another project's work copy has beside the path
// that was its own.
func (c *workCopy) publishOther(ctx context.Context, r record) error {
	file := filepath.Join(r.folder, r.File)
	version, err := versionOf(ctx, file)
	if err != nil || version == r.Version {
		return nil // none that can be read, or no news
	}
	s, err := c.snapshot(ctx, file, "incoming")
	if err != nil {
		return err
	}
	defer s.remove()
	path := besideName(r.Path, c.env.Host)
	if _, err = copyFile(s.path, c.draftPath(), 0o600); err != nil {
		return err
	}
	if err = putFresh(c.draftPath(), path); err != nil {
		return err
	}
	c.notice("other-project", "path", path, "old", r.Path)
	r.Path, r.Shown, r.Sum, r.Version = path, path, s.sum, version
	return writeDurably(filepath.Join(r.folder, recordName), r)
}
