package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
)

// applicationID marks an SQLite file as ours: "Vldw".
const applicationID = 0x566c6477

//go:embed schema/*.sql
var schemaFiles embed.FS

// schemaSteps are the SQL of schema 1, 2, … in order; the number of the last
// one is the schema of this program.
func schemaSteps() ([]string, error) {
	names, err := fs.Glob(schemaFiles, "schema/*.sql")
	if err != nil {
		return nil, err
	}
	steps := make([]string, len(names))
	for i, name := range names {
		if name != fmt.Sprintf("schema/%03d.sql", i+1) {
			return nil, fmt.Errorf("schema step %q out of order", name)
		}
		b, err := schemaFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		steps[i] = string(b)
	}
	return steps, nil
}

// migrate brings a file from schema `from` to the last step, each step in a
// transaction of its own: a step is wholly there or wholly not.
func migrate(ctx context.Context, conn *sql.Conn, from int, steps []string) error {
	for version := from + 1; version <= len(steps); version++ {
		err := within(ctx, conn, func() error {
			if _, err := conn.ExecContext(ctx, steps[version-1]); err != nil {
				return err
			}
			if err := foreignKeys(ctx, conn); err != nil {
				return err
			}
			_, err := conn.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", version))
			return err
		})
		if err != nil {
			return fmt.Errorf("schema %d: %w", version, fault(err))
		}
	}
	return nil
}

func foreignKeys(ctx context.Context, q querier) error {
	var n int
	if err := q.QueryRowContext(ctx, "SELECT count(*) FROM pragma_foreign_key_check").Scan(&n); err != nil {
		return err
	}
	if n > 0 {
		return fmt.Errorf("%d broken references: %w", n, ErrDamaged)
	}
	return nil
}

// within runs f in one immediate transaction of the connection.
func within(ctx context.Context, conn *sql.Conn, f func() error) error {
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	// From here on the work ends on its own terms: a cancelled COMMIT would
	// leave open whether the act is on disk.
	ctx = context.WithoutCancel(ctx)
	committed := false
	defer func() {
		if !committed { // by an error, or by a panic: the next act must not find it open
			// SQLite may have rolled back by itself (disk full, I/O error).
			_, _ = conn.ExecContext(ctx, "ROLLBACK")
		}
	}()
	if err := f(); err != nil {
		return err
	}
	err := commit(ctx, conn)
	committed = err == nil
	return err
}

// patience is how often a commit waits the busy timeout.
const patience = 6

// commit waits for readers longer than SQLite does: a report over a million
// codings holds a commit up for as long as it reads, and an act must not be
// refused for that. A COMMIT that was busy can be tried again.
func commit(ctx context.Context, conn *sql.Conn) error {
	var err error
	for range patience {
		if _, err = conn.ExecContext(ctx, "COMMIT"); !errors.Is(fault(err), ErrBusy) {
			return err
		}
	}
	return err
}
