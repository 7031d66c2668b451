package workspace

import (
	"bytes"
	"fmt"
	"path"
	"path/filepath"
	"reflect"
	"runtime"
	"runtime/debug"
	"strings"
)

// PanicError is work that a fault in the program broke off. Of an act nothing is
// on disk then; the queue goes on.
//
// It holds what mends the program and nothing of what people wrote: a panic's
// value may quote a transcript or name a path, so only its kind is kept.
type PanicError struct {
	Kind  string // the type of what was thrown; of a fault that Go itself found, its words
	Stack []byte // functions, files and lines of the program; no arguments, no folders of the machine
}

func (e *PanicError) Error() string { return "fault in the program: " + e.Kind }

// Fault makes an error of what recover gave; call it in the deferred function
// that recovered, where the stack still shows the place.
func Fault(cause any) *PanicError {
	if broken, ok := cause.(*PanicError); ok {
		return broken
	}
	return &PanicError{Kind: kindOfFault(cause), Stack: plainStack(debug.Stack())}
}

// kindOfFault words faults that Go's runtime found ("index out of range [3] with
// length 3"): these hold numbers and types only. Of all others it gives the type.
func kindOfFault(cause any) string {
	t := reflect.TypeOf(cause)
	if found, ok := cause.(runtime.Error); ok {
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if t.PkgPath() == "runtime" {
			return found.Error()
		}
	}
	return fmt.Sprintf("%T", cause)
}

// withoutArguments takes the arguments from a call as a stack shows it. They are
// words of memory, but a letter or the bytes of a small array are such words too.
func withoutArguments(call string) string {
	open := 0
	for i := len(call) - 1; i >= 0 && strings.HasSuffix(call, ")"); i-- {
		switch call[i] {
		case ')':
			open++
		case '(':
			open--
		}
		if open == 0 {
			return call[:i] + "(…)"
		}
	}
	return call
}

// plainStack keeps functions, files and lines.
func plainStack(stack []byte) []byte {
	lines := strings.Split(string(stack), "\n")
	for i, line := range lines {
		if place, ok := strings.CutPrefix(line, "\t"); ok {
			place, _, _ = strings.Cut(place, " +0x")
			place = filepath.ToSlash(place)
			lines[i] = "\t" + path.Join(path.Base(path.Dir(place)), path.Base(place))
			continue
		}
		lines[i] = withoutArguments(line)
	}
	return bytes.TrimRight([]byte(strings.Join(lines, "\n")), "\n")
}

// NoteFault keeps the last fault in the state folder, for whoever mends the
// program.
func (e Environment) NoteFault(broken *PanicError) {
	words := fmt.Sprintf("veldwerk %s %s/%s\n%v\n\n%s\n", e.Version, runtime.GOOS, runtime.GOARCH, broken, broken.Stack)
	_ = writeWhole(filepath.Join(e.State, "fault.txt"), []byte(words)) // a note, no more
}
