package cli

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"veldwerk/codebook"
	"veldwerk/store"
	"veldwerk/transcript"
	"veldwerk/workspace"
)

type waitingJSON struct {
	ID         string `json:"id"`
	Document   string `json:"document"`
	DocumentID string `json:"document_id"`
	Code       string `json:"code"` // path
	CodeID     string `json:"code_id"`
	Coder      string `json:"coder"`
	Start      int    `json:"char_start"` // as the file gave it, -1 for none
	End        int    `json:"char_end"`
	Text       string `json:"text"` // that was coded, as far as it is known
	Reason     string `json:"reason"`
	Memo       string `json:"memo"`
	Created    string `json:"created_at"`
}

func (s *Shell) quarantineCommand() *cobra.Command {
	c := s.command("quarantine", "quarantine", subcommands, func(cmd *cobra.Command, _ []string) error {
		return s.reading(cmd.Context(), func(w *workspace.Workspace) error { return s.listQuarantine(cmd.Context(), w) })
	})
	text := ""
	place := s.acting("place ID [START END]", "quarantine-place", 1, 3, func(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, args []string) (doneJSON, error) {
		one, err := waitingNamed(ctx, w, args[0])
		if err != nil {
			return doneJSON{}, err
		}
		span, err := placeFor(ctx, w, one, args[1:], text)
		if err != nil {
			return doneJSON{}, err
		}
		err = w.Project.Quarantine.Place(ctx, by, one.ID, span)
		if errors.Is(err, store.ErrInvalid) {
			err = misuse("cli.quarantine.outside", "Start", span.Start, "End", span.End)
		}
		return doneJSON{"place-stray", one.CodePath, one.ID.String()}, err
	})
	place.Flags().StringVar(&text, "text", "", s.t.Say("cli.flag.text"))
	c.AddCommand(place, s.acting("remove ID…", "quarantine-remove", 1, -1, func(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, args []string) (doneJSON, error) {
		var ids []store.StrayID
		var names []string
		for _, arg := range args {
			one, err := waitingNamed(ctx, w, arg)
			if err != nil {
				return doneJSON{}, err
			}
			ids, names = append(ids, one.ID), append(names, one.CodePath)
		}
		return doneJSON{"remove-stray", strings.Join(names, ", "), ids[0].String()}, w.Project.Quarantine.Remove(ctx, by, ids...)
	}))
	return c
}

// waitingNamed finds one by its id or by its number in the list.
func waitingNamed(ctx context.Context, w *workspace.Workspace, name string) (workspace.Waiting, error) {
	all, err := w.Quarantine(ctx)
	if err != nil {
		return workspace.Waiting{}, err
	}
	if n, err := strconv.Atoi(name); err == nil && n >= 1 && n <= len(all) {
		return all[n-1], nil
	}
	return named("stray", name, all, func(q workspace.Waiting) (string, string) { return q.ID.String(), q.ID.String() })
}

// placeFor is the span that the arguments give, or the one place where the text
// stands: that of the flag, else the coding's own.
func placeFor(ctx context.Context, w *workspace.Workspace, one workspace.Waiting, args []string, text string) (transcript.Span, error) {
	if len(args) > 0 {
		if len(args) != 2 {
			return transcript.Span{}, misuse("cli.quarantine.span")
		}
		start, err1 := strconv.Atoi(args[0])
		end, err2 := strconv.Atoi(args[1])
		if err1 != nil || err2 != nil {
			return transcript.Span{}, misuse("cli.quarantine.span")
		}
		return transcript.Span{Start: start, End: end}, nil
	}
	if text == "" {
		text = one.Quote
	}
	found, err := w.TextPlaces(ctx, one.Document, text)
	if err != nil {
		return transcript.Span{}, err
	}
	if len(found) != 1 {
		return transcript.Span{}, misuse("cli.quarantine.places", "Count", len(found), "Text", text)
	}
	return found[0], nil
}

func (s *Shell) listQuarantine(ctx context.Context, w *workspace.Workspace) error {
	all, err := w.Quarantine(ctx)
	if err != nil {
		return err
	}
	out := []waitingJSON{}
	var rows [][]string
	for i, q := range all {
		out = append(out, waitingJSON{
			ID: q.ID.String(), Document: q.Title, DocumentID: q.Document.String(), Code: q.CodePath, CodeID: q.Code.String(), Coder: q.Coder,
			Start: q.Span.Start, End: q.Span.End, Text: q.Quote, Reason: string(q.Reason), Memo: q.Memo, Created: q.Created.UTC().Format(time.RFC3339),
		})
		rows = append(rows, []string{strconv.Itoa(i + 1), q.Title, q.CodePath, q.Coder, s.reason(q.Reason), q.Quote})
	}
	if s.json {
		return s.printJSON(out)
	}
	if len(rows) == 0 {
		s.line("%s", s.t.Say("cli.quarantine.none"))
		return nil
	}
	s.table([]column{{right: true}, {title: s.t.Say("cli.col.document")}, {title: s.t.Say("cli.col.code")}, {title: s.t.Say("cli.col.coder")},
		{title: s.t.Say("quarantine.col.reason")}, {title: s.t.Say("quarantine.col.text")}}, rows)
	return nil
}

// reason words why a coding has no place; one that is not known is shown bare.
func (s *Shell) reason(r codebook.StrayReason) string {
	if id := "quarantine.reason." + string(r); s.t.Knows(id) {
		return s.t.Say(id)
	}
	return string(r)
}
