package store

import (
	"database/sql"
	"errors"
	"strings"

	"github.com/google/uuid"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// places brings every coding and every memo about a passage to the current
// text of its document: one copy corrected the text, the other coded the text
// as it was.
func (m *merging) places() error {
	maps := map[[2]string]transcript.Mapping{}
	for _, t := range []*table{codingTable, memoTable, quarantineTable} {
		ids, err := m.strings("SELECT x.id FROM " + t.quoted() + " x JOIN document d ON d.id = x.document_id WHERE x.deleted = 0 AND d.deleted = 0 AND x.char_end IS NOT NULL AND x.revision <> d.revision ORDER BY x.id")
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
// Which text a row counts in follows from its quote, and where that fits both,
// or there is none, from who wrote it: the device that made the text that lost.
func (m *merging) placesOfLost(maps map[[2]string]transcript.Mapping) error {
	for _, c := range m.clashes {
		author, err := m.authorOf(c)
		if err != nil {
			return err
		}
		for _, t := range []*table{codingTable, memoTable, quarantineTable} {
			rows, err := rowsOf(m.ctx, m.p.writer, t, "document_id = ? AND revision = ? AND char_end IS NOT NULL AND deleted = 0 ORDER BY id", c.document, c.n)
			if err != nil {
				return err
			}
			for _, r := range rows {
				lost, err := m.inLost(t, r, c, author)
				if err != nil {
					return err
				}
				if !lost {
					continue
				}
				if err := m.follows(t, r.text("id"), c.lost[0], maps); err != nil {
					return err
				}
			}
		}
	}
	m.clashes = nil
	return nil
}

// authorOf is the change that made the text that lost.
func (m *merging) authorOf(c clash) (link, error) {
	changes, err := m.changesOf(rowAt{documentTable, c.document})
	for _, one := range changes {
		after, err := decode(one.after)
		if err != nil {
			return link{}, err
		}
		if after["text_hash"] == c.lost[0] {
			return one, nil
		}
	}
	return link{}, err
}

// inLost says whether a row counts in the text that lost.
func (m *merging) inLost(t *table, r row, c clash, author link) (bool, error) {
	if t == codingTable {
		fits, err := m.quote(revisionOf(r), spanOf(r))
		if err != nil && !errors.Is(err, ErrInvalid) {
			return false, err
		}
		if err != nil || codebook.QuoteHash(fits) != r.text("quote_hash") {
			return true, nil
		}
		text, hash, err := m.madeIn(r, c.lost[0])
		if err != nil {
			return false, err
		}
		if span := spanOf(r); hash == "" || !text.Whole().Covers(span) || text.Slice(span) != fits {
			return false, nil
		}
	}
	by, err := m.lastWrite(t, r.text("id"), "revision")
	return by.step != "" && by.act != "merge" && by.device == author.device && by.hlc >= author.hlc, err
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
		if t == quarantineTable { // its place was never sure
			return m.put(t, id, row{"revision": doc["revision"]})
		}
		return m.orphan(t, r, doc, transcript.Span{}, "")
	}
	key := [2]string{hash, doc.text("text_hash")}
	mapping, known := maps[key]
	if !known {
		mapping = transcript.Diff(from, to)
		maps[key] = mapping
	}
	if t == quarantineTable {
		return m.put(t, id, row{"revision": doc["revision"], "char_start": mapping.Place(span.Start), "char_end": mapping.Place(span.End)})
	}
	place, fate := mapping.Follow(from, to, span)
	if fate == transcript.Orphaned || place.IsEmpty() {
		return m.orphan(t, r, doc, place, from.Slice(span))
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
// about it, as a correction does; so too a memo about a passage. The id follows
// from the row's, so that two copies that do this make one row.
func (m *merging) orphan(t *table, r, doc row, place transcript.Span, quote string) error {
	id := r.text("id")
	m.clash(Conflict{Kind: ConflictOrphan, Table: t.name, Row: id}, quote, "", nil)
	set := row{"document_id": r["document_id"], "revision": doc["revision"], "code_id": r["code_id"], "coder_id": r["coder_id"],
		"char_start": place.Start, "char_end": place.End, "quote": quote, "reason": string(codebook.StrayRevised), "created": r["created"], "deleted": 0}
	memo := paragraphs(r.text("title"), r.text("body"))
	if t == codingTable {
		memo = r.text("memo")
		memos, err := rowsOf(m.ctx, m.p.writer, memoTable, "coding_id = ? AND deleted = 0 ORDER BY created, id", id)
		if err != nil {
			return err
		}
		for _, one := range memos {
			memo = paragraphs(memo, one.text("title"), one.text("body"))
			if err := m.put(memoTable, one.text("id"), row{"deleted": 1}); err != nil {
				return err
			}
		}
	}
	set["memo"] = memo
	if err := m.put(t, id, row{"deleted": 1}); err != nil {
		return err
	}
	return m.put(quarantineTable, uuid.NewSHA1(uuid.NameSpaceOID, []byte("orphan\x00"+id+"\x00"+doc.text("text_hash"))).String(), set)
}

// speakers gives the turns of the current text the speakers that they name:
// each copy's correction took away those that say nothing in its own text, and
// may have numbered new ones alike.
func (m *merging) speakers() error {
	documents := map[string]bool{}
	for _, at := range m.order {
		id := at.id
		if at.t == speakerTable {
			r, _, err := m.get(speakerTable, at.id)
			if err != nil {
				return err
			}
			id = r.text("document_id")
		}
		if (at.t == speakerTable || at.t == documentTable) && !documents[id] {
			documents[id] = true
			if err := m.speakersOf(id); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m *merging) speakersOf(document string) error {
	doc, _, err := m.get(documentTable, document)
	if err != nil || !doc.live() {
		return err
	}
	type named struct{ position int }
	turns, err := list(m.ctx, m.p.writer, func(rows *sql.Rows, n *named) error { return rows.Scan(&n.position) },
		`SELECT DISTINCT t.speaker FROM turn t JOIN revision r ON r.id = t.revision_id WHERE r.document_id = ? AND r.n = ? AND t.speaker >= 0 ORDER BY t.speaker`,
		document, doc["revision"])
	if err != nil {
		return err
	}
	corrected, err := m.lastWrite(documentTable, document, "text_hash")
	if err != nil {
		return err
	}
	for _, turn := range turns {
		rows, err := rowsOf(m.ctx, m.p.writer, speakerTable, "document_id = ? AND position = ? ORDER BY deleted, id", document, turn.position)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			continue
		}
		stays := 0
		for i, r := range rows {
			var made bool
			if err := m.act.row("SELECT EXISTS (SELECT 1 FROM change WHERE row = ? AND step = ? AND before IS NULL)", r.text("id"), corrected.step).Scan(&made); err != nil {
				return err
			}
			if made {
				stays = i
			}
		}
		for i, r := range rows {
			if i == stays {
				if err := m.put(speakerTable, r.text("id"), row{"deleted": 0}); err != nil {
					return err
				}
				continue
			}
			if err := m.put(speakerTable, r.text("id"), row{"deleted": 1}); err != nil {
				return err
			}
			// Who was taken for somebody that says nothing any more is themselves again.
			if err := m.repoint(speakerTable, "merged_into", r.text("id"), ""); err != nil {
				return err
			}
		}
	}
	return nil
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
			if err := m.orphan(codingTable, r, doc, transcript.Span{}, ""); err != nil {
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
