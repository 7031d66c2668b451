package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"veldwerk/codebook"
	"veldwerk/workspace"
)

type themeJSON struct {
	ID    string   `json:"id"`
	Name  string   `json:"name"`
	Claim string   `json:"claim"`
	Codes []string `json:"codes"` // paths
	Words []string `json:"words"`
}

func (s *Shell) themesCommand() *cobra.Command {
	c := s.command("themes", "themes", subcommands, func(cmd *cobra.Command, _ []string) error {
		return s.reading(cmd.Context(), func(w *workspace.Workspace) error { return s.listThemes(cmd.Context(), w) })
	})
	c.AddCommand(
		s.themeCommand("add NAME", "themes-add", addTheme),
		s.themeCommand("set NAME", "themes-set", setTheme),
		s.acting("rename THEME NAME", "themes-rename", 2, 2, renameTheme),
		s.acting("delete THEME", "themes-delete", 1, 1, deleteTheme),
	)
	return c
}

func (s *Shell) listThemes(ctx context.Context, w *workspace.Workspace) error {
	book, err := w.Codebook(ctx)
	if err != nil {
		return err
	}
	out := []themeJSON{}
	var rows [][]string
	for _, t := range book.Themes {
		row := themeJSON{ID: t.ID.String(), Name: t.Name, Claim: t.Claim, Codes: []string{}, Words: []string{}}
		for _, id := range t.Codes {
			row.Codes = append(row.Codes, book.Tree.Path(id))
		}
		for _, word := range t.Words {
			if !word.Off {
				row.Words = append(row.Words, word.Text)
			}
		}
		out = append(out, row)
		rows = append(rows, []string{t.Name, s.t.Number(len(t.Codes)), s.t.Number(len(row.Words)), cutLine(t.Claim, 70)})
	}
	if s.json {
		return s.printJSON(out)
	}
	s.table([]column{{title: s.t.Say("cli.col.theme")}, {title: s.t.Say("cli.col.codes"), right: true}, {title: s.t.Say("cli.col.words"), right: true}, {title: s.t.Say("cli.col.claim")}}, rows)
	return nil
}

// themeFields are the flags of add and set.
type themeFields struct {
	claim         string
	codes, words  []string
	without, omit []string // codes and words to take away
	claimed       bool     // --claim was given
}

func (s *Shell) themeCommand(use, id string, do func(context.Context, *workspace.Workspace, codebook.CoderID, string, themeFields) (doneJSON, error)) *cobra.Command {
	var f themeFields
	var cmd *cobra.Command
	cmd = s.acting(use, id, 1, 1, func(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, args []string) (doneJSON, error) {
		f.claimed = cmd.Flags().Changed("claim")
		return do(ctx, w, by, args[0], f)
	})
	flags := cmd.Flags()
	flags.StringVar(&f.claim, "claim", "", s.t.Say("cli.flag.claim"))
	flags.StringArrayVar(&f.codes, "code", nil, s.t.Say("cli.flag.theme-code"))
	flags.StringArrayVar(&f.words, "word", nil, s.t.Say("cli.flag.theme-word"))
	flags.StringArrayVar(&f.without, "without-code", nil, s.t.Say("cli.flag.without-code"))
	flags.StringArrayVar(&f.omit, "without-word", nil, s.t.Say("cli.flag.without-word"))
	return cmd
}

func addTheme(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, name string, f themeFields) (doneJSON, error) {
	t := codebook.Theme{Name: name}
	if err := f.fill(ctx, w, &t); err != nil {
		return doneJSON{}, err
	}
	id, err := w.Project.Themes.Add(ctx, by, t)
	return doneJSON{"add-theme", name, id.String()}, err
}

func setTheme(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, name string, f themeFields) (doneJSON, error) {
	t, err := themeNamed(ctx, w, name)
	if err != nil {
		return doneJSON{}, err
	}
	t.Codes, t.Words = slices.Clone(t.Codes), slices.Clone(t.Words)
	if err := f.fill(ctx, w, &t); err != nil {
		return doneJSON{}, err
	}
	return doneJSON{"update-theme", t.Name, t.ID.String()}, w.Project.Themes.Update(ctx, by, t)
}

func (f themeFields) fill(ctx context.Context, w *workspace.Workspace, t *codebook.Theme) error {
	if f.claimed {
		t.Claim = f.claim
	}
	for _, path := range f.codes {
		c, err := w.CodeAt(ctx, path)
		if err != nil {
			return err
		}
		if !slices.Contains(t.Codes, c.ID) {
			t.Codes = append(t.Codes, c.ID)
		}
	}
	for _, path := range f.without {
		c, err := w.CodeAt(ctx, path)
		if err != nil {
			return err
		}
		t.Codes = slices.DeleteFunc(t.Codes, func(id codebook.CodeID) bool { return id == c.ID })
	}
	for _, word := range f.words {
		if word = strings.TrimSpace(word); word != "" && !slices.ContainsFunc(t.Words, isWord(word)) {
			t.Words = append(t.Words, codebook.Word{Text: word})
		}
	}
	for _, word := range f.omit {
		t.Words = slices.DeleteFunc(t.Words, isWord(word))
	}
	return nil
}

func isWord(word string) func(codebook.Word) bool {
	return func(w codebook.Word) bool { return codebook.Fold(w.Text) == codebook.Fold(word) }
}

func renameTheme(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, args []string) (doneJSON, error) {
	t, err := themeNamed(ctx, w, args[0])
	if err != nil {
		return doneJSON{}, err
	}
	t.Name = args[1]
	return doneJSON{"update-theme", t.Name, t.ID.String()}, w.Project.Themes.Update(ctx, by, t)
}

func deleteTheme(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, args []string) (doneJSON, error) {
	t, err := themeNamed(ctx, w, args[0])
	if err != nil {
		return doneJSON{}, err
	}
	return doneJSON{"delete-theme", t.Name, t.ID.String()}, w.Project.Themes.Delete(ctx, by, t.ID)
}
