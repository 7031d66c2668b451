package rqda

import (
	"context"
	"encoding/binary"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/exchange/foreign"
	"veldwerk/transcript"
)

func ids() func() uuid.UUID {
	n := uint64(0)
	return func() uuid.UUID {
		n++
		u := uuid.UUID{6: 0x70, 8: 0x80}
		binary.BigEndian.PutUint64(u[8:], n|1<<63)
		return u
	}
}

// tables are those of RQDA 0.2.2, without what we do not read.
var tables = []string{
	`CREATE TABLE project (databaseversion text, date text, dateM text, memo text, about text)`,
	`CREATE TABLE source (name text, id integer, file text, memo text, owner text, date text, dateM text, status integer)`,
	`CREATE TABLE freecode (name text, memo text, owner text, date text, dateM text, id integer, status integer, color text)`,
	`CREATE TABLE treecode (cid integer, catid integer, date text, dateM text, memo text, status integer, owner text)`,
	`CREATE TABLE codecat (name text, cid integer, catid integer, owner text, date text, dateM text, memo text, status integer)`,
	`CREATE TABLE coding (cid integer, fid integer, seltext text, selfirst real, selend real, status integer, owner text, date text, memo text)`,
	`CREATE TABLE coding2 (cid integer, fid integer, seltext text, selfirst real, selend real, status integer, owner text, date text, memo text)`,
	`CREATE TABLE cases (name text, memo text, owner text, date text, dateM text, id integer, status integer)`,
	`CREATE TABLE caselinkage (caseid integer, fid integer, selfirst real, selend real, status integer, owner text, date text, memo text)`,
	`CREATE TABLE attributes (name text, status integer, date text, dateM text, owner text, memo text, class text)`,
	`CREATE TABLE caseAttr (variable text, value text, caseID integer, date text, dateM text, owner text, status integer)`,
	`CREATE TABLE fileAttr (variable text, value text, fileID integer, date text, dateM text, owner text, status integer)`,
	`CREATE TABLE journal (name text, journal text, date text, dateM text, owner text, status integer)`,
	`CREATE TABLE annotation (fid integer, position integer, annotation text, owner text, date text, dateM text, status integer)`,
	`CREATE TABLE filecat (name text, fid integer, catid integer, owner text, date text, dateM text, memo text, status integer)`,
}

func file(t testing.TB, fill func(foreign.Insert) error) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "wijk.rqda")
	err := foreign.Create(context.Background(), path, func(insert foreign.Insert) error {
		for _, s := range tables {
			if err := insert(s); err != nil {
				return err
			}
		}
		return fill(insert)
	})
	if err != nil {
		t.Fatal(err)
	}
	return path
}

const interview = "I: Hoe gaat het, Zoë?\nR: Goed 😀, dank je.\nI: En de buurt?\nR: De reünie was fijn."

