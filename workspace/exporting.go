package workspace

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"veldwerk/exchange/qualcoder"
	"veldwerk/exchange/refi"
	"veldwerk/store"
	"veldwerk/transcript"
)

// ProjectFormat is a form of another tool in which a whole project goes out.
type ProjectFormat string

// The forms.
const (
	QDPX ProjectFormat = "qdpx" // REFI-QDA, a file
	QDA  ProjectFormat = "qda"  // QualCoder, a folder
)

// ProjectFormatOf reads the form from a path's ending, in any case.
func ProjectFormatOf(path string) (ProjectFormat, bool) {
	f := ProjectFormat(strings.ToLower(strings.TrimPrefix(filepath.Ext(filepath.Clean(path)), ".")))
	return f, f == QDPX || f == QDA
}

// ProjectProfiles are the habits that WriteProject can follow.
func ProjectProfiles() []string { return []string{string(refi.ProfileNVivo)} }

// WriteProject writes the whole project as REFI-QDA. The facts are what other
// tools will not see of it, each with Args count.
func (w *Workspace) WriteProject(ctx context.Context, to io.Writer, profile string) ([]transcript.Warning, error) {
	p, err := w.Project.Whole(ctx, store.WholeOptions{Sources: true})
	if err != nil {
		return nil, err
	}
	return refi.Write(to, p, refi.Options{Profile: refi.Profile(profile), Origin: p.Origin})
}

// WriteCodebook writes the codes and themes as REFI-QDA (.qdc); facts as
// WriteProject.
func (w *Workspace) WriteCodebook(ctx context.Context, to io.Writer) ([]transcript.Warning, error) {
	p, err := w.Project.Whole(ctx, store.WholeOptions{})
	if err != nil {
		return nil, err
	}
	return refi.WriteCodebook(to, p.Codes, p.Themes, refi.Options{Origin: p.Origin})
}

// WriteProjectFolder writes the whole project as a folder of QualCoder, whole
// or not at all; a project of QualCoder that is there is replaced only with
// force, and anything else never.
func (w *Workspace) WriteProjectFolder(ctx context.Context, path string, force bool) ([]transcript.Warning, error) {
	p, err := w.Project.Whole(ctx, store.WholeOptions{})
	if err != nil {
		return nil, err
	}
	if path, err = filepath.Abs(path); err != nil {
		return nil, err
	}
	at := w.Project.Info().Created
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return qualcoder.Write(ctx, path, p, at)
	}
	if !force || !isProjectFolder(path) {
		return nil, &fs.PathError{Op: "write", Path: path, Err: fs.ErrExist}
	}
	// The new one is written beside the old one, which goes only when the new
	// one stands.
	fresh, old := beside(path, "new"), beside(path, "old")
	losses, err := qualcoder.Write(ctx, fresh, p, at)
	if err != nil {
		return nil, err
	}
	if err := os.Rename(path, old); err != nil {
		return nil, errors.Join(err, os.RemoveAll(fresh))
	}
	if err := os.Rename(fresh, path); err != nil {
		return nil, errors.Join(err, os.Rename(old, path), os.RemoveAll(fresh))
	}
	return losses, os.RemoveAll(old)
}

// beside is a free hidden name in the folder of path.
func beside(path, what string) string {
	for n := os.Getpid(); ; n++ {
		name := filepath.Join(filepath.Dir(path), fmt.Sprintf(".veldwerk-%s-%d.qda", what, n))
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			return name
		}
	}
}
