//go:build unix

package workspace

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestLook: what is listed is what an import reads, in that order; what cannot
// come in says so; nothing is stored.
func TestLook(t *testing.T) {
	f := newField(t)
	before := told(t, f.Workspace)
	folder := filepath.Join(t.TempDir(), "materiaal")
	ok(t, os.MkdirAll(filepath.Join(folder, "Buurt.qda"), 0o700))
	for name, data := range map[string]string{
		"a.txt": "Loes: Een?\n\nKees: Twee.\n", "b.qdpx": "dit is er geen", "c.bin": "\x00\x01\x02\x00\xff\x00", "leeg.txt": "",
		"tags.csv": "tag,description\nbuurt,over de straat\n", ".verborgen": "x", "Buurt.qda/data.qda": "geen databank",
	} {
		ok(t, os.WriteFile(filepath.Join(folder, name), []byte(data), 0o600))
	}
	want := map[string][2]string{
		"Buurt.qda": {KindProject, "qda"}, "a.txt": {KindTranscript, "txt"}, "b.qdpx": {KindProject, "qdpx"},
		"c.bin": {KindUnknown, "binary"}, "leeg.txt": {KindUnknown, "empty"}, "tags.csv": {KindCodebook, "csv"},
	}
	missing := filepath.Join(folder, "weg.txt")
	looks := f.Look(ctx, []string{folder, missing})
	var paths []string
	for _, l := range looks[:len(looks)-1] {
		name := filepath.Base(l.Path)
		if got := [2]string{l.Kind, l.Format}; got != want[name] || l.Err != nil {
			t.Errorf("%s is %v, %v; want %v", name, got, l.Err, want[name])
		}
		paths = append(paths, l.Path)
	}
	if len(paths) != len(want) {
		t.Errorf("%d files, want %d", len(paths), len(want))
	}
	if last := looks[len(looks)-1]; last.Path != missing || last.Err == nil || last.Kind != KindUnknown {
		t.Errorf("a file that is not there is %+v", last)
	}
	if after := told(t, f.Workspace); after != before {
		t.Error("looking changed the project")
	}
	receipts, err := f.Import(ctx, []string{folder}, false, nil)
	ok(t, err)
	var read []string
	for _, r := range receipts {
		read = append(read, r.Path)
	}
	if !slices.Equal(read, paths) {
		t.Errorf("an import reads %q, the list was %q", read, paths)
	}
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	if looks := f.Look(stopped, []string{folder}); len(looks) > 0 {
		t.Errorf("a list that was stopped holds %v", looks)
	}
}
