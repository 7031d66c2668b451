package store

import (
	"cmp"
	"database/sql"
	"slices"
	"strings"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// excision is a stretch of a text, in code points, that gives way to others.
type excision struct {
	old transcript.Span
	in  string // what stands there instead
}

// excisions are in order and do not overlap.
type excisions []excision

// text is the new text.
func (c excisions) text(old transcript.Text) transcript.Text {
	var b strings.Builder
	at := 0
	for _, one := range c {
		b.WriteString(old.Slice(transcript.Span{Start: at, End: one.old.Start}))
		b.WriteString(one.in)
		at = one.old.End
	}
	b.WriteString(old.Slice(transcript.Span{Start: at, End: old.Len()}))
	return transcript.NewText(b.String())
}

// at is where a point outside all excisions stands in the new text; one inside
// stands at the cut's end.
func (c excisions) at(point int) int {
	shift := 0
	for _, one := range c {
		if point < one.old.End && point <= one.old.Start {
			break
		}
		point = max(point, one.old.End)
		shift += len([]rune(one.in)) - one.old.Len()
	}
	return point + shift
}

// rest is a span without the excisions at its edges, in the old text; it may be
// empty.
func (c excisions) rest(s transcript.Span) transcript.Span {
	for _, one := range c {
		if one.old.Start <= s.Start && s.Start < one.old.End {
			s.Start = one.old.End
		}
	}
	for _, one := range slices.Backward(c) {
		if one.old.Start < s.End && s.End <= one.old.End {
			s.End = one.old.Start
		}
	}
	s.End = max(s.End, s.Start)
	return s
}

// move gives the span that stays of one, in the new text.
func (c excisions) move(s transcript.Span) transcript.Span {
	s = c.rest(s)
	if s.IsEmpty() {
		at := c.at(s.Start)
		return transcript.Span{Start: at, End: at}
	}
	return transcript.Span{Start: c.at(s.Start), End: c.at(s.End)}
}

// place is where the new text has what stands instead of a span that was cut.
func (c excisions) place(s transcript.Span) transcript.Span {
	for _, one := range c {
		if one.old.Covers(s) && !one.old.IsEmpty() {
			end := c.at(one.old.End)
			return transcript.Span{Start: end - len([]rune(one.in)), End: end}
		}
	}
	return c.move(s)
}

// turns takes the turns of some speakers out of a document: a new revision
// without them, and no older one.
func (e *erasing) turns(document string) error {
	doc, err := e.need(documentTable, document)
	if err != nil {
		return err
	}
	positions := e.speakers[document]
	n := doc.number("revision")
	old, stored, err := e.revisionTurns(document, n)
	if err != nil {
		return err
	}
	c := e.cutsOf(old, stored, positions)
	for _, t := range stored {
		if positions[t.Speaker] {
			e.out.Turns++
		}
	}
	if err := e.strays(document, positions); err != nil {
		return err
	}
	if len(c) > 0 {
		if err := e.revise(document, n, old, stored, c); err != nil {
			return err
		}
		if !e.again {
			e.below[document] = n + 1
			if err := e.history(document, n+1); err != nil {
				return err
			}
		}
	}
	if err := e.otherTexts(document, positions); err != nil {
		return err
	}
	for _, at := range sortedKeys(positions) {
		if err := e.blankWhere(speakerTable, &e.out.Speakers, "document_id = ? AND position = ?", document, at); err != nil {
			return err
		}
	}
	return nil
}

// otherTexts erases every revision but the document's own that has a turn of
// one of the speakers: a copy may have brought one under any number.
func (e *erasing) otherTexts(document string, positions map[int]bool) error {
	for _, at := range sortedKeys(positions) {
		ids, err := e.strings(`SELECT r.id FROM revision r JOIN document d ON d.id = r.document_id AND d.revision <> r.n
			WHERE r.document_id = ? AND EXISTS (SELECT 1 FROM turn t WHERE t.revision_id = r.id AND t.speaker = ?) ORDER BY r.n`, document, at)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := e.revision(id); err != nil {
				return err
			}
		}
	}
	return nil
}

