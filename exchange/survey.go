package exchange

import (
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// SurveyTable is a table with a row per case: what a form or a spreadsheet of
// respondents gives. Mapping says what becomes of each column, as guessed; a
// person changes it before Apply.
type SurveyTable struct {
	Name    string // of the file, without its ending
	Kind    string // of the file: "csv", "xlsx"
	Mapping []SurveyColumn
	Rows    [][]string // trimmed; a cell per column
}

// SurveyColumn says what becomes of a column.
type SurveyColumn struct {
	Name    string // of the header; "#3" for the third when it has none; unique
	As      ColumnUse
	Type    transcript.AttributeType // with AsAttribute
	Filled  int                      // cells that hold something
	Example string                   // the first of them
}

// ColumnUse is what a column is for.
type ColumnUse string

// The uses of a column. Of AsCase there is one at most: the name of the row's
// case. All AsText columns of a row make one document, a question and its
// answer each.
const (
	AsCase      ColumnUse = "case"
	AsAttribute ColumnUse = "attribute"
	AsText      ColumnUse = "text"
	AsSkip      ColumnUse = "skip"
)

// MappingError says that a mapping names no column (Use "") or no use.
type MappingError struct{ Column, Use string }

func (e *MappingError) Error() string { return fmt.Sprintf("column %q as %q", e.Column, e.Use) }

// Survey reads CSV or TSV, with any of , ; and TAB, as a survey. name is the
// file's. Errors: SyntaxError, transcript.Error table-size, or the reader's own.
func Survey(name string, r io.Reader) (SurveyTable, error) {
	t, _, err := readLoose(r)
	if err != nil {
		return SurveyTable{}, err
	}
	return SurveyOf(name, "csv", t)
}

// SurveyOf makes a survey of a table.
func SurveyOf(name, kind string, t Table) (SurveyTable, error) {
	if len(t.Columns) > columnsLimit || len(t.Rows) > rowsLimit {
		return SurveyTable{}, &transcript.Error{Code: "table-size", Args: map[string]any{"rows": rowsLimit, "columns": columnsLimit}}
	}
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	s := SurveyTable{Name: strings.TrimSuffix(base, path.Ext(base)), Kind: kind}
	names := map[string]bool{}
	for i, c := range t.Columns {
		s.Mapping = append(s.Mapping, SurveyColumn{Name: columnName(c.Name, i, names)})
	}
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = tidy(cell)
		}
		if strings.Join(cells, "") != "" {
			s.Rows = append(s.Rows, cells)
		}
	}
	s.guess()
	return s, nil
}

// tidy is a cell as a text of the project: no blanks around it, LF only.
func tidy(cell string) string {
	return strings.TrimSpace(strings.ReplaceAll(lf(cell), "\x00", "\ufffd"))
}

func lf(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// columnName is the header on one line; one that is there already gets its
// number.
func columnName(header string, i int, taken map[string]bool) string {
	number := "#" + strconv.Itoa(i+1)
	name := strings.Join(strings.Fields(strings.TrimPrefix(tidy(header), "attr:")), " ")
	if name == "" {
		name = number
	}
	if taken[codebook.Fold(name)] {
		name += " " + number
	}
	taken[codebook.Fold(name)] = true
	return name
}

// values of a column that hold something.
func (s *SurveyTable) values(column int) []string {
	var out []string
	for _, row := range s.Rows {
		if row[column] != "" {
			out = append(out, row[column])
		}
	}
	return out
}

// caseNames are headers that name the row, the surest first.
var caseNames = strings.Fields("case casus case_name respondent respondentnummer respondentnr respondent_id deelnemer participant participant_id naam name id nr nummer code")

// ours are columns of our own tables that hold ids and lists, no answers.
var ours = []string{"case_id", "documents"}

func (s *SurveyTable) guess() {
	for i := range s.Mapping {
		c := &s.Mapping[i]
		values := s.values(i)
		c.Filled = len(values)
		switch {
		case len(values) == 0, slices.Contains(ours, c.Name):
			c.As = AsSkip
		case isOpen(c.Name, values):
			c.As, c.Example = AsText, values[0]
		default:
			c.As, c.Type, c.Example = AsAttribute, typeOf(values), values[0]
		}
	}
	if i := s.caseColumn(); i >= 0 {
		s.Mapping[i].As, s.Mapping[i].Type = AsCase, ""
	}
}

// isOpen says whether answers are text to read: long, or sentences under a
// question.
func isOpen(header string, values []string) bool {
	long, sum := false, 0
	for _, v := range values {
		n := utf8.RuneCountInString(v)
		long = long || n > 200 || strings.Contains(v, "\n")
		sum += n
	}
	mean := sum / len(values)
	return long || mean > 60 || mean > 25 && strings.HasSuffix(header, "?")
}

// caseColumn finds the column that names each row: by its header, else the
// first when it is short and different in every row; -1 for none.
func (s *SurveyTable) caseColumn() int {
	for _, name := range caseNames {
		for i, c := range s.Mapping {
			if codebook.Fold(c.Name) == name && s.tellsApart(i) {
				return i
			}
		}
	}
	if len(s.Mapping) > 0 && s.Mapping[0].As == AsAttribute && s.Mapping[0].Type == transcript.AttributeText && s.tellsApart(0) {
		return 0
	}
	return -1
}

func (s *SurveyTable) tellsApart(column int) bool {
	seen := map[string]bool{}
	for _, row := range s.Rows {
		v := codebook.Fold(row[column])
		if v == "" || seen[v] || utf8.RuneCountInString(v) > 100 {
			return false
		}
		seen[v] = true
	}
	return len(seen) > 0
}

// Map gives a column another use: "case", "attribute", "text", "skip", or a
// type of attribute ("number", "date", "yesno"). A column is named by its
// header or as #3. MappingError.
func (s *SurveyTable) Map(column, use string) error {
	i := slices.IndexFunc(s.Mapping, func(c SurveyColumn) bool { return codebook.Fold(c.Name) == codebook.Fold(column) })
	if n, err := strconv.Atoi(strings.TrimPrefix(column, "#")); i < 0 && strings.HasPrefix(column, "#") && err == nil && n >= 1 && n <= len(s.Mapping) {
		i = n - 1
	}
	if i < 0 {
		return &MappingError{Column: column}
	}
	c := &s.Mapping[i]
	values := s.values(i)
	switch use {
	case string(AsCase):
		for at := range s.Mapping {
			if s.Mapping[at].As == AsCase {
				s.Mapping[at].As, s.Mapping[at].Type = AsAttribute, typeOf(s.values(at))
			}
		}
		c.As, c.Type = AsCase, ""
	case string(AsAttribute):
		c.As, c.Type = AsAttribute, typeOf(values)
	case string(AsText), string(AsSkip):
		c.As, c.Type = ColumnUse(use), ""
	case string(transcript.AttributeNumber), string(transcript.AttributeDate), string(transcript.AttributeYesNo):
		if _, ok := typedValues(transcript.AttributeType(use), values); !ok {
			return &MappingError{Column: column, Use: use}
		}
		c.As, c.Type = AsAttribute, transcript.AttributeType(use)
	default:
		return &MappingError{Column: column, Use: use}
	}
	return nil
}
