package tui

import (
	"context"
	"errors"
	"io"
	"path/filepath"

	tea "charm.land/bubbletea/v2"

	"veldwerk/exchange"
	"veldwerk/lang"
	"veldwerk/search"
	"veldwerk/workspace"
)

// export asks what to take out and where to, and writes it whole or not at
// all. From the fragments screen it is what that screen shows.
func (d *desk) export(from screenID) tea.Cmd {
	if d.ws == nil {
		d.tell("app.no-project")
		return nil
	}
	return d.askHiding(func() tea.Cmd { return d.askKind(from) })
}

// askKind asks what to take out.
func (d *desk) askKind(from screenID) tea.Cmd {
	kinds := []string{"fragments", "turns", "codebook", "themes", "documents", "cases", "memos", "changes"}
	var items []choice
	first := map[screenID]string{screenCodebook: "codebook", screenDocuments: "documents", screenMemos: "memos", screenChanges: "changes", screenCases: "cases", screenThemes: "themes"}[from]
	if from == screenFragments {
		return d.askExport("fragments", d.exportQuery)
	}
	if first != "" {
		items = append(items, choice{key: first, label: d.say("export." + first)})
	}
	for _, k := range kinds {
		if k != first && (!d.hide || k != "changes") { // the log holds the names
			items = append(items, choice{key: k, label: d.say("export." + k)})
		}
	}
	items = append(items, d.handoverChoices()...)
	d.ask(pickFrom(d, "export.what", items, func(kind string) tea.Cmd {
		if h, ok := handoverOf(kind); ok {
			return d.askHandover(h, "")
		}
		return d.askExport(kind, "")
	}))
	return nil
}

// askExport asks for the file; its ending is the format.
func (d *desk) askExport(kind, query string) tea.Cmd {
	folder := filepath.Dir(d.ws.Path())
	d.ask(promptFor(d, "export.where", filepath.Join(folder, d.say("export.file."+kind)+".csv"), func(answer string) tea.Cmd {
		path := typedPath(answer)
		if _, ok := exchange.FormatOf(path); !ok {
			d.tell("export.format", "Path", safe(path))
			return d.askExport(kind, query)
		}
		return d.writeExport(kind, query, path, false)
	}))
	return nil
}

type exported struct {
	kind, query, path string
	rows              int
	err               error
	hide              hiding
}

func (d *desk) writeExport(kind, query, path string, force bool) tea.Cmd {
	return d.writeHiding(kind, query, path, force, d.hiding())
}

func (d *desk) writeHiding(kind, query, path string, force bool, hide hiding) tea.Cmd {
	ws, ctx, tongue := d.ws, d.ctx, d.tongue
	return func() tea.Msg {
		rows, err := exportFile(ctx, ws, tongue, kind, query, path, force, hide)
		return exported{kind: kind, query: query, path: path, rows: rows, err: err, hide: hide}
	}
}

// exportFile gives the number of rows, or on a page of documents of those.
func exportFile(ctx context.Context, ws *workspace.Workspace, tongue *lang.Tongue, kind, query, path string, force bool, hide hiding) (int, error) {
	format, _ := exchange.FormatOf(path)
	if format == exchange.HTML && (kind == "fragments" || kind == "documents") {
		return exportPage(ctx, ws, tongue, kind, query, path, force, hide)
	}
	o, err := hide.outgoing(ctx, ws, kind, workspace.OutgoingOptions{Query: search.Parse(query), Log: kind == "changes"})
	if err != nil {
		return 0, err
	}
	table, err := o.Table(kind, exchange.Full)
	if err != nil {
		return 0, err
	}
	return len(table.Rows), ws.Environment().WriteFile(path, force, func(w io.Writer) error {
		return table.Write(w, format, exchange.Dialect{})
	})
}

// exportPage writes fragments in their transcripts, or all transcripts, as a
// page with filters.
func exportPage(ctx context.Context, ws *workspace.Workspace, tongue *lang.Tongue, kind, query, path string, force bool, hide hiding) (int, error) {
	o, err := hide.outgoing(ctx, ws, "page", workspace.OutgoingOptions{Query: search.Parse(query)})
	if err != nil {
		return 0, err
	}
	page := o.Page(kind == "fragments")
	page.Language, page.Say = tongue.Tag(), tongue.Say
	if kind == "documents" {
		return len(page.Materials), ws.Environment().WriteFile(path, force, page.WriteDocuments)
	}
	count := 0
	for _, m := range page.Materials {
		count += len(m.Codings)
	}
	return count, ws.Environment().WriteFile(path, force, page.WriteFragments)
}

// exported reports; a file that is there already is only overwritten when one
// says so.
func (d *desk) exported(m exported) tea.Cmd {
	var left *residueError
	switch {
	case errors.As(m.err, &left):
		d.askResidue(left, func() tea.Cmd { return d.writeHiding(m.kind, m.query, m.path, false, m.hide.accepting()) })
	case m.err == nil:
		d.tell("export.done", "Name", safe(filepath.Base(m.path)), "Folder", safe(filepath.Dir(m.path)), "Count", m.rows)
	case workspace.Exists(m.err):
		items := []choice{{key: "no", label: d.say("export.keep")}, {key: "yes", label: d.say("export.overwrite", "Name", filepath.Base(m.path))}}
		d.ask(pickFrom(d, "export.exists", items, func(key string) tea.Cmd {
			if key == "yes" {
				return d.writeHiding(m.kind, m.query, m.path, true, m.hide)
			}
			return d.askExport(m.kind, m.query)
		}))
	default:
		d.fail(m.err)
	}
	return nil
}
