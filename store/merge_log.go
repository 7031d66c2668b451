package store

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"strings"
)

// clockLimit bounds the hybrid clock that a copy may bring: beyond it ours
// could not go on.
const clockLimit = math.MaxInt64 >> 1

const linkQuery = `SELECT device, seq, hlc, step, coder, at, act, tbl, row, coalesce(before, ''), after, coalesce(undoes, ''), prev, hash
	FROM change ORDER BY device, seq`

func scanLink(rows *sql.Rows, c *link) error {
	return rows.Scan(&c.device, &c.seq, &c.hlc, &c.step, &c.coder, &c.at, &c.act, &c.table, &c.row, &c.before, &c.after, &c.undoes, &c.prev, &c.hash)
}

// chained is the hash of a change that follows prev.
func (c *link) chained(prev []byte) []byte {
	return chainHash(prev, c.device, c.seq, c.hlc, c.step, c.coder, c.at, c.act, c.table, c.row, c.before, c.after, c.undoes)
}

// said is the hash of what a change says, wherever it stands in a chain.
func (c *link) said() string {
	return string(chainHash(nil, c.hlc, c.step, c.coder, c.at, c.act, c.table, c.row, c.before, c.after, c.undoes))
}

// takeLog proves the chains of the other copy and appends the steps that this
// one has not.
func (m *merging) takeLog() error {
	ours, err := m.strings("SELECT id FROM step")
	if err != nil {
		return err
	}
	known := make(map[string]bool, len(ours))
	for _, id := range ours {
		known[id] = true
	}
	doubt, err := m.forked()
	if err != nil {
		return err
	}
	bound, err := m.clockBound()
	if err != nil {
		return err
	}
	var met []link // steps of both, in chains that are not the same
	last := link{}
	rows, err := m.other.QueryContext(m.ctx, linkQuery)
	if err != nil {
		return copyError(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var c link
		if err := scanLink(rows, &c); err != nil {
			return copyError(err)
		}
		if c.device != last.device {
			last = link{device: c.device}
		}
		if c.seq != last.seq+1 || !bytes.Equal(c.prev, last.hash) || !bytes.Equal(c.hash, c.chained(last.hash)) || c.hlc <= 0 || c.hlc > bound {
			return &CopyError{fmt.Errorf("change %d of %s: %w", c.seq, c.device, ErrDamaged)}
		}
		m.theirs[c.step] = true
		switch {
		case !known[c.step]:
			m.taken = append(m.taken, c)
		case doubt[c.device]:
			met = append(met, c)
		}
		last = c
	}
	if err := rows.Err(); err != nil {
		return copyError(err)
	}
	if err := m.saidTheSame(met); err != nil {
		return err
	}
	return m.append()
}

// forked are the devices of the other copy whose chain is not the beginning or
// the continuation of ours: only there can a step that both have differ.
func (m *merging) forked() (map[string]bool, error) {
	type end struct {
		device string
		seq    int64
	}
	ends, err := list(m.ctx, m.other, func(rows *sql.Rows, e *end) error { return rows.Scan(&e.device, &e.seq) },
		"SELECT device, max(seq) FROM change GROUP BY device ORDER BY device")
	if err != nil {
		return nil, copyError(err)
	}
	out := map[string]bool{}
	for _, e := range ends {
		var ours sql.NullInt64
		if err := m.row("SELECT max(seq) FROM change WHERE device = ?", e.device).Scan(&ours); err != nil {
			return nil, err
		}
		if !ours.Valid {
			out[e.device] = true // its steps may stand in another chain here
			continue
		}
		var here, there []byte
		at := min(ours.Int64, e.seq)
		if err := m.row("SELECT hash FROM change WHERE device = ? AND seq = ?", e.device, at).Scan(&here); err != nil {
			return nil, err
		}
		err := m.other.QueryRowContext(m.ctx, "SELECT hash FROM change WHERE device = ? AND seq = ?", e.device, at).Scan(&there)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, &CopyError{fmt.Errorf("change %d of %s: %w", at, e.device, ErrDamaged)}
		}
		if err != nil {
			return nil, copyError(err)
		}
		out[e.device] = !bytes.Equal(here, there)
	}
	return out, nil
}

