package search

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2"

	"veldwerk/transcript"
)

// A batch is written when it holds this many turns or bytes of text; that, and
// the number of batches under way, bounds the memory of a build.
const (
	batchTurns = 2000
	batchBytes = 2 << 20
	batchesNow = 2
)

// While an index is built, searches are let see what is new when it is this
// part of what they see already.
const refreshShare = 10

// CatchUp makes the index equal to the documents: it adds, replaces and
// removes what differs by TextHash or Stamp. What it has written can be searched at
// once. progress may be nil; it counts the documents that differ and may be
// called from another goroutine, never from two at a time. A CatchUp that is
// cancelled keeps what it has written.
func (ix *Index) CatchUp(ctx context.Context, f Facts, progress func(done, total int)) error {
	select {
	case <-ix.ready:
	case <-ctx.Done():
		return ctx.Err()
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(ix.ctx, cancel)()
	ix.writing.Lock()
	defer ix.writing.Unlock()
	if err := ix.ctx.Err(); err != nil { // closed
		return err
	}
	if ix.lock == nil {
		if over, err := ix.follow(ctx, f); !over {
			return err
		}
	}
	for attempt := 0; ; attempt++ {
		err := ix.catchUp(ctx, f, progress)
		if !errors.Is(err, errUnsound) {
			return err
		}
		ix.discard()
		if attempt > 0 { // a new index fails too: the disk, not the index
			return err
		}
	}
}

// mend throws away an index that can't be trusted. One of which a file was
// touched is kept if it is found as it was.
func (ix *Index) mend() {
	if !ix.failed.Load() {
		return
	}
	if ix.doubted.Swap(false) {
		if read, err := ix.load(); err == nil {
			read()
		}
	}
	if ix.failed.Load() {
		ix.discard()
	}
}

// catchUp writes until nothing differs: a document that changed while it was
// read is read again.
func (ix *Index) catchUp(ctx context.Context, f Facts, progress func(done, total int)) (err error) {
	ix.mend()
	var w *writer
	defer func() {
		if w != nil {
			err = errors.Join(err, w.finish(ctx))
		}
	}()
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		documents, err := f.Documents(ctx)
		if err != nil {
			return fmt.Errorf("documents: %w", err)
		}
		changed, gone := ix.differences(documents)
		if len(changed)+len(gone) == 0 {
			return nil
		}
		if w == nil {
			if w, err = ix.write(); err != nil {
				return err
			}
		}
		if err := w.bring(ctx, f, changed, gone, progress); err != nil {
			return err
		}
	}
}

// differences lists the documents to write and those to take out.
func (ix *Index) differences(documents []DocumentFacts) (changed []*DocumentFacts, gone []*outline) {
	held := make(map[transcript.DocumentID]*outline, len(ix.held))
	for _, o := range ix.held {
		held[o.id] = o
	}
	for i := range documents {
		d := &documents[i]
		if o := held[d.ID]; o == nil || !o.is(d) {
			changed = append(changed, d)
		}
		delete(held, d.ID)
	}
	for _, o := range ix.held {
		if held[o.id] != nil {
			gone = append(gone, o)
		}
	}
	return changed, gone
}

// writer is the index while it is written.
type writer struct {
	ix       *Index
	engine   bleve.Index
	mu       sync.Mutex // acknowledging
	done     int
	total    int
	progress func(done, total int)
	loses    bool                          // words that no other document may have
	former   *snapshot                     // the last that searches were let see
	fresh    int                           // turns written since
	underway map[transcript.DocumentID]int // by batches that are not acknowledged
}

// write opens the index for writing, or makes one. From here to finish the
// folder has no manifest. What is held by now is searched as before.
func (ix *Index) write() (*writer, error) {
	if err := os.MkdirAll(ix.dir, 0o700); err != nil {
		return nil, fmt.Errorf("index folder: %w", err)
	}
	if err := os.Remove(filepath.Join(ix.dir, manifestName)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("index folder: %w", err)
	}
	ix.mu.Lock()
	defer ix.mu.Unlock()
	ix.resting = nil
	closeEngine(ix.engine) // it is locked against writers; the snapshot has its files open
	ix.engine = nil
	var err error
	if ix.generation == "" {
		ix.generation = ix.nextGeneration()
		ix.held = nil
		ix.engine, err = createEngine(filepath.Join(ix.dir, ix.generation), ix.generation)
	} else {
		ix.engine, err = openEngine(filepath.Join(ix.dir, ix.generation), ix.generation, false)
	}
	if err != nil {
		return nil, err
	}
	return &writer{ix: ix, engine: ix.engine, former: ix.snap, underway: map[transcript.DocumentID]int{}}, nil
}

