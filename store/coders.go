package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"veldwerk/codebook"
)

// Coders of the project.
type Coders struct{ p *Project }

const coderColumns = "SELECT id, name, initials FROM coder WHERE deleted = 0 ORDER BY id"

func scanCoder(rows *sql.Rows, c *codebook.Coder) error {
	return rows.Scan(&c.ID, &c.Name, &c.Initials)
}

// List gives the coders in the order in which they came.
func (c *Coders) List(ctx context.Context) ([]codebook.Coder, error) {
	return list(ctx, c.p.readers, scanCoder, coderColumns)
}

// Ensure finds the coder by folded name or makes one (which is no step to
// undo). A read-only project only finds.
func (c *Coders) Ensure(ctx context.Context, name string) (codebook.Coder, error) {
	name, err := named(name)
	if err != nil {
		return codebook.Coder{}, err
	}
	known, err := c.List(ctx)
	if err != nil {
		return codebook.Coder{}, err
	}
	if coder, ok := coderNamed(known, name); ok {
		return coder, nil
	}
	var coder codebook.Coder
	err = c.p.write(ctx, "add-coder", func(a *act) error {
		a.kind = kindKeep
		known, err := list(a.ctx, c.p.writer, scanCoder, coderColumns)
		if err != nil {
			return err
		}
		var found bool
		if coder, found = coderNamed(known, name); found {
			return nil
		}
		coder = codebook.Coder{ID: newID[codebook.CoderID](a), Name: name, Initials: initials(name)}
		a.by = coder.ID.String()
		return a.put(coderTable, coder.ID.String(), row{"name": coder.Name, "initials": coder.Initials})
	})
	return coder, err
}

func coderNamed(coders []codebook.Coder, name string) (codebook.Coder, bool) {
	folded := codebook.Fold(name)
	for _, c := range coders {
		if codebook.Fold(c.Name) == folded {
			return c, true
		}
	}
	return codebook.Coder{}, false
}

// initials are the first letters of a name's words, at most three.
func initials(name string) string {
	var out []rune
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		first, _ := utf8.DecodeRuneInString(word)
		if len(out) < 3 {
			out = append(out, unicode.ToUpper(first))
		}
	}
	if len(out) == 0 {
		return "?"
	}
	return string(out)
}

// Rename changes a coder's name and initials (one to three characters; "":
// the first letters of the name).
func (c *Coders) Rename(ctx context.Context, by codebook.CoderID, id codebook.CoderID, name, short string) error {
	return c.p.act(ctx, by, "rename-coder", func(a *act) error {
		if err := a.rename(coderTable, id.String(), name); err != nil {
			return err
		}
		if short = strings.TrimSpace(valid(short)); short == "" {
			short = initials(name)
		}
		if utf8.RuneCountInString(short) > 3 {
			return fmt.Errorf("initials %q: %w", short, ErrInvalid)
		}
		return a.put(coderTable, id.String(), row{"initials": short})
	})
}
