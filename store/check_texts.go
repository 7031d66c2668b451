package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// checkTexts proves each text and, while it is at hand, the quotes in it.
func checkTexts(ctx context.Context, t *trial) error {
	type stored struct {
		document string
		n, chars int
		hash     string
		current  sql.NullString // the hash that the logged document row has
	}
	all, err := list(ctx, t.q, func(rows *sql.Rows, s *stored) error {
		return rows.Scan(&s.document, &s.n, &s.chars, &s.hash, &s.current)
	},
		`SELECT r.document_id, r.n, r.chars, r.text_hash, d.text_hash FROM revision r
		LEFT JOIN document d ON d.id = r.document_id AND d.revision = r.n ORDER BY r.document_id, r.n`)
	if err != nil {
		return err
	}
	for i, s := range all {
		t.tell("texts", i, len(all))
		var raw string
		// Not from memory: it is the file that is on trial.
		err := t.q.QueryRowContext(ctx, "SELECT text FROM revision WHERE document_id = ? AND n = ?", s.document, s.n).Scan(&raw)
		if err != nil {
			return err
		}
		text := transcript.NewText(raw)
		if bodyHash(raw) != s.hash || (s.current.Valid && s.current.String != s.hash) {
			t.find("text-hash", s.document, map[string]any{"Revision": s.n})
		} else if text.Len() != s.chars {
			t.find("layout", s.document, map[string]any{"Revision": s.n})
		}
		if err := checkQuotes(ctx, t, s.document, s.n, text); err != nil {
			return err
		}
	}
	return nil
}

func checkQuotes(ctx context.Context, t *trial, document string, n int, text transcript.Text) error {
	codings, err := list(ctx, t.q, newCodingReader().scan, codingColumns+"WHERE document_id = ? AND revision = ? AND deleted = 0 ORDER BY char_start, id", document, n)
	for _, c := range codings {
		t.Codings++
		if c.Span.IsEmpty() || !text.Whole().Covers(c.Span) || codebook.QuoteHash(text.Slice(c.Span)) != c.QuoteHash {
			t.find("quote-hash", c.ID.String(), map[string]any{"Document": document})
		}
	}
	return err
}

// checkBodies proves the texts that the log names by their hash. An empty one
// was erased.
func checkBodies(ctx context.Context, t *trial) error {
	return each(ctx, t.q, "SELECT hash, text FROM body", func(rows *sql.Rows) error {
		var hash, text string
		err := rows.Scan(&hash, &text)
		if err == nil && text != "" && bodyHash(text) != hash {
			t.find("body", hash, nil)
		}
		return err
	})
}

// checkSources proves the bytes of each file that a text came from, and seals
// what is said about it. One without bytes holds nothing to be damaged.
func checkSources(ctx context.Context, t *trial) error {
	const query = `SELECT r.document_id, r.n, f.name, f.kind, f.encoding, f.sha256, f.normalised, f.bytes FROM revision r
		JOIN source f ON f.id = r.source_id WHERE f.bytes IS NOT NULL ORDER BY r.document_id, r.n`
	return each(ctx, t.q, query, func(rows *sql.Rows) error {
		var document, name, kind, encoding, hash, normalised string
		var n int
		var bytes []byte
		if err := rows.Scan(&document, &n, &name, &kind, &encoding, &hash, &normalised, &bytes); err != nil {
			return err
		}
		sum := sha256.Sum256(bytes)
		if hash != "" && len(bytes) > 0 && hex.EncodeToString(sum[:]) != hash {
			t.find("source", document, map[string]any{"Revision": n})
			return nil
		}
		t.seal("source", document, n, hash, chainHash(nil, name, kind, encoding, hash, normalised))
		return nil
	})
}

// seal compares a hash with the one of an earlier check. text is part of the
// key: a text that was put in the place of another by our own doing (erasing,
// merging) is no damage.
func (t *trial) seal(what, document string, n int, text string, hash []byte) {
	key := fmt.Sprintf("%s %s %d %s", what, document, n, text)
	is := hex.EncodeToString(hash)
	if was, known := t.seals[key]; known && was != is {
		t.find("layout", document, map[string]any{"Revision": n})
		return
	}
	t.Seals[key] = is
}

// checkLayout seals the turns and anchors of each text and demands that they
// lie in it, in order.
func checkLayout(ctx context.Context, t *trial) error {
	var id string
	var created int64
	if err := t.q.QueryRowContext(ctx, "SELECT id, created FROM project").Scan(&id, &created); err != nil {
		return err
	}
	t.seal("project", "", 0, "", chainHash(nil, id, created))
	type stored struct {
		id, layout, chars, turns, words, added int64
		document, hash                         string
		n                                      int
	}
	all, err := list(ctx, t.q, func(rows *sql.Rows, s *stored) error {
		return rows.Scan(&s.id, &s.document, &s.n, &s.layout, &s.hash, &s.chars, &s.turns, &s.words, &s.added)
	}, "SELECT id, document_id, n, layout, text_hash, chars, turns, words, added FROM revision ORDER BY document_id, n")
	if err != nil {
		return err
	}
	for i, s := range all {
		t.tell("layout", i, len(all))
		hash := chainHash(nil, s.layout, s.chars, s.turns, s.words, s.added)
		inside, counted := true, int64(0)
		err := each(ctx, t.q, "SELECT position, n, speaker, char_start, char_end, label_start, label_end FROM turn WHERE revision_id = ? ORDER BY position", func(rows *sql.Rows) error {
			var position, n, speaker, start, end, label, labelEnd int64
			err := rows.Scan(&position, &n, &speaker, &start, &end, &label, &labelEnd)
			hash = chainHash(hash, position, n, speaker, start, end, label, labelEnd)
			inside = inside && start >= 0 && start <= end && end <= s.chars && labelEnd <= s.chars
			if n > 0 {
				counted++
			}
			return err
		}, s.id)
		if err != nil {
			return err
		}
		err = each(ctx, t.q, "SELECT kind, position, char, value FROM anchor WHERE revision_id = ? ORDER BY kind, position", func(rows *sql.Rows) error {
			var kind string
			var position, char, value int64
			err := rows.Scan(&kind, &position, &char, &value)
			hash = chainHash(hash, kind, position, char, value)
			inside = inside && char >= 0 && char <= s.chars
			return err
		}, s.id)
		if err != nil {
			return err
		}
		if !inside || counted != s.turns {
			t.find("layout", s.document, map[string]any{"Revision": s.n})
			continue
		}
		t.seal("turns", s.document, s.n, s.hash, hash)
	}
	return nil
}

// each calls f for every row of a query.
func each(ctx context.Context, q querier, query string, f func(*sql.Rows) error, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
