package workspace

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"veldwerk/store"
)

// Reasons of a backup; worded by lang as backups.reason.REASON.
const (
	ReasonDaily     = "daily"     // the first opening of a day
	ReasonTimed     = "timed"     // half an hour of work
	ReasonManual    = "manual"    // somebody asked for it
	ReasonImport    = "import"    // what follows are risky steps: the backup is from before
	ReasonCode      = "code"      // of many passages at once
	ReasonMigration = "migration" // of the file to a newer schema
	ReasonRestore   = "restore"
	ReasonRestored  = "restored" // what was put back: the newest backup is then what the project holds
	ReasonMerge     = "merge"
	ReasonRevise    = "revise"
	ReasonErase     = "erase"
	ReasonNames     = "names" // before names are replaced for good
)

// Between is how long a project goes on without a backup: with the screens
// open, and at opening.
const (
	BetweenTimed = 30 * time.Minute
	BetweenDaily = 24 * time.Hour
)

// Backup is a copy of a project that was proved when it was made.
type Backup struct {
	Path      string
	At        time.Time // to the second, UTC
	Reason    string    // ReasonDaily …
	Bytes     int64
	Encrypted bool // with age, behind a passphrase
	Second    bool // in the second place that a person chose
	number    int  // of those of one second
}

// Name is the file's name, by which people mean one backup.
func (b Backup) Name() string { return filepath.Base(b.Path) }

// backupName says when and why: 20261112T100000Z-import.veldwerk, and of a
// second one in that second 20261112T100000Z.2-import.veldwerk.
var backupName = regexp.MustCompile(`^(\d{8}T\d{6}Z)(?:\.(\d+))?-([a-z]+)\.veldwerk(\.age)?$`)

const backupTime = "20060102T150405Z"

func nameOf(at time.Time, number int, reason string) string {
	stamp := at.UTC().Format(backupTime)
	if number > 1 {
		stamp += "." + strconv.Itoa(number)
	}
	return stamp + "-" + reason + Extension
}

func parseBackup(folder, name string) (Backup, bool) {
	m := backupName.FindStringSubmatch(name)
	if m == nil {
		return Backup{}, false
	}
	at, err := time.Parse(backupTime, m[1])
	if err != nil {
		return Backup{}, false
	}
	b := Backup{Path: filepath.Join(folder, name), At: at, Reason: m[3], Encrypted: m[4] != "", number: 1}
	if m[2] != "" {
		if b.number, err = strconv.Atoi(m[2]); err != nil {
			return Backup{}, false
		}
	}
	return b, true
}

// newestFirst orders by time; of one second the later made comes first.
func newestFirst(a, b Backup) int {
	return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.number, a.number), cmp.Compare(a.Path, b.Path))
}

// BackupFolder is where the backups of a project lie on this machine.
func BackupFolder(env Environment, project string) string {
	return filepath.Join(env.State, "backups", project)
}

// Backups of a project, the newest first: those of this machine and, when there
// is one, of the second place. A folder that is not there holds none.
func Backups(env Environment, project string) ([]Backup, error) {
	all, err := backupsIn(BackupFolder(env, project))
	if err != nil {
		return nil, err
	}
	if second := secondFolder(env, project); second != "" {
		more, err := backupsIn(second)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			more = nil // a stick that was pulled out never stops the work
		}
		for _, b := range more {
			b.Second = true
			all = append(all, b)
		}
	}
	slices.SortFunc(all, newestFirst)
	return all, nil
}

func backupsIn(folder string) ([]Backup, error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []Backup
	for _, e := range entries {
		b, ok := parseBackup(folder, e.Name())
		info, err := e.Info()
		if !ok || err != nil || !info.Mode().IsRegular() {
			continue
		}
		b.Bytes = info.Size()
		out = append(out, b)
	}
	slices.SortFunc(out, newestFirst)
	return out, nil
}

// Backups of this project, the newest first.
func (w *Workspace) Backups() ([]Backup, error) {
	return Backups(w.env, w.Project.Info().ID.String())
}

