package cli

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/spf13/cobra"

	"veldwerk/workspace"
)

type newJSON struct {
	Path string `json:"path"`
}

func (s *Shell) newCommand() *cobra.Command {
	book := "none"
	c := s.command("new FILE", "new", arity(1, 1), func(cmd *cobra.Command, args []string) error {
		return s.newProject(cmd.Context(), args[0], book)
	})
	c.Flags().StringVar(&book, "codebook", book, s.t.Say("cli.flag.codebook"))
	return c
}

// newProject reads the codebook first: one that is refused leaves no project
// behind.
func (s *Shell) newProject(ctx context.Context, path, book string) error {
	if filepath.Ext(path) == "" {
		path += workspace.Extension
	}
	codes, err := s.codebookOf(book)
	if err != nil {
		return err
	}
	w, err := workspace.Create(ctx, path, s.Env, workspace.Options{Coder: s.coder, Copy: s.copyMode()})
	if errors.Is(err, fs.ErrExist) {
		return failure("cli.new.exists", "Path", path)
	}
	if err != nil {
		return about(path, withoutPath(err))
	}
	err = s.fillNew(ctx, w, codes)
	if err := errors.Join(err, s.closeProject(w)); err != nil {
		return about(path, err)
	}
	if s.json {
		return s.printJSON(newJSON{path})
	}
	s.line("%s", s.t.Say("cli.new.done", "Path", path))
	if len(codes.codes) > 0 {
		s.line("%s", s.t.Say("cli.new.codebook", "Count", len(codes.codes)))
	}
	return nil
}

func (s *Shell) fillNew(ctx context.Context, w *workspace.Workspace, book book) error {
	by, err := w.Acting(ctx)
	if err != nil || len(book.codes) == 0 {
		return err
	}
	return w.Project.Codes.Import(ctx, by, book.codes, book.themes)
}
