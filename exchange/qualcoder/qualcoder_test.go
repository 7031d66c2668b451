package qualcoder

import (
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/exchange/foreign"
	"veldwerk/transcript"
)

// ids gives the same ids in every run.
func ids() func() uuid.UUID {
	n := uint64(0)
	return func() uuid.UUID {
		n++
		u := uuid.UUID{6: 0x70, 8: 0x80}
		binary.BigEndian.PutUint64(u[8:], n|1<<63)
		return u
	}
}

// interview has an ë that is one character, one that is two, an emoji, and a
// line of Hebrew.
const interview = "Interviewer: Hoe gaat het met de wijk?\n\n" +
	"Zoë: Goed hoor 😀. De reünie was fijn.\n\n" +
	"Interviewer: En de gemeente?\n\n" +
	"Zoë: Die belt nooit terug. שלום!\n"

// files makes a project's folder of statements.
func files(t testing.TB, statements ...string) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "Wijk.qda")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	err := foreign.Create(context.Background(), filepath.Join(folder, Database), func(insert foreign.Insert) error {
		for _, s := range statements {
			if err := insert(s); err != nil {
				return errors.Join(err, errors.New(s))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

// shapes are the tables of four versions, as far as they differ.
var shapes = map[string][]string{
	"v8": {
		`CREATE TABLE project (databaseversion text, date text, memo text, about text, bookmarkfile integer, bookmarkpos integer, codername text)`,
		`CREATE TABLE source (id integer primary key, name text, fulltext text, mediapath text, memo text, owner text, date text, av_text_id integer, risid integer, unique(name))`,
		`CREATE TABLE code_name (cid integer primary key, name text, memo text, catid integer, owner text, date text, color text, unique(name))`,
		`CREATE TABLE code_image (imid integer primary key, id integer, x1 integer, y1 integer, width integer, height integer, cid integer, memo text, date text, owner text, important integer)`,
		`INSERT INTO project VALUES ('v8', '2024-03-05 09:00:00', 'Waar het om gaat', 'QualCoder 3.3', 0, 0, 'Anne')`,
	},
	"v10": {
		schema[0], schema[1], schema[2],
		`CREATE TABLE code_name (cid integer primary key, name text, memo text, catid integer, owner text, date text, color text, unique(name))`,
		`INSERT INTO project VALUES ('v10', '2024-03-05 09:00:00', 'Waar het om gaat', 'QualCoder 3.5', 0, 0, 'Anne', '')`,
	},
	"v14": {
		schema[0], schema[1], schema[2],
		`CREATE TABLE code_name (cid integer primary key, name text, memo text, catid integer, owner text, date text, color text, unique(name))`,
		`CREATE TABLE coder_names (name text unique not null, visibility integer not null default 1)`,
		`INSERT INTO coder_names VALUES ('Anne', 1), ('Bram', 0)`,
		`INSERT INTO project VALUES ('v14', '2024-03-05 09:00:00', 'Waar het om gaat', 'QualCoder 3.8', 0, 0, 'Anne', '')`,
	},
	"v17": {
		schema[0], schema[1], schema[2],
		`CREATE TABLE code_name (cid integer primary key, name text, memo text, catid integer, owner text, date text, color text, supercid integer, unique(name))`,
		`CREATE TABLE coder_names (name text unique not null, visibility integer not null default 1)`,
		`INSERT INTO coder_names VALUES ('Anne', 1), ('Bram', 1)`,
		`INSERT INTO project VALUES ('v17', '2024-03-05 09:00:00', 'Waar het om gaat', 'QualCoder 4.0', 0, 0, 'Anne', '')`,
	},
}

// at is the position of a text in a source, as SQL.
func at(source int, text string) string {
	return "(SELECT instr(fulltext, '" + text + "') - 1 FROM source WHERE id = " + strconv.Itoa(source) + ")"
}

// content is what stands in every version.
func content() []string {
	quoted := func(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
	return []string{
		schema[3], schema[4], schema[5], schema[6], schema[7], schema[8], schema[9], schema[10], schema[12],
		`CREATE VIEW code_text_visible AS SELECT * FROM code_text`,
		`INSERT INTO source (id, name, fulltext, mediapath, memo, owner, date) VALUES
			(1, 'Zoë.docx', ` + quoted(interview) + `, '/docs/Zoë.docx', 'Een prettig gesprek', 'Anne', '2024-03-05 10:00:00'),
			(2, 'plein.jpg', NULL, '/images/plein.jpg', '', 'Anne', '2024-03-05 10:00:00'),
			(3, 'gesprek.mp3', NULL, '/audio/gesprek.mp3', '', 'Anne', '2024-03-05 10:00:00'),
			(4, 'gesprek.mp3.transcribed', 'Bram: ja' || char(13) || char(10) || 'Kees: nee' || char(13) || char(10) || 'Bram: toch' || char(13) || char(10) || 'Kees: och', NULL, '', 'Anne', '2024-03-05 10:00:00'),
			(5, 'leeg.txt', '', NULL, '', 'Anne', '2024-03-05 10:00:00')`,
		`UPDATE source SET av_text_id = 4 WHERE id = 3`,
		`INSERT INTO code_cat VALUES (2, 'Wonen', 'Anne', '2024-03-05 10:00:00', '', 1), (1, 'Leven', 'Anne', '2024-03-05 10:00:00', 'Alles', NULL), (3, 'Kring', 'Anne', '', '', 3)`,
		`INSERT INTO code_name (cid, name, memo, catid, owner, date, color) VALUES
			(1, 'buurt', 'De straat', 2, 'Anne', '2024-03-05 10:00:00', '#ff5f7e'), (2, 'vreugde', '', NULL, 'Bram', '2024-03-05 10:00:00', '#999999'),
			(3, 'Leven', 'los', NULL, 'Bram', '2024-03-05 10:00:00', NULL)`,
		`INSERT INTO code_text (ctid, cid, fid, seltext, pos0, pos1, owner, date, memo, avid, important) VALUES
			(1, 1, 1, 'wijk', 33, 37, 'Anne', '2024-03-06 11:12:13', 'hier', NULL, 1),
			(2, 2, 1, 'reünie', ` + at(1, "reünie") + `, ` + at(1, "reünie") + ` + 6, 'Bram', '2024-03-06 11:12:13', '', NULL, NULL),
			(3, 1, 1, 'nergens te vinden', 5, 10, 'Anne', '', 'kwijt', NULL, 0),
			(4, 1, 1, '', 900, 910, 'Anne', '', '', NULL, 0),
			(5, 9, 1, 'wijk', 33, 37, 'Anne', '', '', NULL, 0),
			(6, 1, 99, 'wijk', 33, 37, 'Anne', '', '', NULL, 0),
			(7, 2, 4, 'nee', ` + at(4, "nee") + `, ` + at(4, "nee") + ` + 3, 'Bram', '2024-03-06 11:12:13', '', 7, 0),
			(8, 1, 1, 'de wijk?', 30, 38, 'Anne', '2024-03-06 11:12:14', 'ook', NULL, 0)`,
		`INSERT INTO annotation VALUES (1, 1, 13, 16, 'Begin', 'Anne', '2024-03-07 01:02:03'), (2, 1, 13, 9000, 'Waar?', 'Bram', '')`,
		`INSERT INTO journal VALUES (1, 'Dagboek', 'Koude dag', '2024-03-07 01:02:03', 'Bram')`,
		`INSERT INTO cases VALUES (1, 'Zoë', 'Woont hier', 'Anne', ''), (2, 'Kees', '', 'Anne', ''), (3, 'Stuk', '', 'Anne', '')`,
		`INSERT INTO case_text (caseid, fid, pos0, pos1, owner, date, memo) VALUES (1, 1, 0, 143, 'Anne', '', ''), (2, 4, 10, 19, 'Anne', '', ''), (2, 4, 35, 38, 'Anne', '', ''), (3, 1, 4, 60, 'Anne', '', '')`,
		`INSERT INTO attribute_type VALUES ('leeftijd', '', 'Anne', '', 'case', 'numeric'), ('plaats', '', 'Anne', '', 'file', 'character')`,
		`INSERT INTO attribute (name, attr_type, value, id) VALUES ('leeftijd', 'case', '42', 1), ('leeftijd', 'case', '', 2), ('plaats', 'file', 'Ede', 4), ('plaats', 'file', 'Goes', 1)`,
		`INSERT INTO code_image (imid, id, x1, y1, width, height, cid, memo) VALUES (1, 2, 0, 0, 5, 5, 1, '')`,
		`INSERT INTO code_av (avid, id, pos0, pos1, cid, memo, date, owner) VALUES (7, 3, 0, 900, 2, 'lacht', '', 'Bram')`,
	}
}

func TestReadVersions(t *testing.T) {
	for version, shape := range shapes {
		t.Run(version, func(t *testing.T) {
			statements := append(slices.Clone(shape), content()...)
			if version == "v17" {
				statements = append(statements, `INSERT INTO code_name (cid, name, memo, owner, supercid) VALUES (4, 'stoep', '', 'Anne', 1)`)
			}
			p, err := Read(context.Background(), files(t, statements...), ids())
			if err != nil {
				t.Fatal(err)
			}
			checkRead(t, p, version)
		})
	}
}

func checkRead(t *testing.T, p codebook.Project, version string) {
	t.Helper()
	if p.Name != "Wijk" || p.Origin != "QualCoder "+version {
		t.Errorf("name %q origin %q", p.Name, p.Origin)
	}
	want := []string{"Kring", "Leven", "Leven/Wonen", "Leven/Wonen/buurt", "vreugde"}
	if version == "v17" {
		want = slices.Insert(want, 4, "Leven/Wonen/buurt/stoep")
	}
	tree := codebook.NewTree(p.Codes)
	var paths []string
	tree.Walk(func(c codebook.Code, _ int) { paths = append(paths, tree.Path(c.ID)) })
	if !slices.Equal(paths, want) {
		t.Errorf("codes %q, want %q", paths, want)
	}
	if got := titles(p); !slices.Equal(got, []string{"Zoë", "gesprek.mp3"}) {
		t.Fatalf("documents %q", got)
	}
	if n := len(p.Documents[0].Turns); n != 4 {
		t.Errorf("%d turns", n)
	}
	wantCodings := []string{
		"Zoë Leven/Wonen/buurt Anne [de wijk?] memo ook\n\nhier\n\n#important",
		"Zoë vreugde Bram [reünie] memo ",
		"gesprek.mp3 vreugde Bram [nee] memo ",
	}
	if got := codings(p); !slices.Equal(got, wantCodings) {
		t.Errorf("codings\n%q\nwant\n%q", got, wantCodings)
	}
	var strays []string
	for _, s := range p.Strays {
		strays = append(strays, string(s.Reason)+" "+s.Quote+" "+s.Memo)
	}
	if !slices.Equal(strays, []string{"not-found nergens te vinden kwijt", "outside  ", "no-text  lacht"}) {
		t.Errorf("strays %q", strays)
	}
	if got := memos(p); !slices.Equal(got, []string{
		"project Anne  Waar het om gaat", "document Anne  Een prettig gesprek", "span[Hoe] Anne  Begin", "document Bram  Waar?",
		"project Bram Dagboek Koude dag", "case Anne  Woont hier",
	}) {
		t.Errorf("memos %q", got)
	}
	if got := cases(p); !slices.Equal(got, []string{"Zoë leeftijd=42 plaats=Goes", "Kees", "Stuk", "gesprek.mp3 plaats=Ede"}) {
		t.Errorf("cases %q", got)
	}
	if d := p.Documents[0]; d.Case != p.Cases[0].ID || !d.Added.Equal(time.Date(2024, 3, 5, 10, 0, 0, 0, time.UTC)) {
		t.Error("the first document's case or date")
	}
	if d := p.Documents[1]; len(d.Speakers) != 2 || d.Speakers[1].Case != p.Cases[1].ID || !d.Speakers[0].Case.IsZero() {
		t.Errorf("speakers %+v", d.Speakers)
	}
	wantLosses := map[string]int{"codes-uprooted": 0, "codes-joined": 1, "media": 2, "empty-documents": 1, "codings-without-code": 1, "codings-moved": 0,
		"codings-without-document": 1, "codings-united": 1, "annotations-unplaced": 1, "case-links": 1, "media-codings": 1}
	checkLosses(t, p.Losses, wantLosses)
}

func checkLosses(t *testing.T, losses []transcript.Warning, want map[string]int) {
	t.Helper()
	got := map[string]int{}
	for _, l := range losses {
		got[l.Code] = l.Args["count"].(int)
	}
	for code, n := range want {
		if n == 0 {
			delete(want, code)
		}
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("losses %v, want %v", got, want)
	}
}

func titles(p codebook.Project) (out []string) {
	for _, d := range p.Documents {
		out = append(out, d.Title)
	}
	return out
}

func coder(p codebook.Project, id codebook.CoderID) string {
	for _, c := range p.Coders {
		if c.ID == id {
			return c.Name
		}
	}
	return ""
}

func document(p codebook.Project, id transcript.DocumentID) codebook.Document {
	for _, d := range p.Documents {
		if d.ID == id {
			return d
		}
	}
	return codebook.Document{}
}

func codings(p codebook.Project) (out []string) {
	tree := codebook.NewTree(p.Codes)
	for _, c := range p.Codings {
		d := document(p, c.Document)
		out = append(out, strings.Join([]string{d.Title, tree.Path(c.Code), coder(p, c.Coder), "[" + d.Text.Slice(c.Span) + "]", "memo", c.Memo}, " "))
	}
	return out
}

func memos(p codebook.Project) (out []string) {
	for _, m := range p.Memos {
		about := string(m.About.Kind)
		if m.About.Kind == codebook.RefSpan {
			about += "[" + document(p, m.About.Document).Text.Slice(m.About.Span) + "]"
		}
		out = append(out, strings.Join([]string{about, coder(p, m.Coder), m.Title, m.Body}, " "))
	}
	return out
}

func cases(p codebook.Project) (out []string) {
	for _, c := range p.Cases {
		s := c.Name
		for _, a := range p.Attributes {
			if v, ok := c.Values[a.ID]; ok {
				s += " " + a.Name + "=" + v
			}
		}
		out = append(out, s)
	}
	return out
}

// Before the text of QualCoder's window counted as its texts do, a coding
// stood one further for each emoji before it.
func TestReadFindsShiftedCodings(t *testing.T) {
	text := "😀 een 😀😀 twee, en de buurt 😀 en de buurt"
	at := strings.Index(text, "buurt")
	units := len([]rune(text[:at])) + 3
	statements := append(slices.Clone(shapes["v10"]), schema[10],
		`INSERT INTO source (id, name, fulltext) VALUES (1, 'a', '`+text+`')`,
		`INSERT INTO code_name (cid, name) VALUES (1, 'x')`)
	folder := files(t, append(statements, `INSERT INTO code_text (cid, fid, seltext, pos0, pos1, owner) VALUES (1, 1, 'buurt', `+strconv.Itoa(units)+`, `+strconv.Itoa(units+5)+`, 'A')`)...)
	p, err := Read(context.Background(), folder, ids())
	if err != nil || len(p.Codings) != 1 {
		t.Fatal(err, p.Codings)
	}
	if got := p.Codings[0].Span.Start; got != len([]rune(text[:at])) {
		t.Errorf("placed at %d", got)
	}
	checkLosses(t, p.Losses, map[string]int{"codings-moved": 1})
}
