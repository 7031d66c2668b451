package cli

import (
	"context"
	"strings"

	"veldwerk/codebook"
	"veldwerk/store"
	"veldwerk/transcript"
	"veldwerk/workspace"
)

// named finds the one thing that a name or id means. kind is "document",
// "speaker" and so on, for the message.
func named[T any](kind, name string, all []T, label func(T) (name, id string)) (T, error) {
	var found []T
	var candidates []string
	for _, thing := range all {
		own, id := label(thing)
		if id == name {
			return thing, nil
		}
		if codebook.Fold(own) == codebook.Fold(name) {
			found = append(found, thing)
			candidates = append(candidates, id)
		}
	}
	if len(found) == 1 {
		return found[0], nil
	}
	var none T
	if len(found) == 0 {
		return none, misuse("cli.none."+kind, "Name", name)
	}
	return none, misuse("cli.several", "Name", name, "Candidates", strings.Join(candidates, ", "))
}

func documentNamed(ctx context.Context, w *workspace.Workspace, name string) (store.DocumentInfo, error) {
	all, err := w.Project.Documents.List(ctx)
	if err != nil {
		return store.DocumentInfo{}, err
	}
	return named("document", name, all, func(d store.DocumentInfo) (string, string) { return d.Title, d.ID.String() })
}

func caseNamed(ctx context.Context, w *workspace.Workspace, name string) (transcript.Case, error) {
	all, err := w.Project.Cases.List(ctx)
	if err != nil {
		return transcript.Case{}, err
	}
	return named("case", name, all, func(c transcript.Case) (string, string) { return c.Name, c.ID.String() })
}

func attributeNamed(ctx context.Context, w *workspace.Workspace, name string) (transcript.Attribute, error) {
	all, err := w.Project.Attributes.List(ctx)
	if err != nil {
		return transcript.Attribute{}, err
	}
	return named("attribute", name, all, func(a transcript.Attribute) (string, string) { return a.Name, a.ID.String() })
}

func themeNamed(ctx context.Context, w *workspace.Workspace, name string) (codebook.Theme, error) {
	all, err := w.Project.Themes.List(ctx)
	if err != nil {
		return codebook.Theme{}, err
	}
	return named("theme", name, all, func(t codebook.Theme) (string, string) { return t.Name, t.ID.String() })
}

func coderNamed(ctx context.Context, w *workspace.Workspace, name string) (codebook.Coder, error) {
	all, err := w.Project.Coders.List(ctx)
	if err != nil {
		return codebook.Coder{}, err
	}
	return named("coder", name, all, func(c codebook.Coder) (string, string) { return c.Name, c.ID.String() })
}

func memoNamed(ctx context.Context, w *workspace.Workspace, name string) (codebook.Memo, error) {
	all, err := w.Project.Memos.List(ctx)
	if err != nil {
		return codebook.Memo{}, err
	}
	return named("memo", name, all, func(m codebook.Memo) (string, string) { return m.Title, m.ID.String() })
}
