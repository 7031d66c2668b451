package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"veldwerk/lang"
	"veldwerk/search"
	"veldwerk/store"
	"veldwerk/tui/text"
	"veldwerk/workspace"
)

// problem is an error in words, with its exit code.
type problem struct {
	fact, hint string
	exit       int
}

// aboutError says which file or thing an error is about.
type aboutError struct {
	subject string
	err     error
}

func (e *aboutError) Error() string { return e.subject + ": " + e.err.Error() }
func (e *aboutError) Unwrap() error { return e.err }

func about(subject string, err error) error {
	if err == nil {
		return nil
	}
	return &aboutError{subject, err}
}

// outcomeError ends a command that has already said everything: a receipt with
// refusals, a check with findings.
type outcomeError struct{ exit int }

func (e *outcomeError) Error() string { return fmt.Sprintf("exit %d", e.exit) }

// word puts an error in words. Everything from outside passes Safe.
func word(t *lang.Tongue, err error) problem {
	var done *outcomeError
	if errors.As(err, &done) {
		return problem{exit: done.exit}
	}
	p, known := wordShell(t, err)
	if !known {
		p = wordCause(t, err)
	}
	var on *aboutError
	var path *fs.PathError
	switch {
	case errors.As(err, &on):
		p.fact = on.subject + ": " + p.fact
	case errors.As(err, &path):
		p.fact = path.Path + ": " + p.fact
	}
	p.fact, p.hint = text.Safe(p.fact), text.Safe(p.hint)
	return p
}

// wordCause words what screens and shell say alike; only the exit code is the
// shell's.
func wordCause(t *lang.Tongue, err error) problem {
	id, pairs := workspace.Explain(err)
	if !t.Knows(id) {
		id = "error.other"
	}
	if id == "error.other" {
		var path *fs.PathError
		if errors.As(err, &path) { // the path stands in front already
			err = path.Err
		}
		pairs = []any{"Reason", err.Error()}
	}
	exit := exitFailed
	switch {
	case errors.Is(err, store.ErrBusy):
		exit = exitBusy
	case errors.Is(err, store.ErrDamaged):
		exit = exitDamage
	case errors.Is(err, workspace.ErrNoPassphrase):
		exit = exitUsage
	}
	p := problem{fact: t.Say(id, pairs...), exit: exit}
	if t.Knows(id + ".hint") {
		p.hint = t.Say(id+".hint", pairs...)
	}
	return p
}

// wordShell words the errors of which the shell says more than the screens:
// the flag that helps, the candidates, who holds the project.
func wordShell(t *lang.Tongue, err error) (problem, bool) {
	var fact *factError
	var busy *workspace.BusyError
	var none *workspace.NoProjectError
	var missing *workspace.NoCodeError
	var ambiguous *workspace.AmbiguousCodeError
	var changed *store.ChangedSinceError
	switch {
	case errors.As(err, &fact):
		return problem{t.Say(fact.id, fact.pairs...), t.Say(fact.id+".hint", fact.pairs...), fact.exit}, true
	case errors.As(err, &busy):
		return problem{t.Say("error.busy-by", "Holder", holder(t, busy.Holder)), t.Say("error.busy-by.hint"), exitBusy}, true
	case errors.As(err, &none):
		return wordNoProject(t, none), true
	case errors.As(err, &missing):
		return problem{t.Say("cli.no-code", "Code", missing.Path), t.Say("cli.no-code.hint"), exitUsage}, true
	case errors.As(err, &ambiguous):
		return problem{t.Say("cli.many-codes", "Code", ambiguous.Path), t.Say("cli.many-codes.hint", "Codes", strings.Join(ambiguous.Candidates, ", ")), exitUsage}, true
	case errors.As(err, &changed):
		return problem{
			t.Say("error.changed-since", "Coder", changed.Coder, "Time", t.DateTime(changed.At)),
			t.Say("error.changed-since.hint", "Coder", changed.Coder), exitFailed,
		}, true
	case errors.Is(err, search.ErrIndexBusy):
		return problem{t.Say("cli.index-busy"), t.Say("cli.index-busy.hint"), exitBusy}, true
	case errors.Is(err, context.Canceled):
		return problem{t.Say("cli.interrupted"), t.Say("cli.interrupted.hint"), exitCanceled}, true
	}
	return problem{}, false
}

func wordNoProject(t *lang.Tongue, e *workspace.NoProjectError) problem {
	if len(e.Found) == 0 {
		return problem{t.Say("cli.no-project"), t.Say("cli.no-project.hint"), exitUsage}
	}
	names := make([]string, len(e.Found))
	for i, f := range e.Found {
		names[i] = baseName(f)
	}
	return problem{t.Say("cli.many-projects", "Count", len(names)), t.Say("cli.many-projects.hint", "Names", strings.Join(names, ", ")), exitUsage}
}

// holder names who has a project open; a holder file that could not be read
// names nobody.
func holder(t *lang.Tongue, h workspace.Holder) string {
	name := h.Coder
	if name == "" {
		name = t.Say("cli.somebody")
	}
	if h.PID != 0 {
		name = fmt.Sprintf("%s (%s, %d)", name, h.Host, h.PID)
	}
	return name
}

// pairsOf gives the arguments of a typed fact to Say; lower rooms write their
// names small, catalogues with a capital.
func pairsOf(args map[string]any) []any {
	pairs := make([]any, 0, 2*len(args))
	for name, value := range args {
		pairs = append(pairs, strings.ToUpper(name[:1])+name[1:], value)
	}
	return pairs
}
