package tui

import (
	"context"
	"errors"
	"os"
	"slices"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"veldwerk/tui/theme"
	"veldwerk/workspace"
)

// App is the root: it owns the screens and the desk, and routes. What a screen
// shows it does not know.
type App struct {
	desk       *desk
	screens    map[screenID]screen
	order      []screenID // for the palette and help
	current    screenID
	back       []screenID // q goes back along these
	width      int
	height     int
	overlayTop int // first row of the top overlay, for the mouse
	toastTop   int // first row of the toast
	pushed     int // rows that it pushed the screen up, below its pinned ones
	pinned     int
	bar        []barItem
	term       theme.Options
	held       []tea.KeyPressMsg // for a screen that waits, in their order
	closing    sync.WaitGroup    // of projects that were open before this one
}

// Options of Run.
type Options struct {
	Path     string // project to open; "" shows the first-run choice or the last project
	Language string // --lang
	Coder    string // --coder
	// Demo writes the demo project when it is not there and gives its path.
	Demo func(ctx context.Context) (string, error)
}

// newApp makes the program's state; open.ws may be nil.
func newApp(ctx context.Context, env workspace.Environment, open opened, o Options) *App {
	s := workspace.LoadSettings(env)
	a := &App{
		desk: &desk{ctx: ctx, env: env, ws: open.ws, book: open.book, tongue: chooseTongue(env, o.Language, s), settings: s, reads: map[string]int{}, arrived: map[string]int{}, stops: map[string]context.CancelFunc{}, demo: o.Demo},
	}
	a.desk.language, a.desk.coder, a.desk.patience = o.Language, o.Coder, 800*time.Millisecond
	a.desk.index, a.desk.draftEvery, a.desk.drafts = workspace.KeepIndex, draftEvery, open.drafts
	a.retheme()
	a.build()
	a.desk.tellDrafts()
	var damage *workspace.DamagedError
	if errors.As(open.err, &damage) {
		a.desk.offerRepair(damage)
	}
	a.desk.tellNotices()
	return a
}

// build makes the screens anew, as when another project is opened.
func (a *App) build() {
	d := a.desk
	a.screens = map[screenID]screen{
		screenHome:      newHome(d),
		screenDocuments: newDocuments(d),
		screenReader:    newReader(d),
		screenSearch:    newSearch(d),
		screenCodebook:  newCodebook(d),
		screenFragments: newFragments(d),
		screenThemes:    newThemes(d),
		screenCases:     newCases(d),
		screenSpeakers:  newSpeakers(d),
		screenMemos:     newMemos(d),
		screenChanges:   newChanges(d),
		screenSettings:  newSettings(d),
		screenHelp:      newHelp(d, a.commandsOf),
		screenIntake:    newIntake(d),
		screenPreview:   newPreview(d),

		screenQuarantine: newQuarantine(d),
		screenMerge:      newMerge(d),
		screenForget:     newForget(d),
		screenBackups:    newBackups(d),
		screenRevise:     newRevise(d),
		screenPseudonyms: newPseudonyms(d),
		screenReplace:    newReplace(d),
	}
	a.order = []screenID{
		screenHome, screenDocuments, screenReader, screenCodebook, screenSearch, screenFragments,
		screenCases, screenSpeakers, screenThemes, screenMemos, screenChanges, screenBackups, screenQuarantine, screenMerge, screenForget, screenPseudonyms, screenReplace, screenIntake, screenPreview, screenRevise, screenSettings, screenHelp,
	}
	a.current, a.back, a.held = screenHome, nil, nil
}

// retheme mixes the theme anew from what the terminal reported and what the
// person chose; a choice wins.
func (a *App) retheme() {
	o := a.term
	o.ASCII = a.desk.env.Getenv("VELDWERK_ASCII") != "" || a.desk.env.Getenv("TERM") == "linux"
	switch a.desk.settings.Colours {
	case "dark":
		o.Light, o.Background = false, nil
	case "light":
		o.Light, o.Background = true, nil
	case "none":
		o.Profile = colorprofile.Ascii
	}
	a.desk.theme = theme.New(o)
}

// Init implements tea.Model.
func (a *App) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, a.show(screenHome, nil), a.watchIndex(), a.examine(), tickBackups(), a.desk.watchPublication())
}

// show goes to a screen and remembers where it came from.
func (a *App) show(id screenID, what any) tea.Cmd {
	if a.desk.ws == nil && id != screenHome && id != screenHelp && id != screenSettings {
		a.desk.tell("app.no-project")
		return nil
	}
	if _, ok := a.screens[id]; !ok {
		return nil
	}
	if id != a.current {
		// Each screen stands in the way back once, else q would go to and fro.
		a.back = slices.DeleteFunc(a.back, func(b screenID) bool { return b == id || b == a.current })
		a.back = append(a.back, a.current)
		a.current = id
	}
	return a.screens[id].Enter(what)
}

