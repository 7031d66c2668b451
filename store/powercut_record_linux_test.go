//go:build linux

package store

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

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

// needStrace finds a strace that is allowed to trace.
func needStrace(t *testing.T) string {
	t.Helper()
	strace, err := exec.LookPath("strace")
	if err == nil {
		err = exec.Command(strace, "-o", os.DevNull, os.Args[0], "-test.run=^$").Run()
	}
	if err != nil {
		t.Skipf("NOT RUN: no strace that may trace here (%v)", err)
	}
	return strace
}
