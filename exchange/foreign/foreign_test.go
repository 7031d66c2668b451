package foreign

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"veldwerk/transcript"
)

func ids() func() uuid.UUID {
	n := uint64(0)
	return func() uuid.UUID {
		n++
		u := uuid.UUID{6: 0x70, 8: 0x80}
		binary.BigEndian.PutUint64(u[8:], n|1<<63)
		return u
	}
}

func create(t testing.TB, statements ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a b%20#.sqlite")
	err := Create(context.Background(), path, func(insert Insert) error {
		for _, s := range statements {
			if err := insert(s); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func open(t testing.TB, path string) *Database {
	t.Helper()
	db, err := OpenFile(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(db.folder); !os.IsNotExist(err) {
			t.Error("the copy is still there")
		}
	})
	return db
}

func texts(t testing.TB, db *Database, table, column string) (out []string) {
	t.Helper()
	if err := db.Each(table, column, func(row Row) error { out = append(out, row.Text(column)); return nil }); err != nil {
		t.Fatal(err)
	}
	return out
}

func code(err error) string {
	var refused *transcript.Error
	if errors.As(err, &refused) {
		return refused.Code
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func TestEachReadsWhatIsThere(t *testing.T) {
	db := open(t, create(t, `CREATE TABLE "Woorden" ("Woord" text, n date)`, `INSERT INTO woorden VALUES ('één', 1), (NULL, '2024-01-02'), (x'ff41', 2.0)`))
	if got := texts(t, db, "woorden", "woord"); !slices.Equal(got, []string{"één", "", "\uFFFDA"}) {
		t.Errorf("%q", got)
	}
	if got := texts(t, db, "woorden", "n"); !slices.Equal(got, []string{"1", "2024-01-02", "2"}) {
		t.Errorf("%q", got)
	}
	if got := texts(t, db, "woorden", "anders"); got != nil {
		t.Errorf("%q", got)
	}
	if got := texts(t, db, "zinnen", "woord"); got != nil {
		t.Errorf("%q", got)
	}
	if code(db.Need("woorden", "woord", "n")) != "" || code(db.Need("woorden", "x")) != "missing" || code(db.Need("x")) != "missing" {
		t.Error("what is needed")
	}
	db.Western = true
	if got := texts(t, db, "woorden", "woord"); got[2] != "ÿA" {
		t.Errorf("%q", got)
	}
}

// The newest rows of a program that is still open stand in its log.
func TestOpenReadsTheLog(t *testing.T) {
	path := create(t, `CREATE TABLE a (b)`)
	theirs, err := sql.Open("sqlite", address(path, url.Values{"_journal_mode": {"WAL"}}))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = theirs.Close() }()
	if _, err := theirs.Exec(`INSERT INTO a VALUES ('nieuw')`); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	db := open(t, path)
	if got := texts(t, db, "a", "b"); !slices.Equal(got, []string{"nieuw"}) {
		t.Errorf("%q", got)
	}
	after, err := os.ReadFile(path)
	if err != nil || string(before) != string(after) {
		t.Error("the file itself was touched", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	hot := create(t, `CREATE TABLE a (b)`)
	if err := os.WriteFile(hot+"-journal", []byte(journalMagic+strings.Repeat("x", 600)), 0o600); err != nil {
		t.Fatal(err)
	}
	large := filepath.Join(t.TempDir(), "groot")
	if err := os.WriteFile(large, []byte(magic), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(large, 1<<30); err != nil {
		t.Fatal(err)
	}
	broken := create(t, `CREATE TABLE a (b)`, `INSERT INTO a VALUES ('x')`)
	data, err := os.ReadFile(broken)
	if err != nil {
		t.Fatal(err)
	}
	copy(data[100:], strings.Repeat("\xff", 40))
	if err := os.WriteFile(broken, data, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{hot: "unfinished", large: "too-large", broken: "damaged", t.TempDir(): "unsupported"} {
		db, err := OpenFile(context.Background(), path)
		if code(err) != want {
			t.Errorf("%s: got %v, want %s", filepath.Base(path), err, want)
		}
		if err == nil {
			_ = db.Close()
		}
	}
	if err := os.Remove(hot + "-journal"); err != nil {
		t.Fatal(err)
	}
	open(t, hot)
	left, _ := filepath.Glob(filepath.Join(os.TempDir(), "veldwerk-*", "copy.sqlite"))
	for _, l := range left {
		if info, err := os.Stat(l); err == nil && info.Size() > maxFile {
			t.Error("a copy was left:", l)
		}
	}
}

func TestEachStops(t *testing.T) {
	path := create(t, `CREATE TABLE a (b)`, `INSERT INTO a VALUES (zeroblob(8500000))`, `CREATE TABLE c (d)`, `INSERT INTO c VALUES ('x'), ('y')`)
	db := open(t, path)
	none := func(Row) error { return nil }
	if err := db.Each("a", "b", none); code(err) != "too-large" {
		t.Error("a huge value:", err)
	}
	mine := errors.New("genoeg")
	if err := db.Each("c", "d", func(Row) error { return mine }); !errors.Is(err, mine) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	other, err := OpenFile(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := other.Each("c", "d", none); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if err := other.Close(); err != nil {
		t.Error(err)
	}
}

func TestNumbersAndMoments(t *testing.T) {
	db := open(t, create(t, `CREATE TABLE a (b)`, `INSERT INTO a VALUES (3), (3.0), ('3'), (3.5), ('drie'), (NULL), (9e15), (-9e300)`))
	var got []int
	var keys []string
	err := db.Each("a", "b", func(row Row) error {
		n, ok := row.Int("b")
		if !ok {
			n = -99
		}
		got, keys = append(got, n), append(keys, row.Key("b"))
		return nil
	})
	if err != nil || !slices.Equal(got, []int{3, 3, 3, -99, -99, -99, -99, -99}) || !slices.Equal(keys[:6], []string{"3", "3", "3", "3.5", "drie", ""}) {
		t.Error(err, got, keys)
	}
	for s, want := range map[string]string{
		"2024-03-05 09:00:01": "2024-03-05T09:00:01Z", "2024-03-05T09:00:01.5": "2024-03-05T09:00:01Z", "2024-03-05 09:00:01.123456": "2024-03-05T09:00:01Z",
		"2024-03-05T09:00:01+02:00": "2024-03-05T07:00:01Z", "Mon Jan  7 10:11:12 2013": "2013-01-07T10:11:12Z", "Thu Feb 14 01:02:03 2019": "2019-02-14T01:02:03Z",
		"2024-03-05": "2024-03-05T00:00:00Z", "gisteren": "0001-01-01T00:00:00Z", "": "0001-01-01T00:00:00Z",
	} {
		if got := Moment(s).Truncate(time.Second).Format(time.RFC3339); got != want {
			t.Errorf("%q is %s, want %s", s, got, want)
		}
	}
}

func TestCreateLeavesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	mine := errors.New("mis")
	if err := Create(context.Background(), path, func(Insert) error { return mine }); !errors.Is(err, mine) {
		t.Error(err)
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Error("left behind")
	}
	if err := os.WriteFile(path, []byte("van een ander"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Create(context.Background(), path, func(Insert) error { return nil }); !errors.Is(err, os.ErrExist) {
		t.Error(err)
	}
	if data, _ := os.ReadFile(path); string(data) != "van een ander" {
		t.Error("overwritten")
	}
}
