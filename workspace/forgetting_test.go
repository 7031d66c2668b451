//go:build unix

package workspace

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"veldwerk/codebook"
	"veldwerk/pseudonym"
	"veldwerk/search"
	"veldwerk/store"
	"veldwerk/transcript"
)

// person stands in one interview, and in what was made of it.
const person = "Hyltje Oosterwolde"

const personalWords = "I: Wie bent u?\n\n" + person + ": Ik ben " + person + " en werk in het wijkteam.\n\nI: En de gemeente?\n\n" + person + ": Die belt nooit.\n"

// traces are the files under a folder that hold a person's name, as UTF-8 in
// any case or as UTF-16.
func traces(t testing.TB, folder string) []string {
	t.Helper()
	var out []string
	for _, path := range filesIn(folder) {
		raw, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) { // the index is being written: look at what has come instead
			return traces(t, folder)
		}
		ok(t, err)
		raw = append(raw, filepath.Base(path)...)
		small := bytes.ToLower(raw)
		for _, word := range strings.Fields(strings.ToLower(person)) {
			var wide []byte
			for _, u := range utf16.Encode([]rune(word)) {
				wide = append(wide, byte(u), byte(u>>8))
			}
			if bytes.Contains(small, []byte(word)) || bytes.Contains(small, wide) {
				out = append(out, filepath.Base(path)+" has "+word)
			}
		}
	}
	return out
}

// personal imports an interview with the person and works on it.
func (f *field) personal() store.DocumentInfo {
	f.t.Helper()
	source := filepath.Join(f.t.TempDir(), person+".txt")
	ok(f.t, os.WriteFile(source, []byte(personalWords), 0o600))
	_, err := f.Import(ctx, []string{source}, false, nil)
	ok(f.t, err)
	docs, err := f.Project.Documents.List(ctx)
	ok(f.t, err)
	var doc store.DocumentInfo
	for _, d := range docs {
		if strings.Contains(d.Title, "Hyltje") {
			doc = d
		}
	}
	by, err := f.Acting(ctx)
	ok(f.t, err)
	_, err = f.Project.Memos.Add(ctx, by, codebook.Memo{Title: person, Body: "sprak met " + person, About: codebook.Ref{Kind: codebook.RefDocument, Document: doc.ID}})
	ok(f.t, err)
	f.KeepPlace(doc.ID.String(), Place{Turn: 2})
	return doc
}

// leave writes what other parts of the program would have kept.
func (f *field) leave(folder, name, words string) string {
	f.t.Helper()
	path := filepath.Join(f.env.State, folder, f.Project.Info().ID.String(), name)
	ok(f.t, os.MkdirAll(filepath.Dir(path), 0o700))
	ok(f.t, os.WriteFile(path, []byte(words), 0o600))
	return path
}

func places(f Forgotten) string {
	var b strings.Builder
	for _, p := range f.Places {
		fmt.Fprintf(&b, "%s=%s ", p.Kind, p.State)
	}
	return b.String()
}

