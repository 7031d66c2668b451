package exchange

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

var update = flag.Bool("update", false, "write the golden files")

func written(t testing.TB, table Table, f Format, d Dialect) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := table.Write(&b, f, d); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs:\n%s", path, got)
	}
}

func TestGoldenFiles(t *testing.T) {
	s := newSample()
	for _, c := range []struct {
		file    string
		columns Selection
		format  Format
		dialect Dialect
	}{
		{"fragments.csv", Full, CSV, Dialect{}},
		{"fragments.excel.csv", Full, CSV, Dialect{Excel: true}},
		{"fragments.short.csv", Short, CSV, Dialect{}},
		{"fragments.wide.csv", Wide, CSV, Dialect{}},
		{"fragments.tsv", Full, TSV, Dialect{}},
		{"fragments.json", Full, JSON, Dialect{}},
		{"fragments.md", Full, Markdown, Dialect{}},
	} {
		golden(t, c.file, written(t, s.fragments(t, c.columns), c.format, c.dialect))
	}
	for _, table := range s.tables(t)[3:] {
		golden(t, table.Name+".csv", written(t, table, CSV, Dialect{}))
		golden(t, table.Name+".md", written(t, table, Markdown, Dialect{}))
	}
}

func TestFragmentColumns(t *testing.T) {
	want := "schema_version,project,coding_id,document_id,document_name,document_sha256,case,speaker,speaker_role,turn_no,turn_no_end," +
		"line_start,line_end,char_start,char_end,time_start,time_end,code_id,code_name,code_path,code_status,text,text_before,text_after," +
		"overlapping_codes,coder,certainty,memo,created_at,modified_at,page,attr:rol,attr:wereld"
	if got := header(newSample().fragments(t, Full)); got != want {
		t.Errorf("full: %s", got)
	}
	if got := header(newSample().fragments(t, Short)); got != "document_name,speaker,turn_no,code_path,text,coder,memo,coding_id" {
		t.Errorf("short: %s", got)
	}
	empty := Fragments(nil, FragmentOptions{Attributes: []string{"wereld", "rol"}})
	if got := header(empty); got != want {
		t.Errorf("without rows: %s", got)
	}
}

func header(t Table) string {
	var names []string
	for _, c := range t.Columns {
		names = append(names, c.Name)
	}
	return strings.Join(names, ",")
}

// The file is read with another reader than ours; the text is cut out as
// another program would, by code points.
func TestTextIsTheSpanOfTheDocument(t *testing.T) {
	s := newSample()
	r := csv.NewReader(bytes.NewReader(written(t, s.fragments(t, Full), CSV, Dialect{})))
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	runes := []rune(sampleText)
	at := func(name string) int { return slices.Index(rows[0], name) }
	var starts []string
	for _, row := range rows[1:] {
		start, _ := strconv.Atoi(row[at("char_start")])
		end, _ := strconv.Atoi(row[at("char_end")])
		if got, want := row[at("text")], string(runes[start:end]); got != want {
			t.Errorf("[%d:%d] is %q, the file says %q", start, end, want, got)
		}
		if row[at("document_sha256")] != codebook.QuoteHash(sampleText) {
			t.Errorf("document_sha256 %s", row[at("document_sha256")])
		}
		starts = append(starts, row[at("text")][:1])
	}
	if got := strings.Join(starts, ""); got != "'i--=Z" {
		t.Errorf("rows start with %q: the sample lost its odd passages or its order", got)
	}
}

