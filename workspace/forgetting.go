package workspace

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"veldwerk/codebook"
	"veldwerk/store"
)

// Forgetting says whom to forget, and how far to go.
type Forgetting struct {
	Who store.Who
	// Backups erases the copies that the program made as well: backups, and
	// what was put aside beside the project.
	Backups bool
	// Vault, when it is open, loses its entries of the person.
	Vault *Vault
}

// Forgotten is what an erasure did or, before it, would do.
type Forgotten struct {
	At      time.Time
	Erasure store.Erasure
	Places  []ForgetPlace
	Proof   string // path of the list that was kept, without names; "" before
}

// Waits says whether a part is left for the next opening.
func (f Forgotten) Waits() bool {
	for _, p := range f.Places {
		if p.State == PlaceWaits {
			return true
		}
	}
	return false
}

// forgetMark stands in the state folder while an erasure is under way: what
// the project's own transaction does not hold is done from it, by the next
// opening if need be. It names files and ids, no person.
type forgetMark struct {
	Erasures  int               `json:"erasures"` // in the project before it began
	At        time.Time         `json:"at"`
	Documents []string          `json:"documents"` // that go whole
	Drafts    []string          `json:"drafts"`
	Copies    []string          `json:"copies"` // asked for
	Step      string            `json:"step"`
	Counts    map[string]int    `json:"counts"`
	Mentions  []mentionID       `json:"mentions"`
	Places    []forgetPlaceJSON `json:"places"`
}

// mentionID is a mention without its name.
type mentionID struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
}

func (w *Workspace) forgetMarkPath() string {
	return filepath.Join(w.env.State, "forgetting", w.Project.Info().ID.String()+".json")
}

// PlanForgetting tells what Forget would erase and where, and changes nothing.
func (w *Workspace) PlanForgetting(ctx context.Context, by codebook.CoderID, f Forgetting) (Forgotten, error) {
	e, err := w.Project.Rehearse(ctx, by, f.Who)
	if err != nil {
		return Forgotten{}, err
	}
	return Forgotten{At: w.env.Now().UTC(), Erasure: e, Places: w.vaultPlaces(w.forgetPlaces(e, f.Backups), f.Vault, e)}, nil
}

// Forget erases a person from the project, the search index, the drafts and
// the places of reading, and when asked from the backups; it lists where it
// can't reach, and keeps that list without names. The project is erased in one
// transaction. What comes after it and can't be done now waits for the next
// opening. When the vault can't be written the rest is done all the same, and
// the error is given with what was.
func (w *Workspace) Forget(ctx context.Context, by codebook.CoderID, f Forgetting) (Forgotten, error) {
	plan, err := w.PlanForgetting(ctx, by, f)
	if err != nil {
		return Forgotten{}, err
	}
	before, err := w.Project.Changes.Erasures(ctx)
	if err != nil {
		return Forgotten{}, err
	}
	mark := newForgetMark(plan, len(before))
	if err := writeDurably(w.forgetMarkPath(), mark); err != nil {
		return Forgotten{}, err
	}
	e, err := w.Project.Forget(ctx, by, f.Who)
	if err != nil && !errors.Is(err, store.ErrRemains) {
		return Forgotten{}, errors.Join(err, ignoreAbsent(os.Remove(w.forgetMarkPath())))
	}
	mark.Step = e.Step
	plan.Erasure = e
	kept := f.forgetEntries(e)
	if kept != nil {
		entriesStay(plan.Places, &mark)
	}
	plan.Proof, err = w.finishForgetting(ctx, mark, plan.Places)
	return plan, errors.Join(err, kept)
}

func newForgetMark(plan Forgotten, erasures int) forgetMark {
	m := forgetMark{Erasures: erasures, At: plan.At, Drafts: []string{}, Copies: []string{}, Counts: map[string]int{}, Mentions: []mentionID{}}
	for _, c := range plan.Counts() {
		m.Counts[c.Kind] = c.Count
	}
	for _, id := range plan.Erasure.Whole {
		m.Documents = append(m.Documents, id.String())
	}
	for _, one := range plan.Erasure.Mentions {
		m.Mentions = append(m.Mentions, mentionID{one.Kind, one.ID})
	}
	for _, p := range plan.Places {
		m.Places = append(m.Places, forgetPlaceJSON{p.Kind, string(p.State), p.Count})
		switch {
		case p.Kind == placeDrafts && p.State == PlaceErased:
			m.Drafts = p.Paths
		case p.State == PlaceErased && p.IsCopy():
			m.Copies = append(m.Copies, p.Paths...)
		}
	}
	return m
}

