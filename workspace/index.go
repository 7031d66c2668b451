package workspace

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"

	"veldwerk/search"
)

// IndexState is how far the search index is. Searching works in every state;
// it is only slower while the index is behind.
type IndexState struct {
	Done, Total int  // documents
	Ready       bool // caught up
	Absent      bool // it can't be written, or another program holds it and it lacks documents
}

// indexer owns the index and keeps it caught up.
type indexer struct {
	facts   *facts
	cancel  context.CancelFunc
	wake    chan struct{}
	changed chan struct{}
	done    chan struct{}
	fault   func(*PanicError) // told of what broke in the background
	renewal chan renewal      // asks the background for an index made anew
	kept    bool              // there is a background

	mu    sync.Mutex
	index *search.Index
	state IndexState
}

// indexFolder lies in the cache, keyed by project and path: a copy of a project
// elsewhere has an index of its own.
func (w *Workspace) indexFolder() string {
	sum := sha256.Sum256([]byte(w.Path()))
	return filepath.Join(w.env.Cache, "index", w.Project.Info().ID.String()+"-"+hex.EncodeToString(sum[:6]))
}

// busyPause is how long to wait before looking again at an index that another
// program keeps.
const busyPause = time.Second

func openIndexer(folder, project string, f *facts, keep bool, fault func(*PanicError)) *indexer {
	ctx, cancel := context.WithCancel(context.Background())
	x := &indexer{facts: f, cancel: cancel, wake: make(chan struct{}, 1), changed: make(chan struct{}, 1), done: make(chan struct{}),
		fault: fault, renewal: make(chan renewal), kept: keep}
	if !keep {
		x.open(folder, project)
		close(x.done)
		return x
	}
	go func() {
		defer close(x.done)
		defer x.survive()
		x.open(folder, project)
		for ctx.Err() == nil && x.engine() != nil {
			var again <-chan time.Time
			if busy := x.catchUp(ctx); busy {
				again = time.After(busyPause)
			}
			select {
			case <-ctx.Done():
			case <-x.wake:
			case <-x.engine().Unsound():
			case <-again:
			case r := <-x.renewal:
				r.done <- x.renew(ctx, r.folder, project)
			}
		}
	}()
	return x
}

// survive keeps a fault in the background from ending the program: without an
// index everything works, only slower.
func (x *indexer) survive() {
	if cause := recover(); cause != nil {
		x.fault(Fault(cause))
		x.mu.Lock()
		defer x.mu.Unlock()
		x.state = IndexState{Absent: true}
		x.announce()
	}
}

func (x *indexer) open(folder, project string) {
	ix, err := search.OpenIndex(folder, project)
	if errors.Is(err, search.ErrIndexBusy) {
		ix, err = search.FollowIndex(folder, project)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if err != nil {
		x.state.Absent = true
		x.announce()
		return
	}
	x.index = ix
}

func (x *indexer) engine() *search.Index {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.index
}

// catchUp says whether another program keeps the index and is behind.
func (x *indexer) catchUp(ctx context.Context) (busy bool) {
	wrote := false
	err := x.engine().CatchUp(ctx, x.facts, func(done, total int) {
		wrote = true
		x.mu.Lock()
		defer x.mu.Unlock()
		x.state = IndexState{Done: done, Total: total}
		x.announce()
	})
	if wrote {
		debug.FreeOSMemory() // building holds hundreds of megabytes that reading never needs again
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.state.Ready = err == nil
	x.state.Absent = err != nil && ctx.Err() == nil
	x.announce()
	return errors.Is(err, search.ErrIndexBusy)
}

// announce tells a waiting screen that the state changed; mu is held.
func (x *indexer) announce() {
	select {
	case x.changed <- struct{}{}:
	default:
	}
}

func (x *indexer) close() {
	x.cancel()
	<-x.done
	if ix := x.engine(); ix != nil {
		_ = ix.Close() // the index is disposable: the next open checks it
	}
}

// Rebuild throws the index away and makes it anew. search.ErrIndexBusy when
// another program holds it. progress may be nil; it counts documents.
func (w *Workspace) Rebuild(ctx context.Context, progress func(done, total int)) error {
	folder, project := w.indexFolder(), w.Project.Info().ID.String()
	held, err := search.OpenIndex(folder, project) // tells whether somebody holds it
	if err != nil {
		return err
	}
	if err := errors.Join(held.Close(), os.RemoveAll(folder)); err != nil {
		return err
	}
	ix, err := search.OpenIndex(folder, project)
	if err != nil {
		return err
	}
	return errors.Join(ix.CatchUp(ctx, w.facts, progress), ix.Close())
}

// Reindex asks the background to catch up, after documents came or went.
func (w *Workspace) Reindex() {
	if w.index == nil {
		return
	}
	select {
	case w.index.wake <- struct{}{}:
	default:
	}
}

// Indexing is the state of the index now.
func (w *Workspace) Indexing() IndexState {
	if w.index == nil {
		return IndexState{Absent: true}
	}
	w.index.mu.Lock()
	defer w.index.mu.Unlock()
	return w.index.state
}

// IndexChanged gives a value after the state of the index changed.
func (w *Workspace) IndexChanged() <-chan struct{} {
	if w.index == nil {
		return nil
	}
	return w.index.changed
}
