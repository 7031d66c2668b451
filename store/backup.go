package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"modernc.org/sqlite"
)

// Backup writes a copy of the project to path through SQLite's own backup, so
// that it is one moment's state, and proves it before it counts. An existing
// file is never touched (os.ErrExist).
func (p *Project) Backup(ctx context.Context, path string) error {
	conn, err := p.readers.Conn(ctx)
	if err != nil {
		return fault(err)
	}
	defer func() { _ = conn.Close() }()
	return fault(backup(ctx, conn, path))
}

func backup(ctx context.Context, from *sql.Conn, path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s: %w", path, os.ErrExist)
	}
	// An unproved copy never bears the name that was asked for.
	draft := path + ".unfinished"
	if err := os.Remove(draft); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	f, err := os.OpenFile(draft, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	err = copyPages(ctx, from, draft)
	if err == nil {
		err = sound(ctx, draft)
	}
	if err == nil {
		err = publish(draft, path)
	}
	if err != nil {
		return errors.Join(err, ignoreMissing(os.Remove(draft)))
	}
	syncFolder(filepath.Dir(path))
	return nil
}

// syncFolder makes a name in a folder last. A system that can't do that for
// folders has no need of it, or no means.
func syncFolder(folder string) {
	if d, err := os.Open(folder); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

func ignoreMissing(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// copyPages copies a thousand pages at a time, so that it can be cancelled.
func copyPages(ctx context.Context, from *sql.Conn, to string) error {
	return from.Raw(func(driver any) error {
		source, ok := driver.(interface {
			NewBackup(uri string) (*sqlite.Backup, error)
		})
		if !ok {
			return fmt.Errorf("driver %T has no backup", driver)
		}
		b, err := source.NewBackup(writerAddress(to))
		if err != nil {
			return err
		}
		for more := true; more && err == nil; {
			if err = ctx.Err(); err == nil {
				more, err = b.Step(1000)
			}
		}
		return errors.Join(err, b.Finish())
	})
}

// sound opens a copy and lets SQLite check all of it.
func sound(ctx context.Context, path string) error {
	if _, err := identify(ctx, readerAddress(path)); err != nil {
		return err
	}
	db, err := openPool(readerAddress(path), 1)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	var verdict string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return fmt.Errorf("copy: %s: %w", verdict, ErrDamaged)
	}
	return nil
}

// publish gives the draft its name without ever replacing a file: a hard link
// refuses a name that is taken, which a rename does not.
func publish(draft, path string) error {
	err := os.Link(draft, path)
	if err == nil {
		return os.Remove(draft)
	}
	if errors.Is(err, os.ErrExist) {
		return err
	}
	return os.Rename(draft, path) // no hard links on this file system
}
