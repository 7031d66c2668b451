package cli

import (
	"bytes"
	"context"

	"github.com/spf13/cobra"

	"veldwerk/codebook"
	"veldwerk/exchange"
	"veldwerk/search"
	"veldwerk/workspace"
)

func (s *Shell) fragmentsCommand() *cobra.Command {
	strict := false
	c := s.command("fragments [QUERY…]", "fragments", arity(0, -1), func(cmd *cobra.Command, args []string) error {
		q, err := s.parseFilter(args, strict)
		if err != nil {
			return err
		}
		return s.reading(cmd.Context(), func(w *workspace.Workspace) error { return s.listFragments(cmd.Context(), w, q) })
	})
	c.Flags().BoolVar(&strict, "strict", false, s.t.Say("cli.flag.strict"))
	return c
}

func (s *Shell) listFragments(ctx context.Context, w *workspace.Workspace, q search.Query) error {
	found, err := w.Fragments(ctx, q)
	if err != nil {
		return err
	}
	if s.json {
		attributes, err := attributeNames(ctx, w)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		t := exchange.Fragments(found, exchange.FragmentOptions{Project: w.Project.Info().Name, Attributes: attributes})
		if err := t.Write(&b, exchange.JSON, exchange.Dialect{}); err != nil {
			return err
		}
		_, err = s.Out.Write(exchange.SafeJSON(b.Bytes()))
		return err
	}
	for _, f := range found {
		s.printFragment(f)
	}
	s.line("%s", s.t.Say("cli.fragments.total", "Count", len(found)))
	return nil
}

func (s *Shell) printFragment(f codebook.Fragment) {
	s.line("%s", s.place(f.DocumentName, f.TurnFirst, f.Speaker)+"  ["+f.CodePath+" · "+f.Coder+"]")
	s.indented(f.Text)
	if f.Coding.Memo != "" {
		s.indented(s.t.Say("cli.fragments.memo", "Memo", f.Coding.Memo))
	}
	s.line("")
}

// attributeNames lists the attributes of the project, so that an export has
// the same columns whatever the fragments are.
func attributeNames(ctx context.Context, w *workspace.Workspace) ([]string, error) {
	all, err := w.Project.Attributes.List(ctx)
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(all))
	for _, a := range all {
		names = append(names, a.Name)
	}
	return names, nil
}
