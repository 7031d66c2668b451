//go:build soak

package search

// How much of the long tests is done.
const (
	randomQueries = 20_000
	randomTurns   = 15 // of a document
	damages       = 1000
	killRounds    = 150
)
