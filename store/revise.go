package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// ErrRevised refuses a correction of a text, or of what was seen of it, that
// somebody changed meanwhile.
var ErrRevised = errors.New("document was changed meanwhile")

// Revision is what a correction of a document's text does to what points into
// it.
type Revision struct {
	Document transcript.DocumentID
	N        int           // of the new revision; 0 when the text stays as it is
	Spans    []RevisedSpan // of codings and memos, by their place in the old text
	Strays   int           // of the quarantine that moved along
}

// RevisedSpan is one coding, or one memo about a passage, with what became of
// its span. An Orphaned one goes to the quarantine; its New is the empty span
// where it was.
type RevisedSpan struct {
	Coding        codebook.CodingID // zero for a memo
	Memo          codebook.MemoID   // zero for a coding
	Title         string            // of the memo
	Code          codebook.CodeID
	Coder         codebook.CoderID
	Old, New      transcript.Span
	Before, After string // the text under it; After is "" for an orphan
	Fate          transcript.Fate
	Into          codebook.CodingID // the coding that takes it up, where they now overlap; else zero
}

// Count is the number of spans of each fate.
func (r Revision) Count() map[transcript.Fate]int {
	n := map[transcript.Fate]int{}
	for _, s := range r.Spans {
		n[s.Fate]++
	}
	return n
}

// Revise gives a document a corrected text, as a new revision: doc holds it
// with its turns, anchors, pages and speakers (see transcript.Document.Revised)
// and the Revision that it corrects; m maps that one's text to it. Codings and
// memos about passages follow (transcript.Mapping.Follow); codings of one coder
// and code that then overlap unite; what has no place any more goes to the
// quarantine, with its memos. Speakers are known by id, else by name; a new one
// is added, one that says nothing any more goes. The source file stays that of
// the first revision. One step: undo gives the former revision back, which is
// never removed.
//
// The same text changes nothing. ErrRevised: doc does not correct the current
// revision. ErrInvalid: turns outside the text. ErrNotFound.
func (d *Documents) Revise(ctx context.Context, by codebook.CoderID, doc transcript.Document, m transcript.Mapping) (Revision, error) {
	return d.revise(ctx, by, doc, m, nil)
}

// ReviseAsSeen is Revise, which does what a preview showed or nothing: ErrRevised
// when anything that points into the text was changed since.
func (d *Documents) ReviseAsSeen(ctx context.Context, by codebook.CoderID, doc transcript.Document, m transcript.Mapping, seen Revision) (Revision, error) {
	return d.revise(ctx, by, doc, m, &seen)
}

// PreviewRevision says what Revise would do. It writes nothing.
func (d *Documents) PreviewRevision(ctx context.Context, doc transcript.Document, m transcript.Mapping) (Revision, error) {
	var plan revisionPlan
	err := d.p.view(ctx, func(q querier) error {
		var err error
		plan, err = d.p.planRevision(ctx, q, doc, m)
		return err
	})
	return plan.Revision, err
}

func (d *Documents) revise(ctx context.Context, by codebook.CoderID, doc transcript.Document, m transcript.Mapping, seen *Revision) (Revision, error) {
	var plan revisionPlan
	err := d.p.act(ctx, by, "revise-document", func(a *act) error {
		var err error
		if plan, err = d.p.planRevision(a.ctx, d.p.writer, doc, m); err != nil {
			return err
		}
		if seen != nil && (seen.N != plan.N || seen.Strays != plan.Strays || !slices.Equal(seen.Spans, plan.Spans)) {
			return fmt.Errorf("what points into document %q: %w", doc.ID, ErrRevised)
		}
		if plan.N == 0 {
			return nil
		}
		a.about(documentTable, doc.ID.String())
		return a.revise(doc, &plan)
	})
	if err != nil {
		return Revision{}, err
	}
	return plan.Revision, nil
}

// revise writes what was planned.
func (a *act) revise(doc transcript.Document, plan *revisionPlan) error {
	doc.Revision = plan.N
	hash := bodyHash(doc.Text.String())
	if err := a.put(documentTable, doc.ID.String(), row{"revision": plan.N, "text_hash": hash}); err != nil {
		return err
	}
	words, turns := countWords(&doc)
	positions, err := a.reviseSpeakers(&doc, turns, words)
	if err != nil {
		return err
	}
	if doc.Layout == 0 {
		doc.Layout = plan.layout
	}
	var source any
	if plan.source.Valid {
		source = plan.source.Int64
	}
	revision, err := a.addRevision(&doc, source, hash, words, a.at)
	if err != nil {
		return err
	}
	placed := doc
	placed.Turns = slices.Clone(doc.Turns)
	for i := range placed.Turns {
		if who := placed.Turns[i].Speaker; who >= 0 {
			placed.Turns[i].Speaker = positions[who]
		}
	}
	if err := a.addTurns(&placed, revision); err != nil {
		return err
	}
	for _, write := range []func(*revisionPlan) error{a.reviseCodings, a.reviseMemos, a.reviseStrays} {
		if err := write(plan); err != nil {
			return err
		}
	}
	return nil
}

