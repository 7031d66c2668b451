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
//
// Words of a text that was taken out leave the vocabulary at once. bleve's
// segments keep their places, unseen, until it merges them: to erase a text
// for good, throw the folder away and make the index anew.
type Index struct {
	dir, project string
	ready        chan struct{}      // closed when the folder is open, or nothing in it is of use
	proved       chan struct{}      // closed when every byte of it is read
	ctx          context.Context    // ends with Close
	stop         context.CancelFunc // ends ctx
	unsound      chan struct{}
	texts        shelf

	writing sync.Mutex   // one CatchUp at a time
	lock    *flock.Flock // nil when another keeps the index; under writing
	files   []fileSum    // of the last manifest; under writing
	filed   *vocabulary  // that of the last manifest; under writing

	mu         sync.RWMutex // held for reading while bleve is asked
	engine     bleve.Index  // nil when there is none
	generation string       // folder of engine
	held       []*outline   // what engine holds
	words      *vocabulary  // the words in it, never nil; between a removal and the rest after it some may be gone
	snap       *snapshot    // nil when nothing sound can be asked
	resting    *manifest    // of what snap reads; nil while the index is written
	seen       manifestSeen // which manifest resting was, for one that follows
	closed     bool
	failed     atomic.Bool  // engine can't be trusted any more
	doubted    atomic.Bool  // and that is because a file is not what it was: reading all of it tells
	distrusted atomic.Int32 // how often it was not
}

// mostRebuilds is how often a session makes the index anew because it could
// not be trusted. After that the fault is elsewhere, and texts are read.
const mostRebuilds = 3

// OpenIndex opens or makes the index in the folder dir, for the project with
// that id. A damaged, foreign or outdated index is thrown away, and made anew
// by CatchUp. One that another holds gives ErrIndexBusy at once; FollowIndex
// reads it. It returns before the folder is proved; Search waits for that.
func OpenIndex(dir, project string) (*Index, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("index folder: %w", err)
	}
	ix, err := newIndex(dir, project)
	if err != nil {
		return nil, err
	}
	if err := ix.take(); err != nil {
		return nil, err
	}
	go ix.open()
	return ix, nil
}

func newIndex(dir, project string) (*Index, error) {
	if err := prepare(); err != nil {
		return nil, fmt.Errorf("analyzer: %w", err)
	}
	ix := &Index{
		dir: dir, project: project, ready: make(chan struct{}), proved: make(chan struct{}), unsound: make(chan struct{}, 1), words: &vocabulary{},
	}
	ix.ctx, ix.stop = context.WithCancel(context.Background())
	return ix, nil
}

// take locks the folder; ErrIndexBusy when another has it.
func (ix *Index) take() error {
	lock := flock.New(filepath.Join(ix.dir, lockName), flock.SetPermissions(0o600))
	free, err := lock.TryLock()
	if err != nil {
		return fmt.Errorf("index lock: %w", err)
	}
	if !free {
		return ErrIndexBusy
	}
	ix.lock = lock
	return nil
}

// open proves the folder and opens it; without proof it empties it.
func (ix *Index) open() {
	ix.writing.Lock()
	defer ix.writing.Unlock()
	defer close(ix.proved)
	read, err := ix.load()
	if err != nil {
		ix.discard()
	}
	ix.clean()
	close(ix.ready)
	if err == nil {
		read()
	}
}

// load opens what the manifest of the folder proves. When the system does not
// vouch for the segments all of them are read first; when it does, read does
// that afterwards.
func (ix *Index) load() (read func(), err error) {
	seen := seeManifest(ix.dir)
	m, err := readManifest(ix.dir, ix.project)
	if err != nil {
		return nil, err
	}
	untouched := m.untouched(ix.dir)
	if !untouched {
		if err := ix.vouch(&m); err != nil {
			return nil, err
		}
	}
	l := loading{dir: ix.dir, manifest: m, follows: ix.lock == nil}
	if err := l.load(); err != nil {
		return nil, err
	}
	ix.files, ix.filed = m.Files, l.words
	ix.failed.Store(false)
	ix.swap(l.engine, l.snap, &m)
	ix.mu.Lock()
	defer ix.mu.Unlock()
	ix.generation, ix.held, ix.words, ix.seen = m.Generation, l.held, l.words, seen
	return func() {
		if !untouched {
			return
		}
		if err := m.prove(ix.ctx, ix.dir, fileSum.isSegment); err != nil && ix.ctx.Err() == nil {
			ix.distrust()
		}
	}, nil
}

