package cli

import (
	"context"

	"github.com/spf13/cobra"

	"veldwerk/codebook"
	"veldwerk/workspace"
)

// doneJSON is what a command that changes something prints with --json.
type doneJSON struct {
	Done string `json:"done"` // the act, as in changes
	Name string `json:"name"` // what it was done to
	ID   string `json:"id,omitempty"`
}

// act is the body of a command that changes one thing: it gives what was done
// and says so in the words of the change log.
type act func(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, args []string) (doneJSON, error)

// acting makes a command of an act.
func (s *Shell) acting(use, id string, low, high int, do act) *cobra.Command {
	return s.command(use, id, arity(low, high), func(cmd *cobra.Command, args []string) error {
		return s.writing(cmd.Context(), func(w *workspace.Workspace, by codebook.CoderID) error {
			done, err := do(cmd.Context(), w, by, args)
			if err != nil {
				return err
			}
			if s.json {
				return s.printJSON(done)
			}
			s.line("%s", s.t.Say("cli.done."+done.Done, "Name", done.Name))
			return nil
		})
	})
}
