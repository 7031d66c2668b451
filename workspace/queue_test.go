//go:build unix

package workspace

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
)

func TestQueueKeepsOrder(t *testing.T) {
	q := newQueue(func(*PanicError) {})
	const acts = 1000
	var done []int // no lock: acts never run beside each other
	release := make(chan struct{})
	first := q.Do(func(context.Context) error { <-release; return nil })
	results := make([]<-chan error, acts)
	for i := range acts { // none of these waits
		results[i] = q.Do(func(context.Context) error {
			done = append(done, i)
			if i%7 == 0 {
				return errors.New("refused")
			}
			return nil
		})
	}
	close(release)
	q.Close()
	ok(t, <-first)
	same(t, "acts", len(done), acts)
	for i, n := range done {
		if n != i {
			t.Fatalf("act %d ran at place %d", n, i)
		}
		if err := <-results[i]; (err != nil) != (i%7 == 0) {
			t.Fatalf("act %d: %v", i, err)
		}
	}
}

func TestQueueAfterClose(t *testing.T) {
	q := newQueue(func(*PanicError) {})
	q.Close()
	q.Close()
	ran := false
	if err := <-q.Do(func(context.Context) error { ran = true; return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("after Close: %v", err)
	}
	same(t, "ran", ran, false)
}

// TestQueueCloses while others still bring acts: each is either run or refused.
func TestQueueCloses(t *testing.T) {
	q := newQueue(func(*PanicError) {})
	var wait sync.WaitGroup
	var ran, refused int
	var mu sync.Mutex
	for range 4 {
		wait.Go(func() {
			for range 200 {
				err := <-q.Do(func(context.Context) error { ran++; return nil })
				mu.Lock()
				if err != nil {
					refused++
				}
				mu.Unlock()
			}
		})
	}
	wait.Go(q.Close)
	wait.Wait()
	same(t, "acts", ran+refused, 800)
}

// TestQueueSurvivesPanic: an act that a fault breaks off is an error, leaves
// nothing of itself in the project, and the acts behind it run.
func TestQueueSurvivesPanic(t *testing.T) {
	f := newField(t)
	var broken *PanicError
	err := <-f.Queue().Do(func(context.Context) error { panic("kapot") })
	if !errors.As(err, &broken) || broken.Kind != "string" || len(broken.Stack) == 0 {
		t.Fatalf("a panic gave %v", err)
	}
	id, _ := Explain(err)
	same(t, "message", id, "error.other")
	note, err := os.ReadFile(filepath.Join(f.env.State, "fault.txt"))
	ok(t, err)
	same(t, "note tells where", strings.Contains(string(note), "workspace/queue_test.go"), true)
	same(t, "note tells what was thrown", strings.Contains(string(note), "kapot"), false)

	// In the middle of a transaction: each step asks for an id after BEGIN.
	ok(t, f.Close())
	env, ids, breaking := f.env, f.env.NewID, false
	env.NewID = func() uuid.UUID {
		if breaking {
			panic("kapot in de transactie")
		}
		return ids()
	}
	w, err := Open(ctx, f.path, env, Options{Mode: Write, Coder: "Anna"})
	ok(t, err)
	f.Workspace = w
	breaking = true
	if err := <-w.Queue().Do(func(context.Context) error { return code(w, 3) }); !errors.As(err, &broken) {
		t.Errorf("a panic in a transaction gave %v", err)
	}
	breaking = false
	ok(t, <-w.Queue().Do(func(context.Context) error { return code(w, 9) }))
	same(t, "codings", counts(t, w).Codings, 1)
	ok(t, sound(w))
}
