//go:build linux

package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// readerEnv makes this test binary one that reads a project from a failing disk.
const readerEnv = "VELDWERK_STORE_READER"

// TestReadFailsChild is the program that TestReadFails traces. What it asks of
// the project it asks in one order, and says how each went.
func TestReadFailsChild(t *testing.T) {
	path := os.Getenv(readerEnv)
	if path == "" {
		return // only TestReadFails has a use for it
	}
	say := func(what string, err error) {
		word := "ok"
		switch {
		case errors.Is(err, ErrDamaged), errors.Is(err, ErrNotProject):
			word = "damaged " + err.Error()
		case err != nil:
			word = "refused"
		}
		fmt.Printf("said %s: %s\n", what, word)
	}
	_, err := Trust(ctx, path)
	say("trust", err)
	p, err := Open(ctx, path, childOptions())
	say("open", err)
	if err != nil {
		return
	}
	_, err = p.Coders.Ensure(ctx, "Chris")
	say("act", err)
	r, err := p.Check(ctx)
	if err == nil && !r.OK {
		err = fmt.Errorf("%v: %w", r.Findings, ErrDamaged)
	}
	say("check", err)
	say("backup", p.Backup(ctx, path+".copy"))
	var docs int
	say("view", p.view(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, "SELECT sum(length(text)) FROM revision").Scan(&docs)
	}))
	say("close", p.Close())
}

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
		cmd := exec.Command(strace, append(args, os.Args[0], "-test.run=^TestReadFailsChild$")...)
		cmd.Env = append(os.Environ(), readerEnv+"="+path)
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
