//go:build unix

package workspace

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"veldwerk/search"
)

// keepIndex is a program that has the project open with its screens: it holds
// the project and keeps the index. It imports a file with the word it is told,
// or comes to rest: then its index holds all documents.
func keepIndex(path string) error {
	home := filepath.Dir(path)
	w, err := Open(ctx, path, testEnvironment(home), Options{Mode: Write, Coder: "Piet", Index: KeepIndex})
	if err != nil {
		return err
	}
	for !w.Indexing().Ready {
		<-w.IndexChanged()
	}
	say("ready")
	for n := 0; ; n++ {
		var word string
		if _, err := fmt.Scanln(&word); errors.Is(err, io.EOF) {
			return w.Close()
		} else if err != nil {
			return err
		}
		if word == rest {
			for {
				r, err := w.Search(ctx, search.Parse("gemeente"), 0)
				if err != nil {
					return err
				}
				if r.Indexed && w.Indexing().Ready {
					break
				}
				<-w.IndexChanged()
			}
			say("rests")
			continue
		}
		name := filepath.Join(home, fmt.Sprintf("%s%d.txt", word, n))
		if err := os.WriteFile(name, fmt.Appendf(nil, "I: En de %s?\n\nR: De %s nummer %d, ja.\n", word, word, n), 0o600); err != nil {
			return err
		}
		if _, err := w.Import(ctx, []string{name}, true, nil); err != nil {
			return err
		}
		say("imported")
	}
}

// rest is what keepIndex is told instead of a word.
const rest = "."

// letRest waits until the index of the other holds all documents.
func letRest(t *testing.T, in io.Writer, lines *bufio.Scanner) {
	t.Helper()
	_, err := fmt.Fprintln(in, rest)
	ok(t, err)
	lines.Scan()
	same(t, "child", lines.Text(), "rests")
}

// within ends the test when something hangs; how long it takes is for the
// benchmarks.
func within(t *testing.T, what string, do func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		do()
	}()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatalf("%s: hangs", what)
	}
}

// TestSecondInstance: while another program holds the project and its index, a
// second one searches: from that index, and what that program imports at once.
func TestSecondInstance(t *testing.T) {
	f := newField(t)
	ok(t, f.Close())
	other, lines, in := startSpoken(t, os.Args[0], nil, "index", f.path)
	lines.Scan()
	same(t, "child", lines.Text(), "ready")
	for _, o := range []Options{{Mode: Read, Index: UseIndex}, {Mode: WriteOrRead, Coder: "Anna", Index: UseIndex}, {Mode: WriteOrRead, Coder: "Anna", Index: KeepIndex}} {
		within(t, "second instance", func() {
			letRest(t, in, lines)
			w, err := Open(ctx, f.path, f.env, o)
			ok(t, err)
			f.Workspace = w
			same(t, "read-only", w.ReadOnly(), true)
			agree(t, f, "beside another")
			if o.Index == UseIndex {
				same(t, "indexed beside another", indexed(t, w), true)
			} else {
				waitReady(t, w)
			}
			for range 3 {
				before, err := w.Search(ctx, search.Parse("wijkteam"), 0)
				ok(t, err)
				_, err = fmt.Fprintln(in, "wijkteam")
				ok(t, err)
				lines.Scan()
				same(t, "child", lines.Text(), "imported")
				after, err := w.Search(ctx, search.Parse("wijkteam"), 0)
				ok(t, err)
				same(t, "found after the import of another", after.Total, before.Total+2)
				agree(t, f, "after the import of another")
			}
			ok(t, w.Close())
		})
	}

	within(t, "coming to rest", func() { letRest(t, in, lines) })
	// Stopped, the other holds what it holds and answers nothing.
	ok(t, other.Process.Signal(syscall.SIGSTOP))
	within(t, "beside one that is stopped", func() {
		f.again(Options{Mode: Read, Index: UseIndex})
		agree(t, f, "beside one that is stopped")
		if err := f.Rebuild(ctx, nil); !errors.Is(err, search.ErrIndexBusy) {
			t.Errorf("rebuilt under another's hands: %v", err)
		}
	})

	// Killed, it holds nothing: the second one takes over.
	within(t, "after one that was killed", func() {
		f.again(Options{Mode: Read, Index: KeepIndex})
		ok(t, other.Process.Kill())
		_ = other.Wait()
		f.bringAs("Kees", "later.txt", "I: En de gemeente?\n\nR: De gemeente, ja.\n")
		f.Reindex()
		agree(t, f, "after one that was killed")
		late, cancel := context.WithTimeout(ctx, 20*time.Second)
		defer cancel()
		for !indexed(t, f.Workspace) && late.Err() == nil {
			select {
			case <-f.IndexChanged():
			case <-late.Done():
			}
		}
		ok(t, late.Err())
		agree(t, f, "taken over")
	})
}

