package store

import (
	"bytes"
	"context"
	"database/sql"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// Report is what Check found.
type Report struct {
	OK       bool
	Findings []Finding
	Codings  int // quotes proved
	Changes  int // changes proved
}

// Finding is one damage, as a typed fact.
type Finding struct {
	Code string // "integrity", "foreign-key", "text-hash", "quote-hash", "chain", "log", "reference"
	ID   string
	Args map[string]any
}

// foldLimit is the number of changes up to which Check also replays the log
// and compares it with the rows: beyond it that would take too much memory.
const foldLimit = 200_000

func (r *Report) find(code, id string, args map[string]any) {
	r.Findings = append(r.Findings, Finding{Code: code, ID: id, Args: args})
}

// Check proves the file: SQLite's own checks, every quote's hash, every
// text's hash, the change chain of every device, that the log leads to the
// rows, and that no row in use names one that is not. It never writes. An
// error means that it could not be carried through; damage is a finding.
func (p *Project) Check(ctx context.Context) (Report, error) {
	// Acts wait meanwhile; they would not get past this reader anyway.
	p.writing.Lock()
	defer p.writing.Unlock()
	var r Report
	err := p.view(ctx, func(q querier) error {
		if err := integrity(ctx, q, &r); err != nil || len(r.Findings) > 0 {
			return err // what follows can't be read from a broken file
		}
		for _, part := range []func(context.Context, querier, *Report) error{checkTexts, checkChain, checkFold, checkReferences} {
			if err := part(ctx, q, &r); err != nil {
				return err
			}
		}
		return nil
	})
	r.OK = err == nil && len(r.Findings) == 0
	return r, err
}

func integrity(ctx context.Context, q querier, r *Report) error {
	found, err := list(ctx, q, func(rows *sql.Rows, s *string) error { return rows.Scan(s) }, "PRAGMA integrity_check(100)")
	if err != nil {
		if damaged := fault(err); isDamage(damaged) {
			r.find("integrity", "", map[string]any{"Detail": err.Error()})
			return nil
		}
		return err
	}
	for _, s := range found {
		if s != "ok" {
			r.find("integrity", "", map[string]any{"Detail": s})
		}
	}
	type broken struct {
		table, parent string
		row           sql.NullInt64
	}
	keys, err := list(ctx, q, func(rows *sql.Rows, b *broken) error { return rows.Scan(&b.table, &b.row, &b.parent) },
		`SELECT "table", rowid, parent FROM pragma_foreign_key_check`)
	for _, k := range keys {
		r.find("foreign-key", k.table, map[string]any{"Table": k.table, "Row": k.row.Int64, "Parent": k.parent})
	}
	return err
}

// checkTexts proves each text and, while it is at hand, the quotes in it.
func checkTexts(ctx context.Context, q querier, r *Report) error {
	type stored struct {
		document string
		n        int
		hash     string
		current  sql.NullString // the hash that the logged document row has
	}
	all, err := list(ctx, q, func(rows *sql.Rows, s *stored) error { return rows.Scan(&s.document, &s.n, &s.hash, &s.current) },
		`SELECT r.document_id, r.n, r.text_hash, d.text_hash FROM revision r
		LEFT JOIN document d ON d.id = r.document_id AND d.revision = r.n ORDER BY r.document_id, r.n`)
	if err != nil {
		return err
	}
	for _, s := range all {
		var text string
		// Not from memory: it is the file that is on trial.
		err := q.QueryRowContext(ctx, "SELECT text FROM revision WHERE document_id = ? AND n = ?", s.document, s.n).Scan(&text)
		if err != nil {
			return err
		}
		if bodyHash(text) != s.hash || (s.current.Valid && s.current.String != s.hash) {
			r.find("text-hash", s.document, map[string]any{"Revision": s.n})
		}
		if err := checkQuotes(ctx, q, r, s.document, s.n, transcript.NewText(text)); err != nil {
			return err
		}
	}
	return nil
}

func checkQuotes(ctx context.Context, q querier, r *Report, document string, n int, text transcript.Text) error {
	codings, err := list(ctx, q, newCodingReader().scan, codingColumns+"WHERE document_id = ? AND revision = ? AND deleted = 0 ORDER BY char_start, id", document, n)
	for _, c := range codings {
		r.Codings++
		if c.Span.IsEmpty() || !text.Whole().Covers(c.Span) || codebook.QuoteHash(text.Slice(c.Span)) != c.QuoteHash {
			r.find("quote-hash", c.ID.String(), map[string]any{"Document": document})
		}
	}
	return err
}

// link is a change as the chain hashes it.
type link struct {
	device           string
	seq, hlc, at     int64
	step, coder, act string
	table, row       string
	before, after    string
	undoes           string
	prev, hash       []byte
}

// checkChain walks the chain of every device from its first change.
func checkChain(ctx context.Context, q querier, r *Report) error {
	rows, err := q.QueryContext(ctx, `SELECT device, seq, hlc, step, coder, at, act, tbl, row, coalesce(before, ''), after, coalesce(undoes, ''), prev, hash
		FROM change ORDER BY device, seq`)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var last link
	for rows.Next() {
		var c link
		err := rows.Scan(&c.device, &c.seq, &c.hlc, &c.step, &c.coder, &c.at, &c.act, &c.table, &c.row, &c.before, &c.after, &c.undoes, &c.prev, &c.hash)
		if err != nil {
			return err
		}
		if c.device != last.device {
			last = link{device: c.device}
		}
		hash := chainHash(last.hash, c.device, c.seq, c.hlc, c.step, c.coder, c.at, c.act, c.table, c.row, c.before, c.after, c.undoes)
		if c.seq != last.seq+1 || !bytes.Equal(c.prev, last.hash) || !bytes.Equal(c.hash, hash) {
			r.find("chain", c.step, map[string]any{"Device": c.device, "Seq": c.seq})
		}
		r.Changes++
		last = c
	}
	return rows.Err()
}

// checkFold replays the log and compares the outcome with the rows.
func checkFold(ctx context.Context, q querier, r *Report) error {
	if r.Changes > foldLimit {
		return nil
	}
	state := map[rowAt]row{}
	changes, err := list(ctx, q, func(rows *sql.Rows, c *logged) error { return rows.Scan(&c.table, &c.id, &c.after) },
		"SELECT tbl, row, after FROM change ORDER BY "+lastWriter)
	if err != nil {
		return err
	}
	for _, c := range changes {
		t := tableNamed(c.table)
		after, err := decode(c.after)
		if t == nil || err != nil {
			r.find("log", c.id, map[string]any{"Table": c.table})
			continue
		}
		at := rowAt{t, c.id}
		if state[at] == nil {
			state[at] = row{}
		}
		for name, v := range after {
			state[at][name] = v
		}
	}
	for _, t := range loggedTables {
		if err := checkTable(ctx, q, r, t, state); err != nil {
			return err
		}
	}
	for at := range state {
		r.find("log", at.id, map[string]any{"Table": at.t.name})
	}
	return nil
}

// checkTable compares a table with the replayed rows and takes those out.
func checkTable(ctx context.Context, q querier, r *Report, t *table, state map[rowAt]row) error {
	rows, err := q.QueryContext(ctx, t.selectSQL()+" ORDER BY id")
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	values := make([]any, len(t.columns))
	into := make([]any, len(t.columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		found := row{}
		for i, c := range t.columns {
			found[c.name] = values[i]
		}
		id := found.text("id")
		want, sealed := state[rowAt{t, id}], t.sealed(found)
		delete(state, rowAt{t, id})
		for _, c := range t.columns {
			if sealed[c.name] != want[c.name] {
				r.find("log", id, map[string]any{"Table": t.name, "Column": c.name})
				break
			}
		}
	}
	return rows.Err()
}

// checkReferences looks for rows in use that name one that is not.
func checkReferences(ctx context.Context, q querier, r *Report) error {
	for _, t := range loggedTables {
		for _, c := range t.columns {
			if c.ref == "" {
				continue
			}
			to := tableNamed(c.ref)
			gone := "y.deleted = 1"
			if to == codeTable {
				gone = "(y.deleted = 1 OR y.status = 'merged')"
			}
			ids, err := list(ctx, q, func(rows *sql.Rows, s *string) error { return rows.Scan(s) },
				"SELECT x.id FROM "+t.quoted()+" x JOIN "+to.quoted()+" y ON y.id = x."+c.name+" WHERE x.deleted = 0 AND "+gone+" ORDER BY x.id")
			if err != nil {
				return err
			}
			for _, id := range ids {
				r.find("reference", id, map[string]any{"Table": t.name, "Column": c.name})
			}
		}
	}
	return nil
}
