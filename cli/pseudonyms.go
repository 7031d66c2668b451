package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"veldwerk/pseudonym"
	"veldwerk/workspace"
)

type pseudonymJSON struct {
	Kind        string   `json:"kind"`
	Name        string   `json:"name"`
	Variants    []string `json:"variants"`
	Replacement string   `json:"replacement"`
	Count       int      `json:"count"` // how often it stands in the project
}

// pseudonymsCommand lists and changes the table of pseudonyms, which lies in a
// vault beside the program's data and never in the project.
func (s *Shell) pseudonymsCommand() *cobra.Command {
	var vault vaultAsk
	list := func(cmd *cobra.Command, _ []string) error {
		return s.withVault(cmd.Context(), vault, false, func(w *workspace.Workspace, v *workspace.Vault) error { return s.listPseudonyms(cmd.Context(), w, v) })
	}
	c := s.pseudonymsPart("pseudonyms", subcommands, list)
	s.vaultFlags(c, &vault)
	c.AddCommand(
		s.pseudonymsPart("list", arity(0, 0), list),
		s.addPseudonym(&vault),
		s.pseudonymsPart("remove NAME…", arity(1, -1), func(cmd *cobra.Command, args []string) error {
			return s.withVault(cmd.Context(), vault, false, func(_ *workspace.Workspace, v *workspace.Vault) error { return s.removePseudonyms(v, args) })
		}),
		s.suggestCommand(&vault),
		s.residueCommand(&vault),
		s.applyPseudonyms(&vault),
		s.importPseudonyms(&vault),
		s.exportPseudonyms(&vault),
	)
	return c
}

// pseudonymsPart is a command whose texts stand under pseudonyms.command.NAME.
func (s *Shell) pseudonymsPart(use string, args cobra.PositionalArgs, run func(cmd *cobra.Command, args []string) error) *cobra.Command {
	name, _, _ := strings.Cut(use, " ")
	c := s.command(use, "pseudonyms-"+name, args, run)
	c.Short = s.t.Say("pseudonyms.command." + name)
	if long := "pseudonyms.command." + name + ".long"; s.t.Knows(long) {
		c.Long = s.t.Say(long)
	}
	if example := "pseudonyms.command." + name + ".example"; s.t.Knows(example) {
		c.Example = s.t.Say(example)
	}
	return c
}

// withVault opens the project for reading, and its vault.
func (s *Shell) withVault(ctx context.Context, ask vaultAsk, create bool, do func(w *workspace.Workspace, v *workspace.Vault) error) error {
	return s.reading(ctx, func(w *workspace.Workspace) error {
		v, err := s.openVault(w, ask, create)
		if err != nil {
			return err
		}
		return do(w, v)
	})
}

// pseudonymsDone says what was done to the table.
func (s *Shell) pseudonymsDone(done, name string, pairs ...any) error {
	if s.json {
		return s.printJSON(doneJSON{Done: done, Name: name})
	}
	s.line("%s", s.t.Say("pseudonyms.done."+done, append([]any{"Name", name}, pairs...)...))
	return nil
}

func (s *Shell) listPseudonyms(ctx context.Context, w *workspace.Workspace, v *workspace.Vault) error {
	counts, err := w.PseudonymCounts(ctx, v.Table)
	if err != nil {
		return err
	}
	out := []pseudonymJSON{}
	var rows [][]string
	for i, e := range v.Table.Entries {
		out = append(out, pseudonymJSON{string(e.Kind), e.Name, append([]string{}, e.Variants...), e.Replacement, counts[i]})
		rows = append(rows, []string{e.Name, e.Replacement, s.t.Say("pseudonyms.entry." + string(e.Kind)), s.t.Number(counts[i]), strings.Join(e.Variants, "; ")})
	}
	if s.json {
		return s.printJSON(out)
	}
	if len(rows) == 0 {
		s.line("%s", s.t.Say("pseudonyms.none"))
		return nil
	}
	s.table([]column{{title: s.t.Say("pseudonyms.col.name")}, {title: s.t.Say("pseudonyms.col.replacement")}, {title: s.t.Say("pseudonyms.col.kind")},
		{title: s.t.Say("pseudonyms.col.count"), right: true}, {title: s.t.Say("pseudonyms.col.variants")}}, rows)
	return nil
}

