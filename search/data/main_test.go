package main

import (
	"bytes"
	"os"
	"testing"
)

// TestDictionaryIsCurrent: what is embedded is made of the list beside it.
func TestDictionaryIsCurrent(t *testing.T) {
	list, err := os.ReadFile("dutch.txt.gz")
	if err != nil {
		t.Fatal(err)
	}
	want, err := Dictionary(list)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("dutch.fst")
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("dutch.fst is stale (%d bytes, want %d): run go generate ./search; %v", len(got), len(want), err)
	}
}
