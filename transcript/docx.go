package transcript

import (
	"archive/zip"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
)

// readDOCX takes the text out of a Word document: a blank line between
// paragraphs, LF for a line break, a tab between the cells of a table's row.
// Insertions, hyperlinks, content controls and field results stay; deletions,
// field instructions, notes, comments, headers and footers go, and are counted
// as warnings.
func readDOCX(_ context.Context, from file) (reading, error) {
	z, err := openArchive(from.data)
	if err != nil {
		return reading{}, err
	}
	f := mainPart(z)
	if f == nil {
		return reading{}, &Error{Code: "damaged", Args: map[string]any{"missing": "word/document.xml"}}
	}
	w := &wordReader{}
	if err := w.readPart(f); err != nil {
		return reading{}, err
	}
	r, err := w.reading()
	r.warnings = append(r.warnings, append(w.warnings(), besides(z)...)...)
	return r, err
}

// mainPart is the document itself: word/document.xml, or what the package's
// relations name (some servers write document2.xml).
func mainPart(z *zip.Reader) *zip.File {
	if f := member(z, "word/document.xml"); f != nil {
		return f
	}
	rels := member(z, "_rels/.rels")
	if rels == nil {
		return nil
	}
	r, err := openPart(rels)
	if err != nil {
		return nil
	}
	defer func() { _ = r.Close() }()
	d := xml.NewDecoder(r)
	for {
		t, err := d.Token()
		if err != nil {
			return nil
		}
		e, ok := t.(xml.StartElement)
		if !ok || e.Name.Local != "Relationship" || !strings.HasSuffix(attribute(e, "Type"), "/officeDocument") {
			continue
		}
		return member(z, path.Clean(strings.TrimPrefix(attribute(e, "Target"), "/")))
	}
}

// Limits of what is read to see whether headers hold text: a file may have
// thousands of them.
const (
	maxHeaders     = 200
	maxHeaderBytes = 8 << 20 // unpacked, together
)

// besides warns of texts that stand outside the body. A page number alone is
// no text.
func besides(z *zip.Reader) []Warning {
	headers, looked, budget := 0, 0, int64(maxHeaderBytes)
	for _, f := range z.File {
		name := strings.TrimPrefix(f.Name, "word/")
		if name == f.Name || !strings.HasPrefix(name, "header") && !strings.HasPrefix(name, "footer") {
			continue
		}
		if looked++; looked > maxHeaders || budget < 0 {
			break
		}
		r, err := openPart(f)
		if err != nil {
			continue
		}
		w, limited := &wordReader{}, &io.LimitedReader{R: r, N: budget}
		_ = w.walk(limited, w)
		_ = r.Close()
		budget = limited.N - 1
		if hasLetter(w.text.String()) || hasLetter(w.para.String()) {
			headers++
		}
	}
	return appendCounts(nil, []count{{"headers-dropped", headers}})
}

func attribute(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

// wordReader walks the tokens of one part and builds its text.
type wordReader struct {
	flow
	inText  int    // depth of w:t
	skip    int    // depth of what is left out
	inMark  bool   // it is the properties of a paragraph
	fields  []bool // nested fields; true while in the instruction
	unended bool   // the paragraph's mark is deleted …
	joining bool   // … so the next paragraph goes on in it

	deleted, notes, comments int
}

// The two namespaces of WordprocessingML (ECMA-376 transitional and strict),
// and that of formulas.
const (
	wordSpace       = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	wordSpaceStrict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
	mathSpace       = "http://schemas.openxmlformats.org/officeDocument/2006/math"
)

func (w *wordReader) readPart(f *zip.File) error {
	r, err := openPart(f)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	return w.walk(r, w)
}

func (w *wordReader) said(s []byte) {
	if w.inText > 0 && w.skip == 0 && !w.inInstruction() {
		w.writeKept(plainRun(string(s)))
	}
}

// damaged keeps an *Error of the part's reader and wraps one of the decoder.
func damaged(err error) error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Code: "damaged", Err: err}
}

