package tui

import (
	"context"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"veldwerk/workspace"
)

// frameSizes are the sizes whose layouts differ.
var frameSizes = [][2]int{{80, 24}, {120, 36}, {200, 50}}

// resize changes the screen and checks the frame.
func (d *driver) resize(w, h int) *driver {
	d.t.Helper()
	d.send(tea.WindowSizeMsg{Width: w, Height: h})
	d.check("resize")
	return d
}

// scenes are what there is to look at; each begins on home, in the demo.
var scenes = []struct {
	name string
	keys []string
}{
	{"home", nil},
	{"documents", []string{"f3"}},
	{"documents-filter", []string{"f3", "f", "w", "m", "o"}},
	{"reader", []string{"enter", "t", "t", "t"}},
	{"reader-focus", []string{"enter", "n", "n", "n", "o", "f"}},
	{"reader-edges", []string{"enter", "n", "e"}},
	{"reader-palette", []string{"enter", "t", "t", "c", "r", "e"}},
	{"reader-new-code", []string{"enter", "n", "c", "z", "q", "x"}},
	{"search-empty", []string{"f6"}},
	{"search", []string{"f6", "l", "o", "k", "e", "t", "enter", "space"}},
	{"search-nothing", []string{"f6", "x", "q", "z", "z"}},
	{"fragments", []string{"f7", "down"}},
	{"fragments-by-document", []string{"f7", "s", "space", "space"}},
	{"fragments-export", append([]string{"f7", "ctrl+e"}, strings.Fields(strings.Repeat("backspace ", 200)+"f . c s v")...)},
	{"changes", []string{"f11", "m"}},
	{"backups", []string{"enter", "1", "g", "b", "b", "g", "r", "down", "1", "2", "g", "b"}},
	{"backups-none", []string{"g", "b"}},
	{"backups-ask", []string{"g", "b", "b", "enter"}},
	{"settings", []string{"f12"}},
	{"help", []string{"enter", "?"}},
	{"go", []string{"g"}},
	{"commands", []string{"enter", "ctrl+p"}},
}

// TestFrames compares what stands on the screen, as plain text.
func TestFrames(t *testing.T) {
	for _, lang := range []string{"nl", "en"} {
		for _, scene := range scenes {
			d := newDriver(t, 80, 24, lang)
			d.Press(scene.keys...)
			for _, size := range frameSizes {
				t.Run(fmt.Sprintf("%s/%s-%dx%d", scene.name, lang, size[0], size[1]), func(t *testing.T) {
					d.resize(size[0], size[1])
					golden.RequireEqual(t, []byte(d.Frame()+"\n"))
				})
			}
		}
	}
}

// TestNarrowFrames: below 76 columns the labels go, below 50 one lane counts.
func TestNarrowFrames(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	d.Press("enter", "n", "n")
	for _, size := range [][2]int{{70, 20}, {45, 16}, {20, 5}, {12, 3}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			d.resize(size[0], size[1])
			golden.RequireEqual(t, []byte(d.Frame()+"\n"))
		})
	}
}

// TestStyles compares the styles too, in one size, one golden per screen.
func TestStyles(t *testing.T) {
	for _, scene := range scenes {
		if strings.Contains(scene.name, "-") {
			continue
		}
		t.Run(scene.name, func(t *testing.T) {
			d := newDriver(t, 80, 24, "nl")
			d.Press(scene.keys...)
			golden.RequireEqual(t, []byte(d.app.View().Content+"\n"))
		})
	}
}

// TestFirstRunFrames: no project yet, then one without documents.
func TestFirstRunFrames(t *testing.T) {
	for _, lang := range []string{"nl", "en"} {
		t.Run(lang, func(t *testing.T) {
			folder := t.TempDir()
			d := openDriver(t, folder, "", 80, 24, lang)
			first := d.Frame()
			path := folder + "/p" + workspace.Extension
			d.run(d.app.desk.open(path, func(ctx context.Context) error {
				return newProject(ctx, path, d.app.desk.env, "Anna", true)
			}))
			golden.RequireEqual(t, []byte(first+"\n\n"+d.Frame()+"\n"))
		})
	}
}
