package cli

import (
	"github.com/spf13/cobra"

	"veldwerk/store"
	"veldwerk/workspace"
)

type checkJSON struct {
	OK       bool          `json:"ok"`
	Findings []findingJSON `json:"findings"`
	Codings  int           `json:"codings"` // quotes proved
	Changes  int           `json:"changes"` // changes proved
}

type findingJSON struct {
	Code    string         `json:"code"`
	ID      string         `json:"id"`
	Message string         `json:"message"`
	Args    map[string]any `json:"args,omitempty"`
}

func (s *Shell) checkCommand() *cobra.Command {
	return s.command("check", "check", arity(0, 0), func(cmd *cobra.Command, _ []string) error {
		return s.reading(cmd.Context(), func(w *workspace.Workspace) error {
			report, err := w.Project.Check(cmd.Context())
			if err != nil {
				return err
			}
			if err := s.printCheck(report); err != nil {
				return err
			}
			if !report.OK {
				return &outcomeError{exitDamage}
			}
			return nil
		})
	})
}

func (s *Shell) printCheck(report store.Report) error {
	if s.json {
		out := checkJSON{OK: report.OK, Findings: []findingJSON{}, Codings: report.Codings, Changes: report.Changes}
		for _, f := range report.Findings {
			out.Findings = append(out.Findings, findingJSON{f.Code, f.ID, s.wordFinding(f), f.Args})
		}
		return s.printJSON(out)
	}
	for _, f := range report.Findings {
		s.line("%s", s.wordFinding(f))
	}
	if report.OK {
		s.line("%s", s.t.Say("cli.check.ok", "Codings", report.Codings, "Changes", report.Changes))
		return nil
	}
	s.line("%s", s.t.Say("cli.check.damage", "Count", len(report.Findings)))
	return nil
}

// wordFinding words a damage; one without words is shown by its code.
func (s *Shell) wordFinding(f store.Finding) string {
	id := "cli.finding." + f.Code
	if !s.t.Knows(id) {
		id = "cli.finding.other"
	}
	return s.t.Say(id, append(pairsOf(f.Args), "ID", f.ID, "Code", f.Code)...)
}
