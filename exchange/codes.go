package exchange

import (
	"slices"
	"strconv"
	"strings"

	"veldwerk/codebook"
)

const codebookColumns = `code_id code_path code_name parent short full use_when not_when example colour# letter alias status themes codings#`

// Codebook is the table of codes, depth first; counts holds the codings per
// code, parent is the parent's path, themes are names. ReadCodebook reads it
// back.
func Codebook(tree *codebook.Tree, themes []codebook.Theme, counts map[codebook.CodeID]int) Table {
	member := map[codebook.CodeID][]string{}
	for _, theme := range themes {
		for _, id := range theme.Codes {
			member[id] = append(member[id], theme.Name)
		}
	}
	t := Table{Name: "codebook", Columns: columns(codebookColumns), Layout: Layout{
		Title:  "code_path",
		Fields: strings.Fields("short full use_when not_when example alias status themes codings"),
	}}
	tree.Walk(func(c codebook.Code, _ int) {
		row := map[string]string{
			"code_id": c.ID.String(), "code_path": tree.Path(c.ID), "code_name": c.Name, "parent": tree.Path(tree.Parent(c.ID)),
			"short": c.Short, "full": c.Full, "use_when": c.UseWhen, "not_when": c.NotWhen, "example": c.Example,
			"letter": c.Letter, "alias": codebook.JoinList(c.Alias), "status": status(c),
			"themes": codebook.JoinList(member[c.ID]), "codings": strconv.Itoa(counts[c.ID]),
		}
		if c.Colour > 0 {
			row["colour"] = strconv.Itoa(c.Colour)
		}
		t.Rows = append(t.Rows, cells(t.Columns, row))
	})
	return t
}

// Themes is the table of themes: claim, paths of codes, vocabulary. off are
// the words that are switched off.
func Themes(themes []codebook.Theme, tree *codebook.Tree) Table {
	t := Table{Name: "themes", Columns: columns(`theme_id theme_name claim codes vocabulary off`), Layout: Layout{
		Title: "theme_name", Quote: "claim", Fields: strings.Fields("codes vocabulary off"),
	}}
	themes = slices.Clone(themes)
	slices.SortStableFunc(themes, func(a, b codebook.Theme) int { return a.Position - b.Position })
	for _, theme := range themes {
		var paths, on, off []string
		for _, id := range theme.Codes {
			if path := tree.Path(id); path != "" {
				paths = append(paths, path)
			}
		}
		for _, w := range theme.Words {
			if w.Off {
				off = append(off, w.Text)
			} else {
				on = append(on, w.Text)
			}
		}
		t.Rows = append(t.Rows, []string{theme.ID.String(), theme.Name, theme.Claim, codebook.JoinList(paths), codebook.JoinList(on), codebook.JoinList(off)})
	}
	return t
}
