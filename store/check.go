package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"modernc.org/sqlite"
)

// Report is what Check found.
type Report struct {
	OK       bool
	Findings []Finding
	Codings  int // quotes proved
	Changes  int // changes proved
	// Seals are a hash of each part that nothing in the file proves: of a text
	// its turns and anchors, of a source its name and encoding. A later check
	// that is given them sees whether one has changed; by our rules none can.
	Seals map[string]string
}

// Finding is one damage, as a typed fact.
type Finding struct {
	Code string // "integrity", "foreign-key", "unreadable", "text-hash", "quote-hash", "source", "body", "layout", "chain", "step", "log", "reference"
	ID   string
	Args map[string]any
}

// CheckOptions say how much is checked.
type CheckOptions struct {
	Quick bool              // only whether SQLite can read every page
	Seals map[string]string // of an earlier Report; nil when there was none
	// Progress is told what is checked now and how far that is; total 0 where
	// only SQLite knows. It may be nil.
	Progress func(part string, done, total int)
}

// trial is a check on its way.
type trial struct {
	Report
	q     querier
	seals map[string]string
	tell  func(part string, done, total int)
}

func (r *Report) find(code, id string, args map[string]any) {
	r.Findings = append(r.Findings, Finding{Code: code, ID: id, Args: args})
}

// part of a check; its name is what Progress and "unreadable" say.
type part struct {
	name string
	run  func(context.Context, *trial) error
}

var parts = []part{
	{"texts", checkTexts}, {"sources", checkSources}, {"layout", checkLayout}, {"bodies", checkBodies},
	{"chain", checkChain}, {"steps", checkSteps}, {"fold", checkFold}, {"references", checkReferences},
}

// Check proves the file: SQLite's own checks, every quote's hash, every
// text's hash, the change chain of every device, that the log leads to the
// rows, and that no row in use names one that is not. It never writes. An
// error means that it could not be carried through; damage is a finding.
func (p *Project) Check(ctx context.Context) (Report, error) {
	return p.CheckWith(ctx, CheckOptions{})
}

// CheckWith is Check with options. It needs little memory whatever the size of
// the project. Acts wait while it runs; who can't let them wait checks a copy.
func (p *Project) CheckWith(ctx context.Context, o CheckOptions) (Report, error) {
	// Acts would not get past this reader anyway.
	p.writing.Lock()
	defer p.writing.Unlock()
	if o.Progress == nil {
		o.Progress = func(string, int, int) {}
	}
	t, err := p.tryAll(ctx, o)
	if err == nil && t.unread() {
		// What SQLite could not read may be the disk's doing: see Judge.
		if err := pagesGiven(ctx, p.info.Path); errors.Is(err, ErrDisk) {
			return Report{}, err
		}
		t, err = p.tryAll(ctx, o)
	}
	t.OK = err == nil && len(t.Findings) == 0
	return t.Report, err
}

// unread says whether SQLite found something wrong, not one of our hashes.
func (r *Report) unread() bool {
	return slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Code == "integrity" || f.Code == "unreadable" })
}

// tryAll carries a check through once.
func (p *Project) tryAll(ctx context.Context, o CheckOptions) (*trial, error) {
	t := &trial{seals: o.Seals, tell: o.Progress}
	t.Seals = map[string]string{}
	err := p.still(ctx, func(q querier) error {
		t.q = q
		t.tell("integrity", 0, 0)
		if o.Quick {
			return t.pages(quickCheck(ctx, q))
		}
		if err := integrity(ctx, t); err != nil || len(t.Findings) > 0 {
			return err // what follows can't be read from a broken file
		}
		for _, part := range parts {
			t.tell(part.name, 0, 0)
			if err := t.tried(ctx, part.name, part.run(ctx, t)); err != nil {
				return err
			}
		}
		return nil
	})
	return t, t.tried(ctx, "integrity", err)
}

// tried tells damage from what kept a check from being carried through: a disk
// that can't be read, a cancelled ctx. A row that is not what its column says
// is damage; what it says instead may be a text of people, and is not told.
func (t *trial) tried(ctx context.Context, part string, err error) error {
	var driver *sqlite.Error
	switch {
	case err == nil || ctx.Err() != nil || errors.Is(err, context.Canceled) || errors.Is(err, sql.ErrConnDone):
		return err
	case isDamage(fault(err)):
		t.find("unreadable", "", map[string]any{"Part": part})
		return nil
	case errors.As(err, &driver):
		return err
	}
	t.find("unreadable", "", map[string]any{"Part": part})
	return nil
}

// pages turns what SQLite said about the pages into findings.
func (t *trial) pages(found []string, err error) error {
	if err != nil && isDamage(fault(err)) {
		found, err = append(found, fmt.Sprint(fault(err))), nil
	}
	for _, s := range found {
		if s != "ok" {
			t.find("integrity", "", map[string]any{"Detail": s})
		}
	}
	return err
}

func integrity(ctx context.Context, t *trial) error {
	found, err := list(ctx, t.q, func(rows *sql.Rows, s *string) error { return rows.Scan(s) }, "PRAGMA integrity_check(100)")
	if err := t.pages(found, err); err != nil || len(t.Findings) > 0 {
		return err
	}
	type broken struct {
		table, parent string
		row           sql.NullInt64
	}
	keys, err := list(ctx, t.q, func(rows *sql.Rows, b *broken) error { return rows.Scan(&b.table, &b.row, &b.parent) },
		`SELECT "table", rowid, parent FROM pragma_foreign_key_check`)
	for _, k := range keys {
		t.find("foreign-key", k.table, map[string]any{"Table": k.table, "Row": k.row.Int64, "Parent": k.parent})
	}
	return err
}

// checkReferences looks for rows in use that name one that is not.
func checkReferences(ctx context.Context, t *trial) error {
	for _, table := range loggedTables {
		for _, c := range table.columns {
			if c.ref == "" {
				continue
			}
			to := tableNamed(c.ref)
			gone := "y.deleted = 1"
			if to == codeTable {
				gone = "(y.deleted = 1 OR y.status = 'merged')"
			}
			ids, err := list(ctx, t.q, func(rows *sql.Rows, s *string) error { return rows.Scan(s) },
				"SELECT x.id FROM "+table.quoted()+" x JOIN "+to.quoted()+" y ON y.id = x."+c.name+" WHERE x.deleted = 0 AND "+gone+" ORDER BY x.id")
			if err != nil {
				return err
			}
			for _, id := range ids {
				t.find("reference", id, map[string]any{"Table": table.name, "Column": c.name})
			}
		}
	}
	return nil
}
