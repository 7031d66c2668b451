package workspace

import (
	"context"
	"fmt"

	"veldwerk/codebook"
	"veldwerk/store"
	"veldwerk/transcript"
)

// Revising is a correction of a document's text before it is stored: what it
// would do to everything that points into the text. Revise does just that, or
// nothing.
type Revising struct {
	Before    *transcript.Document // as it stands
	After     transcript.Document  // with the corrected text
	Fragments []RevisedFragment    // by their place in the old text

	mapping transcript.Mapping
	seen    store.Revision
}

// RevisedFragment is one coding or memo with the names of what it names.
type RevisedFragment struct {
	store.RevisedSpan
	CodePath  string // "" for a memo
	CoderName string
	Turn      int // number of the turn that it begins in, of the old text
}

// IsNothing says whether the text stays as it is.
func (r Revising) IsNothing() bool { return r.seen.N == 0 }

// Revision is the number of the text once it is stored; that of the text as it
// stands when it stays so.
func (r Revising) Revision() int {
	if r.IsNothing() {
		return r.Before.Revision
	}
	return r.seen.N
}

// Edits are the replaced ranges of the text, ascending.
func (r Revising) Edits() []transcript.Edit { return r.mapping.Edits() }

// Count is the number of codings and memos of each fate.
func (r Revising) Count() map[transcript.Fate]int { return r.seen.Count() }

// PlanRevision says what a corrected text of a document would do. doc is the
// document as the person read it: when its text changed meanwhile, that is
// refused (store.ErrRevised). What was typed is made canonical as a file is.
// Errors also: an *transcript.Error (empty, too-large), store.ErrNotFound.
func (w *Workspace) PlanRevision(ctx context.Context, doc *transcript.Document, typed string) (Revising, error) {
	text, err := transcript.Corrected(typed, doc.Text)
	if err != nil {
		return Revising{}, err
	}
	r := Revising{Before: doc, mapping: transcript.Diff(doc.Text, text)}
	r.After = doc.Revised(text, r.mapping)
	if r.seen, err = w.Project.Documents.PreviewRevision(ctx, r.After, r.mapping); err != nil || r.IsNothing() {
		return r, err
	}
	return r, w.nameFragments(ctx, &r)
}

// PlanTurn is PlanRevision for a person who corrected one turn; turn is an
// index into the document's Turns.
func (w *Workspace) PlanTurn(ctx context.Context, doc *transcript.Document, turn int, typed string) (Revising, error) {
	if turn < 0 || turn >= len(doc.Turns) {
		return Revising{}, fmt.Errorf("turn %d of %d: %w", turn, len(doc.Turns), store.ErrInvalid)
	}
	text, b := doc.Text.String(), doc.Text.Bytes(doc.Turns[turn].Span)
	return w.PlanRevision(ctx, doc, text[:b.Lo]+typed+text[b.Hi:])
}

func (w *Workspace) nameFragments(ctx context.Context, r *Revising) error {
	book, err := w.Codebook(ctx)
	if err != nil {
		return err
	}
	names, err := w.Names(ctx)
	if err != nil {
		return err
	}
	for _, s := range r.seen.Spans {
		f := RevisedFragment{RevisedSpan: s, CoderName: names.Coder(s.Coder)}
		if !s.Code.IsZero() {
			f.CodePath = book.Tree.Path(s.Code)
		}
		if i := r.Before.TurnAt(s.Old.Start); i >= 0 {
			f.Turn = r.Before.Turns[i].N
		}
		r.Fragments = append(r.Fragments, f)
	}
	return nil
}

// Revise stores a correction as it was shown, in one step: store.ErrRevised
// when anything that points into the text was changed since.
func (w *Workspace) Revise(ctx context.Context, by codebook.CoderID, r Revising) (store.Revision, error) {
	w.Secure(ctx, ReasonRevise)
	out, err := w.Project.Documents.ReviseAsSeen(ctx, by, r.After, r.mapping, r.seen)
	if err == nil {
		w.Reindex()
	}
	return out, err
}
