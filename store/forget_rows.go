package store

import (
	"cmp"
	"database/sql"
	"maps"
	"math"
	"slices"
	"strings"

	"veldwerk/pseudonym"
)

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// blank empties the texts of people in a row and marks it as deleted. It says
// whether the row was in use or held any text.
func (e *erasing) blank(t *table, id string) (bool, error) {
	was, found, err := e.get(t, id)
	if err != nil || !found {
		return false, err
	}
	set := row{"deleted": 1}
	held := was.live()
	for _, c := range t.columns {
		if s := was.text(c.name); c.private && s != "" {
			set[c.name] = ""
			held = true
		}
	}
	e.gone[rowAt{t, id}] = true
	return held, e.put(t, id, set)
}

// blankWhere blanks the rows that a condition picks, deleted ones too, and
// counts those that were in use or held a text.
func (e *erasing) blankWhere(t *table, count *int, where string, args ...any) error {
	ids, err := e.strings("SELECT id FROM "+t.quoted()+" WHERE "+where+" ORDER BY id", args...)
	if err != nil {
		return err
	}
	for _, id := range ids {
		held, err := e.blank(t, id)
		if err != nil {
			return err
		}
		if held {
			*count++
		}
	}
	return nil
}

// document erases a whole document: its row stays as an empty mark.
func (e *erasing) document(id string) error {
	doc, found, err := e.get(documentTable, id)
	if err != nil || !found {
		return err
	}
	e.below[id] = doc.number("revision") + 1
	if held, err := e.blank(documentTable, id); err != nil {
		return err
	} else if held {
		e.out.Documents++
	}
	var codings int
	if err := e.row("SELECT count(*) FROM coding WHERE document_id = ? AND deleted = 0", id).Scan(&codings); err != nil {
		return err
	}
	e.out.Codings += codings
	ignored := 0
	parts := []struct {
		t     *table
		count *int
		where string
	}{
		{memoTable, &e.out.Memos, "document_id = ?1 OR coding_id IN (SELECT id FROM coding WHERE document_id = ?1)"},
		{codingTable, &ignored, "document_id = ?1"},
		{quarantineTable, &e.out.Quarantined, "document_id = ?1"},
		{speakerTable, &e.out.Speakers, "document_id = ?1"},
	}
	for _, part := range parts {
		if err := e.blankWhere(part.t, part.count, part.where, id); err != nil {
			return err
		}
	}
	return e.history(id, math.MaxInt32) // a copy may have brought later ones
}

// history erases the revisions of a document below one, with their turns,
// anchors and sources; never the one that a document in use shows.
func (e *erasing) history(document string, below int) error {
	rows, err := e.strings(`SELECT r.id FROM revision r JOIN document d ON d.id = r.document_id
		WHERE r.document_id = ? AND r.n < ? AND (d.deleted = 1 OR d.revision <> r.n) ORDER BY r.n`, document, below)
	if err != nil {
		return err
	}
	for _, id := range rows {
		if err := e.revision(id); err != nil {
			return err
		}
	}
	return nil
}

// revision erases one, by the id of its row.
func (e *erasing) revision(id string) error {
	source, err := e.strings("SELECT source_id FROM revision WHERE id = ? AND source_id IS NOT NULL", id)
	if err != nil {
		return err
	}
	for _, table := range []string{"turn", "anchor"} {
		if err := e.exec("DELETE FROM "+table+" WHERE revision_id = ?", id); err != nil {
			return err
		}
	}
	if err := e.exec("DELETE FROM revision WHERE id = ?", id); err != nil {
		return err
	}
	e.out.Revisions++
	for _, s := range source {
		if err := e.unusedSource(s); err != nil {
			return err
		}
	}
	return nil
}

func (e *erasing) unusedSource(id string) error {
	done, err := e.run("DELETE FROM source WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM revision WHERE source_id = ?1)", id)
	if err != nil {
		return err
	}
	n, err := done.RowsAffected()
	e.out.Sources += int(n)
	return err
}

// caseRows erases a case, its values and memos; what belonged to it and stays
// then has none.
func (e *erasing) caseRows(id string) error {
	if held, err := e.blank(caseTable, id); err != nil {
		return err
	} else if held {
		e.out.Cases++
	}
	if err := e.blankWhere(valueTable, &e.out.Values, "case_id = ?", id); err != nil {
		return err
	}
	if err := e.blankWhere(memoTable, &e.out.Memos, "case_id = ?", id); err != nil {
		return err
	}
	for _, t := range []*table{documentTable, speakerTable} {
		held, err := e.strings("SELECT id FROM "+t.quoted()+" WHERE case_id = ? AND deleted = 0 ORDER BY id", id)
		if err != nil {
			return err
		}
		for _, one := range held {
			if err := e.put(t, one, row{"case_id": nil}); err != nil {
				return err
			}
		}
	}
	return nil
}

