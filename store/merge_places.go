package store

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// strayRevised is the reason of a coding that a correction left without text.
const strayRevised = codebook.StrayNotFound

// places brings every coding and every memo about a passage to the current
// text of its document: one copy corrected the text, the other coded the text
// as it was.
func (m *merging) places() error {
	maps := map[[2]string]transcript.Mapping{}
	for _, t := range []*table{codingTable, memoTable} {
		ids, err := m.strings("SELECT x.id FROM " + t.quoted() + " x JOIN document d ON d.id = x.document_id WHERE x.deleted = 0 AND x.char_end IS NOT NULL AND x.revision <> d.revision ORDER BY x.id")
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := m.follows(t, id, "", maps); err != nil {
				return err
			}
		}
	}
	if err := m.placesOfLost(maps); err != nil {
		return err
	}
	return m.quotes()
}

// placesOfLost moves what stands in a text that lost its number to another.
func (m *merging) placesOfLost(maps map[[2]string]transcript.Mapping) error {
	for _, c := range m.clashes {
		for _, t := range []*table{codingTable, memoTable} {
			ids, err := m.strings("SELECT id FROM "+t.quoted()+" WHERE document_id = ? AND revision = ? AND char_end IS NOT NULL AND deleted = 0 ORDER BY id", c.document, c.n)
			if err != nil {
				return err
			}
			for _, id := range ids {
				by, err := m.lastWrite(t, id, "revision")
				if err != nil {
					return err
				}
				if by.step == m.step || m.came(rowAt{t, id}, &by) == c.ours {
					continue
				}
				if err := m.follows(t, id, c.lost[0], maps); err != nil {
					return err
				}
			}
		}
	}
	m.clashes = nil
	return nil
}

// follows moves a coding or a memo about a passage from the text that it was
// made in to the current one. lost is the hash of that text when its number
// does not say which it is.
func (m *merging) follows(t *table, id, lost string, maps map[[2]string]transcript.Mapping) error {
	r, _, err := m.get(t, id)
	if err != nil {
		return err
	}
	document := r.text("document_id")
	doc, _, err := m.get(documentTable, document)
	if err != nil {
		return err
	}
	to, err := m.p.text(m.ctx, m.p.writer, revisionKey{document, doc.number("revision")})
	if err != nil {
		return err
	}
	from, hash, err := m.madeIn(r, lost)
	if err != nil {
		return err
	}
	span := spanOf(r)
	if hash == "" || !from.Whole().Covers(span) {
		return m.orphan(t, r, doc, "")
	}
	key := [2]string{hash, doc.text("text_hash")}
	mapping, known := maps[key]
	if !known {
		mapping = transcript.Diff(from, to)
		maps[key] = mapping
	}
	place, fate := mapping.Move(span)
	if fate == transcript.Orphaned || place.IsEmpty() {
		return m.orphan(t, r, doc, from.Slice(span))
	}
	if !fate.IsSure() {
		m.clash(Conflict{Kind: ConflictPlace, Table: t.name, Row: id, Field: "place"}, from.Slice(span), to.Slice(place), nil)
	}
	set := row{"revision": doc["revision"], "char_start": place.Start, "char_end": place.End}
	if t == codingTable {
		set["quote_hash"] = codebook.QuoteHash(to.Slice(place))
	}
	return m.put(t, id, set)
}

// madeIn is the text that a row's span counts in, with its hash; "" when no
// copy has it any more.
func (m *merging) madeIn(r row, lost string) (transcript.Text, string, error) {
	where, key := "n = ?", any(r["revision"])
	if lost != "" {
		where, key = "text_hash = ?", lost
	}
	for _, q := range []querier{m.p.writer, m.other} {
		var text, hash string
		err := q.QueryRowContext(m.ctx, "SELECT text, text_hash FROM revision WHERE document_id = ? AND "+where, r.text("document_id"), key).Scan(&text, &hash)
		switch {
		case err == nil && sameHash(text, hash):
			return transcript.NewText(text), hash, nil
		case err != nil && !errors.Is(err, sql.ErrNoRows):
			return transcript.Text{}, "", err
		}
	}
	return transcript.Text{}, "", nil
}

