//go:build !soak

package tui

// How much of the long tests is done: a taste.
const (
	resizes  = 200
	flooding = 1 << 20 // bytes
)
