package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/search"
	"veldwerk/store"
	"veldwerk/workspace"
)

// bookRead is what keys need at once, without waiting for a read: the
// codebook, the coder's pinned codes and how often each code was used. The desk
// keeps it and reads it anew after every act.
type bookRead struct {
	book   search.Codebook
	slots  [9]codebook.CodeID
	counts map[codebook.CodeID]int
	glyphs map[codebook.CodeID]int
	// vaulted says that there is a table of pseudonyms: exports offer it.
	vaulted bool
}

func readBook(ctx context.Context, ws *workspace.Workspace) (bookRead, error) {
	r := bookRead{vaulted: ws.HasVault("")}
	var err error
	if r.book, err = ws.Codebook(ctx); err != nil {
		return r, err
	}
	r.glyphs = codebook.Glyphs(r.book.Tree.Codes())
	if r.counts, err = ws.Project.Codings.CountByCode(ctx); err != nil {
		return r, err
	}
	if coder := ws.Coder(); !coder.ID.IsZero() {
		r.slots, err = ws.Project.Slots.Of(ctx, coder.ID)
	}
	return r, err
}

// refresh reads the book anew; App keeps it.
func (d *desk) refresh() tea.Cmd {
	if d.ws == nil {
		return nil
	}
	ws := d.ws
	return d.read("", "book", func(ctx context.Context) (tea.Msg, error) { return readBook(ctx, ws) })
}

// codeChoice is a code to put on something: an existing one, or fresh ones to
// be made in the same step, the last of which is meant.
type codeChoice struct {
	id    codebook.CodeID
	fresh []codebook.Code
	name  string
}

func chosenCode(c codebook.Code) codeChoice { return codeChoice{id: c.ID, name: c.Name} }

// make makes the fresh codes where the act itself can't.
func (c codeChoice) make(ctx context.Context, ws *workspace.Workspace, by codebook.CoderID) error {
	if len(c.fresh) == 0 {
		return nil
	}
	_, err := ws.Project.Codes.Add(ctx, by, c.fresh...)
	return err
}

// application is the choice put on places, in one step.
func (c codeChoice) application(places ...store.Place) store.Application {
	return store.Application{Code: c.id, New: c.fresh, Places: places}
}

// withSlot uses a pinned code; an empty slot opens the palette and keeps the
// choice.
func (d *desk) withSlot(slot int, then func(codeChoice) tea.Cmd) tea.Cmd {
	if code, ok := d.book.book.Tree.Code(d.book.slots[slot-1]); ok && code.Usable() {
		d.used(code.ID)
		return then(chosenCode(code))
	}
	if d.refuseReadOnly() {
		return nil
	}
	return d.pickCode(func(c codeChoice) tea.Cmd {
		return tea.Batch(then(c), d.pin(slot, c.id, nil))
	})
}

// pin puts a code on a number key.
func (d *desk) pin(slot int, code codebook.CodeID, then func() string) tea.Cmd {
	ws := d.ws
	return d.act("", func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		return nil, ws.Project.Slots.Set(ctx, by, slot, code)
	}, then)
}

// used remembers the code for r and puts it in front of the recent ones.
func (d *desk) used(code codebook.CodeID) {
	recent := []codebook.CodeID{code}
	for _, c := range d.recent {
		if c != code && len(recent) < 9 {
			recent = append(recent, c)
		}
	}
	d.recent = recent
}