// saidTheSame refuses a copy whose step says something else than ours does.
func (m *merging) saidTheSame(met []link) error {
	for i := 0; i < len(met); {
		step, theirs := met[i].step, map[string]bool{}
		for ; i < len(met) && met[i].step == step; i++ {
			theirs[met[i].said()] = true
		}
		ours, err := list(m.ctx, m.p.writer, scanLink, strings.Replace(linkQuery, "ORDER BY", "WHERE step = ? ORDER BY", 1), step)
		if err != nil {
			return err
		}
		same := len(ours) == len(theirs)
		for k := range ours {
			same = same && theirs[ours[k].said()]
		}
		if !same {
			return &CopyError{fmt.Errorf("step %q differs: %w", step, ErrDamaged)}
		}
	}
	return nil
}

// append puts the steps that came in behind our chains. A step that follows the
// end of our chain stays as it is. One that does not, because somebody worked
// on two copies on one machine or went on with an older copy, comes into a
// chain of its own, DEVICE~1, with its place and hash worked out anew.
func (m *merging) append() error {
	ends := map[string]link{}
	seen := map[string]bool{}
	for i := 0; i < len(m.taken); {
		n := i
		for n < len(m.taken) && m.taken[n].step == m.taken[i].step && m.taken[n].device == m.taken[i].device {
			n++
		}
		if seen[m.taken[i].step] {
			return &CopyError{fmt.Errorf("step %q in two places: %w", m.taken[i].step, ErrDamaged)}
		}
		seen[m.taken[i].step] = true
		if err := m.appendStep(m.taken[i:n], ends); err != nil {
			return err
		}
		i = n
	}
	m.report.Steps = len(seen)
	return nil
}

func (m *merging) appendStep(changes []link, ends map[string]link) error {
	there := changes[0].device
	end, err := m.end(there, ends)
	if err != nil {
		return err
	}
	device := there
	if changes[0].seq != end.seq+1 || !bytes.Equal(changes[0].prev, end.hash) {
		if device, err = m.branch(there, changes[0].hlc); err != nil {
			return err
		}
		if end, err = m.end(device, ends); err != nil {
			return err
		}
	}
	if err := m.takeStep(changes, device); err != nil {
		return err
	}
	for i := range changes {
		c := &changes[i]
		c.device, c.seq, c.prev = device, end.seq+1, end.hash
		c.hash = c.chained(end.hash)
		if c.prev == nil {
			c.prev = []byte{}
		}
		if err := m.takeChange(c); err != nil {
			return err
		}
		end = link{device: device, seq: c.seq, hash: c.hash}
	}
	ends[device] = end
	return nil
}

// end is the last change of one of our chains.
func (m *merging) end(device string, ends map[string]link) (link, error) {
	if end, ok := ends[device]; ok {
		return end, nil
	}
	end := link{device: device}
	err := m.row("SELECT seq, hash FROM change WHERE device = ? ORDER BY seq DESC LIMIT 1", device).Scan(&end.seq, &end.hash)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	ends[device] = end
	return end, err
}

// branch names the chain for a step that does not follow ours: the first in
// which no step has its clock.
func (m *merging) branch(device string, hlc int64) (string, error) {
	stem, _, _ := strings.Cut(device, "~")
	for n := 1; ; n++ {
		name := fmt.Sprintf("%s~%d", stem, n)
		var taken bool
		if err := m.row("SELECT EXISTS (SELECT 1 FROM step WHERE hlc = ? AND device = ?)", hlc, name).Scan(&taken); err != nil {
			return "", err
		}
		if !taken {
			return name, nil
		}
	}
}

