package workspace

import (
	"context"

	"veldwerk/codebook"
	"veldwerk/search"
)

// UpdateTheme writes a theme. Where it gets another name, the vocabularies that
// name it follow, in the same step.
func (w *Workspace) UpdateTheme(ctx context.Context, by codebook.CoderID, theme codebook.Theme) error {
	themes, err := w.Project.Themes.List(ctx)
	if err != nil {
		return err
	}
	old := theme.Name
	for _, t := range themes {
		if t.ID == theme.ID {
			old = t.Name
		}
	}
	var others []codebook.Theme
	if codebook.Fold(old) != codebook.Fold(theme.Name) {
		theme.Words, _ = search.RenameTheme(theme.Words, old, theme.Name)
		for _, t := range themes {
			if words, changed := search.RenameTheme(t.Words, old, theme.Name); changed && t.ID != theme.ID {
				t.Words = words
				others = append(others, t)
			}
		}
	}
	return w.Project.Themes.Update(ctx, by, theme, others...)
}
