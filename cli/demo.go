package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"veldwerk/demo"
	"veldwerk/store"
	"veldwerk/workspace"
)

func (s *Shell) demoCommand() *cobra.Command {
	fresh, closed := false, false
	c := s.command("demo [DIR]", "demo", arity(0, 1), func(cmd *cobra.Command, args []string) error {
		folder := s.Env.Data
		if len(args) == 1 {
			folder = args[0]
		}
		path, made, err := s.writeDemo(cmd.Context(), folder, fresh)
		if err != nil {
			return err
		}
		if !closed && !s.json && s.interactive() {
			if s.coder == "" && s.Env.Getenv("VELDWERK_CODER") == "" {
				s.coder = demo.Coder
			}
			return s.openScreens(cmd, path)
		}
		return s.tellDemo(path, made)
	})
	c.Flags().BoolVar(&fresh, "fresh", false, s.t.Say("cli.flag.fresh"))
	c.Flags().BoolVar(&closed, "no-open", false, s.t.Say("cli.flag.no-open"))
	return c
}

// tellDemo prints the path alone on stdout, for scripts, and what it is beside.
func (s *Shell) tellDemo(path string, made bool) error {
	if s.json {
		return s.printJSON(newJSON{path})
	}
	id := "cli.demo.there"
	if made {
		id = "cli.demo.made"
	}
	s.note("%s", s.t.Say(id))
	s.line("%s", path)
	return nil
}

// demoProject writes the demo where it belongs unless it is there, and gives
// its path: the screens offer it at the first run.
func (s *Shell) demoProject(ctx context.Context) (string, error) {
	path, _, err := s.writeDemo(ctx, s.Env.Data, false)
	return path, err
}

// writeDemo gives the path of the demo in a folder; an existing one is never
// touched. fresh takes the first free name beside it.
func (s *Shell) writeDemo(ctx context.Context, folder string, fresh bool) (path string, made bool, err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", false, about(folder, withoutPath(err))
	}
	path = filepath.Join(folder, "demo"+workspace.Extension)
	for n := 2; ; n++ {
		_, err := os.Lstat(path)
		if errors.Is(err, fs.ErrNotExist) {
			break
		}
		if err != nil {
			return "", false, about(path, withoutPath(err))
		}
		if !fresh {
			return path, false, s.isProject(ctx, path)
		}
		path = filepath.Join(folder, fmt.Sprintf("demo-%d%s", n, workspace.Extension))
	}
	// The many acts of the demo are made beside its place: Ctrl+C half-way
	// leaves no half demo that the next start would take for the whole.
	draft := filepath.Join(folder, ".demo-"+s.Env.NewID().String()+workspace.Extension)
	err = demo.Write(ctx, draft, store.Options{Version: s.Env.Version})
	if err == nil {
		err = os.Rename(draft, path)
	}
	if err != nil {
		_ = os.Remove(draft)
		return "", false, about(path, withoutPath(err))
	}
	return path, true, nil
}

// isProject says why a file is no project, if it is none.
func (s *Shell) isProject(ctx context.Context, path string) error {
	w, err := workspace.Open(ctx, path, s.Env, workspace.Options{Mode: workspace.Read, Copy: s.copyMode()})
	if err != nil {
		return about(path, err)
	}
	return w.Close()
}
