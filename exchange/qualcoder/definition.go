package qualcoder

import (
	"strings"

	"veldwerk/codebook"
)

// The parts of a definition as they stand in a memo, behind the full one. The
// words are those of the columns of our codebook tables.
var parts = []struct {
	head  string
	field func(*codebook.Code) *string
}{
	{"short: ", func(c *codebook.Code) *string { return &c.Short }},
	{"use_when: ", func(c *codebook.Code) *string { return &c.UseWhen }},
	{"not_when: ", func(c *codebook.Code) *string { return &c.NotWhen }},
	{"example: ", func(c *codebook.Code) *string { return &c.Example }},
}

// definition is a code's definition as one memo: a full one alone stands
// without a head.
func definition(c codebook.Code) string {
	var b strings.Builder
	b.WriteString(c.Full)
	for _, p := range parts {
		if text := *p.field(&c); text != "" {
			if b.Len() > 0 {
				b.WriteString("\n\n")
			}
			b.WriteString(p.head + text)
		}
	}
	return b.String()
}

// split is the inverse of definition, where a field holds no head of another.
func split(memo string, c *codebook.Code) {
	field, start := &c.Full, 0
	at := 0
	for {
		for _, p := range parts {
			if strings.HasPrefix(memo[at:], p.head) {
				if at > 0 {
					*field = memo[start : at-2]
				}
				field, start = p.field(c), at+len(p.head)
				break
			}
		}
		n := strings.Index(memo[at:], "\n\n")
		if n < 0 {
			break
		}
		at += n + 2
	}
	*field = memo[start:]
}

// noteHead begins a memo on a code, behind its definition; the rest of that
// line is the memo's title.
const noteHead = "memo:"

// withNotes is a definition with the memos on its code behind it: QualCoder has
// one memo for all that is said of a code.
func withNotes(definition string, notes []codebook.Memo) string {
	var b strings.Builder
	b.WriteString(definition)
	for _, n := range notes {
		if b.Len() > 0 {
			b.WriteString("\n\n")
		}
		b.WriteString(strings.TrimRight(noteHead+" "+n.Title, " ") + "\n" + n.Body)
	}
	return b.String()
}

// splitNotes is the inverse of withNotes, where no text holds the head of a
// memo.
func splitNotes(memo string) (definition string, notes []codebook.Memo) {
	for i, part := range strings.Split("\n\n"+memo, "\n\n"+noteHead) {
		if i == 0 {
			definition = strings.TrimPrefix(part, "\n\n")
			continue
		}
		title, body, _ := strings.Cut(part, "\n")
		notes = append(notes, codebook.Memo{Title: strings.TrimSpace(title), Body: body})
	}
	return definition, notes
}
