package qualcoder

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

var moment = time.Date(2026, 11, 12, 10, 0, 0, 0, time.UTC)

// sample is a project with something of everything.
func sample(t testing.TB) codebook.Project {
	t.Helper()
	next := ids()
	p := codebook.Project{Name: "Wijk"}
	for _, name := range []string{"Anne de Boer", "Bram"} {
		p.Coders = append(p.Coders, codebook.Coder{ID: codebook.CoderID(next()), Name: name, Initials: name[:1]})
	}
	for _, name := range []string{"Gemeente Goes", "Zoë", "Reünie"} {
		p.Cases = append(p.Cases, transcript.Case{ID: transcript.CaseID(next()), Name: name, Values: map[transcript.AttributeID]string{}})
	}
	for _, a := range []transcript.Attribute{{Name: "rol", Type: transcript.AttributeText}, {Name: "leeftijd", Type: transcript.AttributeNumber}} {
		a.ID = transcript.AttributeID(next())
		p.Attributes = append(p.Attributes, a)
	}
	p.Cases[0].Values[p.Attributes[0].ID] = "beleid; \"hoog\""
	p.Cases[1].Values[p.Attributes[1].ID] = "42"
	for i, text := range []string{interview, "Onderzoeker: Wat nu? 👩‍👩‍👧 Zo'n \"wijk\".\n\nRespondent: Niets.\n"} {
		doc, _, err := transcript.Read("x.txt", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		doc.ID, doc.Title, doc.Case = transcript.DocumentID(next()), []string{"Gesprek 3.5", "Gesprek.txt"}[i], p.Cases[2*i].ID
		doc.Source.Bytes = nil
		for j := range doc.Speakers {
			doc.Speakers[j].ID = transcript.SpeakerID(next())
		}
		p.Documents = append(p.Documents, codebook.Document{Document: doc, Added: moment.Add(time.Duration(i) * time.Hour)})
	}
	p.Documents[0].Speakers[1].Case = p.Cases[1].ID
	parents := map[string]codebook.CodeID{}
	for _, c := range []codebook.Code{
		{Name: "Leven", Full: "Alles wat leeft"}, {Name: "Leven/Wonen", Short: "dak", UseWhen: "iemand woont", Colour: 2},
		{Name: "Leven/Wonen/buurt", NotWhen: "de stad", Example: "\"de straat\"", Colour: 8}, {Name: "vreugde 😀"},
	} {
		c.ID = codebook.CodeID(next())
		c.Status = codebook.StatusActive
		parents[c.Name] = c.ID
		if n := strings.LastIndex(c.Name, "/"); n > 0 {
			c.Parent, c.Name = parents[c.Name[:n]], c.Name[n+1:]
		}
		p.Codes = append(p.Codes, c)
	}
	code := func(document, code, coder int, quote, memo string) {
		d := p.Documents[document]
		lo := strings.Index(d.Text.String(), quote)
		if lo < 0 {
			t.Fatal(quote)
		}
		p.Codings = append(p.Codings, codebook.Coding{ID: codebook.CodingID(next()), Document: d.ID, Code: p.Codes[code].ID, Coder: p.Coders[coder].ID,
			Span: d.Text.SpanOf(lo, lo+len(quote)), Memo: memo, Created: moment, Modified: moment})
	}
	code(0, 1, 0, "de wijk", "zie ook:\n\nlater")
	code(0, 1, 1, "de wijk", "")
	code(0, 3, 0, "hoor 😀. De reünie", "#important")
	code(0, 2, 0, "שלום!", "")
	code(1, 1, 1, "👩‍👩‍👧 Zo'n \"wijk\"", "")
	note := func(about codebook.Ref, coder int, title, body string) {
		p.Memos = append(p.Memos, codebook.Memo{ID: codebook.MemoID(next()), Kind: codebook.MemoNote, About: about, Title: title, Body: body,
			Coder: p.Coders[coder].ID, Created: moment, Modified: moment})
	}
	note(codebook.Ref{Kind: codebook.RefDocument, Document: p.Documents[0].ID}, 1, "", "Goed gesprek")
	note(codebook.Ref{Kind: codebook.RefSpan, Document: p.Documents[1].ID, Span: transcript.Span{Start: 2, End: 7}}, 0, "", "Wie?")
	note(codebook.Ref{Kind: codebook.RefProject}, 1, "Dagboek", "Koude dag\n\nmet *nadruk*")
	note(codebook.Ref{Kind: codebook.RefCase, Case: p.Cases[0].ID}, 1, "", "Ver weg")
	note(codebook.Ref{Kind: codebook.RefCode, Code: p.Codes[1].ID}, 1, "Twijfel", "Te ruim?\n\nshort: zie boven")
	note(codebook.Ref{Kind: codebook.RefCode, Code: p.Codes[1].ID}, 1, "", "Of niet")
	return p
}

// described is all of a project that a QualCoder folder holds, without ids.
func described(p codebook.Project) []string {
	var out []string
	for _, d := range p.Documents {
		out = append(out, "document "+d.Title+" "+d.Added.String()+" "+caseName(p, d.Case)+" "+d.Text.String())
		for _, turn := range d.Turns {
			s := d.SpeakerOf(turn)
			out = append(out, "turn "+s.Name+" "+string(s.Role)+" "+caseName(p, s.Case)+" ["+d.Text.Slice(turn.Span)+"]")
		}
	}
	tree := codebook.NewTree(p.Codes)
	tree.Walk(func(c codebook.Code, _ int) {
		out = append(out, strings.Join([]string{"code", tree.Path(c.ID), c.Short, c.Full, c.UseWhen, c.NotWhen, c.Example, hexOf(c.Colour), string(c.Status)}, "|"))
	})
	for _, c := range p.Codings {
		out = append(out, c.Created.String())
	}
	for _, a := range p.Attributes {
		out = append(out, "attribute "+a.Name+" "+string(a.Type))
	}
	var notes []string
	for i, m := range memos(p) {
		notes = append(notes, m+p.Memos[i].Created.String())
	}
	slices.Sort(notes)
	var names []string
	for _, c := range p.Coders {
		names = append(names, c.Name)
	}
	slices.Sort(names)
	return slices.Concat(out, codings(p), notes, cases(p), names)
}

func caseName(p codebook.Project, id transcript.CaseID) string {
	for _, c := range p.Cases {
		if c.ID == id {
			return c.Name
		}
	}
	return ""
}

func write(t testing.TB, p codebook.Project) (string, []transcript.Warning) {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "Wijk.qda")
	losses, err := Write(context.Background(), folder, p, moment)
	if err != nil {
		t.Fatal(err)
	}
	return folder, losses
}

