package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestNoNetwork: no file of ours imports a package that can reach a network.
// Libraries that we link do contain net/http (bleve's and fang's dependencies);
// that nothing calls it is shown at run time by TestNoNetworkAtRunTime, where an
// empty network or strace is at hand.
func TestNoNetwork(t *testing.T) {
	files := 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		files++
		for _, spec := range parsed.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if name == "net" || strings.HasPrefix(name, "net/") && name != "net/url" || strings.HasPrefix(name, "golang.org/x/net/") && !strings.HasPrefix(name, "golang.org/x/net/html") {
				t.Errorf("%s imports %s", path, name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 100 {
		t.Errorf("only %d files were read", files)
	}
}
