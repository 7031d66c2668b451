package store

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/google/uuid"
)

// bounds of numbers that come in with another copy, by column: lists have that
// length, times have to be written as dates, sums must not overflow.
var bounds = map[string][2]int64{
	"n": {1, 9}, "colour": {0, colours}, "certainty": {0, 3}, "deleted": {0, 1}, "off": {0, 1},
	"revision": {0, mostPlace}, "char_start": {-1, mostPlace}, "char_end": {-1, mostPlace}, "position": {-1, mostSpeakers},
	"turns": {0, mostPlace}, "words": {0, mostPlace},
	"created": {firstMoment, lastMoment}, "modified": {firstMoment, lastMoment}, "added": {firstMoment, lastMoment},
}

const (
	mostPlace   = 1<<31 - 1
	firstMoment = -62135596800000 // 1 January of the year 1, in milliseconds
	lastMoment  = 253402300799999 // the end of 9999
	century     = 100 * 366 * 24 * 3600 * 1000
)

// clockBound is the latest clock that another copy may bring: one that is far
// ahead would come back in every step of ours, until no other copy takes them.
// A machine's own clock may be wrong by years, and so may ours.
func (m *merging) clockBound() (int64, error) {
	var last int64
	err := m.row("SELECT coalesce(max(hlc), 0) FROM step").Scan(&last)
	return min(clockLimit, max(m.at<<16, last)+century<<16), err
}

// kindsOf says of each column of a logged table whether it holds numbers.
func (m *merging) kindsOf(t *table) (map[string]bool, error) {
	if known := m.numeric[t]; known != nil {
		return known, nil
	}
	type column struct{ name, kind string }
	all, err := list(m.ctx, m.p.writer, func(rows *sql.Rows, c *column) error { return rows.Scan(&c.name, &c.kind) },
		"SELECT name, type FROM pragma_table_info(?)", t.name)
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, c := range all {
		out[c.name] = c.kind == "INTEGER"
	}
	if m.numeric == nil {
		m.numeric = map[*table]map[string]bool{}
	}
	m.numeric[t] = out
	return out, nil
}

// fits refuses a change that says what no act of ours can: the chain proves
// only that it was not altered since somebody wrote it. What is taken in stays
// in the log for ever, so it must be what every reader can read and what the
// check finds again: a 5 in a column of texts would be "5" in its row.
func (m *merging) fits(c *link) error {
	t := tableNamed(c.table)
	if t == nil || !isID(c.row) || c.at < firstMoment || c.at > lastMoment {
		return m.refuse(c)
	}
	numeric, err := m.kindsOf(t)
	if err != nil {
		return err
	}
	for _, side := range []string{c.before, c.after} {
		if side == "" {
			continue
		}
		r, err := decode(side)
		if err != nil {
			return &CopyError{err}
		}
		for name, v := range r {
			column, known := t.column(name)
			if !known || !t.takes(column, v, numeric[name]) || name == "id" && v != c.row {
				return m.refuse(c)
			}
		}
	}
	return nil
}

func (m *merging) refuse(c *link) error {
	return &CopyError{fmt.Errorf("change %d of %q: %w", c.seq, c.device, ErrDamaged)}
}

// takes says whether a column can hold a value of the log.
func (t *table) takes(c column, v any, number bool) bool {
	switch v := v.(type) {
	case nil:
		return true
	case int64:
		bound, bounded := bounds[c.name]
		if c.name == "position" && t != speakerTable || t == quarantineTable && strings.HasPrefix(c.name, "char_") {
			bounded = false // an order, or a place as another tool's file gave it
		}
		return number && (!bounded || v >= bound[0] && v <= bound[1])
	case string:
		switch {
		case number:
			return false
		case c.name == "alias":
			var names []string
			return json.Unmarshal([]byte(v), &names) == nil
		case c.private:
			return v == "" || isHash(v)
		case c.ref != "" || c.name == "into_id":
			return isID(v)
		}
		return true
	}
	return false
}

// isID says whether a text is an id as we write it.
func isID(s string) bool {
	id, err := uuid.Parse(s)
	return err == nil && id.String() == s
}

func isHash(s string) bool {
	return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == ""
}
