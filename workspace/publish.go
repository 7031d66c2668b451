package workspace

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"veldwerk/store"
)

// PublishState says whether all that was done stands in the person's own file.
type PublishState int

// Pending is on its way; Failed waits, and is tried again.
const (
	Published PublishState = iota
	Pending
	Failed
)

// Publication is how a work copy and the person's own file stand.
type Publication struct {
	Kind  Kind
	State PublishState
	At    time.Time // of the last publishing or taking in, UTC; zero: never
	Err   error     // an *UnpublishedError when State is Failed
}

// UnpublishedError says that acts are safe in the work copy and not yet in the
// person's own file.
type UnpublishedError struct {
	Path   string
	Reason string // "gone", "offline", "refused", "full", "torn", "restless", "slow", "other"
	Err    error
}

func (e *UnpublishedError) Error() string {
	return fmt.Sprintf("%s: not published (%s): %v", e.Path, e.Reason, e.Err)
}
func (e *UnpublishedError) Unwrap() error { return e.Err }

// reasons are why publishing fails, the more telling first.
var reasons = []struct {
	cause  error
	reason string
}{
	{errTorn, "torn"}, {store.ErrDamaged, "torn"}, {store.ErrNotProject, "torn"},
	{store.ErrFull, "full"}, {syscall.ENOSPC, "full"}, {syscall.EDQUOT, "full"}, {syscall.EFBIG, "full"},
	{fs.ErrPermission, "refused"}, {syscall.EROFS, "refused"}, {syscall.EBUSY, "refused"},
	{errRestless, "restless"}, {context.DeadlineExceeded, "slow"},
	{fs.ErrNotExist, "offline"}, {syscall.EIO, "offline"},
}

// errRestless ends publishing to a place where others write faster than we
// take in.
var errRestless = errors.New("file at the path keeps changing")

func (c *workCopy) failed(err error) error {
	var already *UnpublishedError
	if errors.As(err, &already) {
		return err
	}
	e := &UnpublishedError{Path: c.place(), Reason: "other", Err: err}
	var foreign *store.TrustError
	if errors.As(err, &foreign) {
		e.Reason = "torn" // nothing that we may take in, nor put ours over
	}
	for _, r := range reasons {
		if errors.Is(err, r.cause) {
			e.Reason = r.reason
			break
		}
	}
	return e
}

// Path of the project as the person knows it: where it lies in a work copy,
// Project.Info().Path is the copy's.
func (w *Workspace) Path() string {
	if w.copy == nil {
		return w.Project.Info().Path
	}
	w.copy.mu.Lock()
	defer w.copy.mu.Unlock()
	return w.copy.shown
}

// Publication tells how far publishing is; false for a project that is written
// in place.
func (w *Workspace) Publication() (Publication, bool) {
	if w.copy == nil {
		return Publication{}, false
	}
	w.copy.mu.Lock()
	defer w.copy.mu.Unlock()
	p := w.copy.state
	p.At = w.copy.record.At
	return p, true
}

// PublicationChanged gives a value after Publication changed or a notice came.
func (w *Workspace) PublicationChanged() <-chan struct{} {
	if w.copy == nil {
		return nil
	}
	return w.copy.changed
}

// Notices gives what came up about the work copy since the last call.
func (w *Workspace) Notices() []Notice {
	out := w.remarks
	w.remarks = nil
	if w.copy != nil {
		w.copy.mu.Lock()
		out = append(out, w.copy.notices...)
		w.copy.notices = nil
		w.copy.mu.Unlock()
	}
	return out
}

func (c *workCopy) become(s PublishState, err error) {
	c.mu.Lock()
	was := c.state
	c.state = Publication{Kind: c.kind, State: s, Err: err, At: c.record.At}
	same := was.State == s && was.At.Equal(c.state.At) && (was.Err == nil) == (err == nil)
	c.mu.Unlock()
	if !same {
		c.announce()
	}
}

