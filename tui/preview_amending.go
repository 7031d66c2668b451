package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/tui/list"
	"veldwerk/tui/theme"
	"veldwerk/workspace"
)

// layAmending lists what a fragments file changes, a row before and after each,
// and then the rows that change nothing, with the reason.
func (s *previewScreen) layAmending() {
	s.list.Columns = []list.Column{{Min: 18, Weight: 1, Stay: 3}, {Fixed: 10, Stay: 2}, {Min: 20, Weight: 2, Stay: 4}}
	s.list.Boxes, s.list.Empty = false, s.say("preview.no-changes")
	var rows []list.Row
	heading := func(words string) {
		rows = append(rows, list.Row{Heading: true, Cells: []list.Cell{{Text: words}}})
	}
	a := s.amends
	if len(a.Changes) > 0 {
		heading(s.say("preview.changes", "Count", len(a.Changes)))
	}
	for i, c := range a.Changes {
		rows = append(rows,
			list.Row{Key: "was" + itoa(i), Cells: []list.Cell{{Text: c.Document}, {Text: s.say("amend.field." + c.Field), Style: s.theme.Dim}, {Text: s.orNothing(c.Before), Style: s.theme.Dim}}},
			list.Row{Key: "is" + itoa(i), Cells: []list.Cell{{Text: c.CodePath, Style: s.theme.Dim}, {Text: "→"}, {Text: s.orNothing(c.After)}}})
	}
	if len(a.Created) > 0 {
		heading(s.say("preview.new-codes", "Count", len(a.Created)))
		for _, path := range a.Created {
			rows = append(rows, list.Row{Key: "new" + path, Cells: []list.Cell{{Text: path}, {}, {}}})
		}
	}
	if len(a.Left) > 0 {
		heading(s.say("preview.left", "Count", len(a.Left)))
	}
	for i, l := range a.Left {
		rows = append(rows, list.Row{Key: "left" + itoa(i), Cells: []list.Cell{
			{Text: s.say("preview.row", "Row", l.Row)}, {}, {Text: s.wordLeft(l), Style: theme.Style{}},
		}})
	}
	s.list.SetSource(list.Of(rows...))
}

// orNothing is a value on one line.
func (d *desk) orNothing(value string) string {
	if value == "" {
		return d.say("amend.nothing")
	}
	return strings.Join(strings.Fields(value), " ")
}

// wordLeft says why a row changes nothing.
func (d *desk) wordLeft(l workspace.LeftRow) string {
	at := ""
	if !l.At.IsZero() {
		at = d.tongue.DateTime(l.At)
	}
	if l.Reason == "no-code" {
		return d.say("preview.no-code", "Value", safe(l.Value))
	}
	return d.say("amend.left."+l.Reason, "Value", safe(l.Value), "Coder", safe(l.Coder), "Time", at)
}

// lacksCodes says whether rows name codes that could be made.
func (s *previewScreen) lacksCodes() bool {
	return s.options.CreateCodes || slices.ContainsFunc(s.amends.Left, func(l workspace.LeftRow) bool { return l.Reason == "no-code" })
}

// createCodes makes the codes that the file names and the project has not, or
// leaves their rows alone again.
func (s *previewScreen) createCodes() tea.Cmd {
	s.options.CreateCodes = !s.options.CreateCodes
	return s.reread()
}
