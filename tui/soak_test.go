//go:build soak

package tui

// How much of the long tests is done.
const (
	killsWhileCoding = 20
	resizes          = 3000
	flooding         = 10 << 20 // bytes
)
