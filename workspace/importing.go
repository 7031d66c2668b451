package workspace

import (
	"context"
	"errors"
	"slices"

	"veldwerk/codebook"
	"veldwerk/exchange"
	"veldwerk/store"
	"veldwerk/transcript"
)

// The kinds of a Receipt and a Preview.
const (
	KindTranscript = "transcript"
	KindProject    = "project"   // of another tool, or of ours in its form
	KindCodebook   = "codebook"  // codes and themes only
	KindTable      = "table"     // of a survey: a row per case
	KindFragments  = "fragments" // our own, changed by a person
	KindFolder     = "folder"
	KindUnknown    = "unknown"
)

// ImportOptions are what a person chose before files come in; they hold for
// every file of the import.
type ImportOptions struct {
	Encoding     string // of text files, as transcript.Options
	Again        bool   // take what is there already once more
	Part         string // of a file with several projects the one of this name
	Interviewers []string
	Renames      []Renaming // in order; to a name that is there: the two become one
	As           string     // KindTable or KindCodebook: what tables are taken for; "" by their columns
	Columns      []ColumnUse
	Theirs       bool // of a codebook: their definitions replace ours where both have one
	CreateCodes  bool // make the codes that a fragments file names and the project has not
	DryRun       bool // only say what would come in

	// Pages is told how much of a long file was read, now and then and by
	// several files at the same time; it may be nil.
	Pages func(path string, done, total int)

	sandbox *transcript.Sandbox // of all files of an import: it is slow to start
}

// Renaming gives a speaker another name.
type Renaming struct{ From, To string }

// Receipt says what became of one path of an import.
type Receipt struct {
	Path       string
	Kind       string // KindTranscript …
	Format     string // as transcript.Sniff names it; "" when it was not read
	Documents  []ImportedDocument
	Taken      *store.Taken          // of a project or codebook that came in
	Survey     *exchange.SurveyTable // of a table: how its columns were taken
	Collisions *Collisions           // of a codebook, with what the project had before
	Amended    *Amending             // of a fragments file: what it changes
	Losses     []transcript.Warning  // what of it the reader could not keep; they stand in Warnings too
	Warnings   []transcript.Warning
	DryRun     bool  // nothing was written
	Err        error // why it was refused; nil when it came in
}

// ImportedDocument is one document that came in.
type ImportedDocument struct {
	ID    transcript.DocumentID
	Title string
	transcript.Receipt
	Offsets *Offsets // of a document of another tool's project, where positions were found out
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
	var by codebook.CoderID
	if !o.DryRun {
		var err error
		if by, err = w.Acting(ctx); err != nil {
			return nil, err
		}
		w.Secure(ctx, ReasonImport)
		defer w.Reindex()
	}
	o.sandbox = transcript.NewSandbox(w.env.Cache)
	defer o.sandbox.Close()
	strangers := newStrangers(o)
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
		r, err := w.store(ctx, by, read, o)
		if err != nil && ctx.Err() != nil {
			return out, ctx.Err()
		}
		out = append(out, r)
		strangers.see(read)
		if err != nil {
			return out, err
		}
	}
	if progress != nil {
		progress(len(files), len(files), "")
	}
	strangers.warn(out)
	return out, nil
}

// strangers are the names of the options that no speaker of any file bears:
// probably mistyped. In one file of a folder a name may well be missing.
type strangers []string

func newStrangers(o ImportOptions) *strangers { s := strangers(o.names()); return &s }

func (s *strangers) see(p Preview) {
	if p.Err == nil {
		*s = slices.DeleteFunc(*s, func(name string) bool { return !slices.Contains(p.Unknown, name) })
	}
}

// warn puts them in the last receipt of a file that came in; code
// speaker-unknown, Args name.
func (s *strangers) warn(receipts []Receipt) {
	for i := len(receipts) - 1; i >= 0; i-- {
		if receipts[i].Err != nil {
			continue
		}
		for _, name := range *s {
			receipts[i].Warnings = append(receipts[i].Warnings, transcript.Warning{Code: "speaker-unknown", Args: map[string]any{"name": name}})
		}
		return
	}
}

// ImportRead stores a file as it was previewed and adjusted, in one step. The
// error is what ails the project; a refusal of the file stands in the receipt.
func (w *Workspace) ImportRead(ctx context.Context, p Preview, again bool) (Receipt, error) {
	return w.ImportReadWith(ctx, p, ImportOptions{Again: again})
}

// ImportReadWith is ImportRead with the options that concern storing: Again,
// Theirs, CreateCodes, DryRun. Those of reading are in the preview already.
func (w *Workspace) ImportReadWith(ctx context.Context, p Preview, o ImportOptions) (Receipt, error) {
	by, err := w.Acting(ctx)
	if err != nil {
		return Receipt{}, err
	}
	defer w.Reindex()
	return w.store(ctx, by, p, o)
}

