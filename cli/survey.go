package cli

import (
	"strings"

	"veldwerk/exchange"
	"veldwerk/workspace"
)

type columnJSON struct {
	Name    string `json:"name"`
	As      string `json:"as"`             // case, attribute, text or skip
	Type    string `json:"type,omitempty"` // of an attribute
	Filled  int    `json:"filled"`
	Example string `json:"example"`
}

// tableAs reads --as.
func tableAs(value string) (string, error) {
	switch value {
	case "":
		return "", nil
	case "survey":
		return workspace.KindTable, nil
	case "codebook":
		return workspace.KindCodebook, nil
	}
	return "", misuse("cli.usage.one-of", "Flag", "--as", "Value", value, "Allowed", "survey, codebook")
}

// columnUses reads --map COLUMN=USE; a column's name may hold a =.
func columnUses(flags []string) ([]workspace.ColumnUse, error) {
	var out []workspace.ColumnUse
	for _, flag := range flags {
		at := strings.LastIndex(flag, "=")
		if at <= 0 {
			return nil, misuse("cli.import.map", "Value", flag)
		}
		out = append(out, workspace.ColumnUse{Column: strings.TrimSpace(flag[:at]), Use: strings.ToLower(strings.TrimSpace(flag[at+1:]))})
	}
	return out, nil
}

func columnsJSON(s *exchange.SurveyTable) []columnJSON {
	if s == nil {
		return nil
	}
	out := []columnJSON{}
	for _, c := range s.Mapping {
		out = append(out, columnJSON{c.Name, string(c.As), string(c.Type), c.Filled, c.Example})
	}
	return out
}

// printSurvey says how the columns of a table were taken.
func (s *Shell) printSurvey(table *exchange.SurveyTable) {
	s.line("  %s", s.t.Say("survey.rows", "Count", len(table.Rows), "Columns", len(table.Mapping)))
	var rows [][]string
	for _, c := range table.Mapping {
		as := s.t.Say("survey.as." + string(c.As))
		if c.As == exchange.AsAttribute {
			as += " (" + s.t.Say("survey.type."+string(c.Type)) + ")"
		}
		rows = append(rows, []string{"  " + cutLine(c.Name, 40), as, s.t.Number(c.Filled), cutLine(strings.Join(strings.Fields(c.Example), " "), 40)})
	}
	s.table([]column{{title: "  " + s.t.Say("survey.col.column")}, {title: s.t.Say("survey.col.as")}, {title: s.t.Say("survey.col.filled"), right: true}, {title: s.t.Say("survey.col.example")}}, rows)
}