func TestForgetEverywhere(t *testing.T) {
	for _, mode := range []IndexMode{NoIndex, UseIndex, KeepIndex} {
		t.Run(fmt.Sprint(mode), func(t *testing.T) {
			f := newField(t)
			f.again(Options{Mode: Write, Index: KeepIndex})
			doc := f.personal()
			f.Reindex()
			waitIndexed(t, f.Workspace, person)
			f.again(Options{Mode: Write, Index: mode})
			if mode == KeepIndex {
				waitReady(t, f.Workspace)
			}
			f.leave("backups", "a.veldwerk", "hier staat "+person)
			f.leave("drafts", "memo-1.json", `{"text":"bel `+person+`"}`)
			kept := f.leave("drafts", "memo-2.json", `{"text":"bel de gemeente"}`)
			aside := f.path + ".schema-0"
			ok(t, os.WriteFile(aside, []byte(person), 0o600))
			home := filepath.Dir(f.path)
			if len(traces(t, home)) < 4 {
				t.Fatalf("the test looks for a name that is hardly anywhere: %v", traces(t, home))
			}
			by, err := f.Acting(ctx)
			ok(t, err)
			who := Forgetting{Who: store.Who{Documents: []transcript.DocumentID{doc.ID}}, Backups: true}
			plan, err := f.PlanForgetting(ctx, by, who)
			ok(t, err)
			same(t, "planned", places(plan), "project=erased index=erased reading=erased drafts=erased backups=erased aside=erased log=beyond exports=beyond originals=beyond others=beyond cloud=beyond mail=beyond disk=beyond ")
			done, err := f.Forget(ctx, by, who)
			ok(t, err)
			same(t, "places", places(done), places(plan))
			same(t, "waits", done.Waits(), false)
			for _, when := range []string{"at once", "after closing"} {
				if left := traces(t, home); len(left) > 0 {
					t.Fatalf("%s: %v", when, left)
				}
				r, err := f.Search(ctx, search.Parse("oosterwolde"), 0)
				ok(t, err)
				same(t, "found", r.Total, 0)
				f.again(Options{Mode: Write, Index: KeepIndex})
				waitReady(t, f.Workspace)
			}
			if _, err := os.Stat(kept); err != nil {
				t.Error("a draft about something else is gone")
			}
			if _, err := os.Stat(f.forgetMarkPath()); err == nil {
				t.Error("the mark of an erasure is left")
			}
			raw, err := os.ReadFile(done.Proof)
			ok(t, err)
			var proof proofJSON
			ok(t, json.Unmarshal(raw, &proof))
			if proof.Step != done.Erasure.Step || proof.Erased["documents"] != 1 || len(proof.Places) != len(done.Places) {
				t.Errorf("proof %s", raw)
			}
			report, err := f.Project.Check(ctx)
			ok(t, err)
			same(t, "sound", report.OK, true)
		})
	}
}

// waitIndexed waits until a text is found in the index.
func waitIndexed(t *testing.T, w *Workspace, words string) {
	t.Helper()
	within(t, "indexing", func() {
		for {
			r, err := w.Search(ctx, search.Parse(`"`+words+`"`), 0)
			ok(t, err)
			if r.Total > 0 && r.Indexed && w.Indexing().Ready {
				return
			}
			<-w.IndexChanged()
		}
	})
}

func TestForgetLeavesWhatWasNotAskedFor(t *testing.T) {
	f := newField(t)
	doc := f.personal()
	backup := f.leave("backups", "a.veldwerk", "x")
	copied := filepath.Join(filepath.Dir(f.path), "kopie.veldwerk")
	ok(t, f.Project.Backup(ctx, copied))
	vault := filepath.Join(f.env.Data, "vaults", f.Project.Info().ID.String()+".age")
	ok(t, os.MkdirAll(filepath.Dir(vault), 0o700))
	ok(t, os.WriteFile(vault, []byte("x"), 0o600))
	by, err := f.Acting(ctx)
	ok(t, err)
	_, err = f.Project.Memos.Add(ctx, by, codebook.Memo{Title: "bellen", Body: "met " + person})
	ok(t, err)
	done, err := f.Forget(ctx, by, Forgetting{Who: store.Who{Documents: []transcript.DocumentID{doc.ID}}})
	ok(t, err)
	same(t, "places", places(done), "project=erased index=erased reading=erased backups=left copies=left vault=left mentions=left log=beyond exports=beyond originals=beyond others=beyond cloud=beyond mail=beyond disk=beyond ")
	for _, path := range []string{backup, copied, vault} {
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%s is gone", filepath.Base(path))
		}
	}
	raw, err := os.ReadFile(done.Proof)
	ok(t, err)
	if bytes.Contains(raw, []byte("Oosterwolde")) || bytes.Contains(raw, []byte("bellen")) || bytes.Contains(raw, []byte("/")) {
		t.Errorf("the proof says too much: %s", raw)
	}
}

