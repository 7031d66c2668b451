package qualcoder

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"veldwerk/exchange/foreign"
	"veldwerk/transcript"
)

func openDatabase(t testing.TB, folder string) *foreign.Database {
	t.Helper()
	db, err := foreign.Open(context.Background(), folder, Database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// each gives the rows of a table, each with values of its own.
func each(t testing.TB, db *foreign.Database, table, columns string) (out []foreign.Row) {
	t.Helper()
	err := db.Each(table, columns, func(row foreign.Row) error {
		out = append(out, row.Clone())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestReadRefuses(t *testing.T) {
	whole := append(slices.Clone(shapes["v10"]), content()...)
	cases := map[string]struct {
		folder func(t *testing.T) string
		code   string
	}{
		"no database":      {func(t *testing.T) string { return t.TempDir() }, "missing"},
		"empty":            {func(t *testing.T) string { return holding(t, nil) }, "empty"},
		"no SQLite":        {func(t *testing.T) string { return holding(t, []byte(strings.Repeat("Anna: hoi\n", 99))) }, "unsupported"},
		"another program":  {func(t *testing.T) string { return files(t, `CREATE TABLE kat (naam text)`) }, "missing"},
		"a view as source": {func(t *testing.T) string { return files(t, replaced(whole, "source")...) }, "missing"},
		"a link out": {func(t *testing.T) string {
			folder := t.TempDir()
			if err := os.Symlink(filepath.Join(files(t, whole...), Database), filepath.Join(folder, Database)); err != nil {
				t.Fatal(err)
			}
			return folder
		}, "link"},
		"cut off": {func(t *testing.T) string {
			folder := files(t, whole...)
			cut(t, filepath.Join(folder, Database), 3*4096)
			return folder
		}, "truncated"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := Read(context.Background(), c.folder(t), ids())
			var refused *transcript.Error
			if !errors.As(err, &refused) || refused.Code != c.code {
				t.Errorf("got %v, want %s", err, c.code)
			}
		})
	}
}

// replaced makes a view of a table, over another.
func replaced(statements []string, table string) []string {
	return append(slices.Clone(statements), "ALTER TABLE "+table+" RENAME TO echt", "CREATE VIEW "+table+" AS SELECT * FROM echt")
}

func holding(t *testing.T, data []byte) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, Database), data, 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}

func cut(t *testing.T, path string, size int64) {
	t.Helper()
	if err := os.Truncate(path, size); err != nil {
		t.Fatal(err)
	}
}

// A trigger, a view or a generated column of the file never runs, and tables
// of the right name with the wrong things in them do no harm.
func TestReadRunsNothing(t *testing.T) {
	folder := files(t, append(slices.Clone(shapes["v10"]),
		`CREATE TABLE code_text (ctid integer primary key, cid, fid, seltext, pos0, pos1, owner, date, memo AS (hex(zeroblob(100000000))), important)`,
		`CREATE TRIGGER t AFTER INSERT ON code_text BEGIN DELETE FROM source; END`,
		`CREATE TABLE binnen (id, fid, pos0, pos1, memo, owner, date)`,
		`CREATE VIEW annotation AS SELECT * FROM binnen`,
		`INSERT INTO binnen VALUES (1, 1, 0, 4, 'nooit', 'Anne', '')`,
		`INSERT INTO code_text (cid, fid, seltext, pos0, pos1, owner) VALUES (1, 1, x'6461', '3', 5.0, 'Anne'), (1, 1, 'een', NULL, 'drie', NULL), (1, 1, 7, 1e300, -5, 2.5)`,
		`INSERT INTO source (id, name, fulltext) VALUES (1, NULL, 'een dag' || char(0) || ' later')`,
		`INSERT INTO code_name (cid, name) VALUES (1, NULL)`,
	)...)
	p, err := Read(context.Background(), folder, ids())
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Memos) != 1 {
		t.Errorf("memos %v", p.Memos)
	}
	if len(p.Documents) != 1 || p.Documents[0].Text.String() != "een dag\uFFFD later" {
		t.Fatalf("documents %+v", p.Documents)
	}
	var quotes []string
	for _, c := range p.Codings {
		if c.Memo != "" {
			t.Error("a generated column was read")
		}
		quotes = append(quotes, p.Documents[0].Text.Slice(c.Span))
	}
	if !slices.Equal(quotes, []string{"een", "da"}) || len(p.Strays) != 1 {
		t.Errorf("codings %q, strays %v", quotes, p.Strays)
	}
}

func TestReadDeepTree(t *testing.T) {
	statements := append(slices.Clone(shapes["v10"]), schema[9], schema[10],
		`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO code_cat (catid, name, supercatid) SELECT i, 'c' || i, i - 1 FROM n`)
	p, err := Read(context.Background(), files(t, statements...), ids())
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Codes) != 20000 {
		t.Errorf("%d codes", len(p.Codes))
	}
	parents := map[string]int{}
	for _, c := range p.Codes {
		parents[c.ID.String()] = parents[c.Parent.String()] + 1
		if parents[c.ID.String()] > 64 {
			t.Fatal("too deep")
		}
	}
}

