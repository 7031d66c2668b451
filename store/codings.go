package store

import (
	"context"
	"database/sql"
	"fmt"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// Codings of all documents.
type Codings struct{ p *Project }

// Application is one code put on spans, in one step.
type Application struct {
	Code   codebook.CodeID // zero: the last of New
	New    []codebook.Code // made first; Code may name one of them
	Places []Place
	Run    Run // the search that found the places; zero: none did
}

// Place is a span of a document's current revision.
type Place struct {
	Document transcript.DocumentID
	Span     transcript.Span
}

// Outcome of an Application. Added is the rise of the number of codings; a
// place is United when it grew an existing coding, Skipped when one already
// covered it.
type Outcome struct {
	Added, United, Skipped int
	Codings                []codebook.CodingID // the codings that now hold the places
	Code                   codebook.Code
}

const codingColumns = "SELECT id, document_id, revision, code_id, coder_id, char_start, char_end, quote_hash, certainty, memo, created, modified FROM coding "

// Of lists a document's codings by start, end, id.
func (c *Codings) Of(ctx context.Context, doc transcript.DocumentID) ([]codebook.Coding, error) {
	return list(ctx, c.p.readers, newCodingReader().scan, codingColumns+"WHERE document_id = ? AND deleted = 0 ORDER BY char_start, char_end, id", doc.String())
}

// All lists every coding by document, start, end, id.
func (c *Codings) All(ctx context.Context) ([]codebook.Coding, error) {
	return list(ctx, c.p.readers, newCodingReader().scan, codingColumns+"WHERE deleted = 0 ORDER BY document_id, char_start, char_end, id")
}

// CountByCode counts codings per code; a code without any is left out.
func (c *Codings) CountByCode(ctx context.Context) (map[codebook.CodeID]int, error) {
	type counted struct {
		code codebook.CodeID
		n    int
	}
	found, err := list(ctx, c.p.readers, func(rows *sql.Rows, c *counted) error { return rows.Scan(&c.code, &c.n) },
		"SELECT code_id, count(*) FROM coding WHERE deleted = 0 GROUP BY code_id")
	out := make(map[codebook.CodeID]int, len(found))
	for _, f := range found {
		out[f.code] = f.n
	}
	return out, err
}

// Apply puts a code on places as the coder by. Its codings unite with those of
// the same coder and code that they overlap. ErrInvalid: a span outside the
// text, a code that new codings may not use.
func (c *Codings) Apply(ctx context.Context, by codebook.CoderID, app Application) (Outcome, error) {
	var out Outcome
	err := c.p.act(ctx, by, "code", func(a *act) error {
		out = Outcome{}
		if len(app.New) > 0 {
			made, err := a.addCodes(app.New)
			if err != nil {
				return err
			}
			if app.Code.IsZero() {
				app.Code = made[len(made)-1].ID
			}
		}
		if _, err := a.usableCode(app.Code); err != nil {
			return err
		}
		a.about(codeTable, app.Code.String())
		found, err := list(a.ctx, c.p.writer, scanCode, codeColumns+"AND id = ?", app.Code.String())
		if err != nil {
			return err
		}
		out.Code = found[0]
		if err := a.apply(app, &out); err != nil {
			return err
		}
		return a.keepRun(app.Run)
	})
	if err != nil {
		return Outcome{}, err
	}
	return out, nil
}

func (a *act) apply(app Application, out *Outcome) error {
	revisions := map[transcript.DocumentID]int{}
	held := make([]string, len(app.Places)) // the coding that took each place
	gone := map[string]string{}             // codings taken up by others
	for i, p := range app.Places {
		n, known := revisions[p.Document]
		if !known {
			doc, err := a.need(documentTable, p.Document.String())
			if err != nil {
				return err
			}
			n = doc.number("revision")
			revisions[p.Document] = n
		}
		quote, err := a.quote(revisionKey{p.Document.String(), n}, p.Span)
		if err != nil {
			return err
		}
		want := row{"document_id": p.Document.String(), "revision": int64(n), "code_id": app.Code.String(), "coder_id": a.by,
			"char_start": int64(p.Span.Start), "char_end": int64(p.Span.End), "quote_hash": codebook.QuoteHash(quote),
			"certainty": int64(0), "memo": "", "created": a.at, "modified": a.at, "deleted": int64(0)}
		others, err := a.overlapping(want, "")
		if err != nil {
			return err
		}
		if len(others) == 1 && spanOf(others[0]).Covers(p.Span) {
			out.Skipped++
			held[i] = others[0].text("id")
			continue
		}
		if len(others) > 0 {
			out.United++
		}
		out.Added += 1 - len(others)
		if held[i], err = a.unite(want, others); err != nil {
			return err
		}
		for _, o := range others {
			if id := o.text("id"); id != held[i] {
				gone[id] = held[i]
			}
		}
	}
	return out.name(held, gone)
}

// name lists the codings that hold the places in the end, in order.
func (out *Outcome) name(held []string, gone map[string]string) error {
	seen := map[string]bool{}
	for _, id := range held {
		for next := gone[id]; next != ""; next = gone[id] {
			id = next
		}
		if seen[id] {
			continue
		}
		seen[id] = true
		var coding codebook.CodingID
		if err := coding.UnmarshalText([]byte(id)); err != nil {
			return err
		}
		out.Codings = append(out.Codings, coding)
	}
	return nil
}

// Remove takes codings away, with the memos about them.
func (c *Codings) Remove(ctx context.Context, by codebook.CoderID, ids ...codebook.CodingID) error {
	return c.p.act(ctx, by, "uncode", func(a *act) error {
		for _, id := range unique(ids) {
			if _, err := a.need(codingTable, id.String()); err != nil {
				return err
			}
			if err := a.remove(codingTable, id.String()); err != nil {
				return err
			}
			if err := a.removeWhere(memoTable, "coding_id = ?", id.String()); err != nil {
				return err
			}
		}
		return nil
	})
}

func unique(ids []codebook.CodingID) []codebook.CodingID {
	var out []codebook.CodingID
	seen := map[codebook.CodingID]bool{}
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	return out
}

// Resize gives a coding a new span; what it then overlaps unites with it.
func (c *Codings) Resize(ctx context.Context, by codebook.CoderID, id codebook.CodingID, span transcript.Span) error {
	return c.p.act(ctx, by, "resize-coding", func(a *act) error {
		coding, err := a.need(codingTable, id.String())
		if err != nil || spanOf(coding) == span {
			return err
		}
		quote, err := a.quote(revisionOf(coding), span)
		if err != nil {
			return err
		}
		return a.settle(codingTable.with(coding, row{"char_start": span.Start, "char_end": span.End, "quote_hash": codebook.QuoteHash(quote)}))
	})
}

// Recode gives the codings another code (united there). One step.
func (c *Codings) Recode(ctx context.Context, by codebook.CoderID, to codebook.CodeID, ids ...codebook.CodingID) error {
	return c.p.act(ctx, by, "recode", func(a *act) error {
		if _, err := a.usableCode(to); err != nil {
			return err
		}
		a.about(codeTable, to.String())
		for _, id := range unique(ids) {
			if _, err := a.need(codingTable, id.String()); err != nil {
				return err
			}
		}
		for _, id := range unique(ids) {
			if err := a.moveCodings(to, "id = ?", id.String()); err != nil {
				return err
			}
		}
		return nil
	})
}

// SetCertainty says how sure the coder is, 1…3; 0 for none.
func (c *Codings) SetCertainty(ctx context.Context, by codebook.CoderID, id codebook.CodingID, certainty int) error {
	return c.p.act(ctx, by, "set-certainty", func(a *act) error {
		if certainty < 0 || certainty > 3 {
			return fmt.Errorf("certainty %d: %w", certainty, ErrInvalid)
		}
		return a.amend(id, "certainty", int64(certainty))
	})
}

// SetMemo writes the coding's memo; "" takes it away.
func (c *Codings) SetMemo(ctx context.Context, by codebook.CoderID, id codebook.CodingID, body string) error {
	return c.p.act(ctx, by, "set-coding-memo", func(a *act) error { return a.amend(id, "memo", valid(body)) })
}

func (a *act) amend(id codebook.CodingID, column string, v any) error {
	coding, err := a.need(codingTable, id.String())
	if err != nil || coding[column] == v {
		return err
	}
	return a.put(codingTable, id.String(), row{column: v, "modified": a.at})
}

// Exact finds the coder's coding with that code on exactly that place: what a
// key that puts a code takes off again.
func (c *Codings) Exact(ctx context.Context, by codebook.CoderID, code codebook.CodeID, at Place) (codebook.CodingID, bool, error) {
	found, err := list(ctx, c.p.readers, func(rows *sql.Rows, id *codebook.CodingID) error { return rows.Scan(id) },
		"SELECT id FROM coding WHERE code_id = ? AND coder_id = ? AND document_id = ? AND char_start = ? AND char_end = ? AND deleted = 0",
		code.String(), by.String(), at.Document.String(), at.Span.Start, at.Span.End)
	if err != nil || len(found) == 0 {
		return codebook.CodingID{}, false, err
	}
	return found[0], true, nil
}
