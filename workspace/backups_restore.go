package workspace

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"veldwerk/store"
)

// Standing is what a project, or a backup of it, holds.
type Standing struct {
	Documents, Codes, Codings, Memos int
	Head                             store.Head
}

func standingOf(ctx context.Context, p *store.Project) (Standing, error) {
	c, err := p.Counts(ctx)
	if err != nil {
		return Standing{}, err
	}
	head, err := p.Changes.Head(ctx)
	return Standing{Documents: c.Documents, Codes: c.Codes, Codings: c.Codings, Memos: c.Memos, Head: head}, err
}

// Standing of the project now.
func (w *Workspace) Standing(ctx context.Context) (Standing, error) {
	return standingOf(ctx, w.Project)
}

// Standing of a backup; an encrypted one gives ErrNoPassphrase.
func (b Backup) Standing(ctx context.Context) (Standing, error) {
	if b.Encrypted {
		return Standing{}, ErrNoPassphrase
	}
	p, err := store.Open(ctx, b.Path, store.Options{ReadOnly: true})
	if err != nil {
		return Standing{}, err
	}
	s, err := standingOf(ctx, p)
	return s, errors.Join(err, p.Close())
}

// Prove checks all of a backup. An encrypted one can't be looked into: the
// answer is a Report that is OK.
func (b Backup) Prove(ctx context.Context) (store.Report, error) {
	if b.Encrypted {
		return store.Report{OK: true}, nil
	}
	return proveFile(ctx, b.Path, nil)
}

func proveFile(ctx context.Context, path string, progress func(part string, done, total int)) (store.Report, error) {
	p, err := store.Open(ctx, path, store.Options{ReadOnly: true})
	if err != nil {
		return store.Report{}, err
	}
	r, err := p.CheckWith(ctx, store.CheckOptions{Progress: progress})
	return r, errors.Join(err, p.Close())
}

// RestoreOptions of Restore.
type RestoreOptions struct {
	To         string // a file that is not there yet; "" puts the backup in the project's place
	Passphrase string // of an encrypted backup
	Progress   func(part string, done, total int)
}

// Restored says what Restore did.
type Restored struct {
	Path  string    // of the project that was restored
	Aside string    // where the file lies that was there before; "" when there was none
	Is    Standing  // of the project now
	Was   *Standing // of the file before; nil when it could not be read

	Erasures RestoredErasures // of who was forgotten since the backup was made
}

// UnsoundError refuses to restore a backup in which the check found damage.
type UnsoundError struct {
	Name     string
	Findings []store.Finding
}

func (e *UnsoundError) Error() string {
	return fmt.Sprintf("backup %s: %d findings", e.Name, len(e.Findings))
}

func (e *UnsoundError) Unwrap() error { return store.ErrDamaged }

// OtherProjectError refuses to put a backup in the place of another project.
type OtherProjectError struct{ Name string }

func (e *OtherProjectError) Error() string { return e.Name + " is another project" }

