package workspace

import (
	"context"

	"veldwerk/codebook"
	"veldwerk/search"
	"veldwerk/transcript"
)

// Search answers a query over the texts and the facts of the project.
func (w *Workspace) Search(ctx context.Context, q search.Query, limit int) (search.Result, error) {
	started := w.env.Now()
	o := search.Options{Limit: limit}
	var r search.Result
	var err error
	if ix := w.engine(); ix != nil {
		r, err = ix.Search(ctx, q, w.facts, o)
	} else {
		r, err = search.Scan(ctx, q, w.facts, o)
	}
	r.Took = w.env.Now().Sub(started)
	return r, err
}

// Expand lists the forms that each word of a query stands for.
func (w *Workspace) Expand(ctx context.Context, q search.Query) ([]search.Expansion, error) {
	if ix := w.engine(); ix != nil {
		return ix.Expand(ctx, q, w.facts)
	}
	return search.Expand(ctx, q, w.facts)
}

func (w *Workspace) engine() *search.Index {
	if w.index == nil {
		return nil
	}
	return w.index.engine()
}

// Document gives a document with its text; it is shared, do not change it.
func (w *Workspace) Document(ctx context.Context, id transcript.DocumentID) (*transcript.Document, error) {
	return w.facts.Document(ctx, id)
}

// Documents lists what a query knows of the documents, by title.
func (w *Workspace) Documents(ctx context.Context) ([]search.DocumentFacts, error) {
	return w.facts.Documents(ctx)
}

// Codebook gives the tree, themes and coders.
func (w *Workspace) Codebook(ctx context.Context) (search.Codebook, error) {
	return w.facts.Codebook(ctx)
}

// Codings of a document, by start.
func (w *Workspace) Codings(ctx context.Context, id transcript.DocumentID) ([]codebook.Coding, error) {
	return w.facts.Codings(ctx, id)
}

// Fragments lists the coded fragments that answer the query, in the order of
// the fragments CSV; an empty query gives all.
func (w *Workspace) Fragments(ctx context.Context, q search.Query) ([]codebook.Fragment, error) {
	var out []codebook.Fragment
	err := w.eachMaterial(ctx, true, func(m codebook.Material) error {
		if !q.IsEmpty() {
			var err error
			if m.Codings, err = search.Fragments(ctx, q, w.facts, m.Document.ID); err != nil {
				return err
			}
		}
		if len(m.Codings) > 0 {
			out = append(out, codebook.Assemble(m)...)
		}
		return nil
	})
	codebook.SortFragments(out)
	return out, err
}

// eachMaterial visits the documents by title; coded leaves out, unread, those
// without codings.
func (w *Workspace) eachMaterial(ctx context.Context, coded bool, visit func(codebook.Material) error) error {
	docs, err := w.facts.Documents(ctx)
	if err != nil {
		return err
	}
	book, err := w.facts.Codebook(ctx)
	if err != nil {
		return err
	}
	speakerCases, err := readSpeakerCases(ctx, w.Project)
	if err != nil {
		return err
	}
	for _, d := range docs {
		all, err := w.facts.Codings(ctx, d.ID)
		if err != nil {
			return err
		}
		if coded && len(all) == 0 {
			continue
		}
		text, err := w.facts.Document(ctx, d.ID)
		if err != nil {
			return err
		}
		if err := visit(codebook.Material{
			Document: text, Codings: all, All: all, Tree: book.Tree, Coders: book.Coders,
			Case: d.Case, Attributes: d.Attributes, Speakers: d.Speakers, SpeakerCases: speakerCases[d.ID], DocumentHash: d.TextHash,
		}); err != nil {
			return err
		}
	}
	return nil
}
