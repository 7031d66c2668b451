package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// faults says which of our errors an SQLite primary result code is.
var faults = map[int]error{
	sqlite3.SQLITE_BUSY:       ErrBusy,
	sqlite3.SQLITE_LOCKED:     ErrBusy,
	sqlite3.SQLITE_PROTOCOL:   ErrBusy,
	sqlite3.SQLITE_FULL:       ErrFull,
	sqlite3.SQLITE_IOERR:      ErrDisk,
	sqlite3.SQLITE_CANTOPEN:   ErrDisk,
	sqlite3.SQLITE_READONLY:   ErrReadOnly,
	sqlite3.SQLITE_PERM:       ErrReadOnly,
	sqlite3.SQLITE_CORRUPT:    ErrDamaged,
	sqlite3.SQLITE_NOTADB:     ErrNotProject,
	sqlite3.SQLITE_FORMAT:     ErrNotProject,
	sqlite3.SQLITE_CONSTRAINT: ErrInvalid,
	sqlite3.SQLITE_TOOBIG:     ErrInvalid,
}

// fault gives an error of the driver the type that callers know; the driver's
// own sentence stays behind it. Other errors pass.
func fault(err error) error {
	var e *sqlite.Error
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return fmt.Errorf("%w: %w", ErrNotFound, err)
	case !errors.As(err, &e):
		if strings.Contains(err.Error(), scanRefusal) {
			return misread(err)
		}
		return err
	}
	if typed, ok := faults[e.Code()&0xff]; ok && !errors.Is(err, typed) {
		return fmt.Errorf("%w: %w", typed, err)
	}
	if e.Code()&0xff == sqlite3.SQLITE_INTERRUPT {
		return fmt.Errorf("%w: %w", context.Canceled, err)
	}
	return err
}

// scanRefusal is how database/sql begins to say that a value is not of the type
// of its column. What follows is the value, perhaps what people said.
const scanRefusal = "sql: Scan error on column"

// misread is the error of a row that could not be taken in: what no column of
// ours holds is damage, and is not told.
func misread(err error) error {
	var driver *sqlite.Error
	switch {
	case errors.As(err, &driver):
		return fault(err)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	return fmt.Errorf("a value that its column does not take: %w", ErrDamaged)
}

// needsRecovery says whether a read-only connection met the journal of a
// program that was killed: only a writing connection can roll it back.
func needsRecovery(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	return e.Code() == sqlite3.SQLITE_READONLY_ROLLBACK || e.Code() == sqlite3.SQLITE_READONLY_RECOVERY ||
		e.Code()&0xff == sqlite3.SQLITE_CANTOPEN
}

// cannotWrite says whether the file or its folder is closed to us.
func cannotWrite(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN:
		return true
	}
	return false
}
