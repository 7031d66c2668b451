package store

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// hostile are things that somebody can do to a file and that must be seen
// before anything is asked of its tables.
var hostile = []struct {
	name, harm, object, reason string
}{
	{"a trigger on a table", "CREATE TRIGGER quiet AFTER INSERT ON session BEGIN DELETE FROM coding; END", "quiet", "extra"},
	{"a trigger in the place of one of ours", "DROP TRIGGER change_is_kept; CREATE TRIGGER change_is_kept BEFORE DELETE ON change BEGIN SELECT 1; END", "change_is_kept", "changed"},
	{"one of our triggers is gone", "DROP TRIGGER change_is_fixed", "change_is_fixed", "missing"},
	{"a view that bears a table's name", "ALTER TABLE project RENAME TO hidden; CREATE VIEW project AS SELECT id, created FROM hidden", "hidden", "extra"},
	{"a view beside them", "CREATE VIEW more AS SELECT * FROM coding", "more", "extra"},
	{"a column that is worked out", "ALTER TABLE project ADD COLUMN x TEXT AS (upper(id))", "project", "changed"},
	{"a check that calls a function", "DROP TABLE query; CREATE TABLE query (id TEXT PRIMARY KEY, name TEXT NOT NULL CHECK (length(randomblob(1000)) > 0), query TEXT NOT NULL, deleted INTEGER NOT NULL) STRICT", "query", "changed"},
	{"a virtual table", "CREATE VIRTUAL TABLE words USING fts5(text)", "words", "extra"},
	{"a partial index with an expression", "CREATE INDEX sly ON coding (abs(char_start)) WHERE certainty > 1", "sly", "extra"},
	{"an index that is no longer unique", "DROP INDEX change_seq; CREATE INDEX change_seq ON change (device, seq)", "change_seq", "changed"},
	{"figures for the planner", "ANALYZE", "sqlite_stat1", "extra"},
	{"a table beside them", "CREATE TABLE notes (x)", "notes", "extra"},
	{"a default that calls a function", "PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = replace(sql, 'opened  INTEGER NOT NULL', 'opened  INTEGER NOT NULL DEFAULT (random())') WHERE name = 'session'; PRAGMA writable_schema = RESET", "session", "changed"},
}

func TestTrust(t *testing.T) {
	for _, one := range hostile {
		t.Run(one.name, func(t *testing.T) {
			f := newField(t)
			f.ok(f.Close())
			f.reopen() // what we made is trusted
			f.ok(f.Close())
			tamper(t, f.path, one.harm)
			for _, o := range []Options{f.env.options(), {ReadOnly: true}} {
				_, err := Open(ctx, f.path, o)
				var foreign *TrustError
				if !errors.As(err, &foreign) || foreign.Reason != one.reason || (foreign.Object != one.object && !strings.HasPrefix(foreign.Object, one.object)) {
					t.Fatalf("%v", err)
				}
			}
			if _, err := Trust(ctx, f.path); err == nil {
				t.Fatal("trusted")
			}
		})
	}
}

func TestTrustReadsTheWholeFile(t *testing.T) {
	f := newField(t)
	f.ok(f.Close())
	if _, err := Trust(ctx, f.path); err != nil {
		t.Fatal(err)
	}
	tamper(t, f.path, "PRAGMA application_id = 7")
	_, err := Trust(ctx, f.path)
	is(t, err, ErrNotProject)

	f = newField(t)
	f.ok(f.Close())
	data, err := os.ReadFile(f.path)
	f.ok(err)
	clear(data[3*4096 : 4*4096]) // a page of a table
	broken := filepath.Join(t.TempDir(), "broken.veldwerk")
	f.ok(os.WriteFile(broken, data, 0o600))
	_, err = Trust(ctx, broken)
	is(t, err, ErrDamaged)
}

// TestTrustOfANewerFile: it opens for reading as long as what we read are
// tables; views and virtual tables run code when they are read.
func TestTrustOfANewerFile(t *testing.T) {
	for harm, refused := range map[string]bool{
		"CREATE TABLE later (id TEXT) STRICT; CREATE INDEX later_id ON later (id); ALTER TABLE code ADD COLUMN later TEXT": false,
		"CREATE TRIGGER later AFTER INSERT ON session BEGIN SELECT 1; END":                                                 false,
		"CREATE VIEW later AS SELECT 1":                        true,
		"CREATE VIRTUAL TABLE later USING fts5(text)":          true,
		"ALTER TABLE project ADD COLUMN x TEXT AS (upper(id))": true,
		"ALTER TABLE quarantine RENAME TO later":               true,
	} {
		f := newField(t)
		f.ok(f.Close())
		tamper(t, f.path, harm+"; PRAGMA user_version = 9")
		p, err := Open(ctx, f.path, f.env.options())
		var foreign *TrustError
		if refused != errors.As(err, &foreign) {
			t.Errorf("%s: %v", harm, err)
		}
		if err == nil {
			if !p.Info().Newer || !p.Info().ReadOnly {
				t.Error(p.Info())
			}
			f.ok(p.Close())
		}
	}
}

func TestBareSQL(t *testing.T) {
	for in, want := range map[string]string{
		"CREATE TABLE a (\n  b TEXT, -- why\n\tc TEXT /* so */ )": "CREATE TABLE a ( b TEXT, c TEXT )",
		"SELECT 'it -- is  ''so' , \"a  b\"":                      "SELECT 'it -- is  ''so' , \"a  b\"",
		"x -- no end":                                             "x", "y /* no end": "y", "'no end": "'no end", "[a  b] `c  d`": "[a  b] `c  d`", "": "",
	} {
		if got := bare(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

// BenchmarkTrust is what every opening pays for the look at the schema.
func BenchmarkTrust(b *testing.B) {
	f := newField(b)
	db, err := openPool(readerAddress(f.path), 1)
	f.ok(err)
	defer func() { _ = db.Close() }()
	for b.Loop() {
		f.ok(trusted(ctx, db, 1))
	}
}
