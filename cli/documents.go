package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"veldwerk/codebook"
	"veldwerk/workspace"
)

type documentRowJSON struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Language string `json:"language"`
	Case     string `json:"case"`
	Turns    int    `json:"turns"`
	Words    int    `json:"words"`
	Chars    int    `json:"chars"` // code points
	Speakers int    `json:"speakers"`
	Codings  int    `json:"codings"`
	SHA256   string `json:"sha256"` // of the text
	Source   string `json:"source"`
	Kind     string `json:"kind"`
	Added    string `json:"added"` // UTC
}

func (s *Shell) documentsCommand() *cobra.Command {
	c := s.command("documents", "documents", subcommands, func(cmd *cobra.Command, _ []string) error {
		return s.reading(cmd.Context(), func(w *workspace.Workspace) error { return s.listDocuments(cmd.Context(), w) })
	})
	c.AddCommand(
		s.acting("rename DOCUMENT TITLE", "documents-rename", 2, 2, renameDocument),
		s.acting("language DOCUMENT nl|en", "documents-language", 2, 2, setDocumentLanguage),
		s.acting("case DOCUMENT CASE", "documents-case", 2, 2, setDocumentCase),
		s.acting("delete DOCUMENT", "documents-delete", 1, 1, deleteDocument),
	)
	return c
}

func documentRows(ctx context.Context, w *workspace.Workspace) ([]documentRowJSON, error) {
	all, err := w.Project.Documents.List(ctx)
	if err != nil {
		return nil, err
	}
	names, err := w.Names(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]documentRowJSON, 0, len(all))
	for _, d := range all {
		out = append(out, documentRowJSON{
			ID: d.ID.String(), Title: d.Title, Language: d.Language, Case: names.Case(d.Case), Turns: d.Turns, Words: d.Words, Chars: d.Chars,
			Speakers: d.Speakers, Codings: d.Codings, SHA256: d.TextHash, Source: d.SourceName, Kind: d.SourceKind, Added: d.Added.UTC().Format(time.RFC3339),
		})
	}
	return out, nil
}

func (s *Shell) listDocuments(ctx context.Context, w *workspace.Workspace) error {
	docs, err := documentRows(ctx, w)
	if err != nil {
		return err
	}
	if s.json {
		return s.printJSON(docs)
	}
	var rows [][]string
	for _, d := range docs {
		rows = append(rows, []string{d.Title, d.Case, d.Language, s.t.Number(d.Turns), s.t.Number(d.Words), s.t.Number(d.Codings)})
	}
	s.table([]column{
		{title: s.t.Say("cli.col.document")}, {title: s.t.Say("cli.col.case")}, {title: s.t.Say("cli.col.language")},
		{title: s.t.Say("cli.col.turns"), right: true}, {title: s.t.Say("cli.col.words"), right: true}, {title: s.t.Say("cli.col.codings"), right: true},
	}, rows)
	return nil
}

func renameDocument(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, args []string) (doneJSON, error) {
	d, err := documentNamed(ctx, w, args[0])
	if err != nil {
		return doneJSON{}, err
	}
	return doneJSON{"rename-document", args[1], d.ID.String()}, w.Project.Documents.Rename(ctx, by, d.ID, args[1])
}

func setDocumentLanguage(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, args []string) (doneJSON, error) {
	if err := checkLanguage(args[1]); err != nil {
		return doneJSON{}, err
	}
	d, err := documentNamed(ctx, w, args[0])
	if err != nil {
		return doneJSON{}, err
	}
	return doneJSON{"set-language", d.Title, d.ID.String()}, w.Project.Documents.SetLanguage(ctx, by, d.ID, args[1])
}

func setDocumentCase(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, args []string) (doneJSON, error) {
	d, err := documentNamed(ctx, w, args[0])
	if err != nil {
		return doneJSON{}, err
	}
	c, err := caseNamed(ctx, w, args[1])
	if err != nil {
		return doneJSON{}, err
	}
	return doneJSON{"set-case", d.Title, d.ID.String()}, w.Project.Documents.SetCase(ctx, by, d.ID, c.ID)
}

func deleteDocument(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, args []string) (doneJSON, error) {
	d, err := documentNamed(ctx, w, args[0])
	if err != nil {
		return doneJSON{}, err
	}
	return doneJSON{"delete-document", d.Title, d.ID.String()}, w.Project.Documents.Delete(ctx, by, d.ID)
}
