package cli

import (
	"context"

	"veldwerk/codebook"
	"veldwerk/exchange"
	"veldwerk/search"
	"veldwerk/transcript"
	"veldwerk/workspace"
)

func exportFragments(ctx context.Context, w *workspace.Workspace, a exportAsk, q search.Query) (exchange.Table, error) {
	found, err := w.Fragments(ctx, q)
	if err != nil {
		return exchange.Table{}, err
	}
	attributes, err := attributeNames(ctx, w)
	if err != nil {
		return exchange.Table{}, err
	}
	o := exchange.FragmentOptions{Project: w.Project.Info().Name, Columns: exchange.Selection(a.columns), Attributes: attributes}
	if a.wide {
		o.Columns = exchange.Wide
	}
	return exchange.Fragments(found, o), nil
}

func exportTurns(ctx context.Context, w *workspace.Workspace, _ exportAsk, _ search.Query) (exchange.Table, error) {
	materials, err := w.Materials(ctx)
	if err != nil {
		return exchange.Table{}, err
	}
	attributes, err := attributeNames(ctx, w)
	return exchange.Turns(materials, attributes), err
}

func exportCodebook(ctx context.Context, w *workspace.Workspace, _ exportAsk, _ search.Query) (exchange.Table, error) {
	book, err := w.Codebook(ctx)
	if err != nil {
		return exchange.Table{}, err
	}
	counts, err := w.Project.Codings.CountByCode(ctx)
	return exchange.Codebook(book.Tree, book.Themes, counts), err
}

func exportThemes(ctx context.Context, w *workspace.Workspace, _ exportAsk, _ search.Query) (exchange.Table, error) {
	book, err := w.Codebook(ctx)
	if err != nil {
		return exchange.Table{}, err
	}
	return exchange.Themes(book.Themes, book.Tree), nil
}

func exportDocuments(ctx context.Context, w *workspace.Workspace, _ exportAsk, _ search.Query) (exchange.Table, error) {
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
	attributes, err := attributeNames(ctx, w)
	return exchange.Documents(rows, attributes), err
}

func exportCases(ctx context.Context, w *workspace.Workspace, _ exportAsk, _ search.Query) (exchange.Table, error) {
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

func exportMemos(ctx context.Context, w *workspace.Workspace, _ exportAsk, _ search.Query) (exchange.Table, error) {
	memos, err := w.Project.Memos.List(ctx)
	if err != nil {
		return exchange.Table{}, err
	}
	coders, err := coderNames(ctx, w)
	if err != nil {
		return exchange.Table{}, err
	}
	names, err := refNames(ctx, w)
	if err != nil {
		return exchange.Table{}, err
	}
	quotes, err := quotes(ctx, w, memos)
	if err != nil {
		return exchange.Table{}, err
	}
	rows := make([]exchange.MemoRow, 0, len(memos))
	for _, m := range memos {
		row := exchange.MemoRow{Memo: m, Coder: coders[m.Coder], About: names[refID(m.About)], Text: quotes[m.ID]}
		if !m.About.Document.IsZero() {
			row.Document = names[m.About.Document.String()]
		}
		rows = append(rows, row)
	}
	return exchange.Memos(rows), nil
}

// quotes gives the text under the memos that are about a span.
func quotes(ctx context.Context, w *workspace.Workspace, memos []codebook.Memo) (map[codebook.MemoID]string, error) {
	out := map[codebook.MemoID]string{}
	for _, m := range memos {
		if m.About.Kind != codebook.RefSpan {
			continue
		}
		doc, err := w.Document(ctx, m.About.Document)
		if err != nil {
			return nil, err
		}
		out[m.ID] = doc.Text.Slice(m.About.Span)
	}
	return out, nil
}

func exportChanges(ctx context.Context, w *workspace.Workspace, _ exportAsk, _ search.Query) (exchange.Table, error) {
	all, err := w.Project.Changes.All(ctx)
	if err != nil {
		return exchange.Table{}, err
	}
	names, err := coderNames(ctx, w)
	if err != nil {
		return exchange.Table{}, err
	}
	rows := make([]exchange.ChangeRow, 0, len(all))
	for _, c := range all {
		rows = append(rows, exchange.ChangeRow{
			Device: c.Device, Seq: c.Seq, Step: c.Step, Coder: names[c.Coder], At: c.At, Act: c.Act,
			Table: c.Table, Row: c.Row, Before: c.Before, After: c.After, Hash: c.Hash,
		})
	}
	return exchange.Changes(rows), nil
}
