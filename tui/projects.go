package tui

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/workspace"
)

// typedPath reads a path as people type or paste it: quoted, with escaped
// blanks, as file:// address, with ~.
func typedPath(s string) string {
	s = strings.TrimSpace(s)
	if n := len(s); n >= 2 && (s[0] == '"' && s[n-1] == '"' || s[0] == '\'' && s[n-1] == '\'') {
		s = s[1 : n-1]
	} else if !strings.Contains(s, `:\`) {
		s = strings.ReplaceAll(s, `\ `, " ")
	}
	if rest, ok := strings.CutPrefix(s, "file://"); ok {
		if plain, err := url.PathUnescape(rest); err == nil {
			s = plain
		}
	}
	if rest, ok := strings.CutPrefix(s, "~"); ok && (rest == "" || os.IsPathSeparator(rest[0])) {
		if home, err := os.UserHomeDir(); err == nil {
			s = home + rest
		}
	}
	return s
}

// typedPaths reads one path per line, or several quoted ones on one line, as
// file managers drop them.
func typedPaths(s string) []string {
	var out []string
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		for _, quote := range []string{"' '", `" "`} {
			line = strings.ReplaceAll(line, quote, quote[:1]+"\n"+quote[2:])
		}
		for part := range strings.Lines(line) {
			if p := typedPath(part); p != "" {
				out = append(out, p)
			}
		}
	}
	return out
}

// projectPath gives a typed project its ending.
func projectPath(typed string) string {
	p := typedPath(typed)
	if filepath.Ext(p) == "" {
		p += workspace.Extension
	}
	return p
}

func (d *desk) openDemo() tea.Cmd {
	if d.demo == nil {
		d.tell("home.no-demo")
		return nil
	}
	d.tell("home.opening")
	demo, ctx, open := d.demo, d.ctx, d.opening()
	return func() tea.Msg {
		path, err := demo(ctx)
		if err != nil {
			return opened{err: err}
		}
		return open(path)
	}
}

func (d *desk) askOpen() tea.Cmd {
	d.ask(promptFor(d, "home.ask-open", "", func(answer string) tea.Cmd {
		d.tell("home.opening")
		return d.open(typedPath(answer), nil)
	}))
	return nil
}

// askNew makes a project: a name, then the codebook to begin with.
func (d *desk) askNew() tea.Cmd {
	d.ask(promptFor(d, "home.ask-new", "", func(answer string) tea.Cmd {
		path := projectPath(answer)
		items := []choice{{key: "starter", label: d.say("home.codebook-starter")}, {key: "none", label: d.say("home.codebook-none")}}
		d.ask(pickFrom(d, "home.ask-codebook", items, func(key string) tea.Cmd {
			d.tell("home.opening")
			env, coder := d.env, d.coder
			return d.open(path, func(ctx context.Context) error { return newProject(ctx, path, env, coder, key == "starter") })
		}))
		return nil
	}))
	return nil
}

func newProject(ctx context.Context, path string, env workspace.Environment, coder string, starter bool) error {
	ws, err := workspace.Create(ctx, path, env, workspace.Options{Coder: coder})
	if err != nil {
		return err
	}
	if starter {
		err = ws.ImportStarter(ctx)
	}
	if closed := ws.Close(); err == nil {
		err = closed
	}
	return err
}

// memoKinds are the kinds in the order in which they are offered.
var memoKinds = []codebook.MemoKind{codebook.MemoNote, codebook.MemoTheory, codebook.MemoMethod, codebook.MemoReflection, codebook.MemoTask}
