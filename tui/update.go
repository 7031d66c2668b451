package tui

import (
	"slices"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"veldwerk/tui/form"
)

// wholeScreen lets a terminal scroll all of its rows again and leaves the cursor
// where it is. The library keeps to the rows that it knew while it scrolls: sent
// just after a terminal grew, that left the rest of it out from then on.
const wholeScreen = ansi.SaveCursor + "\x1b[r" + ansi.RestoreCursor

// Update handles a message, and then goes where that led to.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := a.route(msg)
	return a, tea.Batch(cmd, a.goOn())
}

// goOn goes the ways that were asked for, in their order.
func (a *App) goOn() tea.Cmd {
	var cmds []tea.Cmd
	for len(a.desk.ways) > 0 {
		way := a.desk.ways[0]
		a.desk.ways = a.desk.ways[1:]
		switch m := way.(type) {
		case goTo:
			cmds = append(cmds, a.show(m.screen, m.show))
		case goInstead:
			from := a.current
			cmds = append(cmds, a.show(m.screen, m.show))
			if a.current != from {
				a.back = slices.DeleteFunc(a.back, func(b screenID) bool { return b == from })
			}
		case goBack:
			cmds = append(cmds, a.goBack())
		}
	}
	return tea.Batch(cmds...)
}

// route hands messages out, in this fixed order: what the terminal reports (size, colours)
// → results of reads and acts, to their owner, stale ones dropped → the top
// overlay → a capturing screen → global keys → the screen. Written once, here.
func (a *App) route(msg tea.Msg) tea.Cmd {
	if cmd, ok := a.safety(msg); ok {
		return cmd
	}
	switch m := msg.(type) {
	case tea.WindowSizeMsg:
		a.width, a.height = m.Width, m.Height
		return tea.Raw(wholeScreen)
	case tea.BackgroundColorMsg:
		a.term.Light, a.term.Background = !m.IsDark(), m.Color
		a.retheme()
		return nil
	case tea.ColorProfileMsg:
		a.term.Profile = m.Profile
		a.retheme()
		return nil
	case loaded:
		return tea.Batch(a.loaded(m), a.release())
	case acted:
		return a.acted(m)
	case indexed:
		return tea.Batch(a.watchIndex(), a.give(screenSearch, m))
	case publicationMoved:
		return a.publicationMoved(m)
	case copiesFound:
		a.desk.copiesFound(m)
		return nil
	case draftDue:
		return a.desk.keepDraft(m)
	case draftKept:
		return a.desk.draftKept(m)
	case exported:
		return a.desk.exported(m)
	case handed:
		return a.desk.handed(m)
	case imported:
		return tea.Batch(a.give(m.acted.owner, m), a.acted(m.acted))
	case importTick:
		if a.desk.jobStatus() == "" {
			return nil
		}
		return a.desk.job.watch()
	case toScreen:
		return a.give(m.owner, m.msg)
	case opened:
		return a.opened(m)
	case rethemed:
		a.retheme()
		return nil
	case relanguaged:
		return a.relanguage()
	case tea.KeyPressMsg:
		return a.key(m)
	case tea.PasteMsg:
		if a.tooLong(m.Content) {
			a.desk.tell("drafts.too-long", "Number", a.desk.tongue.Number(utf8.RuneCountInString(m.Content)))
			return nil
		}
		return a.deliver(m)
	case tea.MouseMsg:
		return a.mouse(m)
	}
	return a.deliver(msg)
}

// loaded hands a result to the screen that asked, unless a newer one is on its
// way.
func (a *App) loaded(m loaded) tea.Cmd {
	if m.seq != a.desk.reads[m.topic] {
		return nil
	}
	a.desk.arrived[m.topic] = m.seq
	if m.err != nil {
		a.desk.fail(m.err)
	}
	if book, ok := m.msg.(bookRead); ok {
		a.desk.book = book
		if r, ok := a.screens[screenReader].(*readerScreen); ok {
			r.bookChanged()
		}
		return nil
	}
	return a.give(m.owner, m.msg)
}

// give hands a message to a screen.
func (a *App) give(owner screenID, msg tea.Msg) tea.Cmd {
	s, ok := a.screens[owner]
	if msg == nil || !ok {
		return nil
	}
	return s.Update(msg)
}

