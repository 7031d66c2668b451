package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"veldwerk/codebook"
	"veldwerk/workspace"
)

func baseName(path string) string { return filepath.Base(path) }

// open opens the project that the command means.
func (s *Shell) open(ctx context.Context, mode workspace.Mode, index workspace.IndexMode) (*workspace.Workspace, error) {
	path, err := s.projectPath()
	if err != nil {
		return nil, err
	}
	w, err := workspace.Open(ctx, path, s.Env, workspace.Options{Mode: mode, Coder: s.coder, Index: index, Copy: s.copyMode()})
	if err != nil {
		return nil, about(path, err)
	}
	return w, nil
}

// projectPath is the project of -p, $VELDWERK_PROJECT, or the only one here.
func (s *Shell) projectPath() (string, error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", err
	}
	return workspace.Find(s.Env, s.project, folder)
}

// reading opens the project for a command that changes nothing.
func (s *Shell) reading(ctx context.Context, do func(w *workspace.Workspace) error) error {
	return s.using(ctx, workspace.Read, workspace.NoIndex, do)
}

// searching is reading with the search index.
func (s *Shell) searching(ctx context.Context, do func(w *workspace.Workspace) error) error {
	return s.using(ctx, workspace.Read, workspace.UseIndex, do)
}

// writing opens the project for an act of the coder.
func (s *Shell) writing(ctx context.Context, do func(w *workspace.Workspace, by codebook.CoderID) error) error {
	return s.using(ctx, workspace.Write, workspace.UseIndex, func(w *workspace.Workspace) error {
		by, err := w.Acting(ctx)
		if err != nil {
			return err
		}
		return do(w, by)
	})
}

func (s *Shell) using(ctx context.Context, mode workspace.Mode, index workspace.IndexMode, do func(w *workspace.Workspace) error) error {
	w, err := s.open(ctx, mode, index)
	if err != nil {
		return err
	}
	if mode == workspace.Write {
		w.BackUpIfDue(ctx, workspace.ReasonDaily)
	}
	err = do(w)
	s.tellTrouble(w)
	return errors.Join(err, s.closeProject(w))
}