func kindNames() []string {
	var out []string
	for _, k := range pseudonym.Kinds() {
		out = append(out, string(k))
	}
	return out
}

func (s *Shell) addPseudonym(vault *vaultAsk) *cobra.Command {
	kind := string(pseudonym.Person)
	var variants []string
	bare := false
	c := s.pseudonymsPart("add NAME [REPLACEMENT]", arity(1, 2), func(cmd *cobra.Command, args []string) error {
		if err := oneOf("--kind", kind, kindNames()...); err != nil {
			return err
		}
		return s.withVault(cmd.Context(), *vault, true, func(_ *workspace.Workspace, v *workspace.Vault) error {
			e := pseudonym.Entry{Kind: pseudonym.Kind(kind), Name: strings.TrimSpace(args[0]), Variants: variants}
			if len(args) > 1 {
				e.Replacement = args[1]
			}
			return s.putPseudonym(v, e, !bare)
		})
	})
	c.Flags().StringVar(&kind, "kind", kind, s.t.Say("pseudonyms.flag.kind"))
	c.Flags().StringSliceVar(&variants, "variant", nil, s.t.Say("pseudonyms.flag.variant"))
	c.Flags().BoolVar(&bare, "no-variants", false, s.t.Say("pseudonyms.flag.no-variants"))
	return c
}

// putPseudonym adds an entry, or replaces the one of that name.
func (s *Shell) putPseudonym(v *workspace.Vault, e pseudonym.Entry, propose bool) error {
	err := v.Change(func(t *pseudonym.Table) error {
		at := slices.IndexFunc(t.Entries, func(o pseudonym.Entry) bool { return o.Name == e.Name })
		if at >= 0 && e.Replacement == "" {
			e.Replacement = t.Entries[at].Replacement
		}
		if at >= 0 {
			t.Entries = slices.Delete(t.Entries, at, at+1)
		}
		if e.Replacement == "" {
			e.Replacement = t.NextReplacement(s.kindWord(e.Kind))
		}
		if propose {
			e.Variants = append(e.Variants, t.Variants(e.Kind, e.Name)...)
		}
		if at < 0 {
			at = len(t.Entries)
		}
		t.Entries = slices.Insert(t.Entries, at, e)
		return nil
	})
	if err != nil {
		return err
	}
	return s.pseudonymsDone("add", e.Name, "Replacement", e.Replacement, "Variants", strings.Join(e.Variants, "; "))
}

