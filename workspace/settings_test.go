//go:build unix

package workspace

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSettings(t *testing.T) {
	for _, c := range []struct {
		name, file string
		want       Settings
		aside      bool // kept beside the new ones
	}{
		{name: "missing"},
		{name: "empty", file: " ", aside: true},
		{name: "whole", file: `{"language":"nl","no_mouse":true}`, want: Settings{Language: "nl", NoMouse: true}},
		{name: "byte order mark", file: "\ufeff{\"language\":\"nl\"}", want: Settings{Language: "nl"}},
		{name: "half-written", file: `{"language":"nl","keys":{"x"`, aside: true},
		{name: "one wrong value", file: `{"language":7,"colours":"dark"}`, want: Settings{Colours: "dark"}, aside: true},
		{name: "binary", file: "\x00\xff\x1b]0;x\x07", aside: true},
		{name: "something else", file: `[1,2,3]`, aside: true},
		{name: "null", file: `null`},
	} {
		t.Run(c.name, func(t *testing.T) {
			env := testEnvironment(t.TempDir())
			path := filepath.Join(env.Config, "settings.json")
			if c.file != "" {
				ok(t, os.MkdirAll(env.Config, 0o700))
				ok(t, os.WriteFile(path, []byte(c.file), 0o600))
			}
			got := LoadSettings(env)
			same(t, "language", got.Language, c.want.Language)
			same(t, "colours", got.Colours, c.want.Colours)
			same(t, "mouse", got.NoMouse, c.want.NoMouse)
			ok(t, got.Opened("/x/p.veldwerk").Save(env))
			same(t, "recent", strings.Join(LoadSettings(env).Recent, " "), "/x/p.veldwerk")
			kept, err := os.ReadFile(path + ".unreadable")
			same(t, "kept", err == nil, c.aside)
			if c.aside {
				same(t, "kept as it was", string(kept), c.file)
			}
		})
	}
}

// TestSettingsThroughALink keeps the link: people keep such files elsewhere.
func TestSettingsThroughALink(t *testing.T) {
	env := testEnvironment(t.TempDir())
	ok(t, os.MkdirAll(env.Config, 0o700))
	elsewhere := filepath.Join(t.TempDir(), "mine.json")
	ok(t, os.WriteFile(elsewhere, []byte(`{"language":"en"}`), 0o600))
	ok(t, os.Symlink(elsewhere, filepath.Join(env.Config, "settings.json")))
	s := LoadSettings(env)
	s.Colours = "light"
	ok(t, s.Save(env))
	raw, err := os.ReadFile(elsewhere)
	ok(t, err)
	if !strings.Contains(string(raw), "light") || !strings.Contains(string(raw), `"en"`) {
		t.Errorf("the target holds %s", raw)
	}
}

func TestSettingsThatCannotBeWritten(t *testing.T) {
	env := testEnvironment(t.TempDir())
	ok(t, os.MkdirAll(filepath.Join(env.Config, "settings.json"), 0o700)) // a folder in its place
	same(t, "language", LoadSettings(env).Language, "")
	if (Settings{}).Save(env) == nil {
		t.Error("saved into a folder")
	}
	entries, err := os.ReadDir(env.Config)
	ok(t, err)
	same(t, "left behind", len(entries), 1)
}

func TestRecent(t *testing.T) {
	var s Settings
	for _, p := range strings.Fields("a b c a d e f g h i j k a") {
		s = s.Opened(p)
	}
	same(t, "recent", strings.Join(s.Recent, " "), "a k j i h g f e d c")
}

func TestPlaces(t *testing.T) {
	f := newField(t)
	f.KeepPlace("doc", Place{Turn: 4, Start: 10, End: 20, Read: 90})
	f.KeepPlace("doc", Place{Turn: 2, Start: 1, End: 2, Read: 5})
	f.KeepPlace("other", Place{Turn: 1})
	f.again(Options{Mode: WriteOrRead})
	p := f.Places()
	same(t, "document", p.Document, "other")
	same(t, "place", p.Reading["doc"], Place{Turn: 2, Start: 1, End: 2, Read: 90})
	same(t, "coder", p.Coder, "Anna")
	for _, damaged := range []string{"", "{", `{"reading":{"doc":{"turn":"x"}}}`, "null", "\x00"} {
		ok(t, os.WriteFile(f.placesPath(), []byte(damaged), 0o600))
		same(t, "places in "+damaged, len(f.Places().Reading), 0)
		f.KeepPlace("doc", Place{Turn: 3})
		same(t, "place after "+damaged, f.Places().Reading["doc"].Turn, 3)
	}
	ok(t, os.Remove(f.placesPath()))
	ok(t, os.Mkdir(f.placesPath(), 0o700))
	f.KeepPlace("doc", Place{Turn: 9})
	same(t, "places", len(f.Places().Reading), 0)
}
