package exchange

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"veldwerk/transcript"
)

// What a sheet may hold to be read.
const (
	unpackedLimit = 32 << 20 // bytes of all its parts
	partsLimit    = 2000
	rowsLimit     = 100_000
	columnsLimit  = 2000
)

// ReadXLSX reads one sheet of a workbook as a table of texts: the one called
// sheet, else the first that holds something. The first row that holds
// something is the header. Dates become YYYY-MM-DD, formulas the value that
// was worked out last, numbers their digits. others names the sheets that were
// not read. Errors are transcript.Error: damaged, encrypted, too-large, empty,
// no-such-part, table-size.
func ReadXLSX(data []byte, sheet string) (t Table, others []string, err error) {
	defer func() {
		if cause := recover(); cause != nil { // the library breaks on some damaged files
			// What it throws may quote a cell; its type does not.
			t, others, err = Table{}, nil, &transcript.Error{Code: "damaged", Args: map[string]any{"cause": fmt.Sprintf("%T", cause)}}
		}
	}()
	if bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0")) {
		return Table{}, nil, &transcript.Error{Code: "encrypted"}
	}
	if err := checkUnpacked(data); err != nil {
		return Table{}, nil, err
	}
	// Both limits alike: past the second the library would write parts of the
	// sheet into a temporary file.
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: unpackedLimit, UnzipXMLSizeLimit: unpackedLimit})
	if err != nil {
		return Table{}, nil, &transcript.Error{Code: "damaged", Err: err}
	}
	defer func() { _ = book.Close() }() // nothing is written
	names := book.GetSheetList()
	if sheet != "" && !slices.Contains(names, sheet) {
		return Table{}, nil, &transcript.Error{Code: "no-such-part", Args: map[string]any{"name": sheet}}
	}
	for _, name := range names {
		if sheet != "" && name != sheet {
			continue
		}
		rows, err := sheetCells(book, name)
		if err != nil {
			return Table{}, nil, err
		}
		if len(rows) == 0 {
			continue
		}
		t = rowsRead{rows: rows}.table()
		t.Name = name
		return t, slices.DeleteFunc(names, func(n string) bool { return n == name }), nil
	}
	return Table{}, nil, &transcript.Error{Code: "empty"}
}

// checkUnpacked unpacks each part once and counts: what a part says of its own
// size need not be true.
func checkUnpacked(data []byte) error {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return &transcript.Error{Code: "damaged", Err: err}
	}
	if len(z.File) > partsLimit {
		return &transcript.Error{Code: "too-large"}
	}
	left := int64(unpackedLimit)
	for _, part := range z.File {
		in, err := part.Open()
		if err != nil {
			return &transcript.Error{Code: "damaged", Err: err}
		}
		n, err := io.Copy(io.Discard, io.LimitReader(in, left+1))
		_ = in.Close() // only read
		if left -= n; left < 0 {
			return &transcript.Error{Code: "too-large"}
		}
		if err != nil {
			return &transcript.Error{Code: "damaged", Err: err}
		}
	}
	return nil
}

// sheetCells reads the rows that hold something, each as wide as the header.
// It goes through the sheet twice at once: raw, and as it shows, for only the
// show of a number tells that it is a date.
func sheetCells(book *excelize.File, name string) ([][]string, error) {
	damaged := func(err error) error { return &transcript.Error{Code: "damaged", Err: err} }
	raw, err := book.Rows(name)
	if err != nil {
		return nil, damaged(err)
	}
	defer func() { _ = raw.Close() }() // only read
	shown, err := book.Rows(name)
	if err != nil {
		return nil, damaged(err)
	}
	defer func() { _ = shown.Close() }() // only read
	base1904 := false
	if p, err := book.GetWorkbookProps(); err == nil && p.Date1904 != nil {
		base1904 = *p.Date1904
	}
	var out [][]string
	for n := 0; raw.Next() && shown.Next(); n++ {
		if n >= sheetRows {
			return nil, &transcript.Error{Code: "table-size", Args: map[string]any{"rows": rowsLimit, "columns": columnsLimit}}
		}
		cells, err := raw.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, damaged(err)
		}
		looks, err := shown.Columns(excelize.Options{ShortDatePattern: "yyyy-mm-dd"})
		if err != nil {
			return nil, damaged(err)
		}
		for i := range cells {
			if i < len(looks) && looks[i] != cells[i] {
				cells[i] = dateOf(cells[i], looks[i], base1904)
			}
		}
		cells = fitRow(cells, 0)
		if len(out) > 0 {
			cells = fitRow(cells, len(out[0]))
		}
		switch {
		case strings.Join(cells, "") == "":
			continue
		case len(out) > 0 && len(cells) > len(out[0]):
			// Cells beside the header still count: a column without a name.
			wide := len(cells)
			for i := range out {
				out[i] = fitRow(out[i], wide)
			}
		}
		if out = append(out, cells); len(out) > rowsLimit || len(cells) > columnsLimit {
			return nil, &transcript.Error{Code: "table-size", Args: map[string]any{"rows": rowsLimit, "columns": columnsLimit}}
		}
	}
	return out, nil
}

// dateLook is how formats show dates: three parts, the middle one perhaps a
// month's name.
var dateLook = regexp.MustCompile(`^\D*\d{1,4}[-/. ]+(\d{1,2}|\pL{3,9})[-/., ]+\d{2,4}`)

// dateOf is the date of a number that a sheet shows as one; else the number.
func dateOf(raw, look string, base1904 bool) string {
	serial, err := strconv.ParseFloat(raw, 64)
	if err != nil || serial < 1 || serial >= 2_958_466 || !dateLook.MatchString(look) {
		return raw
	}
	at, err := excelize.ExcelDateToTime(serial, base1904)
	if err != nil {
		return raw
	}
	if serial == float64(int64(serial)) {
		return at.Format("2006-01-02")
	}
	return at.Format("2006-01-02 15:04:05")
}

// Joined puts cells together that Write divided over columns "NAME (2)" …
// because a sheet would have cut them.
func (t Table) Joined() Table {
	at := map[string]int{}
	for i, c := range t.Columns {
		if _, twice := at[c.Name]; !twice {
			at[c.Name] = i
		}
	}
	into := make([]int, len(t.Columns)) // the column that a column goes on from, else itself
	for i, c := range t.Columns {
		into[i] = i
		name, rest, ok := strings.Cut(c.Name, " (")
		n, err := strconv.Atoi(strings.TrimSuffix(rest, ")"))
		if base, known := at[name]; ok && err == nil && n >= 2 && known && base < i {
			into[i] = base
		}
	}
	out := Table{Name: t.Name, Layout: t.Layout}
	for i, c := range t.Columns {
		if into[i] == i {
			out.Columns = append(out.Columns, c)
		}
	}
	for _, row := range t.Rows {
		whole := slices.Clone(row)
		var cells []string
		for i := range row {
			if into[i] != i {
				whole[into[i]] += row[i]
			}
		}
		for i := range row {
			if into[i] == i {
				cells = append(cells, whole[i])
			}
		}
		out.Rows = append(out.Rows, cells)
	}
	return out
}
