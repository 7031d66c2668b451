package workspace

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"veldwerk/codebook"
)

// Draft is what somebody typed in a form and has not saved. Drafts lie in the
// state folder, one private file each, and never in the project: a project is
// handed to others, and nobody has decided yet that this text belongs in it.
type Draft struct {
	Of    DraftOf           `json:"of"`
	Title string            `json:"title"` // of the form, as it was shown
	Was   map[string]string `json:"was"`   // the answers as they were saved when the form was opened, by field
	Now   map[string]string `json:"now"`   // the answers as they were typed
	At    time.Time         `json:"at"`    // UTC
}

// DraftOf says what a draft belongs to; there is one draft of a thing.
type DraftOf struct {
	Kind  DraftKind       `json:"kind"`
	Memo  codebook.MemoID `json:"memo"`  // zero for a memo that is not there yet
	About codebook.Ref    `json:"about"` // of a new memo: its subject; else the coding, code or theme; of a new code its parent
}

// DraftKind is the form that was filled in.
type DraftKind string

// The forms of which drafts are kept.
const (
	DraftMemo       DraftKind = "memo"
	DraftCodingMemo DraftKind = "coding-memo"
	DraftCode       DraftKind = "code"
	DraftNewCode    DraftKind = "new-code"
	DraftTheme      DraftKind = "theme"
	DraftNewTheme   DraftKind = "new-theme"
	DraftLeft       DraftKind = "left" // of what is gone since
)

// Key names the draft: 32 hexadecimal digits.
func (of DraftOf) Key() string {
	raw, _ := json.Marshal(of) // strings, numbers and ids: cannot fail
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:16])
}

// drafts orders the writing and the dropping of drafts.
type drafts struct {
	mu   sync.Mutex
	last map[string]int // turn of the newest keep or drop, by key
}

// newer says whether a turn is the newest of its draft, and notes it; mu is held.
func (d *drafts) newer(key string, turn int) bool {
	if d.last == nil {
		d.last = map[string]int{}
	}
	if turn < d.last[key] {
		return false
	}
	d.last[key] = turn
	return true
}

// draftFolder belongs to the project, not to its path: a project that was moved
// finds its drafts again.
func (w *Workspace) draftFolder() string {
	return filepath.Join(w.env.State, "drafts", w.Project.Info().ID.String())
}

func (w *Workspace) draftPath(key string) string {
	return filepath.Join(w.draftFolder(), key+".json")
}

// KeepDraft puts a draft on disk: the old one or the new one is there whatever
// happens, also after a power cut. Keeps and drops run side by side and end in
// any order: the one with the highest turn counts, so the caller numbers them.
func (w *Workspace) KeepDraft(d Draft, turn int) error {
	key := d.Of.Key()
	w.drafts.mu.Lock()
	defer w.drafts.mu.Unlock()
	if !w.drafts.newer(key, turn) {
		return nil
	}
	raw, err := json.Marshal(d)
	if err != nil {
		return err
	}
	return writeSynced(w.draftPath(key), raw)
}

// DropDraft takes a draft away, after it was saved or thrown away; none is no
// error. For turn see KeepDraft.
func (w *Workspace) DropDraft(of DraftOf, turn int) error {
	key := of.Key()
	w.drafts.mu.Lock()
	defer w.drafts.mu.Unlock()
	if !w.drafts.newer(key, turn) {
		return nil
	}
	err := os.Remove(w.draftPath(key))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// Drafts are the drafts of this project, newest first. A project that is open
// for reading only gives none: they belong to the program that writes it. A file
// that can't be read is left where it is.
func (w *Workspace) Drafts() []Draft {
	if w.ReadOnly() {
		return nil
	}
	w.drafts.mu.Lock()
	defer w.drafts.mu.Unlock()
	entries, err := os.ReadDir(w.draftFolder())
	if err != nil {
		return nil
	}
	var found []Draft
	for _, e := range entries {
		path := filepath.Join(w.draftFolder(), e.Name())
		if strings.HasPrefix(e.Name(), halfWritten) { // of a program that was killed: text that nothing else would take away
			_ = os.Remove(path)
			continue
		}
		var d Draft
		raw, err := os.ReadFile(path)
		if err == nil && json.Unmarshal(raw, &d) == nil && d.Of.Key()+".json" == e.Name() {
			found = append(found, d)
		}
	}
	slices.SortStableFunc(found, func(a, b Draft) int { return b.At.Compare(a.At) })
	return found
}

// EraseDrafts takes every draft of this project away, readable or not, and says
// how many files there were: they may hold what must be forgotten.
func (w *Workspace) EraseDrafts() (int, error) {
	w.drafts.mu.Lock()
	defer w.drafts.mu.Unlock()
	entries, err := os.ReadDir(w.draftFolder())
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return len(entries), os.RemoveAll(w.draftFolder())
}
