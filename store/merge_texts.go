package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// stored is a revision without its text.
type stored struct {
	id       int64
	document string
	n        int
	hash     string
	source   sql.NullInt64
	came     bool // with the other copy
}

const storedQuery = "SELECT id, document_id, n, text_hash, source_id FROM revision ORDER BY document_id, n, id"

const currentQuery = `SELECT r.id, r.document_id, r.n, r.text_hash, r.source_id FROM revision r
	JOIN document d ON d.id = r.document_id AND d.revision = r.n AND d.text_hash = r.text_hash WHERE d.id = ?`

func scanStored(rows *sql.Rows, s *stored) error {
	return rows.Scan(&s.id, &s.document, &s.n, &s.hash, &s.source)
}

// clash is a document that both copies corrected to different texts.
type clash struct {
	document string
	n        int
	lost     []string // hashes of the texts that lost
	ours     bool     // it is ours that lost
}

// takeTexts brings in the revisions that this file lacks. Where both copies
// made one of the same number, the number goes to the text that the document's
// row names, which is the later one; the other is kept under a negative number
// that follows from its hash, the same in every copy.
func (m *merging) takeTexts() error {
	theirs, err := list(m.ctx, m.other, scanStored, storedQuery)
	if err != nil {
		return copyError(err)
	}
	ours, err := list(m.ctx, m.p.writer, scanStored, storedQuery)
	if err != nil {
		return err
	}
	held := map[string][]stored{}
	for _, s := range ours {
		held[s.document] = append(held[s.document], s)
	}
	sources := map[int64]int64{}
	var touched []string
	for _, s := range theirs {
		here := held[s.document]
		if m.erased[s.document] || slices.ContainsFunc(here, s.isThere) || older(s, here) {
			continue
		}
		if slices.ContainsFunc(here, func(o stored) bool { return o.n == s.n }) {
			if s.n, err = m.aside(s.document, s.hash); err != nil {
				return err
			}
		}
		if s.id, err = m.takeText(s, sources); err != nil {
			return err
		}
		s.came = true
		held[s.document] = append(here, s)
		if !slices.Contains(touched, s.document) {
			touched = append(touched, s.document)
		}
		m.texted = true
	}
	// A document may go back to a text that lost before, without a new one.
	for _, c := range m.taken {
		if c.table == documentTable.name && !slices.Contains(touched, c.row) {
			touched = append(touched, c.row)
		}
	}
	for _, id := range touched {
		if err := m.settleText(id, held[id]); err != nil {
			return err
		}
		now, err := list(m.ctx, m.p.writer, scanStored, currentQuery, id)
		if err != nil {
			return err
		}
		for _, s := range now {
			if err := m.settleTurns(s, theirs, sources); err != nil {
				return err
			}
		}
	}
	return nil
}

// isThere says whether a revision of this copy is the other's s. The same text
// may be there twice, with other turns: they follow from what was corrected. One
// that was set aside has no number of its own.
func (s stored) isThere(o stored) bool { return o.hash == s.hash && (o.n == s.n || s.n < 0 || o.n < 0) }

// older says whether a revision stands before all that this file still has:
// then it was erased here.
func older(s stored, here []stored) bool {
	first := 0
	for _, o := range here {
		if o.n > 0 && (first == 0 || o.n < first) {
			first = o.n
		}
	}
	return s.n > 0 && s.n < first
}

// aside is the number of a text that lost its own. A document that was corrected
// to and fro has one text more than once: the next number that is free.
func (a *act) aside(document, hash string) (int, error) {
	first, _ := strconv.ParseInt(hash[:min(len(hash), 8)], 16, 64) // no hash gives 0
	for n := -1 - int(first); ; n-- {
		var taken bool
		err := a.row("SELECT EXISTS (SELECT 1 FROM revision WHERE document_id = ? AND n = ?)", document, n).Scan(&taken)
		if err != nil || !taken {
			return n, err
		}
	}
}

