package store

import (
	"cmp"
	"strings"

	"veldwerk/codebook"
)

// shelf is the codebook by parent and folded name, so that thousands of codes
// find their place without comparing each with each.
type shelf struct {
	*book
	at      map[codebook.CodeID]map[string]codebook.CodeID
	place   map[codebook.CodeID]int // in book.codes
	ordered map[codebook.CodeID]int // the last place among siblings that people ordered, 0 for none
	blank   map[codebook.CodeID]bool
}

func (a *act) shelf() (*shelf, error) {
	b, err := a.book()
	if err != nil {
		return nil, err
	}
	s := &shelf{book: b, at: map[codebook.CodeID]map[string]codebook.CodeID{}, place: map[codebook.CodeID]int{}, ordered: map[codebook.CodeID]int{}, blank: map[codebook.CodeID]bool{}}
	// Merged codes first: where one of the same name is in use, that is meant.
	for _, merged := range []bool{true, false} {
		for i, c := range b.codes {
			if (c.Status == codebook.StatusMerged) == merged {
				s.shelve(i, c)
			}
		}
	}
	if len(b.codes) == 0 {
		s.blank[codebook.CodeID{}] = true
	}
	return s, nil
}

func (s *shelf) shelve(i int, c codebook.Code) {
	if s.at[c.Parent] == nil {
		s.at[c.Parent] = map[string]codebook.CodeID{}
	}
	s.at[c.Parent][codebook.Fold(c.Name)] = c.ID
	s.place[c.ID] = i
	if c.Status != codebook.StatusMerged {
		s.ordered[c.Parent] = max(s.ordered[c.Parent], c.Position)
	}
}

// find gives the code of that name under a parent; for one that was merged,
// the code that took its codings.
func (s *shelf) find(parent codebook.CodeID, name string) (codebook.Code, bool) {
	id, ok := s.at[parent][codebook.Fold(name)]
	for range len(s.codes) + 1 {
		i, known := s.place[id]
		if !ok || !known {
			return codebook.Code{}, false
		}
		c := s.codes[i]
		if c.Status != codebook.StatusMerged {
			return c, true
		}
		id = c.Into
	}
	return codebook.Code{}, false
}

// codes meets or makes the file's codes, from the top down.
func (t *taking) codes() error {
	s, err := t.shelf()
	if err != nil {
		return err
	}
	tree := codebook.NewTree(t.in.Codes)
	var merged []codebook.Code
	for _, c := range tree.Codes() {
		if c.Status == codebook.StatusMerged {
			merged = append(merged, c)
			continue
		}
		parent := t.codeOf[t.standing(tree, tree.Parent(c.ID))]
		if err := t.code(s, c, parent); err != nil {
			return err
		}
	}
	for _, c := range merged { // nothing hangs on them but what names them still
		if into, ok := t.codeOf[t.standing(tree, c.ID)]; ok {
			t.codeOf[c.ID] = into
		}
	}
	return nil
}

// standing follows merged codes of the file to the one that took them up.
func (t *taking) standing(tree *codebook.Tree, id codebook.CodeID) codebook.CodeID {
	for range tree.Len() {
		c, ok := tree.Code(id)
		if !ok || c.Status != codebook.StatusMerged {
			break
		}
		id = c.Into
	}
	return id
}

func (t *taking) code(s *shelf, c codebook.Code, parent codebook.CodeID) error {
	given := c.ID
	c.Name, c.Parent, c.Into = clean(c.Name, "?"), parent, codebook.CodeID{}
	if here, ok := s.find(parent, c.Name); ok {
		t.codeOf[given] = here.ID
		t.out.Met++
		return t.enrich(s, here, c)
	}
	var err error
	if c.ID, err = free(t.act, codeTable, c.ID); err != nil {
		return err
	}
	// Under a parent that was here, new codes come behind those that people
	// ordered; the order inside what comes along stays.
	if !s.blank[parent] {
		c.Position = 0
		if last := s.ordered[parent]; last > 0 {
			c.Position = last + 1
		}
	}
	s.blank[c.ID] = true
	if c.Colour < 1 || c.Colour > colours {
		c.Colour = 0
	}
	place := c.Position
	c.Position = 1 // or furnish would look at all codes for the last place
	s.furnish(&c)
	c.Position = place
	switch c.Status {
	case codebook.StatusActive, codebook.StatusDraft, codebook.StatusRetired:
	default:
		c.Status = codebook.StatusActive
	}
	r, err := codeRow(c)
	if err != nil {
		return err
	}
	s.count(c)
	s.codes = append(s.codes, c)
	s.shelve(len(s.codes)-1, c)
	t.codeOf[given] = c.ID
	if t.out.Codes == 0 {
		t.firstCode = c.ID
	}
	t.out.Codes++
	return t.insert(codeTable, c.ID.String(), r)
}

