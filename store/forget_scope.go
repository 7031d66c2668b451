package store

import (
	"context"
	"database/sql"
	"fmt"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// DeletedDocument is a document that was deleted but not erased: its text is
// still in the file, for undo.
type DeletedDocument struct {
	ID    transcript.DocumentID
	Title string
}

// Deleted lists the documents that were deleted but not erased, by title.
func (d *Documents) Deleted(ctx context.Context) ([]DeletedDocument, error) {
	out, err := list(ctx, d.p.readers, func(rows *sql.Rows, d *DeletedDocument) error { return rows.Scan(&d.ID, &d.Title) },
		"SELECT id, title FROM document d WHERE deleted = 1 AND (title <> '' OR EXISTS (SELECT 1 FROM revision WHERE document_id = d.id))")
	sortFolded(out, func(d DeletedDocument) string { return d.Title }, func(d DeletedDocument) string { return d.ID.String() })
	return out, err
}

// scope finds what belongs to a person.
func (e *erasing) scope(who Who) error {
	if len(who.Documents)+len(who.Speakers) == 0 && who.Case.IsZero() {
		return fmt.Errorf("nobody to forget: %w", ErrInvalid)
	}
	for _, id := range who.Documents {
		if err := e.scopeDocument(id.String()); err != nil {
			return err
		}
	}
	if !who.Case.IsZero() {
		if err := e.scopeCase(who.Case.String()); err != nil {
			return err
		}
	}
	for _, id := range who.Speakers {
		if err := e.scopeSpeaker(id.String()); err != nil {
			return err
		}
	}
	for id := range e.whole {
		delete(e.speakers, id)
	}
	for _, id := range e.own {
		if err := e.scopeOwnCase(id); err != nil {
			return err
		}
	}
	return nil
}

func (e *erasing) scopeDocument(id string) error {
	doc, found, err := e.get(documentTable, id)
	if err != nil {
		return err
	}
	var texts int
	if err := e.row("SELECT count(*) FROM revision WHERE document_id = ?", id).Scan(&texts); err != nil {
		return err
	}
	if !found || (!doc.live() && texts == 0 && doc.text("title") == "") {
		return fmt.Errorf("document %q: %w", id, ErrNotFound)
	}
	e.whole[id] = true
	// The case that bears its name is the person; one of another name may be
	// an organisation, which is somebody's to decide.
	own, found, err := e.get(caseTable, doc.text("case_id"))
	if err != nil || !found || codebook.Fold(own.text("name")) != codebook.Fold(doc.text("title")) {
		return err
	}
	e.own = append(e.own, own.text("id"))
	return nil
}

// scopeOwnCase takes a case that bears a person's name along, unless something
// else that stays belongs to it.
func (e *erasing) scopeOwnCase(id string) error {
	documents, err := e.strings("SELECT id FROM document WHERE case_id = ? AND deleted = 0", id)
	if err != nil {
		return err
	}
	for _, one := range documents {
		if !e.whole[one] {
			return nil
		}
	}
	type held struct {
		document string
		position int
	}
	speakers, err := list(e.ctx, e.p.writer, func(rows *sql.Rows, h *held) error { return rows.Scan(&h.document, &h.position) },
		"SELECT document_id, position FROM speaker WHERE case_id = ? AND deleted = 0", id)
	if err != nil {
		return err
	}
	for _, one := range speakers {
		if !e.whole[one.document] && !e.speakers[one.document][one.position] {
			return nil
		}
	}
	e.cases[id] = true
	return nil
}

func (e *erasing) scopeCase(id string) error {
	if _, err := e.need(caseTable, id); err != nil {
		return err
	}
	e.cases[id] = true
	documents, err := e.strings("SELECT id FROM document WHERE case_id = ? ORDER BY id", id)
	if err != nil {
		return err
	}
	for _, one := range documents {
		e.whole[one] = true
	}
	speakers, err := e.strings(`SELECT s.id FROM speaker s JOIN document d ON d.id = s.document_id
		WHERE s.case_id = ? AND s.deleted = 0 AND d.deleted = 0 ORDER BY s.id`, id)
	if err != nil {
		return err
	}
	for _, one := range speakers {
		if err := e.scopeSpeaker(one); err != nil {
			return err
		}
	}
	return nil
}

// scopeSpeaker takes a speaker and all who were merged into it.
func (e *erasing) scopeSpeaker(id string) error {
	s, err := e.need(speakerTable, id)
	if err != nil {
		return err
	}
	document := s.text("document_id")
	if e.whole[document] {
		return nil
	}
	type member struct {
		position int
		id, into string
	}
	all, err := list(e.ctx, e.p.writer, func(rows *sql.Rows, m *member) error { return rows.Scan(&m.position, &m.id, &m.into) },
		"SELECT position, id, coalesce(merged_into, '') FROM speaker WHERE document_id = ? AND deleted = 0", document)
	if err != nil {
		return err
	}
	into := map[string]string{}
	for _, m := range all {
		into[m.id] = m.into
	}
	if e.speakers[document] == nil {
		e.speakers[document] = map[int]bool{}
	}
	for _, m := range all {
		end := m.id
		for range all { // marks never make a circle; a damaged file may
			if end == id || into[end] == "" {
				break
			}
			end = into[end]
		}
		if end == id {
			e.speakers[document][m.position] = true
		}
	}
	own, found, err := e.get(caseTable, s.text("case_id"))
	if err != nil || !found || codebook.Fold(own.text("name")) != codebook.Fold(s.text("name")) {
		return err
	}
	e.own = append(e.own, own.text("id"))
	return nil
}
