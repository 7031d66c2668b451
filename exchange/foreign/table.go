package foreign

import (
	"context"
	"database/sql"
	"strings"

	"veldwerk/transcript"
)

// table is a plain table of a foreign database.
type table struct {
	name    string
	columns map[string]string // name as it is written, by lower-case name
	rowid   bool
}

// maxTables bounds the catalogue; the largest known has 35 tables.
const maxTables = 1000

// readTables lists the plain tables. A view or a virtual table is none, however
// it is named, and a generated column is no column: reading one would run what
// the file says.
func readTables(ctx context.Context, conn *sql.Conn) (map[string]table, error) {
	type entry struct {
		name    string
		virtual bool
	}
	var entries []entry
	rows, err := conn.QueryContext(ctx, `SELECT name, coalesce(rootpage, 0) = 0 OR upper(ltrim(sql)) LIKE 'CREATE VIRTUAL%'
		FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY rowid LIMIT ?`, maxTables)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var e entry
		if err := rows.Scan(&e.name, &e.virtual); err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	out := map[string]table{}
	for _, e := range entries {
		if e.virtual {
			continue
		}
		t, err := readColumns(ctx, conn, e.name)
		if err != nil {
			return nil, err
		}
		out[strings.ToLower(e.name)] = t
	}
	return out, nil
}

func readColumns(ctx context.Context, conn *sql.Conn, name string) (table, error) {
	t := table{name: name, columns: map[string]string{}, rowid: true}
	rows, err := conn.QueryContext(ctx, "SELECT name, hidden FROM pragma_table_xinfo(?)", name)
	if err != nil {
		return t, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var column string
		var hidden int
		if err := rows.Scan(&column, &hidden); err != nil {
			return t, err
		}
		if hidden == 0 {
			t.columns[strings.ToLower(column)] = column
		}
	}
	if err := rows.Err(); err != nil {
		return t, err
	}
	var without bool
	err = conn.QueryRowContext(ctx, "SELECT wr FROM pragma_table_list(?) WHERE schema = 'main'", name).Scan(&without)
	t.rowid = !without
	return t, err
}

// Has says whether there is a plain table of that name with these columns.
func (d *Database) Has(name string, columns ...string) bool {
	t, ok := d.tables[strings.ToLower(name)]
	for _, c := range columns {
		ok = ok && t.columns[strings.ToLower(c)] != ""
	}
	return ok
}

// Need refuses a database without a table or one of its columns.
func (d *Database) Need(name string, columns ...string) error {
	if !d.Has(name) {
		return &transcript.Error{Code: "missing", Args: map[string]any{"name": name}}
	}
	for _, c := range columns {
		if !d.Has(name, c) {
			return &transcript.Error{Code: "missing", Args: map[string]any{"name": name + "." + c}}
		}
	}
	return nil
}

// quoted is an identifier in SQL.
func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
