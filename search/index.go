package search

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/blevesearch/bleve/v2"
	"github.com/gofrs/flock"
)

// ErrIndexBusy says that another process, or another Index, holds the folder.
var ErrIndexBusy = errors.New("index is in use")

// Index is the bleve index of one project. All methods are safe for use by
// several goroutines.
//
// The folder is proved before bleve opens it, and at rest it is open for
// reading only: what CatchUp leaves behind is complete, and a process that is
// killed while it writes leaves a folder that the next one throws away.
type Index struct {
	dir, project string
	lock         *flock.Flock
	ready        chan struct{}      // closed when the folder is proved and open
	ctx          context.Context    // ends with Close
	stop         context.CancelFunc // ends ctx
	texts        shelf

	writing sync.Mutex // one CatchUp at a time
	files   []fileSum  // of the last manifest; under writing

	mu         sync.RWMutex // held for reading while bleve is asked
	engine     bleve.Index  // nil when there is none
	generation string       // folder of engine
	held       []*outline   // what engine holds
	words      *vocabulary  // the words in it, never nil; some may be gone
	snap       *snapshot    // nil when nothing sound can be asked
	closed     bool
	failed     atomic.Bool // engine can't be trusted any more
}

// OpenIndex opens or makes the index in the folder dir, for the project with
// that id. A damaged, foreign or outdated index is thrown away, and made anew
// by CatchUp. One that another holds gives ErrIndexBusy at once. It returns
// before the files are proved; Search waits for that.
func OpenIndex(dir, project string) (*Index, error) {
	if err := prepare(); err != nil {
		return nil, fmt.Errorf("analyzer: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("index folder: %w", err)
	}
	lock := flock.New(filepath.Join(dir, lockName), flock.SetPermissions(0o600))
	free, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("index lock: %w", err)
	}
	if !free {
		return nil, ErrIndexBusy
	}
	ix := &Index{dir: dir, project: project, lock: lock, ready: make(chan struct{}), words: &vocabulary{}}
	ix.ctx, ix.stop = context.WithCancel(context.Background())
	go ix.open()
	return ix, nil
}

// open proves the folder and opens it; without proof it empties it.
func (ix *Index) open() {
	ix.writing.Lock()
	defer ix.writing.Unlock()
	m, err := prove(ix.dir, ix.project)
	if err == nil {
		ix.files, ix.generation = m.Files, m.Generation
		err = ix.reopen()
	}
	if err != nil {
		ix.discard()
	}
	ix.clean()
	close(ix.ready)
}

// reopen opens a proved folder for reading and counts what it holds. Nobody
// else may be at the index.
func (ix *Index) reopen() error {
	b, err := os.ReadFile(filepath.Join(ix.dir, outlinesName))
	if err != nil {
		return err
	}
	held, err := readOutlines(b)
	if err != nil {
		return err
	}
	words, err := ix.reread()
	if err != nil {
		return err
	}
	engine, err := openEngine(filepath.Join(ix.dir, ix.generation), ix.generation, true)
	if err != nil {
		return err
	}
	reader, err := readerOf(engine)
	if err != nil {
		closeEngine(engine)
		return err
	}
	snap := newSnapshot(reader, held, words)
	if err := snap.count(); err != nil {
		snap.close()
		closeEngine(engine)
		return err
	}
	ix.engine, ix.held, ix.words, ix.snap = engine, held, words, snap
	return nil
}

// reread gives the vocabulary of the folder; that in memory when it was made
// by this process.
func (ix *Index) reread() (*vocabulary, error) {
	if len(ix.words.terms) > 0 {
		return ix.words, nil
	}
	b, err := os.ReadFile(filepath.Join(ix.dir, wordsName))
	if err != nil {
		return nil, err
	}
	return readVocabulary(b)
}

// discard throws the index away. The next CatchUp makes a new one, in a new
// folder: an open file can't be deleted everywhere.
func (ix *Index) discard() {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	_ = os.Remove(filepath.Join(ix.dir, manifestName)) // if it stays, it proves nothing that is left
	ix.snap.close()
	closeEngine(ix.engine)
	ix.engine, ix.snap, ix.held, ix.files, ix.generation = nil, nil, nil, nil, ""
	ix.words = &vocabulary{}
	ix.failed.Store(false)
}

// clean removes what is not of this generation. What can't be removed now is
// removed at the next opening.
func (ix *Index) clean() {
	entries, err := os.ReadDir(ix.dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		switch e.Name() {
		case lockName, ix.generation:
		case manifestName, outlinesName, wordsName:
			if ix.generation == "" {
				_ = os.Remove(filepath.Join(ix.dir, e.Name()))
			}
		default:
			_ = os.RemoveAll(filepath.Join(ix.dir, e.Name()))
		}
	}
}

// Close ends a CatchUp under way and lets go of the folder. What is indexed by
// then is kept.
func (ix *Index) Close() error {
	ix.stop()
	<-ix.ready
	ix.writing.Lock()
	defer ix.writing.Unlock()
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if ix.closed {
		return nil
	}
	ix.closed = true
	ix.snap.close()
	closeEngine(ix.engine)
	ix.snap, ix.engine = nil, nil
	if err := ix.lock.Unlock(); err != nil {
		return fmt.Errorf("index lock: %w", err)
	}
	return nil
}
