//go:build soak

package store

import (
	"os"
	"strconv"
	"testing"
)

// TestMergeConvergesLong runs 20,000 rounds, or VELDWERK_MERGE_ROUNDS.
func TestMergeConvergesLong(t *testing.T) {
	rounds := 20_000
	if n, err := strconv.Atoi(os.Getenv("VELDWERK_MERGE_ROUNDS")); err == nil {
		rounds = n
	}
	mergeRounds(t, rounds, 20)
}
