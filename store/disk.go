package store

import (
	"context"
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Judge tells a disk that could not be read from a file that is damaged. SQLite
// calls both damage: a page that the disk refuses (EIO) comes back as "malformed"
// and without the error of the system. Who believes that moves a sound file
// aside. An ErrDamaged of the project at path stays one only when the disk gives
// every page of it and they are not sound; else it is ErrDisk. Other errors pass.
func Judge(ctx context.Context, path string, err error) error {
	if err == nil || !errors.Is(fault(err), ErrDamaged) {
		return err
	}
	if e := pagesGiven(ctx, path); errors.Is(e, ErrDisk) {
		return e
	}
	if looksSound(ctx, path) == nil && fromDriver(err) {
		return fmt.Errorf("%w: read well at the second time", ErrDisk)
	}
	return err
}

// fromDriver says whether it was SQLite that called it damage, not a hash or a
// rule of ours, which a second look at the pages does not refute.
func fromDriver(err error) bool {
	var driver *sqlite.Error
	var said *verdict
	return errors.As(err, &driver) && driver.Code()&0xff == sqlite3.SQLITE_CORRUPT || errors.As(err, &said)
}

// verdict is what SQLite's own check said of the pages.
type verdict struct{ said string }

func (v *verdict) Error() string { return v.said + ": " + ErrDamaged.Error() }
func (v *verdict) Unwrap() error { return ErrDamaged }

// twice reads again what seemed damaged, when the disk gives every page of the
// file: the second answer counts. ErrDisk when it does not.
func twice(ctx context.Context, path string, read func() error) error {
	err := read()
	if err == nil || !errors.Is(fault(err), ErrDamaged) {
		return err
	}
	if e := pagesGiven(ctx, path); errors.Is(e, ErrDisk) {
		return e
	}
	return read()
}

// pagesGiven reads every page of a file, whatever stands on it: ErrDisk when the
// disk refuses one. SQLite's backup is the one reader that gives the error of
// the disk as it is. It goes through SQLite, for a file that is opened and
// closed beside it loses its locks where these are POSIX locks; and into memory,
// for no copy of what people said may be left in another folder.
func pagesGiven(ctx context.Context, path string) error {
	db, err := openPool(address(path, map[string][]string{"mode": {"ro"}}), 1) // no pragma, which would read the schema
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return fault(err)
	}
	defer func() { _ = conn.Close() }()
	return fault(conn.Raw(func(driver any) error { return backupInto(ctx, driver, ":memory:") }))
}
