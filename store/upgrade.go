package store

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// QuickLimit is the size in bytes up to which SQLite looks at every page before
// a file is opened for writing: it takes 40 ms for 20 MB. Larger files are
// looked at in the background, by who opened them.
const QuickLimit = 50 << 20

// proveBefore refuses to write into a damaged file: ErrDamaged. To begin a
// session in it could be the end of what can still be read.
func proveBefore(ctx context.Context, path string) error {
	info, err := os.Stat(path)
	if err != nil || info.Size() > QuickLimit {
		return err
	}
	return fault(sound(ctx, path))
}

// upgrade keeps a copy of the older file before anything changes in it: where
// Keep says, else beside it. That one does not end in .veldwerk: a folder with
// one project keeps one. Without a copy nothing is changed.
func (p *Project) upgrade(ctx context.Context, steps []string) error {
	if err := p.keepOlder(ctx); err != nil {
		return err
	}
	if err := migrate(ctx, p.writer, p.info.Schema, steps); err != nil {
		return err
	}
	p.info.Schema = len(steps)
	return nil
}

func (p *Project) keepOlder(ctx context.Context) error {
	if p.options.Keep != nil {
		if path := p.options.Keep(p.info); path != "" && backup(ctx, p.writer, path) == nil {
			return nil
		}
	}
	beside := fmt.Sprintf("%s.schema-%d", p.info.Path, p.info.Schema)
	if err := backup(ctx, p.writer, beside); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return nil
}
