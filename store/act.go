package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"veldwerk/codebook"
)

// kind of a step.
const (
	kindAct  = "act"
	kindUndo = "undo"
	kindRedo = "redo"
	kindKeep = "keep" // logged but no act of a person: undo passes it by
)

// act is one write while it happens: one transaction, one step of the log.
// Everything that changes a logged row goes through put.
type act struct {
	p      *Project
	ctx    context.Context
	name   string
	kind   string
	step   string
	by     string
	undoes string
	at     int64
	hlc    int64

	seq  int64
	prev []byte
	rows int
	same selves // of undo and redo
	// passes says that the act changed no row but the states of steps, which
	// is kept; it leaves no step.
	passes bool

	aboutTable, aboutRow string
	document             string // the document touched; "" for none
	documents            bool   // more than one
}

// errNoChange ends an act that changed nothing: it leaves no step.
var errNoChange = errors.New("nothing changed")

// act runs f as one act of a coder. When f fails, or changes nothing, nothing
// is written.
func (p *Project) act(ctx context.Context, by codebook.CoderID, name string, f func(a *act) error) error {
	return p.write(ctx, name, func(a *act) error {
		var known bool
		if err := a.row("SELECT count(*) FROM coder WHERE id = ? AND deleted = 0", by.String()).Scan(&known); err != nil {
			return err
		}
		if !known {
			return fmt.Errorf("coder %q: %w", by, ErrInvalid)
		}
		a.by = by.String()
		return f(a)
	})
}

