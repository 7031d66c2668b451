package store

import (
	"context"
	"database/sql"
	"errors"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// About is what a step was about, as far as it is still there. Its Kind is ""
// when nothing is.
type About struct {
	codebook.Ref
	Memo  codebook.MemoID // Kind is "memo"
	Query string          // Kind is "query"
}

// What a step can be about besides what a memo can.
const (
	AboutMemo  codebook.RefKind = "memo"
	AboutQuery codebook.RefKind = "query"
)

// abouts find, by table, what a row stands for: its kind, id, document and
// span. The place of a coding stays when the coding is gone.
var abouts = map[string]string{
	"case":       `SELECT 'case', id, '', 0, 0 FROM "case" WHERE id = ? AND deleted = 0`,
	"value":      `SELECT 'case', c.id, '', 0, 0 FROM value v JOIN "case" c ON c.id = v.case_id WHERE v.id = ? AND c.deleted = 0`,
	"document":   "SELECT 'document', id, id, 0, 0 FROM document WHERE id = ? AND deleted = 0",
	"speaker":    "SELECT 'document', d.id, d.id, 0, 0 FROM speaker s JOIN document d ON d.id = s.document_id WHERE s.id = ? AND d.deleted = 0",
	"code":       "SELECT 'code', id, '', 0, 0 FROM code WHERE id = ? AND deleted = 0",
	"slot":       "SELECT 'code', c.id, '', 0, 0 FROM slot s JOIN code c ON c.id = s.code_id WHERE s.id = ? AND c.deleted = 0",
	"theme":      "SELECT 'theme', id, '', 0, 0 FROM theme WHERE id = ? AND deleted = 0",
	"theme_code": "SELECT 'theme', t.id, '', 0, 0 FROM theme_code x JOIN theme t ON t.id = x.theme_id WHERE x.id = ? AND t.deleted = 0",
	"theme_word": "SELECT 'theme', t.id, '', 0, 0 FROM theme_word x JOIN theme t ON t.id = x.theme_id WHERE x.id = ? AND t.deleted = 0",
	"coding": `SELECT 'span', k.id, d.id, k.char_start, k.char_end FROM coding k
		JOIN document d ON d.id = k.document_id AND d.revision = k.revision WHERE k.id = ? AND d.deleted = 0`,
	"memo":  "SELECT 'memo', id, '', 0, 0 FROM memo WHERE id = ? AND deleted = 0",
	"query": "SELECT 'query', query, '', 0, 0 FROM query WHERE id = ? AND deleted = 0 AND name <> ''",
}

// codingActs name a code, but are about the codings that they change.
var codingActs = map[string]bool{"code": true, "recode": true, "undo": true, "redo": true}

// About finds what a step was about: the search that its codings came from,
// the first place that it coded or took a code from, else the row it names.
func (c *Changes) About(ctx context.Context, step string) (About, error) {
	var out About
	err := c.p.view(ctx, func(q querier) error {
		found, err := steps(ctx, q, "WHERE id = ?", step)
		if err != nil || len(found) == 0 {
			return err
		}
		if run := found[0].Run; run.Query != "" {
			out = About{Ref: codebook.Ref{Kind: AboutQuery}, Query: run.Query}
			return nil
		}
		var table, id string
		if err := q.QueryRowContext(ctx, "SELECT about_table, about_row FROM step WHERE id = ?", step).Scan(&table, &id); err != nil {
			return err
		}
		if table == "code" && codingActs[found[0].Act] {
			coding, err := firstCoding(ctx, q, step)
			if err != nil {
				return err
			}
			if out, err = aboutRow(ctx, q, "coding", coding); err != nil || out.Kind != "" {
				return err
			}
		}
		out, err = aboutRow(ctx, q, table, id)
		return err
	})
	return out, err
}

// firstCoding is the first coding that a step changed, of those in use; ""
// without one.
func firstCoding(ctx context.Context, q querier, step string) (string, error) {
	var id string
	err := q.QueryRowContext(ctx, "SELECT k.id FROM change c JOIN coding k ON k.id = c.row WHERE c.step = ? AND c.tbl = 'coding' ORDER BY k.deleted, c.n LIMIT 1", step).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return id, err
}

func aboutRow(ctx context.Context, q querier, table, id string) (About, error) {
	var out About
	query := abouts[table]
	if query == "" || id == "" {
		return out, nil
	}
	var what, document string
	var span transcript.Span
	err := q.QueryRowContext(ctx, query, id).Scan(&out.Kind, &what, &document, &span.Start, &span.End)
	if errors.Is(err, sql.ErrNoRows) {
		return About{}, nil
	}
	if err != nil {
		return About{}, err
	}
	switch out.Kind {
	case codebook.RefSpan:
		out.Span = span
		err = out.Document.UnmarshalText([]byte(document))
	case codebook.RefDocument:
		err = out.Document.UnmarshalText([]byte(document))
	case codebook.RefCode:
		err = out.Code.UnmarshalText([]byte(what))
	case codebook.RefTheme:
		err = out.Theme.UnmarshalText([]byte(what))
	case codebook.RefCase:
		err = out.Case.UnmarshalText([]byte(what))
	case AboutMemo:
		err = out.Memo.UnmarshalText([]byte(what))
	case AboutQuery:
		out.Query = what
	}
	return out, err
}