// goBack is q: the screen before this one; on home it closes the program.
func (a *App) goBack() tea.Cmd {
	if a.current == screenHome {
		return tea.Quit
	}
	id := screenHome
	if n := len(a.back); n > 0 {
		id, a.back = a.back[n-1], a.back[:n-1]
	}
	a.current = id
	if id == screenHome {
		a.back = nil
	}
	return a.screens[id].Enter(nil)
}

// indexed says that the background index moved on.
type indexed struct{}

// watchIndex waits for the next movement of the background index.
func (a *App) watchIndex() tea.Cmd {
	if a.desk.ws == nil {
		return nil
	}
	ctx, changed := a.desk.ctx, a.desk.ws.IndexChanged()
	if changed == nil {
		return nil
	}
	return func() tea.Msg {
		select {
		case <-changed:
			return indexed{}
		case <-ctx.Done():
			return nil
		}
	}
}

// opened is a project that was opened from within.
type opened struct {
	ws     *workspace.Workspace
	book   bookRead
	drafts []workspace.Draft // left by an earlier run
	took   bool              // for writing, which somebody else did until now
	err    error
}

// open opens a project (made first when create says so) in the background; the
// present one stays until the new one is there.
func (d *desk) open(path string, create func(context.Context) error) tea.Cmd {
	ctx, open := d.ctx, d.opening()
	return func() tea.Msg {
		if create != nil {
			if err := create(ctx); err != nil {
				return opened{err: err}
			}
		}
		return open(path)
	}
}

// opening is how a project is opened from a command.
func (d *desk) opening() func(path string) tea.Msg {
	env, ctx, o := d.env, d.ctx, workspace.Options{Mode: workspace.WriteOrRead, Coder: d.coder, Index: d.index, Idle: d.idle()}
	return func(path string) tea.Msg {
		ws, err := workspace.Open(ctx, path, env, o)
		if err != nil {
			return opened{err: err}
		}
		book, err := readBook(ctx, ws)
		if err != nil {
			return opened{err: errors.Join(err, ws.Close())}
		}
		return opened{ws: ws, book: book, drafts: ws.Drafts()}
	}
}

func (a *App) opened(m opened) tea.Cmd {
	d := a.desk
	var damage *workspace.DamagedError
	if errors.As(m.err, &damage) {
		return d.offerRepair(damage)
	}
	if m.err != nil {
		d.fail(m.err)
		return nil
	}
	d.stopReads()
	var closed tea.Cmd
	if d.ws != nil {
		closed = a.letGo(d.ws, m.ws)
	}
	d.ws, d.book, d.drafts, d.overlays, d.placing, d.vault = m.ws, m.book, m.drafts, nil, nil, vaultState{}
	d.toast = toast{} // it was about what is no longer open
	if m.took {
		d.tell("synced.taken-over")
	}
	d.tellDrafts()
	d.tellNotices()
	a.remember()
	a.build()
	return tea.Batch(a.show(screenHome, nil), a.watchIndex(), d.watchPublication(), closed, a.examine())
}

// letGo closes the project that was open, after its last act, beside the
// screens; leaving waits for it. When the next one is read-only because this
// one had the lock (it is the same, or a copy), it is opened again after that.
func (a *App) letGo(old, next *workspace.Workspace) tea.Cmd {
	d := a.desk
	var keep tea.Cmd
	if r, ok := a.screens[screenReader].(*readerScreen); ok {
		keep = r.keep()
	}
	if d.job != nil {
		d.job.cancel()
	}
	drafts, turn := d.openDrafts()
	busy, mine, open, path := next.Busy(), !old.ReadOnly(), d.opening(), next.Path()
	result := make(chan error, 1)
	a.closing.Go(func() {
		if keep != nil {
			keep()
		}
		_ = keepOpenDrafts(old, drafts, turn) // best effort: what can't be kept was said while it was typed
		result <- old.Close()
	})
	return func() tea.Msg {
		err := <-result
		switch {
		case err != nil:
			return acted{err: err}
		case mine && busy != nil && busy.Holder.PID == os.Getpid():
			return open(path)
		}
		return nil
	}
}

// remember puts the open project in front of the recent ones.
func (a *App) remember() {
	d := a.desk
	d.settings = d.settings.Opened(d.ws.Path())
	_ = d.settings.Save(d.env) // a settings file that can't be written never stops the work
}

// relanguage builds the screens anew in the tongue that was chosen.
func (a *App) relanguage() tea.Cmd {
	a.build()
	a.current, a.back = screenSettings, []screenID{screenHome}
	return a.screens[screenSettings].Enter(nil)
}
