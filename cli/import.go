package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"veldwerk/codebook"
	"veldwerk/workspace"
)

func (s *Shell) importCommand() *cobra.Command {
	again := false
	c := s.command("import PATH…", "import", arity(1, -1), func(cmd *cobra.Command, args []string) error {
		return s.importPaths(cmd.Context(), args, again)
	})
	c.Flags().BoolVar(&again, "again", false, s.t.Say("cli.flag.again"))
	return c
}

func (s *Shell) importPaths(ctx context.Context, paths []string, again bool) error {
	var receipts []workspace.Receipt
	err := s.writing(ctx, func(w *workspace.Workspace, _ codebook.CoderID) error {
		progress := s.progress()
		var err error
		receipts, err = w.Import(ctx, paths, again, progress)
		return err
	})
	if len(receipts) > 0 || err == nil {
		if printed := s.printReceipts(receipts); err == nil {
			err = printed
		}
	}
	if err != nil {
		return err
	}
	return refusals(receipts)
}

// progress draws one line on a terminal that the receipts then replace.
func (s *Shell) progress() func(done, total int, path string) {
	if !terminal(s.Err) {
		return nil
	}
	return func(done, total int, path string) {
		fmt.Fprint(s.Err, "\r\x1b[K")
		if done < total {
			fmt.Fprint(s.Err, cutLine(s.t.Say("cli.import.progress", "Done", done+1, "Total", total, "Path", baseName(path)), s.width()-1))
		}
	}
}

// refusals is exit 1 when everything was refused, 3 when a part was.
func refusals(receipts []workspace.Receipt) error {
	refused := 0
	for _, r := range receipts {
		if r.Err != nil {
			refused++
		}
	}
	switch {
	case refused == 0:
		return nil
	case refused == len(receipts):
		return &outcomeError{exitFailed}
	}
	return &outcomeError{exitPart}
}
