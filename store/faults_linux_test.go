//go:build linux

package store

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// injected are the calls that SQLite and store make on a project's folder.
var injected = []string{"pwrite64", "fsync", "ftruncate", "unlink", "unlinkat", "linkat", "open", "pread64"}

// failing lets children live in copies of a project while strace makes one of
// their calls fail.
type failing struct {
	*testing.T
	strace string
	acts   int
	before []byte
	mark   mark

	mu             sync.Mutex
	runs, refusals int
	kinds          map[string]int
	acknowledged   int
}

func newFailing(t *testing.T, acts int) *failing {
	t.Helper()
	f := &failing{T: t, strace: needStrace(t), acts: acts, kinds: map[string]int{}}
	w := newWork(t, 1, inMemory)
	before, err := os.ReadFile(w.path)
	must(t, err)
	f.before, f.mark = before, w.said.mark
	return f
}

// refusal is one way in which the disk fails: a call, an errno, and when, as
// strace writes it ("7" the seventh, "7+" from there on, "7+5" each fifth).
type refusal struct{ call, errno, when string }

// once says that the disk works again after one refusal. A disk that is full
// for ever lets nobody roll the last act back, so the file can't be read then.
func (x refusal) once() bool { return !strings.Contains(x.when, "+") }

// run gives back the calls that were watched, as strace wrote them.
func (f *failing) run(x refusal) string {
	f.Helper()
	folder := inMemory(f.T)
	defer func() { _ = os.RemoveAll(folder) }() // hundreds of them are too many to wait for the end
	path := filepath.Join(folder, "veld.veldwerk")
	must(f.T, os.WriteFile(path, f.before, 0o600))
	log := filepath.Join(f.TempDir(), "strace")
	args := []string{"-f", "-o", log, "-P", folder, "-P", path, "-P", path + "-journal", "-s", "0", "-e", "trace=" + x.call}
	for n := range f.acts + 1 {
		draft := filepath.Join(folder, fmt.Sprintf("kopie-1-%d.unfinished", n))
		args = append(args, "-P", draft, "-P", draft+"-journal")
	}
	if x.errno != "" {
		args = append(args, "-e", "inject="+x.call+":error="+x.errno+":when="+x.when)
	}
	cmd := exec.Command(f.strace, append(args, os.Args[0])...)
	cmd.Env = append(os.Environ(), childEnv+"=endure\n"+path+"\n"+fmt.Sprint(f.acts))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		f.Errorf("%v: the child ended: %v: %s", x, err, out)
	}
	said := image{mark: f.mark, copies: map[string]mark{}}
	refused := ""
	acknowledged := 0
	for line := range strings.Lines(string(out)) {
		if kind, ok := strings.CutPrefix(strings.TrimSpace(line), "refused 0 - "); ok {
			refused = kind
			if strings.HasPrefix(kind, "unknown") || kind == "damaged" || x.errno == "ENOSPC" && x.once() && kind != "full" {
				f.Errorf("%v: %s", x, kind)
			}
			f.count(kind)
			continue
		}
		must(f.T, said.hear(line))
		acknowledged++
	}
	if x.errno == "" && (refused != "" || acknowledged < f.acts) {
		f.Fatalf("without a fault: %q, %d acts", refused, acknowledged)
	}
	f.prove(x, path, said)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.runs++
	f.acknowledged += acknowledged
	calls, err := os.ReadFile(log)
	must(f.T, err)
	if x.errno != "" && !strings.Contains(string(calls), "INJECTED") {
		f.Errorf("%v: never came", x)
	}
	return string(calls)
}

func (f *failing) count(kind string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.kinds[kind]++
	f.refusals++
}

// prove opens what a child left, on a disk that works again.
func (f *failing) prove(x refusal, path string, said image) {
	f.Helper()
	env := &surroundings{ids: 1 << 24}
	p, err := Open(ctx, path, env.options())
	if err != nil {
		f.Errorf("%v: %v", x, err)
		return
	}
	if err := p.whole(ctx, said.mark); err != nil {
		f.Errorf("%v: %v", x, err)
	}
	_, err = p.Coders.Ensure(ctx, "Later")
	must(f.T, err)
	must(f.T, p.Close())
	for name, m := range said.copies {
		p, err := Open(ctx, filepath.Join(filepath.Dir(path), name), Options{ReadOnly: true})
		if err != nil {
			f.Errorf("%v: acknowledged copy: %v", x, err)
			continue
		}
		if err := p.whole(ctx, m); err != nil {
			f.Errorf("%v: acknowledged copy: %v", x, err)
		}
		must(f.T, p.Close())
	}
}

// each runs all faults, as many at once as there are processors.
func (f *failing) each(all []refusal) {
	work := make(chan refusal)
	var done sync.WaitGroup
	for range 2 {
		done.Go(func() {
			for x := range work {
				f.run(x)
			}
		})
	}
	for _, x := range all {
		work <- x
	}
	close(work)
	done.Wait()
	f.Logf("%d faults, %d acts refused %v, %d acknowledged, none of them lost", f.runs, f.refusals, f.kinds, f.acknowledged)
}

// calls counts what a life asks of the disk when nothing fails.
func (f *failing) calls() map[string]int {
	seen, counts := f.run(refusal{call: strings.Join(injected, ",")}), map[string]int{}
	for _, call := range injected {
		counts[call] = strings.Count(seen, " "+call+"(")
	}
	f.Logf("in %d acts: %v", f.acts, counts)
	return counts
}

// errnos that a call may fail with.
func errnos(call string) []string {
	switch call {
	case "pwrite64":
		return []string{"EIO", "ENOSPC", "EDQUOT"}
	case "open":
		return []string{"EMFILE", "EIO"}
	}
	return []string{"EIO"}
}

// TestFaultsOfTheDisk makes one call in the life of a project fail: a sample
// of the first 200 of each kind. The act is refused by an error that says so
// or is done, the process goes on, and all that was acknowledged is there.
func TestFaultsOfTheDisk(t *testing.T) {
	f := newFailing(t, 12)
	var all []refusal
	counts := f.calls()
	for _, call := range injected {
		n := counts[call]
		for i, at := range slices.Compact([]int{1, n / 2, n}) {
			if at > 0 && at <= n {
				all = append(all, refusal{call, errnos(call)[i%len(errnos(call))], fmt.Sprint(at)})
			}
		}
	}
	f.each(all)
}
