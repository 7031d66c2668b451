package search

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2"
)

// loading opens what a manifest proves; its segments are vouched for. The
// parts are read at the same time: opening is all that a command waits for.
type loading struct {
	dir      string
	manifest manifest
	follows  bool // another keeps the index

	held   []*outline
	words  *vocabulary
	rows   []byte
	engine bleve.Index
	snap   *snapshot
}

func (l *loading) load() error {
	var parts sync.WaitGroup
	var outlinesErr, wordsErr error
	parts.Go(func() { outlinesErr = l.readOutlines() })
	parts.Go(func() { wordsErr = l.readWords() })
	err := l.open()
	parts.Wait()
	if err = errors.Join(err, outlinesErr, wordsErr); err == nil {
		err = l.join()
	}
	if err != nil {
		closeEngine(l.engine)
	}
	return err
}

func (l *loading) readOutlines() error {
	b, err := l.manifest.read(l.dir, outlinesName)
	if err != nil {
		return err
	}
	if l.held, err = readOutlines(b); err != nil {
		return err
	}
	l.rows, err = l.manifest.read(l.dir, rowsName)
	return err
}

func (l *loading) readWords() error {
	b, err := l.manifest.read(l.dir, wordsName)
	if err != nil {
		return err
	}
	l.words, err = readVocabulary(b)
	return err
}

// open proves the small files that bleve has, and lets it open all.
func (l *loading) open() error {
	path := filepath.Join(l.dir, l.manifest.Generation)
	if l.follows {
		borrowed, err := l.borrow()
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(borrowed) }() // what is open stays
		path = borrowed
	} else {
		err := l.each(func(f fileSum) error {
			if f.isSegment() {
				return nil
			}
			_, err := l.manifest.read(l.dir, f.Name)
			return err
		})
		if err != nil {
			return err
		}
	}
	var err error
	l.engine, err = openEngine(path, l.manifest.Generation, true)
	return err
}

// each calls f with the files that bleve has.
func (l *loading) each(f func(fileSum) error) error {
	for _, file := range l.manifest.Files {
		if !strings.HasPrefix(file.Name, l.manifest.Generation+"/") {
			continue
		}
		if err := f(file); err != nil {
			return err
		}
	}
	return nil
}

// borrow makes a folder with copies of the small files and links to the
// segments: bleve can open it whatever the keeper of the index does meanwhile.
// The keeper would wait for us, or we for it, with the file that both lock.
func (l *loading) borrow() (path string, err error) {
	if path, err = os.MkdirTemp(l.dir, "reader-"); err != nil {
		return "", err
	}
	from, err := filepath.Abs(l.dir)
	if err == nil {
		err = l.each(func(f fileSum) error {
			to := filepath.Join(path, filepath.FromSlash(strings.TrimPrefix(f.Name, l.manifest.Generation+"/")))
			if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
				return err
			}
			if f.isSegment() {
				return os.Symlink(filepath.Join(from, filepath.FromSlash(f.Name)), to)
			}
			b, err := l.manifest.read(l.dir, f.Name)
			if err != nil {
				return err
			}
			return os.WriteFile(to, b, 0o600)
		})
	}
	if err != nil {
		_ = os.RemoveAll(path)
		return "", err
	}
	return path, nil
}

// join makes the snapshot of the parts.
func (l *loading) join() error {
	reader, err := readerOf(l.engine)
	if err != nil {
		return err
	}
	snap := newSnapshot(reader, l.held, l.words)
	if snap.segments, err = segmentsOf(reader); err != nil {
		snap.close()
		return err
	}
	if snap.rowTable, err = readRowTable(l.rows, snap.rows, snap.turns); err != nil {
		snap.close()
		return err
	}
	l.snap, l.rows = snap, nil
	snap.cut()
	return nil
}
