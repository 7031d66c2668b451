package refi

import (
	"strings"

	"veldwerk/codebook"
)

// definition is the part of a code that stands in a Description: the full
// definition as it is, then each other field under its name, the name it has in
// our CSV files.
var definition = []struct {
	name string
	of   func(*codebook.Code) *string
}{
	{"short", func(c *codebook.Code) *string { return &c.Short }},
	{"use_when", func(c *codebook.Code) *string { return &c.UseWhen }},
	{"not_when", func(c *codebook.Code) *string { return &c.NotWhen }},
	{"example", func(c *codebook.Code) *string { return &c.Example }},
}

// describe writes a code's definition as a text for people.
func describe(c codebook.Code) string {
	var parts []string
	if c.Full != "" {
		parts = append(parts, c.Full)
	}
	for _, d := range definition {
		if text := *d.of(&c); text != "" {
			parts = append(parts, d.name+": "+text)
		}
	}
	if len(c.Alias) > 0 {
		parts = append(parts, "alias: "+codebook.JoinList(c.Alias))
	}
	return strings.Join(parts, "\n\n")
}

// define reads what describe wrote, as far as a text can tell; a text of
// another program is all full definition.
func define(c *codebook.Code, text string) {
	var alias string
	target, from := &c.Full, 0 // the field that runs, and where its text starts
	for at := 0; at <= len(text); {
		next, lead := field(c, &alias, text[at:])
		if next != nil {
			*target = strings.TrimSuffix(text[from:at], "\n\n")
			target, from = next, at+lead
			*target = " " // taken: a second label of that name is text
		}
		n := strings.Index(text[at:], "\n\n")
		if n < 0 {
			break
		}
		at += n + 2
	}
	*target = text[from:]
	c.Alias = codebook.SplitList(alias)
}

// field is the empty field whose label starts the text, with the label's
// length.
func field(c *codebook.Code, alias *string, text string) (into *string, lead int) {
	for _, d := range definition {
		if strings.HasPrefix(text, d.name+": ") && *d.of(c) == "" {
			return d.of(c), len(d.name) + 2
		}
	}
	if strings.HasPrefix(text, "alias: ") && *alias == "" {
		return alias, len("alias: ")
	}
	return nil, 0
}