// reviseSpeakers matches the speakers of a corrected text with those of the
// document and gives each one's position, by which turns name it.
func (a *act) reviseSpeakers(doc *transcript.Document, turns, words []int) ([]int, error) {
	type stored struct {
		id, name       string
		position       int
		merged, inUse  bool
		alreadyMatched bool
	}
	rows, err := list(a.ctx, a.p.writer, func(rows *sql.Rows, s *stored) error {
		return rows.Scan(&s.id, &s.name, &s.position, &s.merged, &s.inUse)
	}, "SELECT id, name, position, merged_into IS NOT NULL, deleted = 0 FROM speaker WHERE document_id = ? ORDER BY position, id", doc.ID.String())
	if err != nil {
		return nil, err
	}
	next := 0
	for _, r := range rows {
		next = max(next, r.position+1)
	}
	doc.Speakers = slices.Clone(doc.Speakers)
	positions := make([]int, len(doc.Speakers))
	match := func(i int, inUse bool, is func(stored) bool) bool {
		k := slices.IndexFunc(rows, func(r stored) bool { return r.inUse == inUse && !r.merged && !r.alreadyMatched && is(r) })
		if k < 0 {
			return false
		}
		rows[k].alreadyMatched = true
		positions[i] = rows[k].position
		return true
	}
	known := make([]bool, len(doc.Speakers))
	for i, s := range doc.Speakers {
		known[i] = !s.ID.IsZero() && match(i, true, func(r stored) bool { return r.id == s.ID.String() })
	}
	for i, s := range doc.Speakers {
		var id string
		if !known[i] {
			// One that a correction took away and another brings back is the same:
			// so the same text has the same turns again.
			named := func(r stored) bool {
				id = r.id
				return r.name != "" && codebook.Fold(r.name) == codebook.Fold(s.Name)
			}
			known[i] = match(i, true, named) || match(i, false, named)
		}
		if !known[i] {
			doc.Speakers[i].ID = transcript.SpeakerID{}
			positions[i] = next
			next++
		} else if id != "" {
			if doc.Speakers[i].ID, err = parsed[transcript.SpeakerID](id); err != nil {
				return nil, err
			}
		}
	}
	for i := range doc.Speakers {
		if err := a.putSpeaker(doc, i, positions[i], turns[i], words[i]); err != nil {
			return nil, err
		}
	}
	for _, r := range rows {
		if r.inUse && !r.alreadyMatched {
			if err := a.remove(speakerTable, r.id); err != nil {
				return nil, err
			}
		}
	}
	return positions, nil
}

// putSpeaker writes a speaker of a corrected text. Role and case of one that is
// there are what the document says, which had them from the file.
func (a *act) putSpeaker(doc *transcript.Document, i, position, turns, words int) error {
	s := &doc.Speakers[i]
	set := row{"document_id": doc.ID, "position": position, "name": s.Name, "role": string(s.Role), "rule": string(s.Rule),
		"case_id": s.Case, "turns": turns, "words": words}
	if s.ID.IsZero() {
		s.ID = newID[transcript.SpeakerID](a)
	} else {
		delete(set, "rule")
		set["deleted"] = 0
	}
	return a.put(speakerTable, s.ID.String(), set)
}

// reviseCodings moves the codings, unites what overlaps and sets the orphans
// apart. Those that go are written first: no two codings of a coder and code
// may overlap at any moment.
func (a *act) reviseCodings(plan *revisionPlan) error {
	for _, c := range plan.codings {
		id := c.row.text("id")
		switch {
		case c.fate == transcript.Orphaned:
			if err := a.orphan(plan, c); err != nil {
				return err
			}
		case c.into != "":
			if err := a.remove(codingTable, id); err != nil {
				return err
			}
			if err := a.repoint(memoTable, "coding_id", id, c.into); err != nil {
				return err
			}
		}
	}
	for _, c := range plan.codings {
		if c.fate == transcript.Orphaned || c.into != "" {
			continue
		}
		set := codingTable.with(c.row, row{"revision": plan.N, "char_start": c.span.Start, "char_end": c.span.End,
			"quote_hash": codebook.QuoteHash(plan.text.Slice(c.span))})
		if set["quote_hash"] != c.row["quote_hash"] {
			set["modified"] = a.at
		}
		delete(set, "id")
		if err := a.put(codingTable, c.row.text("id"), set); err != nil {
			return err
		}
	}
	return nil
}

