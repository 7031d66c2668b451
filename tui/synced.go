package tui

import (
	"context"
	"path/filepath"
	"time"

	tea "charm.land/bubbletea/v2"

	"veldwerk/tui/text"
	"veldwerk/workspace"
)

// publishIdle is how long after the last act a work copy is published: long
// enough that a flow of codings is one publishing, short enough for a colleague.
const publishIdle = 5 * time.Second

// idle is how the project that is opened publishes by itself; without the
// background index there is no background.
func (d *desk) idle() time.Duration {
	if d.index != workspace.KeepIndex {
		return 0
	}
	return publishIdle
}

// publicationMoved says that something about the work copy changed.
type publicationMoved struct{ ws *workspace.Workspace }

// watchPublication waits for the next change of the work copy.
func (d *desk) watchPublication() tea.Cmd {
	if d.ws == nil || d.idle() == 0 || d.ws.PublicationChanged() == nil {
		return nil
	}
	ctx, ws := d.ctx, d.ws
	return func() tea.Msg {
		select {
		case <-ws.PublicationChanged():
			return publicationMoved{ws}
		case <-ctx.Done():
			return nil
		}
	}
}

// publicationMoved tells what came up; when others' work came in, the screen in
// view reads again.
func (a *App) publicationMoved(m publicationMoved) tea.Cmd {
	if m.ws != a.desk.ws {
		return nil
	}
	cmds := []tea.Cmd{a.desk.watchPublication()}
	if a.desk.tellNotices() {
		cmds = append(cmds, a.desk.refresh(), a.screens[a.current].Enter(nil))
	}
	return tea.Batch(cmds...)
}

// tellNotices shows each notice about the work copy, and says whether there
// were any.
func (d *desk) tellNotices() bool {
	if d.ws == nil {
		return false
	}
	notices := d.ws.Notices()
	for _, n := range notices {
		var pairs []any
		for name, value := range n.Args {
			pairs = append(pairs, name, value)
		}
		d.show(toast{text: text.Safe(d.say("synced.notice-"+n.Code, pairs...))})
	}
	return len(notices) > 0
}

// publicationLine says where the work copy stands; "" for a project that is
// written in place.
func (d *desk) publicationLine() string {
	p, copied := d.ws.Publication()
	if !copied {
		return ""
	}
	kind, at := d.say("synced.kind-"+string(p.Kind)), ""
	if !p.At.IsZero() {
		at = d.clock(p.At)
	}
	switch p.State {
	case workspace.Pending:
		return " " + d.theme.Dim.Render(d.say("synced.status-pending", "Kind", kind, "Time", at))
	case workspace.Failed:
		reason, _ := wordError(d.tongue, p.Err)
		return " " + d.theme.Warning.Render(text.Safe(d.say("synced.status-failed", "Kind", kind, "Reason", reason)))
	case workspace.Published:
	}
	return " " + d.theme.Dim.Render(d.say("synced.status", "Kind", kind, "Time", at))
}

// clock is the time of a moment of today, else with its date.
func (d *desk) clock(at time.Time) string {
	at = d.local(at)
	if at.Format(time.DateOnly) == d.env.Now().Format(time.DateOnly) {
		return at.Format("15:04")
	}
	return d.tongue.DateTime(at)
}

// readOnlyWhy says who has the project, where that is why it can't be changed.
func (s *homeScreen) readOnlyWhy() string {
	busy := s.ws.Busy()
	if busy == nil || busy.Holder.Coder == "" {
		return s.say("home.read-only")
	}
	holder := busy.Holder.Coder
	if busy.Holder.Host != "" {
		holder += " (" + busy.Holder.Host + ")"
	}
	return s.say("synced.busy-since", "Holder", safe(holder), "Time", s.clock(busy.Holder.Since))
}

