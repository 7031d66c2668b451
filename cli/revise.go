package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"

	"github.com/spf13/cobra"

	"veldwerk/transcript"
	"veldwerk/workspace"
)

// revisedJSON is what a corrected text does, or did, to what points into it.
type revisedJSON struct {
	Document   string            `json:"document"`
	DocumentID string            `json:"document_id"`
	Revision   int               `json:"revision"` // of the text afterwards
	Changed    bool              `json:"changed"`  // false: the text stayed as it was
	DryRun     bool              `json:"dry_run,omitempty"`
	Edits      []transcript.Edit `json:"edits"` // code points
	Turns      int               `json:"turns"`
	Counts     map[string]int    `json:"counts"` // fragments by fate
	Fragments  []revisedOneJSON  `json:"fragments"`
}

type revisedOneJSON struct {
	CodingID string `json:"coding_id"` // "" for a memo
	MemoID   string `json:"memo_id"`   // "" for a coding
	CodePath string `json:"code_path"`
	Coder    string `json:"coder"`
	Turn     int    `json:"turn_no"`
	Fate     string `json:"fate"` // kept, moved, changed, shrunk, doubtful or orphaned
	Start    int    `json:"char_start"`
	End      int    `json:"char_end"`
	NewStart int    `json:"new_start"`
	NewEnd   int    `json:"new_end"`
	Before   string `json:"before"`
	After    string `json:"after"`
	Into     string `json:"united_into"` // the coding that takes it up, or ""
}

func (s *Shell) reviseCommand() *cobra.Command {
	from, dry := "", false
	c := &cobra.Command{
		Use: "revise DOCUMENT", Args: arity(1, 1), DisableFlagsInUseLine: true,
		Short: s.t.Say("revise.short"), Long: s.t.Say("revise.long"), Example: s.t.Say("revise.example"),
		RunE: func(cmd *cobra.Command, args []string) error { return s.revise(cmd.Context(), args[0], from, dry) },
	}
	c.Flags().StringVar(&from, "from", "", s.t.Say("revise.flag.from"))
	c.Flags().BoolVar(&dry, "dry-run", false, s.t.Say("revise.flag.dry-run"))
	return c
}

func (s *Shell) revise(ctx context.Context, name, from string, dry bool) error {
	var doc *transcript.Document
	// An editor may stay open for hours: the project is not held meanwhile, and
	// a text that somebody else changed then is refused.
	err := s.reading(ctx, func(w *workspace.Workspace) error {
		d, err := documentNamed(ctx, w, name)
		if err != nil {
			return err
		}
		doc, err = w.Document(ctx, d.ID)
		return err
	})
	if err != nil {
		return err
	}
	typed, left, err := s.correctedText(doc.Text.String(), from)
	if err != nil {
		return err
	}
	mode := workspace.Write
	if dry {
		mode = workspace.Read
	}
	err = s.using(ctx, mode, workspace.UseIndex, func(w *workspace.Workspace) error {
		plan, err := w.PlanRevision(ctx, doc, typed)
		if err != nil {
			return err
		}
		if !dry && !plan.IsNothing() {
			by, err := w.Acting(ctx)
			if err != nil {
				return err
			}
			if _, err := w.Revise(ctx, by, plan); err != nil {
				return err
			}
		}
		return s.printRevised(plan, dry)
	})
	if err != nil && left.Path != "" {
		s.note("%s", s.t.Say("revise.left", "Path", left.Path))
		return err
	}
	return errors.Join(err, left.Remove())
}

// correctedText is the text of --from, or what a person made of it in an
// editor; the file that the editor wrote is left for the caller to remove.
func (s *Shell) correctedText(text, from string) (string, workspace.TextFile, error) {
	var none workspace.TextFile
	switch from {
	case "":
	case "-":
		data, err := io.ReadAll(s.In)
		return string(data), none, err
	default:
		data, err := os.ReadFile(from)
		return string(data), none, err
	}
	if s.Env.Getenv("VISUAL")+s.Env.Getenv("EDITOR") == "" && !terminal(s.In) {
		return "", none, misuse("revise.usage.terminal")
	}
	file, err := workspace.NewTextFile(s.Env, text)
	if err != nil {
		return "", none, err
	}
	edited, err := s.edit(file)
	if err != nil {
		return "", none, errors.Join(err, file.Remove())
	}
	return edited, file, nil
}