// bodies erases former texts that no row holds: those of the rows that were
// blanked and those that hold a name; with all every one.
func (e *erasing) bodies(all bool) error {
	held, err := e.heldTexts()
	if err != nil {
		return err
	}
	theirs, err := e.bodiesOfTheGone()
	if err != nil {
		return err
	}
	for _, hash := range e.ended { // of an erasure in another copy
		theirs[hash] = true
	}
	end, err := e.bodiesThat(func(hash, text string) bool { return !held[hash] && (all || theirs[hash] || e.mentioned(text)) })
	if err != nil {
		return err
	}
	slices.Sort(end)
	for _, hash := range end {
		if err := e.exec("DELETE FROM body WHERE hash = ?", hash); err != nil {
			return err
		}
	}
	e.out.Bodies += len(end)
	e.ended = end
	return nil
}

// bodiesThat are the hashes of the bodies that a test picks, which reads them
// one at a time.
func (a *act) bodiesThat(test func(hash, text string) bool) ([]string, error) {
	rows, err := a.p.writer.QueryContext(a.ctx, "SELECT hash, text FROM body")
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []string
	for rows.Next() {
		var hash, text string
		if err := rows.Scan(&hash, &text); err != nil {
			return nil, err
		}
		if test(hash, text) {
			out = append(out, hash)
		}
	}
	return out, rows.Err()
}

// heldTexts are the hashes of the texts that stand in a row.
func (a *act) heldTexts() (map[string]bool, error) {
	held := map[string]bool{}
	for _, t := range loggedTables {
		for _, c := range t.columns {
			if !c.private {
				continue
			}
			texts, err := a.strings("SELECT DISTINCT " + c.name + " FROM " + t.quoted() + " WHERE " + c.name + " <> ''")
			if err != nil {
				return nil, err
			}
			for _, s := range texts {
				held[bodyHash(s)] = true
			}
		}
	}
	return held, nil
}

// bodiesOfTheGone are the hashes of all texts that the blanked rows ever had.
func (e *erasing) bodiesOfTheGone() (map[string]bool, error) {
	out := map[string]bool{}
	for at := range e.gone {
		changes, err := list(e.ctx, e.p.writer, func(rows *sql.Rows, c *logged) error { return rows.Scan(&c.before, &c.after) },
			"SELECT coalesce(before, ''), after FROM change WHERE row = ? AND tbl = ?", at.id, at.t.name)
		if err != nil {
			return nil, err
		}
		for _, c := range changes {
			for _, side := range []string{c.before, c.after} {
				if side == "" {
					continue
				}
				r, err := decode(side)
				if err != nil {
					return nil, err
				}
				for name := range r {
					if column, _ := at.t.column(name); column.private && r.text(name) != "" {
						out[r.text(name)] = true
					}
				}
			}
		}
	}
	return out, nil
}

// unusedRows blanks what nobody sees any more but undo could bring back, where
// it holds a name: memos that were deleted, searches that ran.
func (e *erasing) unusedRows() error {
	if e.look.None() {
		return nil
	}
	for _, t := range loggedTables {
		var private []string
		for _, c := range t.columns {
			if c.private {
				private = append(private, c.name)
			}
		}
		if len(private) == 0 {
			continue
		}
		unused := "deleted = 1"
		if t == queryTable { // a choice of forms is kept by the program, not by a person
			unused = "(deleted = 1 OR name = '')"
		}
		for _, name := range private {
			if t == queryTable && name == "name" {
				continue // of a run it holds counts, without which the log can't be read
			}
			if err := e.unusedTexts(t, name, unused); err != nil {
				return err
			}
		}
	}
	return nil
}

func (e *erasing) unusedTexts(t *table, column, unused string) error {
	type held struct{ id, text string }
	all, err := list(e.ctx, e.p.writer, func(rows *sql.Rows, h *held) error { return rows.Scan(&h.id, &h.text) },
		strings.Join([]string{"SELECT id,", column, "FROM", t.quoted(), "WHERE", unused, "AND", column, "<> '' ORDER BY id"}, " "))
	if err != nil {
		return err
	}
	for _, h := range all {
		if e.surely(t, h.text) < pseudonym.PartNamed {
			continue
		}
		if err := e.put(t, h.id, row{column: "", "deleted": 1}); err != nil {
			return err
		}
		e.out.Unused++
	}
	return nil
}
