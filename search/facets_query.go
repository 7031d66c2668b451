package search

import (
	"strings"
	"unicode"
)

// dutchFields are the Dutch names of fields and states.
var dutchFields = map[string]string{
	"speaker": "spreker", "theme": "thema", "coder": "codeur", "language": "taal", "coded": "gecodeerd", "uncoded": "ongecodeerd",
}

// in writes a condition with the names of a language; a minus in front of the
// name denies it.
func (f field) in(names map[string]string) string {
	name, denied := strings.CutPrefix(f.name, "-")
	own := func(s string) string {
		if word, ok := names[s]; ok {
			return word
		}
		return s
	}
	if _, ours := fieldKeys[name]; ours {
		f.name = own(name)
		if name == "is" {
			f.name, f.value = name, own(f.value)
		}
	}
	f.value = strings.Join(strings.Fields(askable(f.value)), " ")
	var b strings.Builder
	if denied {
		b.WriteByte('-')
	}
	if strings.ContainsFunc(f.value, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '.' }) {
		f.name = strings.TrimSpace(f.name)
		b.WriteString(fieldPrefix(f.name) + quote(f.value))
		return b.String()
	}
	f.print(&b)
	return b.String()
}

// askable puts * where a value holds what can't be typed between quotes: other
// quotes, and a backslash that would take the closing one away.
func askable(value string) string {
	runes := []rune(value)
	for i, r := range runes {
		if r != '"' && isQuote(r) || r == '\\' && (i+1 == len(runes) || isQuote(runes[i+1])) {
			runes[i] = '*'
		}
	}
	return string(runes)
}

func fieldPrefix(name string) string {
	if isName([]rune(name)) {
		return name + ":"
	}
	return quote(name) + ":"
}

// Narrow adds a condition to the query and gives the text of the new one. What
// was typed stays as it was, unless a condition behind it would be read as part
// of it (a quote left open): then it stands as it was read. A condition that
// the query has already is not added again.
func (q Query) Narrow(condition string) string {
	added := Parse(condition)
	if q.root == nil || added.root == nil {
		return strings.TrimSpace(q.String() + " " + condition)
	}
	parts := []*node{q.root}
	if q.root.op == opAnd {
		parts = q.root.kids
	}
	for _, part := range parts {
		if (Query{root: part}).String() == added.String() {
			return q.Text
		}
	}
	text := strings.TrimSpace(q.Text)
	if len(q.Problems) > 0 {
		text = q.String()
	}
	if q.root.op == opOr {
		text = "(" + text + ")"
	}
	return text + " " + condition
}

// Theme is the name of the theme that the query asks for; "" when it asks for
// none, or only under OR or NOT.
func (q Query) Theme() string {
	if q.root == nil {
		return ""
	}
	parts := []*node{q.root}
	if q.root.op == opAnd {
		parts = q.root.kids
	}
	for _, part := range parts {
		if part.op == opField && part.field.key == keyTheme {
			return part.field.value
		}
	}
	return ""
}
