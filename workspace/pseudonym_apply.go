package workspace

import (
	"context"
	"errors"
	"os"
	"slices"

	"veldwerk/codebook"
	"veldwerk/pseudonym"
	"veldwerk/store"
	"veldwerk/transcript"
)

// Replacing says which names are replaced in the project itself, for good.
type Replacing struct {
	Table    pseudonym.Table
	Accepted []string // findings that a person accepted, as Vault.Accepted
	// Backups erases the copies that the program made as well; without it one
	// more is made first. They hold the names.
	Backups bool
}

// Replaced is what a replacing did or, before it, would do.
type Replaced struct {
	Texts  int            // names in texts
	Fields map[string]int // fields by kind (ReplacedKinds)
	Places []ForgetPlace
	Log    int    // steps of the log that keep former names of codes, themes, attributes or coders
	Left   []Left // what may still point at somebody, not accepted; of a plan: what will be left
	Backup string // path of the backup made before; "" for none
	Proof  string // path of the list that was kept, without names; "" before
}

// ReplacedKinds are the kinds of fields, in the order in which to tell them.
func ReplacedKinds() []string {
	return []string{"document", "speaker", "case", "value", "attribute", "code", "theme", "memo", "coding", "quarantine", "query"}
}

// Waits says whether a part is left for the next opening.
func (r Replaced) Waits() bool { return Forgotten{Places: r.Places}.Waits() }

// PlanReplacing tells what Replace would do, and changes nothing. A
// *pseudonym.TableError refuses the table.
func (w *Workspace) PlanReplacing(ctx context.Context, by codebook.CoderID, r Replacing) (Replaced, error) {
	rewriting, texts, err := w.rewriting(ctx, r.Table)
	if err != nil {
		return Replaced{}, err
	}
	done, err := w.Project.Documents.RehearseRewrite(ctx, by, rewriting)
	if err != nil {
		return Replaced{}, err
	}
	out := Replaced{Texts: texts, Fields: done.Fields, Log: done.Log, Places: w.replacedPlaces(done, r.Backups)}
	o, err := w.Outgoing(ctx, OutgoingOptions{})
	if err != nil {
		return out, err
	}
	// What can't be replaced stays as it is.
	project, coders := o.Name, slices.Clone(o.Coders)
	if err := o.Pseudonymise(r.Table); err != nil {
		return out, err
	}
	o.Name, o.Coders = project, coders
	out.Left, err = o.openResidue(r)
	return out, err
}

// Replace puts the replacements of a table in the place of the names in the
// project itself, and erases the names: older texts, sources, deleted rows, the
// search index, drafts. It can't be undone. The project changes in one
// transaction, after a backup; when none can be made nothing is changed. What
// comes after it and can't be done now waits for the next opening.
func (w *Workspace) Replace(ctx context.Context, by codebook.CoderID, r Replacing) (Replaced, error) {
	rewriting, texts, err := w.rewriting(ctx, r.Table)
	if err != nil {
		return Replaced{}, err
	}
	out := Replaced{Texts: texts}
	if !r.Backups {
		b, err := w.BackUp(ctx, ReasonNames)
		if err != nil {
			return Replaced{}, err
		}
		out.Backup = b.Path
	}
	plan, err := w.Project.Documents.RehearseRewrite(ctx, by, rewriting)
	if err != nil {
		return Replaced{}, err
	}
	before, err := w.Project.Changes.Erasures(ctx)
	if err != nil {
		return Replaced{}, err
	}
	out.Fields, out.Log, out.Places = plan.Fields, plan.Log, w.replacedPlaces(plan, r.Backups)
	erasure := plan.Erasure
	erasure.Whole, erasure.Mentions = nil, nil // documents that were deleted before have no place of reading
	mark := newForgetMark(Forgotten{At: w.env.Now().UTC(), Erasure: erasure, Places: out.Places}, len(before))
	if err := writeDurably(w.forgetMarkPath(), mark); err != nil {
		return Replaced{}, err
	}
	done, err := w.Project.Documents.Rewrite(ctx, by, rewriting)
	if err != nil && !errors.Is(err, store.ErrRemains) {
		return Replaced{}, errors.Join(err, ignoreAbsent(os.Remove(w.forgetMarkPath())))
	}
	mark.Step = done.Step
	if out.Proof, err = w.finishForgetting(ctx, mark, out.Places); err != nil {
		return out, err
	}
	o, err := w.Outgoing(ctx, OutgoingOptions{})
	if err != nil {
		return out, err
	}
	out.Left, err = o.openResidue(r)
	return out, err
}

func (o *Outgoing) openResidue(r Replacing) ([]Left, error) {
	left, err := o.Residue(r.Table, r.Accepted, "")
	return Unaccepted(left), err
}

// rewriting is what a table does to the project, and how many names it
// replaces in the texts.
func (w *Workspace) rewriting(ctx context.Context, t pseudonym.Table) (store.Rewriting, int, error) {
	r, err := pseudonym.Compile(t)
	if err != nil {
		return store.Rewriting{}, 0, err
	}
	out, names := store.Rewriting{Field: replacedField(r)}, 0
	for _, e := range t.Entries {
		out.Names = append(out.Names, e.Forms()...)
	}
	docs, err := w.Project.Documents.List(ctx)
	if err != nil {
		return out, 0, err
	}
	for _, info := range docs {
		out.Documents = append(out.Documents, info.ID)
		doc, err := w.Project.Documents.Get(ctx, info.ID)
		if err != nil {
			return out, 0, err
		}
		if edits := rewrite(r, &doc); len(edits) > 0 {
			out.Texts = append(out.Texts, store.RewrittenText{Document: doc, Mapping: transcript.NewMapping(edits)})
			names += len(edits)
		}
	}
	return out, names, nil
}

// labels are the tables whose name or title is a label: names stand in it in
// any case. A query is typed, so it is read like one.
var labels = map[string]bool{"document": true, "speaker": true, "case": true, "attribute": true, "value": true, "query": true}

func replacedField(r *pseudonym.Replacer) func(store.Field, string) string {
	return func(f store.Field, s string) string {
		switch {
		case f.Table == "value" && isTyped(f.Type, s):
			return s
		case labels[f.Table]:
			return r.ApplyName(s)
		}
		out, _ := r.Apply(s)
		return out
	}
}

// replacedPlaces are those of an erasure. All drafts go: of a text with other
// words in it most have no place any more; and what an editor left that holds a
// name. The table itself stays, as the key.
func (w *Workspace) replacedPlaces(done store.Rewritten, backups bool) []ForgetPlace {
	e := done.Erasure
	e.Whole, e.Rows, e.Mentions = nil, nil, nil
	drafts := filesIn(w.draftFolder())
	theirs, _ := w.draftsAbout(e)
	for _, path := range theirs {
		if !slices.Contains(drafts, path) {
			drafts = append(drafts, path)
		}
	}
	places := slices.DeleteFunc(w.forgetPlaces(e, backups), func(p ForgetPlace) bool { return p.Kind == placeVault || p.Kind == placeDrafts })
	if len(drafts) > 0 {
		places = slices.Insert(places, 2, ForgetPlace{Kind: placeDrafts, State: PlaceErased, Count: len(drafts), Paths: drafts})
	}
	for i := range places {
		if places[i].Kind == placeLog {
			places[i].Count = done.Log
		}
	}
	return places
}
