package cli_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"veldwerk/cli"
	"veldwerk/workspace"
)

// TestMain lets the test binary be the program: scripts run it as veldwerk.
// Its screens only say what they were asked to open.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"veldwerk": func() {
			shell := cli.Shell{
				Args: os.Args[1:], Env: workspace.System("9.9.9-test"), In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
				Screens: func(_ context.Context, path string, _ workspace.Environment, o cli.ScreenOptions) error {
					fmt.Fprintf(os.Stdout, "screens path=%s coder=%s lang=%s\n", filepath.Base(path), o.Coder, o.Language)
					return nil
				},
			}
			os.Exit(shell.Run(context.Background()))
		},
		"holdproject": holdProject,
	})
}

// holdProject opens a project for writing, says so in a file and holds it until
// its stdin closes: what an open screen does.
func holdProject() {
	w, err := workspace.Open(context.Background(), os.Args[1], workspace.System("9.9.9-test"), workspace.Options{Mode: workspace.Write, Coder: "Piet Holder"})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if _, err := w.Acting(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	cmd := shellCommand(os.Args[2:])
	code := cmd.Run(context.Background())
	if err := w.Close(); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

// shellCommand runs the program inside this process, while it holds the lock.
func shellCommand(args []string) *cli.Shell {
	return &cli.Shell{Args: args, Env: workspace.System("9.9.9-test"), In: os.Stdin, Out: os.Stdout, Err: os.Stderr}
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			// Every script has a home of its own, so that nothing of the machine
			// shows in it and nothing is left behind.
			for _, v := range [][2]string{
				{"HOME", "home"}, {"XDG_CONFIG_HOME", "home/config"}, {"XDG_DATA_HOME", "home/data"},
				{"XDG_STATE_HOME", "home/state"}, {"XDG_CACHE_HOME", "home/cache"},
			} {
				e.Setenv(v[0], filepath.Join(e.WorkDir, v[1]))
			}
			e.Setenv("VELDWERK_NOW", "2026-11-12T10:00:00Z")
			e.Setenv("VELDWERK_CODER", "Jonna Bakker")
			e.Setenv("LANG", "en_GB.UTF-8")
			e.Setenv("TZ", "UTC")
			return os.MkdirAll(filepath.Join(e.WorkDir, "home"), 0o700)
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exitcode": exitCode,
			"json":     checkJSON,
			"bytes":    writeBytes,
		},
	})
}

// exitcode N veldwerk … runs the program and wants that exit code.
func exitCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exitcode N program args…")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := 0
	if err != nil {
		if _, after, ok := strings.Cut(err.Error(), "exit status "); ok {
			fmt.Sscan(after, &got) //nolint:errcheck // stays 0, which then differs
		} else {
			ts.Fatalf("%v", err)
		}
	}
	if fmt.Sprint(got) != args[0] {
		ts.Fatalf("exit code %d, want %s", got, args[0])
	}
}

// bytes FILE ESCAPED writes a file with Go escapes such as \x00, which a script
// cannot hold.
func writeBytes(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: bytes FILE ESCAPED")
	}
	var b strings.Builder
	for rest := args[1]; rest != ""; {
		if strings.HasPrefix(rest, `\x`) && len(rest) >= 4 {
			var c byte
			if _, err := fmt.Sscanf(rest[2:4], "%02x", &c); err != nil {
				ts.Fatalf("%v", err)
			}
			b.WriteByte(c)
			rest = rest[4:]
			continue
		}
		b.WriteByte(rest[0])
		rest = rest[1:]
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(b.String()), 0o600))
}
