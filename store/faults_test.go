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

// readAndTell is the program that TestReadFails traces. What it asks of the
// project it asks in one order, and says how each went.
func readAndTell(path string) {
	say := func(what string, err error) {
		word := "ok"
		switch {
		case errors.Is(err, ErrDamaged), errors.Is(err, ErrNotProject):
			word = "damaged " + err.Error()
		case err != nil:
			word = "refused"
		}
		fmt.Printf("said %s: %s\n", what, word)
	}
	_, err := Trust(ctx, path)
	say("trust", err)
	p, err := Open(ctx, path, childOptions())
	say("open", err)
	if err != nil {
		return
	}
	_, err = p.Coders.Ensure(ctx, "Chris")
	say("act", err)
	r, err := p.Check(ctx)
	if err == nil && !r.OK {
		err = fmt.Errorf("%v: %w", r.Findings, ErrDamaged)
	}
	say("check", err)
	say("backup", p.Backup(ctx, path+".copy"))
	var docs int
	say("view", p.view(ctx, func(q querier) error {
		return q.QueryRowContext(ctx, "SELECT sum(length(text)) FROM revision").Scan(&docs)
	}))
	say("close", p.Close())
}

// saveAndTell is the program that TestBackupLasts traces.
func saveAndTell(path string) {
	p, err := Open(ctx, path, Options{ReadOnly: true})
	if err == nil {
		err = errors.Join(p.Backup(ctx, path+".copy"), p.Close())
	}
	fmt.Printf("said %t %t\n", err == nil, errors.Is(err, ErrDisk))
}
