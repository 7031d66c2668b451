//go:build unix

package tui

import (
	"context"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"veldwerk/workspace"
)

// TestResizesOnATerminal resizes a real terminal at random, 1x1 included, while
// keys code and a memo is open, with a stop and a continue in between. At the
// end the screen is that of a calm terminal, every act is there, and q leaves.
func TestResizesOnATerminal(t *testing.T) {
	path, random, frames := numbered(t, 60), rand.New(rand.NewPCG(3, 4)), 0
	m := openTerminal(t, path, "Anna", 500, 200) // what we look with stays so large: frames of all sizes fit in
	m.see("Verder lezen").press(keyEnter).see("Zin 003")
	resize := func(w, h int) {
		t.Helper()
		must(t, pty.Setsize(m.pty, &pty.Winsize{Rows: uint16(h), Cols: uint16(w)}))
	}
	// drawn resizes and waits for what is drawn then.
	drawn := func(w, h int) {
		t.Helper()
		had := len(m.output())
		resize(w, h)
		for len(m.output()) == had {
			select {
			case <-m.changed:
			case <-m.ended:
				t.Fatalf("the program ended:\n%s", m.text())
			case <-time.After(20 * time.Second):
				t.Fatalf("nothing is drawn at %dx%d:\n%s", w, h, m.text())
			}
		}
		frames++
	}
	edges := [][2]int{{1, 1}, {1, 60}, {200, 1}, {20, 5}, {19, 5}, {20, 4}, {0, 0}, {500, 3}, {2, 200}}
	coded, last := 0, 0
	for i := range resizes {
		if random.IntN(3) == 0 {
			e := edges[random.IntN(len(edges))]
			resize(e[0], e[1])
		} else {
			w := 20 + random.IntN(180)
			if w == last {
				w++ // the same size again draws nothing
			}
			last = w
			drawn(w, 5+random.IntN(60))
		}
		if i%(resizes/20) == 0 {
			m.press("1" + keyDown)
			coded++
		}
		if i == resizes/2 {
			must(t, m.cmd.Process.Signal(syscall.SIGSTOP))
			resize(33, 7)
			must(t, m.cmd.Process.Signal(syscall.SIGCONT))
		}
	}
	resize(80, 24)
	m.press("m").see("Tekst (Markdown mag)").press("na de storm").see("na de storm")
	resize(20, 5)
	resize(120, 36)
	m.see("Tekst (Markdown mag)").see("na de storm").press("\x13").see("bewaard · u draait")
	resize(80, 24)
	m.see("beurt 21/60").press("qq")
	code, err := m.exit()
	must(t, err)
	<-m.ended
	if code != 0 || m.screen.IsAltScreen() || !strings.Contains(m.output(), "\x1b[?25h") {
		t.Errorf("exit code %d, or the terminal is not given back:\n%s", code, m.text())
	}
	look(t, path, func(ws *workspace.Workspace) {
		if kept := keptCodings(t, ws); len(kept) != coded {
			t.Errorf("%d codings of %d", len(kept), coded)
		}
	})
	t.Logf("%d resizes, %d of them waited for their frame", resizes, frames)
}

// TestFloodIntoAMemo pastes megabytes into a memo on a real terminal: every
// letter is there, in the draft and in the memo.
func TestFloodIntoAMemo(t *testing.T) {
	const part = "een heel lange tekst met é en 👩‍👩‍👧, "
	body := strings.Repeat(part, flooding/len(part)) + "einde."
	path := numbered(t, 20)
	m := openTerminal(t, path, "Anna", 80, 24)
	m.see("Verder lezen").press("\x1b[21~m").see("Tekst (Markdown mag)")
	m.press("\x1b[200~" + body + "\x1b[201~").see("einde.")
	m.awaitDraft(path, "einde.")
	m.press("\x13").see("bewaard · u draait").press("\x03")
	code, err := m.exit()
	must(t, err)
	if code != 0 {
		t.Errorf("exit code %d", code)
	}
	look(t, path, func(ws *workspace.Workspace) {
		memos, err := ws.Project.Memos.List(context.Background())
		must(t, err)
		if len(memos) != 1 || memos[0].Body != body {
			t.Errorf("the memo is not kept whole: %d memos", len(memos))
		}
	})
	t.Logf("%d bytes pasted, kept", len(body))
}

// TestStopped: a program that is stopped and goes on, several times, draws
// itself anew and does what was pressed meanwhile.
func TestStopped(t *testing.T) {
	path := numbered(t, 20)
	m := openTerminal(t, path, "Anna", 80, 24)
	m.see("Verder lezen").press(keyEnter).see("Zin 003")
	for range 3 {
		must(t, m.cmd.Process.Signal(syscall.SIGSTOP))
		m.press("1" + keyDown)
		must(t, m.cmd.Process.Signal(syscall.SIGCONT))
	}
	m.see("beurt 4/20").press("\x03")
	code, err := m.exit()
	must(t, err)
	if code != 0 {
		t.Errorf("exit code %d", code)
	}
	look(t, path, func(ws *workspace.Workspace) {
		if kept := keptCodings(t, ws); len(kept) != 3 {
			t.Errorf("kept %v", kept)
		}
	})
}

// TestNoTerminal: what is no terminal gives an error and no hang; nothing but
// the shell asks for the screens there, and it refuses before.
func TestNoTerminal(t *testing.T) {
	path := numbered(t, 3)
	cmd := exec.Command(os.Args[0])
	home := t.TempDir()
	cmd.Env = []string{childEnv + "=" + path + "\nAnna", "HOME=" + home, "TERM=dumb", "XDG_CONFIG_HOME=" + home, "XDG_DATA_HOME=" + home, "XDG_STATE_HOME=" + home, "XDG_CACHE_HOME=" + home}
	cmd.Stdin = strings.NewReader("q")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // no /dev/tty either
	out, _ := cmd.CombinedOutput()
	if cmd.ProcessState.ExitCode() != 1 || !strings.HasPrefix(string(out), "veldwerk: ") || strings.Contains(string(out), "\x1b") {
		t.Errorf("exit code %d: %q", cmd.ProcessState.ExitCode(), out)
	}
	look(t, path, func(*workspace.Workspace) {})
}
