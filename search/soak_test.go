//go:build soak

package search

// How much of the long tests is done.
const (
	randomQueries = 50_000
	randomTurns   = 30 // of a document
	damages       = 1000
	killRounds    = 300
)
