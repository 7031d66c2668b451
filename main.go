// Veldwerk is a terminal program for qualitative researchers: import interview
// transcripts, read, code, search, export.
package main

import (
	"context"
	"os"

	"veldwerk/cli"
	"veldwerk/tui"
	"veldwerk/workspace"
)

// version is set by the linker when a release is built.
var version = "0.1.0"

func main() {
	env := workspace.System(version)
	env.Shared = workspace.MakePrivate()
	shell := cli.Shell{Args: os.Args[1:], Env: env, In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Screens: screens}
	os.Exit(shell.Run(context.Background()))
}

func screens(ctx context.Context, path string, env workspace.Environment, o cli.ScreenOptions) error {
	return tui.Run(ctx, env, tui.Options{Path: path, Coder: o.Coder, Language: o.Language, Demo: o.Demo})
}
