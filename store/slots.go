package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/google/uuid"

	"veldwerk/codebook"
)

// Slots are each coder's pinned codes 1…9.
type Slots struct{ p *Project }

// Of gives the coder's codes for slots 1…9 (index 0 is slot 1; zero = empty).
func (s *Slots) Of(ctx context.Context, coder codebook.CoderID) ([9]codebook.CodeID, error) {
	type pinned struct {
		n    int
		code codebook.CodeID
	}
	var out [9]codebook.CodeID
	pins, err := list(ctx, s.p.readers, func(rows *sql.Rows, p *pinned) error { return rows.Scan(&p.n, &p.code) },
		"SELECT n, code_id FROM slot WHERE coder_id = ? AND deleted = 0", coder.String())
	for _, p := range pins {
		if p.n < 1 || p.n > len(out) {
			return out, fmt.Errorf("slot %d: %w", p.n, ErrDamaged)
		}
		out[p.n-1] = p.code
	}
	return out, err
}

// Set pins a code (zero: empties the slot).
func (s *Slots) Set(ctx context.Context, coder codebook.CoderID, slot int, code codebook.CodeID) error {
	return s.p.act(ctx, coder, "pin-slot", func(a *act) error {
		if slot < 1 || slot > 9 {
			return fmt.Errorf("slot %d: %w", slot, ErrInvalid)
		}
		id := uuid.NewSHA1(uuid.UUID(coder), []byte{byte(slot)}).String()
		if code.IsZero() {
			if _, found, err := a.get(slotTable, id); err != nil || !found {
				return err
			}
		} else if _, err := a.usableCode(code); err != nil {
			return err
		} else {
			a.about(codeTable, code.String())
		}
		return a.put(slotTable, id, row{"coder_id": coder, "n": slot, "code_id": code, "deleted": 0})
	})
}
