package workspace

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"veldwerk/search"
	"veldwerk/store"
)

// safety is what a workspace knows of backups and checks.
type safety struct {
	backups    sync.Mutex // one backup at a time
	trouble    error      // why no backup could be made; with told and passphrase under Workspace.mu
	told       bool
	passphrase string // for the second place
}

// betweenChecks is how long a project is believed after it was proved.
const betweenChecks = 7 * 24 * time.Hour

// DamagedError says that a project file is damaged, and which backup can be put
// in its place. It is a store.ErrDamaged.
type DamagedError struct {
	Path   string
	Newest *Backup // the newest sound one; nil without any
	Err    error
}

func (e *DamagedError) Error() string { return e.Path + ": " + e.Err.Error() }
func (e *DamagedError) Unwrap() error { return e.Err }

// Is says that it is a store.ErrDamaged, whatever was found first.
func (e *DamagedError) Is(target error) bool { return target == store.ErrDamaged }

// damaged looks whether an error of opening is damage, and for the backup that
// helps. A file that does not even say that it is a project is damaged when
// there is a project whose file was there.
func damaged(ctx context.Context, env Environment, path string, err error) error {
	var known *DamagedError
	var foreign *store.TrustError // tables that are not ours: of a project that was ours they were changed
	if err == nil || errors.As(err, &known) || !errors.As(err, &foreign) && !errors.Is(err, store.ErrDamaged) && !errors.Is(err, store.ErrNotProject) {
		return err
	}
	id := ""
	if p, e := store.Open(ctx, path, store.Options{ReadOnly: true}); e == nil {
		id = p.Info().ID.String()
		_ = p.Close() // it was only read
	} else {
		id = projectAt(env, path)
	}
	if id == "" && !errors.Is(err, store.ErrDamaged) {
		return err
	}
	d := &DamagedError{Path: path, Err: err}
	if b, found := NewestSound(ctx, env, id, path); found {
		d.Newest = &b
	}
	return d
}

// NewestSound is the newest backup of a project that SQLite can read from end to
// end: the one that was made last of the file at path, else the newest by its
// name. An encrypted one can't be looked into and is none.
func NewestSound(ctx context.Context, env Environment, project, path string) (Backup, bool) {
	if project == "" {
		return Backup{}, false
	}
	all, err := Backups(env, project)
	if err != nil {
		return Backup{}, false
	}
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	for _, b := range lastFirst(all, knownOf(BackupFolder(env, project)), path) {
		if b.Encrypted {
			continue
		}
		p, err := store.Open(ctx, b.Path, store.Options{ReadOnly: true})
		if err != nil {
			continue
		}
		r, err := p.CheckWith(ctx, store.CheckOptions{Quick: true})
		_ = p.Close()
		if err == nil && r.OK {
			return b, true
		}
	}
	return Backup{}, false
}

// ProjectID is the id of the project at path, also when its file can't say so
// any more; "" when nothing is known.
func ProjectID(ctx context.Context, env Environment, path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		return ""
	}
	if p, err := store.Open(ctx, abs, store.Options{ReadOnly: true}); err == nil {
		id := p.Info().ID.String()
		_ = p.Close() // it was only read
		return id
	}
	return projectAt(env, abs)
}

// checked is what this machine remembers of the last full check of a project.
type checked struct {
	At    time.Time         `json:"at"`
	Seals map[string]string `json:"seals"` // as store.Report
}

func (w *Workspace) checkedPath() string {
	return filepath.Join(w.env.State, "checks", w.Project.Info().ID.String()+".json")
}

func (w *Workspace) lastCheck() checked {
	var c checked
	if raw, err := os.ReadFile(w.checkedPath()); err == nil && json.Unmarshal(raw, &c) != nil {
		c = checked{}
	}
	return c
}

// proved remembers a check that found nothing. What can't be written is proved
// once more next time.
func (w *Workspace) proved(ctx context.Context, r store.Report) {
	_ = writeJSON(w.checkedPath(), checked{At: w.env.Now().UTC(), Seals: r.Seals})
	if !w.ReadOnly() {
		_ = w.Project.Sessions.Settle(ctx)
	}
}

// Examination is what Examine did. The zero one: nothing was due.
type Examination struct {
	Unclean bool // the last session was broken off
	Full    bool // all was checked; else only what SQLite says of the pages
	Report  store.Report
}

