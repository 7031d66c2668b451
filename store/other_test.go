package store

import (
	"bytes"
	"encoding/binary"
	"errors"
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

// TestJournalOfAnother: a journal can name a file, which SQLite deletes when it
// rolls the journal back. Nothing is opened beside which such a one lies.
func TestJournalOfAnother(t *testing.T) {
	f := newField(t)
	c := f.copies(2)
	a, b := c[0], c[1]
	folder := t.TempDir()
	path, victim := filepath.Join(folder, "gift.veldwerk"), filepath.Join(folder, "thesis.txt")
	b.apply(b.bram, 1, 50, 60)
	b.halfway(path)
	f.ok(os.WriteFile(victim, []byte("jaren werk"), 0o600))
	journal, err := os.ReadFile(path + "-journal")
	f.ok(err)
	// The record that a commit to several files leaves at the end: the page
	// that holds the lock, the name, its length, the sum of its bytes, a mark.
	sum := uint32(0)
	for _, c := range []byte(victim) {
		sum += uint32(int8(c))
	}
	var record bytes.Buffer
	for len(journal)%512 != 0 {
		journal = append(journal, 0)
	}
	record.Write(binary.BigEndian.AppendUint32(nil, 1<<30/4096+1))
	record.WriteString(victim)
	record.Write(binary.BigEndian.AppendUint32(nil, uint32(len(victim))))
	record.Write(binary.BigEndian.AppendUint32(nil, sum))
	record.Write(superMark)
	f.ok(os.WriteFile(path+"-journal", append(journal, record.Bytes()...), 0o600))

	var foreign *TrustError
	for name, ask := range map[string]func() error{
		"open to read":  func() error { _, err := Open(ctx, path, Options{ReadOnly: true}); return err },
		"open to write": func() error { _, err := Open(ctx, path, f.env.options()); return err },
		"trust":         func() error { _, err := Trust(ctx, path); return err },
		"merge":         func() error { _, err := a.Merge(ctx, a.anna, path, MergeOptions{}); return err },
	} {
		if err := ask(); !errors.As(err, &foreign) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(victim); err != nil {
			t.Fatalf("%s took a file: %v", name, err)
		}
	}
}
