package store

import (
	"context"
	"fmt"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// ForgetHistory leaves only what is in use: it erases the older revisions of
// documents, the files that they came from, all documents that were deleted,
// the texts in all deleted rows, and the former texts that only the log points
// at. After a permanent pseudonymisation the names are then gone. Of searches
// that ran the words stay, unless they hold one of the names. One step, which
// undo passes by. ErrNotFound, ErrRemains.
func (d *Documents) ForgetHistory(ctx context.Context, by codebook.CoderID, ids []transcript.DocumentID, names ...string) error {
	var touched []transcript.DocumentID
	err := d.p.act(ctx, by, actForgetHistory, func(a *act) error {
		e := newErasing(a, "")
		if err := e.gatherNames(names); err != nil {
			return err
		}
		if err := e.onlyWhatIsUsed(ids); err != nil {
			return err
		}
		touched = append(touched, ids...)
		return e.record()
	})
	if err != nil {
		return err
	}
	return d.p.settleErasure(ctx, touched)
}

// onlyWhatIsUsed erases all that ForgetHistory does.
func (e *erasing) onlyWhatIsUsed(ids []transcript.DocumentID) error {
	for _, id := range ids {
		doc, err := e.need(documentTable, id.String())
		if err != nil {
			return err
		}
		n := doc.number("revision")
		e.below[id.String()] = n
		if err := e.history(id.String(), n); err != nil {
			return err
		}
		if err := e.blankSource(id.String(), n); err != nil {
			return err
		}
	}
	if err := e.unusedEverywhere(); err != nil {
		return err
	}
	if err := e.unusedRows(); err != nil { // searches that ran
		return err
	}
	return e.bodies(true)
}

// unusedEverywhere erases what was deleted before: documents whole, and the
// texts of all other rows but runs, which were never in use.
func (e *erasing) unusedEverywhere() error {
	documents, err := e.strings("SELECT id FROM document WHERE deleted = 1 ORDER BY id")
	if err != nil {
		return err
	}
	for _, id := range documents {
		e.whole[id] = true
		if err := e.document(id); err != nil {
			return err
		}
	}
	ignored := 0
	for _, t := range loggedTables {
		if t == queryTable {
			continue
		}
		if err := e.blankWhere(t, &ignored, "deleted = 1"); err != nil {
			return err
		}
	}
	return e.blankWhere(queryTable, &ignored, "deleted = 1 AND name <> '' AND id NOT IN (SELECT row FROM change WHERE tbl = 'query' AND before IS NULL AND act IN ('code', '"+actForget+"', '"+actForgetHistory+"'))")
}

// blankSource empties the row of the file that a text came from. A source
// never changes and a revision names it, so an empty one takes its place.
func (e *erasing) blankSource(document string, n int) error {
	found, err := e.strings("SELECT source_id FROM revision WHERE document_id = ? AND n = ? AND source_id IS NOT NULL", document, n)
	if err != nil || len(found) == 0 {
		return err
	}
	id := found[0]
	var kind, encoding string
	if err := e.row("SELECT kind, encoding FROM source WHERE id = ?", id).Scan(&kind, &encoding); err != nil {
		return err
	}
	if err := e.exec("PRAGMA defer_foreign_keys = 1"); err != nil {
		return fmt.Errorf("deferring keys: %w", err)
	}
	if err := e.exec("DELETE FROM source WHERE id = ?", id); err != nil {
		return err
	}
	e.out.Sources++
	return e.exec("INSERT INTO source (id, name, kind, encoding, sha256, bytes) VALUES (?, '', ?, ?, '', NULL)", id, kind, encoding)
}
