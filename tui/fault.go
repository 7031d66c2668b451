package tui

import (
	"sync"

	tea "charm.land/bubbletea/v2"

	"veldwerk/workspace"
)

// guarded is the App between us and bubbletea, which prints what a panic holds
// on the terminal (and with a variable set into a file of the current folder): a
// sentence of an interview, as likely as not. Here a fault ends the program too,
// but what is told and noted of it is its kind and its place.
type guarded struct {
	*App
	quit func() // ends the program; callable from any goroutine

	mu    sync.Mutex
	fault *workspace.PanicError // the first; guarded by mu
	last  tea.View
}

// caught is deferred around everything that bubbletea calls.
func (g *guarded) caught() {
	cause := recover()
	if cause == nil {
		return
	}
	broken := workspace.Fault(cause)
	g.mu.Lock()
	if g.fault == nil {
		g.fault = broken
	}
	g.mu.Unlock()
	go g.quit() // the program may be the one that is waiting for us
}

// broken is the fault that ended the program, or nil.
func (g *guarded) broken() *workspace.PanicError {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.fault
}

// Init implements tea.Model.
func (g *guarded) Init() (cmd tea.Cmd) {
	defer g.caught()
	return g.command(g.App.Init())
}

// Update implements tea.Model. After a fault nothing is asked of the screens any
// more: they may not be whole.
func (g *guarded) Update(msg tea.Msg) (model tea.Model, cmd tea.Cmd) {
	model = g // bubbletea must have one after a fault too
	defer g.caught()
	if g.broken() != nil {
		return g, nil
	}
	_, cmd = g.App.Update(msg)
	return g, g.command(cmd)
}

// View implements tea.Model.
func (g *guarded) View() tea.View {
	defer g.caught()
	if g.broken() == nil {
		g.last = g.App.View()
	}
	return g.last
}

// command guards a command, and those that it gives in its turn.
func (g *guarded) command(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer g.caught()
		msg = cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i := range batch {
				batch[i] = g.command(batch[i])
			}
		}
		return msg
	}
}
