package tui

import (
	"context"
	"path/filepath"
	"testing"
	"time"
)

// TestTheFirstProjectIsIndexed: the project that the program is started with
// has its index caught up, as one that is opened later has. It once had none,
// and every search read all texts.
func TestTheFirstProjectIsIndexed(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "demo.veldwerk")
	demoProject(t, path)
	first, err := openFirst(context.Background(), testEnvironment(folder), Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer first.ws.Close()
	late := time.After(time.Minute)
	for !first.ws.Indexing().Ready {
		select {
		case <-first.ws.IndexChanged():
		case <-late:
			t.Fatalf("not indexed: %+v", first.ws.Indexing())
		}
	}
}
