package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// terminal is a program on an emulated screen.
type terminal struct {
	cmd     *exec.Cmd
	pty     *os.File
	mu      sync.Mutex // guards screen
	screen  *vt.Emulator
	changed chan struct{}
	ended   chan struct{}
}

func start(cmd *exec.Cmd, columns, rows int, c colours) (*terminal, error) {
	t := &terminal{cmd: cmd, screen: vt.NewEmulator(columns, rows), changed: make(chan struct{}, 1), ended: make(chan struct{})}
	t.screen.SetDefaultForegroundColor(c.text)
	t.screen.SetDefaultBackgroundColor(c.ground)
	var err error
	if t.pty, err = pty.StartWithSize(cmd, &pty.Winsize{Rows: uint16(rows), Cols: uint16(columns)}); err != nil {
		return nil, err
	}
	// What the emulator answers (its colours, its modes) goes back to the
	// program, as a terminal does; without it the program never learns that
	// the ground is light.
	go io.Copy(t.pty, t.screen) //nolint:errcheck // ends when the terminal closes
	go t.read()
	return t, nil
}

func (t *terminal) read() {
	defer close(t.ended)
	buffer := make([]byte, 64<<10)
	for {
		n, err := t.pty.Read(buffer)
		t.mu.Lock()
		_, _ = t.screen.Write(buffer[:n])
		t.mu.Unlock()
		select {
		case t.changed <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

// quiet is how long nothing may change before a screen counts as drawn: what
// is read in the background follows the words that are waited for.
const quiet = 400 * time.Millisecond

// patience bounds the wait for one step.
const patience = 30 * time.Second

// wait returns when the words of the step stand on the screen, those that must
// go are gone, and nothing changes any more.
func (t *terminal) wait(ctx context.Context, s step) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		var still <-chan time.Time
		if t.shows(s) {
			still = time.After(quiet)
		}
		select {
		case <-still:
			return nil
		case <-t.changed:
		case <-t.ended:
			return errors.New("the program ended\n" + t.text())
		case <-ctx.Done():
			return fmt.Errorf("%q did not come\n%s", s.wait, t.text())
		}
	}
}

func (t *terminal) shows(s step) bool {
	text := t.text()
	return strings.Contains(text, s.wait) && (s.gone == "" || !strings.Contains(text, s.gone))
}

func (t *terminal) text() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.screen.String()
}

// keys names the keys that are no letters.
var keys = strings.NewReplacer(
	"<enter>", "\r", "<esc>", "\x1b", "<tab>", "\t", "<down>", "\x1b[B", "<up>", "\x1b[A", "<right>", "\x1b[C", "<left>", "\x1b[D",
	"<pgdn>", "\x1b[6~", "<space>", " ", "<f1>", "\x1bOP", "<f2>", "\x1bOQ", "<f3>", "\x1bOR", "<f4>", "\x1bOS", "<f5>", "\x1b[15~",
	"<f6>", "\x1b[17~", "<f7>", "\x1b[18~", "<f8>", "\x1b[19~", "<f9>", "\x1b[20~", "<f10>", "\x1b[21~", "<ctrl+p>", "\x10",
)

func (t *terminal) press(names string) error {
	if names == "" {
		return nil
	}
	_, err := io.WriteString(t.pty, keys.Replace(names))
	return err
}

func (t *terminal) draw(c colours) []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return svg(t.screen, c)
}

// close ends the program that this terminal started.
func (t *terminal) close() {
	_ = t.cmd.Process.Kill()
	_ = t.pty.Close()
	<-t.ended
	_ = t.screen.Close()
	_ = t.cmd.Wait()
}
