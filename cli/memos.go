package cli

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"veldwerk/codebook"
	"veldwerk/workspace"
)

type memoJSON struct {
	ID       string `json:"id"`
	Kind     string `json:"kind"`
	About    string `json:"about"`      // project, document, span, code, theme, case or coding
	AboutID  string `json:"about_id"`   // "" for the project
	Name     string `json:"about_name"` // title, path or name of what it is about
	Title    string `json:"title"`
	Body     string `json:"body"`
	Coder    string `json:"coder"`
	Created  string `json:"created"`
	Modified string `json:"modified"`
}

var memoKinds = []string{string(codebook.MemoNote), string(codebook.MemoTheory), string(codebook.MemoMethod), string(codebook.MemoReflection), string(codebook.MemoTask)}

func (s *Shell) memosCommand() *cobra.Command {
	c := s.command("memos", "memos", subcommands, func(cmd *cobra.Command, _ []string) error {
		return s.reading(cmd.Context(), func(w *workspace.Workspace) error { return s.listMemos(cmd.Context(), w) })
	})
	kind, on := string(codebook.MemoNote), "project"
	add := s.acting("add TITLE [BODY|-]", "memos-add", 1, 2, func(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, args []string) (doneJSON, error) {
		if err := oneOf("--kind", kind, memoKinds...); err != nil {
			return doneJSON{}, err
		}
		ref, err := refNamed(ctx, w, on)
		if err != nil {
			return doneJSON{}, err
		}
		body, err := s.bodyOf(args[1:])
		if err != nil {
			return doneJSON{}, err
		}
		id, err := w.Project.Memos.Add(ctx, by, codebook.Memo{Kind: codebook.MemoKind(kind), About: ref, Title: args[0], Body: body})
		return doneJSON{"add-memo", args[0], id.String()}, err
	})
	add.Flags().StringVar(&kind, "kind", kind, s.t.Say("cli.flag.memo-kind"))
	add.Flags().StringVar(&on, "about", on, s.t.Say("cli.flag.about"))
	c.AddCommand(add, s.acting("delete MEMO", "memos-delete", 1, 1, func(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, args []string) (doneJSON, error) {
		m, err := memoNamed(ctx, w, args[0])
		if err != nil {
			return doneJSON{}, err
		}
		return doneJSON{"delete-memo", m.Title, m.ID.String()}, w.Project.Memos.Delete(ctx, by, m.ID)
	}))
	return c
}

// bodyOf is the text of a memo: the argument, or all of stdin for "-".
func (s *Shell) bodyOf(args []string) (string, error) {
	if len(args) == 0 {
		return "", nil
	}
	if args[0] != "-" {
		return args[0], nil
	}
	body, err := io.ReadAll(io.LimitReader(s.In, 1<<20))
	return strings.TrimRight(strings.ToValidUTF8(string(body), "\uFFFD"), "\n"), err
}

// refNamed reads what a memo is about: project, document:TITLE, code:PATH,
// theme:NAME or case:NAME.
func refNamed(ctx context.Context, w *workspace.Workspace, on string) (codebook.Ref, error) {
	kind, name, _ := strings.Cut(on, ":")
	ref := codebook.Ref{Kind: codebook.RefKind(kind)}
	switch ref.Kind {
	case codebook.RefProject:
		return ref, nil
	case codebook.RefDocument:
		d, err := documentNamed(ctx, w, name)
		ref.Document = d.ID
		return ref, err
	case codebook.RefCode:
		c, err := w.CodeAt(ctx, name)
		ref.Code = c.ID
		return ref, err
	case codebook.RefTheme:
		t, err := themeNamed(ctx, w, name)
		ref.Theme = t.ID
		return ref, err
	case codebook.RefCase:
		c, err := caseNamed(ctx, w, name)
		ref.Case = c.ID
		return ref, err
	}
	return ref, misuse("cli.memos-add.about", "Value", on)
}

// memoRows lists the memos with the names of what they are about.
func memoRows(ctx context.Context, w *workspace.Workspace) ([]memoJSON, error) {
	all, err := w.Project.Memos.List(ctx)
	if err != nil {
		return nil, err
	}
	names, err := w.Names(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]memoJSON, 0, len(all))
	for _, m := range all {
		id, name := names.About(m.About)
		out = append(out, memoJSON{
			ID: m.ID.String(), Kind: string(m.Kind), About: string(m.About.Kind), AboutID: id, Name: name, Title: m.Title, Body: m.Body,
			Coder: names.Coder(m.Coder), Created: m.Created.UTC().Format(time.RFC3339), Modified: m.Modified.UTC().Format(time.RFC3339),
		})
	}
	return out, nil
}

func (s *Shell) listMemos(ctx context.Context, w *workspace.Workspace) error {
	memos, err := memoRows(ctx, w)
	if err != nil {
		return err
	}
	if s.json {
		return s.printJSON(memos)
	}
	for _, m := range memos {
		on := s.t.Say("cli.about." + m.About)
		if m.Name != "" {
			on += " " + m.Name
		}
		s.line("%s", m.Title+"  ("+s.t.Say("cli.memo-kind."+m.Kind)+" · "+on+" · "+m.Coder+")")
		if m.Body != "" {
			s.indented(m.Body)
		}
	}
	return nil
}
