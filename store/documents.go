package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// Documents of the project.
type Documents struct{ p *Project }

// DocumentInfo is a document without its text.
type DocumentInfo struct {
	ID         transcript.DocumentID
	Title      string
	Language   string
	Case       transcript.CaseID
	Revision   int
	Turns      int // without turn 0
	Words      int
	Chars      int // code points
	Speakers   int
	Codings    int
	TextHash   string // SHA-256 of the text, hex
	SourceName string
	SourceKind string
	Added      time.Time
}

// List is ordered by title as people sort (folded), then id.
func (d *Documents) List(ctx context.Context) ([]DocumentInfo, error) {
	found, err := list(ctx, d.p.readers, func(rows *sql.Rows, i *DocumentInfo) error {
		var added int64
		err := rows.Scan(&i.ID, &i.Title, &i.Language, &i.Case, &i.Revision, &i.Turns, &i.Words, &i.Chars,
			&i.Speakers, &i.Codings, &i.TextHash, &i.SourceName, &i.SourceKind, &added)
		i.Added = moment(added)
		return err
	}, `SELECT d.id, d.title, d.language, d.case_id, d.revision, r.turns, r.words, r.chars,
		(SELECT count(*) FROM speaker s WHERE s.document_id = d.id AND s.deleted = 0 AND s.merged_into IS NULL),
		(SELECT count(*) FROM coding c WHERE c.document_id = d.id AND c.deleted = 0),
		d.text_hash, coalesce(f.name, ''), coalesce(f.kind, ''), d.added
		FROM document d
		JOIN revision r ON r.document_id = d.id AND r.n = d.revision
		LEFT JOIN source f ON f.id = r.source_id
		WHERE d.deleted = 0`)
	sortFolded(found, func(i DocumentInfo) string { return i.Title }, func(i DocumentInfo) string { return i.ID.String() })
	return found, err
}

// sortFolded orders by folded name, then name, then id.
func sortFolded[T any](list []T, name, id func(T) string) {
	folded := make(map[string]string, len(list))
	for _, one := range list {
		folded[name(one)] = codebook.Fold(name(one))
	}
	slices.SortFunc(list, func(a, b T) int {
		return cmp.Or(cmp.Compare(folded[name(a)], folded[name(b)]), cmp.Compare(name(a), name(b)), cmp.Compare(id(a), id(b)))
	})
}

// Get reads a whole document. A speaker that was merged into another is not
// listed; its turns name the other. Source comes without its bytes (see
// Source).
func (d *Documents) Get(ctx context.Context, id transcript.DocumentID) (transcript.Document, error) {
	var doc transcript.Document
	err := d.p.view(ctx, func(q querier) error {
		var err error
		doc, err = d.p.document(ctx, q, id)
		return err
	})
	return doc, err
}

func (p *Project) document(ctx context.Context, q querier, id transcript.DocumentID) (transcript.Document, error) {
	doc := transcript.Document{ID: id}
	var revision int64
	err := q.QueryRowContext(ctx, `SELECT d.title, d.language, d.case_id, d.revision, r.id, r.layout,
		coalesce(f.name, ''), coalesce(f.kind, ''), coalesce(f.encoding, ''), coalesce(f.sha256, '')
		FROM document d
		JOIN revision r ON r.document_id = d.id AND r.n = d.revision
		LEFT JOIN source f ON f.id = r.source_id
		WHERE d.id = ? AND d.deleted = 0`, id.String()).
		Scan(&doc.Title, &doc.Language, &doc.Case, &doc.Revision, &revision, &doc.Layout,
			&doc.Source.Name, &doc.Source.Kind, &doc.Source.Encoding, &doc.Source.SHA256)
	if err != nil {
		return doc, fmt.Errorf("document %q: %w", id, fault(err))
	}
	if doc.Text, err = p.text(ctx, q, revisionKey{id.String(), doc.Revision}); err != nil {
		return doc, err
	}
	var index []int
	if doc.Speakers, index, err = speakersOf(ctx, q, id); err != nil {
		return doc, err
	}
	if doc.Turns, err = turnsOf(ctx, q, revision, index); err != nil {
		return doc, err
	}
	doc.Anchors, err = list(ctx, q, func(rows *sql.Rows, a *transcript.Anchor) error {
		return rows.Scan(&a.At, &a.Millis)
	}, "SELECT char, value FROM anchor WHERE revision_id = ? AND kind = 'time' ORDER BY position", revision)
	if err != nil {
		return doc, err
	}
	doc.Pages, err = list(ctx, q, func(rows *sql.Rows, p *transcript.Page) error {
		return rows.Scan(&p.At, &p.Number)
	}, "SELECT char, value FROM anchor WHERE revision_id = ? AND kind = 'page' ORDER BY position", revision)
	return doc, err
}

