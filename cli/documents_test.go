package cli_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"veldwerk/cli"
	"veldwerk/workspace"
)

// TestDocumentsNameWhatThereIs: a command or flag that a page for people names
// is one, and the folders that it names are those that the program keeps.
func TestDocumentsNameWhatThereIs(t *testing.T) {
	command := regexp.MustCompile("`veldwerk ([a-z]+)((?: --?[a-z-]+)*)")
	for _, page := range []string{"../docs/your-data.md", "../docs/user-guide.md", "../README.md"} {
		raw, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		found := command.FindAllStringSubmatch(string(raw), -1)
		if len(found) < 3 {
			t.Errorf("%s names %d commands", page, len(found))
		}
		for _, m := range found {
			var out, errs bytes.Buffer
			env := workspace.System("9.9.9-test")
			env.Getenv = func(string) string { return "" }
			shell := cli.Shell{Args: []string{"--lang", "en", m[1], "--help"}, Env: env, In: strings.NewReader(""), Out: &out, Err: &errs}
			if code := shell.Run(context.Background()); code != 0 || !strings.Contains(out.String(), m[1]) {
				t.Errorf("%s: veldwerk %s: exit %d, %s", page, m[1], code, errs.String())
			}
			for flag := range strings.FieldsSeq(m[2]) {
				if !strings.Contains(out.String(), flag) {
					t.Errorf("%s: veldwerk %s has no %s", page, m[1], flag)
				}
			}
		}
	}
	sources := ""
	files, err := filepath.Glob("../workspace/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(f, "_test.go") {
			sources += string(raw)
		}
	}
	for _, folder := range []string{"backups", "work", "drafts", "vaults", "locks"} {
		if !strings.Contains(sources, `"`+folder+`"`) {
			t.Errorf("the program keeps no folder %s", folder)
		}
	}
}
