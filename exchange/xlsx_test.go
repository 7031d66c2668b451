package exchange

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// readSheet reads a file with another program's reader; rows are padded,
// because a sheet does not hold empty cells at a row's end.
func readSheet(t *testing.T, raw []byte, sheet string, columns int) [][]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		rows[i] = append(rows[i], make([]string, max(0, columns-len(rows[i])))...)
	}
	return rows
}

func TestXLSXReadsBackEqual(t *testing.T) {
	for _, table := range newSample().tables(t) {
		rows := readSheet(t, written(t, table, XLSX, Dialect{}), table.Name, len(table.Columns))
		if got := strings.Join(rows[0], ","); got != header(table) {
			t.Errorf("%s: header %s", table.Name, got)
		}
		same(t, Table{Columns: table.Columns, Rows: rows[1:]}, table, table.Name)
	}
}

func TestXLSXCellsAreStrings(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(written(t, newSample().fragments(t, Full), XLSX, Dialect{})))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for _, cell := range []string{"A2", "J2", "V4", "V5", "AB5"} {
		kind, err := f.GetCellType("fragments", cell)
		if err != nil || kind != excelize.CellTypeInlineString {
			t.Errorf("%s is of type %v, %v", cell, kind, err)
		}
		if formula, err := f.GetCellFormula("fragments", cell); err != nil || formula != "" {
			t.Errorf("%s holds the formula %q, %v", cell, formula, err)
		}
	}
}

// Every part is well-formed XML whatever the cells hold, and the cells come
// back by the sheet format's own rule for escapes.
func TestXLSXHoldsAnyText(t *testing.T) {
	r := rand.New(rand.NewPCG(31, 32))
	for range 300 {
		table := randomTable(r)
		raw := written(t, table, XLSX, Dialect{})
		z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range z.File {
			in, err := part.Open()
			if err != nil {
				t.Fatal(err)
			}
			d := xml.NewDecoder(in)
			for err == nil {
				_, err = d.Token()
			}
			if !errors.Is(err, io.EOF) {
				t.Fatalf("%s: %v of %q", part.Name, err, table.Rows)
			}
		}
		rows := readSheet(t, raw, table.Name, len(table.Columns))
		for len(rows) <= len(table.Rows) {
			rows = append(rows, make([]string, len(table.Columns))) // rows without any text
		}
		same(t, Table{Columns: table.Columns, Rows: rows[1:]}, table, "xlsx")
	}
}

func TestXLSXContinuesLongCells(t *testing.T) {
	long := strings.Repeat("a", cellUnits-1) + "👍" + strings.Repeat("b", cellUnits)
	table := Table{Name: "documents", Columns: columns("name text attr:x"), Rows: [][]string{{"lang", long, "1"}, {"kort", "tekst", "2"}}}
	if got := table.Continued(); len(got) != 1 || got[0] != "text" {
		t.Fatalf("continued: %q", got)
	}
	rows := readSheet(t, written(t, table, XLSX, Dialect{}), "documents", 5)
	if got := strings.Join(rows[0], ","); got != "name,text,attr:x,text (2),text (3)" {
		t.Errorf("columns %s", got)
	}
	if got := rows[1][1] + rows[1][3] + rows[1][4]; got != long {
		t.Errorf("%d bytes came back of %d", len(got), len(long))
	}
	for _, cell := range rows[1] {
		if len(cell) > cellUnits+4 {
			t.Errorf("a cell of %d bytes", len(cell))
		}
	}
	if rows[2][1] != "tekst" || rows[2][3] != "" {
		t.Errorf("short row %q", rows[2])
	}
	if len(table.Columns) != 3 || len(table.Rows[0]) != 3 {
		t.Error("the table itself was changed")
	}
}

func TestXLSXRefusesWhatDoesNotFit(t *testing.T) {
	var size *SizeError
	err := Table{Columns: make([]Column, sheetColumns+1)}.Write(io.Discard, XLSX, Dialect{})
	if !errors.As(err, &size) || size.Columns != sheetColumns+1 {
		t.Errorf("got %v", err)
	}
	err = Table{Columns: make([]Column, 1), Rows: make([][]string, sheetRows)}.writeXLSX(io.Discard)
	if !errors.As(err, &size) || size.Rows != sheetRows+1 {
		t.Errorf("got %v", err)
	}
}

func TestColumnLetters(t *testing.T) {
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA", 16_383: "XFD"} {
		if got := columnLetters(i); got != want {
			t.Errorf("columnLetters(%d) = %s, want %s", i, got, want)
		}
	}
}
