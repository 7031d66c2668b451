package workspace

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"veldwerk/store"
)

// workCopy is the private copy in which a project is written whose own file
// lies in a synced folder or on a network. What is written here is published
// there as a whole. The file at the path is never opened for writing.
type workCopy struct {
	env    Environment
	id     string // of the project
	kind   Kind
	folder string // State/work/PROJECT-pathkey
	file   string // in folder, under the project's own name

	exchange func(a, b string) error // changePlaces; tests give one that fails as other systems do

	publishing sync.Mutex // held for the length of taking in or publishing

	mu      sync.Mutex // guards what follows
	shown   string     // the path as the person gave it, absolute
	path    string     // the same without links
	record  record
	notices []Notice
	state   Publication
	changed chan struct{}
}

// record is what is known of the file at the path: what was last taken from
// it or published to it.
type record struct {
	Project  string    `json:"project"`
	Shown    string    `json:"shown"`
	Path     string    `json:"path"`
	Sum      string    `json:"sha256"`
	Size     int64     `json:"size"`
	Modified time.Time `json:"modified"`
	Version  int64     `json:"version"` // of the work copy that has nothing more to publish; unpublished: publish anyway
	At       time.Time `json:"at"`
	Carried  int64     `json:"carried,omitempty"` // version of which another copy of the project has everything; the file at the path may lack it
	Pending  string    `json:"pending,omitempty"` // SHA-256 of what is being put at the path at this moment
	File     string    `json:"file"`              // name of the copy in its folder

	folder string // where the record was read
}

// unpublished is the Version of a record when the file at the path lacks
// something, whatever the version of the copy.
const unpublished = -1

// Notice is something about the work copy that a person should read once, in
// one line: a typed fact.
type Notice struct {
	Code string // as in lang: synced.notice-CODE
	Args map[string]any
}

const recordName = "taken.json"

// workFolder of a project at a path (without links).
func workFolder(env Environment, id, path string) string {
	sum := sha256.Sum256([]byte(path))
	return filepath.Join(env.State, "work", id+"-"+hex.EncodeToString(sum[:6]))
}

// newWorkCopy gives nil when there is no place for one: a state folder that is
// closed never stops the work.
func newWorkCopy(env Environment, id string, kind Kind, shown string) *workCopy {
	path := realPath(shown)
	c := &workCopy{env: env, id: id, kind: kind, folder: workFolder(env, id, path), shown: shown, path: path,
		changed: make(chan struct{}, 1), exchange: changePlaces}
	for _, r := range copyRecords(env) {
		if r.Project == id && r.Path == path {
			c.folder = r.folder // it was published beside the path that gave the folder its name
		}
	}
	if os.MkdirAll(c.folder, 0o700) != nil {
		return nil
	}
	c.record, _ = readRecord(c.folder)
	if c.record.File == "" {
		c.record.File = onlyCopy(c.folder, filepath.Base(path))
	}
	c.file = filepath.Join(c.folder, c.record.File)
	c.record.Project, c.record.Shown, c.record.Path = id, shown, path
	c.state = Publication{Kind: kind, At: c.record.At}
	return c
}

// onlyCopy is the name of the copy in a folder whose record was lost: what it
// holds may be nowhere else. Without any it is the name that one would get.
func onlyCopy(folder, fresh string) string {
	var found []string
	entries, _ := os.ReadDir(folder) // empty when it can't be read
	for _, e := range entries {
		name := e.Name()
		if e.Type().IsRegular() && filepath.Ext(name) == Extension && !slices.Contains(passing, strings.TrimSuffix(name, Extension)) {
			found = append(found, name)
		}
	}
	if len(found) == 1 && !slices.Contains(found, fresh) {
		return found[0]
	}
	return fresh
}

func readRecord(folder string) (record, bool) {
	var r record
	b, err := os.ReadFile(filepath.Join(folder, recordName))
	if err != nil || json.Unmarshal(b, &r) != nil || r.File != filepath.Base(r.File) {
		return record{Version: unpublished}, false // a copy without a record may hold anything
	}
	r.folder = folder
	return r, true
}

// keep changes the record, on disk too.
func (c *workCopy) keep(change func(*record)) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	change(&c.record)
	return writeDurably(filepath.Join(c.folder, recordName), c.record)
}

func (c *workCopy) known() record {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.record
}

func (c *workCopy) place() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.path
}

