package store

import (
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// bearer is a row in use with its name.
type bearer struct{ id, parent, name string }

// namedTables are those in which a name is unique, with how their rows are read.
var namedTables = []struct {
	t     *table
	query string
}{
	{coderTable, "SELECT id, '', name FROM coder WHERE deleted = 0 ORDER BY id"},
	{caseTable, `SELECT id, '', name FROM "case" WHERE deleted = 0 ORDER BY id`},
	{attributeTable, "SELECT id, '', name FROM attribute WHERE deleted = 0 ORDER BY id"},
	{codeTable, "SELECT id, coalesce(parent_id, ''), name FROM code WHERE deleted = 0 AND status <> 'merged' ORDER BY id"},
	{themeTable, "SELECT id, '', name FROM theme WHERE deleted = 0 ORDER BY id"},
	{queryTable, "SELECT id, '', name FROM query WHERE deleted = 0 AND name <> '' ORDER BY id"},
}

// names lets no two rows bear one name: what both copies made under that name
// is one thing, the older of the two; what came to bear the name of another by
// renaming or moving is another thing and gets a number behind its name.
func (m *merging) names() error {
	for _, named := range namedTables {
		rows, err := list(m.ctx, m.p.writer, func(rows *sql.Rows, b *bearer) error { return rows.Scan(&b.id, &b.parent, &b.name) }, named.query)
		if err != nil {
			return err
		}
		first := map[[2]string]bearer{}
		taken := map[[2]string]bool{}
		for _, b := range rows {
			taken[[2]string{b.parent, codebook.Fold(b.name)}] = true
		}
		for _, b := range rows {
			key := [2]string{b.parent, codebook.Fold(b.name)}
			stays, twice := first[key]
			if !twice {
				first[key] = b
				continue
			}
			if err := m.parted(named.t, stays, b, taken); err != nil {
				return err
			}
		}
	}
	return nil
}

// parted unites two rows of one name, or gives one of them another.
func (m *merging) parted(t *table, a, b bearer, taken map[[2]string]bool) error {
	for _, one := range []bearer{a, b} { // an earlier pair may have changed them
		if r, err := m.standing(t, one); err != nil || !r {
			return err
		}
	}
	wa, bornA, err := m.bornSo(t, a.id)
	if err != nil {
		return err
	}
	wb, bornB, err := m.bornSo(t, b.id)
	if err != nil {
		return err
	}
	if bornA && bornB && t != queryTable {
		m.clash(Conflict{Kind: ConflictUnited, Table: t.name, Row: b.id, Name: b.name}, a.name, b.name, &wb)
		return m.uniteRows(t, a.id, b.id)
	}
	if t == queryTable {
		if same, err := m.sameQuery(a.id, b.id); err != nil || same {
			return err
		}
	}
	late, by := b, wb
	if byClock(wb, wa) < 0 {
		late, by = a, wa
	}
	for n := 2; ; n++ {
		name := fmt.Sprintf("%s (%d)", late.name, n)
		key := [2]string{late.parent, codebook.Fold(name)}
		if taken[key] {
			continue
		}
		taken[key] = true
		m.clash(Conflict{Kind: ConflictRenamed, Table: t.name, Row: late.id, Name: name, Field: "name"}, late.name, name, &by)
		return m.put(t, late.id, row{"name": name})
	}
}

// sameQuery puts a saved query away that asks what another of its name asks.
func (m *merging) sameQuery(stays, goes string) (bool, error) {
	ours, _, err := m.get(queryTable, stays)
	if err != nil {
		return false, err
	}
	theirs, _, err := m.get(queryTable, goes)
	if err != nil || ours.text("query") != theirs.text("query") {
		return false, err
	}
	return true, m.put(queryTable, goes, row{"deleted": 1})
}

// standing says whether a row still bears its name in its place.
func (m *merging) standing(t *table, b bearer) (bool, error) {
	r, _, err := m.get(t, b.id)
	return inUse(t, r) && r.text("name") == b.name && r.text("parent_id") == b.parent, err
}

// bornSo finds the last change that gave a row its name and place, and says
// whether that was its making.
func (m *merging) bornSo(t *table, id string) (link, bool, error) {
	changes, err := m.changesOf(rowAt{t, id})
	if err != nil {
		return link{}, false, err
	}
	var last link
	for _, c := range changes {
		after, err := decode(c.after)
		if err != nil {
			return link{}, false, err
		}
		_, name := after["name"]
		_, parent := after["parent_id"]
		if name || parent || last.row == "" {
			last = c
		}
	}
	return last, last.before == "", nil
}

// uniteRows lets everything that names one row name another, and puts it away.
func (m *merging) uniteRows(t *table, stays, goes string) error {
	var err error
	switch t {
	case codeTable:
		err = m.uniteCodes(stays, goes)
	case coderTable:
		err = m.uniteSlots(stays, goes)
	case caseTable:
		err = m.uniteValues("case_id", stays, goes)
	case attributeTable:
		err = m.uniteAttributes(stays, goes)
	case themeTable:
		err = m.uniteThemes(stays, goes)
	}
	if err != nil {
		return err
	}
	for _, other := range loggedTables {
		for _, c := range other.columns {
			if c.ref != t.name || other == valueTable || other == slotTable && t == coderTable || other == themeCodeTable || other == themeWordTable {
				continue
			}
			if err := m.reassign(other, c.name, goes, stays); err != nil {
				return err
			}
		}
	}
	if t == codeTable {
		return m.put(t, goes, row{"status": string(codebook.StatusMerged), "into_id": stays})
	}
	return m.put(t, goes, row{"deleted": 1})
}

// reassign is repoint for rows of the merge.
func (m *merging) reassign(t *table, column, from, to string) error {
	ids, err := m.strings("SELECT id FROM "+t.quoted()+" WHERE "+column+" = ? AND deleted = 0 ORDER BY id", from)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := m.put(t, id, row{column: to}); err != nil {
			return err
		}
	}
	return nil
}