// BackUp makes a backup and proves it, unless the newest one holds the same and
// can still be read; that one is the answer then. Of a project that holds
// nothing yet there is none: the answer is the zero Backup. Older ones are
// thinned. ErrReadOnly is none of its errors: also what can only be read can be
// kept.
func (w *Workspace) BackUp(ctx context.Context, reason string) (Backup, error) {
	w.safety.backups.Lock()
	defer w.safety.backups.Unlock()
	defer onlyOne(ctx, w.env, w.Project.Info().ID.String())()
	head, err := w.Project.Changes.Head(ctx)
	if err != nil || head.Version == 0 {
		return Backup{}, err
	}
	info := w.Project.Info()
	info.Path = w.Path() // and not that of a work copy
	folder := BackupFolder(w.env, info.ID.String())
	if err := makeBackupFolder(w.env, info); err != nil {
		return Backup{}, err
	}
	made, err := backupsIn(folder)
	if err != nil {
		return Backup{}, err
	}
	if len(made) == 0 {
		if is, err := standingOf(ctx, w.Project); err != nil || is.Documents+is.Codes+is.Memos == 0 {
			return Backup{}, err
		}
	}
	if newest, ok := w.holding(ctx, lastFirst(made, knownOf(folder), info.Path), head); ok {
		noteLast(folder, info.Path, newest)
		return newest, nil
	}
	b, err := w.copyTo(ctx, folder, reason, made)
	if err != nil {
		return Backup{}, err
	}
	k := noteLast(folder, info.Path, b)
	prune(append(made, b), b, k, w.env.Now())
	w.copyAway(ctx, b)
	return b, nil
}

// longestBackup is how long a program waits for the backup that another makes.
const longestBackup = time.Minute

// onlyOne waits until no other program makes a backup of the project: two in
// one second would write one file. Where there can be no lock there is none.
func onlyOne(ctx context.Context, env Environment, project string) (done func()) {
	folder := filepath.Join(env.State, "locks")
	if os.MkdirAll(folder, 0o700) != nil {
		return func() {}
	}
	f := flock.New(filepath.Join(folder, project+".backup"), flock.SetPermissions(0o600))
	ctx, cancel := context.WithTimeout(ctx, longestBackup)
	defer cancel()
	_, _ = f.TryLockContext(ctx, 20*time.Millisecond)
	return func() { _ = f.Close() }
}

func (w *Workspace) copyTo(ctx context.Context, folder, reason string, made []Backup) (Backup, error) {
	path := freshName(folder, w.env.Now(), reason, made)
	if err := w.Project.Backup(ctx, path); err != nil {
		return Backup{}, withoutPaths(err)
	}
	b, _ := parseBackup(folder, filepath.Base(path))
	if stat, err := os.Stat(path); err == nil {
		b.Bytes = stat.Size()
	}
	return b, nil
}

// freshName gives a path that none of the backups made so far has.
func freshName(folder string, now time.Time, reason string, made []Backup) string {
	number, at := 1, now.UTC().Truncate(time.Second)
	for _, b := range made {
		if b.At.Equal(at) {
			number = max(number, b.number+1)
		}
	}
	return filepath.Join(folder, nameOf(at, number, reason))
}

// withoutPaths keeps names of files out of an error: the place of a backup says
// nothing to a person.
func withoutPaths(err error) error {
	var path *os.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return fmt.Errorf("backup: %w", path.Err)
	case errors.As(err, &link):
		return fmt.Errorf("backup: %w", link.Err)
	}
	return fmt.Errorf("backup: %w", err)
}

// holding looks whether the newest backup has the same head and is sound. An
// encrypted one can't be looked into.
func (w *Workspace) holding(ctx context.Context, made []Backup, head store.Head) (Backup, bool) {
	if len(made) == 0 || made[0].Encrypted {
		return Backup{}, false
	}
	p, err := store.Open(ctx, made[0].Path, store.Options{ReadOnly: true})
	if err != nil {
		return Backup{}, false
	}
	defer func() { _ = p.Close() }()
	if is, err := p.Changes.Head(ctx); err != nil || is != head {
		return Backup{}, false
	}
	report, err := p.CheckWith(ctx, store.CheckOptions{Quick: true})
	return made[0], err == nil && report.OK
}

// known tells which project the backups in a folder are of, for the day on
// which its file can't say so itself.
type known struct {
	Name  string   `json:"name"`
	Paths []string `json:"paths"` // where it was last, newest first
	// Last is the backup that was made last of the file at each path. Names can't
	// tell it: a clock that was wrong for a day makes one from years ahead, and two
	// copies of a project in two folders have one folder of backups.
	Last map[string]string `json:"last,omitempty"`
}

// knownOf reads what is known of the backups in a folder; nothing when it can't
// be read.
func knownOf(folder string) known {
	var k known
	if raw, err := os.ReadFile(filepath.Join(folder, knownName)); err == nil && json.Unmarshal(raw, &k) != nil {
		k = known{}
	}
	return k
}

// noteLast remembers which backup was made last of the file at a path.
func noteLast(folder, path string, b Backup) known {
	k := knownOf(folder)
	if k.Last[realPath(path)] == b.Name() {
		return k
	}
	last := map[string]string{realPath(path): b.Name()}
	for _, p := range k.Paths {
		if name, ok := k.Last[realPath(p)]; ok && realPath(p) != realPath(path) {
			last[realPath(p)] = name
		}
	}
	k.Last = last
	_ = writeJSON(filepath.Join(folder, knownName), k) // without it the names decide
	return k
}

