package cli

import (
	"github.com/spf13/cobra"

	"veldwerk/workspace"
)

type statsJSON struct {
	Documents int `json:"documents"`
	Turns     int `json:"turns"`
	Words     int `json:"words"`
	Speakers  int `json:"speakers"`
	Cases     int `json:"cases"`
	Codes     int `json:"codes"`
	Themes    int `json:"themes"`
	Codings   int `json:"codings"`
	Memos     int `json:"memos"`
	Coders    int `json:"coders"`
}

func (s *Shell) statsCommand() *cobra.Command {
	return s.command("stats", "stats", arity(0, 0), func(cmd *cobra.Command, _ []string) error {
		return s.reading(cmd.Context(), func(w *workspace.Workspace) error {
			n, err := w.Project.Counts(cmd.Context())
			if err != nil {
				return err
			}
			if s.json {
				return s.printJSON(statsJSON(n))
			}
			var rows [][]string
			for _, c := range []struct {
				name  string
				count int
			}{
				{s.t.Say("cli.stats.documents"), n.Documents},
				{s.t.Say("cli.stats.turns"), n.Turns},
				{s.t.Say("cli.stats.words"), n.Words},
				{s.t.Say("cli.stats.speakers"), n.Speakers},
				{s.t.Say("cli.stats.cases"), n.Cases},
				{s.t.Say("cli.stats.codes"), n.Codes},
				{s.t.Say("cli.stats.themes"), n.Themes},
				{s.t.Say("cli.stats.codings"), n.Codings},
				{s.t.Say("cli.stats.memos"), n.Memos},
				{s.t.Say("cli.stats.coders"), n.Coders},
			} {
				rows = append(rows, []string{c.name, s.t.Number(c.count)})
			}
			s.table([]column{{title: w.Project.Info().Name}, {right: true}}, rows)
			return nil
		})
	})
}
