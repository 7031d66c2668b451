package cli

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"veldwerk/codebook"
	"veldwerk/workspace"
)

func (s *Shell) importCommand() *cobra.Command {
	var o workspace.ImportOptions
	var renames, columns []string
	var as, prefer string
	c := s.command("import PATH…", "import", arity(1, -1), func(cmd *cobra.Command, args []string) error {
		var err error
		if o.Renames, err = renamings(renames); err != nil {
			return err
		}
		if o.As, err = tableAs(as); err != nil {
			return err
		}
		if err := oneOf("--prefer", prefer, "ours", "theirs"); err != nil {
			return err
		}
		o.Theirs = prefer == "theirs"
		if o.Columns, err = columnUses(columns); err != nil {
			return err
		}
		return s.importPaths(cmd.Context(), args, o)
	})
	flags := c.Flags()
	flags.BoolVar(&o.Again, "again", false, s.t.Say("cli.flag.again"))
	flags.StringVar(&o.Encoding, "encoding", "", s.t.Say("cli.flag.encoding"))
	flags.StringArrayVar(&o.Interviewers, "interviewer", nil, s.t.Say("cli.flag.interviewer"))
	flags.StringArrayVar(&renames, "rename", nil, s.t.Say("cli.flag.rename"))
	flags.StringVar(&as, "as", "", s.t.Say("survey.flag.as"))
	flags.StringArrayVar(&columns, "map", nil, s.t.Say("survey.flag.map"))
	flags.StringVar(&prefer, "prefer", "ours", s.t.Say("collide.flag.prefer"))
	flags.BoolVar(&o.DryRun, "dry-run", false, s.t.Say("amend.flag.dry-run"))
	flags.BoolVar(&o.CreateCodes, "create-codes", false, s.t.Say("amend.flag.create-codes"))
	flags.StringVar(&o.Part, "only", "", s.t.Say("cli.flag.only"))
	return c
}

// renamings reads A=B.
func renamings(flags []string) ([]workspace.Renaming, error) {
	var out []workspace.Renaming
	for _, flag := range flags {
		from, to, ok := strings.Cut(flag, "=")
		if from, to = strings.TrimSpace(from), strings.TrimSpace(to); !ok || from == "" || to == "" {
			return nil, misuse("cli.import.rename", "Value", flag)
		}
		out = append(out, workspace.Renaming{From: from, To: to})
	}
	return out, nil
}

func (s *Shell) importPaths(ctx context.Context, paths []string, o workspace.ImportOptions) error {
	var receipts []workspace.Receipt
	run := func(w *workspace.Workspace) error {
		var err error
		var files func(done, total int, path string)
		files, o.Pages = s.progress()
		receipts, err = w.ImportWith(ctx, paths, o, files)
		return err
	}
	var err error
	if o.DryRun {
		err = s.reading(ctx, run)
	} else {
		err = s.writing(ctx, func(w *workspace.Workspace, _ codebook.CoderID) error { return run(w) })
	}
	if o.DryRun && err == nil && !s.json {
		s.note("%s", s.t.Say("amend.dry"))
	}
	if len(receipts) > 0 || err == nil {
		if printed := s.printReceipts(receipts); err == nil {
			err = printed
		}
	}
	if err != nil {
		return err
	}
	return refusals(receipts)
}

// progress draws one line on a terminal that the receipts then replace: which
// file is being stored, and how far a long one is read.
func (s *Shell) progress() (files func(done, total int, path string), pages func(path string, done, total int)) {
	if !terminal(s.Err) {
		return nil, nil
	}
	var drawing sync.Mutex // files are read while others are stored
	draw := func(line string) {
		drawing.Lock()
		defer drawing.Unlock()
		fmt.Fprint(s.Err, "\r\x1b[K"+cutLine(line, s.width()-1))
	}
	files = func(done, total int, path string) {
		if done == total {
			draw("")
			return
		}
		draw(s.t.Say("cli.import.progress", "Done", done+1, "Total", total, "Path", baseName(path)))
	}
	pages = func(path string, done, total int) {
		draw(s.t.Say("cli.import.pages", "Path", baseName(path), "Done", done, "Total", total))
	}
	return files, pages
}

// refusals is exit 1 when everything was refused, 3 when a part was: a file, or
// something in one.
func refusals(receipts []workspace.Receipt) error {
	refused, part := 0, false
	for _, r := range receipts {
		if r.Err != nil {
			refused++
		}
		part = part || r.Part()
	}
	switch {
	case refused == 0 && !part:
		return nil
	case refused == len(receipts):
		return &outcomeError{exitFailed}
	}
	return &outcomeError{exitPart}
}
