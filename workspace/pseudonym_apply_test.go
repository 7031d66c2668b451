package workspace

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"veldwerk/codebook"
	"veldwerk/pseudonym"
	"veldwerk/search"
	"veldwerk/store"
	"veldwerk/transcript"
)

// holding are the files under a folder that hold a name of a table, as UTF-8
// or as UTF-16, as it is or small.
func holding(t *testing.T, folder string, table pseudonym.Table, except ...string) []string {
	t.Helper()
	var out []string
	for _, path := range filesIn(folder) {
		if slices.ContainsFunc(except, func(s string) bool { return strings.Contains(path, s) }) {
			continue
		}
		raw, err := os.ReadFile(path)
		ok(t, err)
		raw = append(raw, filepath.Base(path)...)
		for _, e := range table.Entries {
			for _, form := range e.Forms() {
				words := []string{form, strings.ToLower(form)}
				if len(form) < 5 { // the start of an id follows many a letter
					words = []string{" " + form, form + " ", form + ":"}
				}
				for _, word := range words {
					var wide []byte
					for _, u := range utf16.Encode([]rune(word)) {
						wide = append(wide, byte(u), byte(u>>8))
					}
					if bytes.Contains(raw, []byte(word)) || bytes.Contains(raw, wide) {
						out = append(out, strings.TrimPrefix(path, folder)+" has "+word)
					}
				}
			}
		}
	}
	return out
}

// nameIn finds a name in the texts.
func nameIn(t *testing.T, o *Outgoing, name string) (transcript.DocumentID, transcript.Span) {
	t.Helper()
	for i := range o.Documents {
		d := &o.Documents[i].Document
		before, _, found := strings.Cut(d.Text.String(), name)
		if start := len([]rune(before)); found {
			return d.ID, transcript.Span{Start: start, End: start + len([]rune(name))}
		}
	}
	t.Fatalf("%s is nowhere", name)
	return transcript.DocumentID{}, transcript.Span{}
}

// burden puts names everywhere in a project, also where nobody sees them any
// more, and codes half a name.
func burden(t *testing.T, w *Workspace, by codebook.CoderID) codebook.CodingID {
	t.Helper()
	p := w.Project
	o := outgoing(t, w)
	doc, name := nameIn(t, o, "Hanneke")
	about := codebook.Ref{Kind: codebook.RefSpan, Document: doc, Span: transcript.Span{Start: name.Start + 2, End: name.Start + 4}}
	_, err := p.Memos.Add(ctx, by, codebook.Memo{About: about, Title: "Over Hanneke", Body: "Hannekes dag in Wolvendam, met Ruben-Kalkwijk"})
	ok(t, err)
	gone, err := p.Memos.Add(ctx, by, codebook.Memo{Title: "weg", Body: "Nadia belde terug"})
	ok(t, err)
	ok(t, p.Memos.Delete(ctx, by, gone))
	codes, err := p.Codes.Add(ctx, by, codebook.Code{Name: "half", Status: codebook.StatusActive, Full: "als Sjoerd het zegt"}, codebook.Code{Name: "heel", Status: codebook.StatusActive, Example: "Milan"})
	ok(t, err)
	done, err := p.Codings.Apply(ctx, by, store.Application{Code: codes[0].ID, Places: []store.Place{{Document: doc, Span: transcript.Span{Start: name.Start + 3, End: name.End + 1}}}})
	ok(t, err)
	id := done.Codings[0]
	ok(t, p.Codings.SetMemo(ctx, by, id, "zie Femke"))
	ok(t, p.Codes.Merge(ctx, by, codes[1].ID, codes[0].ID))
	ok(t, p.Queries.Save(ctx, by, "over Hanneke", "hanneke AND gemeente"))
	ok(t, p.Queries.Remember(ctx, by, map[string]string{"hanneke+": "hanneke+[-hannekes]"}))
	speakers := o.Documents[0].Speakers
	ok(t, p.Speakers.Rename(ctx, by, speakers[0].ID, "Zandermonde"))
	ok(t, p.Speakers.Merge(ctx, by, speakers[0].ID, speakers[1].ID))
	for i, name := range []string{"Hazerloo", "HAZERLOO"} {
		one, err := p.Cases.Add(ctx, by, strings.Repeat("gemeente ", i+1)+name)
		ok(t, err)
		ok(t, p.Cases.Rename(ctx, by, one, strings.Repeat("van ", i+1)+name))
	}
	return id
}