func (s *Shell) removePseudonyms(v *workspace.Vault, names []string) error {
	err := v.Change(func(t *pseudonym.Table) error {
		for _, n := range names {
			at := t.Find(n)
			if at < 0 {
				return misuse("pseudonyms.no-entry", "Name", n)
			}
			t.Entries = slices.Delete(t.Entries, at, at+1)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.pseudonymsDone("remove", strings.Join(names, ", "), "Count", len(names))
}

type candidateJSON struct {
	Kind        string   `json:"kind"`
	Name        string   `json:"name"`
	Count       int      `json:"count"`
	Variants    []string `json:"variants"`
	Replacement string   `json:"replacement"`
}

// suggestCommand lists what may be a name; with -o as a table to strike out of
// and import.
func (s *Shell) suggestCommand(vault *vaultAsk) *cobra.Command {
	out, force := "", false
	c := s.pseudonymsPart("suggest", arity(0, 0), func(cmd *cobra.Command, _ []string) error {
		return s.reading(cmd.Context(), func(w *workspace.Workspace) error {
			var t pseudonym.Table
			if w.HasVault(vault.path) {
				v, err := s.openVault(w, *vault, false)
				if err != nil {
					return err
				}
				t = v.Table
			}
			found, err := w.SuggestPseudonyms(cmd.Context(), t)
			if err != nil {
				return err
			}
			return s.printSuggestions(t, found, out, force)
		})
	})
	c.Flags().StringVarP(&out, "output", "o", "", s.t.Say("pseudonyms.flag.output"))
	c.Flags().BoolVar(&force, "force", false, s.t.Say("cli.flag.force"))
	return c
}

func (s *Shell) printSuggestions(t pseudonym.Table, found []pseudonym.Candidate, path string, force bool) error {
	out := []candidateJSON{}
	var rows [][]string
	var table pseudonym.Table
	for _, c := range found {
		e := pseudonym.Entry{Kind: c.Kind, Name: c.Name, Variants: c.Variants, Replacement: t.NextReplacement(s.kindWord(c.Kind))}
		t.Entries, table.Entries = append(t.Entries, e), append(table.Entries, e)
		out = append(out, candidateJSON{string(c.Kind), c.Name, c.Count, append([]string{}, c.Variants...), e.Replacement})
		rows = append(rows, []string{c.Name, e.Replacement, s.t.Say("pseudonyms.entry." + string(c.Kind)), s.t.Number(c.Count), strings.Join(c.Variants, "; ")})
	}
	if path != "" {
		if err := s.write(path, force, table.WriteCSV); err != nil || path == "-" {
			return err
		}
		return s.pseudonymsDone("suggest", path, "Count", len(found))
	}
	if s.json {
		return s.printJSON(out)
	}
	if len(rows) == 0 {
		s.line("%s", s.t.Say("pseudonyms.none-found"))
		return nil
	}
	s.table([]column{{title: s.t.Say("pseudonyms.col.name")}, {title: s.t.Say("pseudonyms.col.replacement")}, {title: s.t.Say("pseudonyms.col.kind")},
		{title: s.t.Say("pseudonyms.col.count"), right: true}, {title: s.t.Say("pseudonyms.col.variants")}}, rows)
	return nil
}

// importPseudonyms reads a table; entries of a name that is there replace it.
func (s *Shell) importPseudonyms(vault *vaultAsk) *cobra.Command {
	return s.pseudonymsPart("import FILE", arity(1, 1), func(cmd *cobra.Command, args []string) error {
		raw, err := os.ReadFile(args[0])
		if err != nil {
			return err
		}
		in, err := pseudonym.ReadCSV(raw)
		var row *pseudonym.RowError
		if errors.As(err, &row) {
			return failure("pseudonyms.bad-row", "Path", args[0], "Row", row.Row)
		}
		if err != nil {
			return err
		}
		return s.withVault(cmd.Context(), *vault, true, func(_ *workspace.Workspace, v *workspace.Vault) error {
			err := v.Change(func(t *pseudonym.Table) error { return s.takePseudonyms(t, in) })
			if err != nil {
				return err
			}
			return s.pseudonymsDone("import", args[0], "Count", len(in.Entries))
		})
	})
}

func (s *Shell) takePseudonyms(t *pseudonym.Table, in pseudonym.Table) error {
	for _, e := range in.Entries {
		at := slices.IndexFunc(t.Entries, func(o pseudonym.Entry) bool { return o.Name == e.Name })
		if at >= 0 && e.Replacement == "" {
			e.Replacement = t.Entries[at].Replacement
		}
		if e.Replacement == "" {
			e.Replacement = t.NextReplacement(s.kindWord(e.Kind))
		}
		if at >= 0 {
			t.Entries[at] = e
		} else {
			t.Entries = append(t.Entries, e)
		}
	}
	return nil
}

// exportPseudonyms writes the key, readable to all who get the file: it is
// said, and goes nowhere unless it is told where.
func (s *Shell) exportPseudonyms(vault *vaultAsk) *cobra.Command {
	out, force := "", false
	c := s.pseudonymsPart("export", arity(0, 0), func(cmd *cobra.Command, _ []string) error {
		if out == "" {
			return misuse("cli.export.no-output")
		}
		return s.withVault(cmd.Context(), *vault, false, func(_ *workspace.Workspace, v *workspace.Vault) error {
			write := func(to io.Writer) error { return v.Table.WriteCSV(to) }
			if err := s.write(out, force, write); err != nil || out == "-" {
				return err
			}
			s.note("%s", s.t.Say("pseudonyms.key-is-open"))
			return s.pseudonymsDone("export", out, "Count", len(v.Table.Entries))
		})
	})
	c.Flags().StringVarP(&out, "output", "o", "", s.t.Say("pseudonyms.flag.output"))
	c.Flags().BoolVar(&force, "force", false, s.t.Say("cli.flag.force"))
	return c
}
