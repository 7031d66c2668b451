package foreign

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
)

// Insert runs one statement while a database is made.
type Insert func(statement string, args ...any) error

// Create makes a new database at a path where there is none, in one
// transaction, and leaves nothing behind when fill fails.
func Create(ctx context.Context, path string, fill func(Insert) error) (err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(path))
		}
	}()
	pool, err := sql.Open("sqlite", address(path, url.Values{"mode": {"rw"}, "_pragma": {"temp_store(2)"}}))
	if err != nil {
		return err
	}
	pool.SetMaxOpenConns(1)
	defer func() { err = errors.Join(err, pool.Close()) }()
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	err = fill(func(statement string, args ...any) error {
		_, err := tx.ExecContext(ctx, statement, args...)
		return err
	})
	if err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}
