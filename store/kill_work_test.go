//go:build unix

package store

import (
	"bufio"
	"errors"
	"fmt"
	"maps"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// liveUntilKilled does acts of every kind in a project; later brings it to a
// later schema first, others that it is not alone.
func liveUntilKilled(path, seed string, later, others bool) error {
	n, err := strconv.ParseInt(seed, 10, 64)
	if err != nil {
		return err
	}
	steps, err := schemaSteps()
	if later && err == nil {
		steps, err = laterSchema()
	}
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(os.Stdout, "begin"); err != nil {
		return err
	}
	p, err := open(ctx, path, childOptions(), steps)
	if err != nil {
		return err
	}
	l, err := liveIn(p, childOptions(), n, os.Stdout)
	if err == nil {
		l.others = others
	}
	for err == nil {
		err = l.step()
	}
	return err
}

// work is rounds of a child that does acts of every kind and is killed.
type work struct {
	*testing.T
	r      *rand.Rand
	path   string
	folder func(t *testing.T) string
	most   int           // acts of a round, at most
	wait   time.Duration // after the last of them, at most

	acknowledged     int
	acts             map[string]int
	journals, copies int
	said             image // what the children acknowledged in this project
}

// inMemory is a folder on a disk in memory where there is one: what is tested
// there does not ask whether the disk keeps its word.
func inMemory(t *testing.T) string {
	dir, err := os.MkdirTemp("/dev/shm", "veldwerk-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// newWork begins in a folder that `folder` makes.
func newWork(t *testing.T, most int, folder func(t *testing.T) string) *work {
	w := &work{T: t, folder: folder, r: rand.New(rand.NewSource(time.Now().UnixNano())), most: most, wait: 4 * time.Millisecond, acts: map[string]int{}}
	w.anew()
	return w
}

func (w *work) anew() {
	w.path = filepath.Join(w.folder(w.T), "veld.veldwerk")
	w.said = image{copies: map[string]mark{}}
	before, acts := w.acknowledged, maps.Clone(w.acts)
	p, err := Create(ctx, w.path, childOptions())
	must(w.T, err)
	l, err := liveIn(p, childOptions(), w.r.Int63(), &said{w})
	must(w.T, err)
	for _, a := range everyAct[:6] {
		must(w.T, l.do(a.name, a.do))
	}
	must(w.T, l.Close())
	w.acknowledged, w.acts = before, acts // those of this program are not at risk
}

// said takes up acknowledgements.
type said struct{ *work }

func (s *said) Write(line []byte) (int, error) { return len(line), s.hear(string(line)) }

func (w *work) hear(line string) error {
	if strings.TrimSpace(line) == "begin" {
		return nil
	}
	before := w.said.mark
	if err := w.said.hear(line); err != nil {
		return err
	}
	if w.said.mark != before { // an undo of nothing is no commit
		w.acknowledged++
		words := strings.SplitN(strings.TrimSpace(line), " ", 4)
		w.acts[words[3]]++
	}
	return nil
}

// round kills a child between two acknowledgements, or before the first.
func (w *work) round(task string) {
	cmd, lines := startChild(w.T, os.Args[0], task, w.path, fmt.Sprint(w.r.Int63()))
	must(w.T, cmd.Start())
	if !lines.Scan() {
		w.Fatalf("the child ended by itself: %v", cmd.Wait())
	}
	listen := func(until int) {
		for n := 0; n < until && lines.Scan(); n++ {
			must(w.T, w.hear(lines.Text()))
		}
	}
	listen(w.r.Intn(w.most))
	<-time.After(time.Duration(w.r.Int63n(int64(w.wait)))) // the moment is the test itself
	must(w.T, cmd.Process.Kill())
	listen(1 << 30)
	if err := lines.Err(); err != nil && !errors.Is(err, bufio.ErrTooLong) {
		w.Fatal(err)
	}
	_ = cmd.Wait()
	if cmd.ProcessState.Exited() {
		w.Fatalf("the child ended by itself: %v", cmd.ProcessState)
	}
}

// look opens what the child left, with the schema steps of one program or the
// other.
func (w *work) look(steps []string) {
	if exists(w.path + "-journal") {
		w.journals++
	}
	opt := childOptions()
	opt.ReadOnly = w.r.Intn(2) == 0
	p, err := open(ctx, w.path, opt, steps)
	must(w.T, err)
	if err := p.whole(ctx, w.said.mark); err != nil {
		w.Fatalf("after %d acknowledged acts: %v", w.acknowledged, err)
	}
	if m, err := p.lastMark(ctx); err == nil {
		w.said.mark = m // with the act that there was no time to acknowledge
	}
	must(w.T, p.Close())
	for name, m := range w.said.copies {
		path := filepath.Join(filepath.Dir(w.path), name)
		p, err := Open(ctx, path, Options{ReadOnly: true})
		must(w.T, err)
		if err := p.whole(ctx, m); err != nil {
			w.Fatalf("acknowledged copy: %v", err)
		}
		w.copies++
		must(w.T, p.Close())
		must(w.T, os.Remove(path))
		delete(w.said.copies, name)
	}
}

func (w *work) report(rounds int) {
	w.Logf("%d rounds, %d acknowledged commits, 0 lost, 0 half; %d journals rolled back, %d copies proved; %v", rounds, w.acknowledged, w.journals, w.copies, w.acts)
}

// rounds kills until there were so many rounds and so many acknowledgements.
// A project serves for a while only, as proving it takes longer the more is in
// it.
func (w *work) rounds(least, acknowledged int) {
	steps, err := schemaSteps()
	must(w.T, err)
	n := 0
	for ; n < least || w.acknowledged < acknowledged; n++ {
		if w.said.mark.n > 1500 {
			w.anew()
		}
		w.round("live")
		w.look(steps)
	}
	w.report(n)
}

// TestKilledInAllItsWork kills children that code, undo and redo, import,
// merge codes, write memos, make copies, close and open.
func TestKilledInAllItsWork(t *testing.T) {
	for i := range 2 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			newWork(t, 8, inMemory).rounds(40, 0)
		})
	}
}

