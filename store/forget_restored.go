package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"veldwerk/codebook"
)

// KeptErasure is what is known of one erasure outside the project that did it,
// so that an older copy can be held to it: ids only.
type KeptErasure struct {
	Step    string        `json:"step"`
	History bool          `json:"history"` // of what was no longer in use, after names were replaced for good: an older copy can't be held to it
	Coder   string        `json:"coder"`   // id
	Record  erasureRecord `json:"record"`
}

// erases says whether somebody was erased: there is a scope.
func (r erasureRecord) erases() bool { return len(r.Whole)+len(r.Cases)+len(r.Speakers) > 0 }

// same says whether two erasures took the same people.
func (r erasureRecord) same(other erasureRecord) bool {
	scope := func(r erasureRecord) string {
		b, _ := json.Marshal([]any{r.Whole, r.Cases, r.Speakers}) // strings and numbers: cannot fail
		return string(b)
	}
	return scope(r) == scope(other)
}

// KeptErasures gives all erasures of the project, the oldest first. The
// fingerprints of former texts stay behind: a name can be guessed from one.
func (c *Changes) KeptErasures(ctx context.Context) ([]KeptErasure, error) {
	rows, err := list(ctx, c.p.readers, func(rows *sql.Rows, line *[4]string) error {
		return rows.Scan(&line[0], &line[1], &line[2], &line[3])
	}, `SELECT c.step, c.act, c.coder, q.name FROM query q JOIN change c ON c.row = q.id AND c.tbl = 'query' AND c.before IS NULL
		WHERE c.act IN ('`+actForget+`', '`+actForgetHistory+`') AND q.name <> '' ORDER BY c.hlc, q.id`)
	if err != nil {
		return nil, err
	}
	out := make([]KeptErasure, 0, len(rows))
	for _, line := range rows {
		one := KeptErasure{Step: line[0], History: line[1] == actForgetHistory, Coder: line[2]}
		if err := json.Unmarshal([]byte(line[3]), &one.Record); err != nil {
			return nil, fmt.Errorf("erasure: %w: %w", ErrDamaged, err)
		}
		one.Record.Bodies = nil
		out = append(out, one)
	}
	return out, nil
}

// HoldTo erases in an older copy of the project whom a later one forgot: what a
// backup brought back goes again, with the names that stand in rows that nobody
// sees. It gives how many erasures were done, each a step of its own; those that
// the copy knows, or that concern nothing it has, are passed by. ErrRemains.
func (c *Changes) HoldTo(ctx context.Context, known []KeptErasure) (done int, err error) {
	own, err := c.KeptErasures(ctx)
	if err != nil {
		return 0, err
	}
	var held []KeptErasure
	for _, one := range known {
		same := func(other KeptErasure) bool { return other.Step == one.Step || other.Record.same(one.Record) }
		if one.History || !one.Record.erases() || slices.ContainsFunc(own, same) || slices.ContainsFunc(held, same) {
			continue
		}
		held = append(held, one)
		erased, err := c.holdTo(ctx, one)
		if err != nil {
			return done, err
		}
		if erased {
			done++
		}
	}
	if done == 0 {
		return 0, nil
	}
	return done, c.p.settleErasure(ctx, nil)
}

// holdTo repeats one erasure; a copy from before the person came in has
// nothing to erase, and then nothing is written.
func (c *Changes) holdTo(ctx context.Context, one KeptErasure) (erased bool, err error) {
	by, err := c.coderFor(ctx, one.Coder)
	if err != nil {
		return false, err
	}
	err = c.p.act(ctx, by, actForget, func(a *act) error {
		e := newErasing(a, one.Record.Mark)
		e.person = true
		if err := e.recall(one.Record, true); err != nil {
			return err
		}
		e.again = false // its history is here, and goes too
		if err := e.gatherNames(nil); err != nil {
			return err
		}
		before := a.rows
		if err := e.everything(); err != nil {
			return err
		}
		if erased = a.rows > before || e.out.Revisions > 0; !erased {
			return errNoChange
		}
		return e.record()
	})
	return erased, err
}

// coderFor is the coder who erased, when this copy knows them, else the first.
func (c *Changes) coderFor(ctx context.Context, id string) (codebook.CoderID, error) {
	all, err := c.p.Coders.List(ctx)
	if err != nil {
		return codebook.CoderID{}, err
	}
	for _, one := range all {
		if one.ID.String() == id {
			return one.ID, nil
		}
	}
	if len(all) == 0 {
		return codebook.CoderID{}, ErrNotFound
	}
	return all[0].ID, nil
}
