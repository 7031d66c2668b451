package workspace

import (
	"context"
	"sync"
)

// Queue runs acts one after another, in the order of Do's calls: undo waits
// its turn, nothing is dropped. Do never blocks, so a screen may call it while
// it handles a key.
type Queue struct {
	mu     sync.Mutex
	acts   []func()
	wake   chan struct{}
	done   chan struct{}
	closed bool
	fault  func(*PanicError) // told of each; acts wait for it
}

func newQueue(fault func(*PanicError)) *Queue {
	q := &Queue{fault: fault, wake: make(chan struct{}, 1), done: make(chan struct{})}
	go q.run()
	return q
}

// Do appends an act; the channel gives its error once, after it ran. An act
// that comes after Close is not run and gives context.Canceled.
func (q *Queue) Do(act func(ctx context.Context) error) <-chan error {
	result := make(chan error, 1)
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		result <- context.Canceled
		return result
	}
	q.acts = append(q.acts, func() { result <- q.caught(act) })
	select {
	case q.wake <- struct{}{}:
	default:
	}
	return result
}

// caught runs an act; a panic becomes its error. One that passed would end the
// program with the terminal unusable and the acts behind it undone.
func (q *Queue) caught(act func(ctx context.Context) error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			broken := Fault(cause)
			q.fault(broken)
			err = broken
		}
	}()
	return act(context.Background())
}

func (q *Queue) run() {
	defer close(q.done)
	for {
		q.mu.Lock()
		var act func()
		if len(q.acts) > 0 {
			act, q.acts = q.acts[0], q.acts[1:]
		}
		stop := act == nil && q.closed
		q.mu.Unlock()
		switch {
		case act != nil:
			act()
		case stop:
			return
		default:
			<-q.wake
		}
	}
}

// Close runs what is waiting and returns when the last act is on disk.
func (q *Queue) Close() {
	q.mu.Lock()
	if !q.closed {
		q.closed = true
		close(q.wake)
	}
	q.mu.Unlock()
	<-q.done
}
