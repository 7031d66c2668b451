package store

import (
	"context"
	"errors"
)

// Sessions are the openings of the project for writing. A session without an
// end was broken off: by a kill, a power cut, a full disk.
type Sessions struct{ p *Project }

// Unclean says whether an earlier session of this device has no end. Ask it
// while nobody else can have the project open for writing on this machine.
func (s *Sessions) Unclean(ctx context.Context) (bool, error) {
	var unclean bool
	err := s.p.readers.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM session WHERE device = ? AND closed IS NULL AND id <> ?)",
		s.p.options.Device, s.p.session).Scan(&unclean)
	return unclean, s.p.readers.judge(ctx, err)
}

// Settle ends the sessions that were broken off, after a check has found the
// project sound: ErrReadOnly.
func (s *Sessions) Settle(ctx context.Context) error {
	s.p.writing.Lock()
	defer s.p.writing.Unlock()
	if s.p.writer == nil {
		return ErrReadOnly
	}
	_, err := s.p.writer.ExecContext(ctx, "UPDATE session SET closed = ? WHERE device = ? AND closed IS NULL AND id <> ?",
		s.p.now(), s.p.options.Device, s.p.session)
	return fault(err)
}

// EndSessions ends the sessions of this device in a file that nobody has open: a
// copy that was made during one would look as if that had been broken off.
func EndSessions(ctx context.Context, path string, o Options) error {
	pool, err := openPool(writerAddress(path), 1)
	if err != nil {
		return fault(err)
	}
	_, err = pool.ExecContext(ctx, "UPDATE session SET closed = ? WHERE device = ? AND closed IS NULL", o.Now().UTC().UnixMilli(), o.Device)
	return fault(errors.Join(err, pool.Close()))
}