// Restore puts a backup in the place of the project at path. The backup is
// copied, all of it is checked, and only then it takes the name; the file that
// was there, with its journal, is kept beside it as PATH.before-restore-TIME, or
// PATH.damaged-TIME. Nothing is overwritten. Nobody may have the project open
// for writing: BusyError. Other errors: ErrPassphrase, ErrNoPassphrase,
// UnsoundError, OtherProjectError, store.ErrDamaged.
func Restore(ctx context.Context, env Environment, path, backup string, o RestoreOptions) (Restored, error) {
	target := path
	if o.To != "" {
		target = o.To
	}
	target, err := filepath.Abs(target)
	if err != nil {
		return Restored{}, err
	}
	if straight, err := filepath.EvalSymlinks(target); err == nil {
		target = straight // the project, not the link that leads to it
	}
	if _, err := os.Lstat(target); err == nil && o.To != "" {
		return Restored{}, &os.PathError{Op: "write", Path: target, Err: os.ErrExist}
	}
	defer onlyOne(ctx, env, "restore-"+filepath.Base(workFolder(env, "", target)))() // two would write one draft
	draft := target + ".restoring"
	for _, left := range append(sideFiles(draft), draft) { // of a restore that was killed
		if err := os.Remove(left); err != nil && !errors.Is(err, os.ErrNotExist) {
			return Restored{}, err
		}
	}
	defer func() { _ = os.Remove(draft) }() // gone when all went well
	if err := copyOut(ctx, backup, draft, o.Passphrase); err != nil {
		return Restored{}, err
	}
	_ = store.EndSessions(ctx, draft, env.storeOptions(false)) // or it is checked once more than needed
	report, err := proveFile(ctx, draft, o.Progress)
	if err != nil {
		return Restored{}, err
	}
	if !report.OK {
		return Restored{}, &UnsoundError{Name: filepath.Base(backup), Findings: report.Findings}
	}
	r := &restoring{env: env, draft: draft, Restored: Restored{Path: target}}
	if o.To != "" {
		err = r.look(ctx)
		if err == nil {
			err = r.forget(ctx, path)
		}
		if err == nil {
			err = giveName(draft, target)
		}
		return r.Restored, err
	}
	err = r.replace(ctx)
	return r.Restored, err
}

