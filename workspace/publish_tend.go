package workspace

import (
	"context"
	"time"
)

// tender publishes in the background when no act came for a while, and takes
// in what changes at the path.
type tender struct {
	cancel context.CancelFunc
	done   chan struct{}
}

// Pauses of the tender. A place that refuses is tried less and less often.
const (
	tendPause   = time.Second
	firstRetry  = 5 * time.Second
	longestWait = 5 * time.Minute
)

// tend begins when idle says how long to wait.
func (w *Workspace) tend(idle time.Duration) {
	if w.copy == nil || w.lock == nil || idle <= 0 {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	w.tender = &tender{cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(w.tender.done)
		w.tendUntil(ctx, idle)
	}()
}

// end waits for what is on its way, but not for a share that hangs.
func (t *tender) end() {
	if t == nil {
		return
	}
	t.cancel()
	select {
	case <-t.done:
	case <-time.After(lastWait):
	}
}

func (w *Workspace) tendUntil(ctx context.Context, idle time.Duration) {
	c := w.copy
	pause := min(idle, tendPause)
	last, quiet, wait, retry := int64(unpublished), time.Duration(0), time.Duration(0), firstRetry
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		version, err := w.Project.Version(ctx)
		if err != nil {
			continue // the next act says what is wrong
		}
		if version != last {
			last, quiet = version, 0
		} else {
			quiet += pause
		}
		if wait -= pause; wait > 0 {
			continue
		}
		news := version != c.known().Version
		if news && quiet < idle {
			c.becomePending()
		}
		if (!news || quiet < idle) && (c.untouched() || c.missing()) {
			continue
		}
		if w.publish(ctx, false) == nil {
			retry = firstRetry
			continue
		}
		wait, retry = retry, min(2*retry, longestWait)
	}
}

// becomePending does not hide why it failed before.
func (c *workCopy) becomePending() {
	c.mu.Lock()
	failed := c.state.State == Failed
	c.mu.Unlock()
	if !failed {
		c.become(Pending, nil)
	}
}

func (c *workCopy) missing() bool {
	_, err := c.look()
	return err != nil
}

// lastWait is how long closing waits for a share that does not answer.
const lastWait = 30 * time.Second

// publishLast publishes before the project is closed. A call into a share that
// hangs can't be broken off: closing leaves it behind, and the work copy keeps
// what it has.
func (w *Workspace) publishLast() error {
	if w.copy == nil || w.lock == nil || w.Project == nil {
		return nil
	}
	if version, err := w.Project.Version(context.Background()); err == nil && version == w.copy.known().Version && w.copy.untouched() {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), lastWait)
	result := make(chan error, 1)
	go func() {
		defer cancel()
		result <- w.publish(ctx, false)
	}()
	select {
	case err := <-result:
		return err
	case <-time.After(lastWait + time.Second):
		return w.copy.failed(context.DeadlineExceeded)
	}
}
