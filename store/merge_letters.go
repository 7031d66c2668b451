package store

import (
	"cmp"
	"database/sql"
	"maps"
	"slices"

	"veldwerk/codebook"
)

// lettered is a code in use with the change that gave it its letter.
type lettered struct {
	id, name, letter string
	by               link
}

// letters gives the keys back to one code each: two copies that made codes on
// their own may both have taken a letter. The one that took it first keeps it,
// the other gets the next that is free in its name; where none is, both keep
// it, as in one copy. Two codes that one copy gave one letter keep it too:
// somebody chose so.
func (m *merging) letters() error {
	all, err := list(m.ctx, m.p.writer, func(rows *sql.Rows, l *lettered) error { return rows.Scan(&l.id, &l.name, &l.letter) },
		"SELECT id, name, letter FROM code WHERE deleted = 0 AND status <> 'merged' AND letter <> '' ORDER BY id")
	if err != nil {
		return err
	}
	bearers := map[string][]*lettered{}
	taken := map[string]bool{}
	for i := range all {
		bearers[all[i].letter] = append(bearers[all[i].letter], &all[i])
		taken[all[i].letter] = true
	}
	var late []*lettered
	for _, l := range slices.Sorted(maps.Keys(bearers)) {
		if len(bearers[l]) < 2 {
			continue
		}
		one, err := m.lateBearers(bearers[l])
		if err != nil {
			return err
		}
		late = append(late, one...)
	}
	// The order is that of the log, so that every copy gives the same letters.
	slices.SortFunc(late, func(a, b *lettered) int { return cmp.Or(byClock(a.by, b.by), cmp.Compare(a.id, b.id)) })
	for _, l := range late {
		letter := codebook.Letter(l.name, taken)
		if taken[letter] {
			continue
		}
		taken[letter] = true
		if err := m.put(codeTable, l.id, row{"letter": letter}); err != nil {
			return err
		}
	}
	return nil
}

// lateBearers are the codes that took a letter which another code had taken
// before in the other copy, without either copy knowing.
func (m *merging) lateBearers(all []*lettered) ([]*lettered, error) {
	for _, l := range all {
		var err error
		if l.by, err = m.lastWrite(codeTable, l.id, "letter"); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(all, func(a, b *lettered) int { return cmp.Or(byClock(a.by, b.by), cmp.Compare(a.id, b.id)) })
	var late []*lettered
	for i, l := range all {
		if slices.ContainsFunc(all[:i], func(first *lettered) bool { return m.apart(first, l) }) {
			late = append(late, l)
		}
	}
	return late, nil
}

// apart says whether the letters of two codes were given in two copies, each
// without the other's.
func (m *merging) apart(a, b *lettered) bool {
	return m.cameIn(a) && !m.theirs[b.by.step] || m.cameIn(b) && !m.theirs[a.by.step]
}

func (m *merging) cameIn(l *lettered) bool { return m.came(rowAt{codeTable, l.id}, &l.by) }
