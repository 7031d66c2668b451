//go:build soak && unix

package store

import (
	"fmt"
	"testing"
)

// TestKilledLong kills until more than 20,000 acts were acknowledged in all.
func TestKilledLong(t *testing.T) {
	for i := range 4 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			newWork(t, 40, (*testing.T).TempDir).rounds(soak(250), soak(5200))
		})
	}
}

func TestKilledWhileMigratingLong(t *testing.T) { migrations(t, soak(200)) }
