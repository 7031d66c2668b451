package workspace

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"veldwerk/codebook"
	"veldwerk/exchange"
	"veldwerk/search"
	"veldwerk/store"
	"veldwerk/transcript"
)

// TableOptions say which fragments, and which of their columns; the other
// kinds have no choice.
type TableOptions struct {
	Columns exchange.Selection
	Query   search.Query // empty: all fragments
}

// tables make the table of each kind of export.
var tables = map[string]func(*Outgoing, exchange.Selection) exchange.Table{
	"fragments": (*Outgoing).fragmentsTable,
	"turns":     (*Outgoing).turnsTable,
	"codebook":  (*Outgoing).codebookTable,
	"themes":    (*Outgoing).themesTable,
	"documents": (*Outgoing).documentsTable,
	"cases":     (*Outgoing).casesTable,
	"memos":     (*Outgoing).memosTable,
	"changes":   (*Outgoing).changesTable,
}

// TableKinds are the kinds that Table knows, by name.
func TableKinds() []string { return slices.Sorted(maps.Keys(tables)) }

// textsOf are the kinds that need not all texts: those are most of what there
// is to read, and of a damaged file what can't be read.
var textsOf = map[string]store.Texts{
	"codebook": store.NoTexts, "themes": store.NoTexts, "cases": store.NoTexts, "changes": store.NoTexts, "memos": store.TextsMemoed,
}

// Table reads the project and makes the table of an export.
func (w *Workspace) Table(ctx context.Context, kind string, o TableOptions) (exchange.Table, error) {
	out, err := w.Outgoing(ctx, OutgoingOptions{Query: o.Query, Log: kind == "changes", Texts: textsOf[kind]})
	if err != nil {
		return exchange.Table{}, err
	}
	return out.Table(kind, o.Columns)
}

// Table makes the table of a kind; columns are of fragments only.
func (o *Outgoing) Table(kind string, columns exchange.Selection) (exchange.Table, error) {
	table, known := tables[kind]
	if !known {
		return exchange.Table{}, fmt.Errorf("no export %q", kind)
	}
	return table(o, columns), nil
}

// companions are the kinds of export all, in the order of its files.
var companions = []string{"fragments", "turns", "codebook", "themes", "documents", "cases", "memos", "changes"}

// Tables are the tables of all kinds. The log stays out where names were
// replaced: it holds them.
func (o *Outgoing) Tables() []exchange.Table {
	var out []exchange.Table
	for _, kind := range companions {
		if kind != "changes" || !o.Pseudonymised {
			out = append(out, tables[kind](o, exchange.Full))
		}
	}
	return out
}

func (o *Outgoing) fragmentsTable(columns exchange.Selection) exchange.Table {
	return exchange.Fragments(o.fragments(), exchange.FragmentOptions{Project: o.Name, Columns: columns, Attributes: o.attributeNames()})
}

// fragments that the query chose, in the order of the CSV.
func (o *Outgoing) fragments() []codebook.Fragment {
	var found []codebook.Fragment
	for _, m := range o.materials() {
		if m.Codings = o.picked(m); len(m.Codings) > 0 {
			found = append(found, codebook.Assemble(m)...)
		}
	}
	codebook.SortFragments(found)
	return found
}

// attributeNames lists the attributes of the project, so that an export has
// the same columns whatever its rows are.
func (o *Outgoing) attributeNames() []string {
	names := make([]string, 0, len(o.Attributes))
	for _, a := range o.Attributes {
		names = append(names, a.Name)
	}
	return names
}

func (o *Outgoing) turnsTable(exchange.Selection) exchange.Table {
	return exchange.Turns(o.materials(), o.attributeNames())
}

func (o *Outgoing) codebookTable(exchange.Selection) exchange.Table {
	counts := map[codebook.CodeID]int{}
	for _, c := range o.Codings {
		counts[c.Code]++
	}
	return exchange.Codebook(o.tree, o.Themes, counts)
}

func (o *Outgoing) themesTable(exchange.Selection) exchange.Table {
	return exchange.Themes(o.Themes, o.tree)
}

func (o *Outgoing) documentsTable(exchange.Selection) exchange.Table {
	rows := make([]exchange.DocumentRow, 0, len(o.Documents))
	for i, m := range o.materials() {
		rows = append(rows, exchange.DocumentRow{Document: m.Document, SHA256: m.DocumentHash, Case: m.Case, Added: o.Documents[i].Added, Attributes: m.Attributes})
	}
	return exchange.Documents(rows, o.attributeNames())
}

func (o *Outgoing) casesTable(exchange.Selection) exchange.Table {
	titles := map[transcript.CaseID][]string{}
	for _, d := range o.Documents {
		titles[d.Case] = append(titles[d.Case], d.Title)
	}
	return exchange.Cases(o.Cases, o.Attributes, titles)
}

func (o *Outgoing) memosTable(exchange.Selection) exchange.Table {
	names := namesOf(o.Project, o.tree)
	texts := map[transcript.DocumentID]transcript.Text{}
	for _, d := range o.Documents {
		texts[d.ID] = d.Text
	}
	rows := make([]exchange.MemoRow, 0, len(o.Memos))
	for _, m := range o.Memos {
		row := exchange.MemoRow{Memo: m, Coder: names.Coder(m.Coder), Document: names.Document(m.About.Document)}
		_, row.About = names.About(m.About)
		if m.About.Kind == codebook.RefSpan {
			row.Text = texts[m.About.Document].Slice(m.About.Span)
		}
		rows = append(rows, row)
	}
	return exchange.Memos(rows)
}

func (o *Outgoing) changesTable(exchange.Selection) exchange.Table { return exchange.Changes(o.Log) }