func (s *Shell) edit(file workspace.TextFile) (string, error) {
	editor, err := workspace.Editor(s.Env, file.Path)
	if err != nil {
		return "", err
	}
	editor.Stdin, editor.Stdout, editor.Stderr = s.In, s.Err, s.Err
	if terminal(s.Out) {
		editor.Stdout = s.Out
	}
	if err := editor.Run(); err != nil {
		var missing *exec.Error
		if errors.As(err, &missing) {
			return "", failure("revise.usage.editor", "Name", missing.Name)
		}
		return "", failure("revise.usage.ended")
	}
	return file.Read()
}

func (s *Shell) printRevised(plan workspace.Revising, dry bool) error {
	if s.json {
		return s.printJSON(revisedAsJSON(plan, dry))
	}
	if plan.IsNothing() {
		s.line("%s", s.t.Say("revise.nothing", "Title", plan.Before.Title))
		return nil
	}
	for _, f := range plan.Fragments {
		if f.Fate.IsSure() {
			continue
		}
		what := f.CodePath
		if f.Coding.IsZero() {
			what = s.t.Say("revise.memo")
		}
		s.line("%s", s.t.Say("revise.place", "Fate", s.t.Say("revise.fate."+f.Fate.String()), "Turn", f.Turn, "What", what, "Coder", f.CoderName))
		s.line("  %s", quoted(f.Before))
		if f.Fate != transcript.Orphaned && f.After != f.Before {
			s.line("  → %s", quoted(f.After))
		}
	}
	n := plan.Count()
	s.line("%s", s.t.Say("revise.counts", "Count", len(plan.Fragments), "Same", n[transcript.Kept]+n[transcript.Moved],
		"Changed", n[transcript.Changed]+n[transcript.Shrunk], "Doubtful", n[transcript.Doubtful], "Orphaned", n[transcript.Orphaned]))
	id := "revise.done"
	if dry {
		id = "revise.would"
	}
	s.line("%s", s.t.Say(id, "Title", plan.Before.Title, "Count", len(plan.Edits())))
	return nil
}

// quoted is a passage on one line, in quotes.
func quoted(quote string) string { return "“" + strings.Join(strings.Fields(quote), " ") + "”" }

func revisedAsJSON(plan workspace.Revising, dry bool) revisedJSON {
	out := revisedJSON{
		Document: plan.Before.Title, DocumentID: plan.Before.ID.String(), Revision: plan.Revision(), Changed: !plan.IsNothing(), DryRun: dry,
		Edits: append([]transcript.Edit{}, plan.Edits()...), Counts: map[string]int{}, Fragments: []revisedOneJSON{},
	}
	for _, t := range plan.After.Turns {
		out.Turns += min(t.N, 1)
	}
	for fate := transcript.Kept; fate <= transcript.Orphaned; fate++ {
		out.Counts[fate.String()] = plan.Count()[fate]
	}
	for _, f := range plan.Fragments {
		one := revisedOneJSON{
			CodePath: f.CodePath, Coder: f.CoderName, Turn: f.Turn, Fate: f.Fate.String(), Start: f.Old.Start, End: f.Old.End,
			NewStart: f.New.Start, NewEnd: f.New.End, Before: f.Before, After: f.After,
		}
		if !f.Coding.IsZero() {
			one.CodingID = f.Coding.String()
		}
		if !f.Memo.IsZero() {
			one.MemoID = f.Memo.String()
		}
		if !f.Into.IsZero() {
			one.Into = f.Into.String()
		}
		out.Fragments = append(out.Fragments, one)
	}
	return out
}
