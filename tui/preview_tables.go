package tui

import (
	tea "charm.land/bubbletea/v2"

	"veldwerk/exchange"
	"veldwerk/transcript"
	"veldwerk/tui/list"
	"veldwerk/workspace"
)

// laySurvey lists the columns of a table and what each is taken for.
func (s *previewScreen) laySurvey() {
	s.list.Columns = []list.Column{
		{Title: s.say("survey.col.column"), Min: 18, Weight: 2, Stay: 4},
		{Title: s.say("survey.col.as"), Fixed: 22, Stay: 3},
		{Title: s.say("survey.col.filled"), Fixed: 9, Align: list.Right, Stay: 2},
		{Title: s.say("survey.col.example"), Min: 16, Weight: 2, Stay: 1},
	}
	s.list.Boxes, s.list.Empty = false, ""
	var rows []list.Row
	for _, c := range s.file.Survey.Mapping {
		style := s.theme.Text
		if c.As == exchange.AsSkip {
			style = s.theme.Dim
		}
		rows = append(rows, list.Row{Key: c.Name, Cells: []list.Cell{
			{Text: c.Name, Style: style}, {Text: s.columnUse(c), Style: style}, {Text: s.tongue.Number(c.Filled)}, {Text: c.Example, Style: s.theme.Dim},
		}})
	}
	s.list.SetSource(list.Of(rows...))
}

func (s *previewScreen) columnUse(c exchange.SurveyColumn) string {
	words := s.say("survey.as." + string(c.As))
	if c.As == exchange.AsAttribute {
		words += ": " + s.say("survey.type."+string(c.Type))
	}
	return words
}

// columnUses are what a column can be taken for, as the mapping names them.
var columnUses = []string{string(exchange.AsCase), string(exchange.AsAttribute), string(exchange.AsText), string(exchange.AsSkip),
	string(transcript.AttributeNumber), string(transcript.AttributeDate), string(transcript.AttributeYesNo)}

// askColumn asks what the column under the cursor is for; the table is read
// anew with it.
func (s *previewScreen) askColumn() tea.Cmd {
	name := s.list.Key()
	if s.file.Survey == nil || name == "" {
		return nil
	}
	var items []choice
	for i, use := range columnUses {
		label := ""
		switch {
		case use == string(exchange.AsAttribute):
			label = s.say("preview.attribute-found")
		case i < 4:
			label = s.say("survey.as." + use)
		default:
			label = s.say("survey.as.attribute") + ": " + s.say("survey.type."+use)
		}
		items = append(items, choice{key: use, label: label})
	}
	s.ask(pickFrom(s.desk, "preview.ask-column", items, func(use string) tea.Cmd {
		before := s.options.Columns
		s.options.Columns = append(before[:len(before):len(before)], workspace.ColumnUse{Column: name, Use: use})
		return s.reread()
	}))
	return nil
}

// layCodebook lists the codes that come in by how they meet those of the
// project.
func (s *previewScreen) layCodebook() {
	s.list.Columns = []list.Column{{Min: 20, Weight: 1, Stay: 3}, {Fixed: 10, Stay: 2}, {Min: 20, Weight: 2, Stay: 1}}
	s.list.Boxes, s.list.Empty = false, ""
	var rows []list.Row
	add := func(id string, paths []string) {
		if len(paths) == 0 {
			return
		}
		rows = append(rows, list.Row{Heading: true, Cells: []list.Cell{{Text: s.say(id, "Count", len(paths))}}})
		for _, path := range paths {
			rows = append(rows, list.Row{Key: id + path, Cells: []list.Cell{{Text: path}, {}, {}}})
		}
	}
	c := s.meets
	if len(c.Differ) > 0 {
		rows = append(rows, list.Row{Heading: true, Cells: []list.Cell{{Text: s.say("preview.differing", "Count", len(c.Differ))}}})
	}
	for i, d := range c.Differ {
		stays, goes := d.Ours, d.Theirs
		if s.options.Theirs {
			stays, goes = goes, stays
		}
		rows = append(rows,
			list.Row{Key: "stays" + itoa(i), Cells: []list.Cell{{Text: d.Path}, {Text: s.say("preview.stays"), Style: s.theme.Dim}, {Text: stays}}},
			list.Row{Key: "goes" + itoa(i), Cells: []list.Cell{{}, {Text: s.say("preview.goes"), Style: s.theme.Dim}, {Text: goes, Style: s.theme.Dim}}})
	}
	add("preview.new-codes", c.New)
	add("preview.filled-codes", c.Filled)
	add("preview.same-codes", c.Same)
	s.list.SetSource(list.Of(rows...))
}

// takeTheirs lets their definitions win where both have one, or ours again.
func (s *previewScreen) takeTheirs() tea.Cmd {
	s.options.Theirs = !s.options.Theirs
	s.lay()
	if s.options.Theirs {
		s.tell("preview.theirs-win")
	} else {
		s.tell("preview.ours-win")
	}
	return nil
}

// tableCommands are the keys for what is no transcript and no project.
func (s *previewScreen) tableCommands() []command {
	switch {
	case s.file.Err != nil:
	case s.file.Survey != nil:
		return []command{{id: "preview.column", keys: []string{"e"}, bar: 3, run: s.askColumn}}
	case s.file.Kind == workspace.KindCodebook && len(s.meets.Differ) > 0:
		return []command{{id: "preview.theirs", keys: []string{"d"}, bar: 3, run: s.takeTheirs}}
	case s.file.Kind == workspace.KindFragments && s.lacksCodes():
		return []command{{id: "preview.create", keys: []string{"d"}, bar: 3, run: s.createCodes}}
	}
	return nil
}

// amendText says what a fragments file changed.
func (d *desk) amendText(a *workspace.Amending) string {
	if a == nil {
		return ""
	}
	return d.say("amend.done", "Count", len(a.Changes), "Same", d.tongue.Number(a.Same), "Left", d.tongue.Number(len(a.Left)))
}
