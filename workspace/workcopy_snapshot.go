package workspace

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"veldwerk/store"
)

// snapshot is a private copy of a file that others may be writing.
type snapshot struct {
	path     string
	sum      string
	project  string
	size     int64
	modified time.Time // of the file that was copied
}

func (s snapshot) remove() { _ = os.Remove(s.path) } // what lies on is replaced by the next one

// rename puts the snapshot in the place of a file that nobody has open.
func (s snapshot) rename(path string) error {
	if err := os.Rename(s.path, path); err != nil {
		return err
	}
	return store.SyncFolder(filepath.Dir(path))
}

// tornPauses are waited between looks at a file that is being written.
var tornPauses = []time.Duration{50 * time.Millisecond, 200 * time.Millisecond, 600 * time.Millisecond}

// snapshot copies a project file into the private folder until a copy is
// whole: one state of the file, and sound. It touches the file only to roll
// back the journal of a program that wrote it in place and was killed.
func (c *workCopy) snapshot(ctx context.Context, path, name string) (s snapshot, err error) {
	to := filepath.Join(c.folder, name+Extension)
	for attempt := 0; ; attempt++ {
		if s, err = copyWhole(ctx, path, to, c.env); err == nil {
			return s, nil
		}
		_ = os.Remove(to)
		if attempt == len(tornPauses) || !isNoProject(err) && !errors.Is(err, errTorn) {
			return snapshot{}, err
		}
		select {
		case <-ctx.Done():
			return snapshot{}, ctx.Err()
		case <-time.After(tornPauses[attempt]):
		}
	}
}

var errTorn = errors.New("file changes while it is read")

func copyWhole(ctx context.Context, path, to string, env Environment) (snapshot, error) {
	if info, err := os.Stat(path + "-journal"); err == nil && info.Size() > 0 {
		p, err := store.Open(ctx, path, env.storeOptions(true)) // rolls it back
		if err == nil {
			err = p.Close()
		}
		if err != nil {
			return snapshot{}, err
		}
	}
	before, err := os.Stat(path)
	if err != nil {
		return snapshot{}, err
	}
	if !before.Mode().IsRegular() {
		return snapshot{}, store.ErrNotProject
	}
	sum, err := copyFile(path, to, 0o600)
	if err != nil {
		return snapshot{}, err
	}
	after, err := os.Stat(path)
	if err != nil {
		return snapshot{}, err
	}
	if !os.SameFile(before, after) || before.Size() != after.Size() || !before.ModTime().Equal(after.ModTime()) {
		return snapshot{}, errTorn
	}
	info, err := store.Trust(ctx, to)
	if err != nil {
		return snapshot{}, err
	}
	return snapshot{path: to, sum: sum, project: info.ID.String(), size: after.Size(), modified: after.ModTime()}, nil
}

// copyFile copies bytes to a new file that is on disk when it returns, and
// gives their SHA-256.
func copyFile(from, to string, mode os.FileMode) (string, error) {
	in, err := os.Open(from)
	if err != nil {
		return "", err
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, h), in)
	if err == nil && mode != 0o600 {
		_ = out.Chmod(mode) // a share may know no modes
	}
	if err == nil {
		err = out.Sync()
	}
	if closed := out.Close(); err == nil {
		err = closed
	}
	return sumText(h), err
}

func sumText(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

// sumOf is the SHA-256 of a file.
func sumOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	h := sha256.New()
	_, err = io.Copy(h, f)
	return sumText(h), err
}

// syncShared asks for the names in a folder of others to last. That it can't is
// no error: a share may know no such thing, and a name that a power cut takes
// back is found to be an older one at the next look, and published again.
func syncShared(folder string) { _ = store.SyncFolder(folder) }

// putAside moves a file into a folder of the work folder, under a name that is
// free there.
func (c *workCopy) putAside(path, folder string) error {
	_, err := c.moveAside(path, folder)
	return err
}

const asideTime = "20060102-150405" // in front of the name

func (c *workCopy) moveAside(path, folder string) (string, error) {
	into := filepath.Join(c.folder, folder)
	if err := os.MkdirAll(into, 0o700); err != nil {
		return "", err
	}
	to := filepath.Join(into, c.env.Now().UTC().Format(asideTime)+" "+filepath.Base(path))
	to = freeName(to)
	if err := os.Rename(path, to); err == nil {
		return to, nil
	}
	// Another file system: the copy is on disk before the file goes.
	if _, err := copyFile(path, to, 0o600); err != nil {
		return "", errors.Join(err, os.Remove(to))
	}
	if err := store.SyncFolder(into); err != nil {
		return "", errors.Join(err, os.Remove(to))
	}
	return to, os.Remove(path)
}

// freeName adds a number to a name that is taken.
func freeName(path string) string {
	ext := filepath.Ext(path)
	stem := strings.TrimSuffix(path, ext)
	for n := 2; ; n++ {
		if _, err := os.Lstat(path); err != nil {
			return path
		}
		path = stem + " " + strconv.Itoa(n) + ext
	}
}

// readCopy is a snapshot that is read while another program writes the project
// and there is no work copy to read beside it.
type readCopy struct {
	folder string
	held   *flock.Flock
}

const readingPrefix = "reading-"

func (c *workCopy) read(ctx context.Context) (file string, r *readCopy, err error) {
	folder, err := os.MkdirTemp(c.folder, readingPrefix)
	if err != nil {
		return "", nil, err
	}
	r = &readCopy{folder: folder, held: flock.New(filepath.Join(folder, "held"), flock.SetPermissions(0o600))}
	_, _ = r.held.TryLock() // only keeps a sweep away
	s, err := c.snapshot(ctx, c.place(), filepath.Join(filepath.Base(folder), "snapshot"))
	if err != nil {
		r.remove()
		return "", nil, err
	}
	file = filepath.Join(folder, filepath.Base(c.place()))
	if err := s.rename(file); err != nil {
		r.remove()
		return "", nil, err
	}
	return file, r, nil
}

func (r *readCopy) remove() {
	if r != nil {
		_ = r.held.Close()
		_ = os.RemoveAll(r.folder)
	}
}

// passing are the names of copies that last as long as one step.
var passing = []string{"taking", "incoming", "snapshot", "leftover", "conflict"}

// sweep removes what programs that were killed have left in the folder.
func (c *workCopy) sweep() {
	folders, _ := filepath.Glob(filepath.Join(globbed(c.folder), readingPrefix+"*"))
	for _, f := range folders {
		held := flock.New(filepath.Join(f, "held"), flock.SetPermissions(0o600))
		if free, err := held.TryLock(); err == nil && free {
			(&readCopy{folder: f, held: held}).remove()
		}
	}
	for _, name := range passing {
		_ = os.Remove(filepath.Join(c.folder, name+Extension))
		_ = os.Remove(filepath.Join(c.folder, name+Extension+".unfinished"))
	}
}
