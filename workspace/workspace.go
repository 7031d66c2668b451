// Package workspace is what one person has open: a project, its index, a
// coder, a language and settings. It finds and opens a project with its lock,
// keeps the index caught up, runs a Query over both and imports files.
//
// Words: a Holder is the program that may write a project at this moment. A
// Place is where someone was reading. The Queue runs acts in the order in
// which the keys were pressed.
//
// Guarantees: one writer per project and machine (a lock that a crash frees);
// reading always works; an act is reported after it is on disk; closing drains
// the queue. Settings, places and locks that cannot be written never stop the
// work.
//
// Non-goals: SQL (store), bleve (search), printing (cli and tui).
package workspace

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"veldwerk/codebook"
	"veldwerk/store"
)

// Extension of a project file.
const Extension = ".veldwerk"

// Mode says what a workspace wants to do with the project.
type Mode int

// Read never writes. Write needs the lock, else a BusyError. WriteOrRead opens
// for reading when somebody else holds the lock or the file can't be written.
const (
	Read Mode = iota
	Write
	WriteOrRead
)

// Options of Open.
type Options struct {
	Mode  Mode
	Coder string // by name; "" finds the usual one
	Index IndexMode
	Copy  CopyMode
	// Idle is how long after the last act a work copy is published in the
	// background; 0 publishes on Close only, as shell commands do.
	Idle time.Duration
}

// IndexMode says what a workspace does with the search index.
type IndexMode int

// NoIndex scans. UseIndex searches what is indexed and scans the rest, as shell
// commands do. KeepIndex catches up in the background, as the screens do.
const (
	NoIndex IndexMode = iota
	UseIndex
	KeepIndex
)

// Workspace is an open project with everything around it.
type Workspace struct {
	Project  *store.Project
	env      Environment
	lock     *lock
	index    *indexer
	facts    *facts
	queue    *Queue
	mu       sync.Mutex // guards coder and named
	coder    codebook.Coder
	named    bool       // the lock and the places name the coder
	placesMu sync.Mutex // one change of the places file at a time
	busy     *BusyError
	safety   safety // backups and checks
	drafts   drafts
	copy     *workCopy // nil when the project is written in place
	remarks  []Notice  // about a work copy that there is not
	aside    *readCopy // read while another program writes
	tender   *tender
	tidying  *tidying
	leaving  atomic.Bool // the queue is closed
}

// NotProjectError wraps store.ErrNotProject with the path.
type NotProjectError struct {
	Path string
	Err  error
}

func (e *NotProjectError) Error() string { return e.Path + ": " + e.Err.Error() }
func (e *NotProjectError) Unwrap() error { return e.Err }

// ErrNewer refuses to write a project that a newer veldwerk made.
var ErrNewer = errors.New("project was made by a newer veldwerk")

// Create makes a project file and opens it for writing.
func Create(ctx context.Context, path string, env Environment, o Options) (*Workspace, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(abs), 0o700); err != nil {
		return nil, err
	}
	p, err := store.Create(ctx, abs, env.storeOptions(false))
	if err != nil {
		return nil, err
	}
	if err := p.Close(); err != nil {
		return nil, err
	}
	o.Mode = Write
	return Open(ctx, abs, env, o)
}

// Open opens an existing project. With WriteOrRead, Busy tells why it is
// read-only.
func Open(ctx context.Context, path string, env Environment, o Options) (*Workspace, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	w := &Workspace{env: env}
	err = w.openPlace(ctx, abs, o)
	if errors.Is(err, store.ErrDamaged) { // a disk or share that failed for a moment says the same
		w = &Workspace{env: env}
		err = w.openPlace(ctx, abs, o)
	}
	if err != nil {
		return nil, damaged(ctx, env, abs, err)
	}
	w.facts = newFacts(w.Project)
	w.queue = newQueue(env.NoteFault)
	if err := w.chooseCoder(ctx, o.Coder); err != nil {
		err = store.Judge(ctx, w.Project.Info().Path, err) // a disk that could not be read is no damage
		return nil, errors.Join(damaged(ctx, env, abs, err), w.Close())
	}
	w.arrive(ctx)
	if o.Index != NoIndex {
		w.index = openIndexer(w.indexFolder(), w.Project.Info().ID.String(), w.facts, o.Index == KeepIndex, env.NoteFault)
	}
	_ = w.resumeForgetting(ctx) // what can't be ended now is tried at the next opening
	w.tend(o.Idle)
	if o.Idle > 0 && w.lock != nil {
		w.tidy()
	}
	return w, nil
}

