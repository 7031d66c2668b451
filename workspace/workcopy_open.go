package workspace

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"veldwerk/store"
)

// CopyMode says whether a project is written in a work copy.
type CopyMode int

// CopyAuto takes a work copy where Synced says so. A choice is remembered for
// the project on this machine.
const (
	CopyAuto   CopyMode = iota
	CopyAlways          // --work-copy
	CopyNever           // --in-place
)

// copyModes are the names under which the settings keep a choice.
var copyModes = map[string]CopyMode{"always": CopyAlways, "never": CopyNever}

// copyMode is what was asked for now, else what was chosen for the project.
func copyMode(env Environment, project string, asked CopyMode) CopyMode {
	if asked != CopyAuto {
		return asked
	}
	return LoadSettings(env).CopyMode(project)
}

// CopyMode is what was chosen for a project.
func (s Settings) CopyMode(project string) CopyMode { return copyModes[s.WorkCopies[project]] }

// ChooseCopy keeps for a project how it is written from the next opening on.
func (s Settings) ChooseCopy(project string, m CopyMode) Settings {
	all := map[string]string{}
	for id, v := range s.WorkCopies {
		if id != project {
			all[id] = v
		}
	}
	for name, mode := range copyModes {
		if mode == m {
			all[project] = name
		}
	}
	s.WorkCopies = all
	return s
}

// workCopyOf says in which work copy the project at a path is opened; nil when
// in place. A file that is gone, can't be reached, or is half written at this
// moment has the copy that was made of it: a synced project is never opened in
// place because of a bad moment.
func workCopyOf(ctx context.Context, env Environment, abs string, asked CopyMode) (*workCopy, error) {
	kind, synced := Synced(env, abs)
	id := ""
	info, err := store.Peek(ctx, abs)
	if err == nil {
		id = info.ID.String()
	} else if r, ok := copyAt(env, abs); ok {
		id = r.Project
	} else if synced && isNoProject(err) {
		return nil, &NotProjectError{Path: abs, Err: err}
	} else if synced && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) && !isForeign(err) {
		return nil, err // being fetched, perhaps: the next look would open it in place
	} else {
		return nil, nil // opening it in place says what is wrong
	}
	mode := copyMode(env, id, asked)
	if asked != CopyAuto {
		_ = LoadSettings(env).ChooseCopy(id, asked).Save(env) // a choice that can't be kept holds for now
	}
	switch {
	case err != nil:
	case mode == CopyNever && !holdsNews(ctx, env, id, abs):
		return nil, nil
	case mode == CopyAuto && !synced:
		return nil, nil
	}
	if !synced {
		kind = KindChosen
	}
	c := newWorkCopy(env, id, kind, abs)
	if c == nil {
		return nil, errNoCopy
	}
	if at, both := Synced(env, filepath.Join(env.State, "work", "x")); both && c.known().Sum == "" { // once
		c.notice("state-synced", "folder", env.State, "kind", string(at))
	}
	return c, nil
}

func isForeign(err error) bool {
	var foreign *store.TrustError
	return errors.As(err, &foreign)
}

// errNoCopy says that there is no place for a work copy: the state folder is
// closed or its disk full.
var errNoCopy = errors.New("no place for a work copy")

// holdsNews says whether a work copy has what its file lacks: it is opened once
// more, and published, before the project is written in place.
func holdsNews(ctx context.Context, env Environment, id, abs string) bool {
	path := realPath(abs)
	for _, r := range copyRecords(env) {
		if r.Project == id && r.Path == path {
			version, err := versionOf(ctx, filepath.Join(r.folder, r.File))
			return err == nil && version != r.Version
		}
	}
	return false
}

// HasCopy says whether a project whose file can't be seen has a work copy, so
// that it can be opened all the same.
func HasCopy(env Environment, path string) bool {
	abs, err := filepath.Abs(path)
	if err != nil {
		return false
	}
	_, ok := copyAt(env, abs)
	return ok
}

