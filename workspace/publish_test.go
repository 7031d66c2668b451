//go:build unix

package workspace

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"veldwerk/store"
)

// lengths of the tests below: copies, kills, and acts per machine.
type lengths struct{ copies, kills, acts int }

// prefixOf gives n when the names are those of the first n acts, and says so
// when one of them is missing.
func prefixOf(names []string) (int, error) {
	for i, name := range names {
		if want := fmt.Sprintf("a-%05d", i); name != want {
			return 0, fmt.Errorf("act %d is %s, want %s", i, name, want)
		}
	}
	return len(names), nil
}

// TestCopier lets a sync client copy the published file, in pieces, while acts
// and publishings go on: each copy is whole and holds a prefix of the acts.
func TestCopier(t *testing.T) {
	c := newCloud(t)
	env := c.machine("laptop")
	w := c.create(env, "Anna")
	source := filepath.Join(t.TempDir(), "groot.txt")
	ok(t, os.WriteFile(source, []byte("I: Hoe ging dat?\n\n"+strings.Repeat("R: Dat ging met de gemeente nooit vanzelf, nee.\n\n", 40_000)), 0o600))
	_, err := w.Import(ctx, []string{source}, false, nil)
	ok(t, err)
	ok(t, w.Publish(ctx))

	var acknowledged, publishings atomic.Int64
	var stop atomic.Bool
	ended := make(chan error, 1)
	go func() {
		var err error
		for n := 0; !stop.Load() && err == nil; n++ {
			if err = add(w, fmt.Sprintf("a-%05d", n)); err == nil {
				acknowledged.Store(int64(n + 1))
				if n%3 == 2 {
					err = w.Publish(ctx)
					publishings.Add(1)
				}
			}
		}
		ended <- err
	}()
	r := rand.New(rand.NewPCG(7, 7))
	corrupt, furthest := 0, 0
	for range length.copies {
		n, err := copyInPieces(c.path, filepath.Join(t.TempDir(), "kopie"+Extension), r)
		after := int(acknowledged.Load())
		switch {
		case err != nil:
			corrupt++
			t.Errorf("copy: %v", err)
		case n > after:
			t.Errorf("copy holds %d acts of %d", n, after)
		case n < furthest:
			t.Errorf("copy holds %d acts, an earlier one held %d", n, furthest)
		}
		furthest = max(furthest, n)
	}
	stop.Store(true)
	ok(t, <-ended)
	ok(t, w.Close())
	codes := c.published()
	n, err := prefixOf(codes)
	ok(t, err)
	same(t, "acts in the end", n, int(acknowledged.Load()))
	if publishings.Load() == 0 || furthest == 0 {
		t.Error("nothing was published meanwhile")
	}
	t.Logf("%d copies, %d corrupt, beside %d acts and %d publishings", length.copies, corrupt, acknowledged.Load(), publishings.Load())
}

// copyInPieces copies as a sync client does, then proves the copy.
func copyInPieces(from, to string, r *rand.Rand) (acts int, err error) {
	in, err := os.Open(from)
	if err != nil {
		return 0, err
	}
	defer func() { _ = in.Close() }()
	var b bytes.Buffer
	for {
		_, err := io.CopyN(&b, in, int64(64<<10+r.IntN(1<<20-64<<10)))
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return 0, err
		}
		time.Sleep(time.Duration(r.IntN(3)) * time.Millisecond) // a slow client
	}
	if err := os.WriteFile(to, b.Bytes(), 0o600); err != nil {
		return 0, err
	}
	defer func() { _ = os.Remove(to) }()
	p, err := store.Open(ctx, to, store.Options{ReadOnly: true})
	if err != nil {
		return 0, err
	}
	defer func() { _ = p.Close() }()
	report, err := p.Check(ctx)
	if err != nil || !report.OK {
		return 0, fmt.Errorf("check: %v %w", report.Findings, err)
	}
	codes, err := p.Codes.List(ctx)
	if err != nil {
		return 0, err
	}
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = code.Name
	}
	slices.Sort(names)
	return prefixOf(names)
}

// publishMany acts and publishes without end; each act is acknowledged.
func publishMany(path, home, from string) error {
	n, err := strconv.Atoi(from)
	if err != nil {
		return err
	}
	w, err := Open(ctx, path, testEnvironment(home), Options{Mode: Write, Coder: "Anna", Idle: 3 * time.Millisecond})
	if err != nil {
		return err
	}
	for ; ; n++ {
		if err := add(w, fmt.Sprintf("a-%05d", n)); err != nil {
			return err
		}
		say(n)
		if n%2 == 1 {
			if err := w.Publish(ctx); err != nil {
				return err
			}
		}
	}
}

