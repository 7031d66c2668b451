package exchange

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// SchemaVersion of the fragments file; it grows when a column changes meaning.
const SchemaVersion = 1

// Selection says which columns a fragments file has.
type Selection string

// The selections.
const (
	Full  Selection = "full"
	Short Selection = "short"
	Wide  Selection = "wide" // one row per span and coder, one 0/1 column per code
)

// SelectionOf reads a selection; "" is Full.
func SelectionOf(name string) (Selection, bool) {
	switch s := Selection(name); s {
	case "":
		return Full, true
	case Full, Short, Wide:
		return s, true
	}
	return "", false
}

// FragmentOptions of a fragments file.
type FragmentOptions struct {
	Project    string // name
	Columns    Selection
	Attributes []string // names; nil: the ones that the fragments have
	Codes      []string // with Wide, the paths that get a column, in order; nil: the ones that occur
}

const (
	fragmentColumns = `schema_version# project coding_id document_id document_name document_sha256 case speaker speaker_role
		turn_no# turn_no_end# line_start# line_end# char_start# char_end# time_start time_end
		code_id code_name code_path code_status text text_before text_after overlapping_codes
		coder certainty# memo created_at modified_at page#`
	shortColumns = `document_name speaker turn_no# code_path text coder memo coding_id`
	wideColumns  = `schema_version# project coding_id document_id document_name document_sha256 case speaker speaker_role
		turn_no# turn_no_end# line_start# line_end# char_start# char_end# time_start time_end
		text text_before text_after coder memo created_at modified_at page#`
)

var fragmentLayout = Layout{
	Title: "code_path", Group: true, Quote: "text",
	Source: []string{"document_name", "speaker", "turn_no", "coder"},
	Fields: []string{"memo"},
}

// Fragments is the table of coded fragments: a row per coding, or with Wide a
// row per span and coder, in the order of codebook.SortFragments.
func Fragments(rows []codebook.Fragment, o FragmentOptions) Table {
	rows = slices.Clone(rows)
	codebook.SortFragments(rows)
	if o.Attributes == nil {
		o.Attributes = attributesOf(rows)
	} else {
		o.Attributes = slices.Sorted(slices.Values(o.Attributes))
	}
	switch o.Columns {
	case Wide:
		return wide(rows, o)
	case Short:
		t := Table{Name: "fragments", Columns: columns(shortColumns), Layout: fragmentLayout}
		for _, f := range rows {
			t.Rows = append(t.Rows, cells(t.Columns, fragmentCells(f, o)))
		}
		return t
	}
	t := Table{Name: "fragments", Columns: append(columns(fragmentColumns), attributeColumns(o.Attributes)...), Layout: fragmentLayout}
	for _, f := range rows {
		t.Rows = append(t.Rows, cells(t.Columns, fragmentCells(f, o)))
	}
	return t
}

// cells lays values out in the order of the columns.
func cells(columns []Column, values map[string]string) []string {
	row := make([]string, len(columns))
	for i, c := range columns {
		row[i] = values[c.Name]
	}
	return row
}

func fragmentCells(f codebook.Fragment, o FragmentOptions) map[string]string {
	c := f.Coding
	values := map[string]string{
		"schema_version": strconv.Itoa(SchemaVersion), "project": o.Project, "coding_id": c.ID.String(),
		"document_id": c.Document.String(), "document_name": f.DocumentName, "document_sha256": f.DocumentHash,
		"case": f.Case, "speaker": f.Speaker, "speaker_role": string(f.SpeakerRole),
		"turn_no": strconv.Itoa(f.TurnFirst), "turn_no_end": strconv.Itoa(f.TurnLast),
		"line_start": strconv.Itoa(f.LineFirst), "line_end": strconv.Itoa(f.LineLast),
		"char_start": strconv.Itoa(c.Span.Start), "char_end": strconv.Itoa(c.Span.End),
		"time_start": clock(f.TimeStart), "time_end": clock(f.TimeEnd),
		"code_id": c.Code.String(), "code_name": f.Code.Name, "code_path": f.CodePath, "code_status": status(f.Code),
		"text": f.Text, "text_before": f.Before, "text_after": f.After,
		"overlapping_codes": codebook.JoinList(f.Overlapping),
		"coder":             f.Coder, "memo": c.Memo,
		"created_at": instant(c.Created), "modified_at": instant(c.Modified),
	}
	if f.Page > 0 {
		values["page"] = strconv.Itoa(f.Page)
	}
	if c.Certainty > 0 {
		values["certainty"] = strconv.Itoa(c.Certainty)
	}
	for _, a := range o.Attributes {
		values["attr:"+a] = f.Attributes[a]
	}
	return values
}

// status of a code; a code without one is in use.
func status(c codebook.Code) string {
	if c.Status == "" {
		return string(codebook.StatusActive)
	}
	return string(c.Status)
}

func attributesOf(rows []codebook.Fragment) []string {
	seen := map[string]bool{}
	for _, f := range rows {
		for name := range f.Attributes {
			seen[name] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// stretch is what Wide makes one row of.
type stretch struct {
	document transcript.DocumentID
	span     transcript.Span
	coder    codebook.CoderID
}

func wide(rows []codebook.Fragment, o FragmentOptions) Table {
	if o.Codes == nil {
		seen := map[string]bool{}
		for _, f := range rows {
			seen[f.CodePath] = true
		}
		o.Codes = slices.Sorted(maps.Keys(seen))
	}
	t := Table{Name: "fragments", Columns: columns(wideColumns), Layout: Layout{
		Title: "document_name", Quote: "text", Source: []string{"speaker", "turn_no", "coder"}, Fields: []string{"memo"},
	}}
	for _, path := range o.Codes {
		t.Columns = append(t.Columns, Column{Name: "code:" + path, Kind: Number})
	}
	t.Columns = append(t.Columns, attributeColumns(o.Attributes)...)

	var order []stretch
	groups := map[stretch][]codebook.Fragment{}
	for _, f := range rows {
		s := stretch{f.Coding.Document, f.Coding.Span, f.Coding.Coder}
		if groups[s] == nil {
			order = append(order, s)
		}
		groups[s] = append(groups[s], f)
	}
	for _, s := range order {
		t.Rows = append(t.Rows, cells(t.Columns, wideCells(groups[s], o)))
	}
	return t
}

// wideCells makes one row of the codings of a stretch.
func wideCells(group []codebook.Fragment, o FragmentOptions) map[string]string {
	values := fragmentCells(group[0], o)
	for _, path := range o.Codes {
		values["code:"+path] = "0"
	}
	var ids, memos []string
	var created, modified time.Time
	for _, f := range group {
		values["code:"+f.CodePath] = "1"
		ids = append(ids, f.Coding.ID.String())
		if f.Coding.Memo != "" {
			memos = append(memos, f.Coding.Memo)
		}
		if created.IsZero() || f.Coding.Created.Before(created) {
			created = f.Coding.Created
		}
		if f.Coding.Modified.After(modified) {
			modified = f.Coding.Modified
		}
	}
	values["coding_id"] = codebook.JoinList(ids)
	values["memo"] = strings.Join(memos, "\n\n")
	values["created_at"], values["modified_at"] = instant(created), instant(modified)
	return values
}
