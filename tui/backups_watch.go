package tui

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"veldwerk/store"
	"veldwerk/workspace"
)

// lookAround is how often the screens look whether a backup is due.
const lookAround = 5 * time.Minute

// errNothingToKeep: the project is empty.
var errNothingToKeep = errors.New("nothing to back up")

// backupTick asks to look whether a backup is due; secured is what came of it.
type (
	backupTick struct{}
	secured    struct{ ws *workspace.Workspace }
	backedUp   struct{ err error }
)

// examined is the check that followed the opening of a project, or the one that
// was asked for.
type examined struct {
	ws    *workspace.Workspace
	found workspace.Examination
	asked bool
	err   error
}

func tickBackups() tea.Cmd {
	return tea.Tick(lookAround, func(time.Time) tea.Msg { return backupTick{} })
}

// secure makes the backup that is due, in the background.
func (a *App) secure(reason string) tea.Cmd {
	ws, ctx := a.desk.ws, a.desk.ctx
	if ws == nil || ws.ReadOnly() {
		return nil
	}
	return func() tea.Msg {
		ws.BackUpIfDue(ctx, reason)
		return secured{ws}
	}
}

// examine makes the backup of the day and checks what is due, beside the
// screens; the file that is checked is a copy.
func (a *App) examine() tea.Cmd {
	ws, ctx := a.desk.ws, a.desk.ctx
	if ws == nil || ws.ReadOnly() {
		return nil
	}
	return func() tea.Msg {
		found, err := ws.Examine(ctx, nil)
		if err == nil && len(found.Report.Findings) == 0 { // a damaged state is no backup
			ws.BackUpIfDue(ctx, workspace.ReasonDaily)
		}
		return examined{ws: ws, found: found, err: err}
	}
}

// safety handles the messages of backups and checks; false for others.
func (a *App) safety(msg tea.Msg) (tea.Cmd, bool) {
	d := a.desk
	switch m := msg.(type) {
	case backupTick:
		return tea.Batch(a.secure(workspace.ReasonTimed), tickBackups()), true
	case secured:
		d.tellTrouble(m.ws)
	case backedUp:
		switch {
		case errors.Is(m.err, errNothingToKeep):
			d.tell("backups.nothing")
		case m.err != nil:
			d.fail(m.err)
		default:
			d.tell("backups.made-toast")
			d.tellTrouble(d.ws)
			if d.ws.Locked() {
				d.tell("backups.second-locked")
			}
		}
		if a.current == screenBackups {
			return a.screens[screenBackups].Enter(nil), true
		}
	case examined:
		d.wordExamined(m)
	case startRestore:
		return a.restore(m), true
	case replaced:
		return a.replaced(m), true
	default:
		return nil, false
	}
	return nil, true
}

// tellTrouble says once why no backup can be made; the work goes on.
func (d *desk) tellTrouble(ws *workspace.Workspace) {
	if ws == nil || ws != d.ws {
		return
	}
	if err := ws.BackupTrouble(); err != nil {
		id, pairs := workspace.Explain(err)
		if id == "error.full" {
			id = "backups.full"
		}
		d.show(toast{text: safe(d.say("backups.trouble", "Reason", d.say(id, pairs...))), error: true})
	}
}

// wordExamined is silent about a check that nobody asked for and that found
// nothing, but after a session that was broken off.
func (d *desk) wordExamined(m examined) {
	if m.asked {
		d.check = nil
	}
	if m.ws != d.ws {
		return
	}
	d.tellTrouble(m.ws)
	r := m.found.Report
	switch {
	case errors.Is(m.err, context.Canceled):
		if m.asked {
			d.tell("backups.checking-stopped")
		}
	case m.err != nil:
		d.fail(m.err)
	case len(r.Findings) > 0:
		d.show(toast{text: safe(d.say("backups.checked-found", "Count", len(r.Findings), "First", d.wordFinding(r.Findings[0]))), error: true})
	case m.asked:
		d.tell("backups.checked-ok", "Codings", r.Codings, "Changes", r.Changes)
	case m.found.Unclean:
		d.mention("backups.checked-unclean")
	}
}

func (d *desk) wordFinding(f store.Finding) string {
	pairs := []any{"ID", f.ID, "Code", f.Code}
	for name, value := range f.Args {
		pairs = append(pairs, name, value)
	}
	id := "backups.finding." + f.Code
	if !d.tongue.Knows(id) {
		id = "backups.finding.other"
	}
	return d.say(id, pairs...)
}

// checkJob is a check that was asked for, on its way.
type checkJob struct {
	cancel context.CancelFunc
	mu     sync.Mutex
	part   string
	done   int
	total  int
}

func (j *checkJob) progress(part string, done, total int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.part, j.done, j.total = part, done, total
}

