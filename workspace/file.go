package workspace

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// WriteFile gives do a file named path to write. It is written beside its place
// and renamed when whole, so that a full disk leaves nothing half; an existing
// file is replaced only with force, a project never. What is no file, as a pipe
// or /dev/stdout, is written straight into. Modes follow the umask.
func WriteFile(path string, force bool, do func(w io.Writer) error) error {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		return writeInto(path, info, do)
	}
	if _, err := os.Lstat(path); err == nil && (!force || filepath.Ext(path) == Extension) {
		return &fs.PathError{Op: "write", Path: path, Err: fs.ErrExist}
	}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	f, err := createBeside(path)
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

// createBeside makes a hidden file in the folder of path, as the umask allows:
// os.CreateTemp would hide what a group shares.
func createBeside(path string) (*os.File, error) {
	for n := os.Getpid(); ; n++ {
		f, err := os.OpenFile(filepath.Join(filepath.Dir(path), fmt.Sprintf(".veldwerk-%d", n)), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
}

func writeInto(path string, info fs.FileInfo, do func(w io.Writer) error) error {
	if info.IsDir() {
		return &fs.PathError{Op: "write", Path: path, Err: syscall.EISDIR}
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	err = do(f)
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

// Exists says that a file was not written because it is there already.
func Exists(err error) bool { return errors.Is(err, fs.ErrExist) }
