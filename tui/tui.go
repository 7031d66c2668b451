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
	"errors"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	tea "charm.land/bubbletea/v2"

	"veldwerk/store"
	"veldwerk/workspace"
)

// Run opens the screens and returns when the person leaves. It needs a
// terminal; the caller checks that. A signal that ends programs, a terminal
// that closes, and the end of ctx are ways of leaving too: the place of reading
// is kept, every act in the queue is done, an import stops between two files.
// A fault in the screens is a *workspace.PanicError, after the terminal is
// restored, what was being typed is kept and the project closed; nothing of what
// people wrote stands in it.
func Run(ctx context.Context, env workspace.Environment, o Options) (err error) {
	// A closing terminal sends several: none may break off what is being written.
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer signal.Stop(signals)
	// Not ended by ctx: a program that is cancelled leaves no frame to restore.
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	debug.SetGCPercent(40) // a laptop's memory is dearer than its second core: half the heap at 8 M words
	first, err := openFirst(work, env, o)
	if err != nil {
		return err
	}
	a := newApp(work, env, first, o)
	defer func() {
		cancel()
		err = errors.Join(err, a.close())
	}()
	if first.ws != nil {
		a.remember()
	}
	g := &guarded{App: a}
	p := tea.NewProgram(g, tea.WithContext(work), tea.WithoutSignalHandler(), tea.WithFPS(120))
	g.quit = p.Quit
	_ = os.Unsetenv("TEA_TRACE") // bubbletea would write every key into that file
	go func() {
		select {
		case <-signals:
		case <-ctx.Done():
		case <-work.Done():
		}
		p.Quit()
	}()
	_, err = p.Run()
	if errors.Is(err, syscall.EIO) || errors.Is(err, io.EOF) { // the terminal is gone: that is leaving
		err = nil
	}
	if broken := g.broken(); broken != nil {
		env.NoteFault(broken)
		return broken
	}
	return err
}

// close keeps what is being typed and the place of reading, and closes the
// project. After a fault the screens may not know these any more; the project is
// closed all the same.
func (a *App) close() error {
	defer a.closing.Wait()
	ws := a.desk.ws
	if ws == nil {
		return nil
	}
	survive(func() {
		open, turn := a.desk.openDrafts()
		_ = keepOpenDrafts(ws, open, turn) // nobody is there any more to be told
	})
	survive(a.leave)
	return ws.Close()
}

// survive does what can be done.
func survive(f func()) {
	defer func() { _ = recover() }()
	f()
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
	d := &desk{ctx: ctx, env: env, coder: o.Coder, index: workspace.KeepIndex}
	first, _ := d.opening()(path).(opened)
	if first.err != nil && o.Path == "" && !errors.Is(first.err, store.ErrDamaged) {
		return opened{}, nil // the last project is gone: offer the first-run choice
	}
	var damage *workspace.DamagedError
	if errors.As(first.err, &damage) {
		return first, nil // the screens say what can be done
	}
	return first, first.err
}

// leave keeps the place of reading.
func (a *App) leave() {
	if r, ok := a.screens[screenReader].(*readerScreen); ok {
		r.keepNow()
	}
}
