package workspace

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"veldwerk/store"
	"veldwerk/transcript"
)

// Receipt says what became of one path of an import.
type Receipt struct {
	Path      string
	Kind      string // "transcript", "folder", "unknown" …
	Documents []ImportedDocument
	Warnings  []transcript.Warning
	Err       error // why it was refused; nil when it came in
}

// ImportedDocument is one document that came in.
type ImportedDocument struct {
	ID    transcript.DocumentID
	Title string
	transcript.Receipt
}

// maxFile bounds what is read into memory at import, in bytes.
const maxFile = 256 << 20

// SizeError refuses a file that is too large.
type SizeError struct{ Bytes, Limit int64 }

func (e *SizeError) Error() string { return "file too large" }

// Import brings files and folders in, one step per document. A refused file
// never stops the next one; what ails the project (a full disk, a lock, a
// cancelled ctx) does, and is also the error: what came in by then stays.
// progress may be nil; it counts files.
func (w *Workspace) Import(ctx context.Context, paths []string, again bool, progress func(done, total int, path string)) ([]Receipt, error) {
	var files []candidate
	for _, p := range paths {
		files = append(files, filesOf(ctx, p)...)
	}
	by, err := w.Acting(ctx)
	if err != nil {
		return nil, err
	}
	defer w.Reindex()
	var out []Receipt
	for i, file := range files {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		if progress != nil {
			progress(i, len(files), file.path)
		}
		r := Receipt{Path: file.path, Kind: "unknown", Err: file.err}
		if r.Err == nil {
			var doc transcript.Document
			var read transcript.Receipt
			doc, read, r.Err = readFile(file.path)
			r.Warnings = read.Warnings
			if r.Err == nil {
				r.Kind = "transcript"
				doc, err = w.Project.Documents.Add(ctx, by, doc, again)
				r.Err = err
			}
			if r.Err == nil {
				r.Documents = []ImportedDocument{{ID: doc.ID, Title: doc.Title, Receipt: read}}
			}
		}
		if err != nil && ctx.Err() != nil {
			return out, ctx.Err()
		}
		out = append(out, r)
		if err != nil && !speaksOfFile(err) {
			return out, err
		}
	}
	if progress != nil {
		progress(len(files), len(files), "")
	}
	return out, nil
}

// speaksOfFile says whether the store refused this document, and not all of
// them.
func speaksOfFile(err error) bool {
	var duplicate *store.DuplicateError
	return errors.As(err, &duplicate) || errors.Is(err, store.ErrInvalid)
}

// candidate is a file to import, or a path that is none and why.
type candidate struct {
	path string
	err  error
}

// filesOf lists a file, or the files in a folder and its folders by name.
// Hidden files, the marks that word processors leave beside an open file, and
// projects lie in a folder without being meant; links to folders are not
// followed, for they may lead in a circle.
func filesOf(ctx context.Context, path string) []candidate {
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		return []candidate{{path, err}}
	}
	root := path
	if link, err := os.Lstat(path); err == nil && link.Mode()&fs.ModeSymlink != 0 {
		root += string(filepath.Separator) // WalkDir stops at a link
	}
	var out []candidate
	_ = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error { // its errors are candidates
		switch {
		case ctx.Err() != nil:
			return fs.SkipAll
		case err != nil:
			out = append(out, candidate{p, err})
			return nil
		case p != root && isAside(d.Name()):
			if d.IsDir() {
				return fs.SkipDir
			}
		case isRegular(p, d):
			out = append(out, candidate{p, nil})
		}
		return nil
	})
	if len(out) == 0 {
		out = append(out, candidate{path, &transcript.Error{Code: "empty-folder"}})
	}
	return out
}

func isAside(name string) bool {
	switch ext := filepath.Ext(name); {
	case strings.HasPrefix(name, "."), strings.HasPrefix(name, "~$"):
		return true
	case ext == Extension, ext == Extension+"-journal":
		return true
	default: // the copy that is kept of a project of an older veldwerk
		return strings.HasPrefix(ext, ".schema-") && filepath.Ext(strings.TrimSuffix(name, ext)) == Extension
	}
}

// isRegular follows a link to a file.
func isRegular(path string, d fs.DirEntry) bool {
	if d.Type()&fs.ModeSymlink == 0 {
		return d.Type().IsRegular()
	}
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// readFile refuses what is no file before it opens it: a pipe would wait for
// ever, a device never end.
func readFile(path string) (transcript.Document, transcript.Receipt, error) {
	var none transcript.Document
	info, err := os.Stat(path)
	if err != nil {
		return none, transcript.Receipt{}, err
	}
	if !info.Mode().IsRegular() {
		return none, transcript.Receipt{}, &transcript.Error{Code: "unsupported", Args: map[string]any{"kind": "special"}}
	}
	if info.Size() > maxFile {
		return none, transcript.Receipt{}, &SizeError{Bytes: info.Size(), Limit: maxFile}
	}
	if filepath.Ext(path) == Extension {
		return none, transcript.Receipt{}, &transcript.Error{Code: "unsupported", Args: map[string]any{"kind": "veldwerk"}}
	}
	f, err := os.Open(path)
	if err != nil {
		return none, transcript.Receipt{}, err
	}
	defer func() { _ = f.Close() }()
	var data bytes.Buffer
	data.Grow(int(info.Size()) + bytes.MinRead)
	if _, err := data.ReadFrom(io.LimitReader(f, maxFile+1)); err != nil { // it may grow while it is read
		return none, transcript.Receipt{}, err
	}
	return transcript.Read(path, data.Bytes())
}
