package qualcoder

import (
	"veldwerk/codebook"
	"veldwerk/exchange/foreign"
)

// writeCodes writes the tree: a code with codes under it is a category. If it
// has codings too, they are those of a code of the same name in the category,
// which Read joins again.
func (w *writer) writeCodes() error {
	used := map[codebook.CodeID]bool{}
	for _, c := range w.project.Codings {
		used[c.Code] = true
	}
	tree := codebook.NewTree(w.project.Codes)
	t := &codeWriter{writer: w, tree: tree, categories: unique{}, names: unique{}, rows: map[codebook.CodeID]int{}, named: map[codebook.CodeID]string{}}
	for _, c := range tree.Codes() {
		if err := t.write(c, used[c.ID]); err != nil {
			return err
		}
	}
	return nil
}

type codeWriter struct {
	*writer
	tree       *codebook.Tree
	categories unique
	names      unique
	rows       map[codebook.CodeID]int    // of code_cat
	named      map[codebook.CodeID]string // as the category is called
}

func (t *codeWriter) write(c codebook.Code, used bool) error {
	if c.Status == codebook.StatusMerged {
		t.draft.Lose("codes-merged", 1, c.Name)
		return nil
	}
	t.countCode(c)
	memo, owner, date := t.memoOf(c)
	above := t.tree.Parent(c.ID)
	children := 0
	for _, id := range t.tree.Children(c.ID) {
		if child, _ := t.tree.Code(id); child.Status != codebook.StatusMerged {
			children++
		}
	}
	if children == 0 {
		return t.writeName(c, t.named[above], t.rows[above], memo, owner, date)
	}
	name := t.pick(t.categories, c, t.named[above], above)
	t.rows[c.ID], t.named[c.ID] = len(t.rows)+1, name
	if err := t.row("code_cat", "catid name owner date memo supercatid", t.rows[c.ID], name, owner, date, memo, null(t.rows[above])); err != nil {
		return err
	}
	if !used {
		if c.Colour != 0 {
			t.draft.Lose("colours", 1, c.Name)
		}
		return nil
	}
	inner := t.take(t.names, name, name, "codes-renamed")
	return t.insertName(c, inner, t.rows[c.ID], "", owner, date)
}

// memoOf is the memo of a code's row, with its owner and date: a code of ours
// has none, so they are those of the first memo on it. Read gives them to every
// memo of the row.
func (t *codeWriter) memoOf(c codebook.Code) (memo, owner, date string) {
	notes := t.notes[codebook.Ref{Kind: codebook.RefCode, Code: c.ID}]
	if len(notes) == 0 {
		return definition(c), t.first(), t.date(t.at)
	}
	for _, n := range notes[1:] {
		if n.Coder != notes[0].Coder {
			t.draft.Lose("memos-merged", 1, "")
		}
	}
	return withNotes(definition(c), notes), t.owner(notes[0].Coder), t.date(notes[0].Created)
}

// writeName writes a code that has no codes under it. One that bears the name
// of its category would be taken for it.
func (t *codeWriter) writeName(c codebook.Code, category string, catid int, memo, owner, date string) error {
	return t.insertName(c, t.pick(t.names, c, category, t.tree.Parent(c.ID)), catid, memo, owner, date)
}

func (t *codeWriter) insertName(c codebook.Code, name string, catid int, memo, owner, date string) error {
	t.codes[c.ID] = len(t.codes) + 1
	return t.row("code_name", "cid name memo catid owner date color", t.codes[c.ID], name, memo, null(catid), owner, date, hexOf(c.Colour))
}

// pick is a name that no other code has; QualCoder knows codes by their names
// alone, so a second one takes its parent's along.
func (t *codeWriter) pick(taken unique, c codebook.Code, category string, above codebook.CodeID) string {
	name := foreign.Named(c.Name)
	if taken[name] || name == category {
		if parent, ok := t.tree.Code(above); ok && name != category {
			name += " (" + foreign.Named(parent.Name) + ")"
		} else {
			name += " (2)"
		}
	}
	return t.take(taken, name, c.Name, "codes-renamed")
}

// countCode counts the fields that a code of QualCoder does not have.
func (t *codeWriter) countCode(c codebook.Code) {
	if c.Letter != "" {
		t.draft.Lose("letters", 1, "")
	}
	if len(c.Alias) > 0 {
		t.draft.Lose("aliases", 1, c.Name)
	}
	if c.Status != codebook.StatusActive && c.Status != "" {
		t.draft.Lose("code-status", 1, c.Name)
	}
	if c.Position != 0 {
		t.draft.Lose("positions", 1, "")
	}
	var again codebook.Code
	text, notes := splitNotes(definition(c))
	if split(text, &again); len(notes) > 0 || again.Short != c.Short || again.Full != c.Full || again.UseWhen != c.UseWhen || again.NotWhen != c.NotWhen || again.Example != c.Example {
		t.draft.Lose("definitions", 1, c.Name)
	}
}

// null is NULL for a row that is not there.
func null(row int) any {
	if row == 0 {
		return nil
	}
	return row
}
