package workspace

import (
	"context"
	"fmt"

	"veldwerk/codebook"
	"veldwerk/search"
	"veldwerk/store"
	"veldwerk/transcript"
)

// Unit is how much of a hit is coded.
type Unit string

// The units of coding hits: the matched words, their sentences, or whole turns.
const (
	UnitMatch    Unit = "match"
	UnitSentence Unit = "sentence"
	UnitTurn     Unit = "turn"
)

// AmbiguousCodeError says that a name means several codes.
type AmbiguousCodeError struct {
	Path       string
	Candidates []string // paths
}

func (e *AmbiguousCodeError) Error() string { return fmt.Sprintf("%q means several codes", e.Path) }

// NoCodeError says that no code has that path.
type NoCodeError struct{ Path string }

func (e *NoCodeError) Error() string { return fmt.Sprintf("no code %q", e.Path) }

// CodeAt finds the code of a path or unique name.
func (w *Workspace) CodeAt(ctx context.Context, path string) (codebook.Code, error) {
	book, err := w.facts.Codebook(ctx)
	if err != nil {
		return codebook.Code{}, err
	}
	switch found := book.Tree.Find(path); len(found) {
	case 0:
		return codebook.Code{}, &NoCodeError{Path: path}
	case 1:
		return found[0], nil
	default:
		e := &AmbiguousCodeError{Path: path}
		for _, c := range found {
			e.Candidates = append(e.Candidates, book.Tree.Path(c.ID))
		}
		return codebook.Code{}, e
	}
}

// NewCodes gives the codes that must be made so that path exists, parents
// first; ids are fresh. None when it exists.
func (w *Workspace) NewCodes(ctx context.Context, path string) ([]codebook.Code, error) {
	book, err := w.facts.Codebook(ctx)
	if err != nil {
		return nil, err
	}
	names := codebook.SplitPath(path)
	if len(names) == 0 {
		return nil, &NoCodeError{Path: path}
	}
	var parent codebook.CodeID
	var out []codebook.Code
	for _, name := range names {
		found := false
		for _, id := range book.Tree.Children(parent) {
			if c, _ := book.Tree.Code(id); codebook.Fold(c.Name) == codebook.Fold(name) && len(out) == 0 {
				parent, found = id, true
				break
			}
		}
		if found {
			continue
		}
		c := codebook.Code{ID: codebook.CodeID(w.env.NewID()), Parent: parent, Name: name, Status: codebook.StatusActive}
		out = append(out, c)
		parent = c.ID
	}
	return out, nil
}

// HitPlaces turns hits into the spans that the unit asks for, each once. A hit
// without matches (only fields were asked) gives its whole turn.
func (w *Workspace) HitPlaces(ctx context.Context, hits []search.Hit, unit Unit) ([]store.Place, error) {
	var out []store.Place
	for _, h := range hits {
		doc, err := w.facts.Document(ctx, h.Document)
		if err != nil {
			return nil, err
		}
		for _, s := range unitSpans(doc, h, unit) {
			out = append(out, store.Place{Document: h.Document, Span: s})
		}
	}
	return out, nil
}

func unitSpans(doc *transcript.Document, h search.Hit, unit Unit) []transcript.Span {
	if unit == UnitTurn || len(h.Matches) == 0 {
		return []transcript.Span{h.Span}
	}
	if unit == UnitMatch {
		return h.Matches
	}
	turn := doc.Text.Bytes(h.Span)
	var out []transcript.Span
	for _, b := range transcript.Sentences(turn.Of(doc.Text.String()), doc.Language) {
		s := doc.Text.SpanOf(turn.Lo+b.Lo, turn.Lo+b.Hi)
		for _, m := range h.Matches {
			if s.Overlaps(m) {
				out = append(out, s)
				break
			}
		}
	}
	return out
}

