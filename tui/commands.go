package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/store"
)

// goTargets are the screens that a function key, or g and a letter, shows.
var goTargets = []struct {
	letter, function string
	screen           screenID
}{
	{"?", "f1", screenHelp},
	{"h", "f2", screenHome},
	{"d", "f3", screenDocuments},
	{"r", "f4", screenReader},
	{"c", "f5", screenCodebook},
	{"s", "f6", screenSearch},
	{"f", "f7", screenFragments},
	{"n", "f10", screenMemos},
	{"w", "f11", screenChanges},
	{"t", "", screenThemes},
	{"b", "", screenBackups},
	{"k", "", screenCases},
	{"p", "", screenSpeakers},
	{"i", "f12", screenSettings},
}

// globals are the commands that mean the same everywhere.
func (a *App) globals() []command {
	d := a.desk
	out := []command{
		{id: "app.help", keys: []string{"?", "f1"}, bar: 15, run: func() tea.Cmd { return a.show(screenHelp, a.current) }},
		{id: "app.palette", keys: []string{"ctrl+p", ":"}, bar: 17, run: a.palette, text: true},
		{id: "app.search", keys: []string{"/"}, run: func() tea.Cmd { return a.show(screenSearch, focusField{}) }},
		{id: "app.undo", keys: []string{"u", "ctrl+z"}, run: func() tea.Cmd { return d.undo(false) }},
		{id: "app.redo", keys: []string{"U", "ctrl+y"}, run: func() tea.Cmd { return d.undo(true) }},
		{id: "app.go", keys: []string{"g"}, bar: 16, run: a.askGo},
		{id: "app.export", keys: []string{"ctrl+e"}, run: func() tea.Cmd { return d.export(a.current) }, text: true},
		{id: "app.messages", run: a.messages},
		{id: "app.show.quarantine", run: func() tea.Cmd { return a.show(screenQuarantine, nil) }},
		{id: "merge.open", run: d.askMerge},
		{id: "pseudonyms.show", run: func() tea.Cmd { return a.show(screenPseudonyms, nil) }},
		{id: "backups.show", run: func() tea.Cmd { return a.show(screenBackups, nil) }},
		{id: "backups.check", run: d.askCheck},
		{id: "app.mouse", run: func() tea.Cmd { return a.toggleMouse() }},
		{id: "app.back", keys: []string{"q"}, run: a.goBack},
	}
	out = append(out, d.syncedCommands()...)
	for _, t := range goTargets {
		if t.function == "" || t.function == "f1" {
			continue
		}
		screen := t.screen
		out = append(out, command{id: "app.show." + string(screen), keys: []string{t.function}, text: true, run: func() tea.Cmd { return a.show(screen, nil) }})
	}
	return out
}

// commandsOf lists what can be done on a screen, its own commands first.
func (a *App) commandsOf(id screenID) []command {
	return append(a.screens[id].Commands(), a.globals()...)
}

// undo takes back, or does again, the coder's own last step.
func (d *desk) undo(redo bool) tea.Cmd {
	if d.ws == nil || d.refuseReadOnly() {
		return nil
	}
	ws := d.ws
	var step store.Step
	return d.act(screenHome, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		var err error
		if redo {
			step, err = ws.Project.Changes.Redo(ctx, by)
		} else {
			step, err = ws.Project.Changes.Undo(ctx, by)
		}
		ws.Reindex()
		return nil, err
	}, func() string {
		id := "app.undone"
		if redo {
			id = "app.redone"
		}
		return d.say(id, "Act", d.wordAct(step))
	})
}

// wordAct words a step of the change log.
func (d *desk) wordAct(s store.Step) string {
	if s.Erased {
		s.Subject = d.say("forget.mark")
	}
	return d.say("act."+s.Act, "Subject", s.Subject, "Rows", s.Rows, "Count", s.Rows)
}

// refuseReadOnly tells why nothing can be changed, when nothing can.
func (d *desk) refuseReadOnly() bool {
	if d.ws == nil {
		d.tell("app.no-project")
		return true
	}
	if !d.ws.ReadOnly() {
		return false
	}
	if busy := d.ws.Busy(); busy != nil {
		d.fail(busy)
		return true
	}
	d.fail(store.ErrReadOnly)
	return true
}

func (a *App) toggleMouse() tea.Cmd {
	d := a.desk
	d.settings.NoMouse = !d.settings.NoMouse
	_ = d.settings.Save(d.env)
	if d.settings.NoMouse {
		d.tell("app.mouse-off")
	} else {
		d.tell("app.mouse-on")
	}
	return nil
}