// lastFirst puts the backup that was made last of the file at a path in front.
func lastFirst(list []Backup, k known, path string) []Backup {
	name := k.Last[realPath(path)]
	at := slices.IndexFunc(list, func(b Backup) bool { return name != "" && b.Name() == name && !b.Second })
	if at < 0 {
		return list
	}
	return slices.Concat(list[at:at+1], list[:at], list[at+1:])
}

const knownName = "project.json"

// makeBackupFolder makes the folder and notes there where the project is.
func makeBackupFolder(env Environment, info store.Info) error {
	folder := BackupFolder(env, info.ID.String())
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return withoutPaths(err)
	}
	sweep(folder, env.Now())
	path := filepath.Join(folder, knownName)
	k := knownOf(folder)
	if k.Name == info.Name && len(k.Paths) > 0 && k.Paths[0] == info.Path || strings.HasPrefix(info.Path, env.State) {
		return nil
	}
	const most = 5
	paths := slices.DeleteFunc(k.Paths, func(p string) bool { return p == info.Path })
	paths = append([]string{info.Path}, paths...)
	k = known{Name: info.Name, Paths: paths[:min(len(paths), most)], Last: k.Last}
	_ = writeJSON(path, k) // without it a file that lost its head can't be told from one that never was a project
	return nil
}

// sweep takes away what a program that was killed left half.
func sweep(folder string, now time.Time) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return
	}
	for _, e := range entries {
		name := e.Name()
		info, err := e.Info()
		if err != nil || now.Sub(info.ModTime()) < time.Hour { // another program may be writing it
			continue
		}
		if strings.Contains(name, ".unfinished") || strings.HasPrefix(name, ".new-") {
			_ = os.Remove(filepath.Join(folder, name))
		}
	}
}

// projectAt finds the project that had its file at a path, by the notes in the
// folders of backups; "" when none had.
func projectAt(env Environment, path string) string {
	folders, err := os.ReadDir(filepath.Join(env.State, "backups"))
	if err != nil {
		return ""
	}
	found, rank := "", 0
	for _, f := range folders {
		k := knownOf(filepath.Join(env.State, "backups", f.Name()))
		if i := slices.Index(k.Paths, path); i >= 0 && (found == "" || i < rank) {
			found, rank = f.Name(), i
		}
	}
	return found
}

// Secure makes a backup before a risky step. That it can't be made never stops
// the step; BackupTrouble tells it once.
func (w *Workspace) Secure(ctx context.Context, reason string) {
	if w.ReadOnly() {
		return
	}
	_, err := w.BackUp(ctx, reason)
	w.NoteBackup(err)
}

// many is how many passages coded at once are worth a backup: undo takes a step
// back as a whole, so that of a few it would only cost time.
const many = 20

// SecureMany is Secure before coding that many passages in one step.
func (w *Workspace) SecureMany(ctx context.Context, passages int) {
	if passages >= many {
		w.Secure(ctx, ReasonCode)
	}
}

// NoteBackup keeps the trouble that a backup had, to be told once for as long
// as it lasts.
func (w *Workspace) NoteBackup(err error) {
	if errors.Is(err, context.Canceled) {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case err == nil:
		w.safety.trouble, w.safety.told = nil, false
	case w.safety.trouble == nil:
		w.safety.trouble = err
	}
}

// BackupTrouble is why no backup could be made: once, nil after that until one
// could be made again.
func (w *Workspace) BackupTrouble() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.safety.told {
		return nil
	}
	w.safety.told = w.safety.trouble != nil
	return w.safety.trouble
}

// BackUpIfDue makes the backup of the day when the newest one is older than
// that, and the one of half an hour's work likewise.
func (w *Workspace) BackUpIfDue(ctx context.Context, reason string) {
	made, err := w.Backups()
	if err != nil {
		w.NoteBackup(err)
		return
	}
	age := BetweenTimed
	if reason == ReasonDaily {
		age = BetweenDaily
	}
	for _, b := range made {
		// A clock that was set back must not keep backups from being made.
		if old := w.env.Now().Sub(b.At); !b.Second && old >= 0 && old < age {
			return
		}
	}
	w.Secure(ctx, reason)
}

// keepOlder names the backup that a project of an older veldwerk gets before it
// is brought up to date; "" when there is no place for it.
func (e Environment) keepOlder(info store.Info) string {
	if makeBackupFolder(e, info) != nil {
		return ""
	}
	folder := BackupFolder(e, info.ID.String())
	made, err := backupsIn(folder)
	if err != nil {
		return ""
	}
	return freshName(folder, e.Now(), ReasonMigration, made)
}
