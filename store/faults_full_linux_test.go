//go:build linux

package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// fullPoints are how many bytes are left on the disk each time: none, parts of
// a journal, parts of a page, some pages, and then more than one act needs.
var fullPoints = []int64{0, 1, 100, 512, 513, 1000, 3000, 4096, 4097, 5000, 6000, 8192, 9000, 12_288, 14_000, 16_384, 20_480, 25_000,
	30_000, 40_960, 50_000, 65_536, 100_000, 200_000}

// space is a disk that can be made full: a real one, or a limit on the size of
// files, which the system enforces in the same calls.
type space interface {
	leave(bytes int64) error
	free() error
}

// TestFullAtManyPoints fills the disk in the middle of a life, 24 times in one
// process, with more left each time. Acts go on until one is refused; then the
// project is sound and readable, a copy is refused and leaves nothing; with
// room again the same process goes on.
func TestFullAtManyPoints(t *testing.T) {
	for _, way := range []string{"limit", "disk"} {
		t.Run(way, func(t *testing.T) {
			cmd, lines := startChild(t, os.Args[0], "fill", filepath.Join(inMemory(t), "x"), way)
			if way == "disk" {
				cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
				if uid := os.Geteuid(); uid != 0 {
					cmd.SysProcAttr.Cloneflags = syscall.CLONE_NEWUSER
					cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{HostID: uid, Size: 1}}
					cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{HostID: os.Getegid(), Size: 1}}
				}
			}
			if err := cmd.Start(); err != nil {
				t.Skipf("NOT RUN: no process here may mount (%v); the limit stands in for it", err)
			}
			last := ""
			for lines.Scan() {
				if last = lines.Text(); !strings.HasPrefix(last, "done") && !strings.HasPrefix(last, "copy") {
					t.Log(last)
				}
			}
			must(t, cmd.Wait())
			if last == "no disk" {
				t.Skip("NOT RUN: nothing can be mounted here; the limit stands in for it")
			}
			if want := fmt.Sprintf("%d points", len(fullPoints)); !strings.HasPrefix(last, want) {
				t.Errorf("the child ended with %q", last)
			}
		})
	}
}

func fillOverAndOver(folder, way string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	path := filepath.Join(folder, "veld.veldwerk")
	var disk space = &limit{path}
	if way == "disk" {
		if syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=3m") != nil {
			_, err := fmt.Fprintln(os.Stdout, "no disk")
			return err
		}
		disk = &filler{filepath.Join(folder, "filler")}
	}
	signal.Ignore(syscall.SIGXFSZ)
	env := &surroundings{}
	p, err := Create(ctx, path, env.options())
	if err != nil {
		return err
	}
	f := &full{space: disk}
	if f.life, err = liveIn(p, env.options(), 3, f); err != nil {
		return err
	}
	for range 10 { // something to lose
		if err := f.step(); err != nil {
			return err
		}
	}
	for _, left := range fullPoints {
		if err := f.point(left); err != nil {
			return fmt.Errorf("with %d bytes left: %w", left, err)
		}
	}
	fmt.Fprintf(os.Stdout, "%d points, %d acts refused, %d acknowledged in between, none lost\n", len(fullPoints), f.refused, f.acts)
	return f.Close()
}

// full is a life on a disk that gets full.
type full struct {
	*life
	space
	said          image
	acts, refused int
}

func (f *full) Write(line []byte) (int, error) {
	f.acts++
	if f.said.copies == nil {
		f.said.copies = map[string]mark{}
	}
	return len(line), f.said.hear(string(line))
}

func (f *full) point(left int64) error {
	if err := f.leave(left); err != nil {
		return err
	}
	var err error
	for n := 0; err == nil && n < 200; n++ {
		err = f.do("code", func(l *life) error {
			if n%5 == 4 {
				return l.take()
			}
			return l.memo()
		})
	}
	if err := f.refusal(err); err != nil {
		return err
	}
	if err := f.whole(ctx, f.said.mark); err != nil {
		return fmt.Errorf("while full: %w", err)
	}
	if l, ok := f.space.(*limit); ok { // a copy is as large as the project
		if err := l.leave(-1); err != nil {
			return err
		}
	}
	copied := filepath.Join(filepath.Dir(f.info.Path), "reserve")
	if err := f.refusal(f.Backup(ctx, copied)); err != nil {
		return fmt.Errorf("copy: %w", err)
	}
	if half, err := filepath.Glob(copied + "*"); err != nil || len(half) > 0 {
		return fmt.Errorf("the refused copy left %q, %w", half, err)
	}
	if err := f.free(); err != nil {
		return err
	}
	for range 2 {
		if err := f.do("code", (*life).code); err != nil {
			return fmt.Errorf("with room again: %w", err)
		}
	}
	if err := f.Backup(ctx, copied); err != nil {
		return fmt.Errorf("copy with room again: %w", err)
	}
	if err := os.Remove(copied); err != nil {
		return err
	}
	if left%3 == 0 {
		if err := f.reopen(); err != nil {
			return err
		}
	}
	return f.whole(ctx, f.said.mark)
}

// refusal gives nil for an error that a caller knows as a disk without room.
func (f *full) refusal(err error) error {
	if err == nil {
		return errors.New("nothing was refused")
	}
	f.refused++
	if _, isLimit := f.space.(*limit); errors.Is(err, ErrFull) || isLimit && errors.Is(err, ErrDisk) {
		return nil
	}
	return fmt.Errorf("not known as a full disk: %w", err)
}

// limit lets no file grow past the present size of the project and some bytes.
type limit struct{ path string }

func (l *limit) leave(bytes int64) error {
	info, err := os.Stat(l.path)
	if err != nil {
		return err
	}
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: uint64(info.Size() + bytes), Max: ^uint64(0)})
}

func (l *limit) free() error {
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: ^uint64(0), Max: ^uint64(0)})
}

// filler is a file that takes the room of a small disk.
type filler struct{ path string }

func (l *filler) leave(bytes int64) error {
	file, err := os.Create(l.path)
	if err != nil {
		return err
	}
	size := int64(0)
	for n := 1 << 16; n > 0; {
		wrote, err := file.Write(make([]byte, n))
		size += int64(wrote)
		if errors.Is(err, syscall.ENOSPC) {
			n /= 2
		} else if err != nil {
			return err
		}
	}
	if err := file.Truncate(max(0, size-bytes)); err != nil { // the disk gives room by pages of memory
		return err
	}
	return file.Close()
}

func (l *filler) free() error {
	err := os.Remove(l.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
