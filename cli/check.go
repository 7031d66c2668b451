package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"veldwerk/store"
	"veldwerk/workspace"
)

type checkJSON struct {
	OK       bool          `json:"ok"`
	Findings []findingJSON `json:"findings"`
	Codings  int           `json:"codings"` // quotes proved
	Changes  int           `json:"changes"` // changes proved
	Notes    []findingJSON `json:"notes"`   // no damage
	Backups  int           `json:"backups"` // proved
}

type findingJSON struct {
	Code    string         `json:"code"`
	ID      string         `json:"id"`
	Message string         `json:"message"`
	Args    map[string]any `json:"args,omitempty"`
}

func (s *Shell) checkCommand() *cobra.Command {
	backups := false
	c := s.command("check", "check", arity(0, 0), func(cmd *cobra.Command, _ []string) error {
		return s.reading(cmd.Context(), func(w *workspace.Workspace) error {
			report, err := w.CheckAll(cmd.Context(), backups, s.checking())
			s.clearLine()
			if err != nil {
				return err
			}
			if err := s.printCheck(report, backups); err != nil {
				return err
			}
			if !report.OK {
				return &outcomeError{exitDamage}
			}
			return nil
		})
	})
	c.Flags().BoolVar(&backups, "backups", false, s.t.Say("backups.flag.backups"))
	return c
}

// checking draws one line on a terminal: what is checked now. A check of many
// interviews takes seconds.
func (s *Shell) checking() func(part string, done, total int) {
	if !terminal(s.Err) {
		return nil
	}
	return func(part string, done, total int) {
		line := s.t.Say("backups.part."+part) + " …"
		if total > 0 {
			line = s.t.Say("backups.progress", "Part", s.t.Say("backups.part."+part), "Done", done, "Total", total)
		}
		fmt.Fprint(s.Err, "\r\x1b[K"+cutLine(line, s.width()-1))
	}
}

func (s *Shell) clearLine() {
	if terminal(s.Err) {
		fmt.Fprint(s.Err, "\r\x1b[K")
	}
}

func (s *Shell) printCheck(report workspace.CheckReport, backups bool) error {
	if s.json {
		return s.printJSON(checkJSON{
			OK: report.OK, Findings: s.findings(report.Findings), Codings: report.Codings, Changes: report.Changes,
			Notes: s.findings(report.Notes), Backups: report.Backups,
		})
	}
	for _, f := range append(report.Findings, report.Notes...) {
		s.line("%s", s.wordFinding(f))
	}
	if !report.OK {
		s.line("%s", s.t.Say("cli.check.damage", "Count", len(report.Findings)))
		return nil
	}
	s.line("%s", s.t.Say("cli.check.ok", "Codings", report.Codings, "Changes", report.Changes))
	if backups {
		s.line("%s", s.t.Say("backups.proved", "Count", report.Backups))
	}
	return nil
}

func (s *Shell) findings(all []store.Finding) []findingJSON {
	out := make([]findingJSON, len(all))
	for i, f := range all {
		out[i] = findingJSON{f.Code, f.ID, s.wordFinding(f), f.Args}
	}
	return out
}

// wordFinding words a damage; one without words is shown by its code.
func (s *Shell) wordFinding(f store.Finding) string {
	id := "backups.finding." + f.Code
	if !s.t.Knows(id) {
		id = "backups.finding.other"
	}
	return s.t.Say(id, append(pairsOf(f.Args), "ID", f.ID, "Code", f.Code)...)
}
