package store

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// mend puts right what does not fit together after both copies' changes stand
// side by side. The rules look at nothing but rows, texts and the log, so every
// copy that has the same log mends in the same way; two copies that mend on
// their own write the same values.
func (m *merging) mend() error {
	if err := m.logBlanks(); err != nil || (len(m.taken) == 0 && !m.texted) {
		return err
	}
	rules := []func() error{m.circles, m.references, m.names, m.letters, m.retype, m.speakers, m.places, m.overlaps}
	for range 1000 {
		before := m.rows
		for _, rule := range rules {
			if err := rule(); err != nil {
				return err
			}
		}
		if m.rows == before {
			return nil
		}
	}
	return &CopyError{fmt.Errorf("rules without end: %w", ErrDamaged)}
}

// lastWrite is the last change that wrote a column of a row; its zero when
// nobody did.
func (m *merging) lastWrite(t *table, id, column string) (link, error) {
	changes, err := m.changesOf(rowAt{t, id})
	if err != nil {
		return link{}, err
	}
	for _, c := range slices.Backward(changes) {
		after, err := decode(c.after)
		if err != nil {
			return link{}, err
		}
		if _, ok := after[column]; ok {
			return c, nil
		}
	}
	return link{}, nil
}

// circle is a column by which rows of a table name one another and must not go
// round; the one of the circle that was written first gives way.
type circle struct {
	t       *table
	column  string
	where   string
	release row
}

var circleRules = []circle{
	{codeTable, "parent_id", "deleted = 0", row{"parent_id": nil}},
	{codeTable, "into_id", "deleted = 0 AND status = 'merged'", row{"into_id": nil, "status": string(codebook.StatusActive)}},
	{speakerTable, "merged_into", "deleted = 0", row{"merged_into": nil}},
}

func (m *merging) circles() error {
	for _, rule := range circleRules {
		type edge struct{ from, to string }
		edges, err := list(m.ctx, m.p.writer, func(rows *sql.Rows, e *edge) error { return rows.Scan(&e.from, &e.to) },
			"SELECT id, "+rule.column+" FROM "+rule.t.quoted()+" WHERE "+rule.where+" AND "+rule.column+" IS NOT NULL ORDER BY id")
		if err != nil {
			return err
		}
		next := make(map[string]string, len(edges))
		for _, e := range edges {
			next[e.from] = e.to
		}
		for _, e := range edges {
			if err := m.openCircle(rule, next, e.from); err != nil {
				return err
			}
		}
	}
	return nil
}

// openCircle opens the circle that a row stands in, if it does.
func (m *merging) openCircle(rule circle, next map[string]string, from string) error {
	round := []string{from}
	for at := next[from]; at != from; at = next[at] {
		if at == "" || len(round) > len(next) {
			return nil
		}
		round = append(round, at)
	}
	var first link
	for _, id := range round {
		w, err := m.lastWrite(rule.t, id, rule.column)
		if err != nil {
			return err
		}
		if first.row == "" || byClock(w, first) < 0 {
			first = w
			first.row = id
		}
	}
	c := Conflict{Kind: ConflictCircle, Table: rule.t.name, Row: first.row, Field: rule.column}
	m.clash(c, m.called(rule.t, next[first.row]), "", &first)
	delete(next, first.row)
	return m.put(rule.t, first.row, rule.release)
}

// unusable is the condition of a row that others may not name.
func unusable(t *table) string {
	if t == codeTable {
		return "(deleted = 1 OR status = 'merged')"
	}
	return "deleted = 1"
}

