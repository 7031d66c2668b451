package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"time"
)

// Head is the last change that a project took up. Two copies of a project with
// equal heads hold the same: the number alone would not tell, for after an
// older copy was put back other changes get the same numbers.
type Head struct {
	Version int64     // as Project.Version; 0 when nothing was ever done
	Hash    string    // of the change, hex
	At      time.Time // when it was made
}

// Head of the log.
func (c *Changes) Head(ctx context.Context) (Head, error) {
	var h Head
	var at int64
	var hash []byte
	err := c.p.readers.QueryRowContext(ctx, "SELECT n, hash, at FROM change ORDER BY n DESC LIMIT 1").Scan(&h.Version, &hash, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return Head{}, nil
	}
	h.Hash, h.At = hex.EncodeToString(hash), moment(at)
	return h, c.p.readers.judge(ctx, err)
}
