//go:build unix && soak

package workspace

import "time"

const (
	killRounds = 300
	killStep   = 500 * time.Microsecond
)
