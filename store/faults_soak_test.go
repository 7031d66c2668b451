//go:build soak && linux

package store

import (
	"fmt"
	"testing"
)

// TestFaultsOfTheDiskLong makes each of the first 200 calls of every kind fail
// once, of those that only read or open each third, and each fifth of them also from there on for ever, and again and again.
func TestFaultsOfTheDiskLong(t *testing.T) {
	for _, call := range injected {
		t.Run(call, func(t *testing.T) {
			f, step := newFailing(t, 24), 1
			if call == "open" || call == "pread64" { // they write nothing, and are many
				step = 3
			}
			most := min(200, f.calls()[call])
			var all []refusal
			for n := 1; n <= most; n += step {
				errno := errnos(call)[n%len(errnos(call))]
				all = append(all, refusal{call, errno, fmt.Sprint(n)})
				if n%5 == 1 {
					all = append(all, refusal{call, errno, fmt.Sprintf("%d+", n)}, refusal{call, errno, fmt.Sprintf("%d+7", n)})
				}
			}
			f.each(all)
		})
	}
}
