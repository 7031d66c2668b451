package lang

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/language"
)

// TestEveryMessageInUseExists reads the code of the whole module: a screen that
// asks for a message nobody worded, or forgets an argument, would show the bare
// id or "<no value>" to a person, and no compiler sees it.
func TestEveryMessageInUseExists(t *testing.T) {
	args := argumentsByID(t)
	fset := token.NewFileSet()
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != ".." && strings.HasPrefix(d.Name(), ".") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, fault := range faults(t, fset, path, source, args) {
			t.Error(fault)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestFaultsAreSeen(t *testing.T) {
	args := map[string][]string{"a.b": {"Name", "Count"}, "a.plain": nil, "act.known": nil}
	source := []byte(`package p
func f(t T, pairs []any) {
	t.Say("a.plain")
	t.Say("a.b", "Name", 1, "Count", 2)
	t.Say("a.b", pairs...)
	t.Say("a.b", "Name", 1)
	t.Say("a.gone")
	t.Say(id())
	return "error.gone", "error.", "act.known"
}`)
	got := faults(t, token.NewFileSet(), "p.go", source, args)
	want := []string{`p.go:6: "a.b" gets no Count`, `p.go:7: no message "a.gone"`, `p.go:9: no message "error.gone"`}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got %q", got)
	}
}

func argumentsByID(t *testing.T) map[string][]string {
	t.Helper()
	args := map[string][]string{}
	for id, m := range catalogue(t, "en", language.English) {
		args[id] = nil
		if m.One != "" {
			args[id] = append(args[id], "Count") // or a person reads the plural of one
		}
		for _, a := range argumentName.FindAllStringSubmatch(m.One+m.Other, -1) {
			args[id] = append(args[id], a[1])
		}
	}
	return args
}

func faults(t *testing.T, fset *token.FileSet, path string, source []byte, args map[string][]string) []string {
	t.Helper()
	file, err := parser.ParseFile(fset, path, source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	ast.Inspect(file, func(n ast.Node) bool {
		if e, ok := n.(ast.Expr); ok {
			if id, ok := literal(e); ok && factID.MatchString(id) {
				if _, known := args[id]; !known {
					at := fset.Position(n.Pos())
					found = append(found, at.Filename+":"+strconv.Itoa(at.Line)+`: no message "`+id+`"`)
				}
			}
		}
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 {
			return true
		}
		method, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || method.Sel.Name != "Say" {
			return true
		}
		id, ok := literal(call.Args[0])
		if !ok {
			return true
		}
		at := fset.Position(call.Pos())
		where := at.Filename + ":" + strconv.Itoa(at.Line) + ": "
		wanted, known := args[id]
		if !known {
			found = append(found, where+`no message "`+id+`"`)
			return true
		}
		if call.Ellipsis.IsValid() {
			return true
		}
		given := map[string]bool{}
		for i := 1; i < len(call.Args); i += 2 {
			name, _ := literal(call.Args[i])
			given[name] = true
		}
		for _, name := range wanted {
			if !given[name] {
				found = append(found, where+`"`+id+`" gets no `+name)
				given[name] = true
			}
		}
		return true
	})
	return found
}

// factID is what ids of typed facts look like: they are chosen far from where
// Say is called.
var factID = regexp.MustCompile(`^(error|act|warning)\.[a-z-]+[a-z]$`)

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}
