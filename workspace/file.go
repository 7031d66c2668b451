package workspace

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// WriteFile gives do a file named path to write. It is written beside its place
// and renamed when whole, so that a full disk leaves nothing half; an existing
// file is replaced only with force.
func WriteFile(path string, force bool, do func(w io.Writer) error) error {
	if _, err := os.Lstat(path); err == nil && !force {
		return &fs.PathError{Op: "write", Path: path, Err: fs.ErrExist}
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".veldwerk-*")
	if err != nil {
		return err
	}
	err = do(f)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// Exists says that a file was not written because it is there already.
func Exists(err error) bool { return errors.Is(err, fs.ErrExist) }