// acted reports an act that is on disk and lets the screen in view read again.
func (a *App) acted(m acted) tea.Cmd {
	// Results come back in any order; an older one must not be the last word.
	newest := m.seq >= a.desk.told
	a.desk.told = max(a.desk.told, m.seq)
	if m.err != nil && m.form != nil {
		m.form.again(m.err)
	} else if m.err != nil {
		a.desk.fail(m.err)
	} else if m.toast != nil && newest {
		if words := m.toast(); words != "" {
			a.desk.show(toast{text: words})
		}
	}
	return tea.Batch(a.give(m.owner, m.msg), a.desk.refresh(), a.screens[a.current].Enter(nil))
}

// waits says whether the screen in view does not have yet what keys are about.
func (a *App) waits() bool {
	s, ok := a.screens[a.current].(waiting)
	return ok && len(a.desk.overlays) == 0 && s.Waits()
}

// release gives the keys that were held back, in their order.
func (a *App) release() tea.Cmd {
	var cmds []tea.Cmd
	for len(a.held) > 0 && !a.waits() {
		next := a.held[0]
		a.held = a.held[1:]
		cmds = append(cmds, a.key(next), a.goOn())
	}
	return tea.Batch(cmds...)
}

// key handles one key press.
func (a *App) key(msg tea.KeyPressMsg) tea.Cmd {
	key := keyName(msg, a.desk.settings)
	d := a.desk
	if key != "ctrl+c" && a.waits() {
		a.held = append(a.held, msg)
		return nil
	}
	if !d.toast.error || key == "esc" {
		if d.toast.error && len(d.overlays) == 0 {
			d.toast = toast{}
			return nil
		}
		d.toast = toast{}
	}
	if key == "ctrl+c" {
		return tea.Quit
	}
	if n := len(d.overlays); n > 0 {
		return a.overlay(msg)
	}
	s := a.screens[a.current]
	capturing := s.Capturing()
	if c, ok := find(s.Commands(), key, capturing); ok {
		return c.run()
	}
	if capturing {
		if cmd, ok := s.Key(key, msg); ok {
			return cmd
		}
	}
	if c, ok := find(a.globals(), key, capturing); ok {
		return c.run()
	}
	if !capturing {
		cmd, _ := s.Key(key, msg)
		return cmd
	}
	return nil
}

// overlay gives a message to the top overlay and takes it away when it is done.
func (a *App) overlay(msg tea.Msg) tea.Cmd {
	d := a.desk
	top := d.overlays[len(d.overlays)-1]
	cmd, done := top.Update(msg)
	if done {
		for i, o := range d.overlays {
			if o == top {
				d.overlays = append(d.overlays[:i], d.overlays[i+1:]...)
				break
			}
		}
	}
	return cmd
}

// tooLong says whether a pasted text can't be taken where one line is typed: it
// would be cut, and nobody would see where.
func (a *App) tooLong(pasted string) bool {
	if len(pasted) <= form.LongestLine {
		return false
	}
	if n := len(a.desk.overlays); n > 0 {
		o, ok := a.desk.overlays[n-1].(*formOverlay)
		return !ok || !o.form.Lines()
	}
	return a.screens[a.current].Capturing()
}

// deliver gives any other message to whoever has the focus.
func (a *App) deliver(msg tea.Msg) tea.Cmd {
	if len(a.desk.overlays) > 0 {
		return a.overlay(msg)
	}
	return a.screens[a.current].Update(msg)
}

// mouse turns the coordinates into those of the screen's own rows.
func (a *App) mouse(msg tea.MouseMsg) tea.Cmd {
	m := msg.Mouse()
	toasted := a.desk.toast.text != ""
	if _, click := msg.(tea.MouseClickMsg); click && !a.desk.toast.error {
		a.desk.toast = toast{}
	}
	_, click := msg.(tea.MouseClickMsg)
	if click && m.Y == a.height-1 {
		return a.clickBar(m.X)
	}
	top := titleRows
	if len(a.desk.overlays) > 0 {
		top = a.overlayTop
	} else if click && m.Y == 0 {
		return a.clickTitle(m.X)
	} else if click && m.Y >= a.toastTop && toasted {
		return nil // what was clicked was the toast
	}
	m.Y -= top
	if len(a.desk.overlays) == 0 && m.Y >= a.pinned {
		m.Y += a.pushed
	}
	switch msg.(type) {
	case tea.MouseClickMsg:
		return a.deliver(tea.MouseClickMsg(m))
	case tea.MouseReleaseMsg:
		return a.deliver(tea.MouseReleaseMsg(m))
	case tea.MouseMotionMsg:
		return a.deliver(tea.MouseMotionMsg(m))
	case tea.MouseWheelMsg:
		return a.deliver(tea.MouseWheelMsg(m))
	}
	return nil
}
