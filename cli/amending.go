package cli

import (
	"strings"

	"veldwerk/workspace"
)

// amendedJSON is what a fragments file changed, or would change.
type amendedJSON struct {
	Rows    int           `json:"rows"`
	Same    int           `json:"same"`
	Created []string      `json:"created"` // paths of codes
	Changes []changedJSON `json:"changes"`
	Left    []leftJSON    `json:"left"`
}

type changedJSON struct {
	Row      int    `json:"row"`
	CodingID string `json:"coding_id"`
	Document string `json:"document"`
	CodePath string `json:"code_path"`
	Coder    string `json:"coder"`
	Field    string `json:"field"` // memo, certainty or code
	Before   string `json:"before"`
	After    string `json:"after"`
}

type leftJSON struct {
	Row      int    `json:"row"`
	CodingID string `json:"coding_id"`
	Reason   string `json:"reason"`
	Message  string `json:"message"`
}

func (s *Shell) amendedJSON(a workspace.Amending) *amendedJSON {
	out := &amendedJSON{Rows: a.Rows, Same: a.Same, Created: append([]string{}, a.Created...), Changes: []changedJSON{}, Left: []leftJSON{}}
	for _, c := range a.Changes {
		out.Changes = append(out.Changes, changedJSON{c.Row, c.Coding.String(), c.Document, c.CodePath, c.Coder, c.Field, c.Before, c.After})
	}
	for _, l := range a.Left {
		out.Left = append(out.Left, leftJSON{l.Row, l.ID, l.Reason, s.wordLeft(l)})
	}
	return out
}

func (s *Shell) wordLeft(l workspace.LeftRow) string {
	at := ""
	if !l.At.IsZero() {
		at = s.t.DateTime(l.At)
	}
	return s.t.Say("amend.left."+l.Reason, "Value", l.Value, "Coder", l.Coder, "Time", at)
}

// printAmending lists each change and each row that was left alone.
func (s *Shell) printAmending(a workspace.Amending, dry bool) {
	for _, c := range a.Changes {
		s.line("  %s", s.t.Say("amend.place", "Row", c.Row, "Document", c.Document, "Code", c.CodePath, "Coder", c.Coder))
		s.line("    %s: %s → %s", s.t.Say("amend.field."+c.Field), s.orNothing(c.Before), s.orNothing(c.After))
	}
	for _, l := range a.Left {
		s.line("  %s", s.t.Say("amend.left", "Row", l.Row, "Reason", s.wordLeft(l)))
	}
	if len(a.Created) > 0 {
		s.line("  %s", s.t.Say("amend.created", "Paths", strings.Join(a.Created, ", ")))
	}
	id := "amend.done"
	if dry {
		id = "amend.would"
	}
	s.line("  %s", s.t.Say(id, "Count", len(a.Changes), "Same", a.Same, "Left", len(a.Left)))
}

// orNothing is a value on one line.
func (s *Shell) orNothing(value string) string {
	if value == "" {
		return s.t.Say("amend.nothing")
	}
	return "“" + strings.Join(strings.Fields(value), " ") + "”"
}
