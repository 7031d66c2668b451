package exchange

import (
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"veldwerk/codebook"
)

var (
	codeHeading = regexp.MustCompile(`^##[ \t]+(.+?)[ \t]*$`)
	codeField   = regexp.MustCompile(`^[-*][ \t]+\*\*([a-z_]+)\*\*:[ \t]*(.*)$`)
	lineBreak   = regexp.MustCompile(`(?i)^<br[ \t]*/?>`)
)

// codebookFields are the fields of a code in Markdown.
var codebookFields = strings.Fields("short full use_when not_when example alias status themes codings")

// ReadCodebookMarkdown reads the codebook that Codebook writes as Markdown: a
// heading of the second level with the path of a code, then its fields as a
// list. Text between them, which a person may have added to a field's last
// line, goes with that field; text in front of all headings is left out.
// Errors: SyntaxError, CodebookError (no-codes: there is no such heading) or
// the reader's own.
func ReadCodebookMarkdown(r io.Reader, newID func() uuid.UUID) ([]codebook.Code, []codebook.Theme, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, nil, err
	}
	text, _ := strings.CutPrefix(string(raw), byteOrderMark)
	if !utf8.ValidString(text) {
		return nil, nil, &SyntaxError{Code: "not-utf8"}
	}
	t := Table{Name: "codebook", Columns: columns("code_path " + strings.Join(codebookFields, " "))}
	var row []string
	field := -1
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		heading, item := codeHeading.FindStringSubmatch(line), codeField.FindStringSubmatch(line)
		switch {
		case heading != nil:
			row, field = make([]string, len(t.Columns)), -1
			row[0] = unescapeMarkdown(heading[1])
			t.Rows = append(t.Rows, row)
		case row == nil:
		case item != nil && slices.Contains(codebookFields, item[1]):
			field = t.column(item[1])
			row[field] = unescapeMarkdown(item[2])
		case field > 0 && strings.TrimSpace(line) != "":
			row[field] = strings.TrimLeft(row[field]+"\n"+unescapeMarkdown(strings.TrimSpace(line)), "\n")
		}
	}
	return CodebookOf(t, newID)
}

// IsCodebookMarkdown says whether a text looks like a codebook in Markdown:
// headings with fields that only a codebook has right under them.
func IsCodebookMarkdown(text string) bool {
	under := false
	for line := range strings.Lines(strings.TrimPrefix(text, byteOrderMark)) {
		line = strings.TrimRight(line, "\r\n")
		if item := codeField.FindStringSubmatch(line); under && item != nil && slices.Contains(codebookFields, item[1]) {
			return true
		}
		under = codeHeading.MatchString(line) || under && line == ""
	}
	return false
}

// unescapeMarkdown is the inverse of inline.
func unescapeMarkdown(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		if s[i] == '\\' && i+1 < len(s) && strings.IndexByte("\\`*_{}[]<>()#+-.!|&=~\"'$%,/:;?@^", s[i+1]) >= 0 {
			b.WriteByte(s[i+1])
			i += 2
			continue
		}
		if m := lineBreak.FindString(s[i:]); m != "" {
			b.WriteByte('\n')
			i += len(m)
			continue
		}
		b.WriteByte(s[i])
		i++
	}
	return b.String()
}
