package store

import (
	"bytes"
	"context"
	"database/sql"
)

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
func checkChain(ctx context.Context, t *trial) error {
	var total int
	if err := t.q.QueryRowContext(ctx, "SELECT count(*) FROM change").Scan(&total); err != nil {
		return err
	}
	var last link
	return each(ctx, t.q, `SELECT device, seq, hlc, step, coder, at, act, tbl, row, coalesce(before, ''), after, coalesce(undoes, ''), prev, hash
		FROM change ORDER BY device, seq`, func(rows *sql.Rows) error {
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
			t.find("chain", c.step, map[string]any{"Device": c.device, "Seq": c.seq})
		}
		if t.Changes++; t.Changes%1000 == 0 {
			t.tell("chain", t.Changes, total)
		}
		last = c
		return nil
	})
}

// checkSteps holds each step against its changes, whose fields the chain
// proves.
func checkSteps(ctx context.Context, t *trial) error {
	ids, err := list(ctx, t.q, func(rows *sql.Rows, s *string) error { return rows.Scan(s) },
		`SELECT s.id FROM step s WHERE NOT EXISTS (SELECT 1 FROM change c WHERE c.step = s.id)
			OR EXISTS (SELECT 1 FROM change c WHERE c.step = s.id AND (c.hlc <> s.hlc OR c.device <> s.device OR c.coder <> s.coder
				OR c.at <> s.at OR c.act <> s.act OR coalesce(c.undoes, '') <> coalesce(s.undoes, '')))
		ORDER BY s.id`)
	for _, id := range ids {
		t.find("step", id, nil)
	}
	return err
}

// cursor walks a logged table by id.
type cursor struct {
	t      *table
	rows   *sql.Rows
	values []any
	into   []any
	now    row // nil past the end
}

func openCursor(ctx context.Context, q querier, t *table) (*cursor, error) {
	rows, err := q.QueryContext(ctx, t.selectSQL()+" ORDER BY id") //nolint:rowserrcheck // next looks at Err
	if err != nil {
		return nil, err
	}
	c := &cursor{t: t, rows: rows, values: make([]any, len(t.columns)), into: make([]any, len(t.columns))}
	for i := range c.values {
		c.into[i] = &c.values[i]
	}
	return c, c.next()
}

// blob is what no column of ours holds: a damaged row may. Bytes can't be
// compared with ==.
type blob string

func (c *cursor) next() error {
	c.now = nil
	if !c.rows.Next() {
		return c.rows.Err()
	}
	if err := c.rows.Scan(c.into...); err != nil {
		return err
	}
	c.now = row{}
	for i, column := range c.t.columns {
		v := c.values[i]
		if raw, ok := v.([]byte); ok {
			v = blob(raw)
		}
		c.now[column.name] = v
	}
	return nil
}

// fold replays the log and compares the outcome with the rows. The changes
// come row by row and the tables in the same order, so that no more than one
// row of each is in memory, however long the log is.
type fold struct {
	t       *trial
	cursors []*cursor
	id      string // of the row that is being replayed
	state   map[*table]row
}

func checkFold(ctx context.Context, t *trial) error {
	f := &fold{t: t, state: map[*table]row{}}
	defer func() {
		for _, c := range f.cursors {
			_ = c.rows.Close()
		}
	}()
	for _, logged := range loggedTables {
		c, err := openCursor(ctx, t.q, logged)
		if c != nil {
			f.cursors = append(f.cursors, c)
		}
		if err != nil {
			return err
		}
	}
	done := 0
	err := each(ctx, t.q, "SELECT tbl, row, after FROM change ORDER BY row, "+lastWriter, func(rows *sql.Rows) error {
		var c logged
		if err := rows.Scan(&c.table, &c.id, &c.after); err != nil {
			return err
		}
		if done++; done%1000 == 0 {
			t.tell("fold", done, t.Changes)
		}
		return f.take(c)
	})
	if err != nil {
		return err
	}
	if err := f.settle(); err != nil {
		return err
	}
	for _, c := range f.cursors { // rows behind the last one that the log knows
		for c.now != nil {
			t.find("log", c.now.text("id"), map[string]any{"Table": c.t.name})
			if err := c.next(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *fold) take(c logged) error {
	if c.id != f.id {
		if err := f.settle(); err != nil {
			return err
		}
		f.id = c.id
	}
	t := tableNamed(c.table)
	after, err := decode(c.after)
	if t == nil || err != nil {
		f.t.find("log", c.id, map[string]any{"Table": c.table})
		return nil
	}
	if f.state[t] == nil {
		f.state[t] = row{}
	}
	for name, v := range after {
		f.state[t][name] = v
	}
	return nil
}

// settle compares the replayed row with the one in its table, and brings every
// cursor past it.
func (f *fold) settle() error {
	for _, c := range f.cursors {
		want := f.state[c.t]
		for c.now != nil && c.now.text("id") <= f.id {
			switch id := c.now.text("id"); {
			case id < f.id || want == nil:
				f.t.find("log", id, map[string]any{"Table": c.t.name})
			default:
				f.compare(c.t, want, c.now)
				want = nil
				delete(f.state, c.t)
			}
			if err := c.next(); err != nil {
				return err
			}
		}
		if f.state[c.t] != nil { // logged, and not there
			f.t.find("log", f.id, map[string]any{"Table": c.t.name})
		}
	}
	clear(f.state)
	return nil
}

func (f *fold) compare(t *table, want, found row) {
	sealed := t.sealed(found)
	for _, c := range t.columns {
		if sealed[c.name] != want[c.name] {
			f.t.find("log", found.text("id"), map[string]any{"Table": t.name, "Column": c.name})
			return
		}
	}
}
