package exchange

import (
	"strconv"
	"strings"

	"veldwerk/codebook"
)

// MemoRow is a memo with the names of what it is about.
type MemoRow struct {
	Memo     codebook.Memo
	Coder    string // name
	About    string // title, path or name of what it is about; "" for the project
	Document string // title, where it is about a document or a part of one
	Text     string // the quote, where it is about a span or a coding
}

// Memos is the table of memos, in the order given. char_start and char_end are
// empty unless the memo is about a span.
func Memos(rows []MemoRow) Table {
	t := Table{
		Name: "memos",
		Columns: columns(`memo_id kind about_kind about document_name char_start# char_end# text title body
			coder created_at modified_at`),
		Layout: Layout{Title: "title", Quote: "text", Body: "body", Fields: strings.Fields("kind about_kind about coder created_at")},
	}
	for _, r := range rows {
		m := r.Memo
		row := map[string]string{
			"memo_id": m.ID.String(), "kind": string(m.Kind), "about_kind": string(m.About.Kind), "about": r.About,
			"document_name": r.Document, "text": r.Text, "title": m.Title, "body": m.Body,
			"coder": r.Coder, "created_at": instant(m.Created), "modified_at": instant(m.Modified),
		}
		if m.About.Kind == codebook.RefSpan {
			row["char_start"], row["char_end"] = strconv.Itoa(m.About.Span.Start), strconv.Itoa(m.About.Span.End)
		}
		t.Rows = append(t.Rows, cells(t.Columns, row))
	}
	return t
}