// store puts a file that was read into the project, or says what that would do.
func (w *Workspace) store(ctx context.Context, by codebook.CoderID, p Preview, o ImportOptions) (Receipt, error) {
	r := Receipt{Path: p.Path, Kind: p.Kind, Format: p.Format, Warnings: p.Warnings, Survey: p.Survey, DryRun: o.DryRun, Err: p.Err}
	if r.Err != nil {
		return r, nil
	}
	var err error
	if p.Kind == KindCodebook {
		var met Collisions
		met, err = w.Collisions(ctx, p.Project.Codes)
		r.Collisions = &met
	}
	switch {
	case err != nil:
	case p.Kind == KindFragments:
		err = w.storeFragments(ctx, by, p, o, &r)
	case o.DryRun:
		w.rehearseImport(p, &r)
	case p.Kind == KindTranscript:
		err = w.storeDocument(ctx, by, p, o.Again, &r)
	default:
		err = w.storeProject(ctx, by, p, o, &r)
	}
	if r.Err = err; err != nil && speaksOfFile(err) {
		err = nil
	}
	return r, err
}

func (w *Workspace) storeDocument(ctx context.Context, by codebook.CoderID, p Preview, again bool, r *Receipt) error {
	doc, err := w.Project.Documents.Add(ctx, by, p.Document, again)
	if err == nil {
		r.Documents = []ImportedDocument{{ID: doc.ID, Title: doc.Title, Receipt: p.Document.Receipt(p.Warnings)}}
	}
	return err
}

// storeProject takes a project or codebook in, in one step, and writes down
// what of it did not come in, or otherwise than it was.
func (w *Workspace) storeProject(ctx context.Context, by codebook.CoderID, p Preview, o ImportOptions, r *Receipt) error {
	if p.Kind == KindTable {
		if err := w.meetCases(ctx, &p.Project); err != nil {
			return err
		}
	}
	taken, err := w.Project.Take(ctx, by, p.Project, store.TakeOptions{Again: o.Again, Theirs: o.Theirs})
	if err != nil {
		return err
	}
	r.Taken = &taken
	for _, d := range taken.Documents {
		doc := &p.Project.Documents[d.At]
		one := ImportedDocument{ID: d.ID, Title: doc.Title, Receipt: doc.Receipt(nil)}
		for i := range p.Offsets {
			if p.Offsets[i].Document == doc.ID {
				one.Offsets = &p.Offsets[i]
			}
		}
		r.Documents = append(r.Documents, one)
	}
	r.Losses = p.Project.Losses
	r.Warnings = slices.Concat(r.Warnings, r.Losses, takenWarnings(taken))
	return nil
}

// takenWarnings are the typed facts of an import, each with Args count:
//
//	documents-there      texts that the project had; Args title is the first
//	in-quarantine        codings without a place, waiting for a person
//	strays-noted         codings of what has no text, written down in memos
//	codings-joined       codings that unite with one of the same coder and code
//	values-differ        values of cases; that of the project stays
//	attributes-to-text   attributes whose values are not all of their type
//	codings-dangling     codings of a document or code that the file has not
func takenWarnings(t store.Taken) []transcript.Warning {
	var out []transcript.Warning
	for _, c := range []struct {
		code string
		n    int
	}{
		{"in-quarantine", t.Strays}, {"strays-noted", t.Noted}, {"codings-joined", t.United}, {"values-differ", t.Conflicts},
		{"attributes-to-text", t.Retyped}, {"codings-dangling", t.Dangling},
	} {
		if c.n > 0 {
			out = append(out, transcript.Warning{Code: c.code, Args: map[string]any{"count": c.n}})
		}
	}
	if len(t.There) > 0 {
		out = append(out, transcript.Warning{Code: "documents-there", Args: map[string]any{"count": len(t.There), "title": t.There[0]}})
	}
	return out
}

// whole are the facts of readers and of takenWarnings that take nothing away:
// all that people made is there, perhaps in another form.
var whole = map[string]bool{
	"documents-there": true, "rows-doubled": true, "sheets-left": true, "codings-joined": true, "values-differ": true, "attributes-to-text": true,
	"codings-united": true, "codings-moved": true, "codes-renamed": true, "codes-uprooted": true, "codes-joined": true,
	"annotations-unplaced": true, "nul-replaced": true, "markup": true, "quotes-differ": true, "highlights-untagged": true,
	"codes-unnamed": true, "deleted": true, "saved-queries": true, "refi-folders": true, "refi-originals": true, "refi-rich-dropped": true,
}

// Part says whether a part of what the file holds did not come in: codings
// that wait for a place, or what no project can hold.
func (r *Receipt) Part() bool {
	if r.Amended != nil {
		return len(r.Amended.Left) > 0
	}
	if r.Taken == nil {
		return false
	}
	return slices.ContainsFunc(append(takenWarnings(*r.Taken), r.Losses...), func(w transcript.Warning) bool { return !whole[w.Code] })
}

// speaksOfFile says whether the store refused this file, and not all of them.
func speaksOfFile(err error) bool {
	var duplicate *store.DuplicateError
	var refused *transcript.Error
	return errors.As(err, &duplicate) || errors.As(err, &refused) || errors.Is(err, store.ErrInvalid)
}
