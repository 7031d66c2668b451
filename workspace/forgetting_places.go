package workspace

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"veldwerk/pseudonym"
	"veldwerk/store"
)

// PlaceState says what becomes, or became, of a place.
type PlaceState string

// PlaceErased is erased, PlaceWaits will be at the next opening, PlaceLeft was
// not asked for or needs a person, PlaceBeyond is where the program can't look.
const (
	PlaceErased PlaceState = "erased"
	PlaceWaits  PlaceState = "waits"
	PlaceLeft   PlaceState = "left"
	PlaceBeyond PlaceState = "beyond"
)

// The places; their names are stable, in JSON and in the catalogues.
const (
	placeProject   = "project"
	placeIndex     = "index"
	placeReading   = "reading"
	placeDrafts    = "drafts"
	placeBackups   = "backups"
	placeAside     = "aside"     // what the program put beside the project: before a migration, damaged
	placeCopies    = "copies"    // other files beside it that are the same project
	placeWork      = "work"      // work copies of projects in synced folders
	placePublished = "published" // the file at the project's own path: the work copy is published when idle and at closing
	placeVault     = "vault"     // the table of pseudonyms, which is not open
	placeEntries   = "entries"   // in that table, of the person
	placeMentions  = "mentions"  // in use, in this project
	placeLog       = "log"       // hashes of short texts
)

// beyond are the places where the program can't look.
var beyond = []string{placeLog, "exports", "originals", "others", "cloud", "mail", "disk"}

// ForgetPlace is a place that may hold a person.
type ForgetPlace struct {
	Kind  string
	State PlaceState
	Count int      // rows, files or steps; 0 where the program can't look
	Paths []string // of files; for the screen, never kept
}

// IsCopy says whether the place holds copies that the program made: they are
// erased only when asked for.
func (p ForgetPlace) IsCopy() bool { return p.Kind == placeBackups || p.Kind == placeAside }

type forgetPlaceJSON struct {
	Kind  string `json:"kind"`
	State string `json:"state"`
	Count int    `json:"count"`
}

// forgetPlaces lists all places. It only looks: names and ids of files, and
// the drafts, which are small.
func (w *Workspace) forgetPlaces(e store.Erasure, backups bool) []ForgetPlace {
	id := w.Project.Info().ID.String()
	copies := PlaceLeft
	if backups {
		copies = PlaceErased
	}
	out := []ForgetPlace{
		{Kind: placeProject, State: PlaceErased, Count: erasedRows(e)},
		{Kind: placeIndex, State: PlaceErased, Count: len(matching(filepath.Join(w.env.Cache, "index", id+"-*")))},
	}
	add := func(kind string, state PlaceState, paths []string) {
		if len(paths) > 0 {
			out = append(out, ForgetPlace{Kind: kind, State: state, Count: len(paths), Paths: paths})
		}
	}
	if n := w.readingOf(e); n > 0 {
		out = append(out, ForgetPlace{Kind: placeReading, State: PlaceErased, Count: n})
	}
	if _, copied := w.Publication(); copied {
		out = append(out, ForgetPlace{Kind: placePublished, State: PlaceErased})
	}
	drafts, perhaps := w.draftsAbout(e)
	add(placeDrafts, PlaceErased, drafts)
	add(placeDrafts, PlaceLeft, perhaps)
	add(placeBackups, copies, w.allBackups())
	add(placeAside, copies, w.putAside())
	add(placeCopies, PlaceLeft, w.sameProjects())
	add(placeWork, PlaceLeft, w.workCopies())
	add(placeVault, PlaceLeft, matching(filepath.Join(w.env.Data, "vaults", id+".*")))
	steps, mentions := 0, 0
	for _, m := range e.Mentions {
		if m.Kind == "log" {
			steps++
		} else {
			mentions++
		}
	}
	if mentions > 0 {
		out = append(out, ForgetPlace{Kind: placeMentions, State: PlaceLeft, Count: mentions})
	}
	for _, kind := range beyond {
		p := ForgetPlace{Kind: kind, State: PlaceBeyond}
		if kind == placeLog {
			p.Count = steps
		}
		out = append(out, p)
	}
	return out
}

func erasedRows(e store.Erasure) int {
	n := 0
	for _, c := range (Forgotten{Erasure: e}).Counts() {
		if c.Kind != "shrunk" {
			n += c.Count
		}
	}
	return n
}

// matching are the files of a pattern, in order. A folder with a bracket in
// its name is no pattern, so only the last part is one.
func matching(pattern string) []string {
	dir, last := filepath.Split(pattern)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range entries {
		if ok, err := filepath.Match(last, e.Name()); ok && err == nil {
			out = append(out, filepath.Join(dir, e.Name()))
		}
	}
	return out
}

// filesIn are the files of a folder and of those in it.
func filesIn(folder string) []string {
	var out []string
	_ = filepath.WalkDir(folder, func(path string, e os.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			out = append(out, path)
		}
		return nil // what can't be read can't be listed either
	})
	return out
}

