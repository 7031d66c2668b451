//go:build unix

package workspace

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"veldwerk/codebook"
)

func aDraft(f *field, kind codebook.RefKind, words string) Draft {
	return Draft{
		Of: DraftOf{Kind: DraftMemo, About: codebook.Ref{Kind: kind}}, Title: "Memo schrijven",
		Was: map[string]string{"body": ""}, Now: map[string]string{"body": words}, At: f.env.Now().UTC(),
	}
}

// TestDrafts are kept, found by a later program, replaced and dropped; they and
// their folders are private.
func TestDrafts(t *testing.T) {
	f := newField(t)
	one, two := aDraft(f, codebook.RefProject, "Over de wachtkamer\n\tmet een tab, é en 👩‍👩‍👧"), aDraft(f, codebook.RefCode, "De verhuizing")
	two.At = two.At.Add(time.Minute)
	ok(t, f.KeepDraft(one, 1))
	ok(t, f.KeepDraft(two, 2))
	one.Now["body"] += ", en verder"
	ok(t, f.KeepDraft(one, 3))
	ok(t, f.Close())

	ok(t, os.WriteFile(filepath.Join(f.draftFolder(), halfWritten+"123"), []byte("half"), 0o600))
	ok(t, os.WriteFile(filepath.Join(f.draftFolder(), strings.Repeat("0", 32)+".json"), []byte("{"), 0o600))
	w, err := Open(ctx, f.path, f.env, Options{Mode: Write})
	ok(t, err)
	defer func() { ok(t, w.Close()) }()
	found := w.Drafts()
	same(t, "drafts", len(found), 2)
	same(t, "newest first", found[0].Of, two.Of)
	same(t, "text", maps.Equal(found[1].Now, one.Now) && maps.Equal(found[1].Was, one.Was) && found[1].At.Equal(one.At) && found[1].Title == one.Title, true)
	for _, path := range []string{f.draftFolder(), filepath.Dir(f.draftFolder()), w.draftPath(one.Of.Key())} {
		info, err := os.Stat(path)
		ok(t, err)
		same(t, "open to others "+path, info.Mode().Perm()&0o077, os.FileMode(0))
	}
	if _, err := os.Stat(filepath.Join(f.draftFolder(), halfWritten+"123")); !os.IsNotExist(err) {
		t.Error("what a killed program left half is still there")
	}
	reader, err := Open(ctx, f.path, f.env, Options{Mode: Read})
	ok(t, err)
	same(t, "drafts of a reader", len(reader.Drafts()), 0)
	ok(t, reader.Close())
	ok(t, w.DropDraft(one.Of, 4))
	ok(t, w.DropDraft(one.Of, 5))
	same(t, "after one was dropped", len(w.Drafts()), 1)
	n, err := w.EraseDrafts()
	ok(t, err)
	same(t, "erased", n, 2) // the unreadable one too
	same(t, "after all were erased", len(w.Drafts()), 0)
}

// TestDraftsInAnyOrder: writing runs beside the screens and may be overtaken; the
// last that was asked for is what there is.
func TestDraftsInAnyOrder(t *testing.T) {
	f := newField(t)
	for _, dropped := range []bool{false, true} {
		var wait sync.WaitGroup
		for turn := range 40 {
			d := aDraft(f, codebook.RefProject, strings.Repeat("woord ", turn))
			base := 0
			if dropped {
				base = 100
			}
			wait.Go(func() {
				err := error(nil)
				if dropped && turn == 39 {
					err = f.DropDraft(d.Of, base+turn)
				} else {
					err = f.KeepDraft(d, base+turn)
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		found := f.Drafts()
		if dropped {
			same(t, "drafts", len(found), 0)
			continue
		}
		same(t, "drafts", len(found), 1)
		same(t, "text", found[0].Now["body"], strings.Repeat("woord ", 39))
	}
}
