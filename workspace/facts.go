package workspace

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"veldwerk/codebook"
	"veldwerk/search"
	"veldwerk/store"
	"veldwerk/transcript"
)

// textBudget bounds the documents that facts keeps in memory, in bytes of text.
const textBudget = 32 << 20

// facts gives search what a query needs of the project. What it read is kept
// until the project's version changes; documents are kept up to textBudget,
// the oldest going first.
type facts struct {
	project *store.Project

	mu        sync.Mutex
	version   int64
	documents []search.DocumentFacts
	codings   map[transcript.DocumentID][]codebook.Coding
	book      *search.Codebook
	stamps    map[transcript.DocumentID]string // change with the document or its speakers
	texts     map[transcript.DocumentID]keptText
	order     []transcript.DocumentID
	size      int
}

// keptText is a document in memory, as it was at its stamp.
type keptText struct {
	doc   *transcript.Document
	stamp string
}

func newFacts(p *store.Project) *facts {
	return &facts{project: p, version: -1, texts: map[transcript.DocumentID]keptText{}}
}

// dropTexts drops all that was read from memory.
func (f *facts) dropTexts() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.version, f.documents, f.codings, f.book = -1, nil, nil, nil
	clear(f.texts)
	f.order, f.size = nil, 0
}

// fresh drops what was read when the project changed since; mu is held.
func (f *facts) fresh(ctx context.Context) error {
	v, err := f.project.Version(ctx)
	if err != nil {
		return err
	}
	if v == f.version {
		return nil
	}
	f.version, f.documents, f.codings, f.book = v, nil, nil, nil
	return nil
}

// Documents implements search.Facts.
func (f *facts) Documents(ctx context.Context) ([]search.DocumentFacts, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.list(ctx)
}

// list reads the documents when the project changed; mu is held.
func (f *facts) list(ctx context.Context) ([]search.DocumentFacts, error) {
	if err := f.fresh(ctx); err != nil {
		return nil, err
	}
	if f.documents == nil {
		docs, stamps, err := readDocumentFacts(ctx, f.project)
		if err != nil {
			return nil, err
		}
		f.documents, f.stamps = docs, stamps
	}
	return f.documents, nil
}

func readDocumentFacts(ctx context.Context, p *store.Project) ([]search.DocumentFacts, map[transcript.DocumentID]string, error) {
	infos, err := p.Documents.List(ctx)
	if err != nil {
		return nil, nil, err
	}
	cases, err := readCases(ctx, p)
	if err != nil {
		return nil, nil, err
	}
	speakers, err := p.Speakers.List(ctx)
	if err != nil {
		return nil, nil, err
	}
	own := map[transcript.DocumentID]map[string]map[string]string{}
	stamps := map[transcript.DocumentID]string{}
	for _, s := range speakers {
		stamps[s.Document] += fmt.Sprintf("%s %s %s %s\n", s.ID, s.Name, s.Role, s.Case)
		if s.Case.IsZero() {
			continue
		}
		if own[s.Document] == nil {
			own[s.Document] = map[string]map[string]string{}
		}
		own[s.Document][s.Name] = cases[s.Case].values
	}
	out := make([]search.DocumentFacts, 0, len(infos))
	for _, d := range infos {
		stamps[d.ID] += fmt.Sprintf("%s %s %d %s", d.Title, d.Language, d.Revision, d.Case)
		c := cases[d.Case]
		out = append(out, search.DocumentFacts{ID: d.ID, Title: d.Title, Language: d.Language, TextHash: d.TextHash, Stamp: stamps[d.ID], Case: c.name, Attributes: c.values, Speakers: own[d.ID]})
	}
	return out, stamps, nil
}

type caseFacts struct {
	name   string
	values map[string]string // by attribute name
}

func readCases(ctx context.Context, p *store.Project) (map[transcript.CaseID]caseFacts, error) {
	attributes, err := p.Attributes.List(ctx)
	if err != nil {
		return nil, err
	}
	names := map[transcript.AttributeID]string{}
	for _, a := range attributes {
		names[a.ID] = a.Name
	}
	list, err := p.Cases.List(ctx)
	if err != nil {
		return nil, err
	}
	out := map[transcript.CaseID]caseFacts{}
	for _, c := range list {
		values := map[string]string{}
		for id, v := range c.Values {
			values[names[id]] = v
		}
		out[c.ID] = caseFacts{name: c.Name, values: values}
	}
	return out, nil
}

// readSpeakerCases gives, per document, the names of the cases that speakers
// have of their own, by speaker name.
func readSpeakerCases(ctx context.Context, p *store.Project) (map[transcript.DocumentID]map[string]string, error) {
	cases, err := readCases(ctx, p)
	if err != nil {
		return nil, err
	}
	speakers, err := p.Speakers.List(ctx)
	if err != nil {
		return nil, err
	}
	out := map[transcript.DocumentID]map[string]string{}
	for _, s := range speakers {
		if s.Case.IsZero() {
			continue
		}
		if out[s.Document] == nil {
			out[s.Document] = map[string]string{}
		}
		out[s.Document][s.Name] = cases[s.Case].name
	}
	return out, nil
}

// Document implements search.Facts.
func (f *facts) Document(ctx context.Context, id transcript.DocumentID) (*transcript.Document, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, err := f.list(ctx); err != nil {
		return nil, err
	}
	kept, ok := f.texts[id]
	if ok && kept.stamp == f.stamps[id] {
		return kept.doc, nil
	}
	if ok {
		f.forget(id)
	}
	d, err := f.project.Documents.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	f.texts[id] = keptText{doc: &d, stamp: f.stamps[id]}
	f.order = append(f.order, id)
	f.size += len(d.Text.String())
	for f.size > textBudget && len(f.order) > 1 {
		f.forget(f.order[0])
	}
	return &d, nil
}

// forget lets go of a text; mu is held.
func (f *facts) forget(id transcript.DocumentID) {
	f.size -= len(f.texts[id].doc.Text.String())
	delete(f.texts, id)
	f.order = slices.DeleteFunc(f.order, func(o transcript.DocumentID) bool { return o == id })
}

// Codings implements search.Facts.
func (f *facts) Codings(ctx context.Context, id transcript.DocumentID) ([]codebook.Coding, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.fresh(ctx); err != nil {
		return nil, err
	}
	if f.codings == nil {
		all, err := f.project.Codings.All(ctx)
		if err != nil {
			return nil, err
		}
		f.codings = map[transcript.DocumentID][]codebook.Coding{}
		for _, c := range all {
			f.codings[c.Document] = append(f.codings[c.Document], c)
		}
	}
	return f.codings[id], nil
}

// Codebook implements search.Facts.
func (f *facts) Codebook(ctx context.Context) (search.Codebook, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.fresh(ctx); err != nil {
		return search.Codebook{}, err
	}
	if f.book != nil {
		return *f.book, nil
	}
	codes, err := f.project.Codes.List(ctx)
	if err != nil {
		return search.Codebook{}, err
	}
	themes, err := f.project.Themes.List(ctx)
	if err != nil {
		return search.Codebook{}, err
	}
	coders, err := f.project.Coders.List(ctx)
	if err != nil {
		return search.Codebook{}, err
	}
	f.book = &search.Codebook{Tree: codebook.NewTree(codes), Themes: themes, Coders: coders}
	return *f.book, nil
}