// ForgetCount is how much of one kind an erasure takes.
type ForgetCount struct {
	Kind  string // stable, in JSON and in the catalogues
	Count int
}

// Counts are the numbers of an erasure, in the order in which to tell them.
func (f Forgotten) Counts() []ForgetCount {
	e := f.Erasure
	return []ForgetCount{
		{"documents", e.Documents}, {"turns", e.Turns}, {"speakers", e.Speakers}, {"cases", e.Cases}, {"values", e.Values}, {"codings", e.Codings},
		{"shrunk", e.Shrunk}, {"memos", e.Memos}, {"quarantined", e.Quarantined}, {"revisions", e.Revisions}, {"sources", e.Sources},
		{"unused", e.Unused}, {"bodies", e.Bodies},
	}
}

// finishForgetting does what the transaction could not, keeps the proof and
// takes the mark away when nothing waits any more.
func (w *Workspace) finishForgetting(ctx context.Context, mark forgetMark, places []ForgetPlace) (proof string, err error) {
	failed := map[string]bool{}
	try := func(kind string, err error) {
		if err != nil {
			failed[kind] = true
		}
	}
	try(placeProject, w.Project.Compact(ctx))
	w.facts.dropTexts()
	try(placeIndex, w.renewIndex(ctx))
	try(placeReading, w.forgetReading(mark.Documents))
	try(placeDrafts, removeAll(mark.Drafts))
	for _, path := range mark.Copies {
		kind := placeBackups
		if filepath.Dir(path) == filepath.Dir(w.Path()) {
			kind = placeAside
		}
		try(kind, removeAll([]string{path}))
	}
	if len(mark.Copies) > 0 {
		// The one that is left is of what the project holds now. A backup that
		// fails stops nothing.
		_, _ = w.BackUp(ctx, ReasonErase)
	}
	for i, p := range mark.Places {
		if failed[p.Kind] && p.State == string(PlaceErased) {
			mark.Places[i].State = string(PlaceWaits)
		}
	}
	for i, p := range places {
		if failed[p.Kind] && p.State == PlaceErased {
			places[i].State = PlaceWaits
		}
	}
	if proof, err = w.keepProof(mark); err != nil {
		return "", err
	}
	if len(failed) > 0 {
		return proof, nil
	}
	return proof, ignoreAbsent(os.Remove(w.forgetMarkPath()))
}

// resumeForgetting ends an erasure that was broken off. A mark without an
// erasure in the project was made before a transaction that never came: then
// nothing was erased, and nothing is.
func (w *Workspace) resumeForgetting(ctx context.Context) error {
	b, err := os.ReadFile(w.forgetMarkPath())
	if err != nil || w.ReadOnly() {
		return ignoreAbsent(err)
	}
	var mark forgetMark
	if err := json.Unmarshal(b, &mark); err != nil {
		return ignoreAbsent(os.Remove(w.forgetMarkPath()))
	}
	known, err := w.Project.Changes.Erasures(ctx)
	if err != nil {
		return err
	}
	if len(known) <= mark.Erasures {
		return ignoreAbsent(os.Remove(w.forgetMarkPath()))
	}
	mark.Step = known[len(known)-1-mark.Erasures].ID
	entriesStay(nil, &mark) // the vault may have been left as it was
	_, err = w.finishForgetting(ctx, mark, nil)
	return err
}

// forgetReading takes documents out of the places of reading.
func (w *Workspace) forgetReading(documents []string) error {
	if _, err := os.Stat(w.placesPath()); err != nil {
		return ignoreAbsent(err)
	}
	w.changePlaces(func(p *Places) {
		for _, id := range documents {
			delete(p.Reading, id)
			if p.Document == id {
				p.Document = ""
			}
		}
	})
	return nil
}

func removeAll(paths []string) error {
	var errs []error
	for _, path := range paths {
		errs = append(errs, ignoreAbsent(os.Remove(path)))
	}
	return errors.Join(errs...)
}

func ignoreAbsent(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