// mostSpeakers bounds the places of speakers: a file may say that one has the
// place of all numbers, and there is a list of that length.
const mostSpeakers = 1 << 20

// speakersOf lists the speakers that stand for themselves; index gives, for
// each position that a turn may name, the place in that list.
func speakersOf(ctx context.Context, q querier, id transcript.DocumentID) (speakers []transcript.Speaker, index []int, err error) {
	type stored struct {
		transcript.Speaker
		position int
		into     transcript.SpeakerID
	}
	all, err := list(ctx, q, func(rows *sql.Rows, s *stored) error {
		return rows.Scan(&s.ID, &s.position, &s.Name, &s.Role, &s.Rule, &s.Case, &s.into)
	}, "SELECT id, position, name, role, rule, case_id, merged_into FROM speaker WHERE document_id = ? AND deleted = 0 ORDER BY position", id.String())
	if err != nil {
		return nil, nil, err
	}
	places := map[transcript.SpeakerID]int{}
	into := map[transcript.SpeakerID]transcript.SpeakerID{}
	for _, s := range all {
		into[s.ID] = s.into
		if s.into.IsZero() {
			places[s.ID] = len(speakers)
			speakers = append(speakers, s.Speaker)
		}
	}
	for _, s := range all {
		if s.position < 0 || s.position > mostSpeakers {
			return nil, nil, fmt.Errorf("place %d of a speaker: %w", s.position, ErrDamaged)
		}
		for len(index) <= s.position {
			index = append(index, -1)
		}
		end := s.ID
		for range all { // marks never make a circle; a damaged file may
			if into[end].IsZero() {
				break
			}
			end = into[end]
		}
		if at, ok := places[end]; ok {
			index[s.position] = at
		}
	}
	return speakers, index, nil
}

func turnsOf(ctx context.Context, q querier, revision int64, index []int) ([]transcript.Turn, error) {
	return list(ctx, q, func(rows *sql.Rows, t *transcript.Turn) error {
		err := rows.Scan(&t.N, &t.Speaker, &t.Span.Start, &t.Span.End, &t.Label.Start, &t.Label.End)
		if t.Speaker >= 0 && t.Speaker < len(index) {
			t.Speaker = index[t.Speaker]
		} else {
			t.Speaker = -1
		}
		return err
	}, "SELECT n, speaker, char_start, char_end, label_start, label_end FROM turn WHERE revision_id = ? ORDER BY position", revision)
}

// Source is the file a document came from, with its bytes.
func (d *Documents) Source(ctx context.Context, id transcript.DocumentID) (transcript.Source, error) {
	var s transcript.Source
	err := d.p.readers.QueryRowContext(ctx, `SELECT f.name, f.kind, f.encoding, f.sha256, f.bytes FROM document d
		JOIN revision r ON r.document_id = d.id AND r.n = d.revision
		JOIN source f ON f.id = r.source_id
		WHERE d.id = ? AND d.deleted = 0`, id.String()).Scan(&s.Name, &s.Kind, &s.Encoding, &s.SHA256, &s.Bytes)
	return s, d.p.readers.judge(ctx, err)
}

// Rename gives a document another title. A case that bears its name and holds
// nothing else is renamed with it, so that a name taken out of a title does not
// stay behind in the cases.
func (d *Documents) Rename(ctx context.Context, by codebook.CoderID, id transcript.DocumentID, title string) error {
	return d.p.act(ctx, by, "rename-document", func(a *act) error {
		title, err := named(title)
		if err != nil {
			return err
		}
		doc, err := a.need(documentTable, id.String())
		if err != nil {
			return err
		}
		if err := a.put(documentTable, id.String(), row{"title": title}); err != nil {
			return err
		}
		own, err := a.ownCase(doc)
		if err != nil || own == nil {
			return err
		}
		if taken, _, err := a.namesake(caseTable, title, own.text("id")); err != nil || taken != "" {
			return err
		}
		return a.put(caseTable, own.text("id"), row{"name": title})
	})
}

