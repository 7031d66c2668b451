package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

var errNotTable = errors.New("not an array of flat objects")

// ReadJSON reads a table that Write made as JSON: an array of flat objects.
// Columns stand in the order in which they first appear; a number becomes its
// digits, null an empty cell. Errors: SyntaxError or the reader's own.
func ReadJSON(r io.Reader) (Table, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return Table{}, err
	}
	var objects []json.RawMessage
	if err := json.Unmarshal(raw, &objects); err != nil {
		return Table{}, &SyntaxError{Code: "json", Line: lineOf(raw, err), Err: err}
	}
	var t Table
	at := map[string]int{}
	for _, object := range objects {
		row := make([]string, len(t.Columns))
		err := eachMember(object, func(name, value string) {
			i, known := at[name]
			if !known {
				i = len(t.Columns)
				at[name] = i
				t.Columns, row = append(t.Columns, Column{Name: name}), append(row, "")
			}
			row[i] = value
		})
		if err != nil {
			return Table{}, &SyntaxError{Code: "json", Err: err}
		}
		t.Rows = append(t.Rows, row)
	}
	for i, row := range t.Rows {
		t.Rows[i] = append(row, make([]string, len(t.Columns)-len(row))...)
	}
	return t, nil
}

// eachMember gives an object's members in the order of the file.
func eachMember(object []byte, f func(name, value string)) error {
	d := json.NewDecoder(bytes.NewReader(object))
	d.UseNumber()
	if first, err := d.Token(); err != nil || first != json.Delim('{') {
		return errors.Join(errNotTable, err)
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		value, err := d.Token()
		if err != nil {
			return err
		}
		switch v := value.(type) {
		case nil:
			f(fmt.Sprint(name), "")
		case json.Delim:
			return errNotTable
		default:
			f(fmt.Sprint(name), fmt.Sprint(v))
		}
	}
	return nil
}

// lineOf the file on which a syntax error stands; 0 when it is not known.
func lineOf(raw []byte, err error) int {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return 0
	}
	return 1 + bytes.Count(raw[:min(int(syntax.Offset), len(raw))], []byte("\n"))
}