// revisionTurns reads a text with its turns as their rows hold them: the
// speaker is a position, merged or not.
func (e *erasing) revisionTurns(document string, n int) (transcript.Text, []transcript.Turn, error) {
	var text string
	var id int64
	if err := e.row("SELECT id, text FROM revision WHERE document_id = ? AND n = ?", document, n).Scan(&id, &text); err != nil {
		return transcript.Text{}, nil, fault(err)
	}
	turns, err := list(e.ctx, e.p.writer, func(rows *sql.Rows, t *transcript.Turn) error {
		return rows.Scan(&t.N, &t.Speaker, &t.Span.Start, &t.Span.End, &t.Label.Start, &t.Label.End)
	}, "SELECT n, speaker, char_start, char_end, label_start, label_end FROM turn WHERE revision_id = ? ORDER BY position", id)
	return transcript.NewText(text), turns, err
}

// cutsOf are the labels and words of some speakers. A foreign layout may let
// turns touch or overlap: such excisions become one.
func (e *erasing) cutsOf(text transcript.Text, turns []transcript.Turn, positions map[int]bool) excisions {
	var all excisions
	for _, t := range turns {
		if !positions[t.Speaker] {
			continue
		}
		if !t.Label.IsEmpty() && text.Whole().Covers(t.Label) {
			all = append(all, excision{old: t.Label})
		}
		if !t.Span.IsEmpty() {
			all = append(all, excision{old: t.Span, in: e.mark})
		}
	}
	slices.SortFunc(all, func(a, b excision) int {
		return cmp.Or(cmp.Compare(a.old.Start, b.old.Start), cmp.Compare(a.old.End, b.old.End))
	})
	var out excisions
	for _, one := range all {
		if last := len(out) - 1; last >= 0 && one.old.Start < out[last].old.End {
			out[last].old.End = max(out[last].old.End, one.old.End)
			out[last].in = cmp.Or(out[last].in, one.in)
			continue
		}
		out = append(out, one)
	}
	return out
}

// revise writes the new revision and lets everything that stands in the text
// follow.
func (e *erasing) revise(document string, n int, old transcript.Text, stored []transcript.Turn, c excisions) error {
	text := c.text(old)
	doc := transcript.Document{Revision: n + 1, Text: text}
	var layout int
	if err := e.row("SELECT layout FROM revision WHERE document_id = ? AND n = ?", document, n).Scan(&layout); err != nil {
		return err
	}
	id, err := parsed[transcript.DocumentID](document)
	if err != nil {
		return err
	}
	doc.ID, doc.Layout = id, layout
	for _, t := range stored {
		if e.speakers[document][t.Speaker] {
			t.Span, t.Label, t.Speaker = c.place(t.Span), transcript.Span{}, -1
		} else {
			t.Span, t.Label = c.move(t.Span), c.move(t.Label)
		}
		doc.Turns = append(doc.Turns, t)
	}
	if err := e.addMarks(&doc, n, c); err != nil {
		return err
	}
	hash := bodyHash(text.String())
	if err := e.put(documentTable, document, row{"revision": n + 1, "text_hash": hash}); err != nil {
		return err
	}
	doc.Speakers = make([]transcript.Speaker, speakerCount(doc.Turns)) // only counted
	words, _ := countWords(&doc)
	revision, err := e.addRevision(&doc, nil, hash, words, e.at)
	if err != nil {
		return err
	}
	if err := e.addTurns(&doc, revision); err != nil {
		return err
	}
	return e.follow(document, n+1, old, text, c)
}

// speakerCount is one more than the highest position that a turn names.
func speakerCount(turns []transcript.Turn) int {
	n := 0
	for _, t := range turns {
		n = max(n, t.Speaker+1)
	}
	return n
}

// addMarks moves the time and page anchors of a revision.
func (e *erasing) addMarks(doc *transcript.Document, n int, c excisions) error {
	type mark struct {
		kind  string
		at    int
		value int64
	}
	all, err := list(e.ctx, e.p.writer, func(rows *sql.Rows, m *mark) error { return rows.Scan(&m.kind, &m.at, &m.value) },
		`SELECT a.kind, a.char, a.value FROM anchor a JOIN revision r ON r.id = a.revision_id
		WHERE r.document_id = ? AND r.n = ? ORDER BY a.kind, a.position`, doc.ID.String(), n)
	for _, m := range all {
		if m.kind == "time" {
			doc.Anchors = append(doc.Anchors, transcript.Anchor{At: c.at(m.at), Millis: m.value})
		} else {
			doc.Pages = append(doc.Pages, transcript.Page{At: c.at(m.at), Number: int(m.value)})
		}
	}
	return err
}