// allBackups are the backups on this machine, in the second place, and what
// else stands between them.
func (w *Workspace) allBackups() []string {
	id := w.Project.Info().ID.String()
	out := slices.DeleteFunc(filesIn(BackupFolder(w.env, id)), func(path string) bool { return filepath.Base(path) == knownName })
	known, err := Backups(w.env, id)
	if err != nil {
		return out
	}
	for _, b := range known {
		if !slices.Contains(out, b.Path) {
			out = append(out, b.Path)
		}
	}
	return out
}

// readingOf counts the documents that go and have a place of reading.
func (w *Workspace) readingOf(e store.Erasure) int {
	reading, n := w.Places().Reading, 0
	for _, id := range e.Whole {
		if _, ok := reading[id.String()]; ok {
			n++
		}
	}
	return n
}

// draftsAbout are the drafts that hold a name or belong to what goes, and those
// that perhaps hold one: somebody may have typed them about somebody else.
func (w *Workspace) draftsAbout(e store.Erasure) (theirs, perhaps []string) {
	left := filesIn(filepath.Join(w.env.State, "drafts", w.Project.Info().ID.String()))
	left = append(left, filesIn(filepath.Join(w.env.State, "correcting"))...) // of an editor that a crash ended
	look := pseudonym.LookFor(e.Sought.Given, e.Sought.Persons, nil)
	for _, path := range left {
		b, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		belongs := func(id string) bool { return bytes.Contains(b, []byte(id)) || strings.Contains(path, id) }
		switch sure := look.In(wordsOf(b)); {
		case sure == pseudonym.Named || slices.ContainsFunc(e.Rows, belongs):
			theirs = append(theirs, path)
		case sure > pseudonym.NotNamed:
			perhaps = append(perhaps, path)
		}
	}
	return theirs, perhaps
}

// wordsOf a file as people typed them: JSON writes a line feed as \n, which
// would make one word of it with the name that follows.
func wordsOf(b []byte) string {
	var all any
	if json.Unmarshal(b, &all) != nil {
		return string(b)
	}
	var out strings.Builder
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			out.WriteString(v + "\n\n")
		case []any:
			for _, one := range v {
				walk(one)
			}
		case map[string]any:
			for _, key := range slices.Sorted(maps.Keys(v)) {
				walk(v[key])
			}
		}
	}
	walk(all)
	return out.String()
}

// putAside are the files that the program itself left beside the project:
// NAME.veldwerk.schema-1, NAME.veldwerk.damaged-…
func (w *Workspace) putAside() []string {
	path := w.Path()
	var out []string
	for _, one := range matching(filepath.Join(filepath.Dir(path), "*")) {
		if strings.HasPrefix(filepath.Base(one), filepath.Base(path)+".") && !isFolder(one) {
			out = append(out, one)
		}
	}
	return out
}

// sameProjects are other projects beside this one with the same id: a copy, or
// what a sync client made of a conflict. They are somebody's, and stay.
func (w *Workspace) sameProjects() []string {
	path, own := w.Path(), w.Project.Info().ID
	var out []string
	for _, one := range matching(filepath.Join(filepath.Dir(path), "*"+Extension)) {
		if filepath.Base(one) == filepath.Base(path) || isFolder(one) {
			continue
		}
		if _, err := os.Stat(one + "-journal"); err == nil {
			continue // opening it would roll it back
		}
		if id, err := projectID(one); err == nil && id == own {
			out = append(out, one)
		}
	}
	return out
}

func projectID(path string) (uuid.UUID, error) {
	p, err := store.Open(context.Background(), path, store.Options{ReadOnly: true})
	if err != nil {
		return uuid.UUID{}, err
	}
	return p.Info().ID, p.Close()
}

// workCopies are the copies that another project path with this id is worked
// on, except the open one.
func (w *Workspace) workCopies() []string {
	var out []string
	open := filepath.Dir(w.Project.Info().Path)
	for _, one := range matching(filepath.Join(w.env.State, "work", w.Project.Info().ID.String()+"*")) {
		if one != open {
			out = append(out, one)
		}
	}
	return append(out, w.putAsideInCopy()...)
}

// proofJSON is what is kept of an erasure, for who has to account for it: no
// name, no title, no path.
type proofJSON struct {
	Schema   int               `json:"schema_version"`
	Project  string            `json:"project_id"`
	Step     string            `json:"step"`
	At       string            `json:"at"` // UTC
	Erased   map[string]int    `json:"erased"`
	Places   []forgetPlaceJSON `json:"places"`
	Mentions []mentionID       `json:"mentions"`

	Record *store.KeptErasure `json:"record,omitempty"` // ids; an older copy is held to it
}

func (w *Workspace) keepProof(mark forgetMark) (string, error) {
	project := w.Project.Info().ID.String()
	path := filepath.Join(w.env.State, "forgotten", project, mark.Step+".json")
	return path, writeDurably(path, proofJSON{Schema: 1, Project: project, Step: mark.Step, At: mark.At.UTC().Format(time.RFC3339),
		Erased: mark.Counts, Places: mark.Places, Mentions: mark.Mentions, Record: w.keptErasure(mark.Step)})
}
