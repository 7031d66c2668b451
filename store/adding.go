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

// Add stores a document. DuplicateError when its source file (by SHA-256) is
// there already, unless again; without a source the text is compared. A
// document without a case gets one named as itself. One step. The returned
// document has its ids.
func (d *Documents) Add(ctx context.Context, by codebook.CoderID, doc transcript.Document, again bool) (transcript.Document, error) {
	doc.Speakers = slices.Clone(doc.Speakers) // they get ids; the caller's stay as they are
	err := d.p.act(ctx, by, "add-document", func(a *act) error {
		var err error
		if doc.Title, err = named(doc.Title); err != nil {
			return err
		}
		if doc.Source.SHA256 == "" && doc.Source.Bytes != nil {
			doc.Source.SHA256 = bodyHash(string(doc.Source.Bytes))
		}
		if !again {
			if err := a.isNew(doc); err != nil {
				return err
			}
		}
		return a.addDocument(&doc, a.at)
	})
	return doc, err
}

func (a *act) isNew(doc transcript.Document) error {
	query, hash := `SELECT d.title FROM source f JOIN revision r ON r.source_id = f.id JOIN document d ON d.id = r.document_id
		WHERE f.sha256 = ? AND d.deleted = 0 ORDER BY d.id LIMIT 1`, doc.Source.SHA256
	if hash == "" {
		query, hash = "SELECT title FROM document WHERE text_hash = ? AND deleted = 0 ORDER BY id LIMIT 1", bodyHash(doc.Text.String())
	}
	var title string
	err := a.row(query, hash).Scan(&title)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return &DuplicateError{Title: title}
}

// addDocument makes the rows of a document; added is in milliseconds.
func (a *act) addDocument(doc *transcript.Document, added int64) error {
	if err := checkTurns(doc); err != nil {
		return err
	}
	if doc.ID.IsZero() {
		doc.ID = newID[transcript.DocumentID](a)
	}
	if doc.Layout == 0 {
		doc.Layout = transcript.LayoutVersion
	}
	doc.Revision = 1
	if err := a.fresh(documentTable, doc.ID.String()); err != nil {
		return err
	}
	a.about(documentTable, doc.ID.String())
	if doc.Case.IsZero() {
		own, err := a.caseNamed(doc.Title)
		if err != nil {
			return err
		}
		doc.Case = own
	} else if _, err := a.need(caseTable, doc.Case.String()); err != nil {
		return err
	}
	hash := bodyHash(doc.Text.String())
	err := a.put(documentTable, doc.ID.String(), row{"title": doc.Title, "language": doc.Language, "case_id": doc.Case,
		"revision": doc.Revision, "text_hash": hash, "added": added})
	if err != nil {
		return err
	}
	words, turns := countWords(doc)
	for i := range doc.Speakers {
		if err := a.addSpeaker(doc, i, turns[i], words[i]); err != nil {
			return err
		}
	}
	source, err := a.addSource(doc.Source)
	if err != nil {
		return err
	}
	revision, err := a.addRevision(doc, source, hash, words, added)
	if err != nil {
		return err
	}
	return a.addTurns(doc, revision)
}

// newID takes an id of the project's source.
func newID[ID ~[16]byte](a *act) ID { return ID([16]byte(a.p.options.NewID())) }

// fresh refuses an id that is already in the file, deleted rows too.
func (a *act) fresh(t *table, id string) error {
	_, found, err := a.get(t, id)
	if err == nil && found {
		err = fmt.Errorf("%s %q is there already: %w", t.name, id, ErrInvalid)
	}
	return err
}

// caseNamed finds the case with that folded name or makes it.
func (a *act) caseNamed(name string) (transcript.CaseID, error) {
	found, _, err := a.namesake(caseTable, name, "")
	if err != nil {
		return transcript.CaseID{}, err
	}
	if found != "" {
		var id transcript.CaseID
		return id, id.UnmarshalText([]byte(found))
	}
	id := newID[transcript.CaseID](a)
	return id, a.put(caseTable, id.String(), row{"name": name})
}

