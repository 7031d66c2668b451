//go:build linux

package store

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestBackupLasts: a sync that fails while a backup is made is told, that of the
// folder at the end above all, and what is told to have failed leaves nothing
// behind. Of the draft's journal SQLite does not need the name to last.
func TestBackupLasts(t *testing.T) {
	strace := needStrace(t)
	f := newField(t)
	f.ok(f.Close())
	sample, err := os.ReadFile(f.path)
	f.ok(err)
	refused, last := 0, false
	for n := 1; ; n++ {
		folder := t.TempDir()
		path := filepath.Join(folder, "veld.veldwerk")
		f.ok(os.WriteFile(path, sample, 0o600))
		log := filepath.Join(t.TempDir(), "strace")
		cmd := exec.Command(strace, "-f", "-o", log, "-e", "trace=fsync,fdatasync", "-e", fmt.Sprintf("inject=fsync,fdatasync:error=EIO:when=%d", n), os.Args[0])
		cmd.Env = append(os.Environ(), childEnv+"=save and tell\n"+path)
		out, err := cmd.Output()
		f.ok(err)
		trace, err := os.ReadFile(log)
		f.ok(err)
		if !strings.Contains(string(trace), "INJECTED") {
			if refused < 3 || !last || !strings.Contains(string(out), "said true") {
				t.Fatalf("%d syncs, %d refused, the last one %t, then %s", n-1, refused, last, out)
			}
			return
		}
		if last = strings.Contains(string(out), "said false true"); !last {
			continue
		}
		refused++
		left, err := os.ReadDir(folder)
		f.ok(err)
		if len(left) != 1 {
			t.Errorf("sync %d failed and left %v", n, left)
		}
	}
}
