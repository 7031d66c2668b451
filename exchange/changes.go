package exchange

import (
	"strconv"
	"time"
)

// ChangeRow is one row of the change log.
type ChangeRow struct {
	Device string
	Seq    int64
	Step   string
	Coder  string // name
	At     time.Time
	Act    string
	Table  string
	Row    string
	Before string // JSON, "" for none
	After  string
	Hash   string
}

// Changes is the table of the change log, in the order given. Its times keep
// their fraction: several changes fall in one second.
func Changes(rows []ChangeRow) Table {
	t := Table{Name: "changes", Columns: columns(`device seq# step coder at act table row before after hash`)}
	for _, r := range rows {
		t.Rows = append(t.Rows, []string{
			r.Device, strconv.FormatInt(r.Seq, 10), r.Step, r.Coder, r.At.UTC().Format("2006-01-02T15:04:05.000Z"),
			r.Act, r.Table, r.Row, r.Before, r.After, r.Hash,
		})
	}
	return t
}
