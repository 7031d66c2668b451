package search

import (
	"syscall"
	"time"
)

// worked is how long the process has kept processors busy: what other programs
// do beside it does not count.
func worked() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
