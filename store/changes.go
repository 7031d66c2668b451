package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/hex"
	"math"
	"time"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// Changes is the log of all acts.
type Changes struct{ p *Project }

// Step is all changes of one act.
type Step struct {
	ID       string
	Coder    codebook.CoderID
	At       time.Time
	Act      string                // "code", "rename-document", "merge-codes" …; worded by lang as act.ACT
	Subject  string                // a name or title to word it with
	Erased   bool                  // what it was about was erased, and so Subject is empty
	Rows     int                   // changed rows
	Undoes   string                // id of the step this one takes back or does again
	Undone   bool                  // taken back by a later step
	Document transcript.DocumentID // the one document it touched, if one
	Run      Run                   // the search that its codings came from, if one
}

// Change is one row of the log.
type Change struct {
	Device string
	Seq    int64
	Step   string
	Coder  codebook.CoderID
	At     time.Time
	Act    string
	Table  string
	Row    string
	Before string // JSON of the columns that changed; "" when the row was made
	After  string // JSON; private texts stand in both as their SHA-256
	Hash   string
}

// subjects words a step by the row that it is about.
var subjects = map[string]string{
	"coder":      "SELECT name FROM coder WHERE id = ?",
	"case":       `SELECT name FROM "case" WHERE id = ?`,
	"attribute":  "SELECT name FROM attribute WHERE id = ?",
	"value":      `SELECT c.name FROM value v JOIN "case" c ON c.id = v.case_id WHERE v.id = ?`,
	"document":   "SELECT title FROM document WHERE id = ?",
	"speaker":    "SELECT name FROM speaker WHERE id = ?",
	"code":       "SELECT name FROM code WHERE id = ?",
	"theme":      "SELECT name FROM theme WHERE id = ?",
	"theme_code": "SELECT t.name FROM theme_code x JOIN theme t ON t.id = x.theme_id WHERE x.id = ?",
	"theme_word": "SELECT t.name FROM theme_word x JOIN theme t ON t.id = x.theme_id WHERE x.id = ?",
	"coding":     "SELECT c.name FROM coding x JOIN code c ON c.id = x.code_id WHERE x.id = ?",
	"memo":       "SELECT title FROM memo WHERE id = ?",
	"slot":       "SELECT coalesce(c.name, '') FROM slot s LEFT JOIN code c ON c.id = s.code_id WHERE s.id = ?",
	"query":      "SELECT name FROM query WHERE id = ?",
}

// A step that was passed by because of an erasure is not undone: its last word
// is not an undo.
const stepColumns = `id, coder, at, act, rows, coalesce(undoes, ''), state > 0 AND kind = 'act' AND
	coalesce((SELECT u.kind FROM step u WHERE u.undoes = step.id ORDER BY u.hlc DESC LIMIT 1), '') = 'undo', coalesce(document, ''), about_table, about_row`

type stepRow struct {
	Step
	table, row string
}

func scanStep(rows *sql.Rows, s *stepRow) error {
	var at int64
	err := rows.Scan(&s.ID, &s.Coder, &at, &s.Act, &s.Rows, &s.Undoes, &s.Undone, &s.Document, &s.table, &s.row)
	s.At = moment(at)
	return err
}

// steps reads steps and words them.
func steps(ctx context.Context, q querier, where string, args ...any) ([]Step, error) {
	found, err := list(ctx, q, scanStep, "SELECT "+stepColumns+" FROM step "+where, args...)
	if err != nil {
		return nil, err
	}
	kept, err := runs(ctx, q)
	if err != nil {
		return nil, err
	}
	named := map[[2]string]string{}
	out := make([]Step, len(found))
	for i, s := range found {
		key := [2]string{s.table, s.row}
		name, known := named[key]
		if query := subjects[s.table]; !known && query != "" {
			names, err := list(ctx, q, func(rows *sql.Rows, s *string) error { return rows.Scan(s) }, query, s.row)
			if err != nil {
				return nil, err
			}
			if len(names) > 0 {
				name = names[0]
			}
			named[key] = name
		}
		s.Subject = name
		if name == "" && subjects[s.table] != "" {
			err := q.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM change WHERE row = ? AND tbl = ? AND act IN ('forget', 'forget-history'))", s.row, s.table).Scan(&s.Erased)
			if err != nil {
				return nil, err
			}
		}
		s.Run = kept[cmp.Or(s.Undoes, s.ID)]
		out[i] = s.Step
	}
	return out, nil
}

// Steps lists the newest first, at most limit (0: all), older than the step
// before ("": from the newest). The making of a coder is logged but no step;
// an erasure can't be undone but is one.
func (c *Changes) Steps(ctx context.Context, limit int, before string) ([]Step, error) {
	if limit <= 0 {
		limit = -1
	}
	var out []Step
	err := c.p.view(ctx, func(q querier) error {
		older := int64(math.MaxInt64)
		if before != "" {
			if err := q.QueryRowContext(ctx, "SELECT hlc FROM step WHERE id = ?", before).Scan(&older); err != nil {
				return err
			}
		}
		var err error
		// Two devices may have the same clock: the id decides between them.
		out, err = steps(ctx, q, "WHERE (hlc, id) < (?, ?) AND (kind <> 'keep' OR act IN ('forget', 'forget-history')) ORDER BY hlc DESC, id DESC LIMIT ?", older, before, limit)
		return err
	})
	return out, err
}

// All lists every change in order, for export and audit.
func (c *Changes) All(ctx context.Context) ([]Change, error) {
	return list(ctx, c.p.readers, func(rows *sql.Rows, c *Change) error {
		var at int64
		var hash []byte
		err := rows.Scan(&c.Device, &c.Seq, &c.Step, &c.Coder, &at, &c.Act, &c.Table, &c.Row, &c.Before, &c.After, &hash)
		c.At, c.Hash = moment(at), hex.EncodeToString(hash)
		return err
	}, "SELECT device, seq, step, coder, at, act, tbl, row, coalesce(before, ''), after, hash FROM change ORDER BY "+lastWriter)
}

// Erasures lists the steps that erased, the newest first.
func (c *Changes) Erasures(ctx context.Context) ([]Step, error) {
	var out []Step
	err := c.p.view(ctx, func(q querier) error {
		var err error
		out, err = steps(ctx, q, "WHERE act IN ('forget', 'forget-history') ORDER BY hlc DESC, id DESC")
		return err
	})
	return out, err
}
