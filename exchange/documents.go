package exchange

import (
	"slices"
	"strconv"
	"time"

	"veldwerk/transcript"
)

// DocumentRow is a document with what the project knows of it.
type DocumentRow struct {
	Document   *transcript.Document
	SHA256     string // of the text, hex
	Case       string // name
	Added      time.Time
	Attributes map[string]string
}

// Documents is the table of documents, in the order given, with their whole
// canonical text: what the offsets of the fragments count. turns and words
// leave turn 0 out.
func Documents(rows []DocumentRow, attributes []string) Table {
	attributes = slices.Sorted(slices.Values(attributes))
	t := Table{
		Name: "documents",
		Columns: append(columns(`document_id document_name document_sha256 language case turns# words# chars#
			source_name source_kind added_at text`), attributeColumns(attributes)...),
		Layout: Layout{Title: "document_name", Quote: "text", Fields: []string{"case", "language", "turns", "words", "source_name"}},
	}
	for _, r := range rows {
		d := r.Document
		turns, n := 0, 0
		for _, turn := range d.Turns {
			if turn.N > 0 {
				turns++
				n += transcript.CountWords(d.Text.Slice(turn.Span))
			}
		}
		row := map[string]string{
			"document_id": d.ID.String(), "document_name": d.Title, "document_sha256": r.SHA256,
			"language": d.Language, "case": r.Case,
			"turns": strconv.Itoa(turns), "words": strconv.Itoa(n), "chars": strconv.Itoa(d.Text.Len()),
			"source_name": d.Source.Name, "source_kind": d.Source.Kind, "added_at": instant(r.Added), "text": d.Text.String(),
		}
		for _, a := range attributes {
			row["attr:"+a] = r.Attributes[a]
		}
		t.Rows = append(t.Rows, cells(t.Columns, row))
	}
	return t
}
