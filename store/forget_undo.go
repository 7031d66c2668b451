package store

import (
	"database/sql"
	"errors"
	"slices"
)

// passErased finds out whether the steps that undo or redo would take next
// concern what was erased. Those are refused once, all at a time, and passed
// by from then on: otherwise one of them would bar the way to all before it.
func (a *act) passErased(target string) (*ErasedError, error) {
	known, err := a.erasures()
	if err != nil || len(known) == 0 {
		return nil, err
	}
	refused := &ErasedError{}
	for {
		var step string
		err := a.row(target, a.by).Scan(&step)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, err
		}
		var at *loggedErasure
		if err == nil {
			if at, err = a.erasedBy(step, known); err != nil {
				return nil, err
			}
		}
		if at == nil {
			break
		}
		if err := a.exec("UPDATE step SET state = 2 WHERE id = ?", step); err != nil {
			return nil, err
		}
		refused.Steps++
		refused.At = moment(at.hlc >> 16)
	}
	if refused.Steps == 0 {
		return nil, nil
	}
	a.passes = true
	return refused, nil
}

// erasedBy is the erasure that makes a step irreversible; nil for none.
func (a *act) erasedBy(step string, known []loggedErasure) (*loggedErasure, error) {
	latest, err := a.latest(step)
	if err != nil {
		return nil, err
	}
	var hlc int64
	if err := a.row("SELECT hlc FROM step WHERE id = ?", latest).Scan(&hlc); err != nil {
		return nil, err
	}
	var since []loggedErasure
	for _, one := range known {
		if one.hlc > hlc {
			since = append(since, one)
		}
	}
	if len(since) == 0 {
		return nil, nil
	}
	changes, err := list(a.ctx, a.p.writer, func(rows *sql.Rows, c *logged) error {
		return rows.Scan(&c.table, &c.id, &c.before, &c.after)
	}, "SELECT tbl, row, coalesce(before, ''), after FROM change WHERE step = ? ORDER BY seq", latest)
	if err != nil {
		return nil, err
	}
	for _, c := range changes {
		if gone, err := a.changeErased(c, hlc, since); err != nil || gone {
			return &since[len(since)-1], err
		}
	}
	return nil, nil
}

// changeErased says whether a change can't be reversed any more: its text is
// gone, its row was written by an erasure, or its place is in a revision that
// is no longer there.
func (a *act) changeErased(c logged, hlc int64, since []loggedErasure) (bool, error) {
	t := tableNamed(c.table)
	if t == nil {
		return false, nil
	}
	before := row{}
	if c.before != "" {
		var err error
		if before, err = decode(c.before); err != nil {
			return false, err
		}
	}
	now, found, err := a.get(t, c.id)
	if err != nil || !found {
		return false, err
	}
	if gone, err := a.unsealable(t, before); err != nil || gone {
		return gone, err
	}
	document := now.text("document_id")
	if t == documentTable {
		document = c.id
	}
	for _, one := range since {
		if slices.Contains(one.Whole, document) || slices.Contains(one.Cases, now.text("case_id")) && t != documentTable && t != speakerTable {
			return true, nil
		}
		if below, named := one.Documents[document]; named {
			for _, n := range []int{now.number("revision"), before.number("revision")} {
				if n > 0 && n < below {
					return true, nil
				}
			}
		}
	}
	after, err := decode(c.after)
	if err != nil {
		return false, err
	}
	return a.overwritten(t, now, after, hlc)
}

// unsealable says whether a text that a row once had is gone.
func (a *act) unsealable(t *table, before row) (bool, error) {
	for name := range before {
		column, _ := t.column(name)
		hash := before.text(name)
		if !column.private || hash == "" {
			continue
		}
		var there bool
		if err := a.row("SELECT EXISTS (SELECT 1 FROM body WHERE hash = ?)", hash).Scan(&there); err != nil || !there {
			return !there, err
		}
	}
	return false, nil
}

// overwritten says whether an erasure wrote one of a change's columns later,
// or emptied the row: an empty one must not come back.
func (a *act) overwritten(t *table, now, after row, hlc int64) (bool, error) {
	rows, err := a.strings("SELECT after FROM change WHERE row = ? AND tbl = ? AND hlc > ? AND act IN ('"+actForget+"', '"+actForgetHistory+"')", now.text("id"), t.name, hlc)
	if err != nil || (len(rows) > 0 && !now.live()) {
		return len(rows) > 0, err
	}
	for _, line := range rows {
		wrote, err := decode(line)
		if err != nil {
			return false, err
		}
		for name := range wrote {
			if _, both := after[name]; both {
				return true, nil
			}
		}
	}
	return false, nil
}
