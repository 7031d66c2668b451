package store

import (
	"database/sql"
	"strings"
	"testing"
)

const (
	keptTrigger     = `CREATE TRIGGER change_is_kept BEFORE DELETE ON change BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END`
	fixedTrigger    = `CREATE TRIGGER change_is_fixed BEFORE UPDATE ON change BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END`
	revisionTrigger = `CREATE TRIGGER revision_is_fixed BEFORE UPDATE ON revision BEGIN SELECT RAISE(ABORT, 'a revision never changes'); END`
)

func scanText(rows *sql.Rows, s *string) error { return rows.Scan(s) }

// tamper runs SQL on a closed file as somebody with another program would.
func tamper(t testing.TB, path, query string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.Exec(query); err != nil {
		t.Fatal(err)
	}
}

// onlyInOne shows the lines that only one of two texts has.
func onlyInOne(a, b string) string {
	var out []string
	only := func(mark, a, b string) {
		have := map[string]bool{}
		for _, line := range strings.Split(b, "\n") {
			have[line] = true
		}
		for _, line := range strings.Split(a, "\n") {
			if !have[line] && len(out) < 40 {
				out = append(out, mark+line)
			}
		}
	}
	only("- ", a, b)
	only("+ ", b, a)
	return strings.Join(out, "\n")
}