// vouch reads every segment, and notes when it was last written to, so that
// the next opening need not wait for that.
func (ix *Index) vouch(m *manifest) error {
	if ix.lock != nil {
		_ = os.Chmod(filepath.Join(ix.dir, outlinesName), 0o600) // its time is when the reading began
	}
	for i, f := range m.Files {
		if !f.isSegment() {
			continue
		}
		got, err := sumFile(ix.ctx, ix.dir, f.Name)
		if err != nil {
			return err
		}
		if got.Size != f.Size || got.CRC != f.CRC {
			return fmt.Errorf("%w: %s", errChanged, f.Name)
		}
		m.Files[i].Written = got.Written
	}
	if ix.lock != nil {
		_ = m.write(ix.dir) // only so that the next opening is quicker
	}
	return nil
}

// swap lets searches ask another snapshot, of another engine; not when the
// index was found unsound meanwhile.
func (ix *Index) swap(engine bleve.Index, snap *snapshot, m *manifest) bool {
	ix.mu.Lock()
	trusted := snap == nil || !ix.failed.Load()
	if !trusted {
		snap.close()
		snap, m = nil, nil
	}
	oldEngine, oldSnap := ix.engine, ix.snap
	ix.engine, ix.snap, ix.resting = engine, snap, m
	ix.mu.Unlock()
	oldSnap.close()
	if oldEngine != engine {
		closeEngine(oldEngine)
	}
	return trusted
}

// discard throws the index away. The next CatchUp makes a new one, in a new
// folder: an open file can't be deleted everywhere.
func (ix *Index) discard() {
	if ix.lock != nil {
		_ = os.Remove(filepath.Join(ix.dir, manifestName)) // if it stays, it proves nothing that is left
	}
	ix.swap(nil, nil, nil)
	ix.mu.Lock()
	defer ix.mu.Unlock()
	ix.held, ix.files, ix.generation = nil, nil, ""
	ix.words, ix.filed = &vocabulary{}, nil
	ix.failed.Store(false)
}

// clean removes what is not of this generation. What can't be removed now is
// removed at the next opening.
func (ix *Index) clean() {
	if ix.lock == nil {
		return
	}
	entries, err := os.ReadDir(ix.dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		switch e.Name() {
		case lockName, ix.generation:
		case manifestName, outlinesName, wordsName, rowsName:
			if ix.generation == "" || e.IsDir() {
				_ = os.RemoveAll(filepath.Join(ix.dir, e.Name()))
			}
		default:
			_ = os.RemoveAll(filepath.Join(ix.dir, e.Name()))
		}
	}
}

// settle waits until the index is open and all of it is read: what a failing
// disk changed shows in a short list too, as hits that are missing. An index
// whose files are touched behind its back is not asked.
func (ix *Index) settle(ctx context.Context) error {
	select {
	case <-ix.proved:
	case <-ctx.Done():
		return ctx.Err()
	}
	ix.renew()
	ix.mu.RLock()
	touched := ix.resting != nil && ix.resting.touched(ix.dir)
	ix.mu.RUnlock()
	if touched {
		ix.doubted.Store(true)
		ix.distrust()
	}
	return nil
}

// distrust lets nobody ask the index again. The next CatchUp makes a new one;
// Unsound asks for it.
func (ix *Index) distrust() {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	ix.failed.Store(true)
	ix.snap.close()
	ix.snap, ix.resting = nil, nil
	if ix.distrusted.Add(1) <= mostRebuilds {
		select {
		case ix.unsound <- struct{}{}:
		default:
		}
	}
}

// Unsound gives a value when the index turned out not to be sound: the next
// CatchUp makes a new one. Searches are right without it, and slower.
func (ix *Index) Unsound() <-chan struct{} { return ix.unsound }

// Close ends a CatchUp under way and lets go of the folder. What is indexed by
// then is kept.
func (ix *Index) Close() error {
	ix.stop()
	<-ix.proved
	ix.writing.Lock()
	defer ix.writing.Unlock()
	ix.mu.Lock()
	closed := ix.closed
	ix.closed = true
	ix.mu.Unlock()
	if closed {
		return nil
	}
	ix.swap(nil, nil, nil)
	if ix.lock == nil {
		return nil
	}
	if err := ix.lock.Unlock(); err != nil {
		return fmt.Errorf("index lock: %w", err)
	}
	return nil
}
