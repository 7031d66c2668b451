package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// revisionPlan is a Revision before it is written.
type revisionPlan struct {
	Revision
	text    transcript.Text // the corrected one
	mapping transcript.Mapping
	source  sql.NullInt64
	layout  int
	codings []*plannedCoding
	memos   []*plannedMemo
	strays  []plannedStray
}

// plannedCoding is a coding with its new span.
type plannedCoding struct {
	row  row
	span transcript.Span
	fate transcript.Fate
	into string // the coding that takes it up
	seen int    // index in Spans
}

// plannedMemo is a memo about a passage with its new span.
type plannedMemo struct {
	row  row
	span transcript.Span
	fate transcript.Fate
	seen int
}

// plannedStray is a place that the quarantine remembers.
type plannedStray struct {
	id   string
	span transcript.Span
}

// planRevision reads all that points into a document and finds its new place.
func (p *Project) planRevision(ctx context.Context, q querier, doc transcript.Document, m transcript.Mapping) (revisionPlan, error) {
	plan := revisionPlan{Revision: Revision{Document: doc.ID}, text: doc.Text, mapping: m}
	if err := checkTurns(&doc); err != nil {
		return plan, err
	}
	var current, last int
	var hash string
	err := q.QueryRowContext(ctx, `SELECT d.revision, d.text_hash, r.source_id, r.layout, (SELECT max(n) FROM revision WHERE document_id = d.id)
		FROM document d JOIN revision r ON r.document_id = d.id AND r.n = d.revision WHERE d.id = ? AND d.deleted = 0`, doc.ID.String()).
		Scan(&current, &hash, &plan.source, &plan.layout, &last)
	if err != nil {
		return plan, fmt.Errorf("document %q: %w", doc.ID, fault(err))
	}
	if current != doc.Revision {
		return plan, fmt.Errorf("revision %d of document %q, now %d: %w", doc.Revision, doc.ID, current, ErrRevised)
	}
	if bodyHash(doc.Text.String()) == hash {
		return plan, nil
	}
	plan.N = last + 1
	from, err := p.text(ctx, q, revisionKey{doc.ID.String(), current})
	if err != nil {
		return plan, err
	}
	if err := plan.readCodings(ctx, q, from, current); err != nil {
		return plan, err
	}
	if err := plan.readMemos(ctx, q, from, current); err != nil {
		return plan, err
	}
	plan.strays, err = list(ctx, q, func(rows *sql.Rows, s *plannedStray) error { return rows.Scan(&s.id, &s.span.Start, &s.span.End) },
		"SELECT id, char_start, char_end FROM quarantine WHERE document_id = ? AND deleted = 0 ORDER BY id", doc.ID.String())
	plan.Strays = len(plan.strays)
	return plan, err
}

// rowsOf reads the rows of a table that a condition picks.
func rowsOf(ctx context.Context, q querier, t *table, where string, args ...any) ([]row, error) {
	return list(ctx, q, func(rows *sql.Rows, r *row) error {
		values, into := make([]any, len(t.columns)), make([]any, len(t.columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		*r = row{}
		for i, c := range t.columns {
			(*r)[c.name] = values[i]
		}
		return nil
	}, t.selectSQL()+" WHERE "+where, args...)
}

func (plan *revisionPlan) readCodings(ctx context.Context, q querier, from transcript.Text, revision int) error {
	rows, err := rowsOf(ctx, q, codingTable, "document_id = ? AND revision = ? AND deleted = 0 ORDER BY char_start, char_end, id", plan.Document.String(), revision)
	if err != nil {
		return err
	}
	for _, r := range rows {
		c := &plannedCoding{row: r, seen: len(plan.Spans)}
		seen := RevisedSpan{Old: spanOf(r)}
		if seen.Coding, err = parsed[codebook.CodingID](r.text("id")); err != nil {
			return err
		}
		if seen.Code, err = parsed[codebook.CodeID](r.text("code_id")); err != nil {
			return err
		}
		if seen.Coder, err = parsed[codebook.CoderID](r.text("coder_id")); err != nil {
			return err
		}
		c.span, c.fate = plan.mapping.Follow(from, plan.text, seen.Old)
		plan.see(from, seen, c.span, c.fate)
		plan.codings = append(plan.codings, c)
	}
	return plan.unite()
}

// see notes what a preview shows of a span.
func (plan *revisionPlan) see(from transcript.Text, seen RevisedSpan, span transcript.Span, fate transcript.Fate) {
	seen.New, seen.Fate, seen.Before = span, fate, from.Slice(seen.Old)
	if fate != transcript.Orphaned {
		seen.After = plan.text.Slice(span)
	}
	plan.Spans = append(plan.Spans, seen)
}

// unite finds the codings of one coder and code that overlap in the new text.
// The one made first survives, as wherever codings unite.
func (plan *revisionPlan) unite() error {
	groups := map[[2]string][]*plannedCoding{}
	var order [][2]string
	for _, c := range plan.codings {
		if c.fate == transcript.Orphaned {
			continue
		}
		key := [2]string{c.row.text("code_id"), c.row.text("coder_id")}
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], c)
	}
	for _, key := range order {
		group := groups[key]
		slices.SortStableFunc(group, func(a, b *plannedCoding) int { return a.span.Start - b.span.Start })
		for lo := 0; lo < len(group); {
			whole, hi := group[lo].span, lo+1
			for hi < len(group) && group[hi].span.Start < whole.End {
				whole = whole.Union(group[hi].span)
				hi++
			}
			if hi > lo+1 {
				if err := plan.merge(group[lo:hi], whole); err != nil {
					return err
				}
			}
			lo = hi
		}
	}
	return nil
}

// merge makes one coding of several.
func (plan *revisionPlan) merge(group []*plannedCoding, whole transcript.Span) error {
	rows := make([]row, len(group))
	for i, c := range group {
		rows[i] = c.row
	}
	oldestFirst(rows)
	survivor := codingTable.with(rows[0], nil)
	for _, r := range rows {
		survivor = merged(survivor, r)
	}
	into, err := parsed[codebook.CodingID](survivor.text("id"))
	if err != nil {
		return err
	}
	for _, c := range group {
		if c.row.text("id") == survivor.text("id") {
			// The hash stays that of the row in the file until it is written.
			c.row, c.span = survivor, whole
			continue
		}
		c.into = into.String()
		plan.Spans[c.seen].Into = into
	}
	return nil
}

func (plan *revisionPlan) readMemos(ctx context.Context, q querier, from transcript.Text, revision int) error {
	rows, err := rowsOf(ctx, q, memoTable, "document_id = ? AND revision = ? AND about = 'span' AND deleted = 0 ORDER BY char_start, char_end, id", plan.Document.String(), revision)
	if err != nil {
		return err
	}
	for _, r := range rows {
		m := &plannedMemo{row: r, seen: len(plan.Spans)}
		seen := RevisedSpan{Old: spanOf(r), Title: r.text("title")}
		if seen.Memo, err = parsed[codebook.MemoID](r.text("id")); err != nil {
			return err
		}
		if seen.Coder, err = parsed[codebook.CoderID](r.text("coder_id")); err != nil {
			return err
		}
		m.span, m.fate = plan.mapping.Follow(from, plan.text, seen.Old)
		plan.see(from, seen, m.span, m.fate)
		plan.memos = append(plan.memos, m)
	}
	return nil
}
