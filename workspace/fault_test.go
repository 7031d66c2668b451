package workspace

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// sentence is what nobody may find in a note about a fault.
const sentence = "Mevrouw Hoekstra-Veenbaas zei dat ze het huis uit moest"

// breaking is called with a text, a letter and a small array: all of these
// stand among the words that Go shows of a call.
type breaking[T any] struct{ said T }

//go:noinline
func (b *breaking[T]) say(_ string, _ rune, _ [8]byte, cause any) {
	func() { panic(cause) }()
}

// TestFaultsHoldNoContent: whatever is thrown, its kind and its place are kept
// and nothing of what it says.
func TestFaultsHoldNoContent(t *testing.T) {
	f := newField(t)
	place := &fs.PathError{Op: "open", Path: "/home/" + sentence, Err: fs.ErrNotExist}
	for name, cause := range map[string]any{
		"string":      sentence,
		"error":       errors.New(sentence),
		"wrapped":     fmt.Errorf("read %q: %w", sentence, place),
		"path":        place,
		"struct":      struct{ Said string }{sentence},
		"bytes":       []byte(sentence),
		"runtime":     boundsError(),
		"its own":     ownError(sentence),
		"panic again": Fault(sentence),
	} {
		var broken *PanicError
		err := <-f.Queue().Do(func(context.Context) error {
			(&breaking[string]{sentence}).say(sentence, 'é', [8]byte([]byte(sentence)), cause)
			return nil
		})
		if !errors.As(err, &broken) || broken.Kind == "" {
			t.Fatalf("%s: %v", name, err)
		}
		note, failed := os.ReadFile(filepath.Join(f.env.State, "fault.txt"))
		ok(t, failed)
		for _, words := range []string{string(note), err.Error(), fmt.Sprintf("%+v", err), string(broken.Stack)} {
			for _, part := range strings.Fields(sentence) {
				if strings.Contains(words, part+" ") || strings.Contains(words, "Hoekstra") {
					t.Errorf("%s: %q in\n%s", name, part, words)
				}
			}
		}
		if name != "panic again" && !strings.Contains(string(note), "workspace/fault_test.go:") {
			t.Errorf("%s: no place in\n%s", name, note)
		}
		if found := regexp.MustCompile(`0x[0-9a-f]|\{0`).FindString(string(note)); found != "" {
			t.Errorf("%s: %q of an argument in\n%s", name, found, note)
		}
		if folder, err := os.Getwd(); err == nil && strings.Contains(string(note), folder) {
			t.Errorf("%s: a folder of this machine in\n%s", name, note)
		}
	}
	if kind := Fault(boundsError()).Kind; kind != "runtime error: index out of range [3] with length 0" {
		t.Errorf("kind %q", kind)
	}
}

// ownError claims to come from Go's runtime; its words are its own.
type ownError string

func (e ownError) Error() string { return string(e) }
func (ownError) RuntimeError()   {}

func boundsError() (cause any) {
	defer func() { cause = recover() }()
	var none []string
	n := 3
	return none[n]
}
