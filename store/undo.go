package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"veldwerk/codebook"
)

// Undo takes back the coder's last step that is not undone and returns that
// step: ErrNothing, ChangedSinceError, ErasedError.
func (c *Changes) Undo(ctx context.Context, by codebook.CoderID) (Step, error) {
	return c.reverse(ctx, by, kindUndo, "state = 0 ORDER BY hlc DESC LIMIT 1", 1)
}

// Redo does again the coder's last undone step and returns that step; a new
// act ends redo: ErrNothing, ChangedSinceError, ErasedError.
func (c *Changes) Redo(ctx context.Context, by codebook.CoderID) (Step, error) {
	// Steps are undone from the newest to the oldest, so the last one undone is
	// the oldest of those that can still be redone.
	return c.reverse(ctx, by, kindRedo, "state = 1 ORDER BY hlc LIMIT 1", 0)
}

// reverse writes the inverse of the latest doing of a step: of the act itself,
// of its undo, or of its redo.
func (c *Changes) reverse(ctx context.Context, by codebook.CoderID, kind, which string, state int) (Step, error) {
	var done Step
	var erased *ErasedError
	err := c.p.act(ctx, by, kind, func(a *act) error {
		a.kind = kind
		var err error
		if a.same, err = a.selves(); err != nil {
			return err
		}
		target := "SELECT id FROM step WHERE coder IN (" + a.same.of(a.by) + ") AND kind = 'act' AND " + which
		if erased, err = a.passErased(target); err != nil || erased != nil {
			return err
		}
		err = a.row(target, a.by).Scan(&a.undoes)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNothing
		}
		if err != nil {
			return err
		}
		if err := a.row("SELECT about_table, about_row FROM step WHERE id = ?", a.undoes).Scan(&a.aboutTable, &a.aboutRow); err != nil {
			return err
		}
		latest, err := a.latest(a.undoes)
		if err != nil {
			return err
		}
		if err := a.invert(latest); err != nil {
			return err
		}
		if err := a.exec("UPDATE step SET state = ? WHERE id = ?", state, a.undoes); err != nil {
			return err
		}
		found, err := steps(a.ctx, c.p.writer, "WHERE id = ?", a.undoes)
		if err == nil {
			done = found[0]
			done.Undone = kind == kindUndo // its row is written when the act ends
		}
		return err
	})
	if err == nil && erased != nil {
		err = erased
	}
	return done, err
}

// latest is the last doing of a step: itself, its undo or its redo.
func (a *act) latest(step string) (string, error) {
	latest := step
	err := a.row("SELECT id FROM step WHERE undoes = ? ORDER BY hlc DESC LIMIT 1", step).Scan(&latest)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return latest, err
}

// logged is a change as undo reads it.
type logged struct {
	table, id     string
	before, after string
}

func (a *act) invert(step string) error {
	if err := a.untouchedByOthers(step); err != nil {
		return err
	}
	changes, err := list(a.ctx, a.p.writer, func(rows *sql.Rows, c *logged) error {
		return rows.Scan(&c.table, &c.id, &c.before, &c.after)
	}, "SELECT tbl, row, coalesce(before, ''), after FROM change WHERE step = ? ORDER BY seq DESC", step)
	if err != nil {
		return err
	}
	touched := map[rowAt]bool{}
	for _, c := range changes {
		t := tableNamed(c.table)
		if t == nil {
			return fmt.Errorf("table %q: %w", c.table, ErrDamaged)
		}
		if err := a.invertRow(t, c); err != nil {
			return err
		}
		touched[rowAt{t, c.id}] = true
	}
	return a.consistent(touched)
}

// rowAt is where a row stands.
type rowAt struct {
	t  *table
	id string
}

func (a *act) invertRow(t *table, c logged) error {
	after, err := decode(c.after)
	if err != nil {
		return err
	}
	now, found, err := a.get(t, c.id)
	if err != nil {
		return err
	}
	if !found {
		return fmt.Errorf("%s %q of the log: %w", t.name, c.id, ErrDamaged)
	}
	a.same.asNow(t, after)
	sealed := t.sealed(now)
	for name, v := range after {
		if sealed[name] != v {
			return a.changedSince(c.id)
		}
	}
	if c.before == "" {
		// A coder who came with an import and worked here since stays.
		if kept, err := a.worked(t, c.id); err != nil || kept {
			return err
		}
		return a.remove(t, c.id)
	}
	before, err := decode(c.before)
	if err != nil {
		return err
	}
	if err := a.unseal(t, before); err != nil {
		return err
	}
	a.same.asNow(t, before)
	return a.put(t, c.id, before)
}

// worked says whether a row is a coder who acted, or whose name something in
// use bears.
func (a *act) worked(t *table, id string) (bool, error) {
	if t != coderTable {
		return false, nil
	}
	var acted bool
	if err := a.row("SELECT EXISTS (SELECT 1 FROM step WHERE coder = ?)", id).Scan(&acted); err != nil || acted {
		return acted, err
	}
	by, err := a.referrer(rowAt{t, id})
	return by != "", err
}

// unseal puts private texts in the place of their hashes.
func (a *act) unseal(t *table, r row) error {
	for name, v := range r {
		c, _ := t.column(name)
		hash, ok := v.(string)
		if !ok || !c.private || hash == "" {
			continue
		}
		var text string
		if err := a.row("SELECT text FROM body WHERE hash = ?", hash).Scan(&text); err != nil {
			return err
		}
		r[name] = text
	}
	return nil
}

// untouchedByOthers refuses when an act of somebody else, itself not undone,
// changed one of the step's rows after it.
func (a *act) untouchedByOthers(step string) error {
	var coder string
	var at int64
	err := a.row(`SELECT s.coder, s.at FROM change m
		JOIN step own ON own.id = m.step
		JOIN change c ON c.row = m.row AND c.tbl = m.tbl
		JOIN step s ON s.id = c.step
		WHERE m.step = ? AND s.hlc > own.hlc AND s.coder NOT IN (`+a.same.of(a.by)+`) AND s.kind = 'act' AND s.state = 0
		ORDER BY s.hlc DESC LIMIT 1`, step, a.by).Scan(&coder, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return a.changedBy(coder, at)
}

// changedSince tells who wrote a row last.
func (a *act) changedSince(id string) error {
	var coder string
	var at int64
	err := a.row("SELECT coder, at FROM change WHERE row = ? AND step <> ? ORDER BY hlc DESC, seq DESC LIMIT 1", id, a.step).Scan(&coder, &at)
	if err != nil {
		return err
	}
	return a.changedBy(coder, at)
}

func (a *act) changedBy(coder string, at int64) error {
	var name string
	err := a.row("SELECT name FROM coder WHERE id = ?", coder).Scan(&name)
	if err != nil && !errors.Is(err, sql.ErrNoRows) { // a log may name somebody whom no row knows
		return err
	}
	return &ChangedSinceError{Coder: name, At: moment(at)}
}
