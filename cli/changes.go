package cli

import (
	"time"

	"github.com/spf13/cobra"

	"veldwerk/store"
	"veldwerk/workspace"
)

// stepJSON is one act; a script that wants every changed row exports them.
type stepJSON struct {
	Step    string `json:"step"`
	At      string `json:"at"` // UTC
	Coder   string `json:"coder"`
	Act     string `json:"act"`
	Subject string `json:"subject"`
	Rows    int    `json:"rows"`
	Undoes  string `json:"undoes"`
	Undone  bool   `json:"undone"`

	Run *runJSON `json:"run,omitempty"`
}

// runJSON is the search that the codings of a step came from.
type runJSON struct {
	Query  string `json:"query"`
	Unit   string `json:"unit"`
	Found  int    `json:"found"`
	Chosen int    `json:"chosen"`
}

func (s *Shell) changesCommand() *cobra.Command {
	limit := 50
	c := s.command("changes", "changes", arity(0, 0), func(cmd *cobra.Command, _ []string) error {
		if limit < 0 {
			return misuse("cli.usage.negative", "Flag", "--limit")
		}
		return s.reading(cmd.Context(), func(w *workspace.Workspace) error {
			steps, err := w.Project.Changes.Steps(cmd.Context(), limit, "")
			if err != nil {
				return err
			}
			names, err := w.Names(cmd.Context())
			if err != nil {
				return err
			}
			return s.printSteps(steps, names)
		})
	})
	c.Flags().IntVar(&limit, "limit", limit, s.t.Say("cli.flag.limit"))
	return c
}

func (s *Shell) printSteps(steps []store.Step, names workspace.Names) error {
	if s.json {
		out := []stepJSON{}
		for _, st := range steps {
			out = append(out, s.stepJSON(st, names.Coder(st.Coder)))
		}
		return s.printJSON(out)
	}
	var rows [][]string
	for _, st := range steps {
		act := s.wordStep(st)
		if r := st.Run; r.Query != "" {
			act += " · " + s.t.Say("runs.of", "Query", r.Query, "Unit", s.t.Say("unit."+r.Unit), "Count", r.Found, "Found", s.t.Number(r.Found), "Chosen", s.t.Number(r.Chosen))
		}
		if st.Undone {
			act = s.t.Say("cli.changes.undone", "Act", act)
		}
		rows = append(rows, []string{s.t.DateTime(st.At.Local()), names.Coder(st.Coder), act})
	}
	s.table([]column{{title: s.t.Say("cli.col.when")}, {title: s.t.Say("cli.col.coder")}, {title: s.t.Say("cli.col.act")}}, rows)
	return nil
}

func (s *Shell) stepJSON(st store.Step, coder string) stepJSON {
	out := stepJSON{st.ID, st.At.UTC().Format(time.RFC3339), coder, st.Act, st.Subject, st.Rows, st.Undoes, st.Undone, nil}
	if r := st.Run; r.Query != "" {
		out.Run = &runJSON{r.Query, r.Unit, r.Found, r.Chosen}
	}
	return out
}

// wordStep says what an act did.
func (s *Shell) wordStep(st store.Step) string {
	if st.Erased {
		st.Subject = s.t.Say("forget.mark")
	}
	return s.t.Say("act."+st.Act, "Subject", st.Subject, "Count", st.Rows, "Rows", st.Rows)
}