// orphan takes a coding into the quarantine, with its memos as text.
func (a *act) orphan(plan *revisionPlan, c *plannedCoding) error {
	memo := c.row.text("memo")
	id := c.row.text("id")
	memos, err := a.strings("SELECT id FROM memo WHERE coding_id = ? AND deleted = 0 ORDER BY created, id", id)
	if err != nil {
		return err
	}
	for _, m := range memos {
		r, err := a.need(memoTable, m)
		if err != nil {
			return err
		}
		memo = paragraphs(memo, r.text("title"), r.text("body"))
		if err := a.remove(memoTable, m); err != nil {
			return err
		}
	}
	seen := plan.Spans[c.seen]
	stray := codebook.Stray{Document: plan.Document, Code: seen.Code, Coder: seen.Coder, Span: seen.New, Quote: seen.Before,
		Reason: codebook.StrayRevised, Memo: memo, Created: moment(int64(c.row.number("created")))}
	if err := a.remove(codingTable, id); err != nil {
		return err
	}
	return a.quarantine(stray, plan.N)
}

// paragraphs joins texts by blank lines; empty ones are left out.
func paragraphs(texts ...string) string {
	all := ""
	for _, t := range texts {
		if t != "" && all != "" {
			all += "\n\n"
		}
		all += t
	}
	return all
}

// reviseMemos moves the memos about passages. One without a place any more
// waits in the quarantine, where it can be placed as a memo again.
func (a *act) reviseMemos(plan *revisionPlan) error {
	for _, m := range plan.memos {
		id := m.row.text("id")
		if m.fate != transcript.Orphaned {
			if err := a.put(memoTable, id, row{"revision": plan.N, "char_start": m.span.Start, "char_end": m.span.End}); err != nil {
				return err
			}
			continue
		}
		seen := plan.Spans[m.seen]
		stray := codebook.Stray{Document: plan.Document, Coder: seen.Coder, Span: seen.New, Quote: seen.Before, Reason: codebook.StrayRevised,
			Memo: paragraphs(m.row.text("title"), m.row.text("body")), Created: moment(int64(m.row.number("created")))}
		if err := a.remove(memoTable, id); err != nil {
			return err
		}
		if err := a.quarantine(stray, plan.N); err != nil {
			return err
		}
	}
	return nil
}

// reviseStrays moves the places that the quarantine remembers.
func (a *act) reviseStrays(plan *revisionPlan) error {
	for _, s := range plan.strays {
		set := row{"revision": plan.N}
		if s.span.Start >= 0 && s.span.End >= 0 {
			set["char_start"], set["char_end"] = plan.mapping.Place(s.span.Start), plan.mapping.Place(s.span.End)
		}
		if err := a.put(quarantineTable, s.id, set); err != nil {
			return err
		}
	}
	return nil
}

// inItsRevision refuses an undo or redo that would leave a coding or a memo in
// a text that is not its document's any more: after a correction, or the undo
// of one, that came between.
func (a *act) inItsRevision(at rowAt, r row, revisions map[string]int) error {
	var stale string
	var err error
	switch {
	case at.t == documentTable:
		err = a.row(`SELECT id FROM coding WHERE document_id = ?1 AND revision <> ?2 AND deleted = 0
			UNION ALL SELECT id FROM memo WHERE document_id = ?1 AND revision <> ?2 AND about = 'span' AND deleted = 0 LIMIT 1`,
			at.id, r["revision"]).Scan(&stale)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
	case at.t == codingTable, at.t == memoTable && r.text("about") == string(codebook.RefSpan):
		document := r.text("document_id")
		n, known := revisions[document]
		if !known {
			if err := a.row("SELECT revision FROM document WHERE id = ?", document).Scan(&n); err != nil {
				return err
			}
			revisions[document] = n
		}
		if n != r.number("revision") {
			stale = document
		}
	}
	if err != nil || stale == "" {
		return err
	}
	return a.changedSince(stale)
}
