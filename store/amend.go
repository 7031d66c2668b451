package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"veldwerk/codebook"
)

// Amendment changes one coding; what is nil or zero stays.
type Amendment struct {
	Coding    codebook.CodingID
	Memo      *string // "" takes it away
	Certainty *int    // 1…3, 0 for none
	Code      codebook.CodeID
}

// Amend changes codings in one step; codes of create are made first, and
// Amendment.Code may name them. Codings that get another code unite as Recode
// unites them. ErrNotFound, ErrInvalid: nothing is changed.
func (c *Codings) Amend(ctx context.Context, by codebook.CoderID, create []codebook.Code, amendments []Amendment) error {
	return c.p.act(ctx, by, "amend-codings", func(a *act) error {
		if len(amendments) > 0 {
			a.about(codingTable, amendments[0].Coding.String())
		}
		if len(create) > 0 {
			if _, err := a.addCodes(create); err != nil {
				return err
			}
		}
		// Another code comes last: a coding may then go up in one that is
		// amended too.
		for _, one := range amendments {
			if err := a.amendment(one); err != nil {
				return err
			}
		}
		for _, one := range amendments {
			if one.Code.IsZero() {
				continue
			}
			if _, err := a.usableCode(one.Code); err != nil {
				return err
			}
			if err := a.moveCodings(one.Code, "id = ?", one.Coding.String()); err != nil {
				return err
			}
		}
		return nil
	})
}

// amendment writes memo and certainty of one coding.
func (a *act) amendment(one Amendment) error {
	if _, err := a.need(codingTable, one.Coding.String()); err != nil {
		return err
	}
	if one.Memo != nil {
		if err := a.amend(one.Coding, "memo", valid(*one.Memo)); err != nil {
			return err
		}
	}
	if one.Certainty == nil {
		return nil
	}
	if *one.Certainty < 0 || *one.Certainty > 3 {
		return fmt.Errorf("certainty %d: %w", *one.Certainty, ErrInvalid)
	}
	return a.amend(one.Coding, "certainty", int64(*one.Certainty))
}

// CodingChange says that a coder changed a coding, and when.
type CodingChange struct {
	Coding codebook.CodingID
	Coder  codebook.CoderID
	At     time.Time
}

// ChangedSince lists the changes of codings after a moment, in their order.
func (c *Codings) ChangedSince(ctx context.Context, since time.Time) ([]CodingChange, error) {
	return list(ctx, c.p.readers, func(rows *sql.Rows, one *CodingChange) error {
		var at int64
		err := rows.Scan(&one.Coding, &one.Coder, &at)
		one.At = moment(at)
		return err
	}, "SELECT row, coder, at FROM change WHERE tbl = ? AND at > ? ORDER BY n", codingTable.name, since.UnixMilli())
}