// find is where the text of a document's row stands: the revision of that number
// and text, else any of that text; -1 when there is none.
func find(held []stored, n int, hash string) int {
	at := slices.IndexFunc(held, func(s stored) bool { return s.hash == hash && s.n == n })
	if at < 0 {
		at = slices.IndexFunc(held, func(s stored) bool { return s.hash == hash })
	}
	return at
}

// setAside makes a revision's number free.
func (a *act) setAside(s stored) error {
	n, err := a.aside(s.document, s.hash)
	if err != nil {
		return err
	}
	return a.renumber(s, n)
}

// settleText gives the number that the document's row names to its text.
func (m *merging) settleText(id string, held []stored) error {
	doc, _, err := m.get(documentTable, id)
	if err != nil || doc == nil || m.erased[id] {
		return err
	}
	n, hash := doc.number("revision"), doc.text("text_hash")
	at := find(held, n, hash)
	if at < 0 && !doc.live() {
		return nil // erased in the other copy
	}
	if at < 0 {
		return &CopyError{fmt.Errorf("text of document %q: %w", id, ErrDamaged)}
	}
	c := clash{document: id, n: n}
	for _, s := range held {
		if s.hash == hash || (s.n != n && (!s.came || s.n >= 0)) {
			continue
		}
		c.lost = append(c.lost, s.hash)
		c.ours = c.ours || !s.came
		if s.n == n {
			if err := m.setAside(s); err != nil {
				return err
			}
		}
	}
	if held[at].n != n {
		if err := m.giveNumber(held[at], n); err != nil {
			return err
		}
	}
	if len(c.lost) == 0 {
		return nil
	}
	m.clashes = append(m.clashes, c)
	side := "ours"
	if c.ours {
		side = "theirs"
	}
	by, err := m.lastWrite(documentTable, id, "text_hash")
	m.clash(Conflict{Kind: ConflictText, Table: documentTable.name, Row: id, Winner: side}, "", "", &by)
	return err
}

// renumber gives a revision another number. A revision never changes, so it is
// written anew with all that hangs on it.
func (a *act) renumber(s stored, n int) error {
	if err := a.copyAs(s, n); err != nil {
		return err
	}
	for _, query := range []string{"DELETE FROM turn WHERE revision_id = ?", "DELETE FROM anchor WHERE revision_id = ?", "DELETE FROM revision WHERE id = ?"} {
		if err := a.exec(query, s.id); err != nil {
			return err
		}
	}
	return nil
}

// giveNumber lets a number mean a text that stands elsewhere. One that was set
// aside goes there; one with a number of its own keeps that too, for a document
// may have come back to it, and undo goes further back.
func (a *act) giveNumber(s stored, n int) error {
	if s.n < 0 {
		return a.renumber(s, n)
	}
	return a.copyAs(s, n)
}

// copyAs writes a revision once more under another number.
func (a *act) copyAs(s stored, n int) error {
	a.p.moved = append(a.p.moved, s.document)
	a.p.texts.drop(s.document) // the number means another text from here on
	done, err := a.run(`INSERT INTO revision (document_id, n, layout, source_id, text_hash, chars, turns, words, added, text)
		SELECT document_id, ?, layout, source_id, text_hash, chars, turns, words, added, text FROM revision WHERE id = ?`, n, s.id)
	if err != nil {
		return err
	}
	id, err := done.LastInsertId()
	if err != nil {
		return err
	}
	for _, query := range []string{
		`INSERT INTO turn (revision_id, position, n, speaker, char_start, char_end, label_start, label_end)
			SELECT ?, position, n, speaker, char_start, char_end, label_start, label_end FROM turn WHERE revision_id = ?`,
		"INSERT INTO anchor (revision_id, position, kind, char, value) SELECT ?, position, kind, char, value FROM anchor WHERE revision_id = ?",
	} {
		if err := a.exec(query, id, s.id); err != nil {
			return err
		}
	}
	return nil
}