func (ix *Index) nextGeneration() string {
	for n := 1; ; n++ {
		name := "words-" + strconv.Itoa(n)
		if _, err := os.Lstat(filepath.Join(ix.dir, name)); errors.Is(err, os.ErrNotExist) {
			return name
		}
	}
}

// refresh lets searches see what is written by now; w.mu is held. A document
// of a batch under way may be half written, or written and not yet held: it is
// scanned until its batch is acknowledged.
// What is little beside the rest waits for more, and is scanned until then.
func (w *writer) refresh(held []*outline, words *vocabulary, turns int) error {
	w.ix.mu.Lock()
	w.ix.held, w.ix.words = held, words
	w.ix.mu.Unlock()
	if w.ix.failed.Load() {
		return errUnsound
	}
	w.fresh += turns
	if w.former != nil && w.fresh*refreshShare < w.former.turns {
		return nil
	}
	w.fresh = 0
	reader, err := readerOf(w.engine)
	if err != nil {
		return err
	}
	whole := make([]*outline, 0, len(held))
	for _, o := range held {
		if w.underway[o.id] == 0 {
			whole = append(whole, o)
		}
	}
	snap := newSnapshot(reader, whole, words)
	if err := snap.count(w.former, false); err != nil {
		snap.close()
		return err
	}
	w.former = snap
	if !w.ix.swap(w.engine, snap, nil) {
		return errUnsound
	}
	return nil
}