// Examine checks what is due: all of the project after a session that was
// broken off, and once a week; the pages of one that was too large for that at
// opening. It works on a copy, so that no act waits. A workspace that can't
// write leaves it to the one that can.
func (w *Workspace) Examine(ctx context.Context, progress func(part string, done, total int)) (Examination, error) {
	var e Examination
	if w.ReadOnly() {
		return e, nil
	}
	var err error
	if e.Unclean, err = w.Project.Sessions.Unclean(ctx); err != nil {
		return e, err
	}
	last := w.lastCheck()
	age := w.env.Now().Sub(last.At)
	e.Full = e.Unclean || age < 0 || age > betweenChecks
	if stat, err := os.Stat(w.Project.Info().Path); !e.Full && (err != nil || stat.Size() <= store.QuickLimit) {
		return e, nil // it was looked at when it was opened
	}
	e.Report, err = w.CheckCopy(ctx, !e.Full, progress)
	return e, err
}

// CheckCopy checks all of the project, or only its pages, on a copy of this
// moment. Without room for one it checks the file itself, and acts wait.
func (w *Workspace) CheckCopy(ctx context.Context, quick bool, progress func(part string, done, total int)) (store.Report, error) {
	o := store.CheckOptions{Quick: quick, Seals: w.lastCheck().Seals, Progress: progress}
	r, err := w.checkCopy(ctx, o)
	if err == nil && r.OK && !quick {
		w.proved(ctx, r)
	}
	return r, err
}

func (w *Workspace) checkCopy(ctx context.Context, o store.CheckOptions) (store.Report, error) {
	folder := filepath.Join(w.env.State, "checks")
	copied := filepath.Join(folder, w.Project.Info().ID.String()+".copy")
	remove := func() {
		for _, left := range append(sideFiles(copied), copied) {
			_ = os.Remove(left) // the next check tries again
		}
	}
	remove()
	defer remove()
	err := os.MkdirAll(folder, 0o700)
	if err == nil {
		err = w.Project.Backup(ctx, copied)
	}
	switch {
	case errors.Is(err, store.ErrDamaged):
		return store.Report{Findings: []store.Finding{{Code: "unreadable", Args: map[string]any{"Part": "integrity"}}}}, nil
	case err != nil && ctx.Err() == nil:
		return w.Project.CheckWith(ctx, o)
	case err != nil:
		return store.Report{}, err
	}
	p, err := store.Open(ctx, copied, store.Options{ReadOnly: true})
	if err != nil {
		return store.Report{}, fmt.Errorf("copy: %w", err)
	}
	r, err := p.CheckWith(ctx, o)
	return r, errors.Join(err, p.Close())
}

// CheckReport is what CheckAll found.
type CheckReport struct {
	store.Report
	Notes   []store.Finding // no damage: "index" is made anew by itself, "unproved" is an encrypted backup
	Backups int             // proved
}

// CheckAll checks the file itself, the search index and, when asked, every
// backup. A damaged backup is a finding "backup".
func (w *Workspace) CheckAll(ctx context.Context, backups bool, progress func(part string, done, total int)) (CheckReport, error) {
	var out CheckReport
	var err error
	out.Report, err = w.Project.CheckWith(ctx, store.CheckOptions{Seals: w.lastCheck().Seals, Progress: progress})
	if err != nil {
		return out, err
	}
	if out.OK {
		w.proved(ctx, out.Report)
	}
	if errors.Is(search.Prove(ctx, w.indexFolder(), w.Project.Info().ID.String()), search.ErrIndexUnsound) {
		out.Notes = append(out.Notes, store.Finding{Code: "index"})
	}
	if backups {
		err = w.checkBackups(ctx, &out, progress)
	}
	return out, err
}

func (w *Workspace) checkBackups(ctx context.Context, out *CheckReport, progress func(part string, done, total int)) error {
	all, err := w.Backups()
	if err != nil {
		return err
	}
	for i, b := range all {
		if progress != nil {
			progress("backups", i, len(all))
		}
		if b.Encrypted {
			out.Notes = append(out.Notes, store.Finding{Code: "unproved", ID: b.Name()})
			continue
		}
		r, err := b.Prove(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil || !r.OK:
			out.OK = false
			out.Findings = append(out.Findings, store.Finding{Code: "backup", ID: b.Name(), Args: map[string]any{"Count": len(r.Findings)}})
		default:
			out.Backups++
		}
	}
	return nil
}