func TestWideJoinsCodesOfOneSpan(t *testing.T) {
	table := newSample().fragments(t, Wide)
	var got []string
	for _, row := range table.Rows {
		cell := func(name string) string { return row[table.column(name)] }
		got = append(got, cell("coder")+cell("code:ruimte")+cell(`code:ruimte/en\/of`)+" "+strconv.Itoa(len(codebook.SplitList(cell("coding_id")))))
	}
	if want := []string{"Bo10 1", "Bo01 1", "Bo11 2", "Cas10 1", "Bo10 1"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	table = Fragments(codebook.Assemble(newSample().material), FragmentOptions{Columns: Wide, Codes: []string{"tijd", "ruimte"}})
	if got := header(table); !strings.Contains(got, "modified_at,page,code:tijd,code:ruimte,attr:rol") {
		t.Errorf("columns %s", got)
	}
}

func TestWritingTwiceGivesTheSameBytes(t *testing.T) {
	for i, table := range newSample().tables(t) {
		for _, f := range []Format{CSV, TSV, XLSX, JSON, Markdown} {
			again := newSample().tables(t)[i]
			if !bytes.Equal(written(t, table, f, Dialect{}), written(t, again, f, Dialect{})) {
				t.Errorf("%s as %s differs", table.Name, f)
			}
		}
	}
}

func TestJSONIsTyped(t *testing.T) {
	table := newSample().fragments(t, Full)
	var rows []map[string]any
	if err := json.Unmarshal(written(t, table, JSON, Dialect{}), &rows); err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		for j, c := range table.Columns {
			cell := table.Rows[i][j]
			switch got := row[c.Name].(type) {
			case nil:
				if cell != "" || c.Kind != Number {
					t.Errorf("%s: null for %q", c.Name, cell)
				}
			case float64:
				if strconv.Itoa(int(got)) != cell || c.Kind != Number {
					t.Errorf("%s: %v for %q", c.Name, got, cell)
				}
			case string:
				if got != cell || c.Kind != Text {
					t.Errorf("%s: %q for %q", c.Name, got, cell)
				}
			}
		}
	}
}

func TestJSONHoldsNothingThatSteersATerminal(t *testing.T) {
	const hostile = "a\x1b[31m\u009b\u202e\u2066\u200f\u061c\u2028\x7f\u0085z"
	got := written(t, Table{Columns: []Column{{Name: hostile}}, Rows: [][]string{{hostile}}}, JSON, Dialect{})
	for _, r := range string(got) {
		if r != '\n' && (r < 0x20 || steers(r)) {
			t.Errorf("%U stands raw in %q", r, got)
		}
	}
	back, err := ReadJSON(bytes.NewReader(got))
	if err != nil || back.Columns[0].Name != hostile || back.Rows[0][0] != hostile {
		t.Errorf("read back as %+v, %v", back, err)
	}
}

func TestFormatOf(t *testing.T) {
	for path, want := range map[string]Format{
		"f.csv": CSV, "a/b.TSV": TSV, "f.x.xlsx": XLSX, "f.json": JSON, "f.md": Markdown, "f.markdown": Markdown, "f.qdpx": "", "csv": "", "": "",
	} {
		if got, ok := FormatOf(path); got != want || ok != (want != "") {
			t.Errorf("FormatOf(%q) = %q, %v", path, got, ok)
		}
	}
	var unknown *FormatError
	if err := (Table{}).Write(io.Discard, "qdpx", Dialect{}); !errors.As(err, &unknown) {
		t.Errorf("unknown format gives %v", err)
	}
}

func TestClock(t *testing.T) {
	for millis, want := range map[int64]string{-1: "", 0: "0:00:00.000", 59_999: "0:00:59.999", 3_723_004: "1:02:03.004", 36_000_000: "10:00:00.000"} {
		if got := clock(millis); got != want {
			t.Errorf("clock(%d) = %q, want %q", millis, got, want)
		}
	}
}

func TestTurnsHoldsEveryTurnWithItsCodes(t *testing.T) {
	table := Turns([]codebook.Material{newSample().material}, nil)
	var got []string
	for _, row := range table.Rows {
		got = append(got, row[table.column("turn_no")]+" "+row[table.column("case")]+" "+row[table.column("codes")])
	}
	want := []string{"0 Wijk A ", "1 Wijk A ", `2 Wijk A ruimte; ruimte/en\/of`, "3 Wijk A ", "4 Bart ruimte"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for i, row := range table.Rows {
		turn := newSample().material.Document.Turns[i]
		start, _ := strconv.Atoi(row[table.column("char_start")])
		end, _ := strconv.Atoi(row[table.column("char_end")])
		if turn.Span != (transcript.Span{Start: start, End: end}) || row[table.column("text")] != string([]rune(sampleText)[start:end]) {
			t.Errorf("turn %d: %q", i, row)
		}
	}
}
