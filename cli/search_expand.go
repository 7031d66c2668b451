package cli

import (
	"context"
	"fmt"

	"veldwerk/codebook"
	"veldwerk/search"
)

// expansionJSON is what a query stands for: the forms of its words, and the
// themes that it asks for.
type expansionJSON struct {
	Words  []wordFormsJSON  `json:"words"`
	Themes []themeWordsJSON `json:"themes"`
}

// wordFormsJSON is one word with the forms that the texts have, those that do
// not count too. theme and entry stand where the word is one of a theme's
// vocabulary; excludes where it takes away what the other words find.
type wordFormsJSON struct {
	Word     string     `json:"word"`
	Theme    string     `json:"theme,omitempty"`
	Entry    string     `json:"entry,omitempty"`
	Excludes bool       `json:"excludes,omitempty"`
	Forms    []formJSON `json:"forms"`
}

// formJSON counts over all texts, whatever else the query asks. kind is
// inflected, derived, compound, matched (by a wildcard, a typo, a pattern) or
// contains.
type formJSON struct {
	Form        string `json:"form"`
	Kind        string `json:"kind"`
	Occurrences int    `json:"occurrences"`
	Turns       int    `json:"turns"`
	On          bool   `json:"on"`
	Excluded    bool   `json:"excluded,omitempty"` // an exclusion of the theme takes it away
}

// themeWordsJSON is a theme that the query asks for, or that stands within one.
type themeWordsJSON struct {
	Theme  string           `json:"theme"`
	Words  []vocabularyJSON `json:"words"`
	Codes  []codeCountJSON  `json:"codes"`
	Themes []string         `json:"themes"` // within it
}

type vocabularyJSON struct {
	Word     string `json:"word"` // as a query
	Off      bool   `json:"off"`
	Excludes bool   `json:"excludes"`
	Turns    int    `json:"turns"` // that the word finds by itself
}

type codeCountJSON struct {
	Code    string `json:"code"` // path
	Codings int    `json:"codings"`
}

// expansion tells how the query was read and what its words stand for.
func (v *viewing) expansion(ctx context.Context) error {
	words, err := v.w.Expand(ctx, v.query)
	if err != nil {
		return err
	}
	out := expansionJSON{Words: []wordFormsJSON{}, Themes: []themeWordsJSON{}}
	for _, e := range words {
		row := wordFormsJSON{Word: e.Word, Theme: e.Name, Entry: e.Entry, Excludes: e.Excludes, Forms: []formJSON{}}
		for _, f := range e.Forms {
			row.Forms = append(row.Forms, formJSON{f.Term, f.Kind.String(), f.Occurrences, f.Turns, f.On, f.Excluded})
		}
		out.Words = append(out.Words, row)
	}
	if out.Themes, err = v.themeWords(ctx); err != nil {
		return err
	}
	if v.json {
		v.out.Expansion = &out
		return nil
	}
	v.line("%s", v.t.Say("search.read-as", "Query", v.query.String()))
	for i, e := range words {
		fmt.Fprintln(v.Out)
		v.printForms(e, out.Words[i])
	}
	for _, t := range out.Themes {
		fmt.Fprintln(v.Out)
		v.printThemeWords(t)
	}
	return nil
}

// themeWords lists the themes of the query with what each word of theirs finds.
func (v *viewing) themeWords(ctx context.Context) ([]themeWordsJSON, error) {
	book, err := v.w.Codebook(ctx)
	if err != nil {
		return nil, err
	}
	counts, err := v.w.Project.Codings.CountByCode(ctx)
	if err != nil {
		return nil, err
	}
	out := []themeWordsJSON{}
	for _, t := range book.Asked(v.query) {
		row := themeWordsJSON{Theme: t.Name, Words: []vocabularyJSON{}, Codes: []codeCountJSON{}, Themes: []string{}}
		for _, w := range t.Words {
			found, err := v.w.Search(ctx, search.Standing(w.Text), 1)
			if err != nil {
				return nil, err
			}
			row.Words = append(row.Words, vocabularyJSON{w.Text, w.Off, search.Excludes(w.Text), found.Total})
		}
		for _, id := range t.Codes {
			row.Codes = append(row.Codes, codeCountJSON{book.Tree.Path(id), codingsUnder(book, counts, id)})
		}
		for _, within := range book.Within(t) {
			row.Themes = append(row.Themes, within.Name)
		}
		out = append(out, row)
	}
	return out, nil
}

func codingsUnder(book search.Codebook, counts map[codebook.CodeID]int, id codebook.CodeID) int {
	n := 0
	for _, under := range book.Tree.Under(id) {
		n += counts[under]
	}
	return n
}

func (v *viewing) printForms(e search.Expansion, row wordFormsJSON) {
	title := e.Word
	if e.Name != "" {
		title = v.t.Say("expand.in-theme", "Word", e.Word, "Theme", e.Name)
	}
	if e.Excludes {
		title = v.t.Say("expand.excludes", "Word", title)
	}
	v.line("%s", title)
	if len(row.Forms) == 0 {
		v.line("  %s", v.t.Say("expand.nowhere"))
		return
	}
	shown := e.Forms
	if v.ask.limit > 0 && len(shown) > v.ask.limit {
		shown = shown[:v.ask.limit]
	}
	var rows [][]string
	for _, f := range shown {
		state := "expand.on"
		switch {
		case f.Excluded:
			state = "expand.excluded"
		case !f.On:
			state = "expand.off"
		}
		rows = append(rows, []string{f.Term, v.t.Say(state), v.t.Say("search.form-" + f.Kind.String()), v.t.Number(f.Occurrences), v.t.Number(f.Turns)})
	}
	v.table([]column{
		{title: v.t.Say("expand.form")}, {title: v.t.Say("expand.counts")}, {title: v.t.Say("expand.kind")},
		{title: v.t.Say("concordance.times"), right: true}, {title: v.t.Say("concordance.turns"), right: true},
	}, rows)
	if left := len(e.Forms) - len(shown); left > 0 {
		v.line("%s", v.t.Say("search.facet-more", "Count", left))
	}
}

func (v *viewing) printThemeWords(t themeWordsJSON) {
	v.line("%s", v.t.Say("expand.theme", "Theme", t.Theme))
	var rows [][]string
	for _, w := range t.Words {
		state := "expand.on"
		switch {
		case w.Off:
			state = "expand.off"
		case w.Excludes:
			state = "expand.takes-away"
		}
		rows = append(rows, []string{w.Word, v.t.Say(state), v.t.Number(w.Turns)})
	}
	if len(rows) > 0 {
		v.table([]column{{title: v.t.Say("concordance.word")}, {title: v.t.Say("expand.counts")}, {title: v.t.Say("concordance.turns"), right: true}}, rows)
	}
	rows = nil
	for _, c := range t.Codes {
		rows = append(rows, []string{c.Code, v.t.Number(c.Codings)})
	}
	if len(rows) > 0 {
		v.table([]column{{title: v.t.Say("expand.code")}, {title: v.t.Say("expand.codings"), right: true}}, rows)
	}
	for _, name := range t.Themes {
		v.line("%s", v.t.Say("expand.within", "Theme", name))
	}
}
