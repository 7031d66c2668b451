package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// Rewriting says what stands from now on in the place of what stands in a
// project, so that the former words can be erased.
type Rewriting struct {
	Texts     []RewrittenText         // of the documents whose text changes
	Documents []transcript.DocumentID // all whose history goes, the former too
	// Field gives the new words of a field that a person filled in; the same
	// ones leave it. It gets fields of rows that nobody sees any more as well.
	Field func(f Field, s string) string
	Names []string // that are looked for in what is not in use any more
}

// RewrittenText is a document with its new text, and the edits that made it.
type RewrittenText struct {
	Document transcript.Document
	Mapping  transcript.Mapping
}

// Field is a column that people write words in. Type is that of the attribute
// for a value, else "".
type Field struct {
	Table, Column string
	Type          transcript.AttributeType
}

// Rewritten counts what Rewrite changed.
type Rewritten struct {
	Step   string         // "" when nothing was written
	Fields map[string]int // fields by kind, as those of a Mention; titles are "document"
	Log    int            // steps that keep former names of codes, themes, attributes or coders: the log can't be changed
	Erasure
}

// RehearseRewrite tells what Rewrite would do, and changes nothing.
func (d *Documents) RehearseRewrite(ctx context.Context, by codebook.CoderID, r Rewriting) (Rewritten, error) {
	out, err := d.rewrite(ctx, by, r, true)
	if errors.Is(err, errRehearsed) {
		err = nil
	}
	out.Step = ""
	return out, err
}

// Rewrite puts new words in the place of old ones, everywhere and for good: in
// texts, with codings and memos that follow, and in all fields but the names of
// coders. A coding or memo that begins or ends inside a replaced range is
// widened to the whole of it first. Names that became the same are numbered.
// Then the history goes, as with ForgetHistory. All in one step, which undo
// passes by. ErrRevised when a text is not the current one any more; ErrRemains.
func (d *Documents) Rewrite(ctx context.Context, by codebook.CoderID, r Rewriting) (Rewritten, error) {
	out, err := d.rewrite(ctx, by, r, false)
	if err != nil {
		return Rewritten{}, err
	}
	return out, d.p.settleErasure(ctx, r.Documents)
}

func (d *Documents) rewrite(ctx context.Context, by codebook.CoderID, r Rewriting, rehearse bool) (Rewritten, error) {
	out := Rewritten{Fields: map[string]int{}}
	err := d.p.act(ctx, by, actForgetHistory, func(a *act) error {
		w := &rewriting{erasing: newErasing(a, ""), Rewriting: r, counts: out.Fields, types: map[string]transcript.AttributeType{}}
		if err := w.gatherNames(r.Names); err != nil {
			return err
		}
		for _, t := range r.Texts {
			if err := w.text(t); err != nil {
				return err
			}
		}
		if err := w.fields(); err != nil {
			return err
		}
		if err := w.onlyWhatIsUsed(r.Documents); err != nil {
			return err
		}
		if err := w.record(); err != nil {
			return err
		}
		var err error
		out.Log, err = w.stepsThatKeep()
		out.Step, out.Erasure = w.step, w.outcome()
		if err == nil && rehearse {
			err = errRehearsed
		}
		return err
	})
	return out, err
}

// rewriting is a Rewriting while it happens.
type rewriting struct {
	*erasing
	Rewriting
	counts map[string]int
	types  map[string]transcript.AttributeType // by id of the attribute
}

// text stores the new text of a document as its next revision.
func (w *rewriting) text(t RewrittenText) error {
	if err := w.widen(t); err != nil {
		return err
	}
	plan, err := w.p.planRevision(w.ctx, w.p.writer, t.Document, t.Mapping)
	if err != nil || plan.N == 0 {
		return err
	}
	return w.act.revise(t.Document, &plan)
}

// widen lets codings and memos take the whole of a range that they begin or
// end in: what is left of it after the edit would be half a replacement, or
// nothing.
func (w *rewriting) widen(t RewrittenText) error {
	id := t.Document.ID.String()
	for _, of := range []*table{codingTable, memoTable} {
		ids, err := w.strings("SELECT id FROM "+of.quoted()+" WHERE document_id = ? AND revision = ? AND char_start IS NOT NULL AND deleted = 0 ORDER BY char_start, char_end, id", id, t.Document.Revision)
		if err != nil {
			return err
		}
		for _, one := range ids {
			r, _, err := w.get(of, one)
			if err != nil {
				return err
			}
			if !r.live() { // one before it took it up
				continue
			}
			whole := widened(spanOf(r), t.Mapping.Edits())
			if whole == spanOf(r) {
				continue
			}
			if err := w.place(of, r, whole); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *rewriting) place(of *table, r row, span transcript.Span) error {
	if of == memoTable {
		return w.put(of, r.text("id"), row{"char_start": span.Start, "char_end": span.End})
	}
	quote, err := w.quote(revisionOf(r), span)
	if err != nil {
		return err
	}
	return w.settle(codingTable.with(r, row{"char_start": span.Start, "char_end": span.End, "quote_hash": codebook.QuoteHash(quote)}))
}

func widened(s transcript.Span, edits []transcript.Edit) transcript.Span {
	out := s
	for _, e := range edits {
		if e.Old.Start < s.End && s.Start < e.Old.End {
			out = out.Union(e.Old)
		}
	}
	return out
}

// stepsThatKeep counts the steps whose changes hold former words of columns
// that the log has as they are. They can't be taken away without breaking the
// chain that proves the log.
func (w *rewriting) stepsThatKeep() (int, error) {
	steps := map[string]bool{}
	for _, name := range sortedKeys(worded) {
		t := tableNamed(name)
		rows, err := w.strings("SELECT json_array(step, json(coalesce(before, '{}')), json(after)) FROM change WHERE tbl = ? ORDER BY n", name)
		if err != nil {
			return 0, err
		}
		for _, line := range rows {
			var parts [3]json.RawMessage
			if err := json.Unmarshal([]byte(line), &parts); err != nil {
				return 0, fmt.Errorf("change: %w: %w", ErrDamaged, err)
			}
			for _, side := range parts[1:] {
				r, err := decode(string(side))
				if err != nil {
					return 0, err
				}
				for _, column := range worded[name] {
					if s := r.text(column); s != "" && w.rewritten(t, column, r, s) != s {
						steps[string(parts[0])] = true
					}
				}
			}
		}
	}
	return len(steps), nil
}
