//go:build unix

package workspace

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"veldwerk/pseudonym"
	"veldwerk/store"
	"veldwerk/transcript"
)

// TestRestoreForgetsAgain: an old backup brings nobody back, whether the
// project itself can tell who was forgotten or only the proof of it.
func TestRestoreForgetsAgain(t *testing.T) {
	for _, how := range []string{"in its place", "damaged", "gone", "elsewhere"} {
		t.Run(how, func(t *testing.T) {
			f := newField(t)
			doc := f.personal()
			b, err := f.BackUp(ctx, ReasonManual)
			ok(t, err)
			by, err := f.Acting(ctx)
			ok(t, err)
			done, err := f.Forget(ctx, by, Forgetting{Who: store.Who{Documents: []transcript.DocumentID{doc.ID}}})
			ok(t, err)
			raw, err := os.ReadFile(done.Proof)
			ok(t, err)
			same(t, "the proof names nobody", bytes.Contains(bytes.ToLower(raw), []byte("oosterwolde")) || bytes.Contains(raw, []byte("bodies\":[")), false)
			ok(t, f.Close())
			o := RestoreOptions{}
			path := f.path
			switch how {
			case "damaged":
				ok(t, os.WriteFile(f.path, []byte("SQLite format 3\x00 kapot"), 0o600))
			case "gone":
				ok(t, os.Remove(f.path))
			case "elsewhere":
				o.To = filepath.Join(filepath.Dir(f.path), "terug.veldwerk")
				path = o.To
			}
			got, err := Restore(ctx, f.env, f.path, b.Path, o)
			ok(t, err)
			same(t, "done again", got.Erasures, RestoredErasures{Again: 1})
			same(t, "documents", got.Is.Documents, 1)
			back, err := os.ReadFile(path)
			ok(t, err)
			same(t, "the person is in it", strings.Contains(strings.ToLower(string(back)), "oosterwolde"), false)
			w, err := Open(ctx, path, f.env, Options{Mode: Write, Coder: "Anna"})
			ok(t, err)
			ok(t, sound(w))
			ok(t, w.Close())

			// Once more the same backup, and one that holds nobody any more.
			o.To = filepath.Join(filepath.Dir(f.path), "nog.veldwerk")
			got, err = Restore(ctx, f.env, f.path, b.Path, o)
			ok(t, err)
			same(t, "and again", got.Erasures.Again, 1)
		})
	}
}

// TestRestoreTellsOfReplacedNames: names that were replaced for good are in an
// older backup, and only a person with the table can replace them again.
func TestRestoreTellsOfReplacedNames(t *testing.T) {
	f := newField(t)
	f.personal()
	b, err := f.BackUp(ctx, ReasonManual)
	ok(t, err)
	by, err := f.Acting(ctx)
	ok(t, err)
	_, err = f.Replace(ctx, by, Replacing{Table: pseudonym.Table{Entries: []pseudonym.Entry{{Kind: pseudonym.Person, Name: person, Replacement: "[persoon-1]"}}}})
	ok(t, err)
	after, err := f.BackUp(ctx, ReasonManual)
	ok(t, err)
	ok(t, f.Close())
	got, err := Restore(ctx, f.env, f.path, b.Path, RestoreOptions{})
	ok(t, err)
	same(t, "open", got.Erasures, RestoredErasures{Open: 1})
	got, err = Restore(ctx, f.env, f.path, after.Path, RestoreOptions{})
	ok(t, err)
	same(t, "of a backup from after it", got.Erasures, RestoredErasures{})
}
