package store

import (
	"context"
	"database/sql"
	"net/url"
	"path/filepath"
	"strings"
	"sync"

	"modernc.org/sqlite"
)

// processSettings are switches of the driver that hold for the whole process.
// OFD locks exist on Linux only: with POSIX locks, opening and closing the
// project file anywhere in the process would drop SQLite's lock.
var processSettings = sync.OnceFunc(func() {
	sqlite.StrictPragmas(true)
	_, _ = sqlite.OFDLocking(true) // not to be had elsewhere than on Linux
})

// querier reads: a pool, a connection or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// shared are the settings of every connection. The address is built with
// url.URL: pasted together, `Interviews #2 50%` opens another file.
func shared() url.Values {
	return url.Values{
		"_defensive":    {"1"},
		"_dqs":          {"0"},
		"_error_rc":     {"1"},
		"_busy_timeout": {"5000"},
		"_foreign_keys": {"1"},
		"_pragma": {
			"fullfsync(1)", "secure_delete(1)", "trusted_schema(0)", "cell_size_check(1)",
			"temp_store(2)", "mmap_size(0)", "cache_size(-32768)",
		},
	}
}

func address(path string, q url.Values) string {
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // a drive letter
	}
	return (&url.URL{Scheme: "file", Path: slashed, RawQuery: q.Encode()}).String()
}

// writerAddress never makes a file: mode=rw.
func writerAddress(path string) string {
	q := shared()
	q.Set("mode", "rw")
	q.Set("_txlock", "immediate")
	q.Set("_journal_mode", "DELETE")
	q.Set("_synchronous", "EXTRA")
	return address(path, q)
}

func readerAddress(path string) string {
	q := shared()
	q.Set("mode", "ro")
	q.Set("_query_only", "1")
	return address(path, q)
}

// recoveryAddress opens for writing without changing any setting of the file,
// which may be somebody else's.
func recoveryAddress(path string) string {
	q := shared()
	q.Set("mode", "rw")
	return address(path, q)
}

func openPool(dsn string, connections int) (*sql.DB, error) {
	processSettings()
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

// readers are the connections that only read the file at path.
type readers struct {
	*sql.DB
	path string
}

// judge is fault, after a second look at what seems damaged.
func (r *readers) judge(ctx context.Context, err error) error { return Judge(ctx, r.path, fault(err)) }

// view reads several tables as one moment saw them.
func (p *Project) view(ctx context.Context, f func(q querier) error) error {
	return Judge(ctx, p.info.Path, p.still(ctx, f))
}

// still is view without a second look at what seems damaged.
func (p *Project) still(ctx context.Context, f func(q querier) error) error {
	tx, err := p.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return fault(err)
	}
	err = f(tx)
	if e := tx.Rollback(); err == nil {
		err = e
	}
	return fault(err)
}

// list reads all rows of a query.
func list[T any](ctx context.Context, q querier, scan func(*sql.Rows, *T) error, query string, args ...any) ([]T, error) {
	out, err := listOnce(ctx, q, scan, query, args...)
	if r, ok := q.(*readers); ok {
		err = r.judge(ctx, err)
	}
	return out, err
}

func listOnce[T any](ctx context.Context, q querier, scan func(*sql.Rows, *T) error, query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fault(err)
	}
	defer func() { _ = rows.Close() }()
	var out []T
	for rows.Next() {
		var one T
		if err := scan(rows, &one); err != nil {
			return nil, misread(err)
		}
		out = append(out, one)
	}
	return out, fault(rows.Err())
}
