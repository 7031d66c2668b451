package search

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"path/filepath"
	"runtime/debug"
	"sync"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/registry"
	index "github.com/blevesearch/bleve_index_api"

	"veldwerk/transcript"
)

// What bleve knows of us: one analyzer, one field, one internal value.
const (
	analyzerName = "veldwerk"
	wordField    = "t"
)

var generationKey = []byte("generation")

// errUnsound says that bleve could not be trusted: it failed, panicked, or
// gave what the text does not hold.
var errUnsound = errors.New("unsound index")

// prepare tells bleve of our analyzer and keeps it quiet: scorch writes to the
// standard log, which would draw over the screens. veldwerk does not use it.
var prepare = sync.OnceValue(func() error {
	log.SetOutput(io.Discard)
	return registry.RegisterAnalyzer(analyzerName, func(map[string]any, *registry.Cache) (analysis.Analyzer, error) {
		return analyzer{}, nil
	})
})

// analyzer hands our tokens to bleve. Start and End are code points of the
// turn, not bytes: so a hit needs no text to know its span.
type analyzer struct{}

func (analyzer) Analyze(text []byte) analysis.TokenStream {
	s := string(text)
	found := tokens(s)
	stream := make(analysis.TokenStream, len(found))
	backing := make([]analysis.Token, len(found))
	count := runeCounter{s: s}
	for i, tok := range found {
		backing[i] = analysis.Token{
			Term: []byte(tok.term), Position: i + 1, Start: count.at(tok.lo), End: count.at(tok.hi), Type: analysis.AlphaNumeric,
		}
		stream[i] = &backing[i]
	}
	return stream
}

// runeCounter converts bytes to code points, fast when they mostly ascend.
type runeCounter struct {
	s     string
	bytes int
	runes int
}

func (c *runeCounter) at(b int) int {
	if b < c.bytes {
		c.bytes, c.runes = 0, 0
	}
	c.runes += utf8.RuneCountInString(c.s[c.bytes:b])
	c.bytes = b
	return c.runes
}

// newMapping is static: one field, with the places of each word, nothing
// stored, no catch-all field.
func newMapping() mapping.IndexMapping {
	words := bleve.NewTextFieldMapping()
	words.Analyzer = analyzerName
	words.Store, words.DocValues, words.IncludeInAll = false, false, false
	words.Index, words.IncludeTermVectors = true, true
	turn := bleve.NewDocumentStaticMapping()
	turn.AddFieldMappingsAt(wordField, words)
	turn.AddSubDocumentMapping("_all", bleve.NewDocumentDisabledMapping())
	m := bleve.NewIndexMapping()
	m.DefaultMapping = turn
	m.DefaultAnalyzer = analyzerName
	m.StoreDynamic, m.IndexDynamic, m.DocValuesDynamic = false, false, false
	return m
}

// guard calls bleve: what it panics with, or a page that can't be read, is an
// error.
func guard(f func() error) (err error) {
	faults := debug.SetPanicOnFault(true)
	defer func() {
		debug.SetPanicOnFault(faults)
		if cause := recover(); cause != nil {
			// What was thrown may quote the words of an index; its type does not.
			err = fmt.Errorf("%w: %T", errUnsound, cause)
		}
	}()
	if err = f(); err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
		err = fmt.Errorf("%w: %w", errUnsound, err)
	}
	return err
}

// createEngine makes an empty index in a new folder.
func createEngine(path, generation string) (engine bleve.Index, err error) {
	err = guard(func() error {
		engine, err = bleve.NewUsing(path, newMapping(), scorch.Name, scorch.Name, map[string]any{"bolt_timeout": "200ms"})
		if err != nil {
			return err
		}
		return engine.SetInternal(generationKey, []byte(generation))
	})
	return engine, err
}

// openEngine opens an index that stands. For reading only it leaves every file
// as it is.
func openEngine(path, generation string, readOnly bool) (engine bleve.Index, err error) {
	err = guard(func() error {
		engine, err = bleve.OpenUsing(path, map[string]any{"read_only": readOnly, "bolt_timeout": "200ms"})
		if err != nil {
			return err
		}
		if got, err := engine.GetInternal(generationKey); err != nil || string(got) != generation {
			return fmt.Errorf("generation %q, want %q: %w", got, generation, err)
		}
		return nil
	})
	if err != nil {
		closeEngine(engine)
		return nil, err
	}
	return engine, nil
}

func closeEngine(engine bleve.Index) {
	if engine != nil {
		_ = guard(engine.Close) // nothing can be done about it: what counts is proved when it is opened
	}
}

// mostSegments is how many pieces an index may lie in: each costs every
// search a look.
const mostSegments = 12

// restOptions say what is merged when an index comes to rest: pieces of less
// than ten batches, when there are more than some five of them. Larger ones
// stay as they are, for merging costs what they hold.
var restOptions = mergeplan.MergePlanOptions{
	MaxSegmentsPerTier: 3, SegmentsPerMergeTask: 10, TierGrowth: 10,
	FloorSegmentSize: batchTurns, MaxSegmentSize: 20 * batchTurns, ReclaimDeletesWeight: 2,
}

// mergeEngine lets an index of many pieces merge its small ones, as it would in
// time if it were left open.
func mergeEngine(ctx context.Context, engine bleve.Index) (merged bool, err error) {
	err = guard(func() error {
		advanced, err := engine.Advanced()
		if err != nil {
			return err
		}
		s, ok := advanced.(*scorch.Scorch)
		if !ok || segmentCount(s) <= mostSegments {
			return nil
		}
		merged = true
		if err := s.ForceMerge(ctx, &restOptions); err != nil {
			return err
		}
		// What was merged is on disk with the next batch, not before: an index
		// that is closed now would keep its many pieces.
		generation, err := engine.GetInternal(generationKey)
		if err != nil {
			return err
		}
		return engine.SetInternal(generationKey, generation)
	})
	return merged, err
}

// cluttered says that segments lie in the folder of an index that are merged
// away. bleve removes them in time, but not when it is closed before.
func cluttered(path string, engine bleve.Index) bool {
	files, err := filepath.Glob(filepath.Join(path, "store", "*.zap"))
	if err != nil {
		return false
	}
	more := false
	err = guard(func() error {
		advanced, err := engine.Advanced()
		if s, ok := advanced.(*scorch.Scorch); err == nil && ok {
			more = len(files) > segmentCount(s)
		}
		return err
	})
	return err == nil && more
}

func segmentCount(s *scorch.Scorch) int {
	if n, ok := s.StatsMap()["num_root_filesegments"].(uint64); ok {
		return int(n)
	}
	return 0
}

// turnID names a turn in the index: 16 bytes of the document, 4 of the turn's
// place in it, so that ids sort in document order.
func turnID(id transcript.DocumentID, ordinal int) string {
	b := make([]byte, 0, 20)
	b = append(b, id[:]...)
	b = append(b, byte(ordinal>>24), byte(ordinal>>16), byte(ordinal>>8), byte(ordinal))
	return string(b)
}

func splitTurnID(id string) (doc transcript.DocumentID, ordinal int, ok bool) {
	if len(id) != 20 {
		return doc, 0, false
	}
	copy(doc[:], id)
	return doc, int(id[16])<<24 | int(id[17])<<16 | int(id[18])<<8 | int(id[19]), true
}

// readerOf opens what the index holds at this moment.
func readerOf(engine bleve.Index) (reader index.IndexReader, err error) {
	err = guard(func() error {
		advanced, err := engine.Advanced()
		if err != nil {
			return err
		}
		reader, err = advanced.Reader()
		return err
	})
	return reader, err
}
