package search

import (
	"fmt"
	"strings"
)

// String is how the query was read, in the query language itself: AND is a
// blank, NOT a minus, OF and OR are OR. Reading it again gives the same query.
func (q Query) String() string {
	if q.root == nil {
		return ""
	}
	var b strings.Builder
	q.root.print(&b)
	return b.String()
}

func (n *node) print(b *strings.Builder) {
	switch n.op {
	case opAnd:
		n.printKids(b, " ", opOr)
	case opOr:
		n.printKids(b, " OR ", opAnd)
	case opNot:
		b.WriteByte('-')
		n.printKids(b, "", opAnd, opOr, opNear)
	case opNear:
		printIn(b, n.kids[0], opOr)
		fmt.Fprintf(b, " NEAR/%d ", n.distance)
		printIn(b, n.kids[1], opOr, opNear)
	case opField:
		n.field.print(b)
	default:
		printWords(b, n.words, n.distance)
	}
}

func (n *node) printKids(b *strings.Builder, between string, bracketed ...operator) {
	for i, kid := range n.kids {
		if i > 0 {
			b.WriteString(between)
		}
		printIn(b, kid, bracketed...)
	}
}

// printIn prints a part, in brackets when it is one of those operators.
func printIn(b *strings.Builder, n *node, bracketed ...operator) {
	for _, op := range bracketed {
		if n.op == op {
			b.WriteByte('(')
			n.print(b)
			b.WriteByte(')')
			return
		}
	}
	n.print(b)
}

func printWords(b *strings.Builder, words []pattern, distance int) {
	printPlain(b, words, distance)
	if s := words[0].switches; s != "" {
		fmt.Fprintf(b, "[%s]", s)
	}
}

func printPlain(b *strings.Builder, words []pattern, distance int) {
	if words[0].kind == regexpWord {
		fmt.Fprintf(b, "/%s/", strings.ReplaceAll(words[0].text, "/", `\/`))
		return
	}
	mode := words[0].mode
	if mode == asIs {
		b.WriteByte('=')
	}
	quoted := mode == asQuoted || distance > 0 || mode == asIs && len(words) > 1 && !hasFuzzy(words)
	between := "-"
	if quoted {
		b.WriteByte('"')
		between = " "
	}
	for i, w := range words {
		if i > 0 {
			b.WriteString(between)
		}
		if w.kind == anyWord {
			b.WriteByte('*')
		}
		b.WriteString(w.text)
	}
	switch {
	case quoted && distance > 0:
		fmt.Fprintf(b, `"~%d`, distance)
	case quoted:
		b.WriteByte('"')
	case mode == asKin:
		b.WriteByte('+')
	case hasFuzzy(words):
		b.WriteByte('~')
	}
}

func hasFuzzy(words []pattern) bool {
	for _, w := range words {
		if w.kind == fuzzyWord {
			return true
		}
	}
	return false
}

func (f field) print(b *strings.Builder) {
	if isName([]rune(f.name)) {
		b.WriteString(f.name)
	} else {
		b.WriteString(quote(f.name))
	}
	b.WriteByte(':')
	b.WriteString(f.compare)
	if strings.ContainsFunc(f.value, endsChunk) || strings.ContainsAny(f.value[:1], "<>=") {
		b.WriteString(quote(f.value))
		return
	}
	b.WriteString(f.value)
}

func quote(s string) string { return `"` + strings.ReplaceAll(s, `"`, `\"`) + `"` }
