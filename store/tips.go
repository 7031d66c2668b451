package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
)

// Tip is the last change of one device: a file that holds it holds all
// changes of that device up to it, for the hash proves those before it.
type Tip struct {
	Device string
	Seq    int64
	Hash   string // hex
}

// Tips are the ends of the chains, by device.
func (c *Changes) Tips(ctx context.Context) ([]Tip, error) {
	return list(ctx, c.p.readers, func(rows *sql.Rows, h *Tip) error {
		var hash []byte
		err := rows.Scan(&h.Device, &h.Seq, &hash)
		h.Hash = hex.EncodeToString(hash)
		return err
	}, `SELECT c.device, c.seq, c.hash FROM change c
		JOIN (SELECT device, max(seq) AS seq FROM change GROUP BY device) last ON last.device = c.device AND last.seq = c.seq
		ORDER BY c.device`)
}

// Holds says whether this project holds every change that leads to these
// tips. Of two copies of a project, one that holds the tips of the other may
// take its place: nothing is lost by it.
func (c *Changes) Holds(ctx context.Context, tips []Tip) (bool, error) {
	for _, h := range tips {
		var hash []byte
		err := c.p.readers.QueryRowContext(ctx, "SELECT hash FROM change WHERE device = ? AND seq = ?", h.Device, h.Seq).Scan(&hash)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return false, nil
		case err != nil:
			return false, c.p.readers.judge(ctx, err)
		case hex.EncodeToString(hash) != h.Hash:
			return false, nil
		}
	}
	return true, nil
}

// StepIDs are the ids of all steps in the log. Copies of a project with the same
// steps hold the same, also where merging gave their changes other numbers, and
// so other hashes.
func (c *Changes) StepIDs(ctx context.Context) (map[string]bool, error) {
	ids, err := list(ctx, c.p.readers, func(rows *sql.Rows, id *string) error { return rows.Scan(id) }, "SELECT DISTINCT step FROM change")
	out := make(map[string]bool, len(ids))
	for _, id := range ids {
		out[id] = true
	}
	return out, err
}
