package store

import (
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"modernc.org/sqlite"
)

// TestTablesAreThoseOfTheSchema keeps table.go and the SQL one.
func TestTablesAreThoseOfTheSchema(t *testing.T) {
	f := newField(t)
	for _, table := range loggedTables {
		names, err := list(ctx, f.readers, func(rows *sql.Rows, s *string) error { return rows.Scan(s) },
			"SELECT name FROM pragma_table_info(?) ORDER BY cid", table.name)
		f.ok(err)
		if !slices.Equal(names, table.names()) {
			t.Errorf("%s has %v, table.go says %v", table.name, names, table.names())
		}
	}
	all, err := list(ctx, f.readers, func(rows *sql.Rows, s *string) error { return rows.Scan(s) },
		"SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'")
	f.ok(err)
	if len(all) > 0 {
		t.Errorf("not strict: %v", all)
	}
}

func TestSettingsOfTheWriter(t *testing.T) {
	f := newField(t)
	f.Project = newProject(t, f.env)
	want := map[string]string{"journal_mode": "delete", "synchronous": "3", "foreign_keys": "1", "secure_delete": "1", "trusted_schema": "0",
		"fullfsync": "1", "temp_store": "2", "cell_size_check": "1", "mmap_size": "0", "busy_timeout": "5000", "application_id": "1449944183", "user_version": "1"}
	for name, value := range want {
		var got string
		f.ok(f.writer.QueryRowContext(ctx, "PRAGMA "+name).Scan(&got))
		if got != value {
			t.Errorf("%s is %s, want %s", name, got, value)
		}
	}
	var got int
	f.ok(f.readers.QueryRowContext(ctx, "PRAGMA query_only").Scan(&got))
	if got != 1 || !sqlite.StrictPragmasEnabled() {
		t.Error("a reader could write, or a setting could run two statements")
	}
}

func TestTheLogIsOnlyAddedTo(t *testing.T) {
	f := newField(t)
	for _, query := range []string{"DELETE FROM change", "UPDATE change SET coder = 'x'", "UPDATE revision SET text = 'x'",
		"UPDATE turn SET n = 7", "UPDATE anchor SET value = 7", "UPDATE source SET name = 'x'"} {
		_, err := f.writer.ExecContext(ctx, query)
		if err == nil {
			t.Errorf("%s went through", query)
		}
	}
	f.sound()
}

func TestAnOlderFileIsBroughtUpToDate(t *testing.T) {
	f := newField(t)
	f.apply(f.anna, 0, 10, 20)
	f.ok(f.Close())
	steps, err := schemaSteps()
	f.ok(err)
	made := append(slices.Clone(steps), "ALTER TABLE coder ADD COLUMN colour INTEGER NOT NULL DEFAULT 3; CREATE TABLE later (id TEXT PRIMARY KEY) STRICT")

	// A step that fails leaves the file as it was.
	broken := append(slices.Clone(steps), "CREATE TABLE later (id TEXT PRIMARY KEY) STRICT; INSERT INTO nowhere VALUES (1)")
	_, err = open(ctx, f.path, f.env.options(), broken)
	if err == nil || !strings.Contains(err.Error(), "schema 2") {
		t.Fatalf("broken step: %v", err)
	}
	p, err := open(ctx, f.path, f.env.options(), made)
	f.ok(err)
	if p.Info().Schema != 2 || p.Info().ReadOnly {
		t.Errorf("info %+v", p.Info())
	}
	var colour int
	f.ok(p.readers.QueryRowContext(ctx, "SELECT colour FROM coder LIMIT 1").Scan(&colour))
	if colour != 3 {
		t.Error("the step did not run")
	}
	f.ok(p.Close())

	// The copy made before is a whole project of the former schema.
	old, err := Open(ctx, f.path+".schema-1", f.env.options())
	f.ok(err)
	all, err := old.Codings.All(ctx)
	f.ok(err)
	if old.Info().Schema != 1 || len(all) != 1 {
		t.Errorf("copy: %+v, %d codings", old.Info(), len(all))
	}
	f.ok(old.Close())

	// To this program that file is now newer: it opens for reading.
	p, err = Open(ctx, f.path, f.env.options())
	f.ok(err)
	defer func() { _ = p.Close() }()
	if !p.Info().Newer || !p.Info().ReadOnly {
		t.Errorf("info %+v", p.Info())
	}
	_, err = p.Cases.Add(ctx, f.anna, "Urk")
	is(t, err, ErrReadOnly)
	all, err = p.Codings.All(ctx)
	f.ok(err)
	if len(all) != 1 {
		t.Errorf("%d codings", len(all))
	}
}

func TestBackup(t *testing.T) {
	f := newField(t)
	f.apply(f.anna, 0, 10, 20)
	want := f.live()
	path := f.path + ".copy"
	f.ok(f.Backup(ctx, path))
	is(t, f.Backup(ctx, path), os.ErrExist)
	f.apply(f.anna, 1, 10, 20)
	info, err := os.Stat(path)
	f.ok(err)
	if info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
		t.Errorf("copy has mode %v", info.Mode())
	}
	if exists(path + ".unfinished") {
		t.Error("the draft is left")
	}
	f.ok(f.Close())
	p, err := Open(ctx, path, f.env.options())
	f.ok(err)
	f.Project = p
	defer func() { _ = p.Close() }()
	if f.live() != want {
		t.Error("the copy differs")
	}
	f.sound()
}

