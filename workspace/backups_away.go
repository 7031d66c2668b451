package workspace

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"filippo.io/age"

	"veldwerk/store"
)

// Encrypted is the ending of a backup behind a passphrase.
const Encrypted = ".age"

// workFactor is how much work a guess at a passphrase takes: two to this power,
// about a second. A file that asks for more than mostWork is refused.
const (
	workFactor = 18
	mostWork   = 20
)

// Errors about passphrases.
var (
	ErrPassphrase   = errors.New("wrong passphrase")
	ErrNoPassphrase = errors.New("a passphrase is needed")
	ErrNotEncrypted = errors.New("not an encrypted backup, or a damaged one")
)

// secondFolder is where the second copies of a project's backups lie; "" when
// the person chose no second place.
func secondFolder(env Environment, project string) string {
	chosen := LoadSettings(env).BackupFolder
	if chosen == "" {
		return ""
	}
	return filepath.Join(chosen, "veldwerk-backups", project)
}

// Unlock gives the passphrase for the second place; it is kept in memory for as
// long as the project is open, and nowhere else.
func (w *Workspace) Unlock(passphrase string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.safety.passphrase = passphrase
}

// Locked says that there is a second place, and that nothing goes there because
// no passphrase was given.
func (w *Workspace) Locked() bool {
	return w.secret() == "" && secondFolder(w.env, w.Project.Info().ID.String()) != ""
}

// secret is the passphrase that was given, or that of $VELDWERK_PASSPHRASE.
func (w *Workspace) secret() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.safety.passphrase != "" {
		return w.safety.passphrase
	}
	return w.env.Getenv("VELDWERK_PASSPHRASE")
}

func (w *Workspace) work() int { return cmp.Or(w.env.PassphraseWork, workFactor) }

// copyAway puts a backup into the second place, encrypted. Only those of a day
// and those that were asked for: a risky step should not wait for a stick.
func (w *Workspace) copyAway(ctx context.Context, b Backup) {
	folder := secondFolder(w.env, w.Project.Info().ID.String())
	passphrase := w.secret()
	if folder == "" || passphrase == "" || b.Reason != ReasonDaily && b.Reason != ReasonManual {
		return
	}
	away := Backup{Path: filepath.Join(folder, b.Name()+Encrypted), At: b.At, Reason: b.Reason, number: b.number}
	err := os.MkdirAll(folder, 0o700)
	if err == nil {
		sweep(folder, w.env.Now())
		err = encryptFile(ctx, b.Path, away.Path, passphrase, w.work())
	}
	if err != nil {
		w.NoteBackup(&AwayError{Err: withoutPaths(err)})
		return
	}
	if made, err := backupsIn(folder); err == nil {
		prune(made, away, knownOf(BackupFolder(w.env, w.Project.Info().ID.String())), w.env.Now())
	}
}

// AwayError says that the second place could not be written; the backup itself
// was made.
type AwayError struct{ Err error }

func (e *AwayError) Error() string { return "second place: " + e.Err.Error() }
func (e *AwayError) Unwrap() error { return e.Err }

// BackUpTo writes a backup to a file of a person's choice, encrypted when a
// passphrase is given: os.ErrExist when there is one already.
func (w *Workspace) BackUpTo(ctx context.Context, path, passphrase string) error {
	if passphrase == "" {
		return w.Project.Backup(ctx, path)
	}
	if _, err := os.Lstat(path); err == nil {
		return &os.PathError{Op: "write", Path: path, Err: os.ErrExist}
	}
	// What is not encrypted yet lies in the private folder, not beside path.
	folder := BackupFolder(w.env, w.Project.Info().ID.String())
	if err := makeBackupFolder(w.env, w.Project.Info()); err != nil {
		return err
	}
	plain := filepath.Join(folder, fmt.Sprintf("going-out-%d.unfinished", os.Getpid())) // two programs may do this at once
	_ = os.Remove(plain)                                                                // of one that was killed and had our number
	defer func() { _ = os.Remove(plain) }()
	if err := w.Project.Backup(ctx, plain); err != nil {
		return withoutPaths(err)
	}
	return encryptFile(ctx, plain, path, passphrase, w.work())
}

// encryptFile writes path whole or not at all, readable by nobody else.
func encryptFile(ctx context.Context, from, path, passphrase string, work int) error {
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return err
	}
	recipient.SetWorkFactor(work)
	return throughDraft(path, func(out io.Writer) error {
		to, err := age.Encrypt(out, recipient)
		if err != nil {
			return err
		}
		in, err := os.Open(from)
		if err != nil {
			return err
		}
		defer func() { _ = in.Close() }()
		if _, err := io.Copy(to, reading{ctx, in}); err != nil {
			return err
		}
		return to.Close()
	})
}

// decryptFile is the reverse: ErrPassphrase, ErrNotEncrypted.
func decryptFile(ctx context.Context, from, path, passphrase string) error {
	if passphrase == "" {
		return ErrNoPassphrase
	}
	identity, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return err
	}
	identity.SetMaxWorkFactor(mostWork)
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	plain, err := age.Decrypt(in, identity)
	var wrong *age.NoIdentityMatchError
	switch {
	case errors.As(err, &wrong):
		return ErrPassphrase
	case err != nil:
		return fmt.Errorf("%w: %w", ErrNotEncrypted, err)
	}
	return throughDraft(path, func(out io.Writer) error {
		if _, err := io.Copy(out, reading{ctx, plain}); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return fmt.Errorf("%w: %w", store.ErrDamaged, err) // a piece that was changed, or the end is missing
		}
		return nil
	})
}

// throughDraft gives write a file that bears its name only when it is whole and
// on disk. What is there already is never replaced.
func throughDraft(path string, write func(io.Writer) error) error {
	draft := path + ".unfinished"
	if err := os.Remove(draft); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	f, err := os.OpenFile(draft, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = write(f)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = giveName(draft, path)
	}
	if err != nil {
		_ = os.Remove(draft)
	}
	return err
}

// giveName renames without replacing: a link refuses a name that is taken.
func giveName(draft, path string) error {
	err := os.Link(draft, path)
	switch {
	case err == nil:
		return os.Remove(draft)
	case errors.Is(err, os.ErrExist):
		return err
	}
	if _, err := os.Lstat(path); err == nil {
		return &os.PathError{Op: "write", Path: path, Err: os.ErrExist}
	}
	return os.Rename(draft, path) // no links on this file system
}

// reading stops when its ctx ends.
type reading struct {
	ctx context.Context
	r   io.Reader
}

func (r reading) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}