func (c *workCopy) notice(code string, pairs ...any) {
	n := Notice{Code: code, Args: map[string]any{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		n.Args[pairs[i].(string)] = pairs[i+1]
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.notices = append(c.notices, n)
}

// copyAt finds the work copy of a path at which no file can be seen: the share
// is offline, or somebody took the file away.
func copyAt(env Environment, path string) (record, bool) {
	there := realPath(path)
	var last record
	for _, r := range copyRecords(env) {
		if (r.Path == there || r.Shown == path) && (last.folder == "" || r.At.After(last.At)) { // of two projects that stood there, the last
			if _, err := os.Stat(filepath.Join(r.folder, r.File)); err == nil {
				last = r
			}
		}
	}
	return last, last.folder != ""
}

func copyRecords(env Environment) []record {
	folders, _ := filepath.Glob(filepath.Join(globbed(env.State), "work", "*", recordName)) // the pattern is ours
	var out []record
	for _, f := range folders {
		if r, ok := readRecord(filepath.Dir(f)); ok {
			out = append(out, r)
		}
	}
	return out
}

// globbed is a path of which nothing is a pattern.
func globbed(path string) string {
	var out []rune
	for _, r := range path {
		switch r {
		case '*', '?', '[':
			out = append(out, '[', r, ']')
		default:
			out = append(out, r)
		}
	}
	return string(out)
}

// there is the file at the path as it is now.
type there struct {
	size     int64
	modified time.Time
}

func (c *workCopy) look() (there, error) {
	info, err := os.Stat(c.place())
	if err != nil {
		return there{}, err
	}
	return there{info.Size(), info.ModTime()}, nil
}

// untouched says, without reading it, whether the file at the path is the one
// of the record: size and time tell what no sync client keeps equal by chance.
func (c *workCopy) untouched() bool {
	at, err := c.look()
	r := c.known()
	return err == nil && at.size == r.Size && at.modified.Equal(r.Modified) && r.Sum != "" && c.exists()
}

func (c *workCopy) exists() bool {
	info, err := os.Stat(c.file)
	return err == nil && info.Mode().IsRegular() && info.Size() > 0
}

// settle makes the copy what it should be before it is opened: taken from the
// path when there is none, or when the file there holds all that the copy has.
// What has grown apart is merged later, in the open project. The lock is held.
func (c *workCopy) settle(ctx context.Context) error {
	if err := os.MkdirAll(c.folder, 0o700); err != nil { // removed as unused, just before the lock was ours
		return err
	}
	c.sweep()
	if err := c.prove(ctx); err != nil {
		return err
	}
	sum, err := sumOf(c.place())
	switch {
	case err != nil && !c.exists():
		return err
	case errors.Is(err, fs.ErrNotExist):
		c.notice("gone")
		return nil
	case err != nil:
		c.notice("offline")
		return nil
	}
	r := c.known()
	switch {
	case c.exists() && sum == r.Pending:
		return c.keep(func(r *record) { r.Sum, r.Pending, r.Version = sum, "", unpublished })
	case c.exists() && sum == r.Sum:
		return nil
	}
	return c.take(ctx)
}

// prove rolls back what a program that was killed was writing in the copy, and
// puts a copy that can't be read aside: what was published can be.
func (c *workCopy) prove(ctx context.Context) error {
	if !c.exists() {
		return nil
	}
	err := readAgain(ctx, c.file, tornPauses, store.Trust)
	if !isNoProject(err) {
		return err
	}
	// The journal first: should we be killed in between, it must not be played
	// into the file that takes this one's place.
	if err := c.sideFilesAside(); err != nil {
		return err
	}
	if err := c.putAside(c.file, "damaged"); err != nil {
		return err
	}
	c.notice("damaged", "folder", filepath.Join(c.folder, "damaged"))
	return nil
}

// readAgain looks at a file until it is sound, or damaged each time and
// readable to its end: a disk or a share that fails for a moment says the same
// as a damaged file does, and a sound one must not be put away for it.
func readAgain(ctx context.Context, path string, pauses []time.Duration, trust func(context.Context, string) (store.Info, error)) error {
	for attempt := 0; ; attempt++ {
		_, err := trust(ctx, path)
		if !isNoProject(err) {
			return err
		}
		if _, e := sumOf(path); e != nil {
			return fmt.Errorf("%s: can't be read: %w", path, e)
		}
		if attempt == len(pauses) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pauses[attempt]):
		}
	}
}

