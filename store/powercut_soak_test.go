//go:build soak && linux

package store

import (
	"os"
	"testing"
)

// TestRecordTrace records a fresh trace and cuts the power in it. To keep it
// as the one that the short form replays:
//
//	VELDWERK_RECORD=testdata/powercut.trace.gz go test -tags soak -run TestRecordTrace ./store
func TestRecordTrace(t *testing.T) {
	made := record(t)
	if path := os.Getenv("VELDWERK_RECORD"); path != "" {
		must(t, made.write(path))
	}
	cut(t, &powerCuts{trace: made, seed: 7, draws: 4, share: 100}, 1)
}

// TestPowerCutLong makes 100,000 different images of the committed trace.
func TestPowerCutLong(t *testing.T) {
	made, err := readTrace(committedTrace)
	must(t, err)
	opened := 0
	for seed := int64(100); opened < 100_000 && !t.Failed(); seed++ {
		c := &powerCuts{trace: made, seed: seed, draws: 12, share: 100}
		cut(t, c, 4)
		opened += c.opened
	}
	t.Logf("%d images in all", opened)
}
