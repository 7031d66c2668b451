package cli

import (
	"strings"
	"time"

	"github.com/spf13/cobra"

	"veldwerk/codebook"
	"veldwerk/store"
	"veldwerk/tui/text"
	"veldwerk/workspace"
)

type mergeJSON struct {
	Added     map[string]int `json:"added"`
	Updated   map[string]int `json:"updated"`
	Conflicts []conflictJSON `json:"conflicts"`
	Steps     int            `json:"steps"`
}

type conflictJSON struct {
	Kind    string `json:"kind"`
	Table   string `json:"table"`
	Row     string `json:"row"`
	Name    string `json:"name"`
	Field   string `json:"field"`
	Ours    string `json:"ours"`
	Theirs  string `json:"theirs"`
	Winner  string `json:"winner"` // ours, theirs or ""
	Coder   string `json:"coder"`  // whose act decided
	At      string `json:"at"`
	Message string `json:"message"`
}

func (s *Shell) mergeCommand() *cobra.Command {
	var dry bool
	c := &cobra.Command{Use: "merge OTHER.veldwerk", Short: s.t.Say("merge.command.short"), Long: s.t.Say("merge.command.long"),
		Example: s.t.Say("merge.command.example"), Args: arity(1, 1), DisableFlagsInUseLine: true}
	c.Flags().BoolVar(&dry, "dry-run", false, s.t.Say("merge.flag.dry-run"))
	c.RunE = func(cmd *cobra.Command, args []string) error {
		return s.writing(cmd.Context(), func(w *workspace.Workspace, by codebook.CoderID) error {
			report, err := w.Merge(cmd.Context(), by, args[0], dry)
			if err != nil {
				return about(args[0], err)
			}
			return s.printMerge(report, dry)
		})
	}
	return c
}

func (s *Shell) printMerge(r store.MergeReport, dry bool) error {
	if s.json {
		out := mergeJSON{Added: map[string]int{}, Updated: map[string]int{}, Conflicts: []conflictJSON{}, Steps: r.Steps}
		for _, n := range workspace.MergeNouns {
			out.Added[n.Noun], out.Updated[n.Noun] = r.Added[n.Table], r.Updated[n.Table]
		}
		for _, c := range r.Conflicts {
			at := ""
			if !c.At.IsZero() {
				at = c.At.Format(time.RFC3339)
			}
			out.Conflicts = append(out.Conflicts, conflictJSON{string(c.Kind), c.Table, c.Row, c.Name, c.Field, c.Ours, c.Theirs, c.Winner, c.Coder, at, s.wordConflict(c)})
		}
		return s.printJSON(out)
	}
	if r.IsNothing() {
		s.line("%s", s.t.Say("merge.nothing"))
		return nil
	}
	if dry {
		s.line("%s", s.t.Say("merge.would", "Count", r.Steps))
	} else {
		s.line("%s", s.t.Say("merge.did", "Count", r.Steps))
	}
	if counts := s.mergeCounts(r.Added); counts != "" {
		s.line("%s", s.t.Say("merge.added", "Counts", counts))
	}
	if counts := s.mergeCounts(r.Updated); counts != "" {
		s.line("%s", s.t.Say("merge.updated", "Counts", counts))
	}
	if len(r.Conflicts) > 0 {
		s.line("%s", s.t.Say("merge.conflicts", "Count", len(r.Conflicts)))
	}
	for _, c := range r.Conflicts {
		s.line("  %s", s.wordConflict(c))
		if c.Ours != "" || c.Theirs != "" {
			s.line("    %s", s.t.Say("merge.both", "Ours", shortened(c.Ours), "Theirs", shortened(c.Theirs)))
		}
	}
	return nil
}

func (s *Shell) mergeCounts(counts map[string]int) string {
	var out []string
	for _, n := range workspace.MergeNouns {
		if counts[n.Table] > 0 {
			out = append(out, s.t.Say("merge.count."+n.Table, "Count", counts[n.Table]))
		}
	}
	return strings.Join(out, ", ")
}

// wordConflict says what two copies disagreed about and what came of it.
func (s *Shell) wordConflict(c store.Conflict) string {
	outcome, field := workspace.WordConflict(c, s.t.Knows)
	thing, came := s.t.Say("merge.thing."+c.Table), s.t.Say(outcome, "Field", s.t.Say(field))
	if c.Name == "" {
		return s.t.Say("merge.line-unnamed", "Thing", thing, "Outcome", came)
	}
	return s.t.Say("merge.line", "Thing", thing, "Name", c.Name, "Outcome", came)
}

// shortened is a value in one line.
func shortened(value string) string {
	return text.Cut(strings.Join(strings.Fields(value), " "), 60)
}
