package tui

import (
	tea "charm.land/bubbletea/v2"
)

// screenID names a screen; it is also the prefix of its messages in lang.
type screenID string

// The screens.
const (
	screenHome      screenID = "home"
	screenDocuments screenID = "documents"
	screenReader    screenID = "reader"
	screenCodebook  screenID = "codebook"
	screenSearch    screenID = "search"
	screenFragments screenID = "fragments"
	screenCases     screenID = "cases"
	screenSpeakers  screenID = "speakers"
	screenThemes    screenID = "themes"
	screenMemos     screenID = "memos"
	screenChanges   screenID = "changes"
	screenSettings  screenID = "settings"
	screenHelp      screenID = "help"
	screenIntake    screenID = "intake"
	screenPreview   screenID = "preview"
	// screenQuarantine lists the codings that wait for a place.
	screenQuarantine screenID = "quarantine"
	// screenMerge shows what another copy of the project brings.
	screenMerge screenID = "merge"
	// screenForget lists what forgetting a participant erases.
	screenForget screenID = "forget"
	// screenRevise shows what a corrected text does before it is stored.
	screenRevise screenID = "revise"
	// screenPseudonyms is the table of names that exports replace.
	screenPseudonyms screenID = "pseudonyms"
	// screenReplace shows what replacing the names in the project itself does.
	screenReplace screenID = "replace"
	// screenBackups lists the backups and what differs.
	screenBackups screenID = "backups"
)

// screen is one screen. It owns its state and changes itself; App only routes.
// Update, Key and Draw never do I/O: they return commands made by desk.
type screen interface {
	// Enter is called each time the screen is shown and each time the project
	// changed while it is shown. show is what it was asked to show, else nil.
	Enter(show any) tea.Cmd
	// Update gets the results of the reads the screen asked for, pastes, and
	// mouse events with coordinates in its own rows.
	Update(msg tea.Msg) tea.Cmd
	// Key gets the keys that no command of the screen took; false passes it on.
	Key(key string, msg tea.KeyPressMsg) (tea.Cmd, bool)
	// Commands are what the screen can do: keys, bar, help and palette.
	Commands() []command
	// Draw gives exactly h rows of at most w columns.
	Draw(w, h int) face
	// Capturing says that a text field has the focus: letters are text.
	Capturing() bool
}

// waiting is a screen that may be in view before it has what keys are about.
type waiting interface {
	// Waits says so; only a read that is on its way is a reason, so it ends. Keys
	// are held back till then: on the text before they would code other words.
	Waits() bool
}

// face is what a screen looks like now. Every string in it is safe to draw.
type face struct {
	title  string // where we are; App puts the screen's name in front
	status string // the row above the bar, unless a toast stands there
	rows   []string
	pinned int    // rows at the top that stay when an overlay pushes the others up
	cursor *point // in rows; nil hides it
}

// point is a place on the screen in cells, from 0.
type point struct{ x, y int }

// command is something that can be done: by key, by palette, shown in help.
type command struct {
	id   string   // of its label in lang; id+".bar" is the short one
	keys []string // the first is shown
	bar  int      // 1 is shown first in the bar, 0 never
	run  func() tea.Cmd
	// shown is written instead of the first key.
	shown string
	// text says that the keys work while a text field has the focus.
	text bool
}

// overlay lies over the lower part of a screen and sees keys first.
type overlay interface {
	// Update handles a message; done takes the overlay away.
	Update(msg tea.Msg) (cmd tea.Cmd, done bool)
	// Draw gives at most h rows of exactly w columns.
	Draw(w, h int) face
	// Hints are shown in the bar, keys and lang ids by turns.
	Hints() []hint
}

// hint is a key and the id of what it does.
type hint struct{ key, id string }
