package workspace

import (
	"context"
	"strings"

	"veldwerk/store"
	"veldwerk/transcript"
)

// Waiting is a coding in the quarantine with the names of what it names.
type Waiting struct {
	store.Quarantined
	Title    string // of its document
	CodePath string // "" for a place without a code
	Coder    string // by name, "" when not known
}

// Quarantine lists the codings that wait for a place, as they came per
// document.
func (w *Workspace) Quarantine(ctx context.Context) ([]Waiting, error) {
	all, err := w.Project.Quarantine.List(ctx)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	book, err := w.facts.Codebook(ctx)
	if err != nil {
		return nil, err
	}
	names, err := w.Names(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Waiting, 0, len(all))
	for _, q := range all {
		one := Waiting{Quarantined: q, Title: names.Document(q.Document), CodePath: book.Tree.Path(q.Code)}
		if !q.Coder.IsZero() {
			one.Coder = names.Coder(q.Coder)
		}
		out = append(out, one)
	}
	return out, nil
}

// TextPlaces finds a text in a document, as it stands: where a coding of the
// quarantine may have its place.
func (w *Workspace) TextPlaces(ctx context.Context, id transcript.DocumentID, text string) ([]transcript.Span, error) {
	doc, err := w.Document(ctx, id)
	if err != nil || text == "" {
		return nil, err
	}
	var out []transcript.Span
	whole := doc.Text.String()
	for from := 0; ; {
		at := strings.Index(whole[from:], text)
		if at < 0 {
			return out, nil
		}
		lo := from + at
		out = append(out, doc.Text.SpanOf(lo, lo+len(text)))
		from = lo + len(text)
	}
}
