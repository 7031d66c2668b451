package workspace

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	"veldwerk/store"
)

// RestoredErasures says what a restore did about who was forgotten since the
// backup was made.
type RestoredErasures struct {
	Again int // erasures that were done again, before anybody saw the file
	// Open are those that a person has to do again: names that were replaced
	// for good, and what could not be erased.
	Open int
}

// knownErasures are what the present file and the proofs in the state folder
// tell of a project: a file that is damaged tells nothing.
func knownErasures(ctx context.Context, env Environment, project string, present *store.Project) []store.KeptErasure {
	var out []store.KeptErasure
	if present != nil {
		if known, err := present.Changes.KeptErasures(ctx); err == nil {
			out = known
		}
	}
	steps := map[string]bool{}
	for _, one := range out {
		steps[one.Step] = true
	}
	for _, path := range matching(filepath.Join(env.State, "forgotten", project, "*.json")) {
		var proof proofJSON
		if b, err := os.ReadFile(path); err != nil || json.Unmarshal(b, &proof) != nil || proof.Record == nil || steps[proof.Step] {
			continue
		}
		out = append(out, *proof.Record)
	}
	return out
}

// holdTo erases in a restored draft whom the project forgot since. The draft is
// nobody's yet. When it fails the restore goes on, and what is open is told:
// whoever restores may have nothing else left.
func holdTo(ctx context.Context, env Environment, draft string, known []store.KeptErasure) (RestoredErasures, error) {
	var out RestoredErasures
	if len(known) == 0 {
		return out, nil
	}
	p, err := store.Open(ctx, draft, env.storeOptions(false))
	if err != nil {
		return out, err
	}
	own, err := p.Changes.Erasures(ctx)
	if err != nil {
		return out, errors.Join(err, p.Close())
	}
	steps := map[string]bool{}
	for _, one := range own {
		steps[one.ID] = true
	}
	people := 0
	for _, one := range known {
		switch {
		case steps[one.Step]:
		case one.History:
			out.Open++
		default:
			people++
		}
	}
	out.Again, err = p.Changes.HoldTo(ctx, known)
	if err != nil && !errors.Is(err, store.ErrRemains) {
		out.Open += people - out.Again
	}
	return out, p.Close()
}

// keptErasure is what the project keeps of a step that erased; nil when it
// can't be read.
func (w *Workspace) keptErasure(step string) *store.KeptErasure {
	known, err := w.Project.Changes.KeptErasures(context.Background())
	if err != nil {
		return nil
	}
	for _, one := range known {
		if one.Step == step {
			return &one
		}
	}
	return nil
}
