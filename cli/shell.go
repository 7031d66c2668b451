// Package cli is veldwerk in the shell: one file per command, thin over the
// rooms below.
//
// Words: a Shell is one run of the program with what its process gives it. A
// fact is what went wrong, a hint what to do about it.
//
// Guarantees: errors go to stderr as "veldwerk: fact" and "hint: …" in the
// person's language; exit codes, JSON keys and table headers never change with
// it. Nothing that came from a file reaches a terminal raw. A file that a
// command writes is there whole or not at all, and none is overwritten without
// --force. The shell never asks a question.
//
// Non-goals: the screens (package tui), which main hands in as Screens.
package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"charm.land/fang/v2"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"veldwerk/lang"
	"veldwerk/workspace"
)

// ScreenOptions is what the command line says about the screens.
type ScreenOptions struct {
	Coder    string // --coder; "" for the usual one
	Language string // --lang; "" for the usual one
	// Demo writes the demo project when it is not there yet and gives its path.
	Demo func(ctx context.Context) (string, error)
}

// Screens opens the screens on a project and returns when they close. An empty
// path means the last project, or the first-run choice.
type Screens func(ctx context.Context, path string, env workspace.Environment, o ScreenOptions) error

// Shell is one run of the program.
type Shell struct {
	Args    []string // without the program's name
	Env     workspace.Environment
	In      io.Reader
	Out     io.Writer
	Err     io.Writer
	Screens Screens

	t        *lang.Tongue
	project  string // --project
	coder    string // --coder
	language string // --lang
	json     bool   // --json
	workCopy bool   // --work-copy
	inPlace  bool   // --in-place
}

// Exit codes (DESIGN section 6).
const (
	exitDone     = 0
	exitFailed   = 1 // or all input refused
	exitUsage    = 2
	exitPart     = 3 // part of the input was refused
	exitBusy     = 4
	exitDamage   = 5
	exitCanceled = 130 // as shells report Ctrl+C
)

// Run does what the arguments ask and gives the exit code. A fault in the program
// is told by its kind, and noted in the state folder with its place: what was
// thrown may quote a transcript, and stderr often goes into a log.
func (s *Shell) Run(ctx context.Context) (code int) {
	s.t = lang.For("en") // until the language is known
	defer func() {
		if cause := recover(); cause != nil {
			broken := workspace.Fault(cause)
			s.Env.NoteFault(broken)
			code = s.report(broken)
		}
	}()
	flag := languageFlag(s.Args)
	settings := workspace.LoadSettings(s.Env)
	s.t = lang.For(lang.Choose(flag, s.Env.Getenv("VELDWERK_LANG"), settings.Language, s.Env.Getenv))
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()

	root, help := s.root(), false
	root.SetHelpFunc(func(*cobra.Command, []string) { help = true })
	root.SilenceErrors, root.SilenceUsage = true, true
	s.streams(root, s.Out)
	if err := root.ExecuteContext(ctx); err != nil {
		return s.report(err)
	}
	if help {
		return s.pages(ctx)
	}
	return exitDone
}

// pages shows help and the manual page through fang. Only these: fang asks the
// terminal for its colours before it words any error, and a terminal that does
// not answer would hold up each mistyped command for seconds.
func (s *Shell) pages(ctx context.Context) int {
	root, code := s.root(), exitDone
	for _, c := range root.Commands() {
		if c.Name() == manual {
			root.RemoveCommand(c) // fang brings the real one
		}
	}
	s.streams(root, s.headings(s.Out))
	_ = fang.Execute(ctx, root,
		fang.WithVersion(s.Env.Version),
		fang.WithErrorHandler(func(_ io.Writer, _ fang.Styles, err error) { code = s.report(err) }),
	) // the handler has seen the error
	return code
}

func (s *Shell) streams(root *cobra.Command, out io.Writer) {
	root.SetArgs(s.Args)
	root.SetIn(s.In)
	root.SetOut(out)
	root.SetErr(s.Err)
}

// report writes an error as fact and hint, and gives its exit code.
func (s *Shell) report(err error) int {
	p := word(s.t, err)
	if p.fact != "" {
		fmt.Fprintf(s.Err, "veldwerk: %s\n", p.fact)
	}
	if p.hint != "" {
		fmt.Fprintf(s.Err, "%s: %s\n", s.t.Say("cli.hint"), p.hint)
	}
	return p.exit
}

// languageFlag looks for --lang before the flags are parsed: the help texts of
// the flags are already in that language.
func languageFlag(args []string) string {
	const name = "--lang"
	for i, a := range args {
		switch {
		case a == "--":
			return ""
		case a == name && i+1 < len(args):
			return args[i+1]
		case len(a) > len(name) && a[:len(name)+1] == name+"=":
			return a[len(name)+1:]
		}
	}
	return ""
}

// terminal says whether a stream of the process is a terminal.
func terminal(stream any) bool {
	f, ok := stream.(interface{ Fd() uintptr })
	return ok && term.IsTerminal(f.Fd())
}

// width is the columns of the terminal on stdout, 100 where there is none.
func (s *Shell) width() int {
	if f, ok := s.Out.(interface{ Fd() uintptr }); ok {
		if w, _, err := term.GetSize(f.Fd()); err == nil && w > 0 {
			return w
		}
	}
	return 100
}