// forgetUntilKilled forgets the person and says when the project's part is
// done; the rest goes on until somebody kills it.
func forgetUntilKilled(path string) error {
	w, err := Open(ctx, path, testEnvironment(filepath.Dir(path)), Options{Mode: Write, Coder: "Piet", Index: UseIndex})
	if err != nil {
		return err
	}
	by, err := w.Acting(ctx)
	if err != nil {
		return err
	}
	docs, err := w.Project.Documents.List(ctx)
	if err != nil {
		return err
	}
	say("ready")
	for _, d := range docs {
		if strings.Contains(d.Title, "Hyltje") {
			if _, err := w.Forget(ctx, by, Forgetting{Who: store.Who{Documents: []transcript.DocumentID{d.ID}}, Backups: true}); err != nil {
				return err
			}
		}
	}
	say("done")
	return nil
}

// TestKilledWhileForgetting kills the program at moments spread over an
// erasure. The next opening finds the person whole or not at all; where the
// project has forgotten, everything else has too.
func TestKilledWhileForgetting(t *testing.T) {
	f := newField(t)
	f.again(Options{Mode: Write, Index: KeepIndex})
	f.personal()
	f.Reindex()
	waitIndexed(t, f.Workspace, person)
	f.leave("backups", "a.veldwerk", "hier staat "+person)
	f.leave("drafts", "memo-1.json", `{"text":"bel `+person+`"}`)
	ok(t, f.Close())
	home := filepath.Dir(f.path)
	whole, gone, resumed := 0, 0, 0
	for round := range killRounds {
		copied := filepath.Join(t.TempDir(), "huis")
		ok(t, os.CopyFS(copied, os.DirFS(home)))
		path := filepath.Join(copied, filepath.Base(f.path))
		cmd, lines := start(t, os.Args[0], nil, "forget", path)
		lines.Scan()
		same(t, "child", lines.Text(), "ready")
		// The wait is the test itself: the kill comes at any moment of it.
		<-time.After(time.Duration(round) * killStep)
		ok(t, cmd.Process.Kill())
		_ = cmd.Wait()
		env := testEnvironment(copied)
		if _, err := os.Stat(filepath.Join(env.State, "forgetting", f.Project.Info().ID.String()+".json")); err == nil {
			resumed++
		}
		w, err := Open(ctx, path, env, Options{Mode: Write, Coder: "Piet", Index: UseIndex})
		ok(t, err)
		report, err := w.Project.Check(ctx)
		ok(t, err)
		same(t, "sound", report.OK, true)
		docs, err := w.Project.Documents.List(ctx)
		ok(t, err)
		erasures, err := w.Project.Changes.Erasures(ctx)
		ok(t, err)
		switch left := traces(t, copied); {
		case len(erasures) == 0 && len(docs) == 2:
			whole++
			r, err := w.Search(ctx, search.Parse("oosterwolde"), 0)
			ok(t, err)
			if r.Total == 0 || len(left) < 4 {
				t.Errorf("round %d: not forgotten, but gone: %v", round, left)
			}
		case len(erasures) == 1 && len(docs) == 1:
			gone++
			if len(left) > 0 {
				t.Errorf("round %d: forgotten, but there: %v", round, left)
			}
		default:
			t.Errorf("round %d: %d erasures, %d documents", round, len(erasures), len(docs))
		}
		ok(t, w.Close())
	}
	t.Logf("%d rounds: %d not begun, %d forgotten, %d ended by the next opening or taken back by it", killRounds, whole, gone, resumed)
	if whole == 0 || gone == 0 {
		t.Errorf("the kills all came at one side: %d and %d", whole, gone)
	}
}