// numbered gives the number that a document's row names to the text that it
// names by hash: a correction that is done again after a merge may have lost
// its number to another.
func (a *act) numbered(id string) error {
	doc, _, err := a.get(documentTable, id)
	if err != nil || doc == nil {
		return err
	}
	held, err := list(a.ctx, a.p.writer, scanStored, strings.Replace(storedQuery, "ORDER BY", "WHERE document_id = ? ORDER BY", 1), id)
	if err != nil {
		return err
	}
	n, hash := doc.number("revision"), doc.text("text_hash")
	at := find(held, n, hash)
	if at < 0 || held[at].n == n {
		return nil
	}
	for _, s := range held {
		if s.n == n {
			if err := a.setAside(s); err != nil {
				return err
			}
		}
	}
	return a.giveNumber(held[at], n)
}

// standsInText refuses an undo or redo that would give a coding back in a text
// that took the place of its own in a merge.
func (a *act) standsInText(at rowAt, r row) error {
	if at.t != codingTable {
		return nil
	}
	quote, err := a.quote(revisionOf(r), spanOf(r))
	if errors.Is(err, ErrInvalid) || (err == nil && codebook.QuoteHash(quote) != r.text("quote_hash")) {
		return a.changedSince(r.text("document_id"))
	}
	return err
}

// forgetMoved takes texts out of memory whose number changed its meaning, in
// an act that was done or taken back.
func (p *Project) forgetMoved() {
	for _, id := range p.moved {
		p.texts.drop(id)
	}
	p.moved = nil
}

