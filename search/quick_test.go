//go:build !soak

package search

// randomQueries is how many queries TestRandomQueries compares; with the build
// tag soak it is 10,000.
const randomQueries = 2000
