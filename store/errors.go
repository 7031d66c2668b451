package store

import (
	"errors"
	"fmt"
	"time"
)

// What can go wrong; every error that store returns wraps one of these or a
// plain I/O error.
var (
	ErrNotProject = errors.New("not a veldwerk project")
	ErrReadOnly   = errors.New("project is read-only")
	ErrBusy       = errors.New("project is being written by another program")
	ErrFull       = errors.New("disk is full")
	ErrDisk       = errors.New("disk could not be read or written") // a failing disk, one that was pulled out, a quota
	ErrDamaged    = errors.New("project file is damaged")
	ErrNotFound   = errors.New("no such row")
	ErrNothing    = errors.New("nothing to undo or redo")
	ErrInvalid    = errors.New("not valid") // an empty name, a span outside the text, a code under itself
)

// DuplicateError refuses a document whose source file, or a name, is already there.
type DuplicateError struct{ Title string }

func (e *DuplicateError) Error() string { return fmt.Sprintf("already in the project as %q", e.Title) }

// ChangedSinceError refuses to undo a step whose rows somebody changed since.
type ChangedSinceError struct {
	Coder string
	At    time.Time
}

func (e *ChangedSinceError) Error() string {
	return fmt.Sprintf("changed since by %s at %s", e.Coder, e.At.Format(time.RFC3339))
}

// ErasedError refuses to undo or redo steps because what they concern was
// erased since. They are passed by from then on: the next undo takes the step
// before them.
type ErasedError struct {
	Steps int       // refused at once
	At    time.Time // of the erasure
}

func (e *ErasedError) Error() string {
	return fmt.Sprintf("%d steps concern what was erased at %s", e.Steps, e.At.Format(time.RFC3339))
}

func isDamage(err error) bool { return errors.Is(err, ErrDamaged) || errors.Is(err, ErrNotProject) }
