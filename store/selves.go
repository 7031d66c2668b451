package store

import (
	"database/sql"
	"errors"
	"slices"
	"strings"

	"github.com/google/uuid"

	"veldwerk/codebook"
)

// selves are coders whom a merge united with another of their name, by their
// former id, with the id that they have now. The log still names the former
// one: what somebody did under it is theirs to undo.
type selves map[string]string

// now is the id that a coder has now.
func (s selves) now(id string) string {
	for range len(s) {
		next, united := s[id]
		if !united {
			break
		}
		id = next
	}
	return id
}

// of are the ids under which somebody acted, as a list for SQL. Only ids that
// are ids come into it: they are written into the query.
func (s selves) of(id string) string {
	all := []string{"?"}
	for former := range s {
		if _, err := uuid.Parse(former); err == nil && s.now(former) == id {
			all = append(all, "'"+former+"'")
		}
	}
	slices.Sort(all) // one query text, one prepared statement
	return strings.Join(all, ", ")
}

// selves works out of the log who was united with whom: no table says it.
func (a *act) selves() (selves, error) {
	gone, err := a.strings("SELECT id FROM coder c WHERE deleted = 1 AND EXISTS (SELECT 1 FROM step WHERE coder = c.id AND kind = 'act') ORDER BY id")
	if err != nil || len(gone) == 0 {
		return nil, err
	}
	out := selves{}
	for _, id := range gone {
		into, err := a.unitedInto(id)
		if err != nil {
			return nil, err
		}
		if into != "" && into != id {
			out[id] = into
		}
	}
	return out, nil
}

// unitedInto is the coder in whose name a merge put what a former one had made;
// where he had made nothing, the one who bore his name then. "" when he went by
// something else than a merge.
func (a *act) unitedInto(id string) (string, error) {
	var step string
	err := a.row("SELECT step FROM change WHERE row = ? AND tbl = 'coder' AND act = 'merge' AND after LIKE '%\"deleted\":1%' ORDER BY hlc DESC, step DESC LIMIT 1", id).Scan(&step)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	changes, err := list(a.ctx, a.p.writer, func(rows *sql.Rows, c *logged) error { return rows.Scan(&c.before, &c.after) },
		"SELECT before, after FROM change WHERE step = ? AND before LIKE '%\"coder_id\":%'", step)
	if err != nil {
		return "", err
	}
	for _, c := range changes {
		before, err := decode(c.before)
		if err != nil {
			return "", err
		}
		after, err := decode(c.after)
		if err != nil {
			return "", err
		}
		if into := after.text("coder_id"); before.text("coder_id") == id && into != "" && into != id {
			return into, nil
		}
	}
	return a.namesakeAt(id, step)
}

// namesakeAt is the coder who, after a step, bore the name of another.
func (a *act) namesakeAt(id, step string) (string, error) {
	var name string
	if err := a.row("SELECT name FROM coder WHERE id = ?", id).Scan(&name); err != nil {
		return "", err
	}
	all, err := a.strings("SELECT id FROM coder WHERE id <> ? ORDER BY id", id)
	if err != nil {
		return "", err
	}
	for _, other := range all {
		names, err := a.strings(`SELECT after FROM change WHERE row = ? AND tbl = 'coder' AND hlc <= (SELECT hlc FROM step WHERE id = ?)
			AND after LIKE '%"name":%' ORDER BY `+lastWriter, other, step)
		if err != nil {
			return "", err
		}
		if len(names) == 0 {
			continue
		}
		last, err := decode(names[len(names)-1])
		if err != nil {
			return "", err
		}
		if codebook.Fold(last.text("name")) == codebook.Fold(name) {
			return other, nil
		}
	}
	return "", nil
}

// asNow gives the coders that a row of the log names the ids that they have
// now.
func (s selves) asNow(t *table, r row) {
	if len(s) == 0 {
		return
	}
	for _, c := range t.columns {
		if id := r.text(c.name); c.ref == coderTable.name && id != "" {
			r[c.name] = s.now(id)
		}
	}
}
