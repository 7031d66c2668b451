package workspace

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"veldwerk/exchange/qualcoder"
	"veldwerk/exchange/refi"
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

// WriteProjectFolder writes the whole project as a folder of QualCoder, whole
// or not at all; a project of QualCoder that is there is replaced only with
// force, and anything else never.
func (o *Outgoing) WriteProjectFolder(ctx context.Context, path string, force bool) ([]transcript.Warning, error) {
	p, at := o.Project, o.Created
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
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
