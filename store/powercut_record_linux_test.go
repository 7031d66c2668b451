//go:build linux

package store

import (
	"os"
	"os/exec"
	"testing"
)

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
