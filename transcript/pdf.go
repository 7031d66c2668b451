package transcript

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"time"
	"unicode"
)

// Limits of a PDF. A page of a real one takes 10 to 30 ms; a file that was
// made to take for ever is given up after the first page that takes pageTime.
// The compiling of the sandbox does not count.
const (
	maxPDFPages = 10_000
	maxPDFWords = 1_500_000
	pageTime    = 1500 * time.Millisecond // of wall time: a busy machine is not a bad file
	perPage     = 100 * time.Millisecond  // on average
	perByte     = 100 * time.Microsecond  // and no more: a small file of many slow pages is made so
	perMegabyte = 20 * time.Millisecond   // more for opening: a damaged file is searched through
)

// errors of PDFium, as FPDF_GetLastError gives them.
const (
	pdfPassword = 4
	pdfSecurity = 5
)

// readPDF takes the text out of a PDF, laid out by us: lines in reading order
// become paragraphs with a blank line between, hyphens at the ends of lines are
// mended, running heads and feet go and are counted, the starts of pages are
// kept. Pictures have no text; a PDF of nothing else is refused with
// no-text-layer, and one that takes too long or too much memory with too-heavy.
func readPDF(ctx context.Context, f file) (reading, error) {
	sandbox := f.options.Sandbox
	if sandbox == nil {
		sandbox = NewSandbox(f.options.Cache)
		defer sandbox.Close()
	}
	m, err := sandbox.machine(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return reading{}, ctx.Err()
		}
		return reading{}, &Error{Code: "no-sandbox", Err: err}
	}
	defer m.close()
	pages, err := m.readPages(ctx, f)
	if err != nil {
		return reading{}, err
	}
	r := layPages(pages)
	if strings.IndexFunc(r.text, isInk) < 0 {
		return reading{}, &Error{Code: "no-text-layer", Args: map[string]any{"pages": len(pages)}}
	}
	if tail := f.data[max(0, len(f.data)-4096):]; !bytes.Contains(tail, []byte("startxref")) && !bytes.Contains(tail, []byte("%%EOF")) {
		r.warnings = append(r.warnings, Warning{Code: "truncated"})
	}
	return r, nil
}

func isInk(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// readPages reads all pages, each within its time.
func (m *machine) readPages(ctx context.Context, f file) ([]pdfPage, error) {
	end := m.within(ctx, pageTime+time.Duration(len(f.data)>>20)*perMegabyte)
	document := m.open(f.data)
	reason := 0
	if document == 0 {
		reason = m.number("FPDF_GetLastError")
	}
	count := 0
	if document != 0 {
		count = m.number("FPDF_GetPageCount", document)
	}
	if err := end(); err != nil {
		return nil, err
	}
	switch {
	case reason == pdfPassword || reason == pdfSecurity:
		return nil, &Error{Code: "encrypted"}
	case document == 0 || count <= 0:
		return nil, &Error{Code: brokenPDF(f.data)}
	case count > maxPDFPages:
		return nil, &Error{Code: "too-large", Args: map[string]any{"pages": count, "limit": maxPDFPages}}
	}
	ctx, cancel := context.WithTimeout(ctx, pageTime+min(time.Duration(count)*perPage, time.Duration(len(f.data))*perByte))
	defer cancel()
	var pages []pdfPage
	words := 0
	for i := range count {
		if f.options.Progress != nil {
			f.options.Progress(i, count)
		}
		end := m.within(ctx, pageTime)
		page := m.readPage(document, i)
		if err := end(); err != nil {
			return nil, err
		}
		if words += page.words; words > maxPDFWords {
			return nil, &Error{Code: "too-large", Args: map[string]any{"words": words, "limit": maxPDFWords}}
		}
		pages = append(pages, page)
	}
	if f.options.Progress != nil {
		f.options.Progress(count, count)
	}
	return pages, nil
}

// brokenPDF says what ails a file that PDFium cannot open.
func brokenPDF(data []byte) string {
	if bytes.Contains(data, []byte("startxref")) || bytes.Contains(data, []byte("%%EOF")) {
		return "damaged"
	}
	return "truncated"
}

// within gives the calls up to end this much time. end gives the error for
// Read: that of the person's context, or what the file did.
func (m *machine) within(ctx context.Context, limit time.Duration) (end func() error) {
	inner, cancel := context.WithTimeout(ctx, limit)
	m.ctx = inner
	return func() error {
		defer cancel()
		switch {
		case m.asked.Err() != nil:
			return m.asked.Err()
		case m.err == nil:
			return nil
		case errors.Is(inner.Err(), context.DeadlineExceeded), uint64(m.module.Memory().Size()) >= uint64(maxSandbox)<<16*3/4:
			return &Error{Code: "too-heavy", Err: m.err}
		}
		return &Error{Code: "damaged", Err: m.err}
	}
}