// askCheck checks all of the project; a second time stops it.
func (d *desk) askCheck() tea.Cmd {
	if d.ws == nil {
		d.tell("app.no-project")
		return nil
	}
	if d.check != nil {
		d.check.cancel()
		return nil
	}
	ctx, cancel := context.WithCancel(d.ctx)
	job, ws := &checkJob{cancel: cancel, part: "integrity"}, d.ws
	d.check = job
	var none *importJob
	return tea.Batch(none.watch(), func() tea.Msg {
		defer cancel()
		report, err := ws.CheckCopy(ctx, false, job.progress)
		return examined{ws: ws, found: workspace.Examination{Full: true, Report: report}, asked: true, err: err}
	})
}

// checkStatus is the status row while a check is on its way.
func (d *desk) checkStatus() string {
	if d.check == nil {
		return ""
	}
	d.check.mu.Lock()
	defer d.check.mu.Unlock()
	part := d.say("backups.part." + d.check.part)
	if d.check.total == 0 {
		return part + " …"
	}
	return d.say("backups.progress", "Part", part, "Done", d.check.done, "Total", d.check.total)
}

// offerRepair asks what to do about a damaged file. Nothing is done to it until
// a person chose.
func (d *desk) offerRepair(damage *workspace.DamagedError) tea.Cmd {
	var items []choice
	if b := damage.Newest; b != nil {
		items = append(items, choice{key: "restore", label: d.say("backups.choice-restore", "Time", d.tongue.DateTime(d.local(b.At)))})
	}
	items = append(items, choice{key: "read", label: d.say("backups.choice-read")}, choice{key: "leave", label: d.say("backups.choice-leave")})
	d.tell("backups.damaged-title", "Name", safe(filepath.Base(damage.Path)))
	d.ask(pickTitled(d, d.say("backups.damaged-title", "Name", safe(filepath.Base(damage.Path))), items, func(key string) tea.Cmd {
		switch key {
		case "restore":
			return d.putBack(damage.Path, *damage.Newest, "")
		case "read":
			return d.openToRead(damage.Path)
		}
		return nil
	}))
	return nil
}

// openToRead opens what can still be read of a file, and lets nothing be
// written.
func (d *desk) openToRead(path string) tea.Cmd {
	ctx, env, o := d.ctx, d.env, workspace.Options{Mode: workspace.Read, Coder: d.coder, Index: workspace.NoIndex}
	return func() tea.Msg {
		ws, err := workspace.Open(ctx, path, env, o)
		if err != nil {
			return opened{err: errors.Join(store.ErrDamaged, err)}
		}
		book, err := readBook(ctx, ws)
		if err != nil {
			return opened{err: errors.Join(store.ErrDamaged, err, ws.Close())}
		}
		return opened{ws: ws, book: book}
	}
}

// replaced is a project that was opened again after a backup was put in its
// place, or could not be.
type replaced struct {
	opened opened
	done   workspace.Restored
	err    error
}

// putBack closes the project when it is the one that is open, puts the backup in
// its place and opens it.
func (d *desk) putBack(path string, b workspace.Backup, passphrase string) tea.Cmd {
	d.tell("backups.restoring")
	return func() tea.Msg { return startRestore{path: path, backup: b, passphrase: passphrase} }
}

// startRestore asks App to put a backup back: it has to let go of the project
// first.
type startRestore struct {
	path       string
	backup     workspace.Backup
	passphrase string
}

func (a *App) restore(m startRestore) tea.Cmd {
	d := a.desk
	old, ctx, env, open := d.ws, d.ctx, d.env, d.opening()
	if old != nil {
		a.leave()
		d.stopReads()
		if d.check != nil {
			d.check.cancel()
		}
		d.ws, d.overlays, d.placing = nil, nil, nil
		a.build()
	}
	a.closing.Add(1)
	show := a.show(screenHome, nil)
	return tea.Batch(show, func() tea.Msg {
		defer a.closing.Done()
		if old != nil {
			if err := old.Close(); err != nil {
				return replaced{err: err}
			}
		}
		done, err := workspace.Restore(ctx, env, m.path, m.backup.Path, workspace.RestoreOptions{Passphrase: m.passphrase})
		again, _ := open(m.path).(opened)
		return replaced{opened: again, done: done, err: err}
	})
}

func (a *App) replaced(m replaced) tea.Cmd {
	d := a.desk
	cmd := a.opened(m.opened)
	if m.err != nil {
		d.fail(m.err)
		return cmd
	}
	d.tellRestored(m.done)
	return cmd
}

// tellRestored says what a restore did, also to those who were forgotten since
// the backup was made.
func (d *desk) tellRestored(done workspace.Restored) {
	words := d.say("backups.restored-toast-bare")
	if done.Aside != "" {
		words = d.say("backups.restored-toast", "Name", safe(filepath.Base(done.Aside)))
	}
	if n := done.Erasures.Again; n > 0 {
		words += " · " + d.say("forget.restored", "Count", n)
	}
	d.show(toast{text: words})
	if n := done.Erasures.Open; n > 0 { // somebody has to do something: it stays till Esc
		d.show(toast{text: d.say("forget.restored-open", "Count", n), error: true})
	}
}
