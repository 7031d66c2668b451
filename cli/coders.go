package cli

import (
	"context"

	"github.com/spf13/cobra"

	"veldwerk/codebook"
	"veldwerk/workspace"
)

type coderJSON struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Initials string `json:"initials"`
	Codings  int    `json:"codings"`
}

func (s *Shell) codersCommand() *cobra.Command {
	c := s.command("coders", "coders", subcommands, func(cmd *cobra.Command, _ []string) error {
		return s.reading(cmd.Context(), func(w *workspace.Workspace) error { return s.listCoders(cmd.Context(), w) })
	})
	initials := ""
	rename := s.acting("rename CODER NAME", "coders-rename", 2, 2, func(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, args []string) (doneJSON, error) {
		c, err := coderNamed(ctx, w, args[0])
		if err != nil {
			return doneJSON{}, err
		}
		return doneJSON{"rename-coder", args[1], c.ID.String()}, w.Project.Coders.Rename(ctx, by, c.ID, args[1], initials)
	})
	rename.Flags().StringVar(&initials, "initials", "", s.t.Say("cli.flag.initials"))
	c.AddCommand(
		s.acting("add NAME", "coders-add", 1, 1, func(ctx context.Context, w *workspace.Workspace, _ codebook.CoderID, args []string) (doneJSON, error) {
			c, err := w.Project.Coders.Ensure(ctx, args[0])
			return doneJSON{"add-coder", c.Name, c.ID.String()}, err
		}),
		rename,
	)
	return c
}

func (s *Shell) listCoders(ctx context.Context, w *workspace.Workspace) error {
	all, err := w.Project.Coders.List(ctx)
	if err != nil {
		return err
	}
	codings, err := w.Project.Codings.All(ctx)
	if err != nil {
		return err
	}
	count := map[codebook.CoderID]int{}
	for _, c := range codings {
		count[c.Coder]++
	}
	out := []coderJSON{}
	var rows [][]string
	for _, c := range all {
		out = append(out, coderJSON{c.ID.String(), c.Name, c.Initials, count[c.ID]})
		rows = append(rows, []string{c.Name, c.Initials, s.t.Number(count[c.ID])})
	}
	if s.json {
		return s.printJSON(out)
	}
	s.table([]column{{title: s.t.Say("cli.col.coder")}, {title: s.t.Say("cli.col.initials")}, {title: s.t.Say("cli.col.codings"), right: true}}, rows)
	return nil
}
