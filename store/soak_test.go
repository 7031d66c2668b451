//go:build soak

package store

import (
	"os"
	"strconv"
)

// soak is how much of something a long form does: so much that all of them
// together end in the ten minutes that go test gives, or VELDWERK_SOAK times as
// much, for which -timeout must be told.
func soak(n int) int {
	if times, err := strconv.Atoi(os.Getenv("VELDWERK_SOAK")); err == nil && times > 0 {
		n *= times
	}
	return n
}
