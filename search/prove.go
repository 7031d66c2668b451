package search

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// ErrIndexUnsound says that an index folder is not what its manifest says. The
// next opening makes it anew; nothing is lost.
var ErrIndexUnsound = errors.New("index is not sound")

// Prove reads every file of an index folder at rest and changes nothing. A
// folder that is not there, or without a manifest, is sound. ErrIndexUnsound,
// ErrIndexBusy when a program keeps it at this moment, and so proves it itself.
func Prove(ctx context.Context, dir, project string) error {
	if _, err := os.Lstat(filepath.Join(dir, manifestName)); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	lock := flock.New(filepath.Join(dir, lockName), flock.SetPermissions(0o600))
	if free, err := lock.TryLock(); err != nil || !free {
		return errors.Join(ErrIndexBusy, err)
	}
	defer func() { _ = lock.Close() }()
	m, err := readManifest(dir, project)
	if err == nil {
		err = m.prove(ctx, dir, func(fileSum) bool { return true })
	}
	if err == nil || ctx.Err() != nil || errors.Is(err, errForeign) || errors.Is(err, os.ErrNotExist) {
		return ctx.Err() // what is not there, or of another version, is made anew and no sign of damage
	}
	return fmt.Errorf("%w: %w", ErrIndexUnsound, err)
}
