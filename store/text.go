package store

import (
	"context"
	"fmt"
	"sync"

	"veldwerk/transcript"
)

// textBudget bounds the texts that are kept in memory, in bytes; the last one
// read is kept whatever its size.
const textBudget = 16 << 20

// revisionKey names a text, which never changes.
type revisionKey struct {
	document string
	n        int
}

// texts keeps the texts last read: a coding needs the text under its span, and
// reading a million words for each would cost more than the coding itself.
type texts struct {
	mu    sync.Mutex
	kept  map[revisionKey]transcript.Text
	order []revisionKey // oldest first
	size  int
}

func (t *texts) get(k revisionKey) (transcript.Text, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	text, ok := t.kept[k]
	return text, ok
}

func (t *texts) keep(k revisionKey, text transcript.Text) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.kept == nil {
		t.kept = map[revisionKey]transcript.Text{}
	}
	if _, ok := t.kept[k]; ok {
		return
	}
	t.kept[k] = text
	t.order = append(t.order, k)
	t.size += len(text.String())
	for t.size > textBudget && len(t.order) > 1 {
		t.size -= len(t.kept[t.order[0]].String())
		delete(t.kept, t.order[0])
		t.order = t.order[1:]
	}
}

// drop takes all texts of a document out of memory.
func (t *texts) drop(document string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	kept := t.order[:0]
	for _, k := range t.order {
		if k.document != document {
			kept = append(kept, k)
			continue
		}
		t.size -= len(t.kept[k].String())
		delete(t.kept, k)
	}
	clear(t.order[len(kept):])
	t.order = kept
}

// text of a revision.
func (p *Project) text(ctx context.Context, q querier, k revisionKey) (transcript.Text, error) {
	if text, ok := p.texts.get(k); ok {
		return text, nil
	}
	var s string
	err := q.QueryRowContext(ctx, "SELECT text FROM revision WHERE document_id = ? AND n = ?", k.document, k.n).Scan(&s)
	if err != nil {
		return transcript.Text{}, fault(err)
	}
	text := transcript.NewText(s)
	p.texts.keep(k, text)
	return text, nil
}

// quote is the text under a span of a document's revision: ErrInvalid when the
// span is empty or leaves the text.
func (a *act) quote(k revisionKey, span transcript.Span) (string, error) {
	text, err := a.p.text(a.ctx, a.p.writer, k)
	if err != nil {
		return "", err
	}
	if span.Start < 0 || span.IsEmpty() || span.End > text.Len() {
		return "", fmt.Errorf("span %d-%d of %d: %w", span.Start, span.End, text.Len(), ErrInvalid)
	}
	return text.Slice(span), nil
}