// TestForgetInTheVault: with the vault open the person's entries go, other
// people's stay, and the proof counts them without a name.
func TestForgetInTheVault(t *testing.T) {
	f := newField(t)
	doc := f.personal()
	v, err := f.OpenVault("", "een wachtzin", true)
	ok(t, err)
	v.Table.Entries = []pseudonym.Entry{
		{Kind: pseudonym.Person, Name: "HYLTJE Oosterwolde", Variants: []string{"Hyltje"}, Replacement: "[persoon-1]"},
		{Kind: pseudonym.Person, Name: "Oosterwoldes", Replacement: "[persoon-2]"}, // another family
		{Kind: pseudonym.Person, Name: "Jan", Replacement: "[persoon-3]"},
		{Kind: pseudonym.Place, Name: "Oosterwolde", Replacement: "[plaats-1]"},
	}
	ok(t, v.Save())
	by, err := f.Acting(ctx)
	ok(t, err)
	who := Forgetting{Who: store.Who{Documents: []transcript.DocumentID{doc.ID}}, Vault: v}
	plan, err := f.PlanForgetting(ctx, by, who)
	ok(t, err)
	same(t, "planned", strings.Contains(places(plan), "entries=erased") && !strings.Contains(places(plan), "vault="), true)
	again, err := f.OpenVault("", "een wachtzin", false)
	ok(t, err)
	same(t, "a plan writes nothing", len(again.Table.Entries), 4)

	done, err := f.Forget(ctx, by, who)
	ok(t, err)
	same(t, "places", places(done), places(plan))
	again, err = f.OpenVault("", "een wachtzin", false)
	ok(t, err)
	var left []string
	for _, e := range again.Table.Entries {
		left = append(left, e.Name)
	}
	same(t, "left", strings.Join(left, ","), "Oosterwoldes,Jan,Oosterwolde")
	raw, err := os.ReadFile(done.Proof)
	ok(t, err)
	same(t, "the proof tells", bytes.Contains(raw, []byte(`"entries"`)) && !bytes.Contains(bytes.ToLower(raw), []byte("oosterwolde")), true)
}

// TestForgetWhenTheVaultChanged: the person is erased all the same, and what
// stays in the vault is said.
func TestForgetWhenTheVaultChanged(t *testing.T) {
	f := newField(t)
	doc := f.personal()
	v, err := f.OpenVault("", "een wachtzin", true)
	ok(t, err)
	v.Table.Entries = []pseudonym.Entry{{Kind: pseudonym.Person, Name: person, Replacement: "[persoon-1]"}}
	ok(t, v.Save())
	other, err := f.OpenVault("", "een wachtzin", false)
	ok(t, err)
	ok(t, other.Save())
	by, err := f.Acting(ctx)
	ok(t, err)
	done, err := f.Forget(ctx, by, Forgetting{Who: store.Who{Documents: []transcript.DocumentID{doc.ID}}, Vault: v})
	same(t, "said", errors.Is(err, ErrVaultChanged), true)
	same(t, "erased", done.Erasure.Documents, 1)
	same(t, "left", strings.Contains(places(done), "entries=left"), true)
	raw, err := os.ReadFile(done.Proof)
	ok(t, err)
	same(t, "the proof tells", strings.Contains(string(raw), `"entries","state":"left"`) || strings.Contains(string(raw), `"left"`) && strings.Contains(string(raw), `"entries"`), true)
}

// TestForgetDrafts: a draft that names the person goes, also where JSON writes a
// line's end before the name; one that holds a part of the name is listed.
func TestForgetDrafts(t *testing.T) {
	f := newField(t)
	doc := f.personal()
	gone := f.leave("drafts", "a.json", `{"now":{"body":"gesproken met:\n`+person+`\nen haar man"}}`)
	escaped := f.leave("drafts", "b.json", `{"now":{"body":"\u0048yltje Oosterwolde"}}`)
	perhaps := f.leave("drafts", "c.json", `{"now":{"body":"mevrouw Oosterwolde bellen"}}`)
	by, err := f.Acting(ctx)
	ok(t, err)
	done, err := f.Forget(ctx, by, Forgetting{Who: store.Who{Documents: []transcript.DocumentID{doc.ID}}})
	ok(t, err)
	same(t, "places", strings.Contains(places(done), "drafts=erased drafts=left"), true)
	for path, there := range map[string]bool{gone: false, escaped: false, perhaps: true} {
		_, err := os.Stat(path)
		same(t, filepath.Base(path), err == nil, there)
	}
}