// FuzzQualCoder reads rows with any position, quote and text: a coding stands
// in the text and on its quote, and nothing is lost without a word.
func FuzzQualCoder(f *testing.F) {
	f.Add("😀 de wijk\r\nen 😀 de wijk", "de wijk", 3, 10, "Anne", 1)
	f.Add("\uFEFFeen\x00twee", "twee", 4, 8, "", 0)
	f.Add("a\u0308b", "", -1, 5, "x", 2)
	f.Fuzz(func(t *testing.T, text, quote string, start, end int, owner string, kind int) {
		if len(text)+len(quote) > 1<<12 {
			return
		}
		folder := filepath.Join(t.TempDir(), "f.qda")
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		err := foreign.Create(context.Background(), filepath.Join(folder, Database), func(insert foreign.Insert) error {
			for _, s := range []string{schema[0], schema[1], schema[4], schema[7], schema[8], schema[9], schema[10], schema[11]} {
				if err := insert(s); err != nil {
					return err
				}
			}
			return errors.Join(
				insert(`INSERT INTO source (id, name, fulltext) VALUES (1, ?, ?)`, owner, text),
				insert(`INSERT INTO code_cat (catid, name, supercatid) VALUES (1, ?, ?), (2, ?, 1)`, quote, kind, quote+"b"),
				insert(`INSERT INTO code_name (cid, name, catid) VALUES (1, ?, ?)`, quote, kind),
				insert(`INSERT INTO cases (caseid, name) VALUES (1, ?)`, owner),
				insert(`INSERT INTO case_text (caseid, fid, pos0, pos1) VALUES (1, 1, ?, ?)`, start, end),
				insert(`INSERT INTO annotation (fid, pos0, pos1, memo, owner) VALUES (1, ?, ?, ?, ?)`, start, end, quote, owner),
				insert(`INSERT INTO code_text (cid, fid, seltext, pos0, pos1, owner) VALUES (1, 1, ?, ?, ?, ?)`, quote, start, end, owner))
		})
		if err != nil {
			t.Fatal(err)
		}
		p, err := Read(context.Background(), folder, ids())
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Documents) == 1 && len(p.Codings)+len(p.Strays) != 1 {
			t.Fatalf("%d codings, %d strays", len(p.Codings), len(p.Strays))
		}
		for _, c := range p.Codings {
			got := p.Documents[0].Text
			if !got.Whole().Covers(c.Span) || c.Span.IsEmpty() {
				t.Fatalf("span %v of %d", c.Span, got.Len())
			}
			if quote != "" && !strings.ContainsAny(text+quote, "\r\x00\u2028\u2029\uFEFF\uFFFD") && strings.ToValidUTF8(text+quote, "") == text+quote && got.Slice(c.Span) != quote {
				t.Fatalf("%q stands on %q", quote, got.Slice(c.Span))
			}
		}
		if again, err := Write(context.Background(), filepath.Join(t.TempDir(), "g.qda"), p, moment); err != nil {
			t.Fatal(again, err)
		}
	})
}

// A file with bytes of chance in it is read or refused, as a fact.
func TestReadDamaged(t *testing.T) {
	whole, err := os.ReadFile(filepath.Join(files(t, append(slices.Clone(shapes["v14"]), content()...)...), Database))
	if err != nil {
		t.Fatal(err)
	}
	chance := rand.New(rand.NewPCG(1, 2))
	folder := t.TempDir()
	read := 0
	for range 80 {
		data := slices.Clone(whole)
		for range 1 + chance.IntN(60) {
			data[chance.IntN(len(data))] = byte(chance.IntN(256))
		}
		copy(data, whole[:16])
		if err := os.WriteFile(filepath.Join(folder, Database), data, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Read(context.Background(), folder, ids())
		var refused *transcript.Error
		switch {
		case err == nil:
			read++
		case !errors.As(err, &refused):
			t.Fatalf("%T %v", err, err)
		}
	}
	if read == 0 || read == 80 {
		t.Errorf("%d of 80 read", read)
	}
}
