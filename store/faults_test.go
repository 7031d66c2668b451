//go:build unix

package store

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
)

// endure lives in a project while the disk refuses now and then, and goes on in
// the same process. It says of each refusal whether callers could know what it
// was, and at the end whether the project is sound. All on one thread: strace
// counts calls by thread.
func endure(path, acts string) error {
	runtime.LockOSThread()
	most, err := strconv.Atoi(acts)
	if err != nil {
		return err
	}
	env := &surroundings{ids: 1 << 16}
	l := &life{}
	open := func() error {
		p, err := Open(ctx, path, env.options())
		if err != nil {
			return err
		}
		made, err := liveIn(p, env.options(), 1, os.Stdout)
		if err != nil {
			return errors.Join(err, p.Close())
		}
		l = made
		return nil
	}
	n, err := 0, open()
	for ; n < most; n++ {
		if err != nil {
			if _, err := fmt.Fprintf(os.Stdout, "refused 0 - %s\n", kindOf(err)); err != nil {
				return err
			}
		}
		if l.Project == nil || l.closed() {
			err = open()
		} else {
			err = l.stepOf(n)
		}
	}
	if l.Project == nil || l.closed() {
		return nil
	}
	if r, err := l.Check(ctx); err == nil && !r.OK {
		return fmt.Errorf("%+v", r.Findings)
	}
	_ = l.Close() // may be refused too
	return nil
}

// stepOf does every kind of act once, then any.
func (l *life) stepOf(n int) error {
	if n < len(everyAct) {
		return l.do(everyAct[n].name, everyAct[n].do)
	}
	return l.step()
}

func (p *Project) closed() bool { return p.writer == nil }

// kindOf is what a caller can know of an error: "unknown" is one too few.
func kindOf(err error) string {
	for name, known := range map[string]error{"full": ErrFull, "disk": ErrDisk, "busy": ErrBusy, "damaged": ErrDamaged, "read-only": ErrReadOnly, "permission": os.ErrPermission} {
		if errors.Is(err, known) {
			return name
		}
	}
	var plain *os.PathError // of a file that store handles itself
	if errors.As(err, &plain) {
		return "plain"
	}
	return fmt.Sprintf("unknown %q", err.Error())
}
