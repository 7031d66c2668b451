package workspace

import (
	"bytes"
	"context"
	"errors"

	"veldwerk/codebook"
	"veldwerk/exchange"
	"veldwerk/store"
	"veldwerk/transcript"
)

// Collisions says how a codebook that comes in meets that of the project, by
// path.
type Collisions struct {
	New    []string // codes that are made
	Same   []string // codes that say what ours say, or less
	Filled []string // codes of which a field is filled in that ours left empty
	Differ []Differing
}

// Differing is a field of a definition that both have and that differs.
type Differing struct {
	Path   string
	Field  string // "short", "full", "use_when", "not_when" or "example"
	Ours   string
	Theirs string
}

func isCodebookMarkdown(f file) bool { return exchange.IsCodebookMarkdown(string(f.data)) }

func readCodebookTable(w *Workspace, ctx context.Context, f file, p *Preview) error {
	data, err := decoded(w, ctx, f)
	if err != nil {
		return err
	}
	return w.takeCodebook(p)(exchange.ReadCodebook(bytes.NewReader(data), w.env.NewID))
}

func readCodebookMarkdown(w *Workspace, ctx context.Context, f file, p *Preview) error {
	data, err := decoded(w, ctx, f)
	if err != nil {
		return err
	}
	return w.takeCodebook(p)(exchange.ReadCodebookMarkdown(bytes.NewReader(data), w.env.NewID))
}

// takeCodebook puts what a reader of codebooks gave in a preview.
func (w *Workspace) takeCodebook(p *Preview) func([]codebook.Code, []codebook.Theme, error) error {
	return func(codes []codebook.Code, themes []codebook.Theme, err error) error {
		p.Project = codebook.Project{Codes: codes, Themes: themes}
		var syntax *exchange.SyntaxError
		var wrong *exchange.CodebookError
		switch {
		case errors.As(err, &syntax):
			return &transcript.Error{Code: "codebook-line", Args: map[string]any{"line": syntax.Line}, Err: err}
		case errors.As(err, &wrong):
			return &transcript.Error{Code: "codebook-row", Args: map[string]any{"row": wrong.Row}, Err: err}
		}
		return err
	}
}

// Collisions compares codes that come in with those of the project.
func (w *Workspace) Collisions(ctx context.Context, codes []codebook.Code) (Collisions, error) {
	var out Collisions
	book, err := w.Codebook(ctx)
	if err != nil {
		return out, err
	}
	ours := map[string]codebook.Code{}
	for _, c := range book.Tree.Codes() {
		if c.Status != codebook.StatusMerged {
			ours[codebook.Fold(book.Tree.Path(c.ID))] = c
		}
	}
	theirs := codebook.NewTree(codes)
	for _, c := range theirs.Codes() {
		if c.Status == codebook.StatusMerged {
			continue
		}
		path := theirs.Path(c.ID)
		here, there := ours[codebook.Fold(path)]
		if !there {
			out.New = append(out.New, path)
			continue
		}
		filled, differs := false, false
		for _, f := range []Differing{
			{path, "short", here.Short, c.Short}, {path, "full", here.Full, c.Full}, {path, "use_when", here.UseWhen, c.UseWhen},
			{path, "not_when", here.NotWhen, c.NotWhen}, {path, "example", here.Example, c.Example},
		} {
			switch {
			case f.Theirs == "" || f.Theirs == f.Ours:
			case f.Ours == "":
				filled = true
			default:
				differs = true
				out.Differ = append(out.Differ, f)
			}
		}
		switch {
		case filled:
			out.Filled = append(out.Filled, path)
		case !differs:
			out.Same = append(out.Same, path)
		}
	}
	return out, nil
}

// rehearseImport says what a file would bring, without writing it.
func (w *Workspace) rehearseImport(p Preview, r *Receipt) {
	r.Losses = p.Project.Losses
	r.Warnings = append(r.Warnings, r.Losses...)
	if p.Kind == KindTranscript {
		r.Documents = []ImportedDocument{{Title: p.Document.Title, Receipt: p.Document.Receipt(p.Warnings)}}
	}
	for i := range p.Project.Documents {
		doc := &p.Project.Documents[i]
		r.Documents = append(r.Documents, ImportedDocument{Title: doc.Title, Receipt: doc.Receipt(nil)})
	}
	if p.Kind == KindProject {
		r.Taken = &store.Taken{
			Coders: len(p.Project.Coders), Cases: len(p.Project.Cases), Attributes: len(p.Project.Attributes), Codes: len(p.Project.Codes),
			Themes: len(p.Project.Themes), Codings: len(p.Project.Codings), Memos: len(p.Project.Memos), Strays: len(p.Project.Strays),
		}
	}
}
