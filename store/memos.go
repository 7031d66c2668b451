package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// Memos of the project.
type Memos struct{ p *Project }

// List gives the memos from the oldest to the newest.
func (m *Memos) List(ctx context.Context) ([]codebook.Memo, error) {
	return list(ctx, m.p.readers, scanMemo, memoColumns)
}

const memoColumns = `SELECT id, kind, about, document_id, coalesce(char_start, 0), coalesce(char_end, 0), code_id, theme_id, case_id, coding_id,
	title, body, coder_id, created, modified FROM memo WHERE deleted = 0 ORDER BY created, id`

// scanMemo reads a row of memoColumns.
func scanMemo(rows *sql.Rows, m *codebook.Memo) error {
	var created, modified int64
	err := rows.Scan(&m.ID, &m.Kind, &m.About.Kind, &m.About.Document, &m.About.Span.Start, &m.About.Span.End, &m.About.Code,
		&m.About.Theme, &m.About.Case, &m.About.Coding, &m.Title, &m.Body, &m.Coder, &created, &modified)
	m.Created, m.Modified = moment(created), moment(modified)
	return err
}

// Add writes a memo as the coder by. ErrNotFound when what it is about is not
// there, ErrInvalid for a span outside the text.
func (m *Memos) Add(ctx context.Context, by codebook.CoderID, memo codebook.Memo) (codebook.MemoID, error) {
	err := m.p.act(ctx, by, "add-memo", func(a *act) error {
		if memo.ID.IsZero() {
			memo.ID = newID[codebook.MemoID](a)
		}
		if err := a.fresh(memoTable, memo.ID.String()); err != nil {
			return err
		}
		r, err := a.memoRow(memo)
		if err != nil {
			return err
		}
		r["coder_id"], r["created"], r["modified"] = a.by, a.at, a.at
		return a.put(memoTable, memo.ID.String(), r)
	})
	return memo.ID, err
}

// Update writes kind, subject, title and body of a memo.
func (m *Memos) Update(ctx context.Context, by codebook.CoderID, memo codebook.Memo) error {
	return m.p.act(ctx, by, "update-memo", func(a *act) error {
		old, err := a.need(memoTable, memo.ID.String())
		if err != nil {
			return err
		}
		r, err := a.memoRow(memo)
		if err != nil {
			return err
		}
		for name, v := range r {
			if old[name] != cell(v) {
				r["modified"] = a.at
				return a.put(memoTable, memo.ID.String(), r)
			}
		}
		return nil
	})
}

// Delete takes a memo away.
func (m *Memos) Delete(ctx context.Context, by codebook.CoderID, id codebook.MemoID) error {
	return m.p.act(ctx, by, "delete-memo", func(a *act) error {
		if _, err := a.need(memoTable, id.String()); err != nil {
			return err
		}
		return a.remove(memoTable, id.String())
	})
}

// memoRow is a memo as its row holds it, without coder and times; only the
// reference that its kind needs is kept.
func (a *act) memoRow(m codebook.Memo) (row, error) {
	if m.Kind == "" {
		m.Kind = codebook.MemoNote
	}
	kinds := []codebook.MemoKind{codebook.MemoNote, codebook.MemoTheory, codebook.MemoMethod, codebook.MemoReflection, codebook.MemoTask}
	if !slices.Contains(kinds, m.Kind) {
		return nil, fmt.Errorf("memo kind %q: %w", m.Kind, ErrInvalid)
	}
	if m.About.Kind == "" {
		m.About.Kind = codebook.RefProject
	}
	r := row{"kind": string(m.Kind), "about": string(m.About.Kind), "title": m.Title, "body": m.Body, "document_id": nil, "revision": nil,
		"char_start": nil, "char_end": nil, "code_id": nil, "theme_id": nil, "case_id": nil, "coding_id": nil}
	return r, a.memoAbout(m.About, r)
}

func (a *act) memoAbout(about codebook.Ref, r row) error {
	refer := func(t *table, column string, id fmt.Stringer) error {
		r[column] = id.String()
		_, err := a.need(t, id.String())
		return err
	}
	switch about.Kind {
	case codebook.RefProject:
		return nil
	case codebook.RefCode:
		return refer(codeTable, "code_id", about.Code)
	case codebook.RefTheme:
		return refer(themeTable, "theme_id", about.Theme)
	case codebook.RefCase:
		return refer(caseTable, "case_id", about.Case)
	case codebook.RefCoding:
		return refer(codingTable, "coding_id", about.Coding)
	case codebook.RefDocument:
		return refer(documentTable, "document_id", about.Document)
	case codebook.RefSpan:
		return a.memoSpan(about.Document, about.Span, r)
	}
	return fmt.Errorf("memo about %q: %w", about.Kind, ErrInvalid)
}

func (a *act) memoSpan(document transcript.DocumentID, span transcript.Span, r row) error {
	doc, err := a.need(documentTable, document.String())
	if err != nil {
		return err
	}
	if _, err := a.quote(revisionKey{document.String(), doc.number("revision")}, span); err != nil {
		return err
	}
	r["document_id"], r["revision"], r["char_start"], r["char_end"] = document.String(), doc["revision"], span.Start, span.End
	return nil
}