func sample(t *testing.T) string {
	at := func(quote string) int { return len([]rune(interview[:strings.Index(interview, quote)])) }
	coding := `INSERT INTO %s VALUES (?, ?, ?, ?, ?, ?, ?, 'Mon Jan  7 10:11:12 2013', ?)`
	return file(t, func(insert foreign.Insert) error {
		in := func(table string, values ...any) error {
			return insert(strings.Replace(coding, "%s", table, 1), values...)
		}
		buurt, goed, fijn := at("buurt"), at("Goed"), at("fijn")
		return errors.Join(
			insert(`INSERT INTO project VALUES ('0.2.2', 'Mon Jan  7 10:11:12 2013', NULL, 'Waarom', 'Database created by RQDA')`),
			insert(`INSERT INTO source VALUES ('gesprek', 1, ?, 'Kort', 'ro', 'Mon Jan  7 10:11:12 2013', NULL, 1), ('weg', 2, 'weg', '', 'ro', '', '', 0), ('gesprek', 3, CAST(x'43616665CC20E9E96E' AS TEXT), '', 'ro', '', '', 1), ('leeg', 4, ' ', '', '', '', '', 1)`, interview),
			insert(`INSERT INTO freecode (name, memo, id, status) VALUES ('buurt', 'De straat', 1, 1), ('vreugde', '', 2, 1), ('weg', '', 3, 0), ('los', '', 4, 1), ('Leven', 'ook', 5, 1)`),
			insert(`INSERT INTO codecat (name, catid, memo, status) VALUES ('Leven', 1, 'Alles', 1), ('Gevoel', 2, 'Hart', 1), ('Dood', 3, '', 0), ('Kaal', 4, '', 1), ('Plek', 5, '', 1)`),
			insert(`INSERT INTO treecode (cid, catid, status) VALUES (1, 1, 1), (2, 2, 1), (2, 5, 1), (4, 5, 1), (2, 3, 1), (3, 1, 1), (1, 2, 0)`),
			in("coding", 1, 1, "buurt", float64(buurt), float64(buurt+5), 1, "ro", "hier"),
			in("coding", 2, 1, "Goed", float64(goed+1), float64(goed+4), 1, "ro", nil),
			in("coding", 2, 1, "fijn", float64(fijn+1), float64(fijn+5), 1, "mia", ""),
			in("coding", 1, 1, "nergens", 4.0, 8.0, 1, "ro", ""),
			in("coding", 1, 1, "Hoe", 3.0, 6.0, 0, "ro", ""),
			in("coding", 1, 1, "Hoe", 3.0, 6.0, -1, "ro", ""),
			in("coding", 3, 1, "Hoe", 3.0, 6.0, 1, "ro", ""),
			in("coding", 1, 2, "weg", 0.0, 3.0, 1, "ro", ""),
			in("coding2", 4, 3, "éé", 6.0, 8.0, 1, "ro", ""),
			insert(`INSERT INTO cases (name, memo, owner, id, status) VALUES ('Zoë', 'Woont hier', 'ro', 1, 1), ('weg', '', '', 2, 0)`),
			insert(`INSERT INTO caselinkage (caseid, fid, selfirst, selend, status) VALUES (1, 1, 0, ?, 1), (2, 1, 0, 5, 1), (1, 3, 0, 2, 1)`, len([]rune(interview))),
			insert(`INSERT INTO attributes (name, status, memo, class) VALUES ('leeftijd', 1, 'In jaren', 'numeric'), ('plaats', 1, '', 'character'), ('weg', 0, '', 'character')`),
			insert(`INSERT INTO caseAttr (variable, value, caseID, status) VALUES ('leeftijd', '42', 1, 1), ('plaats', 'NA', 1, 1), ('weg', 'x', 1, 1), ('plaats', 'y', 1, 0)`),
			insert(`INSERT INTO fileAttr (variable, value, fileID, status) VALUES ('plaats', 'Goes', 3, NULL)`),
			insert(`INSERT INTO journal VALUES ('Dag 1', 'Koud', 'Tue Jan  8 10:11:12 2013', '', 'mia', 1), ('Dag 2', 'Weg', '', '', '', 0)`),
			insert(`INSERT INTO annotation (fid, position, annotation, owner, status) VALUES (1, 3, 'Let op', 'ro', 1), (1, 9999, 'Waar', 'ro', 1), (2, 0, 'weg', 'ro', 1)`),
			insert(`INSERT INTO filecat (name, catid, status) VALUES ('soort', 1, 1)`),
		)
	})
}

func TestRead(t *testing.T) {
	p, err := Read(context.Background(), sample(t), ids())
	if err != nil {
		t.Fatal(err)
	}
	if p.Name != "wijk" || p.Origin != "RQDA 0.2.2" || len(p.Documents) != 2 || p.Documents[1].Text.String() != "CafeÌ één" {
		t.Fatalf("%q %q %+v", p.Name, p.Origin, p.Documents)
	}
	tree := codebook.NewTree(p.Codes)
	var paths []string
	tree.Walk(func(c codebook.Code, _ int) { paths = append(paths, tree.Path(c.ID)+"|"+c.Full) })
	if want := []string{"Kaal|", "Leven|Alles\n\nook", "Leven/buurt|De straat", "Plek|", "Plek/los|", "vreugde|"}; !slices.Equal(paths, want) {
		t.Errorf("codes %q", paths)
	}
	var themes []string
	for _, th := range p.Themes {
		s := th.Name + "|" + th.Claim
		for _, id := range th.Codes {
			s += "|" + tree.Path(id)
		}
		themes = append(themes, s)
	}
	if want := []string{"Gevoel|Hart|vreugde", "Plek||vreugde|Plek/los"}; !slices.Equal(themes, want) {
		t.Errorf("themes %q", themes)
	}
	names := map[codebook.CoderID]string{}
	for _, c := range p.Coders {
		names[c.ID] = c.Name
	}
	var codings []string
	for _, c := range p.Codings {
		d := p.Documents[0]
		if c.Document != d.ID {
			d = p.Documents[1]
		}
		codings = append(codings, tree.Path(c.Code)+" "+names[c.Coder]+" ["+d.Text.Slice(c.Span)+"] "+c.Memo)
	}
	if want := []string{"vreugde ro [Goed] ", "Leven/buurt ro [buurt] hier", "vreugde mia [fijn] ", "Plek/los ro [éé] "}; !slices.Equal(codings, want) {
		t.Errorf("codings %q", codings)
	}
	if !p.Codings[1].Created.Equal(time.Date(2013, 1, 7, 10, 11, 12, 0, time.UTC)) {
		t.Error(p.Codings[1].Created)
	}
	if len(p.Strays) != 1 || p.Strays[0].Reason != codebook.StrayNotFound || p.Strays[0].Quote != "nergens" || p.Strays[0].Span != (transcript.Span{Start: 4, End: 8}) {
		t.Errorf("strays %+v", p.Strays)
	}
	checkRest(t, p, names)
}