// bring writes the differences, with batchesNow batches under way at a time.
func (w *writer) bring(ctx context.Context, f Facts, changed []*DocumentFacts, gone []*outline, progress func(done, total int)) error {
	w.done, w.total, w.progress = 0, len(changed)+len(gone), progress
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	deliveries := make(chan *delivery)
	var workers sync.WaitGroup
	for range batchesNow {
		workers.Go(func() {
			for d := range deliveries {
				if err := w.deliver(d); err != nil {
					cancel(err)
				}
			}
		})
	}
	err := w.load(ctx, f, changed, gone, deliveries)
	close(deliveries)
	workers.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// load reads documents and hands them on in batches.
func (w *writer) load(ctx context.Context, f Facts, changed []*DocumentFacts, gone []*outline, deliveries chan<- *delivery) error {
	former := make(map[transcript.DocumentID]*outline, len(w.ix.held))
	w.mu.Lock()
	for _, o := range w.ix.held {
		former[o.id] = o
	}
	w.mu.Unlock()
	d := w.delivery()
	pass := func(force bool) error {
		if d.turns == 0 && len(d.brung)+len(d.gone) == 0 || !force && d.turns < batchTurns && d.bytes < batchBytes {
			return nil
		}
		select {
		case deliveries <- d:
		case <-ctx.Done():
			return ctx.Err()
		}
		d = w.delivery()
		return nil
	}
	for _, o := range gone {
		d.remove(o, 0)
		d.gone = append(d.gone, o)
		if err := pass(false); err != nil {
			return err
		}
	}
	for _, facts := range changed {
		if err := ctx.Err(); err != nil {
			return err
		}
		doc, err := f.Document(ctx, facts.ID)
		if errors.Is(err, os.ErrNotExist) {
			continue // removed since it was listed
		}
		if err != nil {
			return errors.Join(fmt.Errorf("document %s: %w", facts.ID, err), pass(true))
		}
		o := outlineOf(facts, doc)
		if err := d.add(o, doc, former[facts.ID]); err != nil {
			return err
		}
		w.mu.Lock()
		words := w.ix.words
		w.mu.Unlock()
		d.meet(o, doc, words)
		if err := pass(false); err != nil {
			return err
		}
	}
	return pass(true)
}

// deliver writes a batch and lets searches see it.
func (w *writer) deliver(d *delivery) error {
	fresh := make([]newcomer, 0, len(d.words))
	for term := range d.words {
		fresh = append(fresh, newcomer{term, kinOf(term, true)})
	}
	settled := map[transcript.DocumentID]bool{}
	w.mu.Lock()
	for _, o := range slices.Concat(d.brung, d.gone) {
		settled[o.id] = true
		w.underway[o.id]++
	}
	w.mu.Unlock()
	if err := guard(func() error { return w.engine.Batch(d.batch) }); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for id := range settled {
		w.underway[id]--
	}
	held := make([]*outline, 0, len(w.ix.held)+len(d.brung))
	for _, o := range w.ix.held {
		if !settled[o.id] {
			held = append(held, o)
		}
	}
	for _, o := range w.ix.held {
		w.loses = w.loses || settled[o.id] && !slices.ContainsFunc(d.brung, func(b *outline) bool { return b.id == o.id && b.hash == o.hash })
	}
	held = append(held, d.brung...)
	err := w.refresh(held, w.ix.words.with(fresh), d.turns)
	w.done += len(d.brung) + len(d.gone)
	if w.progress != nil && err == nil {
		w.progress(w.done, w.total)
	}
	return err
}

// finish brings the folder to rest: few segments, everything beside them
// written, open for reading.
func (w *writer) finish(ctx context.Context) error {
	ix := w.ix
	if ix.failed.Load() {
		return errUnsound
	}
	merged, err := mergeEngine(ctx, w.engine)
	if err != nil && ctx.Err() == nil {
		return err
	}
	if w.loses {
		if err := w.prune(); err != nil {
			return err
		}
	}
	if err := w.rest(merged); err != nil {
		return fmt.Errorf("%w: %w", errUnsound, err)
	}
	ix.clean()
	return nil
}

// prune takes the words out of the vocabulary that no text has any more: of a
// text that was taken out nothing may be left to be read or suggested. It asks
// for every word, and is not cancelled: half of it would leave some.
func (w *writer) prune() error {
	reader, err := readerOf(w.engine)
	if err != nil {
		return err
	}
	defer func() { _ = guard(reader.Close) }()
	words := w.ix.words
	stands := make([]bool, len(words.terms))
	err = guard(func() error {
		for i, term := range words.terms {
			found, err := reader.TermFieldReader(context.Background(), []byte(term), wordField, false, false, false)
			if err != nil {
				return err
			}
			stands[i] = found.Count() > 0
			if err := found.Close(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	w.ix.mu.Lock()
	defer w.ix.mu.Unlock()
	w.ix.words = words.only(stands)
	return nil
}

// How often to look whether bleve has removed what was merged away, and the
// pause between two looks. What is still there then only takes room.
const (
	clutterLooks = 250
	clutterPause = 4 * time.Millisecond
)

// rest closes the index for writing, writes what belongs beside it, proves it
// and opens it for reading. Searches ask what was written until it is open.
func (w *writer) rest(merged bool) error {
	ix := w.ix
	ix.mu.Lock()
	closeEngine(ix.engine)
	ix.engine = nil
	ix.mu.Unlock()
	path := filepath.Join(ix.dir, ix.generation)
	if merged {
		// Open for writing, bleve removes what was merged away, in its own time:
		// closed at once it leaves as much again as the index is large.
		engine, err := openEngine(path, ix.generation, false)
		if err != nil {
			return err
		}
		for range clutterLooks {
			if !cluttered(path, engine) {
				break
			}
			time.Sleep(clutterPause)
		}
		closeEngine(engine)
	}
	engine, err := openEngine(path, ix.generation, true)
	if err == nil && !merged && cluttered(path, engine) {
		closeEngine(engine)
		return w.rest(true)
	}
	if err != nil {
		return err
	}
	snap, err := w.settled(engine)
	if err != nil {
		closeEngine(engine)
		return err
	}
	m, err := seal(ix.dir, ix.project, ix.generation, ix.files)
	if err != nil {
		snap.close()
		closeEngine(engine)
		return err
	}
	ix.files, ix.filed = m.Files, ix.words
	if !ix.swap(engine, snap, &m) {
		return errUnsound
	}
	return nil
}

// settled counts what the index holds at rest, and writes that beside it.
func (w *writer) settled(engine bleve.Index) (*snapshot, error) {
	ix := w.ix
	reader, err := readerOf(engine)
	if err != nil {
		return nil, err
	}
	snap := newSnapshot(reader, ix.held, ix.words)
	if err = snap.count(w.former, true); err == nil && ix.filed != ix.words {
		err = replaceFile(filepath.Join(ix.dir, wordsName), ix.words.bytes())
	}
	if err == nil {
		err = replaceFile(filepath.Join(ix.dir, rowsName), snap.bytes())
	}
	if err == nil {
		err = replaceFile(filepath.Join(ix.dir, outlinesName), writeOutlines(ix.held))
	}
	if err != nil {
		snap.close()
		return nil, err
	}
	snap.cut()
	return snap, nil
}
