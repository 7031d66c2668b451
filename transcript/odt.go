package transcript

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"unicode"
)

// readODT takes the text out of an OpenDocument text, packed or flat, laid out
// as readDOCX does. Tracked deletions, notes, comments, headers and footers go
// and are counted as warnings.
func readODT(_ context.Context, from file) (reading, error) {
	if !bytes.HasPrefix(from.data, []byte("PK")) {
		return readFlatODT(from.data)
	}
	z, err := openArchive(from.data)
	if err != nil {
		return reading{}, err
	}
	if manifest := member(z, "META-INF/manifest.xml"); manifest != nil && mentions(manifest, "encryption-data") {
		return reading{}, &Error{Code: "encrypted"}
	}
	content := member(z, "content.xml")
	if content == nil {
		return reading{}, &Error{Code: "damaged", Args: map[string]any{"missing": "content.xml"}}
	}
	w := &odtReader{}
	if err := w.readMember(content); err != nil {
		return reading{}, err
	}
	if styles := member(z, "styles.xml"); styles != nil {
		// Headers are only counted: damage there costs no text.
		s := &odtReader{}
		if s.readMember(styles) == nil {
			w.headers += s.headers
		}
	}
	return w.finish()
}

func readFlatODT(data []byte) (reading, error) {
	if len(data) > maxPart {
		return reading{}, &Error{Code: "too-large", Args: map[string]any{"limit": maxPart}}
	}
	data = bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF")), " \t\r\n")
	w := &odtReader{}
	guard := &part{r: io.NopCloser(bytes.NewReader(data)), packed: int64(len(data))}
	if err := w.walk(guard, w); err != nil {
		return reading{}, err
	}
	return w.finish()
}

// mentions says whether a part of XML has an element of this local name.
func mentions(f *zip.File, local string) bool {
	r, err := openPart(f)
	if err != nil {
		return false
	}
	defer func() { _ = r.Close() }()
	d := xml.NewDecoder(io.LimitReader(r, 4<<20))
	for {
		t, err := d.RawToken()
		if err != nil {
			return false
		}
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == local {
			return true
		}
	}
}

// odtReader walks the tokens of one part and builds its text.
type odtReader struct {
	flow
	inPara   int // open paragraphs: text elsewhere is no text of the document
	skip     int // depth of what is left out
	inHeader int // depth inside a header or footer of the page
	written  bool

	deleted, notes, comments, headers int
}

// Namespaces of OpenDocument 1.0 to 1.4.
const (
	odfText   = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
	odfOffice = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
	odfTable  = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
	odfStyle  = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
)

func (w *odtReader) readMember(f *zip.File) error {
	r, err := openPart(f)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	return w.walk(r, w)
}

// charsetReader reads XML that declares another encoding than UTF-8.
func charsetReader(name string, r io.Reader) (io.Reader, error) {
	page, ok := codepageOf(name)
	if !ok {
		return nil, &Error{Code: "unknown-encoding", Args: map[string]any{"encoding": name}}
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	text, _ := decodePage(data, page)
	return strings.NewReader(text), nil
}

func (w *odtReader) said(s []byte) {
	switch {
	case w.skip > 0 || w.inPara == 0:
	case w.inHeader > 0:
		w.written = w.written || hasLetter(string(s))
	default:
		w.write(string(s))
	}
}

// hasLetter tells the text of a header from a page number.
func hasLetter(s string) bool { return strings.IndexFunc(s, unicode.IsLetter) >= 0 }

// odfSkipped elements hold what is no text of the document as it reads now:
// numbers before items, readings beside ruby, forms, and what describes a
// picture.
var odfSkipped = map[string]bool{
	"forms": true, "ruby-text": true, "number": true, "script": true, "scripts": true, "binary-data": true,
	"object": true, "object-ole": true, "event-listeners": true, "hidden-text": true, "title": true, "desc": true,
	"table-of-content-source": true, "alphabetical-index-source": true, "bibliography-source": true,
	"illustration-index-source": true, "table-index-source": true, "object-index-source": true,
	"user-index-source": true, "meta": true, "settings": true, "automatic-styles": true, "font-face-decls": true,
}

// odfKept are the few of those names that other elements share.
var odfKept = map[string]string{"meta": odfText, "title": odfText, "styles": odfOffice}

func (w *odtReader) start(e xml.StartElement) {
	local, space := e.Name.Local, e.Name.Space
	if w.skip > 0 {
		w.skip++
		if local == "deletion" && space == odfText {
			w.deleted++
		}
		return
	}
	if w.leaves(local, space) {
		w.skip = 1
		return
	}
	switch space {
	case odfText:
		w.textElement(e)
	case odfTable:
		w.tableElement(local)
	case odfStyle:
		if isPageEdge(local) {
			w.inHeader++
		}
	}
}

// leaves decides whether an element is left out, and counts it.
func (w *odtReader) leaves(local, space string) bool {
	switch {
	case local == "note" && space == odfText:
		w.notes++
		return true
	case local == "annotation" && space == odfOffice:
		w.comments++
		return true
	case local == "tracked-changes" && space == odfText:
		return true
	}
	return odfSkipped[local] && odfKept[local] != space
}

// isPageEdge is true for header, footer-left and their kin.
func isPageEdge(local string) bool {
	base, _, _ := strings.Cut(local, "-")
	return (base == "header" || base == "footer") && local != "header-style" && local != "footer-style"
}

func (w *odtReader) textElement(e xml.StartElement) {
	switch e.Name.Local {
	case "p", "h":
		w.tidyParagraph()
		w.inPara++
	case "s":
		n, err := strconv.Atoi(attribute(e, "c"))
		if err != nil || n < 1 {
			n = 1
		}
		w.kept(strings.Repeat(" ", min(n, maxSpaces)))
	case "tab":
		w.kept("\t")
	case "line-break":
		if w.inPara > 0 && w.inHeader == 0 {
			w.lineBreak()
		}
	}
}

// maxSpaces is the longest run of blanks that one element may stand for.
const maxSpaces = 200

func (w *odtReader) kept(s string) {
	if w.inPara > 0 && w.inHeader == 0 {
		w.writeKept(s)
	}
}

func (w *odtReader) tableElement(local string) {
	switch local {
	case "table":
		w.tidyParagraph()
		w.openTable()
	case "table-row":
		w.tidyParagraph()
		w.startRow()
	case "table-cell", "covered-table-cell":
		w.tidyParagraph()
		w.startCell()
	}
}

func (w *odtReader) end(e xml.EndElement) {
	if w.skip > 0 {
		w.skip--
		return
	}
	switch local := e.Name.Local; {
	case e.Name.Space == odfText && (local == "p" || local == "h"):
		w.tidyParagraph()
		w.inPara = max(0, w.inPara-1)
	case e.Name.Space == odfTable && local == "table":
		w.tidyParagraph()
		w.closeTable()
	case e.Name.Space == odfStyle && isPageEdge(local) && w.inHeader > 0:
		if w.inHeader--; w.inHeader == 0 && w.written {
			w.headers++
			w.written = false
		}
	}
}

func (w *odtReader) finish() (reading, error) {
	w.tidyParagraph()
	r, err := w.reading()
	r.warnings = appendCounts(r.warnings, []count{
		{"deletions-dropped", w.deleted}, {"notes-dropped", w.notes}, {"comments-dropped", w.comments},
		{"headers-dropped", w.headers},
	})
	return r, err
}