// sideFilesAside puts away what SQLite left beside a copy that is to be
// replaced.
func (c *workCopy) sideFilesAside() error {
	for _, part := range sideFiles(c.file) {
		if err := c.putAside(part, "damaged"); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func isNoProject(err error) bool {
	return errors.Is(err, store.ErrNotProject) || errors.Is(err, store.ErrDamaged)
}

// take brings the file at the path in while the copy is not open. It takes the
// copy's place only when it holds all changes of it.
func (c *workCopy) take(ctx context.Context) error {
	s, err := c.snapshot(ctx, c.place(), "taking")
	if err != nil {
		if c.exists() && ctx.Err() == nil {
			c.notice("torn")
			return nil
		}
		return err
	}
	defer s.remove()
	had := c.exists()
	if had {
		if s.project != c.id {
			return nil // publishing finds it and goes beside
		}
		relation, err := c.compare(ctx, s.path)
		if err != nil || relation == apart {
			return err
		}
		if relation == ahead { // the copy holds all of the file
			return c.keep(func(r *record) { r.Sum, r.Size, r.Modified, r.Version = s.sum, s.size, s.modified, unpublished })
		}
	}
	version, err := versionOf(ctx, s.path)
	if err != nil {
		return err
	}
	if err := c.sideFilesAside(); err != nil { // a journal would be played into what comes
		return err
	}
	if err := s.rename(c.file); err != nil {
		if had { // a reader has it open, which Windows refuses: it is merged once ours is open
			return nil
		}
		return err
	}
	if had {
		c.notice("taken")
	}
	return c.keep(func(r *record) {
		r.Sum, r.Size, r.Modified, r.Version, r.At, r.Pending = s.sum, s.size, s.modified, version, c.env.Now().UTC(), ""
	})
}

// relation of the work copy to another file of the project.
type relation int

const (
	apart  relation = iota // each has what the other lacks
	equal                  // the same changes
	ahead                  // the copy has all of the file, and more
	behind                 // the file has all of the copy, and more
)

// compare looks at two closed files.
func (c *workCopy) compare(ctx context.Context, other string) (relation, error) {
	mine, err := store.Open(ctx, c.file, c.env.storeOptions(true))
	if err != nil {
		return apart, err
	}
	defer func() { _ = mine.Close() }()
	return compare(ctx, mine, other, c.env)
}

// compare says how an open project and a file of it stand to each other.
func compare(ctx context.Context, mine *store.Project, other string, env Environment) (relation, error) {
	its, err := store.Open(ctx, other, env.storeOptions(true))
	if err != nil {
		return apart, err
	}
	defer func() { _ = its.Close() }()
	left, err := mine.Changes.Tips(ctx)
	if err != nil {
		return apart, err
	}
	right, err := its.Changes.Tips(ctx)
	if err != nil {
		return apart, err
	}
	hasMine, err := its.Changes.Holds(ctx, left)
	if err != nil {
		return apart, err
	}
	hasIts, err := mine.Changes.Holds(ctx, right)
	if err == nil && !hasMine && !hasIts {
		hasMine, hasIts, err = compareSteps(ctx, mine, its)
	}
	switch {
	case err != nil:
		return apart, err
	case hasMine && hasIts:
		return equal, nil
	case hasMine:
		return behind, nil
	case hasIts:
		return ahead, nil
	}
	return apart, nil
}

// compareSteps looks at the steps themselves: after a backup was put back on one
// of two machines their chains fork, and merging numbers each one's changes its
// own way. By their hashes they would be apart for ever, and two open programs
// would publish to and fro.
func compareSteps(ctx context.Context, mine, its *store.Project) (hasMine, hasIts bool, err error) {
	left, err := mine.Changes.StepIDs(ctx)
	if err != nil {
		return false, false, err
	}
	right, err := its.Changes.StepIDs(ctx)
	hasIts = holdsAll(left, right)
	// That the other one has all of ours, only hashes prove: merging finds out.
	return hasIts && holdsAll(right, left), hasIts, err
}

func holdsAll(all, some map[string]bool) bool {
	for id := range some {
		if !all[id] {
			return false
		}
	}
	return true
}

func versionOf(ctx context.Context, path string) (int64, error) {
	db, err := store.Open(ctx, path, store.Options{ReadOnly: true})
	if err != nil {
		return 0, err
	}
	version, err := db.Version(ctx)
	return version, errors.Join(err, db.Close())
}

// setCopyAside lets the next opening begin from the file at a path, which was
// put there on purpose: the copy holds more, and would be published over it.
func setCopyAside(env Environment, project, path string) error {
	for _, r := range copyRecords(env) {
		if r.Project != project || r.Path != path {
			continue
		}
		c := &workCopy{env: env, folder: r.folder}
		for _, part := range append(sideFiles(filepath.Join(r.folder, r.File)), filepath.Join(r.folder, r.File), filepath.Join(r.folder, recordName)) {
			if err := c.putAside(part, "before-restore"); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}
