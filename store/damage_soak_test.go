//go:build soak

package store

import "testing"

func TestDamagedFilesLong(t *testing.T) { sufferMany(t, soak(5000), 12) }