// TestKilledWhileMigrating kills children that bring a project to a later
// schema. It is in one schema or the other, with all that was in it; when it
// has changed, a whole copy of the former lies beside it.
func TestKilledWhileMigrating(t *testing.T) {
	migrations(t, 25)
}

func migrations(t *testing.T, rounds int) {
	w := newWork(t, 2, inMemory)
	w.wait = 50 * time.Millisecond
	steps, err := laterSchema()
	must(t, err)
	before, err := os.ReadFile(w.path)
	must(t, err)
	start, folder := w.said.mark, filepath.Dir(w.path)
	var at [4]int
	for range rounds {
		found, err := os.ReadDir(folder)
		must(t, err)
		for _, f := range found {
			must(t, os.Remove(filepath.Join(folder, f.Name())))
		}
		must(t, os.WriteFile(w.path, before, 0o600))
		w.said = image{mark: start, copies: map[string]mark{}}
		w.round("migrate")
		p, err := Open(ctx, w.path, Options{ReadOnly: true})
		must(t, err)
		schema := p.Info().Schema
		must(t, p.Close())
		at[schema]++
		if keep := w.path + ".schema-1"; schema > 1 || exists(keep) {
			p, err := Open(ctx, keep, Options{ReadOnly: true})
			must(t, err)
			if p.Info().Schema != 1 {
				t.Errorf("the copy has schema %d", p.Info().Schema)
			}
			must(t, p.whole(ctx, start))
			must(t, p.Close())
		}
		w.look(steps[:len(steps)-w.r.Intn(2)*2]) // to the present program, a file of the later one is read-only
	}
	w.report(rounds)
	t.Logf("killed in schema 1: %d times, 2: %d, 3: %d", at[1], at[2], at[3])
}

// TestTwoAtOnce lets two children write one project without knowing of each
// other, while one of them is stopped (SIGSTOP) and goes on (SIGCONT) at any
// moment, in the middle of a commit too; at last both are killed. Nothing that
// either acknowledged is lost.
func TestTwoAtOnce(t *testing.T) {
	twoAtOnce(t, 15)
}

func twoAtOnce(t *testing.T, each int) {
	w := newWork(t, 1, inMemory)
	var said [2]image
	var acts [2]int
	var children [2]*exec.Cmd
	var all sync.WaitGroup
	for i := range children {
		cmd, lines := startChild(t, os.Args[0], "live together", w.path, fmt.Sprint(w.r.Int63()))
		must(t, cmd.Start())
		children[i] = cmd
		said[i].copies = map[string]mark{}
		all.Go(func() {
			for lines.Scan() && acts[i] < each {
				if lines.Text() == "begin" {
					continue
				}
				if err := said[i].hear(lines.Text()); err != nil {
					t.Error(err)
					return
				}
				acts[i]++
			}
			_ = cmd.Process.Kill()
			for lines.Scan() {
				_ = said[i].hear(lines.Text())
			}
		})
	}
	done := make(chan bool)
	go func() { all.Wait(); close(done) }()
	stops := 0
	for stopped := false; ; {
		select {
		case <-done:
			for i, cmd := range children {
				if err := cmd.Wait(); cmd.ProcessState.Exited() {
					t.Errorf("child %d ended by itself: %v", i, err)
				}
			}
			p, err := Open(ctx, w.path, childOptions())
			must(t, err)
			defer func() { _ = p.Close() }()
			for i := range said {
				if err := p.has(ctx, said[i].mark); err != nil {
					t.Errorf("child %d: %v", i, err)
				}
			}
			r, err := p.Check(ctx)
			must(t, err)
			if !r.OK {
				t.Errorf("check: %+v", r.Findings)
			}
			t.Logf("%d and %d acknowledged acts at once, stopped %d times", acts[0], acts[1], stops)
			return
		case <-time.After(time.Duration(w.r.Intn(20)) * time.Millisecond): // the moment is the test itself
			if stopped = !stopped; stopped {
				stops++
				_ = children[0].Process.Signal(syscall.SIGSTOP)
			} else {
				_ = children[0].Process.Signal(syscall.SIGCONT)
			}
		}
	}
}
