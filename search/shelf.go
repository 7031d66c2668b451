package search

import (
	"context"
	"slices"
	"sync"

	"veldwerk/transcript"
)

// shelfBytes is how much text is kept at hand.
const shelfBytes = 16 << 20

// shelf keeps the documents that searches looked into last, so that the hits
// of a query being typed are not read anew with every letter.
type shelf struct {
	mu    sync.Mutex
	held  []shelved // oldest first
	bytes int
}

type shelved struct {
	id    transcript.DocumentID
	hash  string
	stamp string
	doc   *transcript.Document
}

// document gives the text with that hash, from the shelf or the project.
func (s *shelf) document(ctx context.Context, facts Facts, d *DocumentFacts) (*transcript.Document, error) {
	s.mu.Lock()
	i := slices.IndexFunc(s.held, func(x shelved) bool { return x.id == d.ID && x.hash == d.TextHash && x.stamp == d.Stamp })
	if i >= 0 {
		x := s.held[i]
		s.held = append(slices.Delete(s.held, i, i+1), x)
		s.mu.Unlock()
		return x.doc, nil
	}
	s.mu.Unlock()
	doc, err := facts.Document(ctx, d.ID)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = append(s.held, shelved{id: d.ID, hash: d.TextHash, stamp: d.Stamp, doc: doc})
	s.bytes += len(doc.Text.String())
	for s.bytes > shelfBytes && len(s.held) > 0 {
		s.bytes -= len(s.held[0].doc.Text.String())
		s.held = slices.Delete(s.held, 0, 1)
	}
	return doc, nil
}
