package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/lang"
	"veldwerk/tui/text"
	"veldwerk/tui/theme"
	"veldwerk/workspace"
)

// desk is what every screen works at: the workspace, the tongue, the theme and
// the ways to read, to act and to ask. There is one, and App owns it.
type desk struct {
	ctx         context.Context
	env         workspace.Environment
	ws          *workspace.Workspace // nil while no project is open
	tongue      *lang.Tongue
	theme       *theme.Theme
	settings    workspace.Settings
	reads       map[string]int                // newest sequence number per topic
	arrived     map[string]int                // newest sequence number per topic whose result is there
	stops       map[string]context.CancelFunc // of the newest read per topic
	acts, told  int                           // number of the last act asked for, and of the newest one reported
	book        bookRead
	recent      []codebook.CodeID // used codes, newest first
	exportQuery string            // what the fragments screen shows
	overlays    []overlay
	ways        []tea.Msg // to other screens, asked for and not gone yet
	toast       toast
	notices     []string           // all toasts, newest last
	job         *importJob         // on its way, or the last one
	vault       vaultState         // of pseudonyms, once its passphrase was given
	hide        bool               // what goes out next is pseudonymised
	check       *checkJob          // that was asked for and is on its way
	placing     *workspace.Waiting // of the quarantine, while its place is looked for
	demo        func(context.Context) (string, error)
	language    string              // --lang
	patience    time.Duration       // how long after the last move a place is kept
	coder       string              // --coder
	index       workspace.IndexMode // of projects that are opened from within
	drafts      []workspace.Draft   // left by an earlier run, newest first, until they are saved or thrown away
	draftEvery  time.Duration       // how long typed text may wait to be kept
	draftTurn   int                 // number of the last keep or drop that was asked for
	saving      *saving             // the form whose act is being asked for
}

// toast is the line above the bar: what happened and the way back.
type toast struct {
	text  string
	error bool // sticks until Esc
}

func (d *desk) say(id string, pairs ...any) string { return d.tongue.Say(id, pairs...) }

// local is a time in the zone of the clock, in which people read it; projects
// keep UTC.
func (d *desk) local(at time.Time) time.Time { return at.In(d.env.Now().Location()) }

// tell shows a toast until the next key.
func (d *desk) tell(id string, pairs ...any) { d.show(toast{text: d.say(id, pairs...)}) }

// show shows a toast. An error that nobody has put away yet stays in sight: the
// keys that were pressed since may well have succeeded.
func (d *desk) show(t toast) {
	if t.error || !d.toast.error {
		d.toast = t
	}
	d.notices = append(d.notices, t.text)
}

// mention tells what came up by itself: it takes the place of nothing that is
// told already, and stands with the messages in any case.
func (d *desk) mention(id string, pairs ...any) {
	before := d.toast
	d.tell(id, pairs...)
	if before.text != "" {
		d.toast = before
	}
}

// fail shows an error: a fact and a hint, until Esc.
func (d *desk) fail(err error) {
	fact, hint := wordError(d.tongue, err)
	if hint != "" {
		fact += " · " + hint
	}
	d.show(toast{text: text.Safe(fact), error: true})
}

// loaded is the result of a read; App drops it when a newer read of the same
// topic was asked for.
type loaded struct {
	owner screenID
	topic string
	seq   int
	msg   tea.Msg
	err   error
}

// read runs f in the background and gives its message to the owner. A topic's
// newest read wins: an older one is stopped, and its result dropped.
func (d *desk) read(owner screenID, topic string, f func(ctx context.Context) (tea.Msg, error)) tea.Cmd {
	key := string(owner) + "/" + topic
	d.reads[key]++
	if stop := d.stops[key]; stop != nil {
		stop()
	}
	ctx, stop := context.WithCancel(d.ctx)
	d.stops[key] = stop
	seq := d.reads[key]
	return func() tea.Msg {
		defer stop()
		msg, err := f(ctx)
		return loaded{owner: owner, topic: key, seq: seq, msg: msg, err: err}
	}
}

// awaits says whether the newest read of a topic is on its way.
func (d *desk) awaits(owner screenID, topic string) bool {
	key := string(owner) + "/" + topic
	return d.reads[key] > d.arrived[key]
}

// stopReads makes every read that is on its way an old one.
func (d *desk) stopReads() {
	for key, stop := range d.stops {
		stop()
		d.reads[key]++
	}
}

// acted is the result of an act, after it is on disk.
type acted struct {
	owner screenID
	seq   int     // acts are numbered in key order
	msg   tea.Msg // for the owner, may be nil
	toast func() string
	form  *saving // the form that asked for it, when it has a draft
	err   error
}

// act puts a write in the queue at once, in key order, and reports it when it
// is on disk. f runs outside Update; then words the toast from what f learned
// and may be nil, as may the message f returns for the owner.
func (d *desk) act(owner screenID, f func(ctx context.Context, by codebook.CoderID) (tea.Msg, error), then func() string) tea.Cmd {
	if d.ws == nil {
		return nil
	}
	d.acts++
	ws, seq, form := d.ws, d.acts, d.saving
	d.saving = nil
	var msg tea.Msg
	result := ws.Queue().Do(func(ctx context.Context) error {
		stored := false
		defer func() { _ = form.settle(ws, stored) }() // after a fault too; what can't be kept was said while it was typed
		by, err := ws.Acting(ctx)
		if err == nil {
			msg, err = f(ctx, by)
		}
		stored = err == nil
		return err
	})
	return func() tea.Msg {
		err := <-result
		return acted{owner: owner, seq: seq, msg: msg, toast: then, form: form, err: err}
	}
}

// ask puts an overlay on top.
func (d *desk) ask(o overlay) { d.overlays = append(d.overlays, o) }

// toScreen is a message for one screen, whichever is in view.
type toScreen struct {
	owner screenID
	msg   tea.Msg
}

// goTo shows another screen.
type goTo struct {
	screen screenID
	show   any
}

// goInstead shows another screen; the one that is left is no way back, for it
// has nothing to show any more.
type goInstead goTo

// goBack shows the screen before this one.
type goBack struct{}

// goTo goes there before the next message is looked at. As the message of a
// command it came too late: keys that were typed ahead went to the screen that
// was being left, and two ways on were gone in any order. It may be called in
// Update only; the command it gives is nil.
func (d *desk) goTo(s screenID, show any) tea.Cmd {
	d.ways = append(d.ways, goTo{screen: s, show: show})
	return nil
}

// goToThing shows a code, theme or case on its own screen.
func (d *desk) goToThing(r codebook.Ref) tea.Cmd {
	switch r.Kind {
	case codebook.RefCode:
		return d.goTo(screenCodebook, showCode{id: r.Code})
	case codebook.RefTheme:
		return d.goTo(screenThemes, showTheme{id: r.Theme})
	}
	return d.goTo(screenCases, showCase{id: r.Case})
}

// instead is as goTo, for goInstead.
func (d *desk) instead(s screenID, show any) tea.Cmd {
	d.ways = append(d.ways, goInstead{screen: s, show: show})
	return nil
}

// goBack is as goTo, one screen back.
func (d *desk) goBack() tea.Cmd {
	d.ways = append(d.ways, goBack{})
	return nil
}
