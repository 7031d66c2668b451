package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"veldwerk/workspace"
)

type codeJSON struct {
	Code    string `json:"code"` // path
	Created bool   `json:"created"`
	Added   int    `json:"added"`
	United  int    `json:"united"`
	Skipped int    `json:"skipped"`
	DryRun  bool   `json:"dry_run,omitempty"`
}

func (s *Shell) codeCommand() *cobra.Command {
	var ask workspace.CodeQuery
	unit, strict := string(workspace.UnitMatch), false
	c := s.command("code QUERY… --code PATH", "code", arity(1, -1), func(cmd *cobra.Command, args []string) error {
		if ask.Path == "" {
			return misuse("cli.code.no-code")
		}
		if err := oneOf("--unit", unit, string(workspace.UnitMatch), string(workspace.UnitSentence), string(workspace.UnitTurn)); err != nil {
			return err
		}
		ask.Unit = workspace.Unit(unit)
		var err error
		if ask.Query, err = s.parse(args, strict); err != nil {
			return err
		}
		mode := workspace.Write
		if ask.DryRun {
			mode = workspace.Read
		}
		return s.using(cmd.Context(), mode, workspace.UseIndex, func(w *workspace.Workspace) error {
			if strict { // before anything is written
				r, err := w.Search(cmd.Context(), ask.Query, 1)
				if err := errors.Join(err, s.tellProblems(ask.Query, r.Problems, true)); err != nil {
					return err
				}
			}
			out, err := w.CodeHits(cmd.Context(), ask)
			if err := errors.Join(err, s.tellProblems(ask.Query, out.Problems, false)); err != nil {
				return err
			}
			return s.printCode(out, ask.DryRun)
		})
	})
	flags := c.Flags()
	flags.StringVar(&ask.Path, "code", "", s.t.Say("cli.flag.code"))
	flags.StringVar(&unit, "unit", unit, s.t.Say("cli.flag.unit"))
	flags.BoolVar(&ask.Existing, "existing", false, s.t.Say("cli.flag.existing"))
	flags.BoolVar(&ask.DryRun, "dry-run", false, s.t.Say("cli.flag.dry-run"))
	flags.BoolVar(&strict, "strict", false, s.t.Say("cli.flag.strict"))
	return c
}

func (s *Shell) printCode(out workspace.CodeOutcome, dry bool) error {
	if s.json {
		return s.printJSON(codeJSON{out.Path, out.Created, out.Added, out.United, out.Skipped, dry})
	}
	if out.Created {
		s.line("%s", s.t.Say("cli.code.created", "Code", out.Path))
	}
	id := "cli.code.done"
	if dry {
		id = "cli.code.dry"
	}
	s.line("%s", s.t.Say(id, "Code", out.Path, "Count", out.Added, "United", out.United, "Skipped", out.Skipped))
	return nil
}
