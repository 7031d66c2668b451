package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// Quarantine holds the codings that have no place in their document's text,
// until a person gives them one or throws them away.
type Quarantine struct{ p *Project }

type strayKind struct{}

// StrayID names a coding in the quarantine.
type StrayID = transcript.ID[strayKind]

// Quarantined is a coding in the quarantine.
type Quarantined struct {
	ID StrayID
	codebook.Stray
	Revision int // of the document whose text it was to stand in
}

// likeness is what two that say the same share: all but ids and time.
func (q Quarantined) likeness() codebook.Stray {
	s := q.Stray
	s.Created, s.Source = time.Time{}, ""
	return s
}

const quarantineColumns = `SELECT id, document_id, revision, code_id, coder_id, char_start, char_end, quote, reason, memo, created
	FROM quarantine WHERE deleted = 0 ORDER BY document_id, char_start, char_end, id`

func scanQuarantined(rows *sql.Rows, q *Quarantined) error {
	var created int64
	err := rows.Scan(&q.ID, &q.Document, &q.Revision, &q.Code, &q.Coder, &q.Span.Start, &q.Span.End, &q.Quote, &q.Reason, &q.Memo, &created)
	q.Created = moment(created)
	return err
}

// List gives what waits, by document, start, end, id.
func (q *Quarantine) List(ctx context.Context) ([]Quarantined, error) {
	return list(ctx, q.p.readers, scanQuarantined, quarantineColumns)
}

// quarantine puts a stray in, within an act.
func (a *act) quarantine(s codebook.Stray, revision int) error {
	return a.insert(quarantineTable, newID[StrayID](a).String(), row{"document_id": s.Document, "revision": revision, "code_id": s.Code, "coder_id": s.Coder,
		"char_start": s.Span.Start, "char_end": s.Span.End, "quote": s.Quote, "reason": string(s.Reason), "memo": s.Memo, "created": s.Created.UnixMilli()})
}

// Place gives a coding its place in the document's text: it becomes a coding
// of the coder who made it, or of by when that is not known, and leaves the
// quarantine, in one step. One without a code becomes a memo about the place.
// ErrNotFound; ErrInvalid for a span outside the text, or when there is
// neither code nor memo.
func (q *Quarantine) Place(ctx context.Context, by codebook.CoderID, id StrayID, span transcript.Span) error {
	return q.p.act(ctx, by, "place-stray", func(a *act) error {
		stray, err := a.need(quarantineTable, id.String())
		if err != nil {
			return err
		}
		if stray.text("code_id") == "" {
			err = a.placeMemo(stray, span)
		} else {
			err = a.placeCoding(stray, span)
		}
		if err != nil {
			return err
		}
		return a.remove(quarantineTable, id.String())
	})
}

func (a *act) strayCoder(stray row) string {
	if coder := stray.text("coder_id"); coder != "" {
		return coder
	}
	return a.by
}

func (a *act) placeCoding(stray row, span transcript.Span) error {
	doc, err := a.need(documentTable, stray.text("document_id"))
	if err != nil {
		return err
	}
	code, err := parsed[codebook.CodeID](stray.text("code_id"))
	if err != nil {
		return err
	}
	if _, err := a.keptCode(code); err != nil {
		return err
	}
	a.about(codeTable, code.String())
	quote, err := a.quote(revisionKey{doc.text("id"), doc.number("revision")}, span)
	if err != nil {
		return err
	}
	certainty, err := a.certaintyOf(stray)
	if err != nil {
		return err
	}
	want := row{"document_id": doc.text("id"), "revision": doc["revision"], "code_id": code.String(), "coder_id": a.strayCoder(stray),
		"char_start": int64(span.Start), "char_end": int64(span.End), "quote_hash": codebook.QuoteHash(quote),
		"certainty": certainty, "memo": stray.text("memo"), "created": stray["created"], "modified": a.at, "deleted": int64(0)}
	id := newID[codebook.CodingID](a).String()
	if err := a.insert(codingTable, id, want); err != nil {
		return err
	}
	return a.settle(codingTable.with(want, row{"id": id}))
}

// certaintyOf is how sure the coder was of a coding that waits here; 0 for none.
// The coding that lost its place still says it: it went in the step that put it
// here.
func (a *act) certaintyOf(stray row) (int64, error) {
	type step struct{ id, after string }
	put, err := list(a.ctx, a.p.writer, func(rows *sql.Rows, s *step) error { return rows.Scan(&s.id, &s.after) },
		"SELECT step, after FROM change WHERE row = ? AND tbl = 'quarantine' ORDER BY "+lastWriter, stray.text("id"))
	if err != nil {
		return 0, err
	}
	for _, s := range put {
		was, err := decode(s.after)
		if err != nil {
			return 0, err
		}
		if _, made := was["created"]; !made {
			continue
		}
		gone, err := rowsOf(a.ctx, a.p.writer, codingTable, "id IN (SELECT row FROM change WHERE step = ? AND tbl = 'coding') AND deleted = 1 ORDER BY id", s.id)
		if err != nil {
			return 0, err
		}
		for _, c := range gone {
			same := c["document_id"] == was["document_id"] && c["code_id"] == was["code_id"] && c["coder_id"] == was["coder_id"] && c["created"] == was["created"]
			if quote := was.text("quote"); same && (quote == "" || quote == c.text("quote_hash")) {
				return int64(c.number("certainty")), nil
			}
		}
	}
	return 0, nil
}

func (a *act) placeMemo(stray row, span transcript.Span) error {
	if stray.text("memo") == "" {
		return fmt.Errorf("stray %q without code or memo: %w", stray.text("id"), ErrInvalid)
	}
	document, err := parsed[transcript.DocumentID](stray.text("document_id"))
	if err != nil {
		return err
	}
	r, err := a.memoRow(codebook.Memo{About: codebook.Ref{Kind: codebook.RefSpan, Document: document, Span: span}, Body: stray.text("memo")})
	if err != nil {
		return err
	}
	r["coder_id"], r["created"], r["modified"] = a.strayCoder(stray), stray["created"], a.at
	return a.insert(memoTable, newID[codebook.MemoID](a).String(), r)
}

// Remove throws codings of the quarantine away.
func (q *Quarantine) Remove(ctx context.Context, by codebook.CoderID, ids ...StrayID) error {
	return q.p.act(ctx, by, "remove-stray", func(a *act) error {
		for _, id := range ids {
			if _, err := a.need(quarantineTable, id.String()); err != nil {
				return err
			}
			if err := a.remove(quarantineTable, id.String()); err != nil {
				return err
			}
		}
		return nil
	})
}
