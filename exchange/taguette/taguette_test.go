package taguette

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

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

// tables are those of Taguette 1.4, without what we do not read.
var tables = []string{
	`CREATE TABLE users (login VARCHAR(30) PRIMARY KEY, created DATETIME, hashed_password VARCHAR(192))`,
	`CREATE TABLE projects (id INTEGER PRIMARY KEY, name VARCHAR(200) NOT NULL, description TEXT NOT NULL, created DATETIME NOT NULL)`,
	`CREATE TABLE documents (id INTEGER PRIMARY KEY, name VARCHAR(200), description TEXT, filename VARCHAR(200), created DATETIME, project_id INTEGER, text_direction VARCHAR(13), contents TEXT)`,
	`CREATE TABLE tags (id INTEGER PRIMARY KEY, project_id INTEGER, path VARCHAR(200), description TEXT)`,
	`CREATE TABLE highlights (id INTEGER PRIMARY KEY, document_id INTEGER, start_offset INTEGER, end_offset INTEGER, snippet TEXT)`,
	`CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER, PRIMARY KEY (highlight_id, tag_id))`,
	`CREATE TABLE commands (id INTEGER PRIMARY KEY, date DATETIME, user_login VARCHAR(30), project_id INTEGER, document_id INTEGER, payload TEXT)`,
}

func file(t testing.TB, fill func(foreign.Insert) error) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "wijk.sqlite3")
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

const contents = "<h1>Gesprek met Zoë</h1>\n<p>Interviewer: Hoe   gaat\nhet?</p>\n\n<p>Zoë: Goed &amp; <b>wel</b> 😀.<br>En de reünie!</p>\n" +
	"<ul><li>eerste</li><li>tweede</li></ul>\n<p>Interviewer: Dank.</p>"

// node is the concatenation of contents' text nodes, as Taguette counts it.
const node = "Gesprek met Zoë\nInterviewer: Hoe   gaat\nhet?\n\nZoë: Goed & wel 😀.En de reünie!\neerstetweede\nInterviewer: Dank."