// RunOf describes the coding of the chosen hits of those that a query found.
func RunOf(q search.Query, unit Unit, found, chosen []search.Hit) store.Run {
	return store.Run{Query: q.String(), Unit: string(unit), Found: countLines(found), Chosen: countLines(chosen)}
}

// countLines counts matches; a hit without any is one, as in a concordance.
func countLines(hits []search.Hit) int {
	n := 0
	for _, h := range hits {
		n += max(len(h.Matches), 1)
	}
	return n
}

// CodeQuery is `veldwerk code`: one code on every hit, in one step.
type CodeQuery struct {
	Query    search.Query
	Path     string
	Unit     Unit
	Existing bool // refuse to make a missing code
	DryRun   bool
}

// CodeOutcome is what CodeHits did, or would do.
type CodeOutcome struct {
	store.Outcome
	Path     string
	Created  bool             // the code was made in the same step
	Problems []search.Problem // what in the query only the project could tell
}

// CodeHits codes every hit of a query.
func (w *Workspace) CodeHits(ctx context.Context, c CodeQuery) (CodeOutcome, error) {
	app, out, err := w.application(ctx, c)
	if err != nil {
		return out, err
	}
	if c.DryRun {
		out.Outcome, err = w.rehearse(ctx, app)
		return out, err
	}
	if len(app.Places) == 0 {
		out.Created = false
		return out, nil
	}
	by, err := w.Acting(ctx)
	if err != nil {
		return out, err
	}
	w.SecureMany(ctx, len(app.Places))
	out.Outcome, err = w.Project.Codings.Apply(ctx, by, app)
	return out, err
}

func (w *Workspace) application(ctx context.Context, c CodeQuery) (store.Application, CodeOutcome, error) {
	app, out := store.Application{}, CodeOutcome{Path: c.Path}
	code, err := w.CodeAt(ctx, c.Path)
	if _, missing := err.(*NoCodeError); missing && !c.Existing { //nolint:errorlint // CodeAt returns it bare
		if app.New, err = w.NewCodes(ctx, c.Path); err == nil {
			app.Code, out.Created = app.New[len(app.New)-1].ID, true
		}
	}
	if err != nil {
		return app, out, err
	}
	if !out.Created {
		book, err := w.facts.Codebook(ctx)
		if err != nil {
			return app, out, err
		}
		app.Code, out.Path = code.ID, book.Tree.Path(code.ID)
	}
	r, err := w.Search(ctx, c.Query, 0)
	if err != nil {
		return app, out, err
	}
	out.Problems = r.Problems
	app.Run = RunOf(c.Query, c.Unit, r.Hits, r.Hits)
	app.Places, err = w.HitPlaces(ctx, r.Hits, c.Unit)
	return app, out, err
}

// rehearse counts what Apply would do, without writing.
func (w *Workspace) rehearse(ctx context.Context, app store.Application) (store.Outcome, error) {
	var out store.Outcome
	coder := w.Coder()
	held := map[transcript.DocumentID][]transcript.Span{}
	for _, p := range app.Places {
		spans, known := held[p.Document]
		if !known {
			all, err := w.facts.Codings(ctx, p.Document)
			if err != nil {
				return out, err
			}
			for _, c := range all {
				if c.Code == app.Code && c.Coder == coder.ID && !coder.ID.IsZero() {
					spans = append(spans, c.Span)
				}
			}
		}
		held[p.Document] = count(&out, spans, p.Span)
	}
	return out, nil
}

// count adds one span to those held, as store's unite rule does.
func count(out *store.Outcome, held []transcript.Span, s transcript.Span) []transcript.Span {
	var kept []transcript.Span
	joined := 0
	for _, h := range held {
		switch {
		case h.Covers(s):
			out.Skipped++
			return held
		case h.Overlaps(s):
			s = s.Union(h)
			joined++
		default:
			kept = append(kept, h)
		}
	}
	if joined > 0 {
		out.United++
	}
	out.Added += 1 - joined
	return append(kept, s)
}
