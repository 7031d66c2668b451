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

	tea "charm.land/bubbletea/v2"

	"veldwerk/workspace"
)

// Run opens the screens and returns when the person leaves. It needs a
// terminal; the caller checks that.
func Run(ctx context.Context, env workspace.Environment, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var ws *workspace.Workspace
	if o.Path != "" {
		var err error
		ws, err = workspace.Open(ctx, o.Path, env, workspace.Options{Mode: workspace.WriteOrRead, Coder: o.Coder, Index: workspace.KeepIndex})
		if err != nil {
			return err
		}
	}
	a := newApp(ctx, env, ws, o)
	if ws != nil {
		a.remember()
	}
	_, err := tea.NewProgram(a, tea.WithContext(ctx), tea.WithFPS(120)).Run()
	cancel()
	if a.desk.ws != nil {
		if closed := a.desk.ws.Close(); err == nil {
			err = closed
		}
	}
	return err
}
