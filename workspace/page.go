package workspace

import (
	"context"

	"veldwerk/codebook"
	"veldwerk/exchange"
	"veldwerk/search"
)

// Page is what HTML exports are made of, without the words around it. With
// coded only the documents that hold fragments which answer the query; else
// all, with all their codings.
func (w *Workspace) Page(ctx context.Context, q search.Query, coded bool) (exchange.Page, error) {
	page := exchange.Page{Project: w.Project.Info().Name}
	book, err := w.Codebook(ctx)
	if err != nil {
		return page, err
	}
	page.Themes = book.Themes
	err = w.eachMaterial(ctx, coded, func(m codebook.Material) error {
		if !q.IsEmpty() {
			var err error
			if m.Codings, err = search.Fragments(ctx, q, w.facts, m.Document.ID); err != nil {
				return err
			}
		}
		if !coded || len(m.Codings) > 0 {
			page.Materials = append(page.Materials, m)
		}
		return nil
	})
	return page, err
}

// companions are the kinds of export all, in the order of its files.
var companions = []string{"fragments", "turns", "codebook", "themes", "documents", "cases", "memos", "changes"}

// Tables are the tables of all kinds, as they stood at one moment: when
// somebody wrote while they were read, they are read once more.
func (w *Workspace) Tables(ctx context.Context) ([]exchange.Table, error) {
	before, err := w.Project.Version(ctx)
	if err != nil {
		return nil, err
	}
	for {
		var out []exchange.Table
		for _, kind := range companions {
			t, err := w.Table(ctx, kind, TableOptions{Columns: exchange.Full})
			if err != nil {
				return nil, err
			}
			out = append(out, t)
		}
		after, err := w.Project.Version(ctx)
		if err != nil || after == before {
			return out, err
		}
		before = after
	}
}

// Manifest is that of a folder of exports of this project, without its files.
func (w *Workspace) Manifest() exchange.Manifest {
	info := w.Project.Info()
	return exchange.Manifest{SchemaVersion: exchange.SchemaVersion, ProjectID: info.ID.String(), Project: info.Name}
}
