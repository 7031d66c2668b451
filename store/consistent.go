package store

import (
	"database/sql"
	"errors"

	"veldwerk/codebook"
)

// consistent proves after an undo or redo that the rows it wrote fit what
// others did meanwhile; without that, undoing the making of a code would leave
// a colleague's codings without it. It refuses with ChangedSinceError.
func (a *act) consistent(touched map[rowAt]bool) error {
	usable := map[rowAt]bool{}
	n := names{}
	revisions := map[string]int{}
	for at := range touched {
		if at.t == documentTable {
			if err := a.numbered(at.id); err != nil {
				return err
			}
		}
	}
	for at := range touched {
		r, _, err := a.get(at.t, at.id)
		if err != nil {
			return err
		}
		if !inUse(at.t, r) {
			if err := a.unreferred(at); err != nil {
				return err
			}
		}
		if !r.live() {
			continue
		}
		if err := a.refersWell(at.t, r, usable); err != nil {
			return err
		}
		if err := a.alone(at, r, n); err != nil {
			return err
		}
		if err := a.inItsRevision(at, r, revisions); err != nil {
			return err
		}
		if err := a.standsInText(at, r); err != nil {
			return err
		}
	}
	return nil
}

// inUse says whether other rows may name this one: a merged code is kept, but
// nothing hangs on it.
func inUse(t *table, r row) bool {
	return r.live() && (t != codeTable || r.text("status") != string(codebook.StatusMerged))
}

func (a *act) refersWell(t *table, r row, usable map[rowAt]bool) error {
	for _, c := range t.columns {
		id := r.text(c.name)
		if c.ref == "" || id == "" {
			continue
		}
		at := rowAt{tableNamed(c.ref), id}
		ok, known := usable[at]
		if !known {
			target, _, err := a.get(at.t, id)
			if err != nil {
				return err
			}
			ok = inUse(at.t, target)
			usable[at] = ok
		}
		if !ok {
			return a.changedSince(id)
		}
	}
	return nil
}

// unreferred refuses when a row in use names one that is not.
func (a *act) unreferred(at rowAt) error {
	by, err := a.referrer(at)
	if err != nil || by == "" {
		return err
	}
	return a.changedSince(by)
}

// referrer is the id of a row in use that names a row; "" for none.
func (a *act) referrer(at rowAt) (string, error) {
	for _, t := range loggedTables {
		for _, c := range t.columns {
			if c.ref != at.t.name {
				continue
			}
			var id string
			err := a.row("SELECT id FROM "+t.quoted()+" WHERE "+c.name+" = ? AND deleted = 0 LIMIT 1", at.id).Scan(&id)
			if errors.Is(err, sql.ErrNoRows) {
				continue
			}
			if err != nil {
				return "", err
			}
			return id, nil
		}
	}
	return "", nil
}

// alone refuses a second coding of the same coder and code on a place, and a
// second row of the same name where names are unique.
func (a *act) alone(at rowAt, r row, n names) error {
	var id string
	var err error
	switch at.t {
	case codingTable:
		err = a.row(`SELECT id FROM coding WHERE code_id = ? AND coder_id = ? AND document_id = ? AND char_start < ? AND char_end > ? AND deleted = 0 AND id <> ? LIMIT 1`,
			r["code_id"], r["coder_id"], r["document_id"], r["char_end"], r["char_start"], at.id).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
	case codeTable:
		if r.text("status") == string(codebook.StatusMerged) {
			return nil
		}
		id, err = a.twin(n, at, r.text("parent_id"), r.text("name"))
	case caseTable, attributeTable, themeTable, queryTable, coderTable:
		id, err = a.twin(n, at, "", r.text("name"))
	}
	if err != nil || id == "" {
		return err
	}
	return a.changedSince(id)
}

// names are the ids of a table's rows in use by parent and folded name; read
// once, for the rows of a large import are each looked up.
type names map[*table]map[[2]string][]string

// twin finds another row of the same folded name, among codes under the same
// parent; "" for none.
func (a *act) twin(n names, at rowAt, parent, name string) (string, error) {
	if n[at.t] == nil {
		query := "SELECT id, '', name FROM " + at.t.quoted() + " WHERE deleted = 0 ORDER BY id"
		if at.t == codeTable {
			query = "SELECT id, coalesce(parent_id, ''), name FROM code WHERE deleted = 0 AND status <> 'merged' ORDER BY id"
		}
		type named struct{ id, parent, name string }
		all, err := list(a.ctx, a.p.writer, func(rows *sql.Rows, n *named) error { return rows.Scan(&n.id, &n.parent, &n.name) }, query)
		if err != nil {
			return "", err
		}
		n[at.t] = map[[2]string][]string{}
		for _, one := range all {
			key := [2]string{one.parent, codebook.Fold(one.name)}
			n[at.t][key] = append(n[at.t][key], one.id)
		}
	}
	for _, id := range n[at.t][[2]string{parent, codebook.Fold(name)}] {
		if id != at.id {
			return id, nil
		}
	}
	return "", nil
}

// namesake finds a row in use with the same folded name, other than except.
func (a *act) namesake(t *table, name, except string) (id, found string, err error) {
	folded := codebook.Fold(name)
	type named struct{ id, name string }
	rows, err := list(a.ctx, a.p.writer, func(rows *sql.Rows, n *named) error { return rows.Scan(&n.id, &n.name) },
		"SELECT id, name FROM "+t.quoted()+" WHERE deleted = 0")
	for _, n := range rows {
		if n.id != except && codebook.Fold(n.name) == folded {
			return n.id, n.name, nil
		}
	}
	return "", "", err
}
