//go:build unix && !soak

package workspace

import "time"

// The kills of TestKilledWhileForgetting, spread over an erasure of some tens
// of milliseconds.
const (
	killRounds = 16
	killStep   = 6 * time.Millisecond
)