// copyOut makes a plain copy of a backup.
func copyOut(ctx context.Context, backup, draft, passphrase string) error {
	if strings.HasSuffix(backup, Encrypted) {
		return decryptFile(ctx, backup, draft, passphrase)
	}
	p, err := store.Open(ctx, backup, store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	return errors.Join(p.Backup(ctx, draft), p.Close())
}

// restoring is a draft, proved, on its way to its place.
type restoring struct {
	Restored
	env   Environment
	draft string
	id    string // of the project
}

// look reads what the draft holds.
func (r *restoring) look(ctx context.Context) error {
	p, err := store.Open(ctx, r.draft, store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	r.id = p.Info().ID.String()
	r.Is, err = standingOf(ctx, p)
	return errors.Join(err, p.Close())
}

func (r *restoring) replace(ctx context.Context) error {
	if err := r.look(ctx); err != nil {
		return err
	}
	l, busy := takeLock(r.env, r.id)
	if busy != nil {
		return busy
	}
	defer l.release()
	why, err := r.secure(ctx)
	if err != nil {
		return err
	}
	if err := r.forget(ctx, r.Path); err != nil {
		return err
	}
	why += "-" + r.env.Now().UTC().Format(backupTime)
	r.Aside, err = putInPlace(r.draft, r.Path, why)
	if err == nil {
		err = setCopyAside(r.env, r.id, r.Path)
		r.backUp(ctx)
	}
	return err
}

// backUp makes what was put back the newest backup: the one of the file that
// was there before must not be taken for the last state, should this file be
// damaged before the next one is made.
func (r *restoring) backUp(ctx context.Context) {
	p, err := store.Open(ctx, r.Path, store.Options{ReadOnly: true})
	if err != nil {
		return
	}
	w := &Workspace{Project: p, env: r.env}
	_, _ = w.BackUp(ctx, ReasonRestored) // it is there, and was one already
	_ = p.Close()
}

// forget erases in the draft whom the project at a path forgot since the backup
// was made.
func (r *restoring) forget(ctx context.Context, path string) error {
	at := *r
	at.Path = path
	var known []store.KeptErasure
	present, err := store.Open(ctx, at.present(), store.Options{ReadOnly: true})
	switch {
	case err != nil: // not there, or unreadable: the proofs still tell
		known = knownErasures(ctx, r.env, r.id, nil)
	case present.Info().ID.String() != r.id: // of another project, beside which this one is put
		known = knownErasures(ctx, r.env, r.id, nil)
		_ = present.Close()
	default:
		known = knownErasures(ctx, r.env, r.id, present)
		_ = present.Close()
	}
	if r.Erasures, err = holdTo(ctx, r.env, r.draft, known); err != nil {
		return err
	}
	if r.Erasures.Again == 0 {
		return nil
	}
	return r.look(ctx) // it holds less now
}

// secure makes a backup of the present file where that can still be read, and
// says how it is to be called when it lies aside.
func (r *restoring) secure(ctx context.Context) (why string, err error) {
	p, err := store.Open(ctx, r.present(), store.Options{ReadOnly: true})
	if err != nil {
		if id := projectAt(r.env, r.Path); id != "" && id != r.id {
			return "", &OtherProjectError{Name: filepath.Base(r.Path)}
		}
		if errors.Is(err, store.ErrBusy) { // another account's program writes it: it is not damaged
			return "", err
		}
		return "damaged", ctx.Err() // not there, or unreadable: that is why people restore
	}
	defer func() { _ = p.Close() }()
	if p.Info().ID.String() != r.id {
		return "", &OtherProjectError{Name: p.Info().Name}
	}
	if was, err := standingOf(ctx, p); err == nil {
		r.Was = &was
	}
	quick, err := p.CheckWith(ctx, store.CheckOptions{Quick: true})
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if err != nil || !quick.OK {
		return "damaged", nil
	}
	w := &Workspace{Project: p, env: r.env}
	_, _ = w.BackUp(ctx, ReasonRestore) // the file itself is kept as well
	return "before-restore", ctx.Err()
}

// present is the file in which the project is written: its own, or the work
// copy of one in a synced folder.
func (r *restoring) present() string {
	if c, ok := copyAt(r.env, r.Path); ok && c.Project == r.id {
		return filepath.Join(c.folder, c.File)
	}
	return r.Path
}

// sideFiles are the files that SQLite keeps beside a file and that are a part
// of it.
func sideFiles(path string) []string {
	return []string{path + "-journal", path + "-wal", path + "-shm"}
}

// putInPlace gives the draft the name of target. What is there, with what
// belongs to it, gets a second name first and loses its own in the moment in
// which the draft takes it, so that at every moment there is a whole file of
// that name. A journal must be gone by then: it would be played into the draft.
func putInPlace(draft, target, why string) (aside string, err error) {
	if _, err := os.Lstat(target); errors.Is(err, os.ErrNotExist) {
		for n := 1; ; n++ { // journals without their file
			if aside = asideName(target, why, n); free(aside) {
				break
			}
		}
		moved, err := moveSideFiles(target, aside)
		if err != nil {
			return "", err
		}
		if !moved {
			aside = ""
		}
		return aside, giveName(draft, target)
	}
	for n := 1; ; n++ {
		if aside = asideName(target, why, n); free(aside) {
			break
		}
	}
	err = os.Link(target, aside)
	linked := err == nil
	if !linked { // no links on this file system: for a moment the name is free
		if err := os.Rename(target, aside); err != nil {
			return "", err
		}
	}
	_, err = moveSideFiles(target, aside)
	if err == nil && linked {
		err = os.Rename(draft, target)
	} else if err == nil {
		err = giveName(draft, target)
	}
	if err != nil && !linked {
		err = errors.Join(err, os.Rename(aside, target))
	}
	if folder, e := os.Open(filepath.Dir(target)); e == nil {
		_ = folder.Sync() // where folders can't be synced there is no need
		_ = folder.Close()
	}
	return aside, err
}

func asideName(target, why string, n int) string {
	if n == 1 {
		return target + "." + why
	}
	return fmt.Sprintf("%s.%s.%d", target, why, n)
}

func free(path string) bool {
	for _, p := range append(sideFiles(path), path) {
		if _, err := os.Lstat(p); !errors.Is(err, os.ErrNotExist) {
			return false
		}
	}
	return true
}

func moveSideFiles(from, to string) (moved bool, err error) {
	beside := sideFiles(to)
	for i, c := range sideFiles(from) {
		switch err := os.Rename(c, beside[i]); {
		case err == nil:
			moved = true
		case !errors.Is(err, os.ErrNotExist):
			return moved, err
		}
	}
	return moved, nil
}
