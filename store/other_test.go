package store

import (
	"os"
	"path/filepath"
	"testing"
)

// folderOf is what stands in a folder: names, bytes.
func folderOf(t *testing.T, folder string) string {
	t.Helper()
	all, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	out := ""
	for _, one := range all {
		raw, err := os.ReadFile(filepath.Join(folder, one.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out += one.Name() + " " + bodyHash(string(raw)) + "\n"
	}
	return out
}

// halfway leaves a copy as a program that is killed in the midst of an act
// does: pages of the act in the file, the journal beside it.
func (r *replica) halfway(to string) {
	r.t.Helper()
	_, err := r.writer.ExecContext(ctx, "PRAGMA synchronous = EXTRA")
	r.ok(err)
	_, err = r.writer.ExecContext(ctx, "PRAGMA cache_size = 1")
	r.ok(err)
	_, err = r.writer.ExecContext(ctx, "BEGIN IMMEDIATE")
	r.ok(err)
	for _, query := range []string{
		"INSERT INTO body (hash, text) SELECT 'half' || value, printf('%.*c', 3000, 'x') FROM json_each('[1,2,3,4,5,6,7,8,9,10,11,12]')",
		"UPDATE coding SET memo = printf('%.*c', 9000, 'y'), char_end = char_end + 1",
		"UPDATE session SET version = printf('%.*c', 9000, 'z')",
	} {
		_, err = r.writer.ExecContext(ctx, query)
		r.ok(err)
	}
	for _, side := range []string{"", "-journal"} {
		raw, err := os.ReadFile(r.path + side)
		r.ok(err)
		r.ok(os.WriteFile(to+side, raw, 0o600))
	}
	if _, err := inspectOnly(ctx, to); !needsRecovery(err) {
		r.t.Fatalf("nothing to roll back: %v", err)
	}
	_, err = r.writer.ExecContext(ctx, "ROLLBACK")
	r.ok(err)
	_, err = r.writer.ExecContext(ctx, "PRAGMA cache_size = -32768")
	r.ok(err)
}

// TestMergeWritesNothingToTheOther merges files whose program was killed, or
// which another program set to write ahead: not a byte of them changes, nothing
// comes to lie beside them, and nothing is left beside ours.
func TestMergeWritesNothingToTheOther(t *testing.T) {
	for name, prepare := range map[string]func(b *replica, to string){
		"at rest": func(b *replica, to string) {
			b.ok(b.Close())
			b.ok(os.Rename(b.path, to))
		},
		"killed in an act": func(b *replica, to string) { b.halfway(to) },
		"set to write ahead": func(b *replica, to string) {
			b.ok(b.Close())
			tamper(b.t, b.path, "PRAGMA journal_mode = WAL")
			b.ok(os.Rename(b.path, to))
		},
		"written ahead, not brought in": func(b *replica, to string) {
			b.ok(b.Close())
			db, err := openPool(recoveryAddress(b.path), 1)
			b.ok(err)
			defer func() { _ = db.Close() }()
			_, err = db.ExecContext(ctx, "PRAGMA journal_mode = WAL")
			b.ok(err)
			_, err = db.ExecContext(ctx, "INSERT INTO session (id, device, version, opened) VALUES ('x', 'x', 'x', 1)")
			b.ok(err)
			for _, side := range []string{"", "-wal"} {
				raw, err := os.ReadFile(b.path + side)
				b.ok(err)
				b.ok(os.WriteFile(to+side, raw, 0o600))
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newField(t)
			c := f.copies(2)
			a, b := c[0], c[1]
			b.apply(b.bram, 1, 50, 60)
			folder := t.TempDir()
			to := filepath.Join(folder, "van Bram.veldwerk")
			prepare(b, to)
			before := folderOf(t, folder)
			report, err := a.Merge(ctx, a.anna, to, MergeOptions{})
			a.ok(err)
			if report.Added["coding"] != 1 || len(a.spans()) != 1 || a.spans()[0] != span(50, 60) {
				t.Fatalf("%+v %v", report, a.spans())
			}
			if after := folderOf(t, folder); after != before {
				t.Fatalf("was\n%s is\n%s", before, after)
			}
			a.sound()
			left, err := filepath.Glob(a.path + "*")
			a.ok(err)
			if len(left) != 1 {
				t.Fatalf("left: %v", left)
			}
		})
	}
}
