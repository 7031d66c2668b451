//go:build linux

package store

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadFails lets reads of a sound file fail, one at a time or all from one
// on: nothing may call it damaged, for a program that believes that moves the
// file aside and puts an older one in its place.
func TestReadFails(t *testing.T) {
	strace := needStrace(t)
	f := newField(t)
	f.ok(f.Close())
	sample, err := os.ReadFile(f.path)
	f.ok(err)
	run := func(when string) (said string, calls int) {
		path := filepath.Join(t.TempDir(), "veld.veldwerk")
		f.ok(os.WriteFile(path, sample, 0o600))
		log := path + ".strace"
		args := []string{"-f", "-o", log, "-P", path, "-P", path + ".copy.unfinished", "-e", "trace=pread64"}
		if when != "" {
			args = append(args, "-e", "inject=pread64:error=EIO:when="+when)
		}
		cmd := exec.Command(strace, append(args, os.Args[0])...)
		cmd.Env = append(os.Environ(), childEnv+"=read and tell\n"+path)
		out, err := cmd.Output()
		f.ok(err)
		for line := range strings.Lines(string(out)) {
			if one, ok := strings.CutPrefix(line, "said "); ok {
				said += strings.ReplaceAll(one, "\n", "; ")
			}
		}
		trace, err := os.ReadFile(log)
		f.ok(err)
		return said, strings.Count(string(trace), "pread64(")
	}
	said, n := run("")
	if strings.Count(said, ": ok;") != 7 || n == 0 {
		t.Fatalf("nothing failed, and: %s (%d reads)", said, n)
	}
	for _, when := range []string{"1", fmt.Sprint(n / 2), fmt.Sprintf("%d+", n/3)} {
		said, _ := run(when)
		if strings.Contains(said, "damaged") || said == "" {
			t.Errorf("read %s of %d fails: %s", when, n, said)
		}
	}
}

// TestJudge: what is damaged stays damaged.
func TestJudge(t *testing.T) {
	f := newField(t)
	f.ok(f.Close())
	raw, err := os.ReadFile(f.path)
	f.ok(err)
	clear(raw[4096:8192])
	f.ok(os.WriteFile(f.path, raw, 0o600))
	_, err = Open(ctx, f.path, f.env.options())
	is(t, err, ErrDamaged)
	is(t, Judge(ctx, f.path, err), ErrDamaged)
	is(t, Judge(context.Background(), f.path, ErrFull), ErrFull)
	is(t, Judge(ctx, f.path, fmt.Errorf("a hash: %w", ErrDamaged)), ErrDamaged)
}
