//go:build unix && !soak

package workspace

import "time"

// The kills of TestKilledWhileForgetting, spread over an erasure of some tens
// of milliseconds.
const (
	killRounds = 10
	killStep   = 8 * time.Millisecond
)
