package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
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
	info.Path = path
	info.Name = strings.TrimSuffix(filepath.Base(path), ".veldwerk")
	return info, nil
}

// Sound says which project a file is after SQLite's quick check of all its
// pages: a copy that was torn while it was made does not pass. ErrNotProject,
// ErrDamaged.
func Sound(ctx context.Context, path string) (Info, error) {
	info, err := inspect(ctx, path)
	if err != nil {
		return Info{}, err
	}
	db, err := openPool(readerAddress(path), 1)
	if err != nil {
		return Info{}, err
	}
	defer func() { _ = db.Close() }()
	var verdict string
	if err := db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict); err != nil {
		return Info{}, fmt.Errorf("%s: %w", path, fault(err))
	}
	if verdict != "ok" {
		return Info{}, fmt.Errorf("%s: %w", path, ErrDamaged)
	}
	return info, nil
}
