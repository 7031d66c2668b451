package exchange

import (
	"bufio"
	"io"
	"slices"
	"strings"
	"unicode"
)

// writeMarkdown writes a grid, or a section per row when the layout has a
// Title. Text from the project is escaped, so that it shows as it stands.
func (t Table) writeMarkdown(w io.Writer) error {
	b := bufio.NewWriter(w)
	if t.Layout.Title == "" {
		t.writeGrid(b)
	} else {
		t.writeSections(b)
	}
	return b.Flush()
}

func (t Table) writeGrid(b *bufio.Writer) {
	line := func(cells []string) {
		for _, c := range cells {
			put(b, "| "+strings.ReplaceAll(escapeMarkdown(c), "\n", "<br>")+" ")
		}
		put(b, "|\n")
	}
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	line(names)
	put(b, strings.Repeat("| --- ", len(names))+"|\n")
	for _, row := range t.Rows {
		line(row)
	}
}

func (t Table) writeSections(b *bufio.Writer) {
	rows := t.Rows
	if by := t.column(t.Layout.Title); t.Layout.Group && by >= 0 {
		rows = slices.Clone(rows)
		slices.SortStableFunc(rows, func(a, b []string) int { return strings.Compare(a[by], b[by]) })
	}
	last := ""
	for i, row := range rows {
		cell := func(name string) string {
			if c := t.column(name); c >= 0 {
				return row[c]
			}
			return ""
		}
		if i > 0 {
			put(b, "\n")
		}
		if title := cell(t.Layout.Title); i == 0 || title != last {
			put(b, "## "+strings.ReplaceAll(escapeMarkdown(title), "\n", " ")+"\n\n")
			last = title
		}
		if quote := cell(t.Layout.Quote); quote != "" {
			put(b, quotation(quote))
			put(b, "\n")
		}
		var source []string
		for _, name := range t.Layout.Source {
			if c := cell(name); c != "" {
				source = append(source, inline(c))
			}
		}
		if len(source) > 0 {
			put(b, "— "+strings.Join(source, " · ")+"\n")
		}
		listed := false
		for _, name := range t.Layout.Fields {
			if c := cell(name); c != "" {
				if !listed && len(source) > 0 {
					put(b, "\n")
				}
				listed = true
				put(b, "- **"+name+"**: "+inline(c)+"\n")
			}
		}
		if body := cell(t.Layout.Body); body != "" {
			put(b, "\n"+strings.TrimRight(body, "\n")+"\n")
		}
	}
}

func inline(s string) string { return strings.ReplaceAll(escapeMarkdown(s), "\n", "<br>") }

// quotation sets a text as a block quote with its line ends kept.
func quotation(s string) string {
	var b strings.Builder
	lines := strings.Split(escapeMarkdown(s), "\n")
	for i, line := range lines {
		b.WriteString("> " + line)
		if i+1 < len(lines) && line != "" && lines[i+1] != "" {
			b.WriteByte('\\') // a line break that stays one
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// escapeMarkdown escapes what Markdown would read as a sign of its own.
func escapeMarkdown(s string) string {
	var b strings.Builder
	fresh, count := true, false // nothing but blanks since the line began, or digits too
	for i, r := range s {
		switch {
		case strings.ContainsRune("\\`*_<[]|&", r):
			b.WriteByte('\\')
		case fresh && strings.ContainsRune("#+-=>~", r):
			b.WriteByte('\\')
		case count && i > 0 && (r == '.' || r == ')') && unicode.IsDigit(rune(s[i-1])):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
		count = (fresh || count) && unicode.IsDigit(r)
		fresh = r == '\n' || fresh && (r == ' ' || r == '\t')
	}
	return b.String()
}