// enrich fills the definition fields that a code of the project has not; with
// Theirs the file's replace those that it has.
func (t *taking) enrich(s *shelf, here, from codebook.Code) error {
	full, first, second := here, here, from
	if t.opt.Theirs {
		first, second = from, here
	}
	full.Short, full.Full = cmp.Or(first.Short, second.Short), cmp.Or(first.Full, second.Full)
	full.UseWhen, full.NotWhen = cmp.Or(first.UseWhen, second.UseWhen), cmp.Or(first.NotWhen, second.NotWhen)
	full.Example = cmp.Or(first.Example, second.Example)
	s.codes[s.place[here.ID]] = full
	return t.put(codeTable, here.ID.String(), row{"short": full.Short, "full": full.Full, "use_when": full.UseWhen, "not_when": full.NotWhen, "example": full.Example})
}

// themes meets or makes the file's themes; one that is there gets the codes
// and words that it has not, and a claim when it has none.
func (t *taking) themes() error {
	if len(t.in.Themes) == 0 {
		return nil
	}
	known, err := t.byName(themeTable)
	if err != nil {
		return err
	}
	for _, theme := range t.in.Themes {
		if _, twice := t.themeOf[theme.ID]; twice {
			continue
		}
		if err := t.theme(known, theme); err != nil {
			return err
		}
	}
	return nil
}

func (t *taking) theme(known map[string]string, theme codebook.Theme) error {
	given := theme.ID
	theme.Name = clean(theme.Name, "?")
	codes := theme.Codes
	theme.Codes = nil
	for _, id := range codes {
		if here, ok := t.codeOf[id]; ok {
			theme.Codes = append(theme.Codes, here)
		}
	}
	words := theme.Words
	theme.Words = nil
	for _, w := range words {
		if strings.TrimSpace(valid(w.Text)) != "" {
			theme.Words = append(theme.Words, w)
		}
	}
	folded := codebook.Fold(theme.Name)
	if id := known[folded]; id != "" {
		here, err := t.meetTheme(id, theme)
		if err != nil {
			return err
		}
		t.themeOf[given] = here.ID
		return t.writeTheme(here)
	}
	var err error
	if theme.ID, err = free(t.act, themeTable, theme.ID); err != nil {
		return err
	}
	known[folded] = theme.ID.String()
	t.themeOf[given] = theme.ID
	t.out.Themes++
	return t.writeTheme(theme)
}

// meetTheme is a theme of the project with what another adds to it.
func (t *taking) meetTheme(id string, more codebook.Theme) (codebook.Theme, error) {
	r, err := t.need(themeTable, id)
	if err != nil {
		return codebook.Theme{}, err
	}
	here := codebook.Theme{Name: r.text("name"), Claim: r.text("claim"), Position: r.number("position")}
	if here.ID, err = parsed[codebook.ThemeID](id); err != nil {
		return here, err
	}
	all := []codebook.Theme{here}
	if err := fillThemes(t.ctx, t.p.writer, all); err != nil {
		return here, err
	}
	here = all[0]
	here.Claim = cmp.Or(here.Claim, more.Claim)
	has := map[string]bool{}
	for _, w := range here.Words {
		has[codebook.Fold(w.Text)] = true
	}
	for _, w := range more.Words {
		if !has[codebook.Fold(w.Text)] {
			here.Words = append(here.Words, w)
		}
	}
	here.Codes = append(here.Codes, more.Codes...) // writeTheme takes each once
	return here, nil
}
