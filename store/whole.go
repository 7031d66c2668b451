package store

import (
	"context"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// WholeOptions say how much of a project Whole reads.
type WholeOptions struct {
	// Sources gives each document the bytes of the file that it came from.
	Sources bool
	// Texts says of which documents the text is read; of the others only title,
	// language and case are.
	Texts Texts
}

// Texts are some of the documents.
type Texts int

// The choices of Texts.
const (
	AllTexts    Texts = iota
	TextsMemoed       // that have a memo on a passage
	NoTexts
)

// Whole reads the project as plain values, for those who write it in another
// form: codes depth first without those that were merged away, documents and
// cases by name, codings by document and place. The same project gives the
// same value. Slots, saved queries and the log are not part of it.
func (p *Project) Whole(ctx context.Context, o WholeOptions) (codebook.Project, error) {
	out := codebook.Project{Name: p.info.Name, Origin: "veldwerk " + p.options.Version}
	before, err := p.Version(ctx)
	if err != nil {
		return out, err
	}
	// Each list is a reading of its own; when somebody wrote between them, the
	// parts would not fit, and it is read once more.
	for {
		if err := p.readWhole(ctx, o, &out); err != nil {
			return out, err
		}
		after, err := p.Version(ctx)
		if err != nil || after == before {
			return out, err
		}
		before = after
	}
}

func (p *Project) readWhole(ctx context.Context, o WholeOptions, out *codebook.Project) error {
	var err error
	if out.Coders, err = p.Coders.List(ctx); err != nil {
		return err
	}
	if out.Cases, err = p.Cases.List(ctx); err != nil {
		return err
	}
	if out.Attributes, err = p.Attributes.List(ctx); err != nil {
		return err
	}
	if out.Themes, err = p.Themes.List(ctx); err != nil {
		return err
	}
	if out.Codings, err = p.Codings.All(ctx); err != nil {
		return err
	}
	if out.Memos, err = p.Memos.List(ctx); err != nil {
		return err
	}
	codes, err := p.Codes.List(ctx)
	if err != nil {
		return err
	}
	out.Codes = standing(codes)
	waiting, err := p.Quarantine.List(ctx)
	if err != nil {
		return err
	}
	out.Strays = nil
	for _, q := range waiting {
		out.Strays = append(out.Strays, q.Stray)
	}
	memoed := map[transcript.DocumentID]bool{}
	for _, m := range out.Memos {
		if m.About.Kind == codebook.RefSpan {
			memoed[m.About.Document] = true
		}
	}
	out.Documents, err = p.wholeDocuments(ctx, o, memoed)
	return err
}

// standing are the codes that were not merged away, depth first.
func standing(codes []codebook.Code) []codebook.Code {
	var out []codebook.Code
	for _, c := range codebook.NewTree(codes).Codes() {
		if c.Status != codebook.StatusMerged {
			out = append(out, c)
		}
	}
	return out
}

func (p *Project) wholeDocuments(ctx context.Context, o WholeOptions, memoed map[transcript.DocumentID]bool) ([]codebook.Document, error) {
	infos, err := p.Documents.List(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]codebook.Document, 0, len(infos))
	for _, info := range infos {
		one := codebook.Document{Added: info.Added}
		if o.Texts == NoTexts || o.Texts == TextsMemoed && !memoed[info.ID] {
			one.Document = transcript.Document{ID: info.ID, Title: info.Title, Language: info.Language, Case: info.Case, Revision: info.Revision}
			out = append(out, one)
			continue
		}
		if one.Document, err = p.Documents.Get(ctx, info.ID); err != nil {
			return nil, err
		}
		if o.Sources && one.Source.Name+one.Source.SHA256 != "" {
			if one.Source, err = p.Documents.Source(ctx, info.ID); err != nil {
				return nil, err
			}
		}
		out = append(out, one)
	}
	return out, nil
}