// ownCase is the case of a document that bears its title and that nothing else
// belongs to; nil for none.
func (a *act) ownCase(doc row) (row, error) {
	id := doc.text("case_id")
	if id == "" {
		return nil, nil
	}
	own, err := a.need(caseTable, id)
	if err != nil {
		return nil, err
	}
	if codebook.Fold(own.text("name")) != codebook.Fold(doc.text("title")) {
		return nil, nil
	}
	var others int
	err = a.row(`SELECT (SELECT count(*) FROM document WHERE case_id = ?1 AND id <> ?2 AND deleted = 0)
		+ (SELECT count(*) FROM speaker WHERE case_id = ?1 AND document_id <> ?2 AND deleted = 0)`, id, doc.text("id")).Scan(&others)
	if err != nil || others > 0 {
		return nil, err
	}
	return own, nil
}

// SetLanguage says in which language a document is: "nl", "en" or "".
func (d *Documents) SetLanguage(ctx context.Context, by codebook.CoderID, id transcript.DocumentID, lang string) error {
	return d.p.act(ctx, by, "set-language", func(a *act) error {
		if _, err := a.need(documentTable, id.String()); err != nil {
			return err
		}
		return a.put(documentTable, id.String(), row{"language": lang})
	})
}

// SetCase puts a document under a case; the zero case puts it under none.
func (d *Documents) SetCase(ctx context.Context, by codebook.CoderID, id transcript.DocumentID, c transcript.CaseID) error {
	return d.p.act(ctx, by, "set-case", func(a *act) error { return a.setCase(documentTable, id.String(), c) })
}

func (a *act) setCase(t *table, id string, c transcript.CaseID) error {
	if _, err := a.need(t, id); err != nil {
		return err
	}
	if !c.IsZero() {
		if _, err := a.need(caseTable, c.String()); err != nil {
			return err
		}
	}
	return a.put(t, id, row{"case_id": c})
}

// Delete marks the document, its speakers, codings and memos: one step. A case
// that only bears its name, without values, goes with it.
func (d *Documents) Delete(ctx context.Context, by codebook.CoderID, id transcript.DocumentID) error {
	return d.p.act(ctx, by, "delete-document", func(a *act) error {
		doc, err := a.need(documentTable, id.String())
		if err != nil {
			return err
		}
		own, err := a.ownCase(doc)
		if err != nil {
			return err
		}
		if err := a.remove(documentTable, id.String()); err != nil {
			return err
		}
		for _, t := range []*table{speakerTable, codingTable, quarantineTable} {
			if err := a.removeWhere(t, "document_id = ?", id.String()); err != nil {
				return err
			}
		}
		if err := a.removeWhere(memoTable, "document_id = ?1 OR coding_id IN (SELECT id FROM coding WHERE document_id = ?1)", id.String()); err != nil {
			return err
		}
		if own == nil {
			return nil
		}
		var held int
		err = a.row(`SELECT (SELECT count(*) FROM value WHERE case_id = ?1 AND deleted = 0) + (SELECT count(*) FROM memo WHERE case_id = ?1 AND deleted = 0)`,
			own.text("id")).Scan(&held)
		if err != nil || held > 0 {
			return err
		}
		return a.remove(caseTable, own.text("id"))
	})
}

// removeWhere marks the rows in use that a condition picks.
func (a *act) removeWhere(t *table, where string, args ...any) error {
	ids, err := a.strings("SELECT id FROM "+t.quoted()+" WHERE deleted = 0 AND ("+where+") ORDER BY id", args...)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := a.remove(t, id); err != nil {
			return err
		}
	}
	return nil
}

// named is a name without blanks around it: ErrInvalid when nothing is left.
func named(name string) (string, error) {
	name = strings.TrimSpace(valid(name))
	if name == "" {
		return "", fmt.Errorf("empty name: %w", ErrInvalid)
	}
	return name, nil
}
