// Package foreign holds what the readers of other tools' projects share: the
// opening of a database that is not ours, a text as another tool counts it,
// and the project that grows while one is read.
//
// Words: a Database is a private copy of another program's SQLite file, open
// for reading. A Text is a document as the other tool keeps it beside the
// canonical one that we keep; it turns the other's positions into spans. A
// Draft is a codebook.Project in the making.
//
// Guarantees: the file itself is never opened by SQLite, only a copy in a
// folder of our own, so nothing is written beside it and no program that has
// it open is disturbed. No view, trigger, virtual table or generated column is
// run: only columns of plain tables are read, within limits of rows and bytes.
// What has no place in a text is kept as a Stray, what our project cannot hold
// is counted as a loss.
//
// Errors are *transcript.Error: empty, truncated, damaged, too-large (Args
// limit), unsupported (Args kind), missing (Args name: a file, table or column
// that should be there), link (a link out of the folder), unfinished (the
// other program stopped while it was writing), changing (it is writing now).
//
// Non-goals: knowing any tool's tables (packages qualcoder, taguette, rqda).
package foreign

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"modernc.org/sqlite"

	"veldwerk/transcript"
)

// Limits of what a database may make us read.
const (
	maxFile  = 256 << 20        // bytes of the file, and of its -wal
	maxValue = 8 << 20          // bytes of one value: an interview of a million words
	maxTotal = 128 << 20        // bytes of all values: two thousand interviews
	maxRows  = 200_000          // rows of one table
	patience = 30 * time.Second // for one database; none that is whole takes a tenth
)

// limitLength is SQLITE_LIMIT_LENGTH.
const limitLength = 0

// Database is a private copy of a foreign SQLite file. It is used by one
// goroutine.
type Database struct {
	pool   *sql.DB
	conn   *sql.Conn
	folder string // of the copy
	tables map[string]table
	read   int64 // bytes of values so far
	caller context.Context
	ctx    context.Context // the caller's, with our patience
	cancel context.CancelFunc

	// Western reads text that is not UTF-8 as windows-1252, which old programs
	// on Windows wrote; otherwise its bad bytes become U+FFFD.
	Western bool
}

// Open copies the SQLite file name in folder and opens the copy. The file may
// be a link within the folder. Close must be called; it ends what ctx's end
// would end too.
func Open(ctx context.Context, folder, name string) (*Database, error) {
	copied, err := copyDatabase(folder, name)
	if err != nil {
		return nil, err
	}
	d := &Database{folder: copied.folder, caller: ctx}
	d.ctx, d.cancel = context.WithTimeout(ctx, patience)
	if err := d.connect(copied); err != nil {
		err = d.fault(err)
		_ = d.Close()
		return nil, err
	}
	return d, nil
}

// OpenFile is Open for a path that a person gave: it may be a link.
func OpenFile(ctx context.Context, path string) (*Database, error) {
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return nil, err
	}
	return Open(ctx, filepath.Dir(target), filepath.Base(target))
}

func (d *Database) connect(c copied) error {
	q := url.Values{
		"_defensive": {"1"}, "_dqs": {"0"}, "_error_rc": {"1"},
		"_pragma": {"trusted_schema(0)", "cell_size_check(1)", "query_only(1)", "temp_store(2)", "mmap_size(0)", "cache_size(-8192)"},
	}
	if c.log {
		q.Set("mode", "rw") // reading a write-ahead log writes its index, in our folder
	} else {
		q.Set("mode", "ro")
		q.Set("immutable", "1")
	}
	var err error
	if d.pool, err = sql.Open("sqlite", address(c.path, q)); err != nil {
		return err
	}
	d.pool.SetMaxOpenConns(1)
	if d.conn, err = d.pool.Conn(d.ctx); err != nil {
		return err
	}
	if _, err = sqlite.Limit(d.conn, limitLength, maxValue); err != nil {
		return err
	}
	d.tables, err = readTables(d.ctx, d.conn)
	return err
}

// address is built with url.URL: pasted together, `Interviews #2 50%` opens
// another file.
func address(path string, q url.Values) string {
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // a drive letter
	}
	return (&url.URL{Scheme: "file", Path: slashed, RawQuery: q.Encode()}).String()
}

// Close takes the copy away.
func (d *Database) Close() error {
	d.cancel()
	var first error
	if d.conn != nil {
		first = d.conn.Close()
	}
	if d.pool != nil {
		first = errors.Join(first, d.pool.Close())
	}
	return errors.Join(first, removeAll(d.folder))
}

// fault makes a fact of an error of SQLite. The end of the caller's context
// stays what it is.
func (d *Database) fault(err error) error {
	var known *transcript.Error
	var engine *sqlite.Error
	switch {
	case err == nil:
		return nil
	case d.caller.Err() != nil:
		return d.caller.Err()
	case errors.As(err, &known):
		return err
	case d.ctx.Err() != nil:
		return &transcript.Error{Code: "too-large", Args: map[string]any{"limit": int(patience.Seconds())}, Err: err}
	case errors.As(err, &engine) && engine.Code()&0xFF == 18: // SQLITE_TOOBIG
		return &transcript.Error{Code: "too-large", Args: map[string]any{"limit": maxValue}, Err: err}
	}
	return &transcript.Error{Code: "damaged", Err: err}
}
