package cli

import (
	"context"

	"github.com/spf13/cobra"

	"veldwerk/codebook"
	"veldwerk/workspace"
)

// replacedJSON is what a replacing did, or with dry_run would do.
type replacedJSON struct {
	DryRun bool           `json:"dry_run"`
	Texts  int            `json:"texts"`     // names in texts
	Fields map[string]int `json:"fields"`    // by kind
	Log    int            `json:"log_steps"` // that keep former names of codes, themes, attributes, coders
	Places []placeJSON    `json:"places"`
	Left   int            `json:"left"` // findings that may still point at somebody; pseudonyms residue lists them
	Backup string         `json:"backup"`
	Proof  string         `json:"proof"`
}

// replaceOptions are the flags.
type replaceOptions struct{ dryRun, yes, backups bool }

func (s *Shell) applyPseudonyms(vault *vaultAsk) *cobra.Command {
	var o replaceOptions
	c := s.pseudonymsPart("apply", arity(0, 0), func(cmd *cobra.Command, _ []string) error {
		return s.writing(cmd.Context(), func(w *workspace.Workspace, by codebook.CoderID) error {
			v, err := s.openVault(w, *vault, false)
			if err != nil {
				return err
			}
			return s.replaceNames(cmd.Context(), w, by, v, o)
		})
	})
	c.Flags().BoolVar(&o.dryRun, "dry-run", false, s.t.Say("pseudonyms.flag.dry-run"))
	c.Flags().BoolVar(&o.yes, "yes", false, s.t.Say("pseudonyms.flag.yes"))
	c.Flags().BoolVar(&o.backups, "backups", false, s.t.Say("forget.flag.backups"))
	return c
}

// replaceNames lists first. Without --yes it ends there, as forget does.
func (s *Shell) replaceNames(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, v *workspace.Vault, o replaceOptions) error {
	if len(v.Table.Entries) == 0 {
		return misuse("pseudonyms.apply.empty")
	}
	r := workspace.Replacing{Table: v.Table, Accepted: v.Accepted, Backups: o.backups}
	if o.dryRun || !o.yes {
		plan, err := w.PlanReplacing(ctx, by, r)
		if err != nil {
			return err
		}
		if err := s.printReplaced(plan, true, o.backups); err != nil || o.dryRun {
			return err
		}
		return misuse("pseudonyms.apply.not-sure")
	}
	done, err := w.Replace(ctx, by, r)
	if err != nil {
		return err
	}
	if err := s.printReplaced(done, false, o.backups); err != nil {
		return err
	}
	if len(done.Left) > 0 || done.Log > 0 || done.Waits() {
		return &outcomeError{exitPart}
	}
	return nil
}

func (s *Shell) printReplaced(r workspace.Replaced, dry, backups bool) error {
	if s.json {
		out := replacedJSON{DryRun: dry, Texts: r.Texts, Fields: map[string]int{}, Log: r.Log, Places: []placeJSON{}, Left: len(r.Left), Backup: r.Backup, Proof: r.Proof}
		for _, kind := range workspace.ReplacedKinds() {
			out.Fields[kind] = r.Fields[kind]
		}
		for _, p := range r.Places {
			out.Places = append(out.Places, placeJSON{p.Kind, string(p.State), p.Count, append([]string{}, p.Paths...)})
		}
		return s.printJSON(out)
	}
	heading := "pseudonyms.apply.done"
	if dry {
		heading = "pseudonyms.apply.planned"
	}
	s.line("%s", s.t.Say(heading))
	s.line("  %s", s.t.Say("pseudonyms.apply.texts", "Count", r.Texts))
	for _, kind := range workspace.ReplacedKinds() {
		if n := r.Fields[kind]; n > 0 {
			s.line("  %s", s.t.Say("pseudonyms.apply.field."+kind, "Count", n))
		}
	}
	copies := s.printPlaces(workspace.Forgotten{Places: r.Places}, dry)
	if r.Backup != "" {
		s.line("%s", s.t.Say("pseudonyms.apply.backup", "Path", r.Backup))
	}
	if copies && !backups {
		s.line("%s", s.t.Say("pseudonyms.apply.backups"))
	}
	if r.Proof != "" {
		s.line("%s", s.t.Say("forget.proof", "Path", r.Proof))
	}
	if r.Log > 0 {
		s.line("%s", s.t.Say("pseudonyms.apply.log", "Count", r.Log))
	}
	if len(r.Left) == 0 {
		return nil
	}
	s.line("%s", s.t.Say("pseudonyms.apply.left", "Count", len(r.Left)))
	return s.printResidue(r.Left)
}
