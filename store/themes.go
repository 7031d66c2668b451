package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"veldwerk/codebook"
)

// Themes of the codebook.
type Themes struct{ p *Project }

// List gives the themes by position, then folded name, with codes and words.
func (t *Themes) List(ctx context.Context) ([]codebook.Theme, error) {
	var out []codebook.Theme
	err := t.p.view(ctx, func(q querier) error {
		var err error
		out, err = list(ctx, q, func(rows *sql.Rows, t *codebook.Theme) error {
			return rows.Scan(&t.ID, &t.Name, &t.Claim, &t.Position)
		}, "SELECT id, name, claim, position FROM theme WHERE deleted = 0")
		if err != nil {
			return err
		}
		sortFolded(out, func(t codebook.Theme) string { return t.Name }, func(t codebook.Theme) string { return t.ID.String() })
		slices.SortStableFunc(out, func(a, b codebook.Theme) int { return cmp.Compare(a.Position, b.Position) })
		return fillThemes(ctx, q, out)
	})
	return out, err
}

func fillThemes(ctx context.Context, q querier, themes []codebook.Theme) error {
	at := make(map[codebook.ThemeID]*codebook.Theme, len(themes))
	for i := range themes {
		at[themes[i].ID] = &themes[i]
	}
	type link struct {
		theme codebook.ThemeID
		code  codebook.CodeID
		word  codebook.Word
	}
	codes, err := list(ctx, q, func(rows *sql.Rows, l *link) error { return rows.Scan(&l.theme, &l.code) },
		"SELECT theme_id, code_id FROM theme_code WHERE deleted = 0 ORDER BY position, id")
	if err != nil {
		return err
	}
	words, err := list(ctx, q, func(rows *sql.Rows, l *link) error { return rows.Scan(&l.theme, &l.word.Text, &l.word.Off) },
		"SELECT theme_id, text, off FROM theme_word WHERE deleted = 0 ORDER BY position, id")
	for _, l := range codes {
		if t, ok := at[l.theme]; ok {
			t.Codes = append(t.Codes, l.code)
		}
	}
	for _, l := range words {
		if t, ok := at[l.theme]; ok {
			t.Words = append(t.Words, l.word)
		}
	}
	return err
}

// Add makes a theme with its codes and words: DuplicateError when there is one
// of that folded name.
func (t *Themes) Add(ctx context.Context, by codebook.CoderID, theme codebook.Theme) (codebook.ThemeID, error) {
	var id codebook.ThemeID
	err := t.p.act(ctx, by, "add-theme", func(a *act) error {
		var err error
		id, err = a.addTheme(theme)
		return err
	})
	return id, err
}

func (a *act) addTheme(theme codebook.Theme) (codebook.ThemeID, error) {
	if theme.ID.IsZero() {
		theme.ID = newID[codebook.ThemeID](a)
	}
	if err := a.fresh(themeTable, theme.ID.String()); err != nil {
		return theme.ID, err
	}
	return theme.ID, a.putTheme(theme)
}

// Update writes the whole theme, its codes and words too, and others with it in
// the same step: those that name it.
func (t *Themes) Update(ctx context.Context, by codebook.CoderID, theme codebook.Theme, others ...codebook.Theme) error {
	return t.p.act(ctx, by, "update-theme", func(a *act) error {
		a.about(themeTable, theme.ID.String())
		for _, theme := range append([]codebook.Theme{theme}, others...) {
			if _, err := a.need(themeTable, theme.ID.String()); err != nil {
				return err
			}
			if err := a.putTheme(theme); err != nil {
				return err
			}
		}
		return nil
	})
}

func (a *act) putTheme(theme codebook.Theme) error {
	var err error
	if theme.Name, err = a.unusedName(themeTable, theme.Name, theme.ID.String()); err != nil {
		return err
	}
	return a.writeTheme(theme)
}

// writeTheme writes a theme whose name is known to be free.
func (a *act) writeTheme(theme codebook.Theme) error {
	id := theme.ID.String()
	if err := a.put(themeTable, id, row{"name": theme.Name, "claim": theme.Claim, "position": theme.Position}); err != nil {
		return err
	}
	wanted := map[string]bool{}
	for i, code := range theme.Codes {
		if _, err := a.keptCode(code); err != nil {
			return err
		}
		link := linkID(id, code.String())
		if wanted[link] {
			continue
		}
		wanted[link] = true
		if err := a.put(themeCodeTable, link, row{"theme_id": id, "code_id": code, "position": i + 1, "deleted": 0}); err != nil {
			return err
		}
	}
	for i, word := range theme.Words {
		text := strings.TrimSpace(valid(word.Text))
		if text == "" {
			return fmt.Errorf("empty word of theme %q: %w", theme.Name, ErrInvalid)
		}
		link := linkID(id, text)
		if wanted[link] {
			continue
		}
		wanted[link] = true
		if err := a.put(themeWordTable, link, row{"theme_id": id, "text": text, "off": word.Off, "position": i + 1, "deleted": 0}); err != nil {
			return err
		}
	}
	return a.removeLinks(id, wanted)
}

// removeLinks marks the codes and words of a theme that are no longer wanted.
func (a *act) removeLinks(theme string, wanted map[string]bool) error {
	for _, t := range []*table{themeCodeTable, themeWordTable} {
		ids, err := a.strings("SELECT id FROM "+t.quoted()+" WHERE theme_id = ? AND deleted = 0 ORDER BY id", theme)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if wanted[id] {
				continue
			}
			if err := a.remove(t, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// linkID is the id of what joins a theme and a code or a word: the same pair
// made on two machines is one row.
func linkID(theme, other string) string {
	return uuid.NewSHA1(uuid.NameSpaceOID, []byte(theme+"\x00"+other)).String()
}

// Delete marks the theme, its links, its vocabulary and the memos about it.
func (t *Themes) Delete(ctx context.Context, by codebook.CoderID, id codebook.ThemeID) error {
	return t.p.act(ctx, by, "delete-theme", func(a *act) error {
		if _, err := a.need(themeTable, id.String()); err != nil {
			return err
		}
		if err := a.remove(themeTable, id.String()); err != nil {
			return err
		}
		for _, t := range []*table{themeCodeTable, themeWordTable, memoTable} {
			if err := a.removeWhere(t, "theme_id = ?", id.String()); err != nil {
				return err
			}
		}
		return nil
	})
}
