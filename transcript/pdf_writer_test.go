package transcript

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// pdfWord is text at a place on a page, in points from the lower left corner.
type pdfWord struct {
	x, y, size float64
	text       string
}

// pdfDraft is a PDF in the making: objects from 1 on, the first the catalogue.
type pdfDraft struct {
	objects []string
	trailer string // more entries
}

func (d *pdfDraft) add(format string, args ...any) int {
	d.objects = append(d.objects, fmt.Sprintf(format, args...))
	return len(d.objects)
}

func (d *pdfDraft) stream(dictionary, content string) int {
	return d.add("<<%s /Length %d>>\nstream\n%s\nendstream", dictionary, len(content), content)
}

func (d *pdfDraft) bytes() []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	at := make([]int, len(d.objects))
	for i, o := range d.objects {
		at[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, d.trailer, start)
	return b.Bytes()
}

// pdfContent draws the words in the given order.
func pdfContent(words []pdfWord) string {
	var b strings.Builder
	for _, w := range words {
		s, _ := charmap.Windows1252.NewEncoder().String(w.text)
		s = strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(s)
		fmt.Fprintf(&b, "BT /F1 %g Tf %g %g Td (%s) Tj ET\n", w.size, w.x, w.y, s)
	}
	return b.String()
}

// pdfOf makes a PDF of A4 pages in Helvetica; more goes into each page.
func pdfOf(more string, pages ...[]pdfWord) *pdfDraft {
	d := &pdfDraft{}
	d.add("<</Type/Catalog/Pages 2 0 R>>")
	d.add("")
	d.add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
	var kids strings.Builder
	for _, words := range pages {
		content := d.stream("", pdfContent(words))
		page := d.add("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R %s>>", content, more)
		fmt.Fprintf(&kids, "%d 0 R ", page)
	}
	d.objects[1] = fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(pages), kids.String())
	return d
}

// pdfLines sets lines under each other; an empty line leaves its room.
func pdfLines(x, y, size float64, lines ...string) []pdfWord {
	var words []pdfWord
	for i, s := range lines {
		if s != "" {
			words = append(words, pdfWord{x, y - float64(i)*size*1.2, size, s})
		}
	}
	return words
}