// announce tells a waiting screen that something changed.
func (c *workCopy) announce() {
	select {
	case c.changed <- struct{}{}:
	default:
	}
}

// Publish puts what was done in the person's own file, as a checked snapshot.
// A file that changed there is taken in first, never overwritten. Nothing
// happens for a project that is written in place, or without news. It gives an
// *UnpublishedError; what was done is safe in the work copy then. Not to be
// called from an act in the queue: taking in waits for one.
func (w *Workspace) Publish(ctx context.Context) error { return w.publish(ctx, true) }

// publish: asked says that a person asked for it; then a file that is gone is
// written anew, which nothing does by itself.
func (w *Workspace) publish(ctx context.Context, asked bool) error {
	c := w.copy
	if c == nil {
		return nil
	}
	if w.lock == nil {
		return store.ErrReadOnly
	}
	c.publishing.Lock()
	defer c.publishing.Unlock()
	news := false
	err := w.leftover(ctx)
	if err != nil {
		err = c.failed(err)
		c.become(Failed, err)
		return err
	}
	err = errRestless
	for range 8 { // each round takes in what came from elsewhere meanwhile
		var again bool
		if again, err = w.publishOnce(ctx, asked, &news); !again {
			break
		}
		err = errRestless
	}
	if err != nil {
		err = c.failed(err)
		c.become(Failed, err)
		return err
	}
	c.become(Published, nil)
	if news {
		c.announce()
	}
	return nil
}

func (w *Workspace) publishOnce(ctx context.Context, asked bool, news *bool) (again bool, err error) {
	c := w.copy
	version, err := w.Project.Version(ctx)
	if err != nil {
		return false, err
	}
	seen, _ := os.Stat(c.place()) // before it is read: what comes after is not what was read
	sum, err := sumOf(c.place())
	gone := errors.Is(err, fs.ErrNotExist)
	if gone && !asked {
		if version == c.known().Version {
			return false, nil
		}
		return false, c.gone(err)
	}
	if err != nil && !gone {
		return false, err
	}
	if !gone && sum != c.known().Sum {
		*news = true
		_, err := w.takeIn(ctx, c.place(), true)
		return err == nil, err
	}
	if !gone && version == c.known().Version {
		return false, nil
	}
	c.become(Pending, nil)
	if gone {
		seen = nil
	}
	return w.put(ctx, version, seen, news)
}

// gone tells a file that was taken away from a folder that can't be reached.
func (c *workCopy) gone(err error) error {
	reason := "gone"
	if _, e := os.Stat(filepath.Dir(c.place())); e != nil {
		reason = "offline"
	}
	return &UnpublishedError{Path: c.place(), Reason: reason, Err: err}
}

// put publishes one snapshot over what was seen at the path; nil: nothing was
// there. What stood at the path is looked at after it was
// swapped out: had it changed in that instant, it is in our hands and taken in.
func (w *Workspace) put(ctx context.Context, version int64, seen os.FileInfo, news *bool) (again bool, err error) {
	c := w.copy
	draft, sum, err := w.draft(ctx)
	if err != nil {
		return false, err
	}
	if err := ctx.Err(); err != nil {
		return false, errors.Join(err, os.Remove(draft))
	}
	if err := c.keep(func(r *record) { r.Pending = sum }); err != nil {
		return false, errors.Join(err, os.Remove(draft))
	}
	swapped, err := c.putAt(ctx, draft, seen)
	if err != nil {
		_ = os.Remove(draft)
		if seen == nil && errors.Is(err, fs.ErrExist) || errors.Is(err, errChanged) {
			return true, nil // it came back, or was written, this instant
		}
		return false, err
	}
	syncShared(filepath.Dir(c.place()))
	was := c.known().Sum
	at, err := c.look()
	if err != nil {
		at = there{} // replaced again: the next look reads it
	}
	err = c.keep(func(r *record) {
		r.Sum, r.Size, r.Modified, r.Version, r.At, r.Pending = sum, at.size, at.modified, version, c.env.Now().UTC(), ""
	})
	if err != nil || !swapped {
		return false, err
	}
	out, err := sumOf(draft)
	if err != nil {
		return false, err
	}
	if out != was {
		*news = true
		taken, err := w.takeIn(ctx, draft, false)
		switch {
		case err != nil:
			return false, err
		case !taken:
			return true, c.keepBeside(draft)
		}
		again = true
	}
	return again, os.Remove(draft)
}

