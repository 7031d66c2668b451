//go:build unix

package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/lang"
	"veldwerk/workspace"
)

// childEnv makes this test binary the program with its screens: project, then
// coder.
const childEnv = "VELDWERK_TUI_CHILD"

func TestMain(m *testing.M) {
	if task := os.Getenv(childEnv); task != "" {
		path, coder, _ := strings.Cut(task, "\n")
		os.Exit(playProgram(path, coder))
	}
	os.Exit(m.Run())
}

// thrown is what the faults of these tests say; nobody may read it.
const thrown = "Mevrouw Hoekstra-Veenbaas moest het huis uit"

// playProgram is what main and cli do around Run. A file named "fault" in the
// project's folder makes the clock, the ids or the variables of the surroundings
// panic, once: reads, acts and Update ask for these.
func playProgram(path, coder string) int {
	env := workspace.System("test")
	broken := func(what string) {
		fault := filepath.Join(filepath.Dir(path), "fault")
		if raw, err := os.ReadFile(fault); err == nil && string(raw) == what && os.Remove(fault) == nil {
			panic(errors.New(thrown))
		}
	}
	now, id, getenv := env.Now, env.NewID, env.Getenv
	env.Now = func() time.Time { broken("read"); return now() }
	env.NewID = func() uuid.UUID { broken("act"); return id() }
	env.Getenv = func(name string) string { broken("update"); return getenv(name) }
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := Run(ctx, env, Options{Path: path, Coder: coder, Language: "nl"}); err != nil {
		fact, hint := wordError(lang.For("nl"), err)
		fmt.Fprintf(os.Stderr, "veldwerk: %s\nhint: %s\n", safe(fact), safe(hint))
		return 1
	}
	return 0
}

// terminal is the program on a pty, seen through an emulator.
type terminal struct {
	t       *testing.T
	cmd     *exec.Cmd
	pty     *os.File
	mu      sync.Mutex // guards the rest
	screen  *vt.Emulator
	raw     strings.Builder
	title   string
	bells   int
	changed chan struct{}
	ended   chan struct{}
}

func openTerminal(t *testing.T, path, coder string, w, h int) *terminal {
	t.Helper()
	home := filepath.Dir(path)
	term := &terminal{t: t, cmd: exec.Command(os.Args[0]), screen: vt.NewEmulator(max(w, 1), max(h, 1)), changed: make(chan struct{}, 1), ended: make(chan struct{})}
	term.screen.SetCallbacks(vt.Callbacks{Title: func(s string) { term.title = s }, Bell: func() { term.bells++ }})
	term.cmd.Env = []string{
		childEnv + "=" + path + "\n" + coder, "TERM=xterm-256color", "LANG=nl_NL.UTF-8", "HOME=" + home, "PATH=" + os.Getenv("PATH"),
		"XDG_CONFIG_HOME=" + home + "/config", "XDG_DATA_HOME=" + home + "/data", "XDG_STATE_HOME=" + home + "/state", "XDG_CACHE_HOME=" + home + "/cache",
	}
	var err error
	if term.pty, err = pty.StartWithSize(term.cmd, &pty.Winsize{Rows: uint16(h), Cols: uint16(w)}); err != nil {
		t.Fatal(err)
	}
	go io.Copy(term.pty, term.screen) // the emulator's answers; ends with it
	go term.read()
	t.Cleanup(func() {
		_ = term.cmd.Process.Kill()
		_, _ = term.exit()
		_ = term.pty.Close()
		if answers, ok := term.screen.InputPipe().(io.Closer); ok { // Close of the emulator itself races with its Read
			_ = answers.Close()
		}
	})
	return term
}

func (m *terminal) read() {
	defer close(m.ended)
	buffer := make([]byte, 64<<10)
	for {
		n, err := m.pty.Read(buffer)
		m.mu.Lock()
		m.raw.Write(buffer[:n])
		_, _ = m.screen.Write(buffer[:n])
		m.mu.Unlock()
		select {
		case m.changed <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

func (m *terminal) text() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.screen.String()
}

// output is every byte that the program wrote.
func (m *terminal) output() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.raw.String()
}

// see waits until the words are on the screen.
func (m *terminal) see(words string) *terminal {
	m.t.Helper()
	late := time.After(20 * time.Second)
	for !strings.Contains(m.text(), words) {
		select {
		case <-m.changed:
		case <-m.ended:
			m.t.Fatalf("the program ended before %q:\n%s", words, m.text())
		case <-late:
			m.t.Fatalf("%q did not come:\n%s", words, m.text())
		}
	}
	return m
}

func (m *terminal) press(keys string) *terminal {
	m.t.Helper()
	if _, err := io.WriteString(m.pty, keys); err != nil {
		m.t.Fatal(err)
	}
	return m
}

// exit waits for the end of the program and gives its exit code.
func (m *terminal) exit() (int, error) {
	done := make(chan struct{})
	go func() {
		_ = m.cmd.Wait()
		close(done)
	}()
	select {
	case <-done:
		return m.cmd.ProcessState.ExitCode(), nil
	case <-time.After(20 * time.Second):
		return 0, errors.New("the program does not end")
	}
}

const (
	keyDown  = "\x1b[B"
	keyEnter = "\r"
	keyEsc   = "\x1b[27u" // a bare one would join the sequence that follows it
)

// numbered is a project of numbered sentences, one a turn, with the code "kern"
// under key 1.
func numbered(t *testing.T, turns int) string {
	t.Helper()
	ctx, folder := context.Background(), t.TempDir()
	path := filepath.Join(folder, "p.veldwerk")
	ws, err := workspace.Create(ctx, path, testEnvironment(folder), workspace.Options{Coder: "Anna"})
	must(t, err)
	var b strings.Builder
	for i := range turns {
		fmt.Fprintf(&b, "%s: Zin %03d is hier.\n\n", []string{"I", "R"}[i%2], i)
	}
	file := filepath.Join(folder, "zinnen.txt")
	must(t, os.WriteFile(file, []byte(b.String()), 0o600))
	_, err = ws.Import(ctx, []string{file}, false, nil)
	must(t, err)
	by, err := ws.Acting(ctx)
	must(t, err)
	codes, err := ws.Project.Codes.Add(ctx, by, codebook.Code{Name: "kern", Status: codebook.StatusActive})
	must(t, err)
	must(t, ws.Project.Slots.Set(ctx, by, 1, codes[0].ID))
	must(t, ws.Close())
	return path
}

// look opens a project for reading, as a later day does.
func look(t *testing.T, path string, do func(ws *workspace.Workspace)) {
	t.Helper()
	env := testEnvironment(filepath.Dir(path))
	env.State = filepath.Join(filepath.Dir(path), "state", "veldwerk")
	ws, err := workspace.Open(context.Background(), path, env, workspace.Options{Mode: workspace.Read})
	must(t, err)
	report, err := ws.Project.Check(context.Background())
	must(t, err)
	if len(report.Findings) > 0 {
		t.Errorf("check: %v", report.Findings)
	}
	do(ws)
	must(t, ws.Close())
}
