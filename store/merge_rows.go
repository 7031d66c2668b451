package store

import (
	"cmp"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// hashed is a private text of which the file has no more than the hash.
type hashed string

// quiet are columns that follow from others or that nobody wrote on purpose:
// two values of them are no conflict for a person.
var quiet = map[string]bool{
	"modified": true, "position": true, "quote_hash": true, "text_hash": true, "revision": true, "turns": true, "words": true,
	"id": true, "deleted": true, "created": true, "added": true, "into_id": true, "letter": true, "rule": true,
}

// findErased lists the documents whose text was erased here: another copy,
// which may hold it still, does not bring it back.
func (m *merging) findErased() error {
	ids, err := m.strings("SELECT id FROM document d WHERE deleted = 1 AND NOT EXISTS (SELECT 1 FROM revision r WHERE r.document_id = d.id) ORDER BY id")
	if err != nil {
		return err
	}
	for _, id := range ids {
		// One whose making just came in has no text either, but its row is not
		// there yet.
		m.erased[id] = true
	}
	for i, c := range m.taken {
		at := rowAt{tableNamed(c.table), c.row}
		m.fresh[at] = append(m.fresh[at], i)
	}
	return nil
}

// isErased says whether a row is of an erased document.
func (m *merging) isErased(t *table, r row) (bool, error) {
	if len(m.erased) == 0 {
		return false, nil
	}
	if t == documentTable {
		return m.erased[r.text("id")], nil
	}
	if id := r.text("document_id"); id != "" {
		return m.erased[id], nil
	}
	if id := r.text("coding_id"); id != "" && t == memoTable {
		coding, _, err := m.get(codingTable, id)
		return m.erased[coding.text("document_id")], err
	}
	return false, nil
}

// takeBodies brings in the texts that the changes name by hash. One that the
// other copy has erased stays away.
func (m *merging) takeBodies() error {
	seen := map[string]bool{}
	for _, c := range m.taken {
		t := tableNamed(c.table)
		for _, side := range []string{c.before, c.after} {
			if side == "" {
				continue
			}
			r, err := decode(side)
			if err != nil {
				return &CopyError{err}
			}
			if out, err := m.isErased(t, t.with(r, row{"id": c.row})); err != nil || out {
				if err != nil {
					return err
				}
				continue
			}
			for name, v := range r {
				column, known := t.column(name)
				if !known {
					return &CopyError{fmt.Errorf("column %q of %q: %w", name, c.table, ErrDamaged)}
				}
				hash, _ := v.(string)
				if !column.private || hash == "" || seen[hash] {
					continue
				}
				seen[hash] = true
				if err := m.takeBody(hash); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (m *merging) takeBody(hash string) error {
	var here bool
	if err := m.row("SELECT EXISTS (SELECT 1 FROM body WHERE hash = ?)", hash).Scan(&here); err != nil || here {
		return err
	}
	var text string
	err := m.other.QueryRowContext(m.ctx, "SELECT text FROM body WHERE hash = ?", hash).Scan(&text)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return copyError(err)
	case !sameHash(text, hash):
		return &CopyError{fmt.Errorf("text %s: %w", hash, ErrDamaged)}
	}
	return m.exec("INSERT INTO body (hash, text) VALUES (?, ?)", hash, text)
}

// takeRows brings every row that the changes touch to what all changes of both
// copies make of it.
func (m *merging) takeRows() error {
	done := map[rowAt]bool{}
	for _, c := range m.taken {
		at := rowAt{tableNamed(c.table), c.row}
		if done[at] {
			continue
		}
		done[at] = true
		if err := m.takeRow(at); err != nil {
			return err
		}
	}
	return nil
}

func (m *merging) takeRow(at rowAt) error {
	was, found, err := m.get(at.t, at.id)
	if err != nil {
		return err
	}
	m.meet(at, was)
	var changes []link
	if found {
		if changes, err = m.changesOf(at); err != nil {
			return err
		}
	} else {
		for _, i := range m.fresh[at] {
			changes = append(changes, m.taken[i])
		}
		slices.SortFunc(changes, byClock)
	}
	folded, last := row{}, map[string]*link{}
	for i := range changes {
		after, err := decode(changes[i].after)
		if err != nil {
			return &CopyError{err}
		}
		for name, v := range after {
			folded[name], last[name] = v, &changes[i]
		}
	}
	if folded.text("id") != at.id {
		return &CopyError{fmt.Errorf("%s %q is never made: %w", at.t.name, at.id, ErrDamaged)}
	}
	if err := m.writeRow(at, folded, found); err != nil {
		return err
	}
	if found {
		return m.compare(at, changes, last)
	}
	return nil
}

func byClock(a, b link) int {
	return cmp.Or(cmp.Compare(a.hlc, b.hlc), cmp.Compare(a.step, b.step), cmp.Compare(a.seq, b.seq))
}

// changesOf are all changes of a row, the last writer last.
func (m *merging) changesOf(at rowAt) ([]link, error) {
	query := strings.Replace(linkQuery, "ORDER BY device, seq", "WHERE row = ? AND tbl = ? ORDER BY "+lastWriter, 1)
	return list(m.ctx, m.p.writer, scanLink, query, at.id, at.t.name)
}

// writeRow writes a folded row, whose changes the log has already. Where a
// private text is not to be had any more it is empty, which the log must learn
// (see mend).
func (m *merging) writeRow(at rowAt, folded row, found bool) error {
	erased, err := m.isErased(at.t, folded)
	if err != nil {
		return err
	}
	args := make([]any, 0, len(at.t.columns)+1)
	for _, c := range at.t.columns {
		v := folded[c.name]
		if hash, _ := v.(string); c.private && hash != "" {
			var text string
			err := m.act.row("SELECT text FROM body WHERE hash = ?", hash).Scan(&text)
			if erased || errors.Is(err, sql.ErrNoRows) {
				m.blanks = append(m.blanks, blank{at, c.name, hashed(hash)})
				text, err = "", nil
			}
			if err != nil {
				return err
			}
			v = text
		}
		args = append(args, v)
	}
	if !found {
		return m.exec(at.t.insertSQL(), args...)
	}
	return m.exec("UPDATE "+at.t.quoted()+" SET "+strings.Join(at.t.names()[1:], " = ?, ")+" = ? WHERE id = ?", append(args[1:], at.id)...)
}

// blank is a private text that is erased: the log still names its hash.
type blank struct {
	rowAt
	column string
	hash   hashed
}

// logBlanks lets the log follow where texts are gone.
func (m *merging) logBlanks() error {
	for _, b := range m.blanks {
		m.touchRow(b.t, b.id, nil)
		if err := m.log(b.t, b.id, row{b.column: b.hash}, row{b.column: ""}); err != nil {
			return err
		}
	}
	m.blanks = nil
	return nil
}

// compare lists what both copies wrote, each without the other's, in one row.
func (m *merging) compare(at rowAt, changes []link, last map[string]*link) error {
	ours, theirs := map[string]any{}, map[string]any{}
	for i := range changes {
		c := &changes[i]
		after, err := decode(c.after)
		if err != nil {
			return err
		}
		switch {
		case m.came(at, c):
			take(theirs, after)
		case !m.theirs[c.step]:
			take(ours, after)
		}
	}
	if len(ours) == 0 || len(theirs) == 0 {
		return nil
	}
	gone := int64(1)
	if (ours["deleted"] == gone) != (theirs["deleted"] == gone) {
		m.oneDeleted(at, ours, theirs, last["deleted"])
		return nil
	}
	for _, c := range at.t.columns {
		a, inOurs := ours[c.name]
		b, inTheirs := theirs[c.name]
		if !inOurs || !inTheirs || a == b || quiet[c.name] || at.t.follows(c.name, ours, theirs) {
			continue
		}
		side := "ours"
		if m.came(at, last[c.name]) {
			side = "theirs"
		}
		m.clash(Conflict{Kind: ConflictValue, Table: at.t.name, Row: at.id, Field: c.name, Winner: side},
			m.shown(at.t, c.name, ours), m.shown(at.t, c.name, theirs), last[c.name])
	}
	return nil
}

func take(into map[string]any, after row) {
	for name, v := range after {
		into[name] = v
	}
}

// came says whether a change came with the other copy.
func (m *merging) came(at rowAt, c *link) bool {
	return slices.ContainsFunc(m.fresh[at], func(i int) bool { return m.taken[i].step == c.step })
}

// oneDeleted lists that one side changed what the other deleted.
func (m *merging) oneDeleted(at rowAt, ours, theirs map[string]any, by *link) {
	changed, side := ours, "theirs"
	if ours["deleted"] == int64(1) {
		changed, side = theirs, "ours"
	}
	for _, c := range at.t.columns {
		if _, ok := changed[c.name]; !ok || quiet[c.name] {
			continue
		}
		one := Conflict{Kind: ConflictDeleted, Table: at.t.name, Row: at.id, Field: c.name, Winner: side}
		m.clash(one, m.shown(at.t, c.name, ours), m.shown(at.t, c.name, theirs), by)
		return // one line a row
	}
}

// follows says whether a column says the same as an earlier one of its group,
// which both wrote.
func (t *table) follows(name string, ours, theirs map[string]any) bool {
	for _, group := range groups[t] {
		at := slices.Index(group, name)
		for _, other := range group[:max(at, 0)] {
			a, inOurs := ours[other]
			b, inTheirs := theirs[other]
			if inOurs && inTheirs && a != b && !quiet[other] {
				return true
			}
		}
	}
	return false
}

func (m *merging) clash(c Conflict, ours, theirs any, by *link) {
	c.Ours, c.Theirs = fmt.Sprint(ours), fmt.Sprint(theirs)
	if by != nil {
		c.Coder, c.At = by.coder, moment(by.at)
	}
	if c.Field == "char_start" || c.Field == "char_end" {
		c.Field = "place"
	}
	m.report.Conflicts = append(m.report.Conflicts, c)
}

// shown is a value as a person knows it: a text for its hash, a name for an
// id, a place for its start.
func (m *merging) shown(t *table, name string, side map[string]any) any {
	v, ok := side[name]
	if !ok || v == nil {
		return ""
	}
	text, isText := v.(string)
	c, _ := t.column(name)
	switch {
	case name == "char_start" || name == "char_end":
		return fmt.Sprintf("%v-%v", side["char_start"], side["char_end"])
	case !isText || text == "":
		return v
	case c.private:
		var body string
		if err := m.act.row("SELECT text FROM body WHERE hash = ?", text).Scan(&body); err != nil {
			return ""
		}
		return body
	case c.ref != "":
		return m.called(tableNamed(c.ref), text)
	}
	return text
}