func (m *merging) takeStep(changes []link, device string) error {
	c := changes[0]
	for _, other := range changes {
		if other.hlc != c.hlc || other.coder != c.coder || other.at != c.at || other.act != c.act || other.undoes != c.undoes {
			return &CopyError{fmt.Errorf("step %q: %w", c.step, ErrDamaged)}
		}
	}
	var hlc, at int64
	var rows int
	var coder, act, kind, undoes, table, id string
	var document sql.NullString
	err := m.other.QueryRowContext(m.ctx, "SELECT hlc, coder, at, act, kind, coalesce(undoes, ''), rows, about_table, about_row, document FROM step WHERE id = ?", c.step).
		Scan(&hlc, &coder, &at, &act, &kind, &undoes, &rows, &table, &id, &document)
	if errors.Is(err, sql.ErrNoRows) {
		return &CopyError{fmt.Errorf("step %q is missing: %w", c.step, ErrDamaged)}
	}
	if err != nil {
		return copyError(err)
	}
	if hlc != c.hlc || coder != c.coder || at != c.at || act != c.act || undoes != c.undoes || !isID(c.step) || !isID(coder) ||
		document.Valid && !isID(document.String) {
		return &CopyError{fmt.Errorf("step %q: %w", c.step, ErrDamaged)}
	}
	return m.exec("INSERT INTO step (id, hlc, device, coder, at, act, kind, undoes, state, rows, about_table, about_row, document) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)",
		c.step, hlc, device, coder, at, act, kind, orNull(undoes), rows, table, id, document)
}

func (m *merging) takeChange(c *link) error {
	if err := m.fits(c); err != nil {
		return err
	}
	return m.exec("INSERT INTO change (device, seq, hlc, step, coder, at, act, tbl, row, before, after, undoes, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		c.device, c.seq, c.hlc, c.step, c.coder, c.at, c.act, c.table, c.row, orNull(c.before), c.after, orNull(c.undoes), c.prev, c.hash)
}

// wordSteps works out of all undos and redos of the coders concerned which of
// their steps are undone: it stands in no log, and another copy may have undone
// what this one did.
func (m *merging) wordSteps() error {
	same, err := m.selves()
	if err != nil {
		return err
	}
	coders := map[string]bool{}
	for _, c := range m.taken {
		coders[same.now(c.coder)] = true
		if c.table == coderTable.name {
			coders[same.now(c.row)] = true // united with another, perhaps
		}
	}
	type done struct {
		id, coder, kind, undoes string
		state                   int
	}
	all, err := list(m.ctx, m.p.writer, func(rows *sql.Rows, d *done) error {
		return rows.Scan(&d.id, &d.coder, &d.kind, &d.undoes, &d.state)
	}, "SELECT id, coder, kind, coalesce(undoes, ''), state FROM step ORDER BY hlc, id")
	if err != nil {
		return err
	}
	lastAct := map[string]int{} // place of the coder's last act
	undone := map[string]int{}  // place of the undo that a step's last word is
	for i, s := range all {
		switch s.kind {
		case kindAct:
			lastAct[same.now(s.coder)] = i
		case kindUndo:
			undone[s.undoes] = i
		case kindRedo:
			delete(undone, s.undoes)
		}
	}
	for _, s := range all {
		if s.kind != kindAct || !coders[same.now(s.coder)] {
			continue
		}
		state := 0
		if at, ok := undone[s.id]; ok {
			state = 1
			if lastAct[same.now(s.coder)] > at {
				state = 2
			}
		}
		if state == s.state {
			continue
		}
		if err := m.exec("UPDATE step SET state = ? WHERE id = ?", state, s.id); err != nil {
			return err
		}
	}
	return nil
}

// sameHash says whether a text is the one of a hash of the file.
func sameHash(text, hash string) bool {
	sum := sha256.Sum256([]byte(text))
	return fmt.Sprintf("%x", sum) == hash
}
