package cli_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/creack/pty"
	"github.com/rogpeppe/go-internal/testscript"

	"veldwerk/cli"
	"veldwerk/workspace"
)

// TestMain lets the test binary be the program: scripts run it as veldwerk.
// Its screens only say what they were asked to open.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"veldwerk": func() {
			env := workspace.System("9.9.9-test")
			env.Shared = workspace.MakePrivate()
			env.PassphraseWork = 8 // files open at once
			shell := cli.Shell{
				Args: os.Args[1:], Env: env, In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
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
			"newer":    makeNewer,
			"tamper":   tamper,
			"cut":      cut,
			"harmindex": func(ts *testscript.TestScript, _ bool, _ []string) {
				found, err := filepath.Glob(filepath.Join(ts.Getenv("XDG_CACHE_HOME"), "veldwerk", "index", "*", "vocabulary"))
				ts.Check(err)
				ts.Check(os.WriteFile(found[0], []byte("geen woorden"), 0o600))
			},
			"terminal": inTerminal,
			"gone":     gone,
			"leaves":   leaves,
		},
		Condition: func(name string) (bool, error) {
			if name == "root" { // who may write everything
				return os.Getuid() == 0, nil
			}
			return false, fmt.Errorf("unknown condition %q", name)
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
			_, _ = fmt.Sscan(after, &got)
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

// newer FILE makes a project look as if a much newer program made it: its
// schema is the user_version in the header of the SQLite file.
func makeNewer(ts *testscript.TestScript, _ bool, args []string) {
	raw, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	binary.BigEndian.PutUint32(raw[60:], 9999)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), raw, 0o600))
}

// tamper FILE OLD NEW changes bytes inside a project behind its back.
func tamper(ts *testscript.TestScript, _ bool, args []string) {
	raw, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(args[1]) != len(args[2]) || !bytes.Contains(raw, []byte(args[1])) {
		ts.Fatalf("%q is not in %s, or not as long as %q", args[1], args[0], args[2])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), bytes.ReplaceAll(raw, []byte(args[1]), []byte(args[2])), 0o600))
}

// cut FILE BYTES leaves no more of a file than that.
func cut(ts *testscript.TestScript, _ bool, args []string) {
	var size int64
	_, err := fmt.Sscan(args[1], &size)
	ts.Check(err)
	ts.Check(os.Truncate(ts.MkAbs(args[0]), size))
}

// terminal CODE program args… runs the program with all its streams on a
// terminal, and wants that exit code; what it wrote is stdout.
func inTerminal(ts *testscript.TestScript, _ bool, args []string) {
	program := ""
	for _, dir := range filepath.SplitList(ts.Getenv("PATH")) {
		if _, err := os.Stat(filepath.Join(dir, args[1])); err == nil && program == "" {
			program = filepath.Join(dir, args[1])
		}
	}
	cmd := exec.Command(program, args[2:]...)
	cmd.Dir = ts.MkAbs(".")
	for _, name := range []string{"PATH", "HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "TERM", "LANG", "VELDWERK_NOW", "VELDWERK_CODER"} {
		cmd.Env = append(cmd.Env, name+"="+ts.Getenv(name))
	}
	screen, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	ts.Check(err)
	out, _ := io.ReadAll(screen) // ends with EIO when the program closes its end
	_ = cmd.Wait()
	fmt.Fprint(ts.Stdout(), strings.ReplaceAll(string(out), "\r\n", "\n"))
	if got := fmt.Sprint(cmd.ProcessState.ExitCode()); got != args[0] {
		ts.Fatalf("exit code %s, want %s; it wrote\n%s", got, args[0], out)
	}
}

// gone WORD path… wants that no file there holds the word, as UTF-8 in any case
// or as UTF-16.
func gone(ts *testscript.TestScript, _ bool, args []string) {
	for _, path := range holders(ts, args) {
		ts.Fatalf("%q is still in %s", args[0], path)
	}
}

// leaves WORD path… wants that some file there holds the word: without that,
// gone would prove nothing.
func leaves(ts *testscript.TestScript, _ bool, args []string) {
	if len(holders(ts, args)) == 0 {
		ts.Fatalf("%q is nowhere", args[0])
	}
}

func holders(ts *testscript.TestScript, args []string) []string {
	word := strings.ToLower(args[0])
	var wide strings.Builder
	for _, r := range word {
		wide.WriteString(string(r) + "\x00")
	}
	var out []string
	for _, root := range args[1:] {
		err := filepath.WalkDir(ts.MkAbs(root), func(path string, e os.DirEntry, err error) error {
			if err != nil || !e.Type().IsRegular() {
				return err
			}
			raw, err := os.ReadFile(path)
			if small := strings.ToLower(string(raw) + path); strings.Contains(small, word) || strings.Contains(small, wide.String()) {
				out = append(out, path)
			}
			return err
		})
		ts.Check(err)
	}
	return out
}
