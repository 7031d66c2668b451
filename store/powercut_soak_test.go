//go:build soak && linux

package store

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// traced are the calls that change a file, a folder, or the certainty of what
// is on disk. A call that strace is not told of would be missing in the
// replay, and the replay would say so: a file would not be there.
const traced = "open,openat,creat,pwrite64,pwritev,write,writev,fsync,fdatasync,sync_file_range,ftruncate,truncate,unlink,unlinkat,rename,renameat,renameat2,link,linkat,fallocate"

// TestRecordTrace records a fresh trace and cuts the power in it. To keep it
// as the one that the short form replays:
//
//	VELDWERK_RECORD=testdata/powercut.trace.gz go test -tags soak -run TestRecordTrace ./store
func TestRecordTrace(t *testing.T) {
	made := record(t)
	if path := os.Getenv("VELDWERK_RECORD"); path != "" {
		must(t, made.write(path))
	}
	cut(t, &powerCuts{trace: made, seed: 7, draws: 2, share: 50}, 4)
}

// TestPowerCutLong makes 10,000 different images of the committed trace.
func TestPowerCutLong(t *testing.T) {
	made, err := readTrace(committedTrace)
	must(t, err)
	opened := 0
	for seed := int64(100); opened < soak(10_000) && !t.Failed(); seed++ {
		c := &powerCuts{trace: made, seed: seed, draws: 3, share: 100}
		cut(t, c, 4)
		opened += c.opened
	}
	t.Logf("%d images in all", opened)
}

// record lets a child live under strace and reads what it did. It ends the test
// with a loud reason where there is no strace.
func record(t *testing.T) *trace {
	t.Helper()
	strace := needStrace(t)
	folder := t.TempDir()
	log := filepath.Join(t.TempDir(), "strace")
	cmd := exec.Command(strace, "-f", "-y", "-xx", "-s", "10000000", "-e", "trace="+traced, "-o", log, os.Args[0])
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1", childEnv+"=record\n"+folder)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	f, err := os.Open(log)
	must(t, err)
	defer func() { _ = f.Close() }()
	made, err := readStrace(f, folder)
	must(t, err)
	return made
}