func TestRead(t *testing.T) {
	path := file(t, func(insert foreign.Insert) error {
		steps := []error{
			insert(`INSERT INTO users VALUES ('anne', '', ''), ('bram', '', '')`),
			insert(`INSERT INTO projects VALUES (7, 'Wijk', 'Waarom', '2024-03-05 09:00:00.000000')`),
			insert(`INSERT INTO documents VALUES (3, 'Zoë.html', 'Fijn', 'z.html', '2024-03-05 09:10:00.000000', 7, 'LEFT_TO_RIGHT', ?)`, contents),
			insert(`INSERT INTO documents VALUES (4, 'leeg', '', '', '', 7, 'LEFT_TO_RIGHT', '<p> </p>'), (5, 'ander', '', '', '', 8, '', '<p>ander</p>')`),
			insert(`INSERT INTO tags VALUES (1, 7, 'zorg:thuis', 'Wat men zegt'), (2, 7, 'vreugde', ''), (3, 8, 'ander', '')`),
			insert(`INSERT INTO commands VALUES (1, '2024-03-06 10:00:00', 'bram', 7, 3, '{"type": "highlight_add", "highlight_id": 1, "tags": [1, 2]}'),
				(2, '2024-03-07 10:00:00', 'anne', 7, 3, '{"type": "highlight_add", "highlight_id": 1, "tags": [1]}'), (3, '', 'anne', 7, 3, 'geen json')`),
		}
		for i, h := range []struct {
			quote string
			tags  []int
		}{{"gaat\nhet?\n\nZoë: Goed & wel 😀", []int{1, 2}}, {"reünie", []int{2}}, {"\n\nZoë: ", []int{1}}, {"Dank", nil}, {"tweede", []int{1}}} {
			lo := strings.Index(node, h.quote)
			steps = append(steps, insert(`INSERT INTO highlights VALUES (?, 3, ?, ?, ?)`, i+1, lo, lo+len(h.quote), "<p>"+strings.ReplaceAll(h.quote, "&", "&amp;")+"</p>"))
			for _, tag := range h.tags {
				steps = append(steps, insert(`INSERT INTO highlight_tags VALUES (?, ?)`, i+1, tag))
			}
		}
		e := strings.Index(node, "ë") + 1 // inside the character
		return errors.Join(append(steps,
			insert(`INSERT INTO highlights VALUES (10, 3, ?, ?, ''), (11, 3, 5, 5, ''), (12, 3, 9, 5, ''), (13, 3, 0, 9999, ''), (14, 3, NULL, 'x', ''), (15, 3, 0, 7, '<p>iets anders</p>'), (16, 5, 0, 1, '')`, e, e),
			insert(`INSERT INTO highlights VALUES (17, 3, ?, ?, '')`, e, e+1),
			insert(`INSERT INTO highlight_tags VALUES (10, 2), (11, 2), (12, 2), (13, 2), (14, 2), (15, 1), (16, 3), (17, 2), (17, 99)`),
		)...)
	})
	p, err := Read(context.Background(), path, "", ids())
	if err != nil {
		t.Fatal(err)
	}
	if p.Name != "Wijk" || p.Origin != "Taguette" || len(p.Documents) != 1 {
		t.Fatalf("%q %q %d", p.Name, p.Origin, len(p.Documents))
	}
	d := p.Documents[0]
	if got := d.Text.String(); got != "Gesprek met Zoë\n\nInterviewer: Hoe gaat het?\n\nZoë: Goed & wel 😀.\nEn de reünie!\n\neerste\ntweede\n\nInterviewer: Dank." {
		t.Errorf("text %q", got)
	}
	if len(d.Turns) != 2 || d.Title != "Zoë" || d.Added.Hour() != 9 {
		t.Errorf("%d turns, title %q, added %v", len(d.Turns), d.Title, d.Added)
	}
	names := map[string]string{}
	for _, c := range p.Codes {
		names[c.ID.String()] = c.Name
	}
	for _, c := range p.Coders {
		names[c.ID.String()] = c.Name
	}
	var got []string
	for _, c := range p.Codings {
		got = append(got, names[c.Code.String()]+" "+names[c.Coder.String()]+" ["+d.Text.Slice(c.Span)+"]")
	}
	want := []string{
		"zorg:thuis  [Gesprek]", "vreugde  [ë]", "zorg:thuis bram [gaat het?\n\nZoë: Goed & wel 😀]", "vreugde bram [gaat het?\n\nZoë: Goed & wel 😀]",
		"zorg:thuis  [Zoë: ]", "vreugde  [reünie]", "zorg:thuis  [tweede]",
	}
	if !slices.Equal(got, want) {
		t.Errorf("codings\n%q\n%q", got, want)
	}
	var strays []string
	for _, s := range p.Strays {
		strays = append(strays, string(s.Reason))
	}
	if !slices.Equal(strays, []string{"empty", "empty", "reversed", "outside", "outside"}) {
		t.Errorf("strays %q", strays)
	}
	if len(p.Memos) != 3 || p.Memos[2].Body != "Dank" || p.Memos[2].About.Kind != codebook.RefSpan || p.Codes[0].Full != "Wat men zegt" {
		t.Errorf("memos %+v", p.Memos)
	}
	losses := map[string]int{}
	for _, l := range p.Losses {
		losses[l.Code] = l.Args["count"].(int)
	}
	for code, n := range map[string]int{"empty-documents": 1, "markup": 1, "quotes-differ": 1, "highlights-untagged": 1} {
		if losses[code] != n {
			t.Errorf("%s: %d", code, losses[code])
		}
		delete(losses, code)
	}
	if len(losses) > 0 {
		t.Error(losses)
	}
}

