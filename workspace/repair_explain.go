package workspace

import (
	"errors"
	"time"
)

// explainSafety is Explain for the errors of backups and checks; "" for others.
func explainSafety(err error) (id string, pairs []any) {
	var damage *DamagedError
	var unsound *UnsoundError
	var other *OtherProjectError
	var away *AwayError
	switch {
	case errors.As(err, &damage) && damage.Newest != nil:
		return "backups.damaged", []any{"Time", damage.Newest.At.Format(time.DateTime)}
	case errors.As(err, &damage):
		return "backups.damaged-bare", nil
	case errors.As(err, &unsound):
		return "backups.unsound", []any{"Name", unsound.Name, "Count", len(unsound.Findings)}
	case errors.As(err, &other):
		return "backups.other-project", []any{"Name", other.Name}
	case errors.As(err, &away):
		return "backups.no-second", nil
	case errors.Is(err, ErrPassphrase):
		return "backups.wrong-passphrase", nil
	case errors.Is(err, ErrNoPassphrase):
		return "backups.no-passphrase", nil
	case errors.Is(err, ErrNotEncrypted):
		return "backups.not-encrypted", nil
	}
	return "", nil
}
