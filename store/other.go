package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// sides are the files that SQLite may keep beside a database.
var sides = []string{"-journal", "-wal", "-shm"}

// lent is a file of somebody else while it is read.
type lent struct {
	info Info
	path string // where it is read: its own, or that of a private copy
	copy bool
}

// lend opens the way to read a file that is not ours to write, nor to leave
// anything beside. A journal that a killed program left there would be rolled
// back, and a log (WAL) needs files beside it: such a file is read from a copy
// beside our own. ErrNotProject, ErrDamaged, ErrBusy, *TrustError.
func (p *Project) lend(ctx context.Context, path string) (*lent, error) {
	l := &lent{path: path}
	logged, err := keepsLog(path)
	if err != nil {
		return nil, err
	}
	if ours, err := os.Stat(p.info.Path); err == nil {
		if stat, err := os.Stat(path); err == nil && os.SameFile(ours, stat) {
			logged = false // our own: nothing is to be kept from it, and it must not be opened beside SQLite
		}
	}
	if !logged {
		l.info, err = inspectOnly(ctx, path)
	}
	if logged || needsRecovery(err) {
		l.path, l.copy = p.info.Path+".merging", true
		if err = copyAside(path, l.path); err == nil {
			l.info, err = inspect(ctx, l.path)
		}
	}
	if err != nil {
		return nil, errors.Join(err, l.end())
	}
	l.info.Path, l.info.Name = path, nameOf(path)
	return l, nil
}

// end removes the copy.
func (l *lent) end() error {
	if !l.copy {
		return nil
	}
	return removeAll(l.path)
}

func removeAll(path string) error {
	err := ignoreMissing(os.Remove(path))
	for _, side := range sides {
		err = errors.Join(err, ignoreMissing(os.Remove(path+side)))
	}
	return err
}

// keepsLog says whether SQLite would make files beside this one to read it:
// another program set it to write ahead. ErrNotProject for what holds nothing.
func keepsLog(path string) (bool, error) {
	stat, err := os.Stat(path)
	if err != nil {
		return false, err
	}
	if !stat.Mode().IsRegular() || stat.Size() == 0 {
		return false, fmt.Errorf("%s: %w", path, ErrNotProject)
	}
	if stat, err := os.Stat(path + "-wal"); err == nil && stat.Size() > 0 {
		return true, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer func() { _ = f.Close() }()
	head := make([]byte, 20)
	if _, err := io.ReadFull(f, head); err != nil {
		return false, fmt.Errorf("%s: %w", path, ErrNotProject)
	}
	return head[18] > 1 || head[19] > 1, nil // the version of the file format for writing and reading
}

// copyAttempts is how often a file is copied that changes meanwhile.
const copyAttempts = 3

// copyAside copies a file with its journal and log as they stand at one moment:
// ErrBusy when they keep changing.
func copyAside(from, to string) error {
	for range copyAttempts {
		if err := removeAll(to); err != nil { // what a killed program left
			return err
		}
		before, err := looks(from)
		if err != nil {
			return err
		}
		for _, side := range []string{"", "-journal", "-wal"} {
			if err := copyBytes(from+side, to+side); err != nil && (side == "" || !errors.Is(err, fs.ErrNotExist)) {
				return err
			}
		}
		after, err := looks(from)
		if err != nil {
			return err
		}
		if before == after {
			return nil
		}
	}
	return fmt.Errorf("%s: %w", from, ErrBusy)
}

// looks is what changes when a file, its journal or its log is written.
func looks(path string) (string, error) {
	out := ""
	for _, side := range []string{"", "-journal", "-wal"} {
		stat, err := os.Stat(path + side)
		switch {
		case err == nil:
			out += fmt.Sprintf("%d %d\n", stat.Size(), stat.ModTime().UnixNano())
		case side != "" && errors.Is(err, fs.ErrNotExist):
			out += "none\n"
		default:
			return "", err
		}
	}
	return out, nil
}

func copyBytes(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