// TestKilledPublishing kills a program at any moment of opening, acting and
// publishing. What it acknowledged is there at the next opening; what lies in
// the synced folder is whole at each moment.
func TestKilledPublishing(t *testing.T) {
	c := newCloud(t)
	home := t.TempDir()
	env := testEnvironment(home)
	ok(t, c.create(env, "Anna").Close())
	r := rand.New(rand.NewPCG(3, 1))
	acts, drafts := 0, 0
	for round := range length.kills {
		child, lines := start(t, os.Args[0], nil, "publish", c.path, home, strconv.Itoa(acts))
		wait := r.IntN(12)
		for lines.Scan() {
			n, err := strconv.Atoi(lines.Text())
			ok(t, err)
			acts = n + 1
			if wait--; wait < 0 {
				break
			}
		}
		time.Sleep(time.Duration(r.IntN(20)) * time.Millisecond) // any moment of what comes after
		ok(t, child.Process.Kill())
		for lines.Scan() { // acknowledged before it died
			if n, err := strconv.Atoi(lines.Text()); err == nil {
				acts = n + 1
			}
		}
		_ = child.Wait()
		if strings.Contains(c.lies(), "~$") {
			drafts++
		}
		n, err := prefixOf(c.published())
		ok(t, err)
		w := c.open(env, Options{Mode: Write})
		have, err := prefixOf(codesOf(t, w.Project))
		ok(t, err)
		if have < acts || n > have {
			t.Fatalf("round %d: %d acts, %d acknowledged, %d published", round, have, acts, n)
		}
		if round%20 == 19 {
			t.Logf("round %d: %d acts", round+1, have)
		}
		acts = have // one more may be on disk than was acknowledged
		ok(t, w.Close())
		n, err = prefixOf(c.published())
		ok(t, err)
		same(t, "published after recovery", n, have)
		same(t, "in the synced folder", c.lies(), "wijk.veldwerk")
	}
	t.Logf("%d kills, %d acknowledged acts, 0 lost; %d left a draft behind", length.kills, acts, drafts)
}

// TestTwoMachines: two machines, each with folders of its own, write one
// project through one path: by turns, and at once.
func TestTwoMachines(t *testing.T) {
	for _, at := range []string{"by turns", "at once"} {
		t.Run(at, func(t *testing.T) {
			c := newCloud(t)
			envs := []Environment{c.machine("een"), c.machine("twee")}
			ok(t, c.create(envs[0], "Anna").Close())
			machines := []*Workspace{c.open(envs[0], Options{Mode: Write, Coder: "Anna"}), c.open(envs[1], Options{Mode: Write, Coder: "Piet"})}
			var want []string
			for m := range machines {
				for n := range length.acts {
					want = append(want, fmt.Sprintf("m%d-%03d", m, n))
				}
			}
			act := func(m, n int) {
				if err := add(machines[m], fmt.Sprintf("m%d-%03d", m, n)); err != nil {
					t.Errorf("act: %v", err)
				}
				var late *UnpublishedError
				if err := machines[m].Publish(ctx); err != nil && !errors.As(err, &late) {
					t.Errorf("publish: %v", err)
				}
			}
			if at == "by turns" {
				for n := range length.acts {
					act(0, n)
					act(1, n)
				}
			} else {
				var all sync.WaitGroup
				for m := range machines {
					all.Go(func() {
						for n := range length.acts {
							act(m, n)
						}
					})
				}
				all.Wait()
			}
			for _, w := range machines { // to and fro until nothing is news to anybody
				ok(t, w.Publish(ctx))
			}
			ok(t, machines[0].Publish(ctx))
			for m, w := range machines {
				codesAre(t, fmt.Sprintf("machine %d", m), codesOf(t, w.Project), want...)
				ok(t, w.Close())
			}
			codesAre(t, "published", c.published(), want...)
			same(t, "in the synced folder", c.lies(), "wijk.veldwerk")
			sum, err := sumOf(c.path)
			ok(t, err)
			for m, env := range envs { // and nobody writes for the sake of writing
				w := c.open(env, Options{Mode: Write})
				codesAre(t, fmt.Sprintf("machine %d again", m), codesOf(t, w.Project), want...)
				ok(t, w.Close())
			}
			now, err := sumOf(c.path)
			ok(t, err)
			same(t, "file after both opened and closed it", now, sum)
		})
	}
}

// TestIdle: the screens' workspace publishes by itself, and takes in what comes.
func TestIdle(t *testing.T) {
	c := newCloud(t)
	one, two := c.machine("een"), c.machine("twee")
	ok(t, c.create(one, "Anna").Close())
	a := c.open(one, Options{Mode: Write, Idle: time.Millisecond})
	b := c.open(two, Options{Mode: Write, Idle: time.Millisecond, Coder: "Piet"})
	ok(t, add(a, "van-anna"))
	ok(t, add(b, "van-piet"))
	within(t, "meeting", func() {
		for _, w := range []*Workspace{a, b} {
			for len(codesOf(t, w.Project)) < 2 {
				<-w.PublicationChanged()
			}
		}
	})
	codesAre(t, "a", codesOf(t, a.Project), "van-anna", "van-piet")
	ok(t, a.Close())
	ok(t, b.Close())
	codesAre(t, "published", c.published(), "van-anna", "van-piet")
}
