package workspace

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"veldwerk/search"
)

// renewal asks the keeper of an index to throw it away and make it anew.
type renewal struct {
	folder string
	done   chan error
}

// renewIndex makes the index anew, so that no segment of it holds a removed
// word, and throws away those that this project has under other paths.
// search.ErrIndexBusy when another program holds one.
func (w *Workspace) renewIndex(ctx context.Context) error {
	own, project := w.indexFolder(), w.Project.Info().ID.String()
	var errs []error
	for _, folder := range matching(filepath.Join(w.env.Cache, "index", project+"-*")) {
		if folder != own {
			errs = append(errs, dropIndex(folder, project))
		}
	}
	switch {
	case w.index == nil:
		if _, err := os.Stat(own); err == nil {
			errs = append(errs, dropIndex(own, project))
		}
	case w.index.kept:
		r := renewal{folder: own, done: make(chan error, 1)}
		select {
		case w.index.renewal <- r:
			errs = append(errs, <-r.done)
		case <-w.index.done: // it gave up; nobody holds the folder
			errs = append(errs, dropIndex(own, project))
		case <-ctx.Done():
			errs = append(errs, ctx.Err())
		}
	default:
		errs = append(errs, w.index.renew(ctx, own, project))
	}
	return errors.Join(errs...)
}

// dropIndex removes an index that nobody holds; it is made again when asked
// for.
func dropIndex(folder, project string) error {
	held, err := search.OpenIndex(folder, project)
	if err != nil {
		return err
	}
	return errors.Join(held.Close(), os.RemoveAll(folder))
}

// renew is done by whoever owns the index. Searches scan meanwhile. A new
// index is left to be filled: by the background, or by the next one.
func (x *indexer) renew(ctx context.Context, folder, project string) error {
	x.mu.Lock()
	old := x.index
	x.index, x.state = nil, IndexState{}
	x.mu.Unlock()
	if old != nil {
		if err := old.Close(); err != nil {
			return err
		}
	}
	err := dropIndex(folder, project)
	if ctx.Err() == nil {
		x.open(folder, project)
	}
	return err
}
