package workspace

import (
	"context"
	"errors"

	"veldwerk/codebook"
	"veldwerk/store"
	"veldwerk/transcript"
)

// The kinds of a Receipt and a Preview.
const (
	KindTranscript = "transcript"
	KindProject    = "project"  // of another tool, or of ours in its form
	KindCodebook   = "codebook" // codes and themes only
	KindFolder     = "folder"
	KindUnknown    = "unknown"
)

// ImportOptions are what a person chose before files come in; they hold for
// every file of the import.
type ImportOptions struct {
	Encoding     string // of text files, as transcript.Options
	Again        bool   // take what is there already once more
	Interviewers []string
	Renames      []Renaming // in order; to a name that is there: the two become one
}

// Renaming gives a speaker another name.
type Renaming struct{ From, To string }

// Receipt says what became of one path of an import.
type Receipt struct {
	Path      string
	Kind      string // KindTranscript …
	Format    string // as transcript.Sniff names it; "" when it was not read
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

// Import is ImportWith with one option.
func (w *Workspace) Import(ctx context.Context, paths []string, again bool, progress func(done, total int, path string)) ([]Receipt, error) {
	return w.ImportWith(ctx, paths, ImportOptions{Again: again}, progress)
}

// ImportWith brings files and folders in, one step per file. A refused file
// never stops the next one; what ails the project (a full disk, a lock, a
// cancelled ctx) does, and is also the error: what came in by then stays.
// progress may be nil; it counts files.
func (w *Workspace) ImportWith(ctx context.Context, paths []string, o ImportOptions, progress func(done, total int, path string)) ([]Receipt, error) {
	var files []candidate
	for _, p := range paths {
		files = append(files, filesOf(ctx, p)...)
	}
	by, err := w.Acting(ctx)
	if err != nil {
		return nil, err
	}
	defer w.Reindex()
	ahead, stop := w.readAhead(ctx, files, o)
	defer stop()
	var out []Receipt
	for i, file := range files {
		if progress != nil {
			progress(i, len(files), file.path)
		}
		var read Preview
		select {
		case read = <-ahead[i]:
		case <-ctx.Done():
			return out, ctx.Err()
		}
		r, err := w.store(ctx, by, read, o.Again)
		if err != nil && ctx.Err() != nil {
			return out, ctx.Err()
		}
		out = append(out, r)
		if err != nil {
			return out, err
		}
	}
	if progress != nil {
		progress(len(files), len(files), "")
	}
	return out, nil
}

// ImportRead stores a file as it was previewed and adjusted, in one step. The
// error is what ails the project; a refusal of the file stands in the receipt.
func (w *Workspace) ImportRead(ctx context.Context, p Preview, again bool) (Receipt, error) {
	by, err := w.Acting(ctx)
	if err != nil {
		return Receipt{}, err
	}
	defer w.Reindex()
	return w.store(ctx, by, p, again)
}

// store puts a file that was read into the project.
func (w *Workspace) store(ctx context.Context, by codebook.CoderID, p Preview, again bool) (Receipt, error) {
	r := Receipt{Path: p.Path, Kind: p.Kind, Format: p.Format, Warnings: p.Warnings, Err: p.Err}
	if r.Err != nil {
		return r, nil
	}
	doc, err := w.Project.Documents.Add(ctx, by, p.Document, again)
	if r.Err = err; err == nil {
		r.Documents = []ImportedDocument{{ID: doc.ID, Title: doc.Title, Receipt: p.receipt()}}
	}
	if err != nil && speaksOfFile(err) {
		err = nil
	}
	return r, err
}

// speaksOfFile says whether the store refused this file, and not all of them.
func speaksOfFile(err error) bool {
	var duplicate *store.DuplicateError
	return errors.As(err, &duplicate) || errors.Is(err, store.ErrInvalid)
}
