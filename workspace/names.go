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
	docs, err := w.facts.Documents(ctx)
	if err != nil {
		return Names{}, err
	}
	book, err := w.facts.Codebook(ctx)
	if err != nil {
		return Names{}, err
	}
	p := codebook.Project{Coders: book.Coders, Themes: book.Themes}
	for _, d := range docs {
		p.Documents = append(p.Documents, codebook.Document{Document: transcript.Document{ID: d.ID, Title: d.Title}})
	}
	p.Cases, err = w.Project.Cases.List(ctx)
	return namesOf(p, book.Tree), err
}

// namesOf gives the names of a project's things; those of codes are the paths
// of the tree.
func namesOf(p codebook.Project, tree *codebook.Tree) Names {
	n := Names{coders: map[codebook.CoderID]string{}, cases: map[transcript.CaseID]string{}, others: map[string]string{}}
	for _, d := range p.Documents {
		n.others[d.ID.String()] = d.Title
	}
	for _, c := range p.Coders {
		n.coders[c.ID] = c.Name
	}
	for _, c := range tree.Codes() {
		n.others[c.ID.String()] = tree.Path(c.ID)
	}
	for _, t := range p.Themes {
		n.others[t.ID.String()] = t.Name
	}
	for _, c := range p.Cases {
		n.cases[c.ID] = c.Name
	}
	return n
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
