package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// interned reads ids that come back row after row: a million codings name a
// few hundred documents and codes, and parsing each again takes most of the
// time.
type interned[ID any] struct {
	text sql.RawBytes
	seen map[string]int
	ids  []ID
}

// at is the place in ids of the id last read.
func (n *interned[ID]) at(parse func(*ID, []byte) error) (int, error) {
	if i, ok := n.seen[string(n.text)]; ok {
		return i, nil
	}
	var id ID
	if err := parse(&id, n.text); err != nil {
		return 0, err
	}
	if n.seen == nil {
		n.seen = map[string]int{}
	}
	n.seen[string(n.text)] = len(n.ids)
	n.ids = append(n.ids, id)
	return len(n.ids) - 1, nil
}

// codingReader scans rows of codingColumns.
type codingReader struct {
	documents interned[transcript.DocumentID]
	codes     interned[codebook.CodeID]
	coders    interned[codebook.CoderID]
	id        sql.RawBytes
}

func newCodingReader() *codingReader { return &codingReader{} }

func (r *codingReader) scan(rows *sql.Rows, c *codebook.Coding) error {
	var created, modified int64
	err := rows.Scan(&r.id, &r.documents.text, &c.Revision, &r.codes.text, &r.coders.text, &c.Span.Start, &c.Span.End,
		&c.QuoteHash, &c.Certainty, &c.Memo, &created, &modified)
	if err != nil {
		return err
	}
	c.Created, c.Modified = moment(created), moment(modified)
	if err := c.ID.UnmarshalText(r.id); err != nil {
		return err
	}
	document, code, coder, err := r.places()
	if err != nil {
		return err
	}
	c.Document, c.Code, c.Coder = r.documents.ids[document], r.codes.ids[code], r.coders.ids[coder]
	return nil
}

func (r *codingReader) places() (document, code, coder int, err error) {
	if document, err = r.documents.at((*transcript.DocumentID).UnmarshalText); err != nil {
		return 0, 0, 0, err
	}
	if code, err = r.codes.at((*codebook.CodeID).UnmarshalText); err != nil {
		return 0, 0, 0, err
	}
	coder, err = r.coders.at((*codebook.CoderID).UnmarshalText)
	return document, code, coder, err
}

// Columns are the codings as columns, for analysis of very many: entry i of
// each is coding i. Document, Code and Coder are places in the lists of ids.
type Columns struct {
	Documents             []transcript.DocumentID
	Codes                 []codebook.CodeID
	Coders                []codebook.CoderID
	Document, Code, Coder []int32
	Start, End            []int32 // code points
}

// Len is the number of codings.
func (c Columns) Len() int { return len(c.Start) }

// Columns reads where every coding stands, by code, coder, document and start,
// from the index alone. It takes 20 bytes a coding.
func (c *Codings) Columns(ctx context.Context) (Columns, error) {
	var out Columns
	n, err := c.count(ctx)
	if err != nil {
		return out, err
	}
	for _, column := range []*[]int32{&out.Document, &out.Code, &out.Coder, &out.Start, &out.End} {
		*column = slices.Grow(*column, n)
	}
	// Two values a row instead of five: what a value costs to fetch is what
	// this takes.
	rows, err := c.p.readers.QueryContext(ctx, `SELECT document_id || code_id || coder_id, char_start * 4294967296 + char_end FROM coding
		WHERE deleted = 0 ORDER BY code_id, coder_id, document_id, char_start`)
	if err != nil {
		return out, fault(err)
	}
	defer func() { _ = rows.Close() }()
	var r codingReader
	var where interned[[3]int32]
	for rows.Next() {
		var span int64
		if err := rows.Scan(&where.text, &span); err != nil {
			return out, c.p.readers.judge(ctx, err)
		}
		i, err := where.at(r.triple)
		if err != nil {
			return out, misread(err)
		}
		at := where.ids[i]
		out.Document, out.Code, out.Coder = append(out.Document, at[0]), append(out.Code, at[1]), append(out.Coder, at[2])
		out.Start, out.End = append(out.Start, int32(span>>32)), append(out.End, int32(span))
	}
	out.Documents, out.Codes, out.Coders = r.documents.ids, r.codes.ids, r.coders.ids
	return out, c.p.readers.judge(ctx, rows.Err())
}

// idLength is that of an id as text.
const idLength = 36

// triple reads three ids written behind each other.
func (r *codingReader) triple(to *[3]int32, text []byte) error {
	if len(text) != 3*idLength {
		return fmt.Errorf("ids of %d bytes: %w", len(text), ErrDamaged)
	}
	r.documents.text, r.codes.text, r.coders.text = text[:idLength], text[idLength:2*idLength], text[2*idLength:]
	document, code, coder, err := r.places()
	*to = [3]int32{int32(document), int32(code), int32(coder)}
	return err
}

func (c *Codings) count(ctx context.Context) (int, error) {
	var n int
	err := c.p.readers.QueryRowContext(ctx, "SELECT count(*) FROM coding WHERE deleted = 0").Scan(&n)
	return n, c.p.readers.judge(ctx, err)
}