// plainRun makes line breaks and tabs inside a run blanks: real ones are
// elements.
func plainRun(s string) string {
	if !strings.ContainsAny(s, "\r\n\t") {
		return s
	}
	return strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ", "\t", " ").Replace(s)
}

func isWord(n xml.Name) bool { return n.Space == wordSpace || n.Space == wordSpaceStrict }

// skipped elements of Word hold no text of the document as it reads now. rt is
// the reading beside a ruby text, which would come out twice.
var skipped = map[string]bool{
	"del": true, "moveFrom": true, "delText": true, "instrText": true, "delInstrText": true, "rPr": true,
	"sectPr": true, "tblPr": true, "trPr": true, "tcPr": true, "tblGrid": true, "rt": true, "sdtPr": true,
	"sdtEndPr": true, "pPrChange": true, "rPrChange": true,
}

func (w *wordReader) start(e xml.StartElement) {
	w.remark(e)
	if w.skip > 0 {
		w.skip++
		switch {
		case e.Name.Local == "delText":
			w.deleted++
		case e.Name.Local == "del" && w.inMark && w.skip == 3: // pPr, rPr, del
			w.unended = true
		}
		return
	}
	if !isWord(e.Name) {
		switch {
		case e.Name.Space == mathSpace && e.Name.Local == "t":
			w.inText++
		case e.Name.Local == "Fallback": // the same text box once more
			w.skip = 1
		}
		return
	}
	if skipped[e.Name.Local] {
		w.skip = 1
		return
	}
	switch e.Name.Local {
	case "t":
		w.inText++
	case "pPr":
		w.skip, w.inMark = 1, true
	case "p":
		if !w.joining {
			w.endParagraph()
		}
		w.joining = false
	case "tbl":
		w.joining = false
		w.openTable()
	case "tr":
		w.startRow()
	case "tc":
		w.startCell()
	default:
		w.inline(e)
	}
}

// inline writes what stands for a sign in a run.
func (w *wordReader) inline(e xml.StartElement) {
	if e.Name.Local == "fldChar" {
		w.field(attribute(e, "fldCharType"))
		return
	}
	if w.inInstruction() {
		return
	}
	switch e.Name.Local {
	case "tab", "ptab":
		w.para.WriteByte('\t')
	case "br", "cr":
		w.para.WriteByte('\n')
	case "noBreakHyphen":
		w.para.WriteByte('-') // people search for the hyphen they can type
	case "sym":
		if n, err := strconv.ParseUint(attribute(e, "char"), 16, 16); err == nil && n >= 0x20 && (n < 0xD800 || n > 0xDFFF) {
			w.para.WriteRune(symbolRune(attribute(e, "font"), rune(n)))
		}
	case "footnoteReference", "endnoteReference":
		w.notes++
	case "commentReference":
		w.comments++
	}
}

// field follows the parts of a field: its result is text, its instruction
// (with fields inside) is not.
func (w *wordReader) field(kind string) {
	n := len(w.fields)
	switch {
	case kind == "begin":
		w.fields = append(w.fields, true)
	case kind == "separate" && n > 0:
		w.fields[n-1] = false
	case kind == "end" && n > 0:
		w.fields = w.fields[:n-1]
	}
}

func (w *wordReader) inInstruction() bool {
	for _, instruction := range w.fields {
		if instruction {
			return true
		}
	}
	return false
}

func (w *wordReader) end(e xml.EndElement) {
	if w.skip > 0 {
		if w.skip--; w.skip == 0 {
			w.inMark = false
		}
		return
	}
	switch {
	case e.Name.Local == "t" && w.inText > 0:
		w.inText--
	case !isWord(e.Name):
	case e.Name.Local == "p":
		if w.joining = w.unended; !w.joining {
			w.endParagraph()
		}
		w.unended = false
	case e.Name.Local == "tbl":
		w.closeTable()
	}
}

func (w *wordReader) warnings() []Warning {
	return appendCounts(nil, []count{
		{"deletions-dropped", w.deleted}, {"notes-dropped", w.notes}, {"comments-dropped", w.comments},
	})
}
