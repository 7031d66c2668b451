package exchange

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"veldwerk/codebook"
)

// CodebookError refuses a file as a codebook: Code is "no-path-column",
// "no-path" (a row without a name), "duplicate-path" or "no-codes".
type CodebookError struct {
	Code string
	Path string
	Row  int // 1-based, without the header; 0 for the whole file
}

func (e *CodebookError) Error() string {
	return fmt.Sprintf("codebook row %d: %s %q", e.Row, e.Code, e.Path)
}

// ReadCodebook reads the codebook that Codebook writes, as CSV, TSV or JSON,
// told apart by content. A list made elsewhere will do too: one column called
// code_path, path, tag, name or code_name, and description for the full
// definition. Missing parents are made; codes stand parents first; ids that
// the file does not give come from newID. Themes come with their names and
// codes only. Errors: SyntaxError, CodebookError or the reader's own.
func ReadCodebook(r io.Reader, newID func() uuid.UUID) ([]codebook.Code, []codebook.Theme, error) {
	t, err := readTable(r)
	if err != nil {
		return nil, nil, err
	}
	return CodebookOf(t, newID)
}

// CodebookOf is ReadCodebook of a table that was read already.
func CodebookOf(t Table, newID func() uuid.UUID) ([]codebook.Code, []codebook.Theme, error) {
	b := codebookReader{newID: newID, at: map[string]int{}, seen: map[codebook.CodeID]bool{}, children: map[codebook.CodeID]int{}, themes: map[string]int{}}
	for i, row := range t.Rows {
		record := map[string]string{}
		for j, c := range t.Columns {
			record[strings.ToLower(strings.TrimSpace(c.Name))] = row[j]
		}
		names, err := pathOf(record)
		if err != nil {
			err.Row = i + 1
			return nil, nil, err
		}
		if !b.add(names, record) {
			return nil, nil, &CodebookError{Code: "duplicate-path", Path: codebook.JoinPath(names), Row: i + 1}
		}
	}
	if len(b.codes) == 0 {
		return nil, nil, &CodebookError{Code: "no-codes"}
	}
	return b.codes, b.theme, nil
}

// pathOf finds the names of a row's code, from the top.
func pathOf(record map[string]string) ([]string, *CodebookError) {
	known := false
	for _, column := range []string{"code_path", "path", "tag", "name", "code_name"} {
		cell, ok := record[column]
		known = known || ok
		names := codebook.SplitPath(cell)
		switch {
		case len(names) == 0:
			continue
		case column == "code_name":
			names = append(codebook.SplitPath(record["parent"]), strings.TrimSpace(cell))
		}
		return names, nil
	}
	if known {
		return nil, &CodebookError{Code: "no-path"}
	}
	return nil, &CodebookError{Code: "no-path-column"}
}

type codebookReader struct {
	newID    func() uuid.UUID
	codes    []codebook.Code
	given    []bool         // the code had a row, and was not only made as a parent
	at       map[string]int // index in codes by folded path
	seen     map[codebook.CodeID]bool
	children map[codebook.CodeID]int
	theme    []codebook.Theme
	themes   map[string]int // index in theme by folded name
}

// add takes up one row; false when its path had a row before.
func (b *codebookReader) add(names []string, record map[string]string) bool {
	var parent codebook.CodeID
	if len(names) > 1 {
		parent = b.codes[b.make(names[:len(names)-1])].ID
	}
	key := codebook.Fold(codebook.JoinPath(names))
	i, made := b.at[key]
	if made && b.given[i] {
		return false
	}
	c := codeOf(record)
	c.Name, c.Parent = names[len(names)-1], parent
	switch {
	case made:
		c.ID, c.Position = b.codes[i].ID, b.codes[i].Position
		b.codes[i], b.given[i] = c, true
	default:
		if c.ID.IsZero() || b.seen[c.ID] {
			c.ID = codebook.CodeID(b.newID())
		}
		i = b.put(key, c, true)
	}
	for _, name := range codebook.SplitList(record["themes"]) {
		b.join(name, b.codes[i].ID)
	}
	return true
}

// make finds or makes the code at a path and all above it.
func (b *codebookReader) make(names []string) int {
	var parent codebook.CodeID
	at := -1
	for n := range names {
		key := codebook.Fold(codebook.JoinPath(names[:n+1]))
		i, ok := b.at[key]
		if !ok {
			i = b.put(key, codebook.Code{ID: codebook.CodeID(b.newID()), Name: names[n], Parent: parent, Status: codebook.StatusActive}, false)
		}
		at, parent = i, b.codes[i].ID
	}
	return at
}

func (b *codebookReader) put(key string, c codebook.Code, given bool) int {
	c.Position = b.children[c.Parent]
	b.children[c.Parent]++
	b.seen[c.ID] = true
	b.codes, b.given = append(b.codes, c), append(b.given, given)
	b.at[key] = len(b.codes) - 1
	return len(b.codes) - 1
}

// join puts a code in a theme.
func (b *codebookReader) join(name string, id codebook.CodeID) {
	key := codebook.Fold(name)
	i, ok := b.themes[key]
	if !ok {
		i = len(b.theme)
		b.themes[key] = i
		b.theme = append(b.theme, codebook.Theme{ID: codebook.ThemeID(b.newID()), Name: name, Position: i})
	}
	b.theme[i].Codes = append(b.theme[i].Codes, id)
}

// codeOf reads the fields; what is no id, colour or status counts as not given.
func codeOf(record map[string]string) codebook.Code {
	c := codebook.Code{
		Short: record["short"], Full: record["full"], UseWhen: record["use_when"], NotWhen: record["not_when"], Example: record["example"],
		Letter: record["letter"], Alias: codebook.SplitList(record["alias"]), Status: codebook.StatusActive,
	}
	if c.Full == "" {
		c.Full = record["description"]
	}
	if id, err := uuid.Parse(record["code_id"]); err == nil {
		c.ID = codebook.CodeID(id)
	}
	if n, err := strconv.Atoi(record["colour"]); err == nil && 1 <= n && n <= 8 {
		c.Colour = n
	}
	switch s := codebook.Status(record["status"]); s {
	case codebook.StatusDraft, codebook.StatusRetired, codebook.StatusMerged:
		c.Status = s
	}
	return c
}

// readTable reads JSON when the text starts as an array, else CSV.
func readTable(r io.Reader) (Table, error) {
	b := bufio.NewReader(r)
	for {
		c, err := b.ReadByte()
		switch {
		case err == io.EOF:
			return Table{}, &SyntaxError{Code: "empty"}
		case err != nil:
			return Table{}, err
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			continue
		}
		if err := b.UnreadByte(); err != nil {
			return Table{}, err
		}
		if c == '[' {
			return ReadJSON(b)
		}
		return ReadCSV(b)
	}
}
