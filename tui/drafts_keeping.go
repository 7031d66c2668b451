package tui

import (
	"context"
	"errors"
	"maps"
	"time"

	tea "charm.land/bubbletea/v2"

	"veldwerk/workspace"
)

// draftEvery is how long typed text may stand on the screen before it is on
// disk as a draft.
const draftEvery = 2 * time.Second

// drafting ties a form to its draft. Everything in it is touched by Update only.
type drafting struct {
	of     workspace.DraftOf
	kept   map[string]string // answers as they were last put on disk; nil for none
	due    bool              // a tick or a write is on its way
	closed bool              // saved or thrown away: what is still on its way comes too late
	told   bool              // that it can't be kept
}

// A form with a draft goes round: typed → draftDue → written → draftKept, and
// again when more was typed meanwhile.
type (
	draftDue  struct{ overlay *formOverlay }
	draftKept struct {
		overlay *formOverlay
		err     error
	}
)

// draftLater sees to it that what was just typed is kept soon.
func (o *formOverlay) draftLater() tea.Cmd {
	if o.draft == nil || o.draft.due || o.draft.closed {
		return nil
	}
	o.draft.due = true
	return tea.Tick(o.desk.draftEvery, func(time.Time) tea.Msg { return draftDue{o} })
}

// draftOf is the draft as the form stands now.
func (o *formOverlay) draftOf() workspace.Draft {
	return workspace.Draft{Of: o.draft.of, Title: o.title, Was: o.form.Settled(), Now: o.form.Answers(), At: o.desk.env.Now().UTC()}
}

// keepDraft puts the form on disk; one that holds nothing of its own any more
// loses its draft.
func (d *desk) keepDraft(m draftDue) tea.Cmd {
	o := m.overlay
	if d.ws == nil || o.draft.closed {
		o.draft.due = false
		return nil
	}
	d.draftTurn++
	ws, turn, draft := d.ws, d.draftTurn, o.draftOf()
	o.draft.kept = draft.Now
	if !o.form.Changed() {
		return func() tea.Msg { return draftKept{o, ws.DropDraft(draft.Of, turn)} }
	}
	return func() tea.Msg { return draftKept{o, ws.KeepDraft(draft, turn)} }
}

// draftKept goes round again when more was typed while the last was written. A
// draft that can't be kept is said once: it is tried again with every key.
func (d *desk) draftKept(m draftKept) tea.Cmd {
	o := m.overlay
	o.draft.due = false
	if m.err != nil {
		o.draft.kept = nil
		if !o.draft.told {
			o.draft.told = true
			fact, _ := wordError(d.tongue, m.err)
			d.tell("drafts.not-kept", "Reason", safe(fact))
		}
		return nil
	}
	if maps.Equal(o.draft.kept, o.form.Answers()) {
		return nil
	}
	return o.draftLater()
}

// dropDraft takes a draft away that somebody threw away. It stands in the queue,
// which leaving the program waits for.
func (o *formOverlay) dropDraft() {
	if o.draft == nil || o.desk.ws == nil {
		return
	}
	d, of := o.desk, o.draft.of
	o.draft.closed = true
	d.forgetDraft(of)
	d.draftTurn++
	ws, turn := d.ws, d.draftTurn
	ws.Queue().Do(func(context.Context) error { return ws.DropDraft(of, turn) })
}

// forgetDraft takes a draft from those that are offered.
func (d *desk) forgetDraft(of workspace.DraftOf) {
	for i, w := range d.drafts {
		if w.Of == of {
			d.drafts = append(d.drafts[:i:i], d.drafts[i+1:]...)
			return
		}
	}
}

// saving is a form whose answers an act is to store: once they are on disk
// their draft goes, and when they could not be stored it holds all of them.
type saving struct {
	overlay *formOverlay
	draft   workspace.Draft
	turn    int
}

// submit lets the form do what it is for.
func (o *formOverlay) submit() tea.Cmd {
	d := o.desk
	if o.draft == nil {
		return o.then(o.form)
	}
	o.draft.closed = true
	d.forgetDraft(o.draft.of)
	d.draftTurn++
	d.saving = &saving{overlay: o, draft: o.draftOf(), turn: d.draftTurn}
	cmd := o.then(o.form)
	if d.saving != nil { // nothing had changed: there is no act
		d.saving = nil
		o.dropDraft()
	}
	return cmd
}

// settle ends the draft of an act that is done, or was broken off.
func (s *saving) settle(ws *workspace.Workspace, stored bool) error {
	switch {
	case s == nil:
		return nil
	case stored:
		return ws.DropDraft(s.draft.Of, s.turn)
	}
	return ws.KeepDraft(s.draft, s.turn)
}

// keepOpenDrafts puts every form that is open on disk, now: the program ends or
// another project comes.
func keepOpenDrafts(ws *workspace.Workspace, open []workspace.Draft, turn int) (err error) {
	for _, draft := range open {
		err = errors.Join(err, ws.KeepDraft(draft, turn))
	}
	return err
}

// openDrafts are the forms that hold what nobody saved yet, and the turn in
// which to keep them. The forms are left for good.
func (d *desk) openDrafts() (open []workspace.Draft, turn int) {
	for _, over := range d.overlays {
		if o, ok := over.(*formOverlay); ok && o.draft != nil && !o.draft.closed {
			if o.form.Changed() {
				open = append(open, o.draftOf())
			}
			o.draft.closed = true
		}
	}
	d.draftTurn++
	return open, d.draftTurn
}

// again puts a form back whose answers could not be stored, with what was
// typed; the reason stands at its first field, because a toast would be gone
// with the Esc that closes the form.
func (s *saving) again(err error) {
	o := s.overlay
	d := o.desk
	fact, hint := wordError(d.tongue, err)
	if hint != "" {
		fact += " · " + hint
	}
	o.draft.closed = false
	o.form.Complain("name", safe(fact))
	o.form.Complain("body", safe(fact)) // a form has one of the two
	d.toast = toast{}
	d.ask(o)
}
