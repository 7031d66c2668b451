package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"veldwerk/workspace"
)

type reindexJSON struct {
	Documents int `json:"documents"`
}

func (s *Shell) reindexCommand() *cobra.Command {
	return s.command("reindex", "reindex", arity(0, 0), func(cmd *cobra.Command, _ []string) error {
		return s.reading(cmd.Context(), func(w *workspace.Workspace) error {
			documents := 0
			err := w.Rebuild(cmd.Context(), func(done, total int) {
				documents = total
				if terminal(s.Err) {
					fmt.Fprintf(s.Err, "\r\x1b[K%s", s.t.Say("cli.reindex.progress", "Done", done, "Total", total))
				}
			})
			if terminal(s.Err) {
				fmt.Fprint(s.Err, "\r\x1b[K")
			}
			if err != nil {
				return err
			}
			if s.json {
				return s.printJSON(reindexJSON{documents})
			}
			s.line("%s", s.t.Say("cli.reindex.done", "Count", documents))
			return nil
		})
	})
}
