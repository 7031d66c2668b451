// Command shot makes the pictures of the documentation from the running
// program: it builds veldwerk, runs each scenario on a terminal of its own,
// presses keys, waits for words on the screen and draws the cells as SVG.
//
// With -check it writes nothing and fails when a picture is no longer what the
// program shows. The clock stands still, the demo project is fixed, and the
// folders are new, so the same program gives the same bytes.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"
)

// pictures is the folder of the pictures, seen from the root of the module.
const pictures = "docs/pictures"

// now is the moment at which all pictures are taken.
const now = "2026-11-12T10:00:00Z"

func main() {
	check := flag.Bool("check", false, "fail when a picture is stale, write nothing")
	only := flag.String("only", "", "take this picture only")
	flag.Parse()
	if err := run(*check, *only); err != nil {
		fmt.Fprintln(os.Stderr, "shot:", err)
		os.Exit(1)
	}
}

func run(check bool, only string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	folder, err := os.MkdirTemp("", "veldwerk-shot-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // a temporary folder
	studio, err := newStudio(ctx, folder)
	if err != nil {
		return err
	}
	var stale []error
	for _, s := range scenarios {
		if only != "" && s.name != only {
			continue
		}
		picture, err := studio.take(ctx, s)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		if err := settle(filepath.Join(pictures, s.name+".svg"), picture, check); err != nil {
			stale = append(stale, err)
		}
	}
	return errors.Join(stale...)
}

// settle writes the picture, or with check compares it.
func settle(path string, picture []byte, check bool) error {
	old, err := os.ReadFile(path)
	if err == nil && bytes.Equal(old, picture) {
		return nil
	}
	if check {
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s is missing: go run ./docs/shot", path)
		}
		return fmt.Errorf("%s is stale: go run ./docs/shot", path)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, picture, 0o644)
}

// studio is the built program with a demo project to copy.
type studio struct {
	folder, program, demo string
}

func newStudio(ctx context.Context, folder string) (*studio, error) {
	s := &studio{folder: folder, program: filepath.Join(folder, "veldwerk")}
	if runtime.GOOS == "windows" {
		s.program += ".exe"
	}
	build := exec.CommandContext(ctx, "go", "build", "-o", s.program, ".")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return nil, fmt.Errorf("build: %w", err)
	}
	home := filepath.Join(folder, "first")
	if err := os.MkdirAll(home, 0o700); err != nil {
		return nil, err
	}
	write := exec.CommandContext(ctx, s.program, "demo", home, "--no-open")
	write.Env = environment(home, "en")
	if out, err := write.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("demo: %w: %s", err, out)
	}
	s.demo = filepath.Join(home, "demo.veldwerk")
	return s, nil
}

// take runs one scenario in a home of its own.
func (s *studio) take(ctx context.Context, sc scenario) ([]byte, error) {
	home := filepath.Join(s.folder, sc.name)
	if err := os.MkdirAll(home, 0o700); err != nil {
		return nil, err
	}
	project, err := os.ReadFile(s.demo)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(home, "demo.veldwerk"), project, 0o600); err != nil {
		return nil, err
	}
	colours := darkColours
	if sc.light {
		colours = lightColours
	}
	cmd := exec.CommandContext(ctx, s.program, "demo", home, "--lang", sc.language)
	cmd.Dir, cmd.Env = home, environment(home, sc.language)
	t, err := start(cmd, sc.columns, sc.rows, colours)
	if err != nil {
		return nil, err
	}
	defer t.close()
	for i, step := range sc.steps {
		if err := t.press(step.keys); err != nil {
			return nil, err
		}
		if err := t.wait(ctx, step); err != nil {
			return nil, fmt.Errorf("step %d: %w", i+1, err)
		}
	}
	return t.draw(colours), nil
}

// environment of the program: nothing of this machine but its path.
func environment(home, language string) []string {
	env := []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "TERM=xterm-256color", "COLORTERM=truecolor", "LANG=" + language + "_NL.UTF-8", "TZ=UTC",
		"VELDWERK_NOW=" + now,
	}
	for _, name := range []string{"CONFIG", "DATA", "STATE", "CACHE"} {
		env = append(env, "XDG_"+name+"_HOME="+filepath.Join(home, "xdg", name))
	}
	return env
}