func checkRest(t *testing.T, p codebook.Project, names map[codebook.CoderID]string) {
	t.Helper()
	var memos []string
	for _, m := range p.Memos {
		memos = append(memos, strings.Join([]string{string(m.About.Kind), names[m.Coder], m.Title, m.Body}, "|"))
	}
	want := []string{"project|||Waarom", "document|ro||Kort", "span|ro||Let op", "document|ro||Waar", "project|mia|Dag 1|Koud", "case|ro||Woont hier"}
	if !slices.Equal(memos, want) {
		t.Errorf("memos %q", memos)
	}
	if got := p.Documents[0].Text.Slice(p.Memos[2].About.Span); got != "H" {
		t.Errorf("the annotation stands on %q", got)
	}
	if len(p.Cases) != 2 || p.Documents[0].Case != p.Cases[0].ID || p.Documents[1].Case != p.Cases[1].ID || p.Cases[1].Name != "gesprek" {
		t.Errorf("cases %+v", p.Cases)
	}
	if len(p.Attributes) != 2 || p.Attributes[0].Type != transcript.AttributeNumber || p.Cases[0].Values[p.Attributes[0].ID] != "42" || len(p.Cases[0].Values) != 1 ||
		p.Cases[1].Values[p.Attributes[1].ID] != "Goes" {
		t.Errorf("attributes %+v %+v", p.Attributes, p.Cases)
	}
	losses := map[string]int{}
	for _, l := range p.Losses {
		losses[l.Code] = l.Args["count"].(int)
	}
	for code, n := range map[string]int{"deleted": 6, "codings-moved": 2, "annotations-unplaced": 1, "attribute-memos": 1, "codes-joined": 1, "file-categories": 1,
		"empty-documents": 1, "case-links": 1} {
		if losses[code] != n {
			t.Errorf("%s: %d, want %d", code, losses[code], n)
		}
		delete(losses, code)
	}
	if len(losses) > 0 {
		t.Error(losses)
	}
}

func TestReadRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.rqda")
	if err := foreign.Create(context.Background(), path, func(insert foreign.Insert) error { return insert(tables[1]) }); err != nil {
		t.Fatal(err)
	}
	var refused *transcript.Error
	if _, err := Read(context.Background(), path, ids()); !errors.As(err, &refused) || refused.Code != "missing" {
		t.Error(err)
	}
}

// FuzzRQDA reads rows with any position, quote and bytes: a coding stands in
// the text, on its quote, or waits.
func FuzzRQDA(f *testing.F) {
	f.Add([]byte("een 😀 twee"), []byte("twee"), 7.0, 10.0, int64(1))
	f.Add([]byte("caf\xe9 twee"), []byte("\xe9 t"), 4.0, 6.0, int64(1))
	f.Add([]byte("a\r\nb"), []byte(""), -1.5, 1e300, int64(-1))
	f.Fuzz(func(t *testing.T, text, quote []byte, start, end float64, status int64) {
		if len(text)+len(quote) > 1<<12 {
			return
		}
		path := file(t, func(insert foreign.Insert) error {
			return errors.Join(
				insert(`INSERT INTO source (name, id, file, status) VALUES ('a', 1, CAST(? AS TEXT), 1)`, text),
				insert(`INSERT INTO freecode (name, id, status) VALUES (CAST(? AS TEXT), 1, 1), ('b', 2, 1)`, quote),
				insert(`INSERT INTO codecat (name, catid, status) VALUES (CAST(? AS TEXT), 1, 1), ('c', 2, ?)`, quote, status),
				insert(`INSERT INTO treecode (cid, catid, status) VALUES (1, 2, ?), (2, 1, 1), (2, 2, 1)`, status),
				insert(`INSERT INTO cases (name, id, status) VALUES ('a', 1, 1)`),
				insert(`INSERT INTO caselinkage (caseid, fid, selfirst, selend, status) VALUES (1, 1, ?, ?, 1)`, start, end),
				insert(`INSERT INTO annotation (fid, position, annotation, status) VALUES (1, ?, 'x', 1)`, start),
				insert(`INSERT INTO coding (cid, fid, seltext, selfirst, selend, status) VALUES (1, 1, CAST(? AS TEXT), ?, ?, 1)`, quote, start, end))
		})
		p, err := Read(context.Background(), path, ids())
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Documents) == 1 && len(p.Codings)+len(p.Strays) != 1 {
			t.Fatalf("%d codings, %d strays", len(p.Codings), len(p.Strays))
		}
		for _, c := range p.Codings {
			got := p.Documents[0].Text
			if !got.Whole().Covers(c.Span) || c.Span.IsEmpty() {
				t.Fatalf("span %v of %d", c.Span, got.Len())
			}
			if plain := isASCII(text) && isASCII(quote); plain && len(quote) > 0 && got.Slice(c.Span) != string(quote) {
				t.Fatalf("%q stands on %q", quote, got.Slice(c.Span))
			}
		}
	})
}

func isASCII(b []byte) bool {
	return !slices.ContainsFunc(b, func(c byte) bool { return c >= 0x80 || c == 0 || c == '\r' })
}
