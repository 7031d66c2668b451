package workspace

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"veldwerk/codebook"
	"veldwerk/exchange"
	"veldwerk/search"
	"veldwerk/transcript"
)

// TableOptions say which fragments, and which of their columns; the other
// kinds have no choice.
type TableOptions struct {
	Columns exchange.Selection
	Query   search.Query // empty: all fragments
}

// tables make the table of each kind of export.
var tables = map[string]func(*Workspace, context.Context, TableOptions) (exchange.Table, error){
	"fragments": (*Workspace).fragmentsTable,
	"turns":     (*Workspace).turnsTable,
	"codebook":  (*Workspace).codebookTable,
	"themes":    (*Workspace).themesTable,
	"documents": (*Workspace).documentsTable,
	"cases":     (*Workspace).casesTable,
	"memos":     (*Workspace).memosTable,
	"changes":   (*Workspace).changesTable,
}

// TableKinds are the kinds that Table knows, by name.
func TableKinds() []string { return slices.Sorted(maps.Keys(tables)) }

// Table makes the table of an export.
func (w *Workspace) Table(ctx context.Context, kind string, o TableOptions) (exchange.Table, error) {
	table, known := tables[kind]
	if !known {
		return exchange.Table{}, fmt.Errorf("no export %q", kind)
	}
	return table(w, ctx, o)
}

func (w *Workspace) fragmentsTable(ctx context.Context, o TableOptions) (exchange.Table, error) {
	found, err := w.Fragments(ctx, o.Query)
	if err != nil {
		return exchange.Table{}, err
	}
	attributes, err := w.attributeNames(ctx)
	return exchange.Fragments(found, exchange.FragmentOptions{Project: w.Project.Info().Name, Columns: o.Columns, Attributes: attributes}), err
}

// attributeNames lists the attributes of the project, so that an export has
// the same columns whatever its rows are.
func (w *Workspace) attributeNames(ctx context.Context) ([]string, error) {
	all, err := w.Project.Attributes.List(ctx)
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(all))
	for _, a := range all {
		names = append(names, a.Name)
	}
	return names, nil
}

func (w *Workspace) turnsTable(ctx context.Context, _ TableOptions) (exchange.Table, error) {
	materials, err := w.Materials(ctx)
	if err != nil {
		return exchange.Table{}, err
	}
	attributes, err := w.attributeNames(ctx)
	return exchange.Turns(materials, attributes), err
}

func (w *Workspace) codebookTable(ctx context.Context, _ TableOptions) (exchange.Table, error) {
	book, err := w.Codebook(ctx)
	if err != nil {
		return exchange.Table{}, err
	}
	counts, err := w.Project.Codings.CountByCode(ctx)
	return exchange.Codebook(book.Tree, book.Themes, counts), err
}

func (w *Workspace) themesTable(ctx context.Context, _ TableOptions) (exchange.Table, error) {
	book, err := w.Codebook(ctx)
	if err != nil {
		return exchange.Table{}, err
	}
	return exchange.Themes(book.Themes, book.Tree), nil
}

func (w *Workspace) documentsTable(ctx context.Context, _ TableOptions) (exchange.Table, error) {
	infos, err := w.Project.Documents.List(ctx)
	if err != nil {
		return exchange.Table{}, err
	}
	facts, err := w.Documents(ctx)
	if err != nil {
		return exchange.Table{}, err
	}
	known := map[transcript.DocumentID]search.DocumentFacts{}
	for _, d := range facts {
		known[d.ID] = d
	}
	rows := make([]exchange.DocumentRow, 0, len(infos))
	for _, d := range infos {
		doc, err := w.Document(ctx, d.ID)
		if err != nil {
			return exchange.Table{}, err
		}
		rows = append(rows, exchange.DocumentRow{Document: doc, SHA256: d.TextHash, Case: known[d.ID].Case, Added: d.Added, Attributes: known[d.ID].Attributes})
	}
	attributes, err := w.attributeNames(ctx)
	return exchange.Documents(rows, attributes), err
}

func (w *Workspace) casesTable(ctx context.Context, _ TableOptions) (exchange.Table, error) {
	cases, err := w.Project.Cases.List(ctx)
	if err != nil {
		return exchange.Table{}, err
	}
	attributes, err := w.Project.Attributes.List(ctx)
	if err != nil {
		return exchange.Table{}, err
	}
	documents, err := w.Project.Documents.List(ctx)
	if err != nil {
		return exchange.Table{}, err
	}
	titles := map[transcript.CaseID][]string{}
	for _, d := range documents {
		titles[d.Case] = append(titles[d.Case], d.Title)
	}
	return exchange.Cases(cases, attributes, titles), nil
}

func (w *Workspace) memosTable(ctx context.Context, _ TableOptions) (exchange.Table, error) {
	memos, err := w.Project.Memos.List(ctx)
	if err != nil {
		return exchange.Table{}, err
	}
	names, err := w.Names(ctx)
	if err != nil {
		return exchange.Table{}, err
	}
	rows := make([]exchange.MemoRow, 0, len(memos))
	for _, m := range memos {
		row := exchange.MemoRow{Memo: m, Coder: names.Coder(m.Coder), Document: names.Document(m.About.Document)}
		_, row.About = names.About(m.About)
		if m.About.Kind == codebook.RefSpan {
			doc, err := w.Document(ctx, m.About.Document)
			if err != nil {
				return exchange.Table{}, err
			}
			row.Text = doc.Text.Slice(m.About.Span)
		}
		rows = append(rows, row)
	}
	return exchange.Memos(rows), nil
}

func (w *Workspace) changesTable(ctx context.Context, _ TableOptions) (exchange.Table, error) {
	all, err := w.Project.Changes.All(ctx)
	if err != nil {
		return exchange.Table{}, err
	}
	names, err := w.Names(ctx)
	if err != nil {
		return exchange.Table{}, err
	}
	rows := make([]exchange.ChangeRow, 0, len(all))
	for _, c := range all {
		rows = append(rows, exchange.ChangeRow{
			Device: c.Device, Seq: c.Seq, Step: c.Step, Coder: names.Coder(c.Coder), At: c.At, Act: c.Act,
			Table: c.Table, Row: c.Row, Before: c.Before, After: c.After, Hash: c.Hash,
		})
	}
	return exchange.Changes(rows), nil
}
