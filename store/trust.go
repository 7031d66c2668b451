package store

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// TrustError refuses a file whose tables are not those that veldwerk makes: a
// trigger, a view or a changed table could act while we read or write it. No
// query has run on its tables when it is given.
type TrustError struct {
	Object string // name of the table, index, view or trigger
	Reason string // "extra", "changed" or "missing"
}

func (e *TrustError) Error() string {
	return fmt.Sprintf("%s %q in the project file", e.Reason, e.Object)
}

// Trust proves a file that came from elsewhere before anything is asked of
// it: SQLite's quick check, then every object of its schema. It writes nothing
// but what a killed program left half written: that is rolled back.
// ErrNotProject, ErrDamaged, *TrustError.
func Trust(ctx context.Context, path string) (Info, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return Info{}, err
	}
	var info Info
	err = twice(ctx, path, func() error {
		info, err = trust(ctx, path)
		return err
	})
	return info, err
}

func trust(ctx context.Context, path string) (Info, error) {
	info, err := inspect(ctx, path)
	if err != nil {
		return info, err
	}
	db, err := openPool(readerAddress(path), 1)
	if err != nil {
		return info, err
	}
	defer func() { _ = db.Close() }()
	if err := pagesSound(ctx, db); err != nil {
		return info, fmt.Errorf("%s: %w", path, fault(err))
	}
	return info, nil
}

// object is one entry of a file's schema. SQL is "" for what SQLite makes
// itself, such as the index of a primary key.
type object struct{ kind, name, table, sql string }

const objectsQuery = "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema ORDER BY name"

func objects(ctx context.Context, q querier) ([]object, error) {
	found, err := listOnce(ctx, q, func(rows *sql.Rows, o *object) error {
		return rows.Scan(&o.kind, &o.name, &o.table, &o.sql)
	}, objectsQuery)
	for i := range found {
		found[i].sql = bare(found[i].sql)
	}
	return found, err
}

// expected are the objects of each schema, made by our own steps in memory.
// The steps are fixed, so it is worked out once.
var expected = sync.OnceValues(func() ([][]object, error) {
	steps, err := schemaSteps()
	if err != nil {
		return nil, err
	}
	return objectsOf(steps)
})

func objectsOf(steps []string) ([][]object, error) {
	db, err := openPool("file::memory:", 1)
	if err != nil {
		return nil, err
	}
	defer func() { _ = db.Close() }()
	ctx := context.Background()
	out := make([][]object, 1, len(steps)+1)
	for _, step := range steps {
		if _, err := db.ExecContext(ctx, step); err != nil {
			return nil, err
		}
		made, err := objects(ctx, db)
		if err != nil {
			return nil, err
		}
		out = append(out, made)
	}
	return out, nil
}

// trusted compares the schema of an open file with ours, object by object. Of
// a newer schema we can know only that what we read are tables: what it has
// more must be tables, indexes and triggers, which do nothing in a file that is
// only read. It has no views and no virtual tables, whose reading runs code.
func trusted(ctx context.Context, q querier, schema int) error {
	ours, err := expected()
	if err != nil {
		return err
	}
	found, err := objects(ctx, q)
	if err != nil {
		return err
	}
	if schema < 1 {
		return fmt.Errorf("schema %d: %w", schema, ErrDamaged)
	}
	newest := len(ours) - 1
	if schema > newest {
		return likely(ctx, q, found, ours[newest])
	}
	return same(found, ours[schema])
}

func same(found, ours []object) error {
	byName := make(map[string]object, len(ours))
	for _, o := range ours {
		byName[o.name] = o
	}
	for _, o := range found {
		want, known := byName[o.name]
		switch {
		case !known:
			return &TrustError{o.name, "extra"}
		case o != want:
			return &TrustError{o.name, "changed"}
		}
		delete(byName, o.name)
	}
	for _, o := range ours {
		if _, missing := byName[o.name]; missing {
			return &TrustError{o.name, "missing"}
		}
	}
	return nil
}

// likely is the weaker look at a schema that is newer than this program.
func likely(ctx context.Context, q querier, found, ours []object) error {
	tables := map[string]bool{}
	for _, o := range found {
		if o.kind == "view" || strings.HasPrefix(strings.ToUpper(o.sql), "CREATE VIRTUAL") {
			return &TrustError{o.name, "extra"}
		}
		if o.kind == "table" {
			tables[o.name] = true
		}
	}
	for _, o := range ours {
		if o.kind != "table" {
			continue
		}
		if !tables[o.name] {
			return &TrustError{o.name, "missing"}
		}
		// A hidden column is one that is worked out by an expression.
		hidden, err := listOnce(ctx, q, func(rows *sql.Rows, s *string) error { return rows.Scan(s) },
			"SELECT name FROM pragma_table_xinfo(?) WHERE hidden <> 0", o.name)
		if err != nil {
			return err
		}
		if len(hidden) > 0 {
			return &TrustError{o.name, "changed"}
		}
	}
	return nil
}

// bare is SQL without comments and with one blank between words, so that a
// comment put right in our own steps does not make every older file foreign.
// What stands in quotes stays as it is.
func bare(sql string) string {
	var b strings.Builder
	blank := false
	for i := 0; i < len(sql); {
		switch rest := sql[i:]; {
		case strings.HasPrefix(rest, "--"):
			i += until(rest, "\n")
			blank = true
		case strings.HasPrefix(rest, "/*"):
			i += 2 + until(rest[2:], "*/")
			blank = true
		case strings.ContainsRune(" \t\r\n\f", rune(rest[0])):
			i++
			blank = true
		default:
			var n int
			if at := slices.Index([]byte("'\"`["), rest[0]); at >= 0 {
				n = 1 + until(rest[1:], string("'\"`]"[at]))
			} else {
				_, n = utf8.DecodeRuneInString(rest)
			}
			if blank && b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(rest[:n])
			blank = false
			i += n
		}
	}
	return b.String()
}

// until is the length of s up to and with the end mark, or all of it.
func until(s, end string) int {
	if at := strings.Index(s, end); at >= 0 {
		return at + len(end)
	}
	return len(s)
}