func TestRoundTrip(t *testing.T) {
	p := sample(t)
	folder, losses := write(t, p)
	checkLosses(t, losses, map[string]int{})
	again, err := Read(context.Background(), folder, ids())
	if err != nil {
		t.Fatal(err)
	}
	if len(again.Strays)+len(again.Losses) > 0 {
		t.Errorf("strays %v losses %v", again.Strays, again.Losses)
	}
	a, b := described(p), described(again)
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			t.Fatalf("line %d:\n%q\n%q", i, a[min(i, len(a)-1)], b[min(i, len(b)-1)])
		}
	}
	for _, name := range []string{"data.qda", "documents", "images", "audio", "video"} {
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			t.Error(err)
		}
	}
}

// What the format has no place for is counted, one by one.
func TestWriteCountsLosses(t *testing.T) {
	p := sample(t)
	next := ids()
	p.Codes[3].Letter, p.Codes[3].Alias, p.Codes[3].Status, p.Codes[3].Position = "v", []string{"blij"}, codebook.StatusDraft, 2
	p.Codes[0].Colour, p.Codes[0].Full = 3, "eerst\n\nshort: dan"
	p.Codes = append(p.Codes,
		codebook.Code{ID: codebook.CodeID{1}, Name: "buurt"},                                                   // a name that another has
		codebook.Code{ID: codebook.CodeID{2}, Name: "weg", Status: codebook.StatusMerged, Into: p.Codes[3].ID}, // gone
		codebook.Code{ID: codebook.CodeID{3}, Name: "Leven", Parent: p.Codes[0].ID},                            // as its parent
	)
	p.Themes = []codebook.Theme{{ID: codebook.ThemeID(next()), Name: "Ruimte"}}
	p.Codings[0].Certainty, p.Codings[1].Modified, p.Codings[2].Coder = 2, moment.Add(time.Hour), codebook.CoderID{}
	p.Coders = append(p.Coders, codebook.Coder{ID: codebook.CoderID{9}, Name: "Bram"})
	p.Documents[1].Title = p.Documents[0].Title
	p.Documents[0].Anchors = []transcript.Anchor{{At: 1, Millis: 1}}
	p.Documents[0].Pages = []transcript.Page{{At: 1, Number: 1}}
	p.Documents[0].Source.Bytes = []byte("x")
	p.Documents[1].Turns = p.Documents[1].Turns[:1]
	p.Strays = []codebook.Stray{{Document: p.Documents[0].ID}}
	p.Attributes[1].Type = transcript.AttributeDate
	memo := p.Memos[0]
	memo.Title, memo.Kind = "Nog iets", codebook.MemoTheory
	p.Memos = append(p.Memos, memo)
	memo.About, memo.Title = codebook.Ref{Kind: codebook.RefTheme, Theme: p.Themes[0].ID}, "Over ruimte"
	p.Memos = append(p.Memos, memo)
	memo.About = codebook.Ref{Kind: codebook.RefCode, Code: p.Codes[0].ID}
	p.Memos = append(p.Memos, memo)
	folder, losses := write(t, p)
	checkLosses(t, losses, map[string]int{
		"letters": 1, "aliases": 1, "code-status": 1, "positions": 1, "definitions": 1, "codes-renamed": 2, "codes-merged": 1, "themes": 1, "colours": 1,
		"certainties": 1, "modified-times": 1, "coders-unknown": 1, "coders-renamed": 1, "coders": 1, "documents-renamed": 1, "anchors": 1, "pages": 1,
		"source-files": 1, "turns": 1, "strays": 1, "attribute-types": 1, "memo-kinds": 3, "memo-titles": 1, "memos-merged": 2, "theme-memos": 1,
	})
	if !slices.IsSortedFunc(losses, func(a, b transcript.Warning) int { return strings.Compare(a.Code, b.Code) }) {
		t.Error("losses are in no order")
	}
	again, err := Read(context.Background(), folder, ids())
	if err != nil {
		t.Fatal(err)
	}
	if len(again.Codings) != len(p.Codings) || len(again.Documents) != 2 || len(again.Codes) != 6 {
		t.Errorf("%d codings, %d documents, %d codes", len(again.Codings), len(again.Documents), len(again.Codes))
	}
}

