//go:build unix

package store

import (
	"errors"
	"os"
	"syscall"
)

// SyncFolder makes a name in a folder last. A folder that may be written but
// not read can't be synced, and some file systems (shares, mostly) know no such
// thing: what they keep they keep by other means.
func SyncFolder(folder string) error {
	d, err := os.Open(folder)
	if errors.Is(err, os.ErrPermission) {
		return nil
	}
	if err != nil {
		return err
	}
	err = d.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EBADF) {
		err = nil
	}
	return errors.Join(err, d.Close())
}