// write is act without a coder, for the making of a coder itself.
func (p *Project) write(ctx context.Context, name string, f func(a *act) error) error {
	p.writing.Lock()
	defer p.writing.Unlock()
	if p.writer == nil {
		return ErrReadOnly
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	err := within(ctx, p.writer, func() error {
		a := &act{p: p, ctx: context.WithoutCancel(ctx), name: name, kind: kindAct, step: p.options.NewID().String(), at: p.now()}
		if err := a.begin(); err != nil {
			return err
		}
		if err := f(a); err != nil {
			return err
		}
		if a.passes {
			return nil
		}
		if a.rows == 0 {
			return errNoChange
		}
		return a.finish()
	})
	p.forgetMoved()
	if errors.Is(err, errNoChange) {
		return nil
	}
	return Judge(ctx, p.info.Path, fault(err))
}

// begin finds the ends of the clock and of this device's chain. The hybrid
// clock never goes back, also when the machine's clock does.
func (a *act) begin() error {
	var last int64
	if err := a.row("SELECT coalesce(max(hlc), 0) FROM step").Scan(&last); err != nil {
		return err
	}
	if last > clockLimit {
		return fmt.Errorf("clock of the log: %w", ErrDamaged) // beyond it, it would go round
	}
	a.hlc = max(a.at<<16, last+1)
	err := a.row("SELECT seq, hash FROM change WHERE device = ? ORDER BY seq DESC LIMIT 1", a.p.options.Device).Scan(&a.seq, &a.prev)
	if errors.Is(err, sql.ErrNoRows) {
		a.prev, err = []byte{}, nil
	}
	return err
}

func (a *act) finish() error {
	if a.kind == kindAct {
		// A new act ends redo.
		same, err := a.selves()
		if err != nil {
			return err
		}
		if err := a.exec("UPDATE step SET state = 2 WHERE coder IN ("+same.of(a.by)+") AND state = 1 AND kind = 'act'", a.by); err != nil {
			return err
		}
	}
	if a.documents {
		a.document = ""
	}
	return a.exec("INSERT INTO step (id, hlc, device, coder, at, act, kind, undoes, state, rows, about_table, about_row, document) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)",
		a.step, a.hlc, a.p.options.Device, a.by, a.at, a.name, a.kind, orNull(a.undoes), a.rows, a.aboutTable, a.aboutRow, orNull(a.document))
}

// about names the row that words the step; without it the first row does.
func (a *act) about(t *table, id string) { a.aboutTable, a.aboutRow = t.name, id }

func (a *act) touch(document string) {
	a.documents = a.documents || (a.document != "" && a.document != document)
	a.document = document
}

// prepared is a statement that lives as long as the writer; closeWriter ends
// it.
type prepared struct{ *sql.Stmt }

// statement prepares a query once.
func (p *Project) statement(ctx context.Context, query string) (prepared, error) {
	if s, ok := p.statements[query]; ok {
		return s, nil
	}
	s, err := p.writer.PrepareContext(ctx, query)
	if err != nil {
		return prepared{}, err
	}
	p.statements[query] = prepared{s}
	return p.statements[query], nil
}

func (a *act) exec(query string, args ...any) error {
	_, err := a.run(query, args...)
	return err
}

func (a *act) run(query string, args ...any) (sql.Result, error) {
	s, err := a.p.statement(a.ctx, query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(a.ctx, args...)
}

func (a *act) row(query string, args ...any) scanner {
	s, err := a.p.statement(a.ctx, query)
	if err != nil {
		return failed{err}
	}
	return s.QueryRowContext(a.ctx, args...)
}

// scanner is one row to read.
type scanner interface{ Scan(dest ...any) error }

type failed struct{ err error }

func (f failed) Scan(...any) error { return f.err }

// strings lists one column.
func (a *act) strings(query string, args ...any) ([]string, error) {
	s, err := a.p.statement(a.ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(a.ctx, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []string
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, rows.Err()
}

// get reads a row by id, marked as deleted or not.
func (a *act) get(t *table, id string) (row, bool, error) {
	values := make([]any, len(t.columns))
	into := make([]any, len(t.columns))
	for i := range values {
		into[i] = &values[i]
	}
	err := a.row(t.selectSQL()+" WHERE id = ?", id).Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	r := make(row, len(values))
	for i, c := range t.columns {
		r[c.name] = values[i]
	}
	return r, true, nil
}

// need reads a row in use: ErrNotFound without it.
func (a *act) need(t *table, id string) (row, error) {
	r, found, err := a.get(t, id)
	if err != nil {
		return nil, err
	}
	if !found || !r.live() {
		return nil, fmt.Errorf("%s %q: %w", t.name, id, ErrNotFound)
	}
	return r, nil
}

// put sets columns of a row, making it when it is not there, and logs what
// changed. It is the only writer of logged tables.
func (a *act) put(t *table, id string, set row) error {
	before, found, err := a.get(t, id)
	if err != nil {
		return err
	}
	if !found {
		return a.insert(t, id, set)
	}
	was, is := row{}, row{}
	for name, v := range set {
		if v = cell(v); v != before[name] {
			was[name], is[name] = before[name], v
		}
	}
	if len(is) == 0 {
		return nil
	}
	names := make([]string, 0, len(is))
	for name := range is {
		names = append(names, name)
	}
	slices.Sort(names)
	args := make([]any, 0, len(names)+1)
	for _, name := range names {
		args = append(args, is[name])
	}
	query := "UPDATE " + t.quoted() + " SET " + strings.Join(names, " = ?, ") + " = ? WHERE id = ?"
	if err := a.exec(query, append(args, id)...); err != nil {
		return err
	}
	a.touchRow(t, id, before)
	t.complete(before, was, is)
	return a.log(t, id, was, is)
}

// complete adds to a change what stays of the groups that it touches.
func (t *table) complete(before, was, is row) {
	for _, group := range groups[t] {
		touched := slices.ContainsFunc(group, func(name string) bool { _, ok := is[name]; return ok })
		for _, name := range group {
			if _, ok := is[name]; touched && !ok {
				was[name], is[name] = before[name], before[name]
			}
		}
	}
}

func (a *act) insert(t *table, id string, set row) error {
	full := row{}
	args := make([]any, len(t.columns))
	for i, c := range t.columns {
		v := cell(set[c.name])
		switch c.name {
		case "id":
			v = id
		case "deleted":
			if v == nil {
				v = int64(0)
			}
		}
		if args[i] = v; v != nil {
			full[c.name] = v
		}
	}
	if err := a.exec(t.insertSQL(), args...); err != nil {
		return err
	}
	a.touchRow(t, id, full)
	return a.log(t, id, nil, full)
}

// remove marks a row as deleted.
func (a *act) remove(t *table, id string) error { return a.put(t, id, row{"deleted": 1}) }

func (a *act) touchRow(t *table, id string, r row) {
	if a.aboutTable == "" {
		a.about(t, id)
	}
	if t == documentTable {
		a.touch(id)
	} else if doc := r.text("document_id"); doc != "" {
		a.touch(doc)
	}
}
