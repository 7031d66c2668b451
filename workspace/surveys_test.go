//go:build unix

package workspace

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"veldwerk/exchange"
	"veldwerk/search"
	"veldwerk/transcript"
)

// put writes a file to import.
func (f *field) put(name, content string) string {
	f.t.Helper()
	path := filepath.Join(f.t.TempDir(), name)
	ok(f.t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

// one imports one file and gives its receipt.
func (f *field) one(path string, o ImportOptions) Receipt {
	f.t.Helper()
	all, err := f.ImportWith(ctx, []string{path}, o, nil)
	ok(f.t, err)
	if len(all) != 1 {
		f.t.Fatalf("%d receipts", len(all))
	}
	return all[0]
}

// What a table is taken for follows from its columns, also where long cells
// hide that it is one, and in the encoding of an old spreadsheet.
func TestTablesAreKnown(t *testing.T) {
	f := rich(t)
	fragments, err := f.Table(ctx, "fragments", TableOptions{Columns: exchange.Full})
	ok(t, err)
	var csv, sheet bytes.Buffer
	ok(t, fragments.Write(&csv, exchange.CSV, exchange.Dialect{Excel: true}))
	ok(t, fragments.Write(&sheet, exchange.XLSX, exchange.Dialect{}))
	for _, c := range []struct{ name, content, kind string }{
		{"a.csv", csv.String(), KindFragments},
		{"b.xlsx", sheet.String(), KindFragments},
		{"c.csv", "naam,antwoord\nAnna,\"eerst\nen dan\nen toen\"\nBart,ja\n", KindTable},
		{"d.csv", "naam;plaats\r\nZo\xeb;Ha\xefti\r\nBart;Lelystad\r\n", KindTable},
		{"e.tsv", "naam\trol\nAnna\tbeleid\n", KindTable},
		{"f.csv", "code_path;full\nruimte;de ruimte\n", KindCodebook},
		{"g.md", "## ruimte\n\n- **full**: de ruimte\n", KindCodebook},
		{"h.md", "## Gesprek\n\nI: Hoe is het?\n\nR: Goed.\n", KindTranscript},
	} {
		r := f.one(f.put(c.name, c.content), ImportOptions{DryRun: true})
		if r.Kind != c.kind || r.Err != nil {
			t.Errorf("%s: kind %s, %v, want %s", c.name, r.Kind, r.Err, c.kind)
		}
		if c.name == "d.csv" && r.Survey.Rows[0][0]+r.Survey.Rows[0][1] != "ZoëHaïti" {
			t.Errorf("rows %q", r.Survey.Rows)
		}
	}
}

// A trial says what an import then does, and writes nothing.
func TestATrialWritesNothing(t *testing.T) {
	f := rich(t)
	before := told(t, f.Workspace)
	version, err := f.Project.Version(ctx)
	ok(t, err)
	paths := []string{
		f.put("enquete.csv", "naam,rol,Waarom?\nAnna,beleid,"+strings.Repeat("daarom ", 20)+"\n"), f.put("boek.csv", "code_path,full\nnieuw,x\ndruk,y\n"),
		f.put("gesprek.txt", "I: Hoe is het?\nR: Goed.\n"),
	}
	trial, err := f.ImportWith(ctx, paths, ImportOptions{DryRun: true}, nil)
	ok(t, err)
	after, err := f.Project.Version(ctx)
	ok(t, err)
	if after != version || told(t, f.Workspace) != before {
		t.Error("something was written")
	}
	if c := trial[1].Collisions; c == nil || strings.Join(c.New, " ") != "nieuw" || strings.Join(c.Filled, " ") != "druk" {
		t.Errorf("collisions %+v", c)
	}
	real, err := f.ImportWith(ctx, paths, ImportOptions{}, nil)
	ok(t, err)
	for i := range real {
		if trial[i].Kind != real[i].Kind || len(trial[i].Documents) != len(real[i].Documents) || !trial[i].DryRun || real[i].DryRun {
			t.Errorf("%s: trial %+v\nreal %+v", paths[i], trial[i], real[i])
		}
		for n, d := range trial[i].Documents {
			if d.Title != real[i].Documents[n].Title || d.Turns != real[i].Documents[n].Turns {
				t.Errorf("trial %+v, real %+v", d, real[i].Documents[n])
			}
		}
	}
}

// A row called after a document goes to the case of that document.
func TestRowsMeetDocuments(t *testing.T) {
	f := rich(t)
	by, err := f.Acting(ctx)
	ok(t, err)
	doc := f.only()
	ok(t, f.Project.Cases.Rename(ctx, by, doc.Case, "Mevrouw K."))
	r := f.one(f.put("k.csv", "document,leeftijd\n"+doc.Title+",\"41,5\"\nniemand,3\n"), ImportOptions{})
	if r.Err != nil || r.Taken.Cases != 1 || r.Taken.Attributes != 1 {
		t.Fatalf("receipt %+v", r)
	}
	found, err := f.Search(ctx, search.Parse("leeftijd:41.5"), 0)
	ok(t, err)
	if found.Total == 0 {
		t.Error("the value is not that of the document's case")
	}
}

func TestTablesThatAreRefused(t *testing.T) {
	f := rich(t)
	for _, c := range []struct {
		name, content, code string
		o                   ImportOptions
	}{
		{"a.csv", "coding_id,text\n019b0000-0000-7000-8000-000000000065,x\n", "fragments-foreign", ImportOptions{}},
		{"b.csv", "coding_id,code:x\n1,1\n", "fragments-wide", ImportOptions{}},
		{"c.csv", "naam,rol\n", "empty", ImportOptions{}},
		{"d.csv", "naam,rol\nAnna,x,te veel\n", "table-line", ImportOptions{As: KindTable}},
		{"e.csv", "naam,rol\nAnna,x\n", "survey-column", ImportOptions{Columns: []ColumnUse{{"weg", "text"}}}},
		{"f.csv", "naam,rol\nAnna,x\n", "survey-use", ImportOptions{Columns: []ColumnUse{{"rol", "number"}}}},
		{"g.csv", "memo_id,body\n1,x\n", "table-own", ImportOptions{}},
		{"h.csv", "a,b\n" + strings.Repeat("1,2\n", 100_001), "table-size", ImportOptions{}},
		{"i.xlsx", "PK\x03\x04", "damaged", ImportOptions{}},
	} {
		r := f.one(f.put(c.name, c.content), c.o)
		var refused *transcript.Error
		if !errors.As(r.Err, &refused) || refused.Code != c.code {
			t.Errorf("%s: kind %s, %v, want %s", c.name, r.Kind, r.Err, c.code)
		}
	}
}
