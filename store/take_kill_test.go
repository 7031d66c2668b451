//go:build unix

package store

import (
	"math/rand"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// takeUntilKilled takes a project in and undoes that, over and over.
func takeUntilKilled(path string) error {
	p, err := Open(ctx, path, childOptions())
	if err != nil {
		return err
	}
	coder, err := p.Coders.Ensure(ctx, "Anna")
	if err != nil {
		return err
	}
	in := large(2)
	for {
		if _, err := p.Take(ctx, coder.ID, in, TakeOptions{}); err != nil {
			return err
		}
		if _, err := p.Changes.Undo(ctx, coder.ID); err != nil {
			return err
		}
		if _, err := os.Stdout.WriteString("done\n"); err != nil {
			return err
		}
	}
}

// TestKilledWhileTaking kills imports on their way: all of the last one is
// there, or nothing.
func TestKilledWhileTaking(t *testing.T) {
	path := filepath.Join(t.TempDir(), "veld.veldwerk")
	p, err := Create(ctx, path, childOptions())
	must(t, err)
	must(t, p.Close())
	r := rand.New(rand.NewSource(time.Now().UnixNano()))
	for range 4 {
		cmd, lines := startChild(t, os.Args[0], "take", path)
		must(t, cmd.Start())
		if !lines.Scan() {
			t.Fatalf("the child ended by itself: %v", cmd.Wait())
		}
		<-time.After(time.Duration(r.Intn(100_000)) * time.Microsecond) // the wait is the test itself
		must(t, cmd.Process.Kill())
		_ = cmd.Wait()
		p, err := Open(ctx, path, childOptions())
		must(t, err)
		report, err := p.Check(ctx)
		must(t, err)
		c, err := p.Counts(ctx)
		must(t, err)
		if !report.OK || c.Codings != 200*c.Documents || c.Codes != 100*c.Documents || c.Documents != 0 && c.Documents != 2 {
			t.Fatalf("%+v %+v", c, report.Findings)
		}
		must(t, p.Close())
	}
}