// uniteCodes gives the code that stays the definition of the other where it has
// none, its themes and its names. Children, codings and memos follow as
// whatever names a code does.
func (m *merging) uniteCodes(stays, goes string) error {
	ours, _, err := m.get(codeTable, stays)
	if err != nil {
		return err
	}
	theirs, _, err := m.get(codeTable, goes)
	if err != nil {
		return err
	}
	set := row{}
	for _, name := range []string{"short", "full", "use_when", "not_when", "example"} {
		m.fill(codeTable, goes, name, ours, theirs, set)
	}
	var names, more []string
	if err := json.Unmarshal([]byte(ours.text("alias")), &names); err != nil {
		return fmt.Errorf("alias of code %q: %w: %w", stays, ErrDamaged, err)
	}
	if err := json.Unmarshal([]byte(theirs.text("alias")), &more); err != nil {
		return fmt.Errorf("alias of code %q: %w: %w", goes, ErrDamaged, err)
	}
	if alias := withAlias(names, ours.text("name"), more...); len(alias) > 0 {
		b, err := json.Marshal(alias)
		if err != nil {
			return err
		}
		set["alias"] = string(b)
	}
	if err := m.put(codeTable, stays, set); err != nil {
		return err
	}
	links, err := m.strings("SELECT id FROM theme_code WHERE code_id = ? AND deleted = 0 ORDER BY id", goes)
	if err != nil {
		return err
	}
	for _, id := range links {
		old, _, err := m.get(themeCodeTable, id)
		if err != nil {
			return err
		}
		if err := m.relink(themeCodeTable, old, old.text("theme_id"), row{"code_id": stays}, stays); err != nil {
			return err
		}
	}
	return nil
}

// fill sets what the row that stays has not; where both have something the
// first stays and the other is listed.
func (m *merging) fill(t *table, goes, name string, ours, theirs, set row) {
	switch a, b := ours.text(name), theirs.text(name); {
	case b == "" || a == b:
	case a == "":
		set[name] = b
	default:
		m.clash(Conflict{Kind: ConflictValue, Table: t.name, Row: goes, Field: name}, a, b, nil)
	}
}

// relink makes a link of a theme anew under other ids.
func (m *merging) relink(t *table, old row, theme string, with row, key string) error {
	if err := m.put(t, old.text("id"), row{"deleted": 1}); err != nil {
		return err
	}
	link := linkID(theme, key)
	if has, found, err := m.get(t, link); err != nil || (found && has.live()) {
		return err
	}
	set := t.with(old, with)
	set["theme_id"], set["deleted"] = theme, int64(0)
	delete(set, "id")
	return m.put(t, link, set)
}

