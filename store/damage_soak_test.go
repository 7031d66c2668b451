//go:build soak

package store

import "testing"

// TestDamagedFilesLong is TestDamagedFiles with 20,000 kinds.
func TestDamagedFilesLong(t *testing.T) { sufferMany(t, 20_000, 12) }
