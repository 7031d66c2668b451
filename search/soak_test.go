//go:build soak

package search

// How much of the long tests is done.
const (
	randomQueries = 10000
	damages       = 1000
	killRounds    = 300
)
