package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// TestNoNetworkAtRunTime does a day's work twice: where there is no network at
// all, and watched by strace. The first must work, the second may open no socket
// of the internet. A machine that allows neither is told of, and nothing is
// claimed for it. The same day shows what of it others could read.
func TestNoNetworkAtRunTime(t *testing.T) {
	umask := syscall.Umask(0o022)
	t.Cleanup(func() { syscall.Umask(umask) })
	proved := make(chan string, 2)
	t.Run("ways", func(t *testing.T) {
		t.Run("empty network", func(t *testing.T) {
			t.Parallel()
			s := newSession(t)
			s.attr.Cloneflags = syscall.CLONE_NEWNET
			if os.Geteuid() != 0 {
				s.attr.Cloneflags |= syscall.CLONE_NEWUSER
				s.attr.UidMappings = []syscall.SysProcIDMap{{ContainerID: os.Geteuid(), HostID: os.Geteuid(), Size: 1}}
				s.attr.GidMappings = []syscall.SysProcIDMap{{ContainerID: os.Getegid(), HostID: os.Getegid(), Size: 1}}
			}
			cmd, attr := s.command("call out"), s.attr
			cmd.SysProcAttr = &attr
			out, err := cmd.Output()
			if err != nil {
				s.attr = syscall.SysProcAttr{}
				s.work(day.hour, day.morning)
				s.checkPrivate(0o022)
				t.Skipf("NOT PROVED HERE: no network namespace can be made (%v)", err)
			}
			if got := strings.TrimSpace(string(out)); got != syscall.ENETUNREACH.Error() {
				t.Fatalf("calling out of the empty network gave %q", got)
			}
			s.work(parts(day.hour, day.morning)...)
			s.checkPrivate(0o022)
			proved <- "an empty network"
			t.Logf("%d runs worked in an empty network", s.runs)
		})
		t.Run("strace", func(t *testing.T) {
			t.Parallel()
			s := newSession(t)
			traces := t.TempDir()
			trace := func(name string) {
				s.under = []string{"strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=%network", "-e", "signal=none", "-A", "-o", filepath.Join(traces, name)}
			}
			trace("control")
			if out, err := s.command("call out").CombinedOutput(); err != nil || !internet.Match(read(t, filepath.Join(traces, "control"))) {
				t.Skipf("NOT PROVED HERE: strace is not there, or not allowed (%v, %s)", err, out)
			}
			trace("work")
			s.noPDF = !soak // unpacking that reader costs seconds in every new home
			s.work(parts(day.hour)...)
			seen := read(t, filepath.Join(traces, "work"))
			if found := internet.FindAll(seen, 5); found != nil {
				t.Errorf("sockets of the internet: %q", found)
			}
			if s.runs < 7 {
				t.Errorf("only %d runs", s.runs)
			}
			proved <- "strace"
			t.Logf("%d runs, %d network calls, none of the internet", s.runs, strings.Count(string(seen), "\n"))
		})
	})
	close(proved)
	var by []string
	for way := range proved {
		by = append(by, way)
	}
	if len(by) == 0 {
		t.Skip("NOT PROVED HERE: neither an empty network nor strace is allowed; that the program is offline rests on what it imports")
	}
	t.Logf("offline, proved by %s", strings.Join(by, " and "))
}

// parts are the given parts of the day, or all of it when there is time.
func parts(short ...[][]string) [][][]string {
	if soak {
		return [][][]string{day.hour, day.morning, day.rest}
	}
	return short
}

// internet is a system call that has to do with it.
var internet = regexp.MustCompile(`AF_INET6?\b|AF_PACKET|sin6?_addr`)

func read(t *testing.T, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		if _, missing := exec.LookPath("strace"); missing != nil {
			return nil
		}
		t.Fatal(err)
	}
	return raw
}