// bringAs imports a file with another workspace of this program.
func (f *field) bringAs(coder, name, text string) {
	f.t.Helper()
	w, err := Open(ctx, f.path, f.env, Options{Mode: Write, Coder: coder, Index: NoIndex})
	ok(f.t, err)
	_, err = w.Import(ctx, []string{f.write(name, text)}, false, nil)
	ok(f.t, err)
	ok(f.t, w.Close())
}

// TestUnsoundIndexIsMadeAnew: damage that comes to light while the project is
// open leads to another index, without anybody asking.
func TestUnsoundIndexIsMadeAnew(t *testing.T) {
	f := newField(t)
	f.again(Options{Mode: Write, Index: KeepIndex})
	waitReady(t, f.Workspace)
	segments, err := filepath.Glob(filepath.Join(f.indexFolder(), "*", "store", "*.zap"))
	ok(t, err)
	for _, segment := range segments {
		info, err := os.Stat(segment)
		ok(t, err)
		ok(t, os.WriteFile(segment, make([]byte, info.Size()), 0o600))
	}
	agree(t, f, "damaged while open")
	for !indexed(t, f.Workspace) {
		<-f.IndexChanged()
	}
	agree(t, f, "made anew")
}

// benchInterview makes an interview of 200 turns and some 8,000 words.
func benchInterview(n int) string {
	r := rand.New(rand.NewPCG(3, uint64(n)))
	syllables := strings.Fields("ge be ver ont wijk zorg raad werk lijk heid ing en er je tie daad kring punt stel loop vraag dienst plan druk")
	var b strings.Builder
	fmt.Fprintf(&b, "I: Gesprek %d over de gemeente.\n\n", n)
	for range 200 {
		b.WriteString([]string{"I: ", "R: "}[r.IntN(2)])
		for range 20 + r.IntN(40) {
			x := r.Float64()
			w := rand.New(rand.NewPCG(1, uint64(x*x*x*40000)))
			for range 1 + w.IntN(4) {
				b.WriteString(syllables[w.IntN(len(syllables))])
			}
			b.WriteByte(' ')
		}
		b.WriteString("\n\n")
	}
	return b.String()
}

// benchField is a project of 100 interviews, or as many as
// VELDWERK_BENCH_INTERVIEWS says.
func benchField(b *testing.B) *field {
	b.Helper()
	interviews, err := strconv.Atoi(os.Getenv("VELDWERK_BENCH_INTERVIEWS"))
	if err != nil {
		interviews = 100
	}
	f := newField(b)
	for n := range interviews {
		f.write(fmt.Sprintf("in/%d.txt", n), benchInterview(n))
	}
	_, err = f.Import(ctx, []string{filepath.Join(f.home, "in")}, false, nil)
	ok(b, err)
	ok(b, f.Rebuild(ctx, nil))
	return f
}

func report(b *testing.B, took []time.Duration, median, worst string) {
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, median)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, worst)
}

// BenchmarkSecondInstance opens a project that another instance has open with
// its index, and searches it.
func BenchmarkSecondInstance(b *testing.B) {
	f := benchField(b)
	f.again(Options{Mode: Write, Index: KeepIndex})
	waitReady(b, f.Workspace)
	for b.Loop() {
		w, err := Open(ctx, f.path, f.env, Options{Mode: WriteOrRead, Coder: "Anna", Index: UseIndex})
		ok(b, err)
		r, err := w.Search(ctx, search.Parse("gemeente"), 50)
		ok(b, err)
		if r.Total == 0 || !r.Indexed {
			b.Fatalf("%d hits, indexed %v", r.Total, r.Indexed)
		}
		ok(b, w.Close())
	}
}

// BenchmarkImportFound imports one interview more into a project with its
// index open, and searches a word that only it has: from the commit to the
// hit. at-rest is how long it takes until the index has it.
func BenchmarkImportFound(b *testing.B) {
	f := benchField(b)
	f.again(Options{Mode: Write, Index: KeepIndex})
	waitReady(b, f.Workspace)
	var found, rest []time.Duration
	for n := 0; b.Loop(); n++ {
		word := fmt.Sprintf("eenmalig%d", n)
		f.bring(word+".txt", benchInterview(n)+"R: Dat was "+word+".\n")
		committed := time.Now()
		r, err := f.Search(ctx, search.Parse("="+word), 50)
		ok(b, err)
		if r.Total != 1 {
			b.Fatalf("%s: %d hits", word, r.Total)
		}
		found = append(found, time.Since(committed))
		for !r.Indexed || !f.Indexing().Ready {
			<-f.IndexChanged()
			r, err = f.Search(ctx, search.Parse("="+word), 50)
			ok(b, err)
		}
		rest = append(rest, time.Since(committed))
	}
	report(b, found, "found-p50-ms", "found-p99-ms")
	report(b, rest, "rest-p50-ms", "rest-p99-ms")
}
