package search

import (
	"context"
	"fmt"
	"slices"
	"time"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// Scan answers a query by reading every text. It is the fallback and the
// oracle of the index.
func Scan(ctx context.Context, q Query, f Facts, o Options) (Result, error) {
	start := stopwatch()
	run, err := begin(ctx, q, f, o)
	if err != nil || run == nil {
		return Result{Took: start()}, err
	}
	for i := range run.plan.documents {
		if err := run.scan(ctx, &run.plan.documents[i]); err != nil {
			return Result{}, err
		}
	}
	run.result.Took = start()
	return run.result, nil
}

// stopwatch measures how long a search took; it tells no time of day.
func stopwatch() func() time.Duration {
	start := time.Now() //nolint:forbidigo // a duration for people to see, nothing is decided by it
	return func() time.Duration { return time.Since(start) }
}

// run is one search under way.
type run struct {
	plan   *plan
	facts  Facts
	limit  int
	result Result
	spans  []transcript.Span // room for the matches of hits
}

// begin makes a query ready; the run is nil when it asks for nothing.
func begin(ctx context.Context, q Query, f Facts, o Options) (*run, error) {
	if q.IsEmpty() {
		return nil, nil
	}
	documents, err := f.Documents(ctx)
	if err != nil {
		return nil, fmt.Errorf("documents: %w", err)
	}
	book, err := f.Codebook(ctx)
	if err != nil {
		return nil, fmt.Errorf("codebook: %w", err)
	}
	p := newPlan(q, documents, book)
	return &run{plan: p, facts: f, limit: o.Limit, result: Result{Problems: p.problems}}, nil
}

// scan answers for one document by reading it.
func (r *run) scan(ctx context.Context, d *DocumentFacts) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	doc, err := r.facts.Document(ctx, d.ID)
	if err != nil {
		return fmt.Errorf("document %s: %w", d.ID, err)
	}
	s := turnSheet(d, doc)
	src := newReading(r.plan, doc.Text, s)
	found, err := s.answering(ctx, r.plan.root, r.facts, src, allRows(len(s.units)))
	if err != nil {
		return err
	}
	r.collect(s, src, found)
	return nil
}

// spansAtOnce is for how many matches room is made at a time: one by one they
// take longer to make than to find.
const spansAtOnce = 4096

// collect adds the units of a document that answer to the result.
func (r *run) collect(s *sheet, src source, found rows) {
	r.result.Total += found.count()
	found.each(func(i int) {
		if r.limit > 0 && len(r.result.Hits) >= r.limit {
			return
		}
		if cap(r.spans)-len(r.spans) < spansAtOnce/16 {
			r.spans = make([]transcript.Span, 0, spansAtOnce)
		}
		from := len(r.spans)
		all := src.matches(i, r.spans)
		h := Hit{Document: s.facts.ID, Turn: int(s.units[i].number), Span: s.units[i].span}
		if len(all) > from {
			h.Matches = slices.Clip(all[from:])
		}
		r.result.Hits = append(r.result.Hits, h)
		r.spans = all
	})
}

// Fragments keeps the codings of a document that answer the query: code:,
// coder: and memo: speak of the coding itself, words of its quote, the other
// fields of the turn in which it starts. They keep the order of f.Codings. An
// empty query keeps all.
func Fragments(ctx context.Context, q Query, f Facts, doc transcript.DocumentID) ([]codebook.Coding, error) {
	codings, err := f.Codings(ctx, doc)
	if err != nil {
		return nil, fmt.Errorf("codings of %s: %w", doc, err)
	}
	run, err := begin(ctx, q, f, Options{})
	if err != nil {
		return nil, err
	}
	if run == nil || len(codings) == 0 {
		return codings, nil
	}
	at := slices.IndexFunc(run.plan.documents, func(d DocumentFacts) bool { return d.ID == doc })
	if at < 0 {
		return nil, nil
	}
	text, err := f.Document(ctx, doc)
	if err != nil {
		return nil, fmt.Errorf("document %s: %w", doc, err)
	}
	s := codingSheet(&run.plan.documents[at], text, codings)
	found, err := s.answering(ctx, run.plan.root, f, newReading(run.plan, text.Text, s), allRows(len(s.units)))
	if err != nil {
		return nil, err
	}
	var out []codebook.Coding
	found.each(func(i int) { out = append(out, codings[i]) })
	return out, nil
}

// reading is the source that reads the text; each unit is read once.
type reading struct {
	plan  *plan
	text  transcript.Text
	units []unit
	in    tongue
	held  bool // the index holds this text: its words are in the vocabulary
	found [][]occurrence
	done  rows
}

func newReading(p *plan, text transcript.Text, s *sheet) *reading {
	return &reading{
		plan: p, text: text, units: s.units, in: tongueOf(s.facts.Language),
		found: make([][]occurrence, len(s.units)), done: newRows(len(s.units)),
	}
}

func (r *reading) unit(i int) []occurrence {
	if !r.done.has(i) {
		r.done.add(i)
		r.found[i] = r.plan.read(r.text.Slice(r.units[i].span), r.in, r.held)
	}
	return r.found[i]
}

func (r *reading) standing(ctx context.Context, st *step, within rows) (rows, error) {
	out := newRows(len(r.units))
	var err error
	within.each(func(i int) {
		if i%64 == 0 && err == nil {
			err = ctx.Err()
		}
		if err == nil && len(st.shape.matches(r.unit(i))) > 0 {
			out.add(i)
		}
	})
	return out, err
}

func (r *reading) matches(i int, into []transcript.Span) []transcript.Span {
	from := len(into)
	base := r.text.Bytes(r.units[i].span).Lo
	for _, st := range r.plan.shapes {
		if !st.positive {
			continue
		}
		for _, m := range st.shape.matches(r.unit(i)) {
			into = append(into, r.text.SpanOf(base+int(m.lo), base+int(m.hi)))
		}
	}
	return into[:from+len(united(into[from:]))]
}

// known is never so: texts are read document by document.
func (r *reading) known(*step) (rows, bool) { return nil, false }

// read finds the words of a text in a language that atoms match; held says that
// the index holds the text.
func (p *plan) read(text string, in tongue, held bool) []occurrence {
	var found []occurrence
	hear := p.hear
	if held {
		hear = p.hearKnown
	}
	t := tokeniser{s: text}
	for position := int32(0); ; position++ {
		tok, ok := t.next()
		if !ok {
			slices.SortFunc(found, compareOccurrences)
			return found
		}
		o := occurrence{position: position, lo: int32(tok.lo), hi: int32(tok.hi)}
		for _, h := range hear(tok.term) {
			if h.in&in != 0 {
				o.atom = h.atom
				found = append(found, o)
			}
		}
	}
}
