package workspace

import (
	"context"

	"veldwerk/codebook"
)

// ImportStarter puts the starter codebook in the project, in one step.
func (w *Workspace) ImportStarter(ctx context.Context) error {
	by, err := w.Acting(ctx)
	if err != nil {
		return err
	}
	codes, themes := codebook.Starter()
	return w.Project.Codes.Import(ctx, by, codes, themes)
}