// follow moves codings, memos and strays to the new revision; what stood in
// erased turns only ends. Deleted ones follow too: undo must not bring one
// back to a text that is gone.
func (e *erasing) follow(document string, n int, old, text transcript.Text, c excisions) error {
	for _, t := range []*table{codingTable, memoTable, quarantineTable} {
		ids, err := e.strings("SELECT id FROM "+t.quoted()+" WHERE document_id = ? AND char_start IS NOT NULL ORDER BY id", document)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := e.followRow(t, id, n, old, text, c); err != nil {
				return err
			}
		}
	}
	return nil
}

func (e *erasing) followRow(t *table, id string, n int, old, text transcript.Text, c excisions) error {
	r, _, err := e.get(t, id)
	if err != nil {
		return err
	}
	was := transcript.Span{Start: r.number("char_start"), End: r.number("char_end")}
	if r.number("revision") != n-1 || !old.Whole().Covers(was) {
		return nil // of a former text, or a stray without a place
	}
	is := c.move(was)
	if !was.IsEmpty() && strings.TrimSpace(text.Slice(is)) == "" {
		if err := e.endRow(t, r); err != nil {
			return err
		}
		// Its place is gone with the text, and so undo can't bring it back.
		return e.put(t, id, row{"revision": n})
	}
	set := row{"revision": n, "char_start": is.Start, "char_end": is.End}
	if t == codingTable {
		set["quote_hash"] = codebook.QuoteHash(text.Slice(is))
		if r.live() && c.touches(was) {
			e.out.Shrunk++
		}
	}
	return e.put(t, id, set)
}

// endRow blanks a coding, memo or stray on erased words, and the memos on a
// coding.
func (e *erasing) endRow(t *table, r row) error {
	live := r.live()
	if _, err := e.blank(t, r.text("id")); err != nil {
		return err
	}
	switch {
	case t == codingTable:
		if live {
			e.out.Codings++
		}
		return e.blankWhere(memoTable, &e.out.Memos, "coding_id = ?", r.text("id"))
	case t == memoTable && live:
		e.out.Memos++
	case t == quarantineTable && live:
		e.out.Quarantined++
	}
	return nil
}

// touches says whether a span holds any of what was cut.
func (c excisions) touches(s transcript.Span) bool {
	return slices.ContainsFunc(c, func(one excision) bool { return one.old.Start < s.End && s.Start < one.old.End })
}

// strays ends the codings in the quarantine whose quote is of the speakers, in
// whichever revision they said it.
func (e *erasing) strays(document string, positions map[int]bool) error {
	type stray struct{ id, quote string }
	all, err := list(e.ctx, e.p.writer, func(rows *sql.Rows, s *stray) error { return rows.Scan(&s.id, &s.quote) },
		"SELECT id, quote FROM quarantine WHERE document_id = ? AND quote <> '' ORDER BY id", document)
	if err != nil || len(all) == 0 {
		return err
	}
	revisions, err := list(e.ctx, e.p.writer, func(rows *sql.Rows, n *int) error { return rows.Scan(n) },
		"SELECT n FROM revision WHERE document_id = ? ORDER BY n", document)
	if err != nil {
		return err
	}
	var said []string
	for _, n := range revisions {
		text, turns, err := e.revisionTurns(document, n)
		if err != nil {
			return err
		}
		for _, t := range turns {
			if words := strings.TrimSpace(text.Slice(t.Span)); positions[t.Speaker] && words != "" {
				said = append(said, words)
			}
		}
	}
	for _, one := range all {
		quote := strings.TrimSpace(one.quote)
		theirs := func(words string) bool { return strings.Contains(words, quote) || strings.Contains(quote, words) }
		if quote == "" || !slices.ContainsFunc(said, theirs) {
			continue
		}
		if held, err := e.blank(quarantineTable, one.id); err != nil {
			return err
		} else if held {
			e.out.Quarantined++
		}
	}
	return nil
}
