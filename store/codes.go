package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"veldwerk/codebook"
)

// Codes of the codebook.
type Codes struct{ p *Project }

// colours is the number of colours of the palette.
const colours = 8

const (
	codeColumns = "SELECT id, parent_id, name, short, full, use_when, not_when, example, colour, letter, alias, status, into_id, position FROM code WHERE deleted = 0 "
	allCodes    = codeColumns + "ORDER BY id"
)

func scanCode(rows *sql.Rows, c *codebook.Code) error {
	var alias string
	err := rows.Scan(&c.ID, &c.Parent, &c.Name, &c.Short, &c.Full, &c.UseWhen, &c.NotWhen, &c.Example,
		&c.Colour, &c.Letter, &alias, &c.Status, &c.Into, &c.Position)
	if err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(alias), &c.Alias); err != nil {
		return fmt.Errorf("alias of code %q: %w: %w", c.ID, ErrDamaged, err)
	}
	return nil
}

// List gives every code in the order in which they were made, merged ones too
// (StatusMerged).
func (c *Codes) List(ctx context.Context) ([]codebook.Code, error) {
	return list(ctx, c.p.readers, scanCode, allCodes)
}

// codeRow is a code as its row holds it.
func codeRow(c codebook.Code) (row, error) {
	if c.Alias == nil {
		c.Alias = []string{}
	}
	for i := range c.Alias {
		c.Alias[i] = valid(c.Alias[i])
	}
	alias, err := json.Marshal(c.Alias)
	if err != nil {
		return nil, err
	}
	return row{"parent_id": c.Parent, "name": c.Name, "short": c.Short, "full": c.Full, "use_when": c.UseWhen, "not_when": c.NotWhen,
		"example": c.Example, "colour": c.Colour, "letter": c.Letter, "alias": string(alias), "status": string(c.Status),
		"into_id": c.Into, "position": c.Position}, nil
}

// Add makes codes in one step; ids, letters (codebook.Letter), colours and
// places that are empty are given. A parent may be one of them. A sibling with
// the same folded name: DuplicateError.
func (c *Codes) Add(ctx context.Context, by codebook.CoderID, codes ...codebook.Code) ([]codebook.Code, error) {
	var out []codebook.Code
	err := c.p.act(ctx, by, "add-code", func(a *act) error {
		var err error
		out, err = a.addCodes(codes)
		return err
	})
	return out, err
}

// book is the codebook during an act.
type book struct {
	codes   []codebook.Code
	letters map[string]bool
	shades  [colours + 1]int // how many codes have each colour
}

func (a *act) book() (*book, error) {
	b := &book{letters: map[string]bool{}}
	var err error
	b.codes, err = list(a.ctx, a.p.writer, scanCode, allCodes)
	for _, c := range b.codes {
		b.count(c)
	}
	return b, err
}

func (b *book) count(c codebook.Code) {
	if c.Status == codebook.StatusMerged {
		return
	}
	b.letters[c.Letter] = true
	if c.Colour >= 1 && c.Colour <= colours {
		b.shades[c.Colour]++
	}
}

func (b *book) find(id codebook.CodeID) (codebook.Code, bool) {
	i := slices.IndexFunc(b.codes, func(c codebook.Code) bool { return c.ID == id })
	if i < 0 {
		return codebook.Code{}, false
	}
	return b.codes[i], true
}

// furnish gives a new code what it lacks.
func (b *book) furnish(c *codebook.Code) {
	if c.Letter == "" {
		c.Letter = codebook.Letter(c.Name, b.letters)
	}
	if c.Colour == 0 {
		c.Colour = 1
		for i := 2; i <= colours; i++ {
			if b.shades[i] < b.shades[c.Colour] {
				c.Colour = i
			}
		}
	}
	if c.Status == "" {
		c.Status = codebook.StatusActive
	}
	if c.Position == 0 {
		c.Position = b.lastPosition(c.Parent, c.ID)
	}
}

// lastPosition puts a code after siblings that people ordered by hand; among
// siblings that were never ordered the name decides, and the place is 0.
func (b *book) lastPosition(parent, except codebook.CodeID) int {
	last := 0
	for _, c := range b.codes {
		if c.Parent == parent && c.ID != except {
			last = max(last, c.Position)
		}
	}
	if last > 0 {
		last++
	}
	return last
}

// check refuses a code that can't stand where it wants to.
func (b *book) check(c codebook.Code) error {
	known := []codebook.Status{codebook.StatusActive, codebook.StatusDraft, codebook.StatusRetired, codebook.StatusMerged}
	if !slices.Contains(known, c.Status) || c.Colour < 1 || c.Colour > colours {
		return fmt.Errorf("code %q: %w", c.Name, ErrInvalid)
	}
	if !c.Parent.IsZero() {
		if parent, ok := b.find(c.Parent); !ok || parent.Status == codebook.StatusMerged || b.under(c.Parent, c.ID) {
			return fmt.Errorf("parent of code %q: %w", c.Name, ErrInvalid)
		}
	}
	folded := codebook.Fold(c.Name)
	for _, other := range b.codes {
		if other.ID != c.ID && other.Parent == c.Parent && other.Status != codebook.StatusMerged && codebook.Fold(other.Name) == folded {
			return &DuplicateError{Title: other.Name}
		}
	}
	return nil
}