// QualCoder refuses a project unless its about says its name, and asks for
// owners everywhere.
func TestWriteGivesWhatQualCoderAsksFor(t *testing.T) {
	p := sample(t)
	p.Coders, p.Memos = nil, nil
	for i := range p.Codings {
		p.Codings[i].Coder = codebook.CoderID{}
	}
	p.Codings = slices.Delete(p.Codings, 1, 2) // the other coder's on the same span
	folder, _ := write(t, p)
	db := openDatabase(t, folder)
	for table, columns := range map[string]string{
		"source": "name fulltext owner date memo", "code_name": "name owner date memo color", "code_cat": "name owner date memo",
		"code_text": "owner date memo seltext", "cases": "name owner date memo", "case_text": "owner date memo", "attribute": "name value owner date",
		"attribute_type": "name caseOrFile valuetype owner", "project": "about codername databaseversion date memo",
	} {
		rows := 0
		for _, row := range each(t, db, table, columns) {
			rows++
			for _, c := range strings.Fields(columns) {
				if row.Null(c) || c == "owner" && row.Text(c) != "default" {
					t.Errorf("%s.%s is %q", table, c, row.Text(c))
				}
			}
			if table == "project" && !strings.Contains(row.Text("about"), "QualCoder") {
				t.Error("about:", row.Text("about"))
			}
		}
		if rows == 0 {
			t.Error("no rows in", table)
		}
	}
	if got := len(each(t, db, "attribute", "name")); got != 6 {
		t.Errorf("%d values; every case has one of every attribute", got)
	}
}

func TestWriteNeverOverwrites(t *testing.T) {
	parent := t.TempDir()
	there := filepath.Join(parent, "er.qda")
	if err := os.Mkdir(there, 0o700); err != nil {
		t.Fatal(err)
	}
	var refused *transcript.Error
	if _, err := Write(context.Background(), there, sample(t), moment); !errors.As(err, &refused) || refused.Code != "exists" || !errors.Is(err, fs.ErrExist) {
		t.Error(err)
	}
	if _, err := Write(context.Background(), filepath.Join(parent, "x.zip"), sample(t), moment); !errors.As(err, &refused) || refused.Code != "unsupported" {
		t.Error(err)
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Write(ended, filepath.Join(parent, "nieuw.qda"), sample(t), moment); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	left, err := os.ReadDir(parent)
	if err != nil || len(left) != 1 {
		t.Error("left behind:", left, err)
	}
}

func TestDefinition(t *testing.T) {
	for _, c := range []codebook.Code{
		{}, {Full: "alles"}, {Short: "kort"}, {Short: "kort", Full: "lang\n\nen breed", UseWhen: "a\nb", NotWhen: "short: niet", Example: "\"x\"\n\n\"y\""},
		{Example: "z", Full: "zo: short: zo"},
	} {
		var again codebook.Code
		if split(definition(c), &again); again.Full != c.Full || again.Short != c.Short || again.UseWhen != c.UseWhen || again.NotWhen != c.NotWhen || again.Example != c.Example {
			t.Errorf("%+v became %+v", c, again)
		}
	}
}

func TestColours(t *testing.T) {
	for n := range len(colours) + 1 {
		if got := colourOf(hexOf(n)); got != n {
			t.Errorf("colour %d came back as %d", n, got)
		}
	}
	for hex, want := range map[string]int{"#FF0000": 1, "#ffff00": 3, "#00ff00": 4, "#0000ff": 7, "": 0, "rood": 0, "#12345": 0, "#+12345": 0} {
		if got := colourOf(hex); got != want {
			t.Errorf("%s is %d, want %d", hex, got, want)
		}
	}
}
