// Package demo is the built-in demo project: nine invented Dutch interviews
// about decentralisation, coded in part by two coders who now and then
// disagree, with memos, cases and attributes. It is there to try the program
// on, and to teach qualitative coding with.
//
// Words: an interview is one file of data/ with its case; a mark is a coding
// keyed by its quote, so that the data read without offsets.
//
// Guarantees: Write makes the same project each time: ids, times and texts are
// fixed, so that two demos give identical exports. Every person, municipality
// and sentence is invented.
//
// Non-goals: where the demo goes and how it is opened (package cli); the
// starter codebook (package codebook).
package demo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"veldwerk/codebook"
	"veldwerk/store"
	"veldwerk/transcript"
)

// Coder is the name of the coder as whom the demo is best opened: slots 1–5
// are pinned for her, and most codings are hers.
const Coder = "Jonna Bakker"

// device names the change chain of the demo: the machine that writes it must
// not show in its exports.
const device = "demo"

// Write makes the demo project at path through the rooms that any project is
// made with. Of opt only Version is used: clock, ids and device are the demo's
// own. An existing file is refused (os.ErrExist) and never touched; after any
// other error no file is left behind.
func Write(ctx context.Context, path string, opt store.Options) error {
	m, err := load()
	if err != nil {
		return err
	}
	c := newClock()
	p, err := store.Create(ctx, path, store.Options{Now: c.Now, NewID: c.NewID, Device: device, Version: opt.Version})
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	w := &writer{ctx: ctx, p: p, clock: c, material: m}
	err = w.write()
	if err = errors.Join(err, p.Close()); err != nil {
		return fmt.Errorf("demo: %w", errors.Join(err, os.Remove(path)))
	}
	return nil
}

// writer is one run of Write: what it made so far, by the names that the
// material uses.
type writer struct {
	ctx      context.Context
	p        *store.Project
	clock    *clock
	material *material
	coders   map[string]codebook.CoderID
	codes    map[string]codebook.CodeID       // by path
	themes   map[string]codebook.ThemeID      // by name
	placed   map[string]transcript.DocumentID // by file
	cases    map[string]transcript.CaseID     // by file
}