func (a *act) addSpeaker(doc *transcript.Document, i, turns, words int) error {
	s := &doc.Speakers[i]
	if s.ID.IsZero() {
		s.ID = newID[transcript.SpeakerID](a)
	}
	if err := a.fresh(speakerTable, s.ID.String()); err != nil {
		return err
	}
	if !s.Case.IsZero() {
		if _, err := a.need(caseTable, s.Case.String()); err != nil {
			return err
		}
	}
	return a.put(speakerTable, s.ID.String(), row{"document_id": doc.ID, "position": i, "name": s.Name, "role": string(s.Role),
		"rule": string(s.Rule), "case_id": s.Case, "turns": turns, "words": words})
}

// addSource keeps the file a document came from; its id is nil when there is
// none.
func (a *act) addSource(f transcript.Source) (any, error) {
	if f.Name == "" && f.SHA256 == "" {
		return nil, nil
	}
	done, err := a.run("INSERT INTO source (name, kind, encoding, sha256, bytes) VALUES (?, ?, ?, ?, ?)",
		valid(f.Name), f.Kind, f.Encoding, f.SHA256, f.Bytes)
	if err != nil {
		return nil, err
	}
	return done.LastInsertId()
}

func (a *act) addRevision(doc *transcript.Document, source any, hash string, words []int, added int64) (int64, error) {
	turns, total := 0, words[len(doc.Speakers)]
	for i := range doc.Speakers {
		total += words[i]
	}
	for _, t := range doc.Turns {
		if t.N > 0 {
			turns++
		}
	}
	done, err := a.run("INSERT INTO revision (document_id, n, layout, source_id, text_hash, chars, turns, words, added, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		doc.ID, doc.Revision, doc.Layout, source, hash, doc.Text.Len(), turns, total, added, doc.Text.String())
	if err != nil {
		return 0, err
	}
	return done.LastInsertId()
}

func (a *act) addTurns(doc *transcript.Document, revision int64) error {
	for i, t := range doc.Turns {
		err := a.exec("INSERT INTO turn (revision_id, position, n, speaker, char_start, char_end, label_start, label_end) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
			revision, i, t.N, t.Speaker, t.Span.Start, t.Span.End, t.Label.Start, t.Label.End)
		if err != nil {
			return err
		}
	}
	for i, at := range doc.Anchors {
		err := a.exec("INSERT INTO anchor (revision_id, position, kind, char, value) VALUES (?, ?, 'time', ?, ?)", revision, i, at.At, at.Millis)
		if err != nil {
			return err
		}
	}
	for i, page := range doc.Pages {
		err := a.exec("INSERT INTO anchor (revision_id, position, kind, char, value) VALUES (?, ?, 'page', ?, ?)", revision, i, page.At, page.Number)
		if err != nil {
			return err
		}
	}
	return nil
}

// checkTurns refuses turns that leave the text or name no speaker, and a text
// that is not UTF-8: nothing later could put that right.
func checkTurns(doc *transcript.Document) error {
	if text := doc.Text.String(); valid(text) != text {
		return fmt.Errorf("text is not UTF-8: %w", ErrInvalid)
	}
	whole := doc.Text.Whole()
	for _, t := range doc.Turns {
		if t.Span.End < t.Span.Start || !whole.Covers(t.Span) || t.Speaker < -1 || t.Speaker >= len(doc.Speakers) {
			return fmt.Errorf("turn %d: %w", t.N, ErrInvalid)
		}
	}
	return nil
}

// countWords counts words and turns per speaker; the last entry is for turns
// without one. Turn 0 is not counted.
func countWords(doc *transcript.Document) (words, turns []int) {
	words, turns = make([]int, len(doc.Speakers)+1), make([]int, len(doc.Speakers)+1)
	for _, t := range doc.Turns {
		if t.N == 0 {
			continue
		}
		at := t.Speaker
		if at < 0 {
			at = len(doc.Speakers)
		}
		turns[at]++
		words[at] += doc.Words(t)
	}
	return words, turns
}
