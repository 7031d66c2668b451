package store

import "context"

// Counts are the numbers of `veldwerk stats`. Codes counts every node of the
// tree but those that were merged into another, Turns leaves turn 0 out, Words
// counts those turns' words.
type Counts struct {
	Documents, Turns, Words, Speakers, Cases, Codes, Themes, Codings, Memos, Coders int
}

// Counts of all nouns.
func (p *Project) Counts(ctx context.Context) (Counts, error) {
	var c Counts
	err := p.readers.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM document WHERE deleted = 0),
		(SELECT coalesce(sum(r.turns), 0) FROM document d JOIN revision r ON r.document_id = d.id AND r.n = d.revision WHERE d.deleted = 0),
		(SELECT coalesce(sum(r.words), 0) FROM document d JOIN revision r ON r.document_id = d.id AND r.n = d.revision WHERE d.deleted = 0),
		(SELECT count(*) FROM speaker WHERE deleted = 0 AND merged_into IS NULL),
		(SELECT count(*) FROM "case" WHERE deleted = 0),
		(SELECT count(*) FROM code WHERE deleted = 0 AND status <> 'merged'),
		(SELECT count(*) FROM theme WHERE deleted = 0),
		(SELECT count(*) FROM coding WHERE deleted = 0),
		(SELECT count(*) FROM memo WHERE deleted = 0),
		(SELECT count(*) FROM coder WHERE deleted = 0)`).
		Scan(&c.Documents, &c.Turns, &c.Words, &c.Speakers, &c.Cases, &c.Codes, &c.Themes, &c.Codings, &c.Memos, &c.Coders)
	return c, p.readers.judge(ctx, err)
}
