// Command sizes fails when a Go file or a function has grown too long to be
// read in one go. Tests may be longer: tables of cases grow.
package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// The hard caps, in lines.
const (
	maxFile     = 600
	maxFunction = 100
)

func main() {
	root := "."
	if len(os.Args) > 1 {
		root = os.Args[1]
	}
	found, err := tooLong(root)
	if err != nil {
		fmt.Fprintln(os.Stderr, "sizes:", err)
		os.Exit(1)
	}
	for _, f := range found {
		fmt.Fprintln(os.Stderr, f)
	}
	if len(found) > 0 {
		os.Exit(1)
	}
}

// tooLong lists what is over a cap under a folder, by path.
func tooLong(root string) ([]string, error) {
	var found []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && strings.HasPrefix(d.Name(), ".") {
			return filepath.SkipDir
		}
		if d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		long, err := measure(path, source)
		found = append(found, long...)
		return err
	})
	return found, err
}

func measure(path string, source []byte) ([]string, error) {
	var found []string
	if n := bytes.Count(source, []byte("\n")); n > maxFile {
		found = append(found, fmt.Sprintf("%s: %d lines, at most %d", path, n, maxFile))
	}
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, source, parser.SkipObjectResolution)
	if err != nil {
		return found, err
	}
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		if n := set.Position(f.End()).Line - set.Position(f.Pos()).Line + 1; n > maxFunction {
			found = append(found, fmt.Sprintf("%s:%d: %s has %d lines, at most %d", path, set.Position(f.Pos()).Line, f.Name.Name, n, maxFunction))
		}
	}
	return found, nil
}
