package workspace

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"veldwerk/codebook"
	"veldwerk/exchange"
	"veldwerk/pseudonym"
	"veldwerk/search"
)

// demoNames is a table for the demo: its municipalities, some persons, and the
// code names of all respondents.
func demoNames() pseudonym.Table {
	t := pseudonym.Table{}
	add := func(kind pseudonym.Kind, word string, names ...string) {
		for _, n := range names {
			t.Entries = append(t.Entries, pseudonym.Entry{Kind: kind, Name: n, Replacement: t.NextReplacement(word)})
		}
	}
	add(pseudonym.Place, "gemeente", "Veldermeer", "Hazerloo", "Wolvendam", "Zandermonde")
	add(pseudonym.Person, "persoon", "Hanneke", "Milan", "Nadia", "Sjoerd", "Femke", "Ruben Kalkwijk", "R01", "R05", "R09")
	return t
}

// quotes of all codings, in order of their ids.
func quotesOf(o *Outgoing) map[codebook.CodingID]string {
	out := map[codebook.CodingID]string{}
	for _, m := range o.materials() {
		for _, c := range m.Codings {
			out[c.ID] = m.Document.Text.Slice(c.Span)
		}
	}
	return out
}

// TestPseudonymisedQuotes: what was coded is still coded, with the names
// replaced; turns keep their text, and hashes are those of the new words.
func TestPseudonymisedQuotes(t *testing.T) {
	w := demoField(t)
	before, after := outgoing(t, w), outgoing(t, w)
	r, err := pseudonym.Compile(demoNames())
	ok(t, err)
	ok(t, after.Pseudonymise(demoNames()))
	changed := 0
	got := quotesOf(after)
	for id, quote := range quotesOf(before) {
		want, edits := r.Apply(quote)
		changed += len(edits)
		if got[id] != want {
			t.Errorf("coding of %q became %q, want %q", quote, got[id], want)
		}
	}
	if changed < 5 {
		t.Fatalf("only %d names in quotes: the test shows nothing", changed)
	}
	texts := map[string]int{}
	for _, d := range before.Documents {
		for _, turn := range d.Turns {
			text, _ := r.Apply(d.Text.Slice(turn.Span))
			texts[text]++
		}
	}
	for _, d := range after.Documents {
		for _, turn := range d.Turns {
			if texts[d.Text.Slice(turn.Span)]--; texts[d.Text.Slice(turn.Span)] < 0 {
				t.Errorf("turn %d of %s holds something else", turn.N, d.Title)
			}
		}
	}
	for _, c := range after.Codings {
		if c.QuoteHash != codebook.QuoteHash(got[c.ID]) {
			t.Error("hash of another quote")
		}
	}
	again := outgoing(t, w)
	ok(t, again.Pseudonymise(demoNames()))
	ok(t, again.Pseudonymise(demoNames()))
	if !reflect.DeepEqual(again.Project, after.Project) {
		t.Error("a second time changes something")
	}
}

// files gives all that lies under a path, and what is inside archives.
func files(t *testing.T, root string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	ok(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			out[path] = nil
			return err
		}
		raw, err := os.ReadFile(path)
		out[path] = raw
		if z, zerr := zip.NewReader(bytes.NewReader(raw), int64(len(raw))); zerr == nil {
			for _, m := range z.File {
				f, err := m.Open()
				if err != nil {
					return err
				}
				inside, err := io.ReadAll(f)
				if err != nil {
					return err
				}
				out[path+"!"+m.Name] = inside
			}
		}
		return err
	}))
	return out
}

// writeAllKinds writes every kind of export into a folder.
func writeAllKinds(t *testing.T, o *Outgoing, folder string) {
	t.Helper()
	ok(t, os.MkdirAll(folder, 0o700))
	put := func(name string, do func(io.Writer) error) {
		t.Helper()
		ok(t, WriteFile(filepath.Join(folder, name), false, do))
	}
	for _, table := range o.Tables() {
		for _, f := range []exchange.Format{exchange.CSV, exchange.XLSX, exchange.JSON, exchange.Markdown} {
			put(table.Name+"."+string(f), func(to io.Writer) error { return table.Write(to, f, exchange.Dialect{}) })
		}
	}
	page := o.Page(false)
	page.Language, page.Say = "nl", func(id string, _ ...any) string { return id }
	put("documents.html", page.WriteDocuments)
	put("fragments.html", page.WriteFragments)
	put("project.qdpx", func(to io.Writer) error { _, err := o.WriteProject(to, ""); return err })
	put("codebook.qdc", func(to io.Writer) error { _, err := o.WriteCodebook(to); return err })
	put("tags.csv", o.WriteTaguette)
	_, err := o.WriteProjectFolder(ctx, filepath.Join(folder, "project.qda"), false)
	ok(t, err)
}