// under says whether id is top or stands somewhere under it.
func (b *book) under(id, top codebook.CodeID) bool {
	for range len(b.codes) + 1 {
		if id == top {
			return true
		}
		c, ok := b.find(id)
		if !ok || c.Parent.IsZero() {
			return false
		}
		id = c.Parent
	}
	return true // a circle
}

func (a *act) addCodes(codes []codebook.Code) ([]codebook.Code, error) {
	b, err := a.book()
	if err != nil {
		return nil, err
	}
	out := slices.Clone(codes)
	for i := range out {
		if out[i].ID.IsZero() {
			out[i].ID = newID[codebook.CodeID](a)
		}
		if out[i].Name, err = named(out[i].Name); err != nil {
			return nil, err
		}
		if err := a.fresh(codeTable, out[i].ID.String()); err != nil {
			return nil, err
		}
	}
	// All of them first: in a codebook that is imported a parent may come later.
	at := len(b.codes)
	b.codes = append(b.codes, out...)
	for i := range out {
		c := &out[i]
		b.furnish(c)
		b.count(*c)
		b.codes[at+i] = *c
	}
	for _, c := range out {
		if err := b.check(c); err != nil {
			return nil, err
		}
		r, err := codeRow(c)
		if err != nil {
			return nil, err
		}
		if err := a.put(codeTable, c.ID.String(), r); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Import makes codes and themes in one step.
func (c *Codes) Import(ctx context.Context, by codebook.CoderID, codes []codebook.Code, themes []codebook.Theme) error {
	return c.p.act(ctx, by, "import-codebook", func(a *act) error {
		if _, err := a.addCodes(codes); err != nil {
			return err
		}
		for _, t := range themes {
			if _, err := a.addTheme(t); err != nil {
				return err
			}
		}
		return nil
	})
}

// usableCode reads a code that new codings may use: ErrNotFound, ErrInvalid.
func (a *act) usableCode(id codebook.CodeID) (row, error) {
	r, err := a.need(codeTable, id.String())
	if err == nil && !(codebook.Code{Status: codebook.Status(r.text("status"))}).Usable() {
		err = fmt.Errorf("code %q is %s: %w", r.text("name"), r.text("status"), ErrInvalid)
	}
	return r, err
}

// keptCode reads a code that was not merged away.
func (a *act) keptCode(id codebook.CodeID) (row, error) {
	r, err := a.need(codeTable, id.String())
	if err == nil && r.text("status") == string(codebook.StatusMerged) {
		err = fmt.Errorf("code %q was merged: %w", r.text("name"), ErrInvalid)
	}
	return r, err
}

// Update changes name, definition fields, colour, letter, alias, status. A
// former name becomes an alias. Place and parent stay (Move), and so does the
// state merged (Merge).
func (c *Codes) Update(ctx context.Context, by codebook.CoderID, code codebook.Code) error {
	return c.p.act(ctx, by, "update-code", func(a *act) error {
		b, err := a.book()
		if err != nil {
			return err
		}
		if _, err := a.keptCode(code.ID); err != nil {
			return err
		}
		old, _ := b.find(code.ID)
		if code.Name, err = named(code.Name); err != nil {
			return err
		}
		code.Parent, code.Position, code.Into = old.Parent, old.Position, old.Into
		code.Alias = slices.Clone(code.Alias)
		if code.Name != old.Name {
			code.Alias = withAlias(code.Alias, code.Name, old.Name)
		}
		if code.Status == codebook.StatusMerged {
			return fmt.Errorf("code %q to merged: %w", code.Name, ErrInvalid)
		}
		// What is left empty stays as it was: a letter is kept for life.
		code.Letter, code.Colour = cmp.Or(code.Letter, old.Letter), cmp.Or(code.Colour, old.Colour)
		code.Status = cmp.Or(code.Status, old.Status)
		if code.Status == codebook.StatusRetired && old.Status != codebook.StatusRetired {
			a.name = "retire-code"
		}
		if err := b.check(code); err != nil {
			return err
		}
		r, err := codeRow(code)
		if err != nil {
			return err
		}
		return a.put(codeTable, code.ID.String(), r)
	})
}

// withAlias adds names that are not there yet and are not the name itself.
func withAlias(alias []string, name string, more ...string) []string {
	for _, m := range more {
		same := func(s string) bool { return codebook.Fold(s) == codebook.Fold(m) }
		if !same(name) && !slices.ContainsFunc(alias, same) {
			alias = append(alias, m)
		}
	}
	return alias
}