// TestCheckFindsDamage changes one thing behind the program's back at a time.
func TestCheckFindsDamage(t *testing.T) {
	cases := map[string][]string{
		"text-hash":  {"DROP TRIGGER revision_is_fixed", "UPDATE revision SET text = replace(text, 'ruimte', 'regels')"},
		"quote-hash": {"UPDATE coding SET char_end = char_end + 1"},
		"chain":      {"DROP TRIGGER change_is_fixed", "UPDATE change SET coder = (SELECT max(id) FROM coder) WHERE n = 3"},
		"log":        {"UPDATE code SET name = 'iets anders'"},
		"reference":  {"UPDATE code SET deleted = 1"},
	}
	for code, queries := range cases {
		t.Run(code, func(t *testing.T) {
			f := newField(t)
			f.apply(f.anna, 0, 10, 20)
			f.sound()
			for _, q := range queries {
				_, err := f.writer.ExecContext(ctx, q)
				f.ok(err)
			}
			r, err := f.Check(ctx)
			f.ok(err)
			if r.OK || !slices.ContainsFunc(r.Findings, func(x Finding) bool { return x.Code == code }) {
				t.Errorf("found %+v", r.Findings)
			}
		})
	}
	t.Run("foreign-key", func(t *testing.T) {
		f := newField(t)
		_, err := f.writer.ExecContext(ctx, "PRAGMA foreign_keys = 0")
		f.ok(err)
		_, err = f.writer.ExecContext(ctx, "UPDATE document SET case_id = 'nergens'")
		f.ok(err)
		r, err := f.Check(ctx)
		f.ok(err)
		if r.OK || r.Findings[0].Code != "foreign-key" {
			t.Errorf("found %+v", r.Findings)
		}
	})
	t.Run("chain without its end", func(t *testing.T) {
		f := newField(t)
		f.apply(f.anna, 0, 10, 20)
		for _, q := range []string{"DROP TRIGGER change_is_kept", "DELETE FROM change WHERE n = 4"} {
			_, err := f.writer.ExecContext(ctx, q)
			f.ok(err)
		}
		r, err := f.Check(ctx)
		f.ok(err)
		if r.OK {
			t.Error("a missing change was not seen")
		}
	})
}

// TestAFullDiskLosesNothing lets the file grow no further.
func TestAFullDiskLosesNothing(t *testing.T) {
	f := newField(t)
	limit := func(pages int) {
		_, err := f.writer.ExecContext(ctx, fmt.Sprintf("PRAGMA max_page_count = %d", pages))
		f.ok(err)
	}
	limit(1) // SQLite takes the present size instead
	done := 0
	var err error
	for err == nil {
		before := f.live()
		_, err = f.Codings.Apply(ctx, f.anna, Application{Code: f.codes[0].ID, Places: []Place{{f.doc.ID, span(done*2, done*2+1)}}})
		if err == nil {
			done++
		} else if f.live() != before {
			t.Error("half an act is left")
		}
	}
	is(t, err, ErrFull)
	if len(f.spans()) != done {
		t.Errorf("%d codings of %d", len(f.spans()), done)
	}
	f.sound()
	limit(100_000)
	f.apply(f.anna, 1, 10, 20)
	f.reopen()
	f.sound()
	if len(f.spans()) != done+1 {
		t.Errorf("%d codings of %d", len(f.spans()), done+1)
	}
}

func TestFaultsAreTyped(t *testing.T) {
	f := newField(t)
	other, err := openPool(writerAddress(f.path), 1)
	f.ok(err)
	defer func() { _ = other.Close() }()
	conn, err := other.Conn(ctx)
	f.ok(err)
	_, err = conn.ExecContext(ctx, "BEGIN IMMEDIATE")
	f.ok(err)
	_, err = f.writer.ExecContext(ctx, "PRAGMA busy_timeout = 1")
	f.ok(err)
	_, err = f.Cases.Add(ctx, f.anna, "Urk")
	is(t, err, ErrBusy)
	_, err = conn.ExecContext(ctx, "ROLLBACK")
	f.ok(err)
	_, err = f.Cases.Add(ctx, f.anna, "Urk")
	f.ok(err)

	var duplicate *DuplicateError
	if _, err = f.Cases.Add(ctx, f.anna, " URK "); !errors.As(err, &duplicate) || duplicate.Title != "Urk" {
		t.Errorf("second case: %v", err)
	}
}

// TestTheChainAsItIsDocumented computes a hash by hand: the former hash, then
// every field, numbers as eight bytes and texts behind their length as eight
// bytes, the most significant first.
func TestTheChainAsItIsDocumented(t *testing.T) {
	f := newField(t)
	changes, err := f.Changes.All(ctx)
	f.ok(err)
	var hlc, at int64
	c, before := changes[4], changes[3]
	f.ok(f.readers.QueryRowContext(ctx, "SELECT hlc, at FROM change WHERE seq = ?", c.Seq).Scan(&hlc, &at))
	if at != c.At.UnixMilli() || hlc < at<<16 {
		t.Errorf("clock %d at %d", hlc, at)
	}
	prev, err := hex.DecodeString(before.Hash)
	f.ok(err)
	number := func(n int64) { prev = binary.BigEndian.AppendUint64(prev, uint64(n)) }
	text := func(s string) { number(int64(len(s))); prev = append(prev, s...) }
	text(c.Device)
	number(c.Seq)
	number(hlc)
	text(c.Step)
	text(c.Coder.String())
	number(at)
	for _, s := range []string{c.Act, c.Table, c.Row, c.Before, c.After, ""} {
		text(s)
	}
	if sum := sha256.Sum256(prev); hex.EncodeToString(sum[:]) != c.Hash {
		t.Errorf("hash of change %d is %s", c.Seq, c.Hash)
	}
}
