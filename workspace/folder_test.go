package workspace_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"veldwerk/exchange"
	"veldwerk/workspace"
)

func folderFile(name, content string) workspace.FolderFile {
	return workspace.FolderFile{Name: name, Write: func(w io.Writer) error { _, err := io.WriteString(w, content); return err }}
}

// names of what lies in a folder, hidden ones too.
func lies(t *testing.T, folder string) string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	out := ""
	for _, e := range entries {
		out += e.Name() + " "
	}
	return out
}

func TestWriteFolder(t *testing.T) {
	root := t.TempDir()
	path := filepath.Join(root, "uitvoer")
	one := []workspace.FolderFile{folderFile("a.csv", "a"), folderFile("b.csv", "bb")}
	if err := (workspace.Environment{}).WriteFolder(path, false, exchange.Manifest{Project: "p"}, one); err != nil {
		t.Fatal(err)
	}
	if got := lies(t, path); got != "a.csv b.csv manifest.json " {
		t.Errorf("got %s", got)
	}
	raw, err := os.ReadFile(filepath.Join(path, "manifest.json"))
	const want = `{
  "schema_version": 0,
  "project_id": "",
  "project": "p",
  "files": [
    {
      "name": "a.csv",
      "rows": null,
      "bytes": 1,
      "sha256": "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    },
    {
      "name": "b.csv",
      "rows": null,
      "bytes": 2,
      "sha256": "3b64db95cb55c763391c707108489ae18b4112d783300de38e033b4c98c3deaf"
    }
  ]
}
`
	if err != nil || string(raw) != want {
		t.Errorf("manifest %s, %v", raw, err)
	}
	if err := (workspace.Environment{}).WriteFolder(path, false, exchange.Manifest{}, one); !errors.Is(err, fs.ErrExist) {
		t.Errorf("without force: %v", err)
	}
	if err := (workspace.Environment{}).WriteFolder(path, true, exchange.Manifest{}, one[:1]); err != nil {
		t.Fatal(err)
	}
	if got := lies(t, path); got != "a.csv manifest.json " {
		t.Errorf("replaced: %s", got)
	}
	// A file of somebody else is never thrown away.
	if err := os.WriteFile(filepath.Join(path, "notities.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var foreign *workspace.ForeignError
	if err := (workspace.Environment{}).WriteFolder(path, true, exchange.Manifest{}, one); !errors.As(err, &foreign) || foreign.Name != "notities.txt" {
		t.Errorf("got %v", err)
	}
	if got := lies(t, path); got != "a.csv manifest.json notities.txt " {
		t.Errorf("after the refusal: %s", got)
	}
	if got := lies(t, root); got != "uitvoer " {
		t.Errorf("left beside it: %s", got)
	}
}

func TestWriteFolderWholeOrNotAtAll(t *testing.T) {
	root := t.TempDir()
	path := filepath.Join(root, "uitvoer")
	broken := errors.New("vol")
	files := []workspace.FolderFile{folderFile("a.csv", "a"), {Name: "b.csv", Write: func(io.Writer) error { return broken }}}
	if err := (workspace.Environment{}).WriteFolder(path, false, exchange.Manifest{}, files); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if got := lies(t, root); got != "" {
		t.Errorf("left behind: %s", got)
	}
}
