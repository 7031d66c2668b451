package foreign

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// Every loss that a reader or writer of another tool's project counts has its
// words: without them a person reads a bare code.
func TestLossesAreWorded(t *testing.T) {
	var words map[string]any
	data, err := os.ReadFile("../../lang/en/loss.json")
	if err == nil {
		err = json.Unmarshal(data, &words)
	}
	if err != nil {
		t.Fatal(err)
	}
	code := regexp.MustCompile(`Lose\("([a-z-]+)"|(?:code := |code = )"([a-z-]+)"|\{"[a-z_]+", "[a-z]+", "([a-z-]+)"\}|"(anchors|pages|source-files)":`)
	found := 0
	for _, folder := range []string{".", "../qualcoder", "../taguette", "../rqda", "../dedoose"} {
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			source, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			if matched, _ := filepath.Match("*_test.go", filepath.Base(f)); matched {
				continue
			}
			for _, m := range code.FindAllStringSubmatch(string(source), -1) {
				id := m[1] + m[2] + m[3] + m[4]
				found++
				if id != "nul-replaced" && words["loss."+id] == nil { // a warning of every reader
					t.Errorf("%s: no words for %s", f, id)
				}
			}
		}
	}
	if found < 50 {
		t.Errorf("found only %d", found)
	}
}
