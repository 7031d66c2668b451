package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"veldwerk/cli"
	"veldwerk/workspace"
)

// evil is what must never reach a terminal as it is: the clipboard, a link,
// hidden text, cursor, device and privacy strings, reset, a title that never
// ends, eight-bit controls, changes of direction, tag characters.
const evil = "\x1b]52;c;RVZJTA==\x07\x1b]8;;https://x\x1b\\\x1b[8m\x1b[2J\x1bP1$r\x1b\\\x1b^p\x1b\\\x1bc\u009b5m\u0085\u202e\u2066\u2028\b\r\U000E0041\x1b]0;GEKAAPT"

// TestNothingIsPrintedRaw runs every command on a project with such names in
// every place, and with such arguments, in both languages: neither stream gets
// a control but the line feed. What is data (CSV in a pipe) stays as it is.
func TestNothingIsPrintedRaw(t *testing.T) {
	folder := t.TempDir()
	name := func(s string) string { return s + evil }
	env := workspace.System("9.9.9-test")
	env.Config, env.Data, env.State, env.Cache = filepath.Join(folder, "c"), filepath.Join(folder, "d"), filepath.Join(folder, "s"), filepath.Join(folder, "k")
	env.Getenv = func(string) string { return "" }
	env.Account = "account" + evil
	project := filepath.Join(folder, "Map"+strings.ReplaceAll(evil, "/", "_"), "Project"+strings.ReplaceAll(evil, "/", "_")+".veldwerk")
	file := filepath.Join(folder, "Titel"+strings.ReplaceAll(evil, "/", "_")+".txt")
	bad := filepath.Join(folder, "Kapot"+strings.ReplaceAll(evil, "/", "_")+".bin")
	if err := os.WriteFile(file, []byte(strings.Repeat("I: Vraag "+evil+".\n\nSpreker: Antwoord "+evil+".\n\n", 3)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(bad, []byte("\x00\x01\x02\x00\xff\x00\x00"), 0o600); err != nil {
		t.Fatal(err)
	}
	// run gives stdout; raw keeps it from being looked at.
	run := func(t *testing.T, raw bool, want int, args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		shell := cli.Shell{Args: append([]string{"--coder", name("Codeur"), "-p", project}, args...), Env: env, In: strings.NewReader(""), Out: &out, Err: &errs}
		if code := shell.Run(context.Background()); code != want {
			t.Errorf("%q: exit %d, want %d\n%q\n%q", args, code, want, out.String(), errs.String())
		}
		if !raw {
			steers(t, args, out.String())
		}
		steers(t, args, errs.String())
		return out.String()
	}
	for _, step := range [][]string{
		{"new", project}, {"import", file, "--interviewer", name("I")},
		{"codes", "add", name("Code")}, {"codes", "define", name("Code"), "--short", name("Kort"), "--full", name("Lang"), "--example", name("Zoals")},
		{"code", "Antwoord", "--code", name("Code")}, {"themes", "add", name("Thema")}, {"memos", "add", name("Memotitel"), name("Tekst")},
		{"cases", "add", name("Casus")}, {"cases", "set", name("Casus"), name("Kenmerk"), name("Waarde")},
		{"speakers", "rename", "Spreker", name("Spreeknaam")},
	} {
		run(t, false, 0, step...)
	}
	for _, language := range []string{"nl", "en"} {
		for _, args := range [][]string{
			{"stats"}, {"documents"}, {"speakers"}, {"cases"}, {"codes"}, {"themes"}, {"memos"}, {"coders"}, {"changes"}, {"fragments"}, {"quarantine"}, {"check"},
			{"search", "Antwoord"}, {"search", "Antwoord", "--kwic"}, {"search", "Antwoord", "--facets"}, {"search", "Antwoord", "--collocates"}, {"search", "--words", "Antwoord"},
			{"undo"}, {"redo"}, {"export", "codebook", "-o", "-", "--format", "md"},
		} {
			run(t, args[0] == "export", 0, append([]string{"--lang", language}, args...)...)
			if args[0] == "export" {
				continue
			}
			if s := run(t, false, 0, append([]string{"--lang", language, "--json"}, args...)...); !json.Valid([]byte(s)) {
				t.Errorf("%q: no JSON: %q", args, s)
			}
		}
		for _, args := range [][]string{
			{name("geen")}, {"--" + name("vlag")}, {"search", "--limit", name("x"), "a"}, {"import", bad}, {"import", name("nergens")}, {"import", file},
			{"export", name("soort")}, {"export", "fragments", "-o", name("uit")}, {"export", "fragments", "-o", folder + "/x." + "csv", "--columns", name("kolom")},
			{"code", "a", "--code", name("weg"), "--existing"}, {"code", "a", "--code", name("weg"), "--unit", name("eenheid")},
			{"codes", "merge", name("weg"), name("ook")}, {"codes", name("werk")}, {"documents", "rename", name("weg"), "x"}, {"memos", "delete", name("weg")},
			{"cases", "rename", name("weg"), "x"}, {"speakers", "role", name("weg"), "interviewer"}, {"speakers", "role", "I", name("rol")}, {"themes", "delete", name("weg")},
			{"quarantine", "remove", name("weg")}, {"undo", name("3")}, {"new", project}, {"new", filepath.Join(folder, "n.veldwerk"), "--codebook", name("boek")},
			{"search", "--strict", "\"" + evil}, {"-p", name("nergens"), "stats"},
		} {
			fails(t, env, project, append([]string{"--lang", language}, args...))
		}
	}
}

// fails runs a command that can't succeed and looks at all it says.
func fails(t *testing.T, env workspace.Environment, project string, args []string) {
	t.Helper()
	var out, errs bytes.Buffer
	shell := cli.Shell{Args: append([]string{"-p", project}, args...), Env: env, In: strings.NewReader(""), Out: &out, Err: &errs}
	if code := shell.Run(context.Background()); code == 0 || errs.Len()+out.Len() == 0 {
		t.Errorf("%q: exit %d, %q, %q", args, code, out.String(), errs.String())
	}
	steers(t, args, out.String())
	steers(t, args, errs.String())
}

// steers reports what could act on a terminal.
func steers(t *testing.T, args []string, s string) {
	t.Helper()
	for i, r := range s {
		if r != '\n' && (unicode.IsControl(r) || r == 0x2028 || r == 0x2029 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r >= 0xe0000 && r <= 0xe007f) {
			t.Errorf("%q prints %U: %q", args, r, s[max(i-60, 0):min(i+60, len(s))])
			return
		}
	}
}
