package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTooLong(t *testing.T) {
	dir := t.TempDir()
	write := func(name, source string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(source), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	function := func(lines int) string {
		return "package p\n\nfunc f() {\n" + strings.Repeat("\t_ = 1\n", lines-2) + "}\n"
	}
	write("good/a.go", function(maxFunction))
	write("good/tall.go", "package p\n"+strings.Repeat("\n", maxFile-1))
	write("good/a_test.go", function(maxFunction+50))
	write(".hidden/a.go", function(maxFunction+1))
	if found, err := tooLong(dir); err != nil || len(found) != 0 {
		t.Errorf("within the caps: %q, %v", found, err)
	}
	write("bad/a.go", function(maxFunction+1))
	write("bad/tall.go", "package p\n"+strings.Repeat("\n", maxFile))
	found, err := tooLong(dir)
	if err != nil || len(found) != 2 {
		t.Fatalf("over the caps: %q, %v", found, err)
	}
	for i, want := range []string{"f has 101 lines", "601 lines"} {
		if !strings.Contains(found[i], want) {
			t.Errorf("%q does not say %q", found[i], want)
		}
	}
}
