package search

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// verifyMost is up to how many hits are proved against their texts. More are
// taken from the index as they are: it was proved when it was opened, and
// reading every text would make it pointless.
const verifyMost = 200

// Search answers a query from the index; what the index does not hold yet, and
// everything when it is unsound, is answered by a scan. Result.Indexed is true
// when the index answered for every document.
func (ix *Index) Search(ctx context.Context, q Query, f Facts, o Options) (Result, error) {
	start := stopwatch()
	if err := ix.settle(ctx); err != nil {
		return Result{}, err
	}
	r, err := begin(ctx, q, f, o)
	if err != nil || r == nil {
		return Result{Took: start()}, err
	}
	answers, err := ix.ask(ctx, r)
	if err == nil {
		err = r.answer(ctx, answers, &ix.texts)
	}
	if errors.Is(err, errUnsound) {
		ix.distrust()
		return Scan(ctx, q, f, o)
	}
	if err != nil {
		return Result{}, err
	}
	r.result.Took = start()
	return r.result, nil
}

// answer is what the index says of one document.
type answer struct {
	sheet *sheet
	src   *indexed
	found rows
}

// exact says whether the spans of hits come from the index.
func (r *run) exact() bool { return exact(r.limit) }

func exact(limit int) bool { return limit == 0 || limit > verifyMost }

// ask evaluates the query on every document that the index holds in its
// present form. The others have no answer. bleve is not needed afterwards.
func (ix *Index) ask(ctx context.Context, r *run) ([]answer, error) {
	answers := make([]answer, len(r.plan.documents))
	ix.mu.RLock()
	snap := ix.snap
	if snap == nil {
		ix.mu.RUnlock()
		return answers, nil
	}
	l := newLookup(ctx, r.plan, snap, r.exact())
	err := guard(l.all)
	ix.mu.RUnlock()
	if err != nil {
		return nil, err
	}
	for i := range r.plan.documents {
		d := &r.plan.documents[i]
		slot, ok := snap.slots[d.ID]
		if !ok || !snap.held[slot].is(d) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		a := answer{sheet: snap.held[slot].sheet(d), src: l.at(slot)}
		a.found, err = a.sheet.answering(ctx, r.plan.root, r.facts, a.src, allRows(len(a.sheet.units)))
		if err != nil {
			return nil, err
		}
		answers[i] = a
	}
	return answers, nil
}

// answer lists the hits, document by document; those without an answer are
// scanned.
func (r *run) answer(ctx context.Context, answers []answer, texts *shelf) error {
	r.result.Indexed = true
	n := 0
	for _, a := range answers {
		n += a.found.count()
	}
	if r.limit > 0 {
		n = min(n, r.limit)
	}
	r.result.Hits = slices.Grow(r.result.Hits, n)
	for i, a := range answers {
		switch {
		case a.sheet == nil:
			r.result.Indexed = false
			if err := r.scan(ctx, &r.plan.documents[i]); err != nil {
				return err
			}
		case r.exact() || !r.plan.shows() || a.found.isEmpty():
			r.collect(a.sheet, a.src, a.found)
		default:
			if err := r.verify(ctx, a, texts); err != nil {
				return err
			}
		}
	}
	return nil
}

// shows says whether hits have matches at all.
func (p *plan) shows() bool {
	for _, st := range p.shapes {
		if st.positive {
			return true
		}
	}
	return false
}

// verify adds the hits of a document with spans from its text. A hit that the
// text does not bear out means that the index can't be trusted.
func (r *run) verify(ctx context.Context, a answer, texts *shelf) error {
	room := r.limit - len(r.result.Hits)
	if room <= 0 {
		r.result.Total += a.found.count()
		return nil
	}
	doc, err := texts.document(ctx, r.facts, a.sheet.facts)
	if err != nil {
		return fmt.Errorf("document %s: %w", a.sheet.facts.ID, err)
	}
	shown := newRows(len(a.sheet.units))
	a.found.each(func(i int) {
		if room > 0 {
			shown.add(i)
			room--
		}
	})
	src := newReading(r.plan, doc.Text, a.sheet)
	src.held = true
	proved, err := a.sheet.answering(ctx, r.plan.root, r.facts, src, shown)
	if err != nil {
		return err
	}
	if proved.count() != shown.count() || len(doc.Turns) != len(a.sheet.units) {
		return fmt.Errorf("%w: document %s", errUnsound, doc.ID)
	}
	wrong := false
	shown.each(func(i int) { wrong = wrong || doc.Turns[i].Span != a.sheet.units[i].span })
	if wrong {
		return fmt.Errorf("%w: turns of document %s", errUnsound, doc.ID)
	}
	r.collect(a.sheet, src, a.found)
	return nil
}
