//go:build unix && soak

package workspace

import "time"

const (
	killRounds = 600
	killStep   = 250 * time.Microsecond
)
