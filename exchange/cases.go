package exchange

import (
	"slices"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// Cases is the table of cases, in the order given; documents holds the titles
// of the documents of each.
func Cases(cases []transcript.Case, attributes []transcript.Attribute, documents map[transcript.CaseID][]string) Table {
	attributes = slices.Clone(attributes)
	slices.SortFunc(attributes, func(a, b transcript.Attribute) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	names := make([]string, len(attributes))
	for i, a := range attributes {
		names[i] = a.Name
	}
	t := Table{Name: "cases", Columns: append(columns(`case_id case documents`), attributeColumns(names)...)}
	for _, c := range cases {
		row := []string{c.ID.String(), c.Name, codebook.JoinList(documents[c.ID])}
		for _, a := range attributes {
			row = append(row, c.Values[a.ID])
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