// takeOver opens a read-only project for writing, when the one who had it has
// closed it.
func (d *desk) takeOver() tea.Cmd {
	if d.ws == nil || d.ws.Busy() == nil {
		d.refuseReadOnly()
		return nil
	}
	open, path := d.opening(), d.ws.Path()
	return func() tea.Msg {
		m, ok := open(path).(opened)
		if !ok || m.err != nil || m.ws.Busy() == nil {
			m.took = ok && m.err == nil
			return m
		}
		busy := m.ws.Busy()
		if err := m.ws.Close(); err != nil {
			return acted{err: err}
		}
		return acted{err: busy}
	}
}

// publishNow puts what was done in the person's own file. It is no act of the
// queue: taking in what changed there is.
func (d *desk) publishNow() tea.Cmd {
	if d.refuseReadOnly() {
		return nil
	}
	ws, ctx, seq := d.ws, d.ctx, d.acts
	if _, copied := ws.Publication(); !copied {
		d.tell("synced.in-place")
		return nil
	}
	return func() tea.Msg {
		err := ws.Publish(ctx)
		return acted{seq: seq, err: err, toast: func() string { return d.say("synced.published", "Path", safe(ws.Path())) }}
	}
}

// copiesFound are the conflict copies beside the project.
type copiesFound struct {
	ws     *workspace.Workspace
	copies []workspace.ConflictCopy
	err    error
}

func (d *desk) askConflicts() tea.Cmd {
	if d.refuseReadOnly() {
		return nil
	}
	ws, ctx := d.ws, d.ctx
	return func() tea.Msg {
		copies, err := ws.ConflictCopies(ctx)
		return copiesFound{ws, copies, err}
	}
}

// copiesFound asks which one is to be merged.
func (d *desk) copiesFound(m copiesFound) {
	switch {
	case m.ws != d.ws:
		return
	case m.err != nil:
		d.fail(m.err)
		return
	case len(m.copies) == 0:
		d.tell("synced.conflicts-none")
		return
	}
	var items []choice
	for _, c := range m.copies {
		items = append(items, choice{key: c.Path, label: c.Name, detail: d.say("synced.conflict-modified", "Time", d.tongue.DateTime(d.local(c.Modified)))})
	}
	d.ask(pickFrom(d, "synced.ask-conflicts", items, func(path string) tea.Cmd { return d.mergeConflict(m.ws, path) }))
}

func (d *desk) mergeConflict(ws *workspace.Workspace, path string) tea.Cmd {
	ctx, seq := d.ctx, d.acts
	return func() tea.Msg {
		merged, err := mergeCopy(ctx, ws, path)
		return acted{seq: seq, err: err, toast: func() string {
			return d.say("synced.merged-copy", "Name", safe(filepath.Base(path)), "Aside", safe(merged.Aside))
		}}
	}
}

func mergeCopy(ctx context.Context, ws *workspace.Workspace, path string) (workspace.MergedCopy, error) {
	merged, err := ws.MergeConflictCopy(ctx, path)
	if err == nil {
		err = ws.Publish(ctx)
	}
	return merged, err
}

// syncedCommands can be done on every screen, from the palette.
func (d *desk) syncedCommands() []command {
	return []command{
		{id: "synced.publish", run: d.publishNow},
		{id: "synced.conflicts", run: d.askConflicts},
		{id: "synced.take-over", run: d.takeOver},
	}
}

// copyChoices are how a project can be written, in the order of the settings.
var copyChoices = []struct {
	mode workspace.CopyMode
	id   string
}{
	{workspace.CopyAuto, "synced.setting-auto"}, {workspace.CopyAlways, "synced.setting-always"}, {workspace.CopyNever, "synced.setting-never"},
}

// copyChoice is the place of what was chosen for the open project.
func (d *desk) copyChoice() int {
	chosen := d.settings.CopyMode(d.ws.Project.Info().ID.String())
	for i, c := range copyChoices {
		if c.mode == chosen {
			return i
		}
	}
	return 0
}

// nextCopyChoice holds from the next opening on.
func (d *desk) nextCopyChoice() {
	next := copyChoices[(d.copyChoice()+1)%len(copyChoices)]
	d.settings = d.settings.ChooseCopy(d.ws.Project.Info().ID.String(), next.mode)
}