// TestReplace: the project, its index and the program's own files hold no name
// of the table any more; what was coded is still coded.
func TestReplace(t *testing.T) {
	w := demoField(t)
	by, err := w.Acting(ctx)
	ok(t, err)
	half := burden(t, w, by)
	home := filepath.Dir(w.Path())
	drafts := filepath.Join(w.env.State, "drafts", w.Project.Info().ID.String())
	ok(t, os.MkdirAll(drafts, 0o700))
	ok(t, os.WriteFile(filepath.Join(drafts, "memo-1.json"), []byte(`{"text":"bel Hanneke"}`), 0o600))
	editor := filepath.Join(w.env.State, "correcting", "x", "tekst.txt")
	ok(t, os.MkdirAll(filepath.Dir(editor), 0o700))
	ok(t, os.WriteFile(editor, []byte("bel Hanneke"), 0o600))
	quotes := quotesOf(outgoing(t, w))
	r, err := pseudonym.Compile(demoNames())
	ok(t, err)
	if found := holding(t, home, demoNames()); len(found) < 9 {
		t.Fatalf("the project holds few names, so this shows nothing: %v", found)
	}
	version, err := w.Project.Version(ctx)
	ok(t, err)
	plan, err := w.PlanReplacing(ctx, by, Replacing{Table: demoNames()})
	ok(t, err)
	if now, err := w.Project.Version(ctx); err != nil || now != version {
		t.Errorf("a plan writes: %v", err)
	}
	done, err := w.Replace(ctx, by, Replacing{Table: demoNames()})
	ok(t, err)
	if plan.Texts != done.Texts || done.Texts < 20 || len(done.Fields) != len(plan.Fields) {
		t.Errorf("planned %d %v, done %d %v", plan.Texts, plan.Fields, done.Texts, done.Fields)
	}
	for kind, n := range map[string]int{"memo": 2, "coding": 1, "query": 3, "case": 2, "code": 2} {
		if done.Fields[kind] < n || done.Fields[kind] != plan.Fields[kind] {
			t.Errorf("%d fields of kind %s, planned %d, want %d", done.Fields[kind], kind, plan.Fields[kind], n)
		}
	}
	if done.Waits() || done.Log != 0 || done.Backup == "" {
		t.Errorf("%+v", done)
	}
	for _, l := range done.Left {
		if !l.Kind.Perhaps() {
			t.Errorf("left: %+v", l)
		}
	}
	if left := holding(t, home, demoNames(), "/backups/"); len(left) > 0 {
		t.Errorf("names are left: %v", left)
	}
	if len(holding(t, filepath.Dir(done.Backup), demoNames())) == 0 {
		t.Error("the backup does not hold the names")
	}
	ok(t, sound(w))
	after := quotesOf(outgoing(t, w))
	if len(after) != len(quotes) {
		t.Errorf("%d codings, were %d", len(after), len(quotes))
	}
	changed := 0
	for id, quote := range quotes {
		want, edits := r.Apply(quote)
		if id == half {
			want, edits = "[persoon-1]"+quote[len("neke"):], edits[:0]
		}
		changed += len(edits)
		if after[id] != want {
			t.Errorf("coding of %q became %q, want %q", quote, after[id], want)
		}
	}
	if changed < 5 {
		t.Errorf("only %d names in quotes: the test shows nothing", changed)
	}
	checkReplacedPlaces(t, w)
	_, err = w.Project.Changes.Undo(ctx, by)
	var erased *store.ErasedError
	if !errors.As(err, &erased) || erased.Steps == 0 {
		t.Errorf("undo: %v", err)
	}
	ok(t, sound(w))
}

// checkReplacedPlaces: the memo about a part of a name is about all that stands
// in its place, names that became the same are told apart, and search finds the
// new words only.
func checkReplacedPlaces(t *testing.T, w *Workspace) {
	t.Helper()
	o := outgoing(t, w)
	about := ""
	for _, m := range o.Memos {
		if m.Title == "Over [persoon-1]" {
			for i := range o.Documents {
				if o.Documents[i].ID == m.About.Document {
					about = o.Documents[i].Text.Slice(m.About.Span)
				}
			}
			same(t, "body", m.Body, "[persoon-1]s dag in [gemeente-3], met [persoon-6]")
		}
	}
	same(t, "memo about", about, "[persoon-1]")
	var cases []string
	for _, c := range o.Cases {
		if strings.HasPrefix(c.Name, "van ") {
			cases = append(cases, c.Name)
		}
	}
	same(t, "cases", strings.Join(cases, ", "), "van [gemeente-2], van van [gemeente-2]")
	queries, err := w.Project.Queries.List(ctx)
	ok(t, err)
	same(t, "query", queries[0].Name+": "+queries[0].Query, "over [persoon-1]: [persoon-1] AND gemeente")
	for query, wanted := range map[string]bool{"hanneke": false, "wolvendam": false, `"persoon 1"`: true} {
		found, err := w.Search(ctx, search.Parse(query), 0)
		ok(t, err)
		if (found.Total > 0) != wanted {
			t.Errorf("%s: %d found", query, found.Total)
		}
	}
}

// TestReplaceAndMerge: a copy from before does not bring the names back.
func TestReplaceAndMerge(t *testing.T) {
	w := demoField(t)
	by, err := w.Acting(ctx)
	ok(t, err)
	burden(t, w, by)
	old := filepath.Join(t.TempDir(), "oud.veldwerk")
	ok(t, w.Project.Backup(ctx, old))
	_, err = w.Replace(ctx, by, Replacing{Table: demoNames(), Backups: true})
	ok(t, err)
	before := quotesOf(outgoing(t, w))
	_, err = w.Project.Merge(ctx, by, old, store.MergeOptions{})
	ok(t, err)
	ok(t, sound(w))
	if left := holding(t, filepath.Dir(w.Path()), demoNames()); len(left) > 0 {
		t.Errorf("names came back: %v", left)
	}
	if after := quotesOf(outgoing(t, w)); !maps.Equal(after, before) {
		t.Errorf("%d codings, were %d", len(after), len(before))
	}
}