// openCopy opens the project in its work copy.
func (w *Workspace) openCopy(ctx context.Context, mode Mode) error {
	c := w.copy
	if mode == Read && c.untouched() {
		return w.openCopyToRead(ctx, c.file)
	}
	l, busy := takeLock(w.env, c.id)
	if busy != nil {
		if mode == Write {
			return busy
		}
		if mode == WriteOrRead {
			w.busy = busy
		}
		return w.openBeside(ctx)
	}
	if err := c.settle(ctx); err != nil {
		l.release()
		if isNoProject(err) {
			return &NotProjectError{Path: c.place(), Err: err}
		}
		return err
	}
	if mode == Read || !c.writable() {
		defer l.release()
		if mode == Write {
			return &fs.PathError{Op: "open", Path: c.place(), Err: store.ErrReadOnly}
		}
		return w.openCopyToRead(ctx, c.file)
	}
	return w.openCopyToWrite(ctx, l, mode)
}

func (w *Workspace) openCopyToWrite(ctx context.Context, l *lock, mode Mode) error {
	p, err := store.Open(ctx, w.copy.file, w.env.storeOptions(false))
	switch {
	case err != nil:
		l.release()
		return err
	case !p.Info().ReadOnly:
		w.Project, w.lock = p, l
		w.copy.touch()
		return nil
	case mode == Write:
		err = store.ErrReadOnly
		if p.Info().Newer {
			err = ErrNewer
		}
		l.release()
		return errors.Join(&fs.PathError{Op: "open", Path: w.copy.place(), Err: err}, p.Close())
	}
	l.release()
	w.Project = p
	return nil
}

// openBeside reads while another program writes the project: its work copy,
// where everything is seen at once, else a snapshot of the file.
func (w *Workspace) openBeside(ctx context.Context) error {
	c := w.copy
	if c.exists() {
		return w.openCopyToRead(ctx, c.file)
	}
	file, r, err := c.read(ctx)
	if err != nil {
		return err
	}
	if err := w.openCopyToRead(ctx, file); err != nil {
		r.remove()
		return err
	}
	w.aside = r
	return nil
}

func (w *Workspace) openCopyToRead(ctx context.Context, file string) error {
	p, err := store.Open(ctx, file, w.env.storeOptions(true))
	w.Project = p
	return err
}

// writable says whether publishing could ever succeed: a share that is closed
// to us is read, as a closed file elsewhere is. What can't be reached now may
// come back.
func (c *workCopy) writable() bool {
	f, err := os.OpenFile(c.place(), os.O_RDWR, 0)
	if err == nil {
		_ = f.Close()
		return folderWritable(filepath.Dir(c.place()))
	}
	return !errors.Is(err, fs.ErrPermission) && !errors.Is(err, errReadOnlySystem)
}

// arrive makes ready a project that was opened for writing: what was left by a
// crash, lies in copies of a file that was moved, or came from elsewhere.
// Nothing of it keeps anybody from working.
func (w *Workspace) arrive(ctx context.Context) {
	c := w.copy
	if c == nil || w.lock == nil {
		return
	}
	known := c.known()
	version, err := w.Project.Version(ctx)
	if err == nil && known.Version >= 0 && version > known.Version {
		c.notice("recovered")
	}
	c.publishing.Lock()
	defer c.publishing.Unlock()
	err = w.leftover(ctx)
	if err == nil {
		err = w.strays(ctx)
	}
	if err == nil {
		err = w.displaced(ctx)
	}
	if err == nil {
		var sum string
		if sum, err = sumOf(c.place()); err == nil && sum != c.known().Sum {
			_, err = w.takeIn(ctx, c.place(), true)
		}
	}
	if err != nil {
		c.become(Failed, c.failed(err))
	} else if version, e := w.Project.Version(ctx); e == nil && version != c.known().Version {
		c.become(Pending, nil)
	}
}
