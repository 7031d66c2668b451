package cli

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"veldwerk/codebook"
	"veldwerk/search"
	"veldwerk/workspace"
)

type themeJSON struct {
	ID    string   `json:"id"`
	Name  string   `json:"name"`
	Claim string   `json:"claim"`
	Codes []string `json:"codes"` // paths
	Words []string `json:"words"` // that count, as queries

	Excludes []string `json:"excludes"` // exclusions: what does not count
	Themes   []string `json:"themes"`   // within it
	Off      []string `json:"off"`      // words, exclusions and themes that are switched off
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
	for _, t := range book.Themes {
		row := themeOf(t)
		for _, id := range t.Codes {
			row.Codes = append(row.Codes, book.Tree.Path(id))
		}
		out = append(out, row)
	}
	if s.json {
		return s.printJSON(out)
	}
	s.printThemes(out)
	return nil
}

// printThemes leaves out the columns that have nothing in them in any row.
func (s *Shell) printThemes(themes []themeJSON) {
	columns := []column{{title: s.t.Say("cli.col.theme")}, {title: s.t.Say("cli.col.codes"), right: true}, {title: s.t.Say("cli.col.words"), right: true}}
	excludes := slices.ContainsFunc(themes, func(t themeJSON) bool { return len(t.Excludes) > 0 })
	within := slices.ContainsFunc(themes, func(t themeJSON) bool { return len(t.Themes) > 0 })
	if excludes {
		columns = append(columns, column{title: s.t.Say("expand.col-excludes"), right: true})
	}
	if within {
		columns = append(columns, column{title: s.t.Say("expand.col-within")})
	}
	var rows [][]string
	for _, t := range themes {
		row := []string{t.Name, s.t.Number(len(t.Codes)), s.t.Number(len(t.Words))}
		if excludes {
			row = append(row, s.t.Number(len(t.Excludes)))
		}
		if within {
			row = append(row, strings.Join(t.Themes, "; "))
		}
		rows = append(rows, append(row, cutLine(t.Claim, 70)))
	}
	s.table(append(columns, column{title: s.t.Say("cli.col.claim")}), rows)
}

// themeOf tells the words of a theme apart.
func themeOf(t codebook.Theme) themeJSON {
	row := themeJSON{ID: t.ID.String(), Name: t.Name, Claim: t.Claim, Codes: []string{}, Words: []string{}, Excludes: []string{}, Themes: []string{}, Off: []string{}}
	for _, word := range t.Words {
		into, text := &row.Words, word.Text
		switch sub := search.SubTheme(word.Text); {
		case word.Off:
			into = &row.Off
		case sub != "":
			into, text = &row.Themes, sub
		case search.Excludes(word.Text):
			into = &row.Excludes
		}
		*into = append(*into, text)
	}
	return row
}

// themeFields are the flags of add and set.
type themeFields struct {
	claim         string
	codes, words  []string
	without, omit []string // codes and words to take away
	off, on       []string // words to switch
	excludes      []string // what shall not count
	within, leave []string // themes to put in the vocabulary, or take out
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
	flags.StringArrayVar(&f.excludes, "exclude", nil, s.t.Say("expand.flag-exclude"))
	flags.StringArrayVar(&f.within, "theme", nil, s.t.Say("expand.flag-theme"))
	flags.StringArrayVar(&f.leave, "without-theme", nil, s.t.Say("expand.flag-without-theme"))
	flags.StringArrayVar(&f.off, "off", nil, s.t.Say("expand.flag-off"))
	flags.StringArrayVar(&f.on, "on", nil, s.t.Say("expand.flag-on"))
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
	return doneJSON{"update-theme", t.Name, t.ID.String()}, w.UpdateTheme(ctx, by, t)
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
	return f.fillWords(ctx, w, t)
}

func (f themeFields) fillWords(ctx context.Context, w *workspace.Workspace, t *codebook.Theme) error {
	added := slices.Clone(f.words)
	for _, word := range f.excludes {
		added = append(added, search.Exclusion(word))
	}
	for _, name := range f.within {
		sub, err := themeNamed(ctx, w, name)
		if err != nil {
			return err
		}
		added = append(added, search.ThemeWord(sub.Name, "en"))
	}
	book, err := w.Codebook(ctx)
	if err != nil {
		return err
	}
	for _, word := range added {
		if book.Circular(t.ID, word) || codebook.Fold(search.SubTheme(word)) == codebook.Fold(t.Name) {
			return misuse("expand.circular", "Word", word, "Theme", t.Name)
		}
		t.Words = search.AddWord(t.Words, word)
	}
	for _, word := range f.omit {
		t.Words = slices.DeleteFunc(t.Words, isWord(word))
	}
	for _, name := range f.leave {
		t.Words = slices.DeleteFunc(t.Words, func(w codebook.Word) bool {
			sub := search.SubTheme(w.Text)
			return sub != "" && codebook.Fold(sub) == codebook.Fold(name)
		})
	}
	return errors.Join(switchWords(t, f.off, true), switchWords(t, f.on, false))
}

func switchWords(t *codebook.Theme, words []string, off bool) error {
	for _, word := range words {
		at := slices.IndexFunc(t.Words, isWord(word))
		if at < 0 {
			return misuse("expand.no-word", "Word", word, "Theme", t.Name)
		}
		t.Words[at].Off = off
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
	return doneJSON{"update-theme", t.Name, t.ID.String()}, w.UpdateTheme(ctx, by, t)
}

func deleteTheme(ctx context.Context, w *workspace.Workspace, by codebook.CoderID, args []string) (doneJSON, error) {
	t, err := themeNamed(ctx, w, args[0])
	if err != nil {
		return doneJSON{}, err
	}
	return doneJSON{"delete-theme", t.Name, t.ID.String()}, w.Project.Themes.Delete(ctx, by, t.ID)
}
