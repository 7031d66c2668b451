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
	return Judge(ctx, p.info.Path, fault(backup(ctx, conn, path)))
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
	// What a program that was killed left: its journal would be played into the
	// new draft.
	for _, left := range []string{draft, draft + "-journal"} {
		if err := ignoreMissing(os.Remove(left)); err != nil {
			return err
		}
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
	return errors.Join(err, ignoreMissing(os.Remove(draft)), ignoreMissing(os.Remove(draft+"-journal")))
}

func ignoreMissing(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// copyPages copies a thousand pages at a time, so that it can be cancelled. It
// reads in one transaction: an act between two steps would have SQLite begin
// anew, and someone who codes quickly would hold the copy up for ever.
func copyPages(ctx context.Context, from *sql.Conn, to string) (err error) {
	if _, err := from.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	defer func() {
		_, e := from.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		err = errors.Join(err, e)
	}()
	var rows int // the transaction begins with the first read
	if err := from.QueryRowContext(ctx, "SELECT count(*) FROM project").Scan(&rows); err != nil {
		return err
	}
	return from.Raw(func(driver any) error { return backupInto(ctx, driver, writerAddress(to)) })
}

// backupInto copies the database of a connection of the driver.
func backupInto(ctx context.Context, driver any, to string) error {
	source, ok := driver.(interface {
		NewBackup(uri string) (*sqlite.Backup, error)
	})
	if !ok {
		return fmt.Errorf("driver %T has no backup", driver)
	}
	b, err := source.NewBackup(to)
	if err != nil {
		return err
	}
	for more := true; more && err == nil; {
		if err = ctx.Err(); err == nil {
			more, err = b.Step(1000)
		}
	}
	return errors.Join(err, b.Finish())
}

// sound opens a copy and lets SQLite look at every page of it. What an index
// says against its table, and what only our hashes can tell, is for Check.
func sound(ctx context.Context, path string) error {
	return twice(ctx, path, func() error { return looksSound(ctx, path) })
}

func looksSound(ctx context.Context, path string) error {
	if _, err := identify(ctx, readerAddress(path)); err != nil {
		return err
	}
	db, err := openPool(readerAddress(path), 1)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if err := pagesSound(ctx, db); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return nil
}

// pagesSound is ErrDamaged, with what SQLite said first, when a page is not.
func pagesSound(ctx context.Context, q querier) error {
	verdicts, err := quickCheck(ctx, q)
	if err == nil && len(verdicts) > 0 {
		err = &verdict{verdicts[0]}
	}
	return err
}

// quickCheck lists what SQLite has to say about the pages of a file: nothing
// when they are sound.
func quickCheck(ctx context.Context, q querier) ([]string, error) {
	found, err := list(ctx, q, func(rows *sql.Rows, s *string) error { return rows.Scan(s) }, "PRAGMA quick_check(20)")
	if len(found) == 1 && found[0] == "ok" {
		found = nil
	}
	return found, err
}

// publish gives the draft its name without ever replacing a file: a hard link
// refuses a name that is taken, which a rename does not. A name that is not on
// disk is taken back: a backup that was acknowledged is there after a power cut.
func publish(draft, path string) error {
	err := os.Link(draft, path)
	if errors.Is(err, os.ErrExist) {
		return err
	}
	if err != nil { // no hard links on this file system
		if err := os.Rename(draft, path); err != nil {
			return err
		}
	}
	if err := SyncFolder(filepath.Dir(path)); err != nil {
		return errors.Join(fmt.Errorf("%w: %w", ErrDisk, err), os.Remove(path))
	}
	return nil
}
