//go:build unix

package workspace

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// childEnv makes this test binary play another program.
const childEnv = "VELDWERK_WORKSPACE_CHILD"

func TestMain(m *testing.M) {
	if task := os.Getenv(childEnv); task != "" {
		if err := child(strings.Split(task, "\n")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	syscall.Umask(0o022) // modes are compared
	os.Exit(m.Run())
}

func child(task []string) error {
	switch task[0] {
	case "hold":
		return hold(task[1], task[2])
	case "leave":
		return withoutLeave(task[1])
	case "keep":
		return keepAndRestore(task[1])
	case "full":
		return whenFull(filepath.Dir(task[1]), task[2], task[3])
	case "import":
		return importAll(task[1], task[2])
	case "write":
		return writeMany(task[1], task[2])
	case "index":
		return keepIndex(task[1])
	case "holdadd":
		return holdAndAdd(task[1], task[2])
	case "publish":
		return publishMany(task[1], task[2], task[3])
	case "forget":
		return forgetUntilKilled(task[1])
	}
	return fmt.Errorf("child %q", task[0])
}

// start runs a child that speaks over its stdout and ends when stdin closes.
func start(t *testing.T, binary string, attr *syscall.SysProcAttr, task ...string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd, lines, _ := startSpoken(t, binary, attr, task...)
	return cmd, lines
}

// startSpoken is start for a child that is spoken to.
func startSpoken(t *testing.T, binary string, attr *syscall.SysProcAttr, task ...string) (*exec.Cmd, *bufio.Scanner, io.Writer) {
	t.Helper()
	cmd := exec.Command(binary)
	cmd.Env = append(os.Environ(), childEnv+"="+strings.Join(task, "\n"))
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = attr
	in, err := cmd.StdinPipe()
	ok(t, err)
	out, err := cmd.StdoutPipe()
	ok(t, err)
	ok(t, cmd.Start())
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return cmd, bufio.NewScanner(out), in
}

func say(words ...any) { fmt.Fprintln(os.Stdout, words...) }

// hold is a program that has the project open until it is told to go, or dies.
func hold(path, coder string) error {
	w, err := Open(ctx, path, testEnvironment(filepath.Dir(path)), Options{Mode: Write, Coder: coder})
	var busy *BusyError
	if errors.As(err, &busy) {
		say("busy", busy.Holder.Coder)
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := w.Acting(ctx); err != nil {
		return err
	}
	say("held")
	_, _ = io.Copy(io.Discard, os.Stdin)
	return w.Close()
}
