//go:build unix

package tui

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"veldwerk/workspace"
)

// awaitDraft waits until a draft on disk holds the words.
func (m *terminal) awaitDraft(path, words string) {
	m.t.Helper()
	late, look := time.After(20*time.Second), time.NewTicker(20*time.Millisecond)
	defer look.Stop()
	for {
		found, err := filepath.Glob(filepath.Join(filepath.Dir(path), "state", "veldwerk", "drafts", "*", "*.json"))
		must(m.t, err)
		for _, f := range found {
			if raw, err := os.ReadFile(f); err == nil && strings.Contains(string(raw), words) {
				return
			}
		}
		select {
		case <-look.C:
		case <-m.ended:
			m.t.Fatalf("the program ended before a draft held %q:\n%s", words, m.text())
		case <-late:
			m.t.Fatalf("no draft holds %q:\n%s", words, m.text())
		}
	}
}

// TestDraftsOutliveTheProgram: however the program ends while a memo is being
// typed, the next one says so, offers it, and saving it leaves nothing behind.
// Signals and a closed terminal keep every letter; a kill keeps what stood there
// two seconds before.
func TestDraftsOutliveTheProgram(t *testing.T) {
	original := numbered(t, 20)
	const words = "Wat de wachtlijst doet met mensen"
	for name, end := range map[string]func(m *terminal, path string){
		"SIGHUP":  func(m *terminal, _ string) { must(m.t, m.cmd.Process.Signal(syscall.SIGHUP)) },
		"SIGTERM": func(m *terminal, _ string) { must(m.t, m.cmd.Process.Signal(syscall.SIGTERM)) },
		"SIGINT":  func(m *terminal, _ string) { must(m.t, m.cmd.Process.Signal(syscall.SIGINT)) },
		"ctrl+c":  func(m *terminal, _ string) { m.press("\x03") },
		"closed terminal": func(m *terminal, _ string) {
			// What the program draws now ends our reading; until then the terminal
			// would stay open.
			must(m.t, pty.Setsize(m.pty, &pty.Winsize{Rows: 30, Cols: 90}))
			must(m.t, m.pty.Close())
		},
		"kill": func(m *terminal, path string) {
			m.awaitDraft(path, words)
			must(m.t, m.cmd.Process.Kill())
		},
		"fault": func(m *terminal, path string) {
			must(m.t, os.WriteFile(filepath.Join(filepath.Dir(path), "fault"), []byte("update"), 0o600))
			m.press("\x1b]11;rgb:ffff/ffff/ffff\x07")
		},
		"stopped, then killed": func(m *terminal, path string) {
			must(m.t, m.cmd.Process.Signal(syscall.SIGSTOP))
			must(m.t, m.cmd.Process.Signal(syscall.SIGCONT))
			m.press(", en hun buren").see("en hun buren")
			m.awaitDraft(path, words+", en hun buren")
			must(m.t, m.cmd.Process.Kill())
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := copyOf(t, original)
			m := openTerminal(t, path, "Anna", 80, 24)
			m.see("Verder lezen").press("\x1b[21~m").see("Tekst (Markdown mag)").press(words).see(words)
			end(m, path)
			_, err := m.exit()
			must(t, err)

			m = openTerminal(t, path, "Anna", 80, 24)
			m.see("niet bewaard: één tekst").press(keyEnter).see(words).see("is terug").press("!\x13").see("bewaard · u draait").press("\x03")
			code, err := m.exit()
			must(t, err)
			if code != 0 {
				t.Errorf("exit code %d", code)
			}
			look(t, path, func(ws *workspace.Workspace) {
				memos, err := ws.Project.Memos.List(t.Context())
				must(t, err)
				if len(memos) != 1 || !strings.HasPrefix(memos[0].Body, words) || !strings.HasSuffix(memos[0].Body, "!") {
					t.Errorf("memos %+v", memos)
				}
			})
			if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "state", "veldwerk", "drafts", "*", "*")); len(left) > 0 {
				t.Errorf("left behind: %q", left)
			}
		})
	}
}
