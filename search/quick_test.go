//go:build !soak

package search

// How much of the long tests is done each time; all of it with the build tag
// soak.
const (
	randomQueries = 10_000
	randomTurns   = 5 // of a document
	damages       = 40
	killRounds    = 30
)
