package rqda

import (
	"veldwerk/codebook"
	"veldwerk/exchange/foreign"
)

// category is a code category, with its codes.
type category struct {
	id, name, memo string
	members        []string // ids of codes
	owns           bool     // it is the only one of some code
	code           codebook.CodeID
}

type free struct {
	id, name, memo string
	within         []int // indexes of categories
}

// readCodes makes codes of codes and categories. A code in one category stands
// under it; a category that shares codes with others is a theme of all its
// codes.
func (r *reader) readCodes() error {
	categories, codes, err := r.readBoth()
	if err != nil {
		return err
	}
	shares := make([]bool, len(categories))
	for _, c := range codes {
		if len(c.within) == 1 {
			categories[c.within[0]].owns = true
			continue
		}
		for _, i := range c.within {
			shares[i] = true
		}
	}
	tops := map[string]int{} // index in Project.Codes, by folded name
	for i := range categories {
		if c := &categories[i]; c.owns || !shares[i] {
			c.code = r.draft.Code(codebook.Code{Name: c.name, Full: c.memo})
			tops[codebook.Fold(foreign.Named(c.name))] = len(r.draft.Project.Codes) - 1
		}
	}
	for _, c := range codes {
		r.codes[c.id] = r.makeCode(c, categories, tops)
	}
	for i, c := range categories {
		if shares[i] {
			r.makeTheme(c)
		}
	}
	return nil
}

// makeCode adds a code. One at the top with the name of a category there is
// that category.
func (r *reader) makeCode(c free, categories []category, tops map[string]int) codebook.CodeID {
	code := codebook.Code{Name: c.name, Full: c.memo}
	if len(c.within) == 1 {
		code.Parent = categories[c.within[0]].code
		return r.draft.Code(code)
	}
	at, ok := tops[codebook.Fold(foreign.Named(c.name))]
	if !ok {
		return r.draft.Code(code)
	}
	delete(tops, codebook.Fold(foreign.Named(c.name)))
	into := &r.draft.Project.Codes[at]
	into.Full = foreign.Joined(into.Full, c.memo)
	r.draft.Lose("codes-joined", 1, c.name)
	return into.ID
}

func (r *reader) makeTheme(c category) {
	t := codebook.Theme{ID: codebook.ThemeID(r.draft.NewID()), Name: foreign.Named(c.name), Position: len(r.draft.Project.Themes)}
	if c.code.IsZero() {
		t.Claim = c.memo
	}
	for _, id := range c.members {
		t.Codes = append(t.Codes, r.codes[id])
	}
	r.draft.Project.Themes = append(r.draft.Project.Themes, t)
}

// readBoth reads the live categories, codes, and what ties them.
func (r *reader) readBoth() (categories []category, codes []free, err error) {
	at, code, tied := map[string]int{}, map[string]int{}, map[[2]int]bool{}
	err = r.each("codecat", "catid name memo", func(row foreign.Row) error {
		at[row.Key("catid")] = len(categories)
		categories = append(categories, category{id: row.Key("catid"), name: row.Text("name"), memo: row.Text("memo")})
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	err = r.each("freecode", "id name memo", func(row foreign.Row) error {
		code[row.Key("id")] = len(codes)
		codes = append(codes, free{id: row.Key("id"), name: row.Text("name"), memo: row.Text("memo")})
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	err = r.each("treecode", "cid catid", func(row foreign.Row) error {
		i, ok := at[row.Key("catid")]
		j, known := code[row.Key("cid")]
		if ok && known && !tied[[2]int{i, j}] {
			tied[[2]int{i, j}] = true
			codes[j].within = append(codes[j].within, i)
			categories[i].members = append(categories[i].members, codes[j].id)
		}
		return nil
	})
	return categories, codes, err
}
