//go:build !soak

package tui

// How much of the long tests is done: a taste.
const (
	killsWhileCoding = 8
	resizes          = 200
	flooding         = 1 << 20 // bytes
)
