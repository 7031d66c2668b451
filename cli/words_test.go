package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"veldwerk/lang"
	"veldwerk/workspace"
)

// worded is a shell that only builds its commands.
func worded(tag string) *Shell {
	return &Shell{Env: workspace.Environment{Getenv: func(string) string { return "" }, Version: "0"}, t: lang.For(tag)}
}

// A text that the catalogue lacks shows as its id, so no id may be seen.
func TestEveryCommandAndFlagHasWords(t *testing.T) {
	for _, tag := range []string{"nl", "en"} {
		count := 0
		var visit func(c *cobra.Command)
		visit = func(c *cobra.Command) {
			count++
			for _, text := range []string{c.Short, c.Long, c.Example} {
				if strings.Contains(text, "cli.") {
					t.Errorf("%s: %s shows %q", tag, c.CommandPath(), text)
				}
			}
			if c.Short == "" {
				t.Errorf("%s: %s says nothing", tag, c.CommandPath())
			}
			c.LocalFlags().VisitAll(func(f *pflag.Flag) {
				if f.Usage == "" || strings.HasPrefix(f.Usage, "cli.") {
					t.Errorf("%s: %s --%s says %q", tag, c.CommandPath(), f.Name, f.Usage)
				}
			})
			for _, child := range c.Commands() {
				if c.Name() != "completion" { // cobra's own
					visit(child)
				}
			}
		}
		visit(worded(tag).root())
		if count < 50 {
			t.Errorf("%s: only %d commands", tag, count)
		}
	}
}

// Ids that are made from data are not seen by the check of package lang.
func TestIDsFromDataAreWorded(t *testing.T) {
	var ids []string
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	done := regexp.MustCompile(`doneJSON\{(?:Done: )?"([a-z-]+)"|"((?:set|rename|merge|retire|revive)-[a-z]+)"`)
	fact := regexp.MustCompile(`(?:misuse|failure)\("(cli\.[a-z.-]+[a-z])"[,)]`)
	for _, path := range sources {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range done.FindAllStringSubmatch(string(source), -1) {
			if name := m[1] + m[2]; path != "root.go" && !strings.Contains(string(source), `"`+name+`", arity`) {
				ids = append(ids, "cli.done."+name)
			}
		}
		for _, m := range fact.FindAllStringSubmatch(string(source), -1) {
			ids = append(ids, m[1], m[1]+".hint")
		}
	}
	if len(ids) < 60 {
		t.Fatalf("only %d ids found: %q", len(ids), ids)
	}
	for _, kind := range []string{"document", "case", "attribute", "theme", "speaker", "coder", "memo"} {
		ids = append(ids, "cli.none."+kind, "cli.none."+kind+".hint")
	}
	for prefix, names := range map[string]string{
		"cli.rule.":        "known-role seen-twice beside-time legend title cue",
		"cli.role.":        "interviewer respondent",
		"cli.memo-kind.":   strings.Join(memoKinds, " "),
		"cli.about.":       "project document span code theme case coding",
		"cli.status.":      "retired merged",
		"backups.finding.": "integrity foreign-key unreadable text-hash quote-hash source body layout chain step log reference index backup unproved other",
		"query.":           "unclosed-quote unclosed-bracket unopened-bracket unclosed-regexp bad-regexp empty-field unknown-value dangling-operator near-operand no-words too-deep unknown-field unknown-code unknown-theme unknown-coder",
	} {
		for _, name := range strings.Fields(names) {
			ids = append(ids, prefix+name)
		}
	}
	for _, tag := range []string{"nl", "en"} {
		for _, id := range ids {
			if !lang.For(tag).Knows(id) {
				t.Errorf("%s has no words for %s", tag, id)
			}
		}
	}
}
