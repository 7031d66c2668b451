//go:build unix

package tui

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"veldwerk/workspace"
)

// shownCodings are the sentences that have a stripe on the screen.
var stripe = regexp.MustCompile(`(Zin \d{3} is hier\.) +k`)

func shownCodings(screen string) map[string]bool {
	out := map[string]bool{}
	for _, m := range stripe.FindAllStringSubmatch(screen, -1) {
		out[m[1]] = true
	}
	return out
}

// keptCodings are the sentences that are coded in the file.
func keptCodings(t *testing.T, ws *workspace.Workspace) map[string]bool {
	t.Helper()
	ctx, out := context.Background(), map[string]bool{}
	docs, err := ws.Documents(ctx)
	must(t, err)
	doc, err := ws.Document(ctx, docs[0].ID)
	must(t, err)
	codings, err := ws.Codings(ctx, docs[0].ID)
	must(t, err)
	for _, c := range codings {
		out[doc.Text.Slice(c.Span)] = true
	}
	return out
}

// TestLeaving by every way out: what was shown is in the file, the place is
// kept, the terminal is given back, the exit code is 0.
func TestLeaving(t *testing.T) {
	original := numbered(t, 60)
	for name, leave := range map[string]func(m *terminal) error{
		"q":       func(m *terminal) error { m.press("qq"); return nil },
		"ctrl+c":  func(m *terminal) error { m.press("\x03"); return nil },
		"SIGTERM": func(m *terminal) error { return m.cmd.Process.Signal(syscall.SIGTERM) },
		"SIGINT":  func(m *terminal) error { return m.cmd.Process.Signal(syscall.SIGINT) },
		"SIGHUP":  func(m *terminal) error { return m.cmd.Process.Signal(syscall.SIGHUP) },
		"many": func(m *terminal) error {
			for range 20 {
				_ = m.cmd.Process.Signal(syscall.SIGHUP)
				_ = m.cmd.Process.Signal(syscall.SIGTERM)
			}
			return nil
		},
		"closed terminal": func(m *terminal) error { return m.pty.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := copyOf(t, original)
			m := openTerminal(t, path, "Anna", 80, 24)
			m.see("Verder lezen").press(keyEnter).see("Zin 003")
			m.press(strings.Repeat("1"+keyDown, 8)).see("beurt 9/60").see("Zin 007 is hier.")
			m.press("1")
			before := m.text()
			must(t, leave(m))
			code, err := m.exit()
			must(t, err)
			if code != 0 {
				t.Errorf("exit code %d:\n%s", code, m.text())
			}
			if name != "closed terminal" {
				<-m.ended
				if m.screen.IsAltScreen() || !strings.Contains(m.output(), "\x1b[?25h") {
					t.Error("the terminal is not given back")
				}
			}
			look(t, path, func(ws *workspace.Workspace) {
				kept := keptCodings(t, ws)
				for sentence := range shownCodings(before) {
					if !kept[sentence] {
						t.Errorf("%q was shown as coded", sentence)
					}
				}
				if len(kept) < 8 {
					t.Errorf("%d codings of the 8 that were asked for before the place was shown", len(kept))
				}
				places := ws.Places()
				if at := places.Reading[places.Document]; at.Turn != 9 {
					t.Errorf("place %+v", at)
				}
			})
		})
	}
}

func copyOf(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	must(t, err)
	to := filepath.Join(t.TempDir(), "p.veldwerk")
	must(t, os.WriteFile(to, raw, 0o600))
	return to
}

// TestKilledWhileCoding kills the program while it codes by keys, 20 times:
// every coding that a frame showed is in the file, and the file is sound. (300
// rounds without screens are in store.)
func TestKilledWhileCoding(t *testing.T) {
	original := numbered(t, 60)
	var shown [killsWhileCoding]int
	t.Run("rounds", func(t *testing.T) {
		for round := range shown {
			t.Run(fmt.Sprint(round), func(t *testing.T) {
				t.Parallel()
				path, random := copyOf(t, original), rand.New(rand.NewPCG(uint64(round), 7))
				m := openTerminal(t, path, "Anna", 80, 60)
				m.see("Verder lezen").press(keyEnter).see("Zin 003")
				m.press(strings.Repeat("1"+keyDown, 25))
				for least := random.IntN(24); len(shownCodings(m.text())) < least; {
					select {
					case <-m.changed:
					case <-m.ended:
						t.Fatalf("the program ended:\n%s", m.text())
					}
				}
				must(t, m.cmd.Process.Kill())
				<-m.ended // what it wrote before it died is on the screen now
				last := shownCodings(m.text())
				shown[round] = len(last)
				look(t, path, func(ws *workspace.Workspace) {
					kept := keptCodings(t, ws)
					for sentence := range last {
						if !kept[sentence] {
							t.Errorf("%q was shown as coded", sentence)
						}
					}
				})
			})
		}
	})
	total := 0
	for _, n := range shown {
		total += n
	}
	if total == 0 {
		t.Error("no frame ever showed a coding")
	}
	t.Logf("%d codings were shown in %d rounds", total, len(shown))
}

// TestFaults: a panic in a read or in Update ends the program with a fact, the
// terminal given back and the project sound; one in an act is told, and the
// work goes on.
func TestFaults(t *testing.T) {
	original := numbered(t, 60)
	for name, provoke := range map[string]func(m *terminal){
		"read":   func(m *terminal) { m.press("/zin") },
		"update": func(m *terminal) { m.press("\x1b]11;rgb:ffff/ffff/ffff\x07") },
		"act":    func(m *terminal) { m.press(keyDown + "1") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := copyOf(t, original)
			m := openTerminal(t, path, "Anna", 80, 24)
			m.see("Verder lezen").press(keyEnter).see("Zin 003").press("1").see("✓ kern").press(keyDown).see("beurt 2/60")
			must(t, os.WriteFile(filepath.Join(filepath.Dir(path), "fault"), []byte(name), 0o600))
			provoke(m)
			want := map[string]bool{"Zin 000 is hier.": true}
			if name == "act" {
				m.see("er ging iets mis").press(keyEsc).press(keyDown + "1").see("✓ kern").press("\x03")
				want["Zin 003 is hier."] = true
			}
			code, err := m.exit()
			must(t, err)
			<-m.ended
			if (code == 0) != (name == "act") || code > 1 {
				t.Errorf("exit code %d", code)
			}
			out := m.output()
			after := out[strings.LastIndex(out, "\x1b[?1049l"):]
			if m.screen.IsAltScreen() || !strings.Contains(out, "\x1b[?25h") {
				t.Error("the terminal is not given back")
			}
			if name != "act" && !strings.Contains(after, "veldwerk: er ging iets mis") {
				t.Errorf("no fact in\n%s", after)
			}
			note, err := os.ReadFile(filepath.Join(filepath.Dir(path), "state", "veldwerk", "fault.txt"))
			must(t, err)
			if strings.Contains(out, "Hoekstra") || strings.Contains(string(note), "Hoekstra") {
				t.Errorf("what was thrown is told:\n%s\n%s", after, note)
			}
			if strings.Contains(after, "goroutine") || !strings.Contains(string(note), "*errors.errorString") || !strings.Contains(string(note), "terminal_test.go:") {
				t.Errorf("the stack belongs in the note:\n%s\n%s", after, note)
			}
			look(t, path, func(ws *workspace.Workspace) {
				if kept := keptCodings(t, ws); len(kept) != len(want) {
					t.Errorf("kept %v, want %v", kept, want)
				}
				if ws.Places().Document == "" {
					t.Error("no place is kept")
				}
			})
		})
	}
}
