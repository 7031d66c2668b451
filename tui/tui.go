// Package tui is the screens: App routes, a screen owns its state, a desk gives
// every screen the workspace, the tongue and the theme.
//
// Words: a screen is one of the things in the table of build; an overlay lies
// over its lower part and sees keys first; a command is something that can be
// done, by key or palette; a toast says what happened and the way back.
//
// Guarantees: Update and View never do I/O; a write goes through the
// workspace's queue in key order and is shown after it is on disk; a read that
// a newer one overtook is dropped; every frame has exactly the height and at
// most the width of the terminal; nothing from outside is drawn raw.
//
// Non-goals: drawing of widgets (packages under tui), colours (tui/theme).
package tui

import (
	"context"
	"runtime/debug"

	tea "charm.land/bubbletea/v2"

	"veldwerk/workspace"
)

// Run opens the screens and returns when the person leaves. It needs a
// terminal; the caller checks that.
func Run(ctx context.Context, env workspace.Environment, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	debug.SetGCPercent(40) // a laptop's memory is dearer than its second core: half the heap at 8 M words
	first, err := openFirst(ctx, env, o)
	if err != nil {
		return err
	}
	a := newApp(ctx, env, first, o)
	if first.ws != nil {
		a.remember()
	}
	_, err = tea.NewProgram(a, tea.WithContext(ctx), tea.WithFPS(120)).Run()
	if a.desk.ws != nil {
		a.leave()
		if closed := a.desk.ws.Close(); err == nil {
			err = closed
		}
	}
	return err
}

// openFirst opens the project that was asked for, else the one that was open
// last; without either the home screen offers what one can do.
func openFirst(ctx context.Context, env workspace.Environment, o Options) (opened, error) {
	path, recent := o.Path, workspace.LoadSettings(env).Recent
	if path == "" && len(recent) > 0 {
		path = recent[0]
	}
	if path == "" {
		return opened{}, nil
	}
	d := &desk{ctx: ctx, env: env, coder: o.Coder}
	first, _ := d.opening()(path).(opened)
	if first.err != nil && o.Path == "" {
		return opened{}, nil // the last project is gone: offer the first-run choice
	}
	return first, first.err
}

// leave keeps the place of reading.
func (a *App) leave() {
	if r, ok := a.screens[screenReader].(*readerScreen); ok {
		r.keepNow()
	}
}
