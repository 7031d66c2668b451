package cli

import (
	"context"
	"errors"
	"strconv"

	"github.com/spf13/cobra"

	"veldwerk/codebook"
	"veldwerk/store"
	"veldwerk/workspace"
)

func (s *Shell) undoCommand() *cobra.Command {
	return s.command("undo [N]", "undo", arity(0, 1), func(cmd *cobra.Command, args []string) error {
		return s.steps(cmd.Context(), args, "error.nothing-undo", "cli.undo.done", (*store.Changes).Undo)
	})
}

func (s *Shell) redoCommand() *cobra.Command {
	return s.command("redo [N]", "redo", arity(0, 1), func(cmd *cobra.Command, args []string) error {
		return s.steps(cmd.Context(), args, "error.nothing-redo", "cli.redo.done", (*store.Changes).Redo)
	})
}

// steps takes back or does again N steps of the coder. Running out on the way
// is no error: what was done is told.
func (s *Shell) steps(ctx context.Context, args []string, nothing, done string, act func(*store.Changes, context.Context, codebook.CoderID) (store.Step, error)) error {
	n := 1
	if len(args) == 1 {
		var err error
		if n, err = strconv.Atoi(args[0]); err != nil || n < 1 {
			return misuse("cli.usage.number", "Value", args[0])
		}
	}
	return s.writing(ctx, func(w *workspace.Workspace, by codebook.CoderID) error {
		steps := []stepJSON{}
		for range n {
			step, err := act(w.Project.Changes, ctx, by)
			if errors.Is(err, store.ErrNothing) {
				if len(steps) == 0 {
					return failure(nothing)
				}
				break
			}
			if err != nil {
				return err
			}
			steps = append(steps, s.stepJSON(step, w.Coder().Name))
			if !s.json {
				s.line("%s", s.t.Say(done, "Act", s.wordStep(step)))
			}
		}
		if s.json {
			return s.printJSON(steps)
		}
		return nil
	})
}
