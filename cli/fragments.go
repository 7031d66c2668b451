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
	if s.json {
		var b bytes.Buffer
		t, err := w.Table(ctx, "fragments", workspace.TableOptions{Columns: exchange.Full, Query: q})
		if err == nil {
			err = t.Write(&b, exchange.JSON, exchange.Dialect{})
		}
		if err == nil {
			_, err = s.Out.Write(exchange.SafeJSON(b.Bytes()))
		}
		return err
	}
	found, err := w.Fragments(ctx, q)
	if err != nil {
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
