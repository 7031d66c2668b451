//go:build unix

package workspace

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestFind(t *testing.T) {
	cases := []struct {
		name, flag, env, folder string
		files                   []string
		want                    string
		found                   int // when there is no single one
	}{
		{name: "flag wins", flag: "x.veldwerk", env: "y.veldwerk", files: []string{"z.veldwerk"}, want: "x.veldwerk"},
		{name: "then the environment", env: "y.veldwerk", files: []string{"z.veldwerk"}, want: "y.veldwerk"},
		{name: "then the only one", files: []string{"z.veldwerk", "notes.txt", "z.veldwerk.txt"}, want: "z.veldwerk"},
		{name: "none", files: []string{"notes.txt"}},
		{name: "several", files: []string{"a.veldwerk", "b.veldwerk"}, found: 2},
		{name: "no hidden one", files: []string{".demo-1.veldwerk", "z.veldwerk"}, want: "z.veldwerk"},
		{name: "no folder", files: []string{"map.veldwerk/a.txt", "z.veldwerk"}, want: "z.veldwerk"},
		{name: "no journal", files: []string{"z.veldwerk", "z.veldwerk-journal"}, want: "z.veldwerk"},
		{name: "glob signs", folder: `a[b]*?\{c}`, files: []string{"z.veldwerk"}, want: "z.veldwerk"},
		{name: "glob signs in the name", files: []string{`[a-z]*.veldwerk`}, want: `[a-z]*.veldwerk`},
		{name: "url signs", folder: "Interviews #2 50% ?q", files: []string{"é 'x\".veldwerk"}, want: "é 'x\".veldwerk"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), c.folder)
			for _, f := range c.files {
				ok(t, os.MkdirAll(filepath.Dir(filepath.Join(folder, f)), 0o755))
				ok(t, os.WriteFile(filepath.Join(folder, f), nil, 0o600))
			}
			env := Environment{Getenv: func(name string) string {
				if name == "VELDWERK_PROJECT" {
					return c.env
				}
				return ""
			}}
			got, err := Find(env, c.flag, folder)
			var none *NoProjectError
			if errors.As(err, &none) {
				same(t, "found", len(none.Found), c.found)
			} else {
				ok(t, err)
			}
			if c.want == "" && none == nil {
				t.Errorf("found %q", got)
			}
			same(t, "path", filepath.Base(got), filepath.Base(filepath.Clean(c.want)))
		})
	}
	if _, err := Find(Environment{Getenv: func(string) string { return "" }}, "", filepath.Join(t.TempDir(), "gone")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a folder that is gone: %v", err)
	}
}