// The only user of a file made all that its log does not speak of; a tag with
// a parent stands under it.
func TestReadOneUser(t *testing.T) {
	path := file(t, func(insert foreign.Insert) error {
		return errors.Join(
			insert(`ALTER TABLE tags ADD COLUMN parent_id INTEGER`),
			insert(`INSERT INTO users VALUES ('admin', '', '')`),
			insert(`INSERT INTO projects VALUES (1, '', '', '')`),
			insert(`INSERT INTO documents VALUES (1, 'a', '', '', '', 1, '', '<p>ja hoor</p>')`),
			insert(`INSERT INTO tags VALUES (1, 1, 'onder', '', 2), (2, 1, 'boven', '', NULL), (3, 1, 'rond', '', 4), (4, 1, 'om', '', 3)`),
			insert(`INSERT INTO highlights VALUES (1, 1, 0, 2, 'ja')`), insert(`INSERT INTO highlight_tags VALUES (1, 1)`))
	})
	p, err := Read(context.Background(), path, "", ids())
	if err != nil {
		t.Fatal(err)
	}
	tree := codebook.NewTree(p.Codes)
	var paths []string
	tree.Walk(func(c codebook.Code, _ int) { paths = append(paths, tree.Path(c.ID)) })
	if !slices.Equal(paths, []string{"boven", "boven/onder", "rond", "rond/om"}) || p.Name != "wijk" {
		t.Errorf("%q %q", p.Name, paths)
	}
	if len(p.Codings) != 1 || len(p.Coders) != 1 || p.Codings[0].Coder != p.Coders[0].ID || p.Coders[0].Name != "admin" {
		t.Errorf("%+v %+v", p.Codings, p.Coders)
	}
}

func TestReadSeveral(t *testing.T) {
	path := file(t, func(insert foreign.Insert) error {
		return insert(`INSERT INTO projects VALUES (1, 'een', '', ''), (2, 'twee', '', '')`)
	})
	var several *SeveralError
	if _, err := Read(context.Background(), path, "", ids()); !errors.As(err, &several) || !slices.Equal(several.Names, []string{"een", "twee"}) {
		t.Error(err)
	}
	if p, err := Read(context.Background(), path, "twee", ids()); err != nil || p.Name != "twee" {
		t.Error(err, p.Name)
	}
	var refused *transcript.Error
	if _, err := Read(context.Background(), path, "drie", ids()); !errors.As(err, &refused) || refused.Code != "missing" {
		t.Error(err)
	}
}

func TestReadRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	if err := foreign.Create(context.Background(), path, func(insert foreign.Insert) error { return insert(`CREATE TABLE projects (id)`) }); err != nil {
		t.Fatal(err)
	}
	var refused *transcript.Error
	if _, err := Read(context.Background(), path, "", ids()); !errors.As(err, &refused) || refused.Code != "missing" {
		t.Error(err)
	}
	deep := file(t, func(insert foreign.Insert) error {
		return errors.Join(insert(`INSERT INTO projects VALUES (1, 'een', '', '')`),
			insert(`INSERT INTO documents VALUES (1, 'a', '', '', '', 1, '', ?)`, strings.Repeat("<div>", 20000)+"x"))
	})
	if _, err := Read(context.Background(), deep, "", ids()); !errors.As(err, &refused) || refused.Code != "damaged" {
		t.Error(err)
	}
	large := file(t, func(insert foreign.Insert) error {
		return errors.Join(insert(`INSERT INTO projects VALUES (1, 'een', '', '')`),
			insert(`INSERT INTO documents VALUES (1, 'a', '', '', '', 1, '', ?)`, strings.Repeat(" ", maxPage+1)))
	})
	if _, err := Read(context.Background(), large, "", ids()); !errors.As(err, &refused) || refused.Code != "too-large" {
		t.Error(err)
	}
}