// openPlace opens the project where it is written: in a work copy when its
// folder is synced or on a network, else in place.
func (w *Workspace) openPlace(ctx context.Context, abs string, o Options) error {
	c, err := workCopyOf(ctx, w.env, abs, o.Copy)
	if errors.Is(err, errNoCopy) { // better in place than not at all, and said
		w.remarks, err = []Notice{{Code: "no-copy"}}, nil
	}
	if err != nil {
		return err
	}
	if c == nil {
		return w.openProject(ctx, abs, o.Mode)
	}
	w.copy = c
	return w.openCopy(ctx, o.Mode)
}

func (w *Workspace) openProject(ctx context.Context, abs string, mode Mode) error {
	p, err := store.Open(ctx, abs, w.env.storeOptions(true))
	if err != nil {
		if errors.Is(err, store.ErrNotProject) || errors.Is(err, store.ErrDamaged) {
			return &NotProjectError{Path: abs, Err: err}
		}
		return err
	}
	w.Project = p
	if mode == Read || p.Info().Newer {
		if mode == Write { // a newer one: Read and Write exclude each other
			return errors.Join(fmt.Errorf("%s: %w", abs, ErrNewer), p.Close())
		}
		return nil
	}
	l, busy := takeLock(w.env, p.Info().ID.String())
	if busy != nil {
		if mode == WriteOrRead {
			w.busy = busy
			return nil
		}
		return errors.Join(busy, p.Close())
	}
	writable, err := store.Open(ctx, abs, w.env.storeOptions(false))
	if err == nil && writable.Info().ReadOnly {
		err = errors.Join(store.ErrReadOnly, writable.Close())
	}
	switch {
	case err == nil:
		w.lock, w.Project = l, writable
		return p.Close()
	case mode == WriteOrRead && (errors.Is(err, store.ErrReadOnly) || errors.Is(err, store.ErrBusy) || errors.Is(err, store.ErrFull) || errors.Is(err, fs.ErrPermission)):
		l.release()
		return nil
	}
	l.release()
	return errors.Join(fmt.Errorf("%s: %w", abs, err), p.Close())
}

// Close drains the queue, publishes a work copy, lets go of the index and the
// lock and closes the project. An *UnpublishedError alone means that all is
// well but for the publishing, which the next opening makes up for.
func (w *Workspace) Close() error {
	w.tender.end()
	w.tidying.end()
	if w.queue != nil {
		w.queue.Close()
	}
	w.leaving.Store(true)
	late := w.publishLast()
	if w.index != nil {
		w.index.close()
	}
	err := w.Project.Close()
	if err == nil {
		err = late
	}
	w.aside.remove()
	w.lock.release()
	w.lock = nil // a second Close must not take away the name of the next holder
	return err
}

// Queue runs the acts of this workspace in order.
func (w *Workspace) Queue() *Queue { return w.queue }

// ReadOnly says whether acts are refused.
func (w *Workspace) ReadOnly() bool { return w.Project.Info().ReadOnly }

// Busy is who holds the project when that is why it is read-only, else nil.
func (w *Workspace) Busy() *BusyError { return w.busy }

// Environment the workspace was opened with.
func (w *Workspace) Environment() Environment { return w.env }

func (e Environment) storeOptions(readOnly bool) store.Options {
	return store.Options{ReadOnly: readOnly, Now: e.Now, NewID: e.NewID, Device: e.device(), Version: e.Version, Keep: e.keepOlder}
}

// device is a stable id of this machine, made once in the state folder; where
// that can't be written, the host's name.
func (e Environment) device() string {
	path := filepath.Join(e.State, "device")
	if b, err := os.ReadFile(path); err == nil && len(strings.TrimSpace(string(b))) > 0 {
		return strings.TrimSpace(string(b))
	}
	id := e.NewID().String()
	if err := writeWhole(path, []byte(id+"\n")); err != nil {
		return e.Host
	}
	return id
}

// Find gives the project a command means: the flag, $VELDWERK_PROJECT, else the
// only *.veldwerk in the folder. A *NoProjectError tells what was there.
func Find(env Environment, flag, folder string) (string, error) {
	if flag != "" {
		return flag, nil
	}
	if p := env.Getenv("VELDWERK_PROJECT"); p != "" {
		return p, nil
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return "", err
	}
	var found []string
	for _, e := range entries {
		if path := filepath.Join(folder, e.Name()); isProjectName(e.Name()) && !isFolder(path) {
			found = append(found, path)
		}
	}
	if len(found) == 1 {
		return found[0], nil
	}
	return "", &NoProjectError{Folder: folder, Found: found}
}

// isProjectName leaves hidden files out: a project that was being made when the
// program was killed is one.
func isProjectName(name string) bool {
	return filepath.Ext(name) == Extension && name[0] != '.'
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// NoProjectError says that no single project was meant.
type NoProjectError struct {
	Folder string
	Found  []string // none, or several
}

func (e *NoProjectError) Error() string {
	return fmt.Sprintf("%d projects in %s", len(e.Found), e.Folder)
}