// references finds rows in use that name one that is not.
func (m *merging) references() error {
	for _, t := range loggedTables {
		for _, c := range t.columns {
			if c.ref == "" {
				continue
			}
			to := tableNamed(c.ref)
			type pair struct{ id, names string }
			pairs, err := list(m.ctx, m.p.writer, func(rows *sql.Rows, p *pair) error { return rows.Scan(&p.id, &p.names) },
				"SELECT id, "+c.name+" FROM "+t.quoted()+" WHERE deleted = 0 AND "+c.name+" IN (SELECT id FROM "+to.quoted()+" WHERE "+unusable(to)+") ORDER BY id")
			if err != nil {
				return err
			}
			for _, p := range pairs {
				if err := m.mendReference(t, p.id, c, p.names); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// mendReference lets a row name one in use: a code that was merged is followed,
// one that was deleted is brought back, for somebody works with it. Of what was
// erased nothing comes back.
func (m *merging) mendReference(t *table, id string, c column, names string) error {
	to := tableNamed(c.ref)
	named, _, err := m.get(to, names)
	if err != nil || inUse(to, named) { // an earlier row brought it back
		return err
	}
	by, err := m.lastWrite(to, names, "deleted")
	if err != nil {
		return err
	}
	switch {
	case t == slotTable:
		m.clash(Conflict{Kind: ConflictUnpin, Table: t.name, Row: id, Field: c.name}, m.called(to, names), "", &by)
		return m.put(t, id, row{c.name: nil})
	case to == codeTable && named.live():
		return m.follow(t, id, c, named)
	}
	gone, err := m.isErased(to, named)
	if err != nil {
		return err
	}
	if to == documentTable && !gone {
		// Its text may be gone in both copies without our knowing why.
		err = m.act.row("SELECT NOT EXISTS (SELECT 1 FROM revision WHERE document_id = ? AND n = ?)", names, named["revision"]).Scan(&gone)
		if err != nil {
			return err
		}
	}
	if gone {
		m.clash(Conflict{Kind: ConflictErased, Table: t.name, Row: id}, "", "", &by)
		return m.put(t, id, t.emptied())
	}
	m.clash(Conflict{Kind: ConflictRevived, Table: to.name, Row: names}, "", "", &by)
	return m.revive(to, names, by.step)
}

// emptied sets a row out of use without its private texts.
func (t *table) emptied() row {
	out := row{"deleted": 1}
	for _, c := range t.columns {
		if c.private {
			out[c.name] = ""
		}
	}
	return out
}

// revive brings a row back; with a document come the speakers that its
// deletion, in step, took along, for its turns name them.
func (m *merging) revive(t *table, id, step string) error {
	if err := m.put(t, id, row{"deleted": 0}); err != nil || t != documentTable {
		return err
	}
	speakers, err := m.strings("SELECT DISTINCT row FROM change WHERE step = ? AND tbl = 'speaker' ORDER BY row", step)
	if err != nil {
		return err
	}
	for _, one := range speakers {
		s, found, err := m.get(speakerTable, one)
		if err != nil {
			return err
		}
		if !found || s.text("document_id") != id {
			continue
		}
		if err := m.put(speakerTable, one, row{"deleted": 0}); err != nil {
			return err
		}
	}
	return nil
}

// follow lets a row name the code that another went up in.
func (m *merging) follow(t *table, id string, c column, merged row) error {
	end := merged
	for end.live() && end.text("status") == string(codebook.StatusMerged) {
		next, found, err := m.get(codeTable, end.text("into_id"))
		if err != nil {
			return err
		}
		if !found {
			return m.put(codeTable, end.text("id"), row{"status": string(codebook.StatusActive), "into_id": nil})
		}
		end = next
	}
	by, err := m.lastWrite(codeTable, merged.text("id"), "status")
	if err != nil {
		return err
	}
	into := end.text("id")
	m.clash(Conflict{Kind: ConflictMoved, Table: t.name, Row: id, Field: c.name}, merged.text("name"), end.text("name"), &by)
	if t != themeCodeTable {
		if t == codeTable && into == id { // it would stand under itself
			return m.put(t, id, row{c.name: nil})
		}
		return m.put(t, id, row{c.name: into})
	}
	old, _, err := m.get(t, id)
	if err != nil {
		return err
	}
	if err := m.put(t, id, row{"deleted": 1}); err != nil {
		return err
	}
	link := linkID(old.text("theme_id"), into)
	if has, found, err := m.get(t, link); err != nil || (found && has.live()) {
		return err
	}
	return m.put(t, link, row{"theme_id": old["theme_id"], "code_id": into, "position": old["position"], "deleted": 0})
}

// retype makes an attribute text when a value is not of its type: one copy set
// the type, the other the value.
func (m *merging) retype() error {
	type held struct{ id, typ, value string }
	all, err := list(m.ctx, m.p.writer, func(rows *sql.Rows, h *held) error { return rows.Scan(&h.id, &h.typ, &h.value) },
		"SELECT a.id, a.type, v.value FROM attribute a JOIN value v ON v.attribute_id = a.id WHERE a.deleted = 0 AND v.deleted = 0 AND a.type <> 'text' ORDER BY a.id, v.id")
	if err != nil {
		return err
	}
	done := map[string]bool{}
	for _, h := range all {
		if _, ok := typed(transcript.AttributeType(h.typ), h.value); ok || done[h.id] {
			continue
		}
		done[h.id] = true
		by, err := m.lastWrite(attributeTable, h.id, "type")
		if err != nil {
			return err
		}
		m.clash(Conflict{Kind: ConflictRetyped, Table: attributeTable.name, Row: h.id, Field: "type"}, h.typ, h.value, &by)
		if err := m.put(attributeTable, h.id, row{"type": string(transcript.AttributeText)}); err != nil {
			return err
		}
	}
	return nil
}

// called is the name of a row as people know it; "" when it has none.
func (m *merging) called(t *table, id string) string {
	query := subjects[t.name]
	if query == "" {
		return ""
	}
	var name string
	if err := m.act.row(query, id).Scan(&name); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return ""
	}
	return strings.TrimSpace(name)
}

// wordConflicts gives the conflicts the names that people know. What a rule
// brought back and a later one put away is none.
func (m *merging) wordConflicts() error {
	coders := map[string]string{}
	kept := m.report.Conflicts[:0]
	for _, c := range m.report.Conflicts {
		t := tableNamed(c.Table)
		r, _, err := m.get(t, c.Row)
		if err != nil {
			return err
		}
		if (c.Kind == ConflictRevived && !r.live()) || (c.Kind == ConflictDeleted && r.live()) {
			continue
		}
		if c.Name == "" {
			c.Name = m.called(t, c.Row)
		}
		name, known := coders[c.Coder]
		if !known && c.Coder != "" {
			name = m.called(coderTable, c.Coder)
			coders[c.Coder] = name
		}
		c.Coder = name
		kept = append(kept, c)
	}
	m.report.Conflicts = kept
	return nil
}
