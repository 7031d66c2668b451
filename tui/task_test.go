package tui

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestResearchersTask is the main job, by keys alone: open an interview, code
// sentences and a turn, take one back, search a word, tick hits and code them,
// export the fragments, close, open again, take the last act back.
func TestResearchersTask(t *testing.T) {
	d := newDriver(t, 80, 24, "nl")
	before := d.counts().Codings
	d.See("Verder lezen").Press("enter").See("beurt").See("zin:")
	d.Press("down", "down", "1").See("✓ verkokering")
	d.Press("down", "c").Type("mn").Press("enter").See("✓")
	d.Press("t", "2").See("✓ ruimte")
	if got := d.counts().Codings; got != before+3 {
		t.Fatalf("%d codings, want %d", got, before+3)
	}
	d.Press("u").See("teruggedraaid")
	if got := d.counts().Codings; got != before+2 {
		t.Fatalf("after undo %d codings, want %d", got, before+2)
	}
	d.Press("/").Type("loket").See("treffer")
	d.Press("enter", "space", "space", "c").Type("maatw").Press("enter").See("maatwerk", "erbij")
	coded := d.counts().Codings
	if coded != before+4 {
		t.Fatalf("after coding two hits %d codings, want %d", coded, before+4)
	}
	d.Press("f7").See("Fragmenten")
	out := filepath.Join(d.folder, "f.csv")
	d.Press("ctrl+e")
	for range 200 {
		d.Press("backspace")
	}
	d.Type(out).Press("enter").See("f.csv")
	file, err := os.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || len(rows) != coded+1 {
		t.Fatalf("%d rows in the CSV, %v; want %d", len(rows), err, coded+1)
	}
	d.Press("q", "q", "q")
	d.Close()
	again := openDriver(t, d.folder, d.path, 80, 24, "nl")
	if got := again.counts().Codings; got != coded {
		t.Fatalf("after opening again %d codings, want %d", got, coded)
	}
	again.Press("u").See("teruggedraaid")
	if got := again.counts().Codings; got != coded-2 {
		t.Fatalf("after undo %d codings, want %d", got, coded-2)
	}
}

// TestQuickKeysDoWhatSlowOnesDo presses 200 act keys before the first of their
// results comes back, and compares with the same acts done one by one.
func TestQuickKeysDoWhatSlowOnesDo(t *testing.T) {
	slow, quick := newDriver(t, 80, 24, "nl"), newDriver(t, 80, 24, "nl")
	keys := strings.Fields(strings.Repeat("1 down 2 u 3 down 1 1 t 2 down 4 U 5 u u 1 down 2 down ", 11))
	slow.Press("enter").Press("down", "down")
	quick.Press("enter").Press("down", "down")
	slow.Press(keys...)
	var waiting []func()
	for _, k := range keys {
		_, cmd := quick.app.Update(keyPress(k))
		waiting = append(waiting, func() { quick.run(cmd) })
	}
	for _, f := range waiting {
		f()
	}
	if a, b := projectState(t, slow), projectState(t, quick); a != b {
		t.Fatalf("quick keys made\n%s\nslow ones\n%s", b, a)
	}
}

// projectState writes down the codings of the document that is open.
func projectState(t *testing.T, d *driver) string {
	t.Helper()
	all, err := d.app.desk.ws.Project.Codings.All(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	tree := d.app.desk.book.book.Tree
	for _, c := range all {
		b.WriteString(tree.Path(c.Code) + " " + itoa(c.Span.Start) + " " + itoa(c.Span.End) + " " + c.QuoteHash[:8] + "\n")
	}
	return b.String()
}
