package workspace

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

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
// never stops the next one. progress may be nil; it counts files.
func (w *Workspace) Import(ctx context.Context, paths []string, again bool, progress func(done, total int, path string)) ([]Receipt, error) {
	var files []string
	var out []Receipt
	for _, p := range paths {
		found, err := filesOf(p)
		if err != nil {
			out = append(out, Receipt{Path: p, Kind: "unknown", Err: err})
			continue
		}
		files = append(files, found...)
	}
	by, err := w.Acting(ctx)
	if err != nil {
		return out, err
	}
	defer w.Reindex()
	for i, path := range files {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		if progress != nil {
			progress(i, len(files), path)
		}
		r := Receipt{Path: path, Kind: "unknown"}
		doc, read, err := readFile(path)
		r.Warnings = read.Warnings
		if err == nil {
			r.Kind = "transcript"
			doc, err = w.Project.Documents.Add(ctx, by, doc, again)
		}
		if r.Err = err; err == nil {
			r.Documents = []ImportedDocument{{ID: doc.ID, Title: doc.Title, Receipt: read}}
		}
		out = append(out, r)
	}
	if progress != nil {
		progress(len(files), len(files), "")
	}
	return out, nil
}

// filesOf lists a file, or the files in a folder and its folders by name;
// hidden ones are left out.
func filesOf(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	var out []string
	err = filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := d.Name(); p != path && len(name) > 0 && name[0] == '.' {
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		if d.Type().IsRegular() {
			out = append(out, p)
		}
		return nil
	})
	slices.Sort(out)
	if err == nil && len(out) == 0 {
		err = &transcript.Error{Code: "empty-folder"}
	}
	return out, err
}

func readFile(path string) (transcript.Document, transcript.Receipt, error) {
	info, err := os.Stat(path)
	if err != nil {
		return transcript.Document{}, transcript.Receipt{}, err
	}
	if info.Size() > maxFile {
		return transcript.Document{}, transcript.Receipt{}, &SizeError{Bytes: info.Size(), Limit: maxFile}
	}
	if filepath.Ext(path) == Extension {
		return transcript.Document{}, transcript.Receipt{}, &transcript.Error{Code: "unsupported", Args: map[string]any{"Kind": "veldwerk"}}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return transcript.Document{}, transcript.Receipt{}, err
	}
	return transcript.Read(path, data)
}

// IsRefusal says whether an import error speaks of the file, not of the project.
func IsRefusal(err error) bool {
	var refused *transcript.Error
	return errors.As(err, &refused)
}