// TestNoNameGoesOut: no file of any export holds a name of the table, in its
// bytes, its name, or a member of an archive.
func TestNoNameGoesOut(t *testing.T) {
	w := demoField(t)
	by, err := w.Acting(ctx)
	ok(t, err)
	_, err = w.Project.Memos.Add(ctx, by, codebook.Memo{Kind: codebook.MemoNote, About: codebook.Ref{Kind: codebook.RefProject}, Title: "Over Hanneke", Body: "HANNEKE van Wolvendam"})
	ok(t, err)
	plain, hidden := t.TempDir(), t.TempDir()
	o := outgoing(t, w)
	writeAllKinds(t, o, plain)
	o = outgoing(t, w)
	ok(t, o.Pseudonymise(demoNames()))
	writeAllKinds(t, o, hidden)
	holds := func(folder string) map[string]int {
		out := map[string]int{}
		for path, raw := range files(t, folder) {
			text := strings.ToLower(strings.TrimPrefix(path, folder) + "\n" + string(raw))
			for _, e := range demoNames().Entries {
				if name := strings.ToLower(e.Name); len(name) > 4 {
					if n := strings.Count(text, name); n > 0 {
						out[e.Name] += n
						if folder == hidden {
							at := strings.Index(text, name)
							t.Errorf("%s holds %q: …%q", path, e.Name, text[max(at-30, 0):min(at+30, len(text))])
						}
					}
				}
			}
		}
		return out
	}
	if found := holds(plain); len(found) < 9 {
		t.Fatalf("the plain exports hold few names, so this shows nothing: %v", found)
	}
	holds(hidden)
	checkOffsets(t, hidden)
	into := fresh(t)
	receipts, err := into.Import(ctx, []string{filepath.Join(hidden, "project.qdpx")}, false, nil)
	ok(t, err)
	ok(t, receipts[0].Err)
	ok(t, sound(into))
}

// checkOffsets reads documents.csv and fragments.csv: the text between the
// offsets is the quote.
func checkOffsets(t *testing.T, folder string) {
	t.Helper()
	read := func(name string) []map[string]string {
		f, err := os.Open(filepath.Join(folder, name))
		ok(t, err)
		defer f.Close()
		rows, err := csv.NewReader(f).ReadAll()
		ok(t, err)
		var out []map[string]string
		for _, r := range rows[1:] {
			row := map[string]string{}
			for i, h := range rows[0] {
				row[h] = r[i]
			}
			out = append(out, row)
		}
		return out
	}
	texts := map[string][]rune{}
	for _, d := range read("documents.csv") {
		texts[d["document_id"]] = []rune(d["text"])
	}
	n := 0
	for _, f := range read("fragments.csv") {
		from, _ := strconv.Atoi(f["char_start"])
		to, _ := strconv.Atoi(f["char_end"])
		if got := string(texts[f["document_id"]][from:to]); got != f["text"] {
			t.Errorf("text[%d:%d] is %q, the quote %q", from, to, got, f["text"])
		}
		n++
	}
	if n < 50 {
		t.Errorf("only %d fragments", n)
	}
}

// TestResidue: what the table misses is found with its place, once accepted it
// stays so, and an export of one kind asks only for what it holds.
func TestResidue(t *testing.T) {
	w := demoField(t)
	by, err := w.Acting(ctx)
	ok(t, err)
	_, err = w.Project.Memos.Add(ctx, by, codebook.Memo{Kind: codebook.MemoNote, About: codebook.Ref{Kind: codebook.RefProject}, Title: "Terugbellen", Body: "Zij is bereikbaar op 06-12345678 of via h.bos@voorbeeld.nl."})
	ok(t, err)
	o := outgoing(t, w)
	ok(t, o.Pseudonymise(demoNames()))
	left, err := o.Residue(demoNames(), nil, "")
	ok(t, err)
	kinds := map[pseudonym.FindingKind]int{}
	for _, l := range left {
		kinds[l.Kind]++
		if l.Kind == pseudonym.Phone && (l.Part != PartMemo || l.Of != "Terugbellen" || l.Before != "Zij is bereikbaar op " || l.After != " of via h.bos@voorbeeld.nl.") {
			t.Errorf("%+v", l)
		}
	}
	if kinds[pseudonym.Name] != 0 || kinds[pseudonym.Phone] != 1 || kinds[pseudonym.Email] != 1 {
		t.Errorf("found %v", kinds)
	}
	var hashes []string
	for _, l := range left {
		hashes = append(hashes, l.Hash())
	}
	again, err := o.Residue(demoNames(), hashes, "")
	ok(t, err)
	if len(again) != len(left) || len(Unaccepted(again)) != 0 {
		t.Errorf("%d of %d are open after all were accepted", len(Unaccepted(again)), len(left))
	}
	for _, kind := range []string{"codebook", "turns", "documents"} {
		some, err := o.Residue(demoNames(), nil, kind)
		ok(t, err)
		for _, l := range some {
			if l.Part == PartMemo {
				t.Errorf("%s asks for a memo: %+v", kind, l)
			}
		}
	}
	few, err := w.Outgoing(ctx, OutgoingOptions{Query: search.Parse("code:=verkokering sjoerd OR xyzzy")})
	ok(t, err)
	ok(t, few.Pseudonymise(demoNames()))
	all, err := o.Residue(demoNames(), nil, "fragments")
	ok(t, err)
	some, err := few.Residue(demoNames(), nil, "fragments")
	ok(t, err)
	if len(some) > len(all) {
		t.Errorf("a query of fragments asks for more (%d) than all (%d)", len(some), len(all))
	}
}
