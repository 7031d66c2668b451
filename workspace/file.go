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
// or /dev/stdout, is written straight into. The file is as private as the umask
// of this process says.
func WriteFile(path string, force bool, do func(w io.Writer) error) error {
	return Environment{}.WriteFile(path, force, do)
}

// WriteFile is the function WriteFile for what goes out: the file that stands
// there in the end is as open as the person's own umask says.
func (e Environment) WriteFile(path string, force bool, do func(w io.Writer) error) error {
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
		e.share(f.Name(), 0o666)
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// share opens a file or folder that goes out to those whom the person's umask
// lets in. It only ever adds: the folder's own rules may have given more
// already. A file system that knows no modes needs none.
func (e Environment) share(path string, mode fs.FileMode) {
	if info, err := os.Stat(path); err == nil && e.Shared != 0 {
		_ = os.Chmod(path, info.Mode().Perm()|mode&e.Shared)
	}
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
