package exchange

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// What a sheet can hold.
const (
	sheetRows    = 1_048_576
	sheetColumns = 16_384
	cellUnits    = 32_767 // UTF-16 units in a cell
)

// SizeError says that a table does not fit on a sheet; another format takes it.
type SizeError struct{ Rows, Columns int }

func (e *SizeError) Error() string {
	return fmt.Sprintf("%d rows of %d cells do not fit on a sheet", e.Rows, e.Columns)
}

// Continued names the columns that hold a cell too long for a sheet. With XLSX
// such a cell goes on in columns "NAME (2)", "NAME (3)" … at the end of the
// table, because a spreadsheet would cut it.
func (t Table) Continued() []string {
	var out []string
	for i, c := range t.Columns {
		if t.parts(i) > 1 {
			out = append(out, c.Name)
		}
	}
	return out
}

// parts is the number of cells that the longest cell of a column takes.
func (t Table) parts(column int) int {
	most := 1
	for _, row := range t.Rows {
		if len(row[column]) > cellUnits { // a UTF-16 unit takes a byte at least
			most = max(most, len(splitCell(row[column])))
		}
	}
	return most
}

// splitCell cuts a text into what cells can hold, never inside a code point.
func splitCell(s string) []string {
	var out []string
	units, from := 0, 0
	for i, r := range s {
		size := 1
		if r > 0xffff {
			size = 2
		}
		if units+size > cellUnits {
			out = append(out, s[from:i])
			units, from = 0, i
		}
		units += size
	}
	return append(out, s[from:])
}

// forSheet is the table with long cells continued in further columns.
func (t Table) forSheet() Table {
	if t.Continued() == nil {
		return t
	}
	sheet := Table{Name: t.Name, Columns: slices.Clone(t.Columns), Rows: make([][]string, len(t.Rows))}
	for i, row := range t.Rows {
		sheet.Rows[i] = slices.Clone(row)
	}
	for i, c := range t.Columns {
		n := t.parts(i)
		for part := 2; part <= n; part++ {
			sheet.Columns = append(sheet.Columns, Column{Name: fmt.Sprintf("%s (%d)", c.Name, part)})
		}
		if n == 1 {
			continue
		}
		for r, row := range t.Rows {
			cells := splitCell(row[i])
			sheet.Rows[r][i] = cells[0]
			more := make([]string, n-1)
			copy(more, cells[1:])
			sheet.Rows[r] = append(sheet.Rows[r], more...)
		}
	}
	return sheet
}

// writeXLSX writes one sheet of text cells. It is written here and not by a
// library because it must be the same bytes each time and must leave no part of
// an interview in a temporary file.
func (t Table) writeXLSX(w io.Writer) error {
	if len(t.Rows) >= sheetRows {
		return &SizeError{len(t.Rows) + 1, len(t.Columns)}
	}
	if t = t.forSheet(); len(t.Columns) > sheetColumns {
		return &SizeError{len(t.Rows) + 1, len(t.Columns)}
	}
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.DefaultCompression) })
	for _, p := range sheetParts {
		part, err := sheetPart(z, p.name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(part, xml.Header+strings.ReplaceAll(p.content, "NAME", escapeXML(t.Name))); err != nil {
			return err
		}
	}
	part, err := sheetPart(z, "xl/worksheets/sheet1.xml")
	if err != nil {
		return err
	}
	if err := t.writeSheet(part); err != nil {
		return err
	}
	return z.Close()
}

// sheetPart opens a file of the zip with the first moment that a zip can hold,
// so that it has no time of its own.
func sheetPart(z *zip.Writer, name string) (io.Writer, error) {
	return z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
}

// The styles of xl/styles.xml.
const (
	stylePlain  = 0
	styleHeader = 1
	styleGuard  = 2 // shown as text also after it was edited
)

func (t Table) writeSheet(w io.Writer) error {
	b := bufio.NewWriter(w)
	put(b, xml.Header+`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`+
		`<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`)
	names := make([]string, len(t.Columns))
	references := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i], references[i] = c.Name, columnLetters(i)
	}
	writeRow(b, 1, references, names, styleHeader)
	for i, row := range t.Rows {
		writeRow(b, i+2, references, row, stylePlain)
	}
	put(b, `</sheetData></worksheet>`)
	return b.Flush()
}

func writeRow(b *bufio.Writer, n int, references, cells []string, style int) {
	number := strconv.Itoa(n)
	put(b, `<row r="`+number+`">`)
	for i, cell := range cells {
		if cell == "" {
			continue
		}
		s := style
		if s == stylePlain && needsGuard(cell) {
			s = styleGuard
		}
		put(b, `<c r="`+references[i]+number+`" s="`+strconv.Itoa(s)+`" t="inlineStr"><is><t xml:space="preserve">`)
		put(b, escapeXML(cell))
		put(b, `</t></is></c>`)
	}
	put(b, `</row>`)
}

// columnLetters names a column: A … Z, AA …
func columnLetters(i int) string {
	var out []byte
	for i++; i > 0; i = (i - 1) / 26 {
		out = append(out, byte('A'+(i-1)%26))
	}
	slices.Reverse(out)
	return string(out)
}

// escapeXML escapes markup and, as the sheet format does it, what XML cannot
// hold: a control as _xHHHH_, and an underscore that would read as one.
func escapeXML(s string) string {
	plain := func(r rune) bool {
		return r == '&' || r == '<' || r == '>' || r == '"' || r == '_' || r < 0x20 || r == 0xfffe || r == 0xffff || r == utf8.RuneError
	}
	if strings.IndexFunc(s, plain) < 0 {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&quot;")
		case r == '_' && escapeLike(s[i:]):
			b.WriteString("_x005F_")
		case r < 0x20 && r != '\t' && r != '\n', r == 0xfffe, r == 0xffff:
			fmt.Fprintf(&b, "_x%04X_", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// escapeLike says whether s starts like an escape: _xHHHH_.
func escapeLike(s string) bool {
	if len(s) < 7 || s[1] != 'x' || s[6] != '_' {
		return false
	}
	_, err := strconv.ParseUint(s[2:6], 16, 16)
	return err == nil
}

const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

// sheetParts are the files around the sheet.
var sheetParts = []struct{ name, content string }{
	{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
		`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>` +
		`<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`},
	{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="` + relations + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
	{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + relations + `">` +
		`<sheets><sheet name="NAME" sheetId="1" r:id="rId1"/></sheets></workbook>`},
	{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="` + relations + `/worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="rId2" Type="` + relations + `/styles" Target="styles.xml"/></Relationships>`},
	{"xl/styles.xml", `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
		`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
		`<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>` +
		`<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/></cellXfs>` +
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`},
}