// draft makes a checked snapshot of the open project and lays it beside its
// place. The snapshot is made and checked in the private folder: nothing opens
// a database on a share.
func (w *Workspace) draft(ctx context.Context) (path, sum string, err error) {
	c := w.copy
	s := filepath.Join(c.folder, "snapshot"+Extension)
	if err := os.Remove(s); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", "", err
	}
	if err := w.Project.Backup(ctx, s); err != nil {
		return "", "", err
	}
	defer func() { _ = os.Remove(s) }()
	mode := os.FileMode(0o600)
	if info, err := os.Stat(c.place()); err == nil {
		mode = info.Mode().Perm() // who may read it there stays as it was
	}
	path = c.draftPath()
	if sum, err = copyFile(s, path, mode); err != nil {
		_ = os.Remove(path)
		return "", "", err
	}
	return path, sum, nil
}

// draftPath is one per machine: two that publish at once do not meet. Sync
// clients leave names out that begin with ~$ and end in .tmp.
func (c *workCopy) draftPath() string {
	place := c.place()
	sum := sha256.Sum256([]byte(c.env.device()))
	return filepath.Join(filepath.Dir(place), "~$"+filepath.Base(place)+"."+hex.EncodeToString(sum[:4])+".tmp")
}

// refusedPauses are pauses before a name that another program has open is tried
// again: OneDrive and virus scanners let go within a second.
var refusedPauses = []time.Duration{20 * time.Millisecond, 80 * time.Millisecond, 300 * time.Millisecond, 900 * time.Millisecond}

// errChanged says that the file at the path is not the one that was looked at.
var errChanged = errors.New("file at the path has changed")

// putAt puts the draft in the place of what was seen at the path; nil: nothing.
// Where the system can, the two change places, and swapped says that the draft
// now holds what was there. Elsewhere the file is looked at once more, in the
// instant before it is replaced: making the draft took seconds.
func (c *workCopy) putAt(ctx context.Context, draft string, seen os.FileInfo) (swapped bool, err error) {
	path := c.place()
	if seen == nil {
		return false, putFresh(draft, path)
	}
	for attempt := 0; ; attempt++ {
		if err = c.exchange(draft, path); err == nil {
			return true, nil
		}
		if errors.Is(err, errNoExchange) {
			if err = unchanged(path, seen); err == nil {
				err = os.Rename(draft, path)
			}
		}
		if err == nil || attempt == len(refusedPauses) || errors.Is(err, fs.ErrNotExist) || errors.Is(err, errChanged) {
			return false, err
		}
		select {
		case <-ctx.Done():
			return false, errors.Join(err, ctx.Err())
		case <-time.After(refusedPauses[attempt]):
		}
	}
}

// putFresh gives the draft a name that nobody has: fs.ErrExist, and the draft is
// gone.
func putFresh(draft, path string) error {
	if err := os.Link(draft, path); err == nil || errors.Is(err, fs.ErrExist) {
		return errors.Join(err, os.Remove(draft))
	}
	if _, err := os.Lstat(path); err == nil {
		return fs.ErrExist
	}
	return os.Rename(draft, path) // no hard links here
}

// unchanged opens the file to look at it: a share answers from memory else.
func unchanged(path string, seen os.FileInfo) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	now, err := f.Stat()
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if now.Size() != seen.Size() || !now.ModTime().Equal(seen.ModTime()) || !os.SameFile(now, seen) {
		return errChanged
	}
	return nil
}

var errNoExchange = errors.New("names can't change places here")