func TestPageText(t *testing.T) {
	for source, want := range map[string]string{
		"een <i>twee</i>drie":                                 "een tweedrie",
		"<p>een</p><p> </p><p>twee </p>":                      "een\n\ntwee",
		"een<br><br>twee<br>drie":                             "een\n\ntwee\ndrie",
		"<pre>een\n  twee</pre>drie":                          "een\n  twee\n\ndrie",
		"a&nbsp;b &lt;c&gt;":                                  "a\u00a0b <c>",
		"<p>een<style>p {}</style></p><script>x</script>twee": "een\n\ntwee",
		"<table><tr><td><p>Anna</p></td><td><p>een</p><p>twee</p></td></tr><tr><td>Bram</td><td>drie</td></tr></table>na": "Anna\teen\ntwee\n\nBram\tdrie\n\nna",
		"<ol><li>een</li><li><p>twee</p></li></ol>": "een\n\ntwee",
		" \n ":                       "",
		"\uFEFFeen<!-- niet -->twee": "eentwee",
	} {
		p, err := readPage(source)
		if err != nil || p.text != want {
			t.Errorf("%q: %q, %v", source, p.text, err)
		}
	}
}

func TestWriteCodebook(t *testing.T) {
	a, b := codebook.CodeID{1}, codebook.CodeID{2}
	var out bytes.Buffer
	err := WriteCodebook(&out, []codebook.Code{
		{ID: a, Name: "zorg", Short: "kort", Full: "lang", UseWhen: "vaak", NotWhen: "nooit", Example: "\"ja\""}, {ID: b, Name: "thuis, één", Parent: a},
		{ID: codebook.CodeID{3}, Name: "weg", Status: codebook.StatusMerged},
	})
	if err != nil || !strings.HasPrefix(out.String(), "\uFEFF") {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), "\uFEFF"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"tag", "description"}, {"zorg", "kort\n\nlang\n\nuse_when: vaak\n\nnot_when: nooit\n\nexample: \"ja\""}, {"zorg / thuis, één", ""}}
	if !slices.EqualFunc(rows, want, slices.Equal[[]string]) {
		t.Errorf("%q", rows)
	}
}

// FuzzTaguetteHTML holds every byte of a page's text nodes against its place
// in our text: what is cut out at both ends is the same but for white space.
func FuzzTaguetteHTML(f *testing.F) {
	f.Add(contents, 3, 40)
	f.Add("<table><tr><td>één</td><td>😀 twee</table><pre>\r\n a &#13; b</pre>", 1, 9)
	f.Add("a <b>c<p>d</b>e &#xFEFF; \u2028 <br> <svg><title>x</title></svg>", 0, 5)
	f.Fuzz(func(t *testing.T, source string, start, length int) {
		source = strings.ToValidUTF8(source, "?") // as rows give it
		p, err := readPage(source)
		if err != nil {
			return
		}
		text, err := foreign.NewDraft("", "", ids()).Text(context.Background(), "x", p.text)
		if err != nil {
			t.Fatal(err)
		}
		if got := text.Document.Text.String(); got != p.text {
			t.Fatalf("not canonical: %q became %q", p.text, got)
		}
		last := run{}
		for _, r := range p.runs {
			if r.from < last.end || r.end <= r.from || r.to < last.to+last.end-last.from || r.to+r.end-r.from > len(p.text) {
				t.Fatalf("runs %+v", p.runs)
			}
			last = r
		}
		if start < 0 || length < 0 || start > p.bytes || length > p.bytes-start {
			return
		}
		d := document{text: text, page: p}
		place, _ := d.place(start, start+length)
		if place.Reason != "" {
			return
		}
		nodes := strings.ToValidUTF8(joined(source), "")
		if len(nodes) != p.bytes {
			return // what is hidden, or no text
		}
		lo, hi := start, start+length
		for lo > 0 && lo < len(nodes) && nodes[lo]&0xC0 == 0x80 {
			lo--
		}
		for hi < len(nodes) && nodes[hi]&0xC0 == 0x80 {
			hi++
		}
		if got, want := squeeze(text.Document.Text.Slice(place.Span)), squeeze(nodes[lo:hi]); got != want {
			t.Fatalf("[%s] is %q, want %q", strconv.Itoa(start), got, want)
		}
	})
}

func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\f' || r == '\uFEFF' {
			return -1
		}
		return r
	}, s)
}