func (m *merging) takeText(s stored, sources map[int64]int64) (int64, error) {
	broken := func(err error) error {
		return &CopyError{fmt.Errorf("revision %d of %q: %w", s.n, s.document, errors.Join(ErrDamaged, err))}
	}
	var layout, chars, turns, words, added int64
	var text string
	err := m.other.QueryRowContext(m.ctx, "SELECT layout, chars, turns, words, added, text FROM revision WHERE id = ?", s.id).
		Scan(&layout, &chars, &turns, &words, &added, &text)
	if err != nil {
		return 0, copyError(err)
	}
	whole := transcript.NewText(text)
	if !sameHash(text, s.hash) || valid(text) != text || int64(whole.Len()) != chars {
		return 0, broken(nil)
	}
	var source any
	if s.source.Valid {
		if source, err = m.takeSource(s.source.Int64, sources); err != nil {
			return 0, err
		}
	}
	done, err := m.act.run("INSERT INTO revision (document_id, n, layout, source_id, text_hash, chars, turns, words, added, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		s.document, s.n, layout, source, s.hash, chars, turns, words, added, text)
	if err != nil {
		return 0, broken(err)
	}
	id, err := done.LastInsertId()
	if err != nil {
		return 0, err
	}
	return id, m.takeTurns(s, id, whole)
}

// numbers are the columns of a turn or an anchor.
type numbers [7]int64

func rawTurns(ctx context.Context, q querier, revision int64) ([]numbers, error) {
	return list(ctx, q, func(rows *sql.Rows, n *numbers) error {
		return rows.Scan(&n[0], &n[1], &n[2], &n[3], &n[4], &n[5], &n[6])
	}, "SELECT position, n, speaker, char_start, char_end, label_start, label_end FROM turn WHERE revision_id = ? ORDER BY position", revision)
}

// settleTurns decides between two copies that came to the same text by other
// corrections, and so gave it other turns: the greater ones stay, in whichever
// copy.
func (m *merging) settleTurns(ours stored, theirs []stored, sources map[int64]int64) error {
	at := slices.IndexFunc(theirs, func(s stored) bool { return s.document == ours.document && s.hash == ours.hash && s.n == ours.n })
	if at < 0 {
		return nil
	}
	here, err := rawTurns(m.ctx, m.p.writer, ours.id)
	if err != nil {
		return err
	}
	there, err := rawTurns(m.ctx, m.other, theirs[at].id)
	if err != nil {
		return copyError(err)
	}
	if slices.CompareFunc(here, there, func(a, b numbers) int { return slices.Compare(a[:], b[:]) }) >= 0 {
		return nil
	}
	if err := m.setAside(ours); err != nil {
		return err
	}
	m.texted = true
	_, err = m.takeText(theirs[at], sources)
	return err
}

func (m *merging) takeTurns(s stored, id int64, whole transcript.Text) error {
	turns, err := rawTurns(m.ctx, m.other, s.id)
	if err != nil {
		return copyError(err)
	}
	for _, n := range turns {
		for _, span := range []transcript.Span{{Start: int(n[3]), End: int(n[4])}, {Start: int(n[5]), End: int(n[6])}} {
			if span.End < span.Start || !whole.Whole().Covers(span) {
				return &CopyError{fmt.Errorf("turn %d of %q: %w", n[1], s.document, ErrDamaged)}
			}
		}
		err := m.exec("INSERT INTO turn (revision_id, position, n, speaker, char_start, char_end, label_start, label_end) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
			id, n[0], n[1], n[2], n[3], n[4], n[5], n[6])
		if err != nil {
			return err
		}
	}
	type anchor struct {
		numbers
		kind string
	}
	anchors, err := list(m.ctx, m.other, func(rows *sql.Rows, a *anchor) error {
		return rows.Scan(&a.numbers[0], &a.kind, &a.numbers[1], &a.numbers[2])
	}, "SELECT position, kind, char, value FROM anchor WHERE revision_id = ? ORDER BY kind, position", s.id)
	if err != nil {
		return copyError(err)
	}
	for _, a := range anchors {
		if a.numbers[1] < 0 || a.numbers[1] > int64(whole.Len()) {
			return &CopyError{fmt.Errorf("anchor %d of %q: %w", a.numbers[0], s.document, ErrDamaged)}
		}
		err := m.exec("INSERT INTO anchor (revision_id, position, kind, char, value) VALUES (?, ?, ?, ?, ?)", id, a.numbers[0], a.kind, a.numbers[1], a.numbers[2])
		if err != nil {
			return err
		}
	}
	return nil
}

// takeSource brings in the file that a revision came from, or finds it: a
// correction has the source of the text that it corrects.
func (m *merging) takeSource(id int64, sources map[int64]int64) (int64, error) {
	if here, ok := sources[id]; ok {
		return here, nil
	}
	var name, kind, encoding, sha, normalised string
	var data []byte
	err := m.other.QueryRowContext(m.ctx, "SELECT name, kind, encoding, sha256, normalised, bytes FROM source WHERE id = ?", id).
		Scan(&name, &kind, &encoding, &sha, &normalised, &data)
	if err != nil {
		return 0, copyError(err)
	}
	if data != nil && sha != "" && !sameHash(string(data), sha) {
		return 0, &CopyError{fmt.Errorf("source %d: %w", id, ErrDamaged)}
	}
	type known struct {
		id   int64
		data []byte
	}
	there, err := list(m.ctx, m.p.writer, func(rows *sql.Rows, k *known) error { return rows.Scan(&k.id, &k.data) },
		"SELECT id, bytes FROM source WHERE sha256 = ? AND name = ? AND kind = ? ORDER BY id", sha, name, kind)
	if err != nil {
		return 0, err
	}
	for _, k := range there {
		// One whose bytes were erased here stays without them.
		if bytes.Equal(k.data, data) || k.data == nil {
			sources[id] = k.id
			return k.id, nil
		}
	}
	done, err := m.act.run("INSERT INTO source (name, kind, encoding, sha256, normalised, bytes) VALUES (?, ?, ?, ?, ?, ?)", name, kind, encoding, sha, normalised, data)
	if err != nil {
		return 0, err
	}
	here, err := done.LastInsertId()
	sources[id] = here
	return here, err
}
