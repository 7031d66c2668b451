package workspace

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"veldwerk/exchange"
	"veldwerk/search"
)

// TableOptions say which fragments, and which of their columns.
type TableOptions struct {
	Columns exchange.Selection
	Query   search.Query
}

// Table makes the table of an export: fragments …
func (w *Workspace) Table(ctx context.Context, kind string, o TableOptions) (exchange.Table, error) {
	found, err := w.Fragments(ctx, o.Query)
	if err != nil {
		return exchange.Table{}, err
	}
	attributes, err := attributeNames(ctx, w)
	return exchange.Fragments(found, exchange.FragmentOptions{Project: w.Project.Info().Name, Columns: o.Columns, Attributes: attributes}), err
}

func attributeNames(ctx context.Context, w *Workspace) ([]string, error) {
	all, err := w.Project.Attributes.List(ctx)
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(all))
	for _, a := range all {
		names = append(names, a.Name)
	}
	return names, nil
}

// WriteFile gives do a file named path to write. It is written beside its place
// and renamed when whole, so that a full disk leaves nothing half; an existing
// file is replaced only with force.
func WriteFile(path string, force bool, do func(w io.Writer) error) error {
	if _, err := os.Lstat(path); err == nil && !force {
		return &fs.PathError{Op: "write", Path: path, Err: fs.ErrExist}
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".veldwerk-*")
	if err != nil {
		return err
	}
	err = do(f)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// Exists says that a file was not written because it is there already.
func Exists(err error) bool { return errors.Is(err, fs.ErrExist) }
