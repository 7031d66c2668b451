package workspace

import (
	"context"
	"strings"

	"veldwerk/codebook"
)

// Coder who acts in this workspace. In a read-only one it may have no id.
func (w *Workspace) Coder() codebook.Coder {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.coder
}

// chooseCoder takes the name asked for, $VELDWERK_CODER, the one last used in
// this project on this machine, the project's only coder, the account's name.
func (w *Workspace) chooseCoder(ctx context.Context, asked string) error {
	known, err := w.Project.Coders.List(ctx)
	if err != nil {
		return err
	}
	only := ""
	if len(known) == 1 {
		only = known[0].Name
	}
	name := ""
	for _, candidate := range []string{asked, w.env.Getenv("VELDWERK_CODER"), w.Places().Coder, only, w.env.Account, "coder"} {
		if name = strings.TrimSpace(candidate); name != "" {
			break
		}
	}
	for _, c := range known {
		if codebook.Fold(c.Name) == codebook.Fold(name) {
			w.coder = c
		}
	}
	if w.coder.ID.IsZero() {
		w.coder = codebook.Coder{Name: name}
	}
	return nil
}

// Acting makes sure that the coder exists in the project and gives its id; the
// first act of a new coder makes it.
func (w *Workspace) Acting(ctx context.Context) (codebook.CoderID, error) {
	current := w.Coder()
	if !current.ID.IsZero() {
		w.mu.Lock()
		named := w.named
		w.mu.Unlock()
		if !named {
			w.setCoder(current)
		}
		return current.ID, nil
	}
	c, err := w.Project.Coders.Ensure(ctx, current.Name)
	if err != nil {
		return codebook.CoderID{}, err
	}
	w.setCoder(c)
	return c.ID, nil
}

// SwitchCoder goes on as another coder, made when missing.
func (w *Workspace) SwitchCoder(ctx context.Context, name string) error {
	c, err := w.Project.Coders.Ensure(ctx, name)
	if err != nil {
		return err
	}
	w.setCoder(c)
	return nil
}

func (w *Workspace) setCoder(c codebook.Coder) {
	w.mu.Lock()
	w.coder, w.named = c, true
	w.mu.Unlock()
	w.lock.name(w.env, c.Name)
	w.changePlaces(func(p *Places) { p.Coder = c.Name })
}
