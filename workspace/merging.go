package workspace

import (
	"context"
	"errors"
	"slices"

	"veldwerk/codebook"
	"veldwerk/store"
)

// MergeNouns are the rows that a merge counts, in the order in which they are
// told, by the table of the report and the name that people and JSON know.
var MergeNouns = []struct{ Table, Noun string }{
	{"document", "documents"}, {"speaker", "speakers"}, {"case", "cases"}, {"attribute", "attributes"}, {"value", "values"},
	{"code", "codes"}, {"theme", "themes"}, {"theme_code", "theme_codes"}, {"theme_word", "theme_words"},
	{"coding", "codings"}, {"memo", "memos"}, {"quarantine", "quarantine"}, {"coder", "coders"}, {"slot", "slots"}, {"query", "queries"},
}

// Merge takes in another copy of the project, which may lie anywhere, as the
// coder of this workspace; with dry it only tells what would come of it.
// *store.OtherProjectError, *store.CopyError, store.ErrReadOnly.
func (w *Workspace) Merge(ctx context.Context, by codebook.CoderID, other string, dry bool) (store.MergeReport, error) {
	if !dry {
		w.Secure(ctx, ReasonMerge)
	}
	report, err := w.Project.Merge(ctx, by, other, store.MergeOptions{DryRun: dry})
	if err != nil || dry {
		return report, err
	}
	if report.Erased > 0 { // a person whom the other copy forgot is not to stay in the index
		w.facts.dropTexts()
		_ = w.renewIndex(ctx)
	}
	w.Reindex()
	return report, w.followCoder(ctx)
}

// followCoder goes on as the coder that this one was united with: of two of
// one name the older one is left.
func (w *Workspace) followCoder(ctx context.Context) error {
	known, err := w.Project.Coders.List(ctx)
	if err != nil {
		return err
	}
	current := w.Coder()
	if slices.ContainsFunc(known, func(c codebook.Coder) bool { return c.ID == current.ID }) {
		return nil
	}
	for _, c := range known {
		if codebook.Fold(c.Name) == codebook.Fold(current.Name) {
			w.setCoder(c)
		}
	}
	return nil
}

// explainMerge words the errors of a merge, and of a file that is not as
// veldwerk makes it.
func explainMerge(err error) (id string, pairs []any) {
	var another *store.OtherProjectError
	var foreign *store.TrustError
	var schema *store.SchemaError
	var other *store.CopyError
	switch {
	case errors.As(err, &another):
		return "merge.other-project", []any{"Name", another.Name}
	case errors.As(err, &foreign):
		return "merge.foreign", []any{"Object", foreign.Object}
	case errors.As(err, &schema) && schema.Have > schema.Want:
		return "merge.newer", nil
	case errors.As(err, &schema):
		return "merge.older", nil
	case errors.As(err, &other) && errors.Is(err, store.ErrDamaged):
		return "merge.copy-damaged", nil
	}
	return "", nil
}

// WordConflict names the messages that say what two copies disagreed about and
// what came of it; the outcome takes the field as its argument.
func WordConflict(c store.Conflict, knows func(id string) bool) (outcome, field string) {
	field = "merge.field." + c.Field
	if !knows(field) {
		field = "merge.field.other"
	}
	outcome = "merge.outcome." + string(c.Kind)
	if c.Winner != "" && knows(outcome+"."+c.Winner) {
		outcome += "." + c.Winner
	}
	return outcome, field
}
