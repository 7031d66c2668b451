package workspace

import (
	"context"
	"strings"
	"sync"

	"veldwerk/codebook"
	"veldwerk/search"
	"veldwerk/transcript"
)

// Lens looks at the hits of a search: as a concordance, counted by facet, and
// by the words around them. What it counted it keeps until the project
// changes, so one Lens serves an open project. It is safe for use by several
// goroutines; one counts at a time.
type Lens struct {
	w *Workspace

	mu      sync.Mutex
	version int64 // of the project when the tally was built
	tally   *search.Tally
	texts   string // which texts the words are of
	words   *search.WordList

	alike      sync.Mutex // apart: reading neighbours takes long, and facets do not wait for it
	neighbours *search.Neighbours
	read       *search.WordList // the words that the neighbours were read with
}

// unfinished is no version of a project.
const unfinished = -1

// Lens gives a new lens on the project.
func (w *Workspace) Lens() *Lens { return &Lens{w: w} }

// Order sorts the lines of a concordance; see search.Concordance.Sort.
func (l *Lens) Order(ctx context.Context, c *search.Concordance, by search.Order) ([]int, error) {
	return c.Sort(ctx, l.w.facts, by)
}

// Facets counts hits by document, role, speaker, attributes, codes, themes,
// coders and language.
func (l *Lens) Facets(ctx context.Context, hits []search.Hit) ([]search.Facet, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	version, err := l.w.Project.Version(ctx)
	if err != nil {
		return nil, err
	}
	if l.tally == nil || version != l.version {
		tally, err := search.NewTally(ctx, l.w.facts, l.ask, l.tally)
		if err != nil {
			if tally != nil { // whoever types on stops this often: the next goes on from here
				l.tally, l.version = tally, unfinished
			}
			return nil, err
		}
		l.tally, l.version = tally, version
	}
	return l.tally.Count(hits), nil
}

func (l *Lens) ask(ctx context.Context, q search.Query) (search.Result, error) {
	return l.w.Search(ctx, q, 0)
}

// Words counts the words of all documents.
func (l *Lens) Words(ctx context.Context) (*search.WordList, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	documents, err := l.w.Documents(ctx)
	if err != nil {
		return nil, err
	}
	var texts strings.Builder
	ids := make([]transcript.DocumentID, len(documents))
	for i, d := range documents {
		ids[i] = d.ID
		texts.WriteString(d.ID.String() + d.TextHash + d.Stamp)
	}
	if l.words != nil && l.texts == texts.String() {
		return l.words, nil
	}
	words, err := search.CountWords(ctx, l.w.facts, ids)
	if err != nil {
		return nil, err
	}
	l.words, l.texts = words, texts.String()
	return words, nil
}

// HitWords counts the words of the turns of hits.
func (l *Lens) HitWords(ctx context.Context, hits []search.Hit) (*search.WordList, error) {
	return search.CountHitWords(ctx, l.w.facts, hits)
}

// Collocates lists the words that stand near the matches of hits.
func (l *Lens) Collocates(ctx context.Context, hits []search.Hit, o search.CollocateOptions) ([]search.Collocate, error) {
	words, err := l.Words(ctx)
	if err != nil {
		return nil, err
	}
	return search.Collocates(ctx, l.w.facts, hits, words, o)
}

// Neighbours tells which words are used alike; nil where the texts are too few
// for that (search.NeighboursFrom). Reading all texts takes seconds for millions
// of words: progress is told of it, and is not called when they were read before.
func (l *Lens) Neighbours(ctx context.Context, progress func(done, total int)) (*search.Neighbours, error) {
	words, err := l.Words(ctx)
	if err != nil || words.Tokens < search.NeighboursFrom {
		return nil, err
	}
	l.alike.Lock()
	defer l.alike.Unlock()
	if l.neighbours != nil && l.read == words {
		return l.neighbours, nil
	}
	documents, err := l.w.Documents(ctx)
	if err != nil {
		return nil, err
	}
	ids := make([]transcript.DocumentID, len(documents))
	for i, d := range documents {
		ids[i] = d.ID
	}
	found, err := search.NewNeighbours(ctx, l.w.facts, ids, words, progress)
	if err != nil {
		return nil, err
	}
	l.neighbours, l.read = found, words
	return found, nil
}

// Suggest lists words that a theme's vocabulary may lack.
func (l *Lens) Suggest(ctx context.Context, theme codebook.Theme, o search.SuggestOptions) ([]search.Suggestion, error) {
	words, err := l.Words(ctx)
	if err != nil {
		return nil, err
	}
	return search.Suggest(ctx, l.w.facts, l.ask, theme, words, o)
}
