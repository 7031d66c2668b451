package workspace

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"

	"veldwerk/transcript"
)

// maxFile bounds what is read into memory at import, in bytes.
const maxFile = 256 << 20

// SizeError refuses a file that is too large.
type SizeError struct{ Bytes, Limit int64 }

func (e *SizeError) Error() string { return "file too large" }

// readers is the number of files that are read at once, ahead of the one that
// is being stored: parsing costs more than storing, and both can go on at once.
const readers = 2

// readAhead reads the files in order. Entry i of the list gives file i once; a
// reader waits until its file was taken, so that a folder's texts are never all
// in memory. stop ends the readers.
func (w *Workspace) readAhead(ctx context.Context, files []candidate, o ImportOptions) (ahead []chan Preview, stop func()) {
	ctx, stop = context.WithCancel(ctx)
	ahead = make([]chan Preview, len(files))
	for i := range ahead {
		ahead[i] = make(chan Preview)
	}
	next := make(chan int)
	go func() {
		defer close(next)
		for i := range files {
			select {
			case next <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	for range readers {
		go func() {
			for i := range next {
				select {
				case ahead[i] <- w.read(ctx, files[i], o):
				case <-ctx.Done():
					return
				}
			}
		}()
	}
	return ahead, stop
}

// read reads one file; a refusal is the preview's Err. A reader that breaks on
// a file refuses that file: the others of the folder must come in.
func (w *Workspace) read(ctx context.Context, c candidate, o ImportOptions) (p Preview) {
	p = Preview{Path: c.path, Kind: KindUnknown, Err: c.err}
	if p.Err != nil {
		return p
	}
	defer func() {
		if cause := recover(); cause != nil {
			broken := Fault(cause)
			w.env.NoteFault(broken)
			p = Preview{Path: c.path, Kind: KindUnknown, Format: p.Format, Err: broken}
		}
	}()
	f := file{path: c.path, options: o}
	p.Format = "qda"
	if !isProjectFolder(f.path) {
		if f.data, p.Err = readFile(f.path); p.Err != nil {
			p.Format = ""
			return p
		}
		p.Format = formatOf(f.path, f.data)
	}
	if one, ok := importerOf(p.Format, f); ok {
		p.Kind = one.kind
		if p.Err = one.read(w, ctx, f, &p); p.Err == nil {
			p.adjustAll(o)
		}
		return p
	}
	p.readTranscript(ctx, w, f)
	return p
}

// readTranscript reads a text.
func (p *Preview) readTranscript(ctx context.Context, w *Workspace, f file) {
	doc, read, err := transcript.ReadWith(ctx, f.path, f.data, w.reading(f))
	p.Document, p.Warnings, p.Err = doc, read.Warnings, err
	if err == nil {
		p.Kind, p.Format = KindTranscript, read.Kind
		p.adjustAll(f.options)
	}
}

// reading is what the readers of texts get to know.
func (w *Workspace) reading(f file) transcript.Options {
	o := transcript.Options{Encoding: f.options.Encoding, Cache: w.env.Cache, Sandbox: f.options.sandbox}
	if pages := f.options.Pages; pages != nil {
		o.Progress = func(done, total int) { pages(f.path, done, total) }
	}
	return o
}

// readFile refuses what is no file before it opens it: a pipe would wait for
// ever, a device never end.
func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &transcript.Error{Code: "unsupported", Args: map[string]any{"kind": "special"}}
	}
	if info.Size() > maxFile {
		return nil, &SizeError{Bytes: info.Size(), Limit: maxFile}
	}
	if filepath.Ext(path) == Extension {
		return nil, &transcript.Error{Code: "unsupported", Args: map[string]any{"kind": "veldwerk"}}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	var data bytes.Buffer
	data.Grow(int(info.Size()) + bytes.MinRead)
	_, err = data.ReadFrom(io.LimitReader(f, maxFile+1)) // it may grow while it is read
	return data.Bytes(), err
}
