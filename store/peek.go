package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// Peek says which project a file is, and touches nothing: no lock is taken, no
// journal is rolled back. A sync client or another machine may be writing the
// file at this moment, so the answer is worth an offer and no more.
// ErrNotProject, ErrDamaged.
func Peek(ctx context.Context, path string) (Info, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return Info{}, err
	}
	stat, err := os.Stat(path)
	if err != nil {
		return Info{}, err
	}
	if !stat.Mode().IsRegular() || stat.Size() == 0 {
		return Info{}, fmt.Errorf("%s: %w", path, ErrNotProject)
	}
	info, err := identify(ctx, readerAddress(path)+"&immutable=1")
	if err != nil {
		return Info{}, fmt.Errorf("%s: %w", path, fault(err))
	}
	info.Path, info.Name = path, nameOf(path)
	return info, nil
}
