package exchange

import (
	"io"
	"slices"
	"strings"
	"time"

	"veldwerk/codebook"
)

// FragmentRow is what a row of a fragments file says of its coding. A nil
// field has no column in the file.
type FragmentRow struct {
	Row       int               // 1-based, without the header
	ID        string            // coding_id as it stands
	Coding    codebook.CodingID // zero: ID is none
	Text      *string
	CodePath  *string
	Memo      *string
	Certainty *string
	Modified  time.Time // modified_at; zero: not known
}

// FragmentsError refuses a table as fragments: Code is "no-coding-id" (no such
// column) or "wide" (rows hold several codings).
type FragmentsError struct{ Code string }

func (e *FragmentsError) Error() string { return "fragments: " + e.Code }

// ReadFragments reads back a fragments file that Fragments wrote and a person
// changed, perhaps in a spreadsheet: columns in any order, some left out, short
// rows, the formula guard where the file is of the Excel dialect. Line ends in
// cells become LF. Errors: SyntaxError, FragmentsError or the reader's own.
func ReadFragments(r io.Reader) ([]FragmentRow, error) {
	t, guard, err := readLoose(r)
	if err != nil {
		return nil, err
	}
	return FragmentRows(t, guard)
}

// FragmentRows reads the rows of a fragments table; guarded when a cell may
// have the formula guard.
func FragmentRows(t Table, guarded bool) ([]FragmentRow, error) {
	at := map[string]int{}
	for i, c := range t.Columns {
		name := strings.ToLower(strings.TrimSpace(c.Name))
		if _, twice := at[name]; !twice {
			at[name] = i
		}
	}
	if _, ok := at["coding_id"]; !ok {
		return nil, &FragmentsError{Code: "no-coding-id"}
	}
	if slices.ContainsFunc(t.Columns, func(c Column) bool { return strings.HasPrefix(strings.ToLower(c.Name), "code:") }) {
		return nil, &FragmentsError{Code: "wide"}
	}
	var out []FragmentRow
	for n, row := range t.Rows {
		cell := func(name string) *string {
			i, ok := at[name]
			if !ok {
				return nil
			}
			s := strings.ReplaceAll(row[i], "\r\n", "\n")
			if guarded {
				s = unguard(s)
			}
			return &s
		}
		one := FragmentRow{Row: n + 1, ID: strings.TrimSpace(*cell("coding_id")), Text: cell("text"), CodePath: cell("code_path"), Memo: cell("memo"), Certainty: cell("certainty")}
		if one.ID == "" && strings.Join(row, "") == "" {
			continue // a row that was emptied
		}
		if strings.Contains(one.ID, ";") {
			return nil, &FragmentsError{Code: "wide"}
		}
		_ = one.Coding.UnmarshalText([]byte(one.ID)) // zero: not known
		if modified := cell("modified_at"); modified != nil {
			one.Modified, _ = time.Parse(time.RFC3339, strings.TrimSpace(*modified)) // zero: not known
		}
		out = append(out, one)
	}
	return out, nil
}

// unguard takes one guard off a cell that bears it.
func unguard(s string) string {
	if s != "" && s[0] == '\'' && needsGuard(s[1:]) {
		return s[1:]
	}
	return s
}
