package transcript

import (
	"archive/zip"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"time"
)

// Comment is a remark in the margin of a Word document.
type Comment struct {
	ID     string // as the file numbers it
	Author string
	Date   time.Time // zero when the file gives none; a local time counts as UTC
	Text   string    // paragraphs parted by blank lines
	Span   Span      // what it is about, without white space at its ends; empty when that is nothing
}

// maxComments is more than any coded document holds.
const maxComments = 100_000

// ReadComments reads a DOCX as Read does, and its comments in the order of the
// text. Errors are those of Read.
func ReadComments(name string, data []byte) ([]Comment, Document, error) {
	doc, _, err := ReadWith(context.Background(), name, data, Options{Kind: "docx"})
	if err != nil {
		return nil, Document{}, err
	}
	z, err := openArchive(data)
	if err != nil {
		return nil, Document{}, err
	}
	ranges, err := readRemarks(z)
	if err != nil {
		return nil, Document{}, err
	}
	part := member(z, "word/comments.xml")
	if part == nil {
		return nil, doc, nil
	}
	comments, err := readCommentPart(part)
	if err != nil {
		return nil, Document{}, err
	}
	at := map[string]Comment{}
	for _, c := range comments {
		at[c.ID] = c
	}
	var out []Comment
	for _, r := range ranges {
		c, ok := at[r.id]
		if !ok {
			continue
		}
		delete(at, r.id)
		b := trimBytes(doc.Text.String(), Bytes{r.lo, max(r.lo, r.hi)})
		c.Span = doc.Text.SpanOf(b.Lo, b.Hi)
		out = append(out, c)
	}
	for _, c := range comments { // in no range
		if _, ok := at[c.ID]; ok {
			out = append(out, c)
			delete(at, c.ID)
		}
	}
	return out, doc, nil
}

// remarks says where comments begin and end.
type remarks struct {
	ranges  []remarkRange
	at      map[string]int // index in ranges
	pending []remarkEnd    // of the paragraph that is being read
}

// remarkRange is bytes of the text; hi is -1 while the end has not come.
type remarkRange struct {
	id     string
	lo, hi int
}

type remarkEnd struct {
	of   int // index in ranges
	end  bool
	byte int // of the paragraph
}

// remark notes the ends of a comment's range; a reference without a range is a
// place without length.
func (w *wordReader) remark(e xml.StartElement) {
	r := w.remarks
	if r == nil || !isWord(e.Name) || len(r.ranges) >= maxComments {
		return
	}
	id := attribute(e, "id")
	i, known := r.at[id]
	switch e.Name.Local {
	case "commentRangeStart", "commentRangeEnd", "commentReference":
	default:
		return
	}
	if !known {
		i = len(r.ranges)
		r.at[id] = i
		r.ranges = append(r.ranges, remarkRange{id: id, hi: -1})
		r.pending = append(r.pending, remarkEnd{of: i, byte: w.para.Len()})
	}
	if e.Name.Local != "commentRangeStart" && r.ranges[i].hi < 0 {
		r.ranges[i].hi = 0
		r.pending = append(r.pending, remarkEnd{of: i, end: true, byte: w.para.Len()})
	}
}

// placeRemarks is called when the paragraph comes to stand at the text's end.
func (w *flow) placeRemarks() {
	if w.remarks == nil {
		return
	}
	for _, p := range w.remarks.pending {
		at := w.text.Len() + p.byte
		if r := &w.remarks.ranges[p.of]; p.end {
			r.hi = at
		} else {
			r.lo = at
		}
	}
	w.remarks.pending = nil
}

// carryRemarks takes what stood in a paragraph that was left out to the next.
func (w *flow) carryRemarks() {
	if w.remarks == nil {
		return
	}
	for i := range w.remarks.pending {
		w.remarks.pending[i].byte = 0
	}
}

// readRemarks walks the document once more and gives the ranges in the
// canonical text, in order of their starts.
func readRemarks(z *zip.Reader) ([]remarkRange, error) {
	f := mainPart(z)
	if f == nil {
		return nil, &Error{Code: "damaged", Args: map[string]any{"missing": "word/document.xml"}}
	}
	w := &wordReader{}
	w.remarks = &remarks{at: map[string]int{}}
	if err := w.readPart(f); err != nil {
		return nil, err
	}
	w.endParagraph()
	w.placeRemarks()
	// Making a text canonical takes byte order marks off its start; a document's
	// XML holds nothing else that would move a byte.
	raw := w.text.String()
	text, _ := canonical(raw)
	moved := len(raw) - len(text)
	out := w.remarks.ranges
	for i := range out {
		if out[i].hi < 0 {
			out[i].hi = out[i].lo // an end that never came
		}
		out[i].lo = min(max(0, out[i].lo-moved), len(text))
		out[i].hi = min(max(out[i].lo, out[i].hi-moved), len(text))
	}
	return out, nil
}

// readCommentPart reads the comments themselves, each as a small document.
func readCommentPart(f *zip.File) ([]Comment, error) {
	r, err := openPart(f)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	d := xml.NewDecoder(r)
	var out []Comment
	var w *wordReader
	elements := 0
	for depth := 0; ; {
		t, err := d.Token()
		if errors.Is(err, io.EOF) && depth == 0 {
			return out, nil
		}
		if err != nil {
			return nil, damaged(err)
		}
		switch e := t.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return nil, &Error{Code: "damaged", Args: map[string]any{"depth": depth}}
			}
			if elements++; elements > maxElements || len(out) >= maxComments {
				return nil, &Error{Code: "too-large", Args: map[string]any{"limit": maxComments}}
			}
			if isWord(e.Name) && e.Name.Local == "comment" && w == nil {
				out = append(out, Comment{ID: attribute(e, "id"), Author: attribute(e, "author"), Date: commentDate(attribute(e, "date"))})
				w = &wordReader{}
			} else if w != nil {
				w.start(e)
			}
		case xml.EndElement:
			depth--
			switch {
			case w == nil:
			case isWord(e.Name) && e.Name.Local == "comment":
				w.endParagraph()
				out[len(out)-1].Text = strings.TrimSpace(w.text.String())
				w = nil
			default:
				w.end(e)
			}
		case xml.CharData:
			if w != nil {
				w.said(e)
			}
		}
	}
}

// commentDate reads a moment; Word leaves the zone out, or writes Z for local
// time.
func commentDate(s string) time.Time {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}