// write does the acts in the order in which two people would have done them,
// over the first days of November.
func (w *writer) write() error {
	days := []struct {
		start time.Time
		do    func() error
	}{
		{day(2, 9), w.addCoders},
		{day(2, 9), w.addCodebook},
		{day(2, 10), w.addInterviews},
		{day(3, 9), w.pinSlots},
		{day(3, 9), w.addMarks},
		{day(11, 9), w.addMemos},
	}
	for _, d := range days {
		w.clock.moveTo(d.start)
		if err := d.do(); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) addCoders() error {
	w.coders = map[string]codebook.CoderID{}
	for _, name := range w.material.coders() {
		coder, err := w.p.Coders.Ensure(w.ctx, name)
		if err != nil {
			return fmt.Errorf("coder %q: %w", name, err)
		}
		w.coders[name] = coder.ID
	}
	return nil
}

// addCodebook brings in the starter codebook and the coder's own drafts, which
// have no definition yet.
func (w *writer) addCodebook() error {
	by := w.coders[Coder]
	codes, themes := codebook.Starter()
	if err := w.p.Codes.Import(w.ctx, by, codes, themes); err != nil {
		return fmt.Errorf("starter codebook: %w", err)
	}
	tree := codebook.NewTree(codes)
	w.codes, w.themes = map[string]codebook.CodeID{}, map[string]codebook.ThemeID{}
	for _, c := range codes {
		w.codes[tree.Path(c.ID)] = c.ID
	}
	for _, t := range themes {
		w.themes[t.Name] = t.ID
	}
	for _, path := range w.material.Drafts {
		parent, name := parentOf(path)
		made, err := w.p.Codes.Add(w.ctx, by, codebook.Code{Parent: w.codes[parent], Name: name, Status: codebook.StatusDraft})
		if err != nil {
			return fmt.Errorf("draft code %q: %w", path, err)
		}
		w.codes[path] = made[0].ID
	}
	return nil
}

func (w *writer) addInterviews() error {
	by := w.coders[Coder]
	attributes := make([]transcript.AttributeID, len(w.material.attributes))
	for i, a := range w.material.attributes {
		id, err := w.p.Attributes.Add(w.ctx, by, a.Name, a.Type)
		if err != nil {
			return fmt.Errorf("attribute %q: %w", a.Name, err)
		}
		attributes[i] = id
	}
	w.placed, w.cases = map[string]transcript.DocumentID{}, map[string]transcript.CaseID{}
	for _, in := range w.material.interviews {
		id, err := w.p.Cases.Add(w.ctx, by, in.person)
		if err != nil {
			return fmt.Errorf("case %q: %w", in.person, err)
		}
		for i, value := range in.values {
			if err := w.p.Cases.SetValue(w.ctx, by, id, attributes[i], value); err != nil {
				return fmt.Errorf("value %q of %q: %w", value, in.person, err)
			}
		}
		doc := in.document
		doc.Case = id
		doc, err = w.p.Documents.Add(w.ctx, by, doc, false)
		if err != nil {
			return fmt.Errorf("document %q: %w", in.file, err)
		}
		w.placed[in.file], w.cases[in.file] = doc.ID, id
	}
	return nil
}

func (w *writer) pinSlots() error {
	for _, coder := range w.material.coders() {
		for i, path := range w.material.Slots {
			if err := w.p.Slots.Set(w.ctx, w.coders[coder], i+1, w.codes[path]); err != nil {
				return fmt.Errorf("slot %d: %w", i+1, err)
			}
		}
	}
	return nil
}

// addMarks gives every mark as an act of its own, as a person would: the
// history of the demo can be read and undone step by step.
func (w *writer) addMarks() error {
	last, at := "", day(3, 9)
	for _, m := range w.material.marks {
		if session := m.Coder + "\x00" + m.Document; session != last {
			// One interview in the morning, one in the afternoon.
			w.clock.moveTo(at)
			last, at = session, nextSession(at)
		}
		if err := w.addMark(m); err != nil {
			return fmt.Errorf("coding %q in %q: %w", m.Code, m.Document, err)
		}
	}
	return nil
}

func (w *writer) addMark(m mark) error {
	by := w.coders[m.Coder]
	out, err := w.p.Codings.Apply(w.ctx, by, store.Application{
		Code:   w.codes[m.Code],
		Places: []store.Place{{Document: w.placed[m.Document], Span: m.span}},
	})
	if err != nil {
		return err
	}
	if out.Added != 1 || len(out.Codings) != 1 {
		return fmt.Errorf("%q is no coding of its own", m.Quote)
	}
	if m.Certainty != 0 {
		if err := w.p.Codings.SetCertainty(w.ctx, by, out.Codings[0], m.Certainty); err != nil {
			return err
		}
	}
	if m.Memo != "" {
		return w.p.Codings.SetMemo(w.ctx, by, out.Codings[0], m.Memo)
	}
	return nil
}

func (w *writer) addMemos() error {
	for _, n := range w.material.notes {
		by := w.coders[n.Coder]
		memo := codebook.Memo{Kind: n.Kind, Title: n.Title, Body: n.Body, Coder: by, About: codebook.Ref{Kind: n.About}}
		switch n.About {
		case codebook.RefDocument:
			memo.About.Document = w.placed[n.Document]
		case codebook.RefSpan:
			memo.About.Document, memo.About.Span = w.placed[n.Document], n.span
		case codebook.RefCase:
			memo.About.Case = w.cases[n.Document]
		case codebook.RefCode:
			memo.About.Code = w.codes[n.Code]
		case codebook.RefTheme:
			memo.About.Theme = w.themes[n.Theme]
		}
		if _, err := w.p.Memos.Add(w.ctx, by, memo); err != nil {
			return fmt.Errorf("memo %q: %w", n.Title, err)
		}
	}
	return nil
}
