package workspace

import (
	"context"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// Names are the names that people know things by.
type Names struct {
	coders map[codebook.CoderID]string
	cases  map[transcript.CaseID]string
	others map[string]string // titles, paths and names by id
}

// Names reads the names of coders, cases, documents, codes and themes.
func (w *Workspace) Names(ctx context.Context) (Names, error) {
	n := Names{coders: map[codebook.CoderID]string{}, cases: map[transcript.CaseID]string{}, others: map[string]string{}}
	docs, err := w.facts.Documents(ctx)
	if err != nil {
		return n, err
	}
	for _, d := range docs {
		n.others[d.ID.String()] = d.Title
	}
	book, err := w.facts.Codebook(ctx)
	if err != nil {
		return n, err
	}
	for _, c := range book.Coders {
		n.coders[c.ID] = c.Name
	}
	for _, c := range book.Tree.Codes() {
		n.others[c.ID.String()] = book.Tree.Path(c.ID)
	}
	for _, t := range book.Themes {
		n.others[t.ID.String()] = t.Name
	}
	cases, err := w.Project.Cases.List(ctx)
	for _, c := range cases {
		n.cases[c.ID] = c.Name
	}
	return n, err
}

// Coder is a coder's name.
func (n Names) Coder(id codebook.CoderID) string { return n.coders[id] }

// Case is a case's name, "" for none.
func (n Names) Case(id transcript.CaseID) string { return n.cases[id] }

// Document is a document's title, "" for none.
func (n Names) Document(id transcript.DocumentID) string { return n.others[id.String()] }

// About gives the id of what a memo is about and its title, path or name; both
// are empty for the project. A coding has an id and no name.
func (n Names) About(r codebook.Ref) (id, name string) {
	switch r.Kind {
	case codebook.RefDocument, codebook.RefSpan:
		id = r.Document.String()
	case codebook.RefCode:
		id = r.Code.String()
	case codebook.RefTheme:
		id = r.Theme.String()
	case codebook.RefCase:
		return r.Case.String(), n.cases[r.Case]
	case codebook.RefCoding:
		return r.Coding.String(), ""
	case codebook.RefProject:
		return "", ""
	}
	return id, n.others[id]
}