// orphan puts a coding whose passage is gone in the quarantine, with the memos
// about it; a memo about the passage is about the document from then on. The
// id follows from the coding's, so that two copies that do this make one row.
func (m *merging) orphan(t *table, r, doc row, quote string) error {
	id := r.text("id")
	m.clash(Conflict{Kind: ConflictOrphan, Table: t.name, Row: id}, quote, "", nil)
	if t == memoTable {
		return m.put(t, id, row{"about": string(codebook.RefDocument), "revision": nil, "char_start": nil, "char_end": nil})
	}
	memos, err := m.strings("SELECT id FROM memo WHERE coding_id = ? AND deleted = 0 ORDER BY id", id)
	if err != nil {
		return err
	}
	for _, one := range memos {
		if err := m.put(memoTable, one, row{"about": string(codebook.RefDocument), "coding_id": nil, "document_id": doc.text("id")}); err != nil {
			return err
		}
	}
	if err := m.put(codingTable, id, row{"deleted": 1}); err != nil {
		return err
	}
	key := uuid.NewSHA1(uuid.NameSpaceOID, fmt.Appendf(nil, "orphan\x00%s\x00%v", id, r["revision"])).String()
	return m.put(quarantineTable, key, row{"document_id": r["document_id"], "revision": r["revision"], "code_id": r["code_id"], "coder_id": r["coder_id"],
		"char_start": r["char_start"], "char_end": r["char_end"], "quote": quote, "reason": string(strayRevised), "memo": r["memo"],
		"created": r["created"], "deleted": 0})
}

// quotes proves the codings that the merge touched. A log of an older version
// may give a coding one coder's start and another's end: it then holds the text
// that is there.
func (m *merging) quotes() error {
	for i := 0; i < len(m.order); i++ {
		at := m.order[i]
		if at.t != codingTable {
			continue
		}
		r, _, err := m.get(codingTable, at.id)
		if err != nil {
			return err
		}
		if !r.live() {
			continue
		}
		quote, err := m.quote(revisionOf(r), spanOf(r))
		if errors.Is(err, ErrInvalid) {
			doc, _, err := m.get(documentTable, r.text("document_id"))
			if err != nil {
				return err
			}
			if err := m.orphan(codingTable, r, doc, ""); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		if hash := codebook.QuoteHash(quote); hash != r.text("quote_hash") {
			m.clash(Conflict{Kind: ConflictPlace, Table: codingTable.name, Row: at.id, Field: "place"}, "", quote, nil)
			if err := m.put(codingTable, at.id, row{"quote_hash": hash}); err != nil {
				return err
			}
		}
	}
	return nil
}

// overlaps unites the codings of one coder and code that share text.
func (m *merging) overlaps() error {
	type placed struct {
		key, id    string
		start, end int
	}
	all, err := list(m.ctx, m.p.writer, func(rows *sql.Rows, p *placed) error { return rows.Scan(&p.key, &p.id, &p.start, &p.end) },
		"SELECT code_id || coder_id || document_id, id, char_start, char_end FROM coding WHERE deleted = 0 ORDER BY code_id, coder_id, document_id, char_start, id")
	if err != nil {
		return err
	}
	for i := 0; i < len(all); {
		end, n := all[i].end, i+1
		for n < len(all) && all[n].key == all[i].key && all[n].start < end {
			end = max(end, all[n].end)
			n++
		}
		if n > i+1 {
			var ids []string
			for _, p := range all[i:n] {
				ids = append(ids, p.id)
			}
			if err := m.uniteCodings(ids); err != nil {
				return err
			}
		}
		i = n
	}
	return nil
}

// uniteCodings makes one of codings that overlap in a chain. Two copies do it
// on their own, so the outcome must not depend on what else is done.
func (m *merging) uniteCodings(ids []string) error {
	all := make([]row, len(ids))
	for i, id := range ids {
		var err error
		if all[i], _, err = m.get(codingTable, id); err != nil {
			return err
		}
	}
	oldestFirst(all)
	whole, certainty, memo := spanOf(all[0]), int64(0), ""
	for _, r := range all {
		whole = whole.Union(spanOf(r))
		if certainty == 0 {
			certainty = int64(r.number("certainty"))
		}
		// A coding that was united before and came back brings its memo again.
		if more := r.text("memo"); memo == "" {
			memo = more
		} else if more != "" && !strings.Contains("\n\n"+memo+"\n\n", "\n\n"+more+"\n\n") {
			memo += "\n\n" + more
		}
	}
	quote, err := m.quote(revisionOf(all[0]), whole)
	if err != nil {
		return err
	}
	stays := all[0].text("id")
	for _, r := range all[1:] {
		if err := m.reassign(memoTable, "coding_id", r.text("id"), stays); err != nil {
			return err
		}
		if err := m.put(codingTable, r.text("id"), row{"deleted": 1}); err != nil {
			return err
		}
	}
	return m.put(codingTable, stays, row{"char_start": whole.Start, "char_end": whole.End, "quote_hash": codebook.QuoteHash(quote),
		"certainty": certainty, "memo": memo, "modified": m.at})
}
