//go:build soak

package search

// randomQueries is how many queries TestRandomQueries compares.
const randomQueries = 10000
