package exchange

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

func survey(t testing.TB, in string) SurveyTable {
	t.Helper()
	s, err := Survey("map/enquête.csv", strings.NewReader(in))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTypesOfValues(t *testing.T) {
	for _, c := range []struct {
		in   string // values parted by |
		want transcript.AttributeType
		out  string
	}{
		{"ja|Nee|JA", transcript.AttributeYesNo, "yes|no|yes"},
		{"ja|misschien", transcript.AttributeText, "ja|misschien"},
		{"1|0|1", transcript.AttributeNumber, "1|0|1"},
		{"3,5|-2|1.234,5", transcript.AttributeNumber, "3.5|-2|1234.5"},
		{"3.5|1,234.5", transcript.AttributeNumber, "3.5|1234.5"},
		{"3.5|3,5", transcript.AttributeText, "3.5|3,5"},
		{"1.234|2.500", transcript.AttributeText, "1.234|2.500"}, // thousands or decimals: not to be told
		{"1.234|2,5", transcript.AttributeNumber, "1234|2.5"},
		{"1.234|0,5|12.34", transcript.AttributeText, "1.234|0,5|12.34"},
		{"1.234.567", transcript.AttributeNumber, "1234567"},
		{"0612345678", transcript.AttributeText, "0612345678"},
		{"8224 AB|1234 XY", transcript.AttributeText, "8224 AB|1234 XY"},
		{"NaN|Inf|1e5", transcript.AttributeText, "NaN|Inf|1e5"},
		{"2019|2021", transcript.AttributeNumber, "2019|2021"},
		{"12-11-2026|3-2-2026", transcript.AttributeDate, "2026-11-12|2026-02-03"},
		{"2026-02-03|03.02.2026|3 februari 2026|3 mrt. 2026|1-okt-2026|4 May 2026", transcript.AttributeDate, "2026-02-03|2026-02-03|2026-02-03|2026-03-03|2026-10-01|2026-05-04"},
		{"02/13/2026|03/04/2026", transcript.AttributeDate, "2026-02-13|2026-03-04"},
		{"02/13/2026|14/04/2026", transcript.AttributeText, "02/13/2026|14/04/2026"},
		{"31-02-2026", transcript.AttributeText, "31-02-2026"},
		{"2026-11-12 10:30:00", transcript.AttributeText, "2026-11-12 10:30:00"}, // its time would be lost
	} {
		values := strings.Split(c.in, "|")
		got := typeOf(values)
		out, ok := typedValues(got, values)
		if got != c.want || !ok || strings.Join(out, "|") != c.out {
			t.Errorf("%s: %s %q, want %s %s", c.in, got, out, c.want, c.out)
		}
	}
}

func uses(s SurveyTable) string {
	var out []string
	for _, c := range s.Mapping {
		out = append(out, c.Name+"="+string(c.As)+string(c.Type))
	}
	return strings.Join(out, " | ")
}

func TestGuess(t *testing.T) {
	open := strings.Repeat("een lang antwoord ", 5)
	for in, want := range map[string]string{
		"naam,rol\nAnna,beleid\nBart,uitvoering\n":                   "naam=case | rol=attributetext",
		"rol;naam\nbeleid;Anna\nbeleid;Bart\n":                       "rol=attributetext | naam=case",
		"wie\trol\nAnna\tbeleid\nBart\tbeleid\n":                     "wie=case | rol=attributetext",
		"leeftijd,rol\n31,a\n32,b\n":                                 "leeftijd=attributenumber | rol=attributetext", // ages are no names
		"naam,rol\nAnna,a\nAnna,b\n":                                 "naam=attributetext | rol=attributetext",
		"id,Wat vond je?\n1," + open + "\n2,\n":                      "id=case | Wat vond je?=text",
		"id,,rol,rol,leeg\n1,x,a,b,\n2,y,a,b,\n":                     "id=case | #2=attributetext | rol=attributetext | rol #4=attributetext | leeg=skip",
		"case_id,case,documents,attr:rol\n" + "u,Wijk A,a; b,beleid": "case_id=skip | case=case | documents=skip | rol=attributetext",
		"\uFEFF\"na\r\nam\";\"x\"\r\nA;1\r\n":                        "na am=case | x=attributenumber",
	} {
		if got := uses(survey(t, in)); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

func TestMap(t *testing.T) {
	s := survey(t, "naam,leeftijd,tekst\nAnna,31,ja\nBart,32,nee\n")
	for _, m := range [][2]string{{"LEEFTIJD", "case"}, {"#3", "text"}} {
		if err := s.Map(m[0], m[1]); err != nil {
			t.Fatal(err)
		}
	}
	if got := uses(s); got != "naam=attributetext | leeftijd=case | tekst=text" {
		t.Errorf("got %s", got)
	}
	for _, m := range [][2]string{{"lengte", "text"}, {"naam", "number"}, {"naam", "iets"}, {"#0", "text"}, {"#4", "text"}} {
		var wrong *MappingError
		if err := s.Map(m[0], m[1]); !errors.As(err, &wrong) {
			t.Errorf("%v: %v", m, err)
		}
	}
}

func TestApply(t *testing.T) {
	s := survey(t, "naam;leeftijd;Wat vond je?;Nog iets?\nAnna;31,5;\"Goed 😀.\r\nEcht: waar.\";\n;40;;\nanna;;Tja.;Nee hoor.\n")
	for _, c := range []string{"Wat vond je?", "Nog iets?"} {
		if err := s.Map(c, "text"); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Map("naam", "case"); err != nil {
		t.Fatal(err)
	}
	p := s.Apply(s.Mapping, counted())
	var names []string
	for _, c := range p.Cases {
		names = append(names, c.Name+"="+c.Values[p.Attributes[0].ID])
	}
	if want := []string{"Anna=31.5", "enquête 2=40", "anna (2)="}; !slices.Equal(names, want) {
		t.Errorf("cases %q", names)
	}
	if len(p.Losses) != 1 || p.Losses[0].Code != "rows-doubled" || len(p.Documents) != 2 {
		t.Fatalf("losses %v, %d documents", p.Losses, len(p.Documents))
	}
	doc := p.Documents[1]
	const want = "anna (2)\n\nI: Wat vond je?\nR: Tja.\n\nI: Nog iets?\nR: Nee hoor.\n"
	if doc.Text.String() != want || doc.Case != p.Cases[2].ID {
		t.Errorf("text %q", doc.Text.String())
	}
	var said []string
	for _, turn := range p.Documents[0].Turns {
		said = append(said, fmt.Sprint(turn.N, p.Documents[0].SpeakerOf(turn).Name, p.Documents[0].Text.Slice(turn.Label), p.Documents[0].Text.Slice(turn.Span)))
	}
	if want := []string{"0Anna", "1II: Wat vond je?", "2RR: Goed 😀.\nEcht: waar."}; !slices.Equal(said, want) {
		t.Errorf("turns %q", said)
	}
}

// sound fails when a project breaks what store wants of it, or a filled cell
// of a column that is used went missing.
func sound(t *testing.T, s SurveyTable, p codebook.Project) {
	t.Helper()
	if len(p.Cases) != len(s.Rows) {
		t.Fatalf("%d cases of %d rows", len(p.Cases), len(s.Rows))
	}
	names, values, texts := map[string]bool{}, 0, 0
	for _, c := range p.Cases {
		if names[codebook.Fold(c.Name)] || strings.TrimSpace(c.Name) == "" {
			t.Fatalf("case %q", c.Name)
		}
		names[codebook.Fold(c.Name)] = true
		values += len(c.Values)
	}
	for _, d := range p.Documents {
		end := 0
		for i, turn := range d.Turns {
			if turn.N != i || turn.Span.Start < end || turn.Span.End < turn.Span.Start || turn.Label.End > turn.Span.Start || turn.Span.End > d.Text.Len() {
				t.Fatalf("turn %+v in a text of %d", turn, d.Text.Len())
			}
			end = turn.Span.End
		}
		texts += len(d.Turns) / 2
	}
	for i, c := range s.Mapping {
		switch c.As {
		case AsAttribute:
			values -= len(s.values(i))
		case AsText:
			texts -= len(s.values(i))
		default:
		}
	}
	if values != 0 || texts != 0 {
		t.Fatalf("cells went missing: %d values, %d answers", -values, -texts)
	}
}

func TestNoCellGoesMissing(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	cells := []string{"", "ja", "nee", "12", "3,5", "1.000", "12-11-2026", "x", "X", "'=1", "a\nb", strings.Repeat("lang ", 60), "\u2028", "é", "e\u0301", "(2)", "x (2)"}
	for range 500 {
		table := Table{}
		n := 1 + r.IntN(6)
		for i := range n {
			table.Columns = append(table.Columns, Column{Name: []string{"naam", "", "rol", "Wat?", "id"}[r.IntN(5)] + strings.Repeat("x", i%2)})
		}
		for range r.IntN(8) {
			row := make([]string, n)
			for i := range row {
				row[i] = cells[r.IntN(len(cells))]
			}
			table.Rows = append(table.Rows, row)
		}
		s, err := SurveyOf("e.csv", "csv", table)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range s.Mapping {
			use := []string{"case", "attribute", "text", "skip"}[r.IntN(4)]
			if err := s.Map(c.Name, use); err != nil {
				t.Fatalf("%s as %s: %v", c.Name, use, err)
			}
		}
		sound(t, s, s.Apply(s.Mapping, counted()))
	}
}

func TestHostileTables(t *testing.T) {
	var refused *transcript.Error
	if _, err := Survey("a.csv", strings.NewReader(strings.Repeat("a,", 1_000_000)+"a\n")); !errors.As(err, &refused) || refused.Code != "table-size" {
		t.Errorf("a million columns: %v", err)
	}
	if _, err := Survey("a.csv", strings.NewReader(strings.Repeat("a,b\n", rowsLimit+2))); !errors.As(err, &refused) || refused.Code != "table-size" {
		t.Errorf("many rows: %v", err)
	}
	deep := "naam,x\n" + strings.Repeat(`"`, 20_001) + ",1\n"
	var syntax *SyntaxError
	if _, err := Survey("a.csv", strings.NewReader(deep)); !errors.As(err, &syntax) {
		t.Errorf("deep quotes: %v", err)
	}
	same := "naam\n" + strings.Repeat("Anna\n", 20_000) // names that all need a number
	s := survey(t, same)
	if err := s.Map("naam", "case"); err != nil {
		t.Fatal(err)
	}
	sound(t, s, s.Apply(s.Mapping, counted()))
}

func FuzzSurvey(f *testing.F) {
	f.Add([]byte("naam;leeftijd;Wat vond je?\nAnna;31,5;\"Goed.\r\nEcht.\"\n;40;\n"))
	f.Add([]byte("\uFEFFid\tdatum\n1\t12-11-2026\n2\t3 mei 2026\n"))
	f.Add([]byte("a,a,,#3\n1,2,3,4\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := Survey("e.csv", bytes.NewReader(raw))
		if err != nil {
			return
		}
		sound(t, s, s.Apply(s.Mapping, counted()))
	})
}

// workbook makes a file as a spreadsheet program would: numbers, dates in
// several formats, formulas, a second sheet.
func workbook(t testing.TB) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	ok := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	style := func(s excelize.Style) int { n, err := f.NewStyle(&s); ok(err); return n }
	custom, euro := "d mmmm yyyy", "€ #,##0.00"
	ok(f.SetSheetRow("Sheet1", "B2", &[]any{"naam", "leeftijd", "datum", "ook", "geld", "som", "tekst"}))
	ok(f.SetSheetRow("Sheet1", "B3", &[]any{"Anna", 31.5, 46338, 46338, 1234.5, nil, "=geen formule"}))
	ok(f.SetSheetRow("Sheet1", "B5", &[]any{"Bart", 40, 46339, 46340, 2, nil, "ab"}))
	ok(f.SetCellStyle("Sheet1", "D3", "D5", style(excelize.Style{NumFmt: 14})))
	ok(f.SetCellStyle("Sheet1", "E3", "E5", style(excelize.Style{CustomNumFmt: &custom})))
	ok(f.SetCellStyle("Sheet1", "F3", "F5", style(excelize.Style{CustomNumFmt: &euro})))
	ok(f.SetCellFormula("Sheet1", "G3", "1+1"))
	_, err := f.NewSheet("Toelichting")
	ok(err)
	ok(f.SetCellStr("Toelichting", "A1", "uitleg"))
	var b bytes.Buffer
	_, err = f.WriteTo(&b)
	ok(err)
	return b.Bytes()
}

func TestReadXLSX(t *testing.T) {
	table, others, err := ReadXLSX(workbook(t), "")
	if err != nil || !slices.Equal(others, []string{"Toelichting"}) {
		t.Fatalf("%v, %q", err, others)
	}
	if got := header(table); got != ",naam,leeftijd,datum,ook,geld,som,tekst" {
		t.Errorf("header %s", got)
	}
	want := [][]string{
		{"", "Anna", "31.5", "2026-11-12", "2026-11-12", "1234.5", "", "=geen formule"},
		{"", "Bart", "40", "2026-11-13", "2026-11-14", "2", "", "ab"},
	}
	for i, row := range table.Rows {
		if !slices.Equal(row, want[i]) {
			t.Errorf("row %d: %q, want %q", i, row, want[i])
		}
	}
	if table, _, err = ReadXLSX(workbook(t), "Toelichting"); err != nil || header(table) != "uitleg" {
		t.Errorf("%+v, %v", table, err)
	}
	var refused *transcript.Error
	if _, _, err = ReadXLSX(workbook(t), "Nergens"); !errors.As(err, &refused) || refused.Code != "no-such-part" {
		t.Errorf("got %v", err)
	}
}

// What we write to a sheet we read back, long cells too.
func TestXLSXReadsBack(t *testing.T) {
	long := strings.Repeat("a", cellUnits) + "👍" + strings.Repeat("b", cellUnits)
	table := Table{Name: "fragments", Columns: columns("coding_id text memo"), Rows: [][]string{{"1", long, "'s avonds"}, {"2", "=1+1", "- een\ntwee"}, {"46338", "", ""}}}
	got, _, err := ReadXLSX(written(t, table, XLSX, Dialect{}), "")
	if err != nil {
		t.Fatal(err)
	}
	same(t, got.Joined(), table, "xlsx")
}

func TestHostileWorkbooks(t *testing.T) {
	good := workbook(t)
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	part, err := z.Create("xl/workbook.xml")
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for range unpackedLimit>>20 + 1 {
		if _, err := part.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		data []byte
		code string
	}{
		"nothing":   {nil, "damaged"},
		"no zip":    {[]byte("PK\x03\x04xxxx"), "damaged"},
		"encrypted": {[]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "encrypted"},
		"bomb":      {bomb.Bytes(), "too-large"},
		"cut":       {good[:len(good)/2], "damaged"},
	} {
		_, _, err := ReadXLSX(c.data, "")
		var refused *transcript.Error
		if !errors.As(err, &refused) || refused.Code != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
	r := rand.New(rand.NewPCG(3, 4))
	for range 60 { // one byte flipped: a table or a refusal, never a panic
		broken := bytes.Clone(good)
		broken[r.IntN(len(broken))] ^= 1 << r.IntN(8)
		var refused *transcript.Error
		if _, _, err := ReadXLSX(broken, ""); err != nil && !errors.As(err, &refused) {
			t.Errorf("got %v", err)
		}
	}
}