func (m *merging) uniteThemes(stays, goes string) error {
	ours, _, err := m.get(themeTable, stays)
	if err != nil {
		return err
	}
	theirs, _, err := m.get(themeTable, goes)
	if err != nil {
		return err
	}
	set := row{}
	m.fill(themeTable, goes, "claim", ours, theirs, set)
	if err := m.put(themeTable, stays, set); err != nil {
		return err
	}
	for _, t := range []*table{themeCodeTable, themeWordTable} {
		column := map[*table]string{themeCodeTable: "code_id", themeWordTable: "text"}[t]
		links, err := m.strings("SELECT id FROM "+t.quoted()+" WHERE theme_id = ? AND deleted = 0 ORDER BY id", goes)
		if err != nil {
			return err
		}
		for _, id := range links {
			old, _, err := m.get(t, id)
			if err != nil {
				return err
			}
			if err := m.relink(t, old, stays, row{}, old.text(column)); err != nil {
				return err
			}
		}
	}
	return nil
}

// uniteSlots keeps the pins of the coder who stays; those of the other fill the
// keys that are free.
func (m *merging) uniteSlots(stays, goes string) error {
	ids, err := m.strings("SELECT id FROM slot WHERE coder_id = ? AND deleted = 0 ORDER BY n", goes)
	if err != nil {
		return err
	}
	coder, err := uuid.Parse(stays)
	if err != nil {
		return fmt.Errorf("coder %q: %w", stays, ErrDamaged)
	}
	for _, id := range ids {
		old, _, err := m.get(slotTable, id)
		if err != nil {
			return err
		}
		if err := m.put(slotTable, id, row{"deleted": 1}); err != nil {
			return err
		}
		key := uuid.NewSHA1(coder, []byte{byte(old.number("n"))}).String()
		has, found, err := m.get(slotTable, key)
		if err != nil {
			return err
		}
		if old.text("code_id") == "" || (found && has.live() && has.text("code_id") != "") {
			continue
		}
		if err := m.put(slotTable, key, row{"coder_id": stays, "n": old["n"], "code_id": old["code_id"], "deleted": 0}); err != nil {
			return err
		}
	}
	return nil
}

func (m *merging) uniteAttributes(stays, goes string) error {
	ours, _, err := m.get(attributeTable, stays)
	if err != nil {
		return err
	}
	theirs, _, err := m.get(attributeTable, goes)
	if err != nil {
		return err
	}
	if ours.text("type") != theirs.text("type") {
		if err := m.put(attributeTable, stays, row{"type": string(transcript.AttributeText)}); err != nil {
			return err
		}
	}
	return m.uniteValues("attribute_id", stays, goes)
}

// uniteValues moves values to the case or attribute that stays. A place holds
// one value: that of the row that stays.
func (m *merging) uniteValues(column, stays, goes string) error {
	ids, err := m.strings("SELECT id FROM value WHERE "+column+" = ? AND deleted = 0 ORDER BY id", goes)
	if err != nil {
		return err
	}
	for _, id := range ids {
		old, _, err := m.get(valueTable, id)
		if err != nil {
			return err
		}
		if err := m.put(valueTable, id, row{"deleted": 1}); err != nil {
			return err
		}
		set := valueTable.with(old, row{column: stays, "deleted": 0})
		delete(set, "id")
		in, err := uuid.Parse(set.text("case_id"))
		if err != nil {
			return fmt.Errorf("case %q: %w", set.text("case_id"), ErrDamaged)
		}
		of, err := uuid.Parse(set.text("attribute_id"))
		if err != nil {
			return fmt.Errorf("attribute %q: %w", set.text("attribute_id"), ErrDamaged)
		}
		key := uuid.NewSHA1(in, of[:]).String()
		has, found, err := m.get(valueTable, key)
		if err != nil {
			return err
		}
		if found && has.live() {
			if has.text("value") != old.text("value") {
				m.clash(Conflict{Kind: ConflictValue, Table: valueTable.name, Row: key, Field: "value"}, has.text("value"), old.text("value"), nil)
			}
			continue
		}
		if err := m.put(valueTable, key, set); err != nil {
			return err
		}
	}
	return nil
}
