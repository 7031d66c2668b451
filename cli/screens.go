package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"veldwerk/store"
	"veldwerk/workspace"
)

// screensCommand is the program without a command: it opens the screens.
func (s *Shell) screensCommand() *cobra.Command {
	c := s.command("veldwerk [FILE]", "root", cobra.ArbitraryArgs, func(cmd *cobra.Command, args []string) error {
		path, err := s.screensPath(cmd, args)
		if err != nil {
			return err
		}
		return s.openScreens(cmd, path)
	})
	return c
}

// screensPath is the project of the argument, -p or $VELDWERK_PROJECT; "" lets
// the screens take the last one. It is opened once for reading, so that what is
// no project is told in the shell and not on a screen that must close again.
func (s *Shell) screensPath(cmd *cobra.Command, args []string) (string, error) {
	path := s.project
	if len(args) > 0 {
		path = args[0]
	}
	if len(args) > 1 {
		return "", misuse("cli.usage.too-many", "Argument", args[1], "Use", cmd.UseLine())
	}
	if path == "" {
		path = s.Env.Getenv("VELDWERK_PROJECT")
	}
	if path == "" {
		return "", nil
	}
	_, err := os.Stat(path)
	if err != nil && workspace.HasCopy(s.Env, path) {
		return path, nil // offline: there is a work copy to go on in
	}
	if errors.Is(err, fs.ErrNotExist) && len(args) > 0 && !looksLikePath(path) {
		return "", unknownCommand(cmd, path)
	}
	if err != nil {
		return "", about(path, withoutPath(err))
	}
	err = s.isProject(cmd.Context(), path)
	if errors.Is(err, store.ErrDamaged) && s.interactive() {
		return path, nil // the screens offer a backup
	}
	return path, err
}

// looksLikePath says whether a person meant a file and not a command.
func looksLikePath(arg string) bool {
	return strings.ContainsRune(arg, filepath.Separator) || filepath.Ext(arg) != ""
}

// openScreens hands over to the screens; without a terminal it says so.
func (s *Shell) openScreens(cmd *cobra.Command, path string) error {
	if !s.interactive() {
		return misuse("cli.usage.no-terminal")
	}
	return s.tellLate(s.Screens(cmd.Context(), path, s.Env, ScreenOptions{Coder: s.coder, Language: s.language, Demo: s.demoProject}))
}

// interactive says whether screens can be drawn and keys be read.
func (s *Shell) interactive() bool {
	return s.Screens != nil && s.Env.Getenv("TERM") != "dumb" && terminal(s.In) && terminal(s.Out)
}
