// Package markdown draws the Markdown of memos: headings, lists, quotes, code,
// rules, and stressed words, links and code inside a line.
//
// Words: a block is one line or a run of lines drawn alike; a piece is a part
// of a line with one style.
//
// Guarantees: every line is exactly as wide as asked, measured as the rest of
// the screens is; nothing raw is drawn; every word of the text is on the screen
// (what is no Markdown that is known here stands as it was typed); line breaks
// stay where they were typed.
//
// Non-goals: HTML, images, tables drawn as tables, colours of program code.
// glamour was tried: it decodes "&#27;" to a raw escape, measures otherwise than
// our screens, and costs every command 30 ms at its start.
package markdown

import (
	"strings"

	"veldwerk/tui/text"
	"veldwerk/tui/theme"
)

// block is how one source line is drawn.
type block struct {
	first string // in front of its first row
	rest  string // in front of the others
	body  string
	style theme.Style
	plain bool // no Markdown inside
}

// Lines draws a text as lines of exactly w columns; none when w is below 1.
func Lines(th *theme.Theme, source string, w int) []string {
	if w < 1 {
		return nil
	}
	var out []string
	fenced := false
	for _, line := range strings.Split(text.SafeLines(strings.TrimSpace(source)), "\n") {
		if isFence(line) {
			fenced = !fenced
			continue
		}
		if isRule(line) && !fenced {
			out = append(out, th.Border.Render(strings.Repeat(th.Signs.Rule, w)))
			continue
		}
		b := block{first: "  ", rest: "  ", body: line, style: th.Dim, plain: true}
		if !fenced {
			b = blockOf(th, line)
		}
		out = append(out, b.draw(th, w)...)
	}
	return out
}

func isFence(line string) bool {
	line = strings.TrimSpace(line)
	return strings.HasPrefix(line, "```") || strings.HasPrefix(line, "~~~")
}

// isRule says whether the line is three or more of - * _ and nothing else.
func isRule(line string) bool {
	line = strings.ReplaceAll(line, " ", "")
	return len(line) >= 3 && (strings.Trim(line, "-") == "" || strings.Trim(line, "*") == "" || strings.Trim(line, "_") == "")
}

// blockOf tells headings, quotes and list items by how the line starts.
func blockOf(th *theme.Theme, line string) block {
	body := strings.TrimLeft(line, " ")
	depth := min(len(line)-len(body), 8)
	indent := strings.Repeat(" ", depth)
	if level := len(body) - len(strings.TrimLeft(body, "#")); level >= 1 && level <= 6 && strings.HasPrefix(body[level:], " ") {
		style := th.Heading
		if level == 1 {
			style = th.Focus
		}
		return block{body: strings.TrimSpace(strings.TrimRight(body[level:], "# ")), style: style}
	}
	if strings.HasPrefix(body, ">") {
		bar := th.Border.Render(th.Signs.Line) + " "
		return block{first: bar, rest: bar, body: strings.TrimSpace(strings.TrimLeft(body, "> ")), style: th.Dim}
	}
	mark, rest := itemMark(body)
	if mark == "" {
		return block{first: indent, rest: indent, body: body}
	}
	return block{first: indent + mark, rest: indent + strings.Repeat(" ", text.Width(mark)), body: rest}
}

// itemMark is what stands in front of a list item, as drawn, and the item.
func itemMark(body string) (mark, rest string) {
	for _, bullet := range []string{"- ", "* ", "+ "} {
		if item, ok := strings.CutPrefix(body, bullet); ok {
			item = strings.TrimLeft(item, " ")
			for _, box := range []string{"[ ] ", "[x] ", "[X] "} {
				if after, ok := strings.CutPrefix(item, box); ok {
					return strings.ToLower(box), after
				}
			}
			return "• ", item
		}
	}
	digits := len(body) - len(strings.TrimLeft(body, "0123456789"))
	if digits >= 1 && digits <= 4 && len(body) > digits+1 && (body[digits] == '.' || body[digits] == ')') && body[digits+1] == ' ' {
		return body[:digits+2], strings.TrimLeft(body[digits+2:], " ")
	}
	return "", body
}

func (b block) draw(th *theme.Theme, w int) []string {
	margin := text.WidthStyled(b.first)
	if margin > w/2 { // too narrow for margins
		b.first, b.rest, margin = "", "", 0
	}
	line := inline{text: b.body}
	if !b.plain {
		line = parse(th, b.body)
	}
	var out []string
	for i, l := range text.Wrap(line.text, w-margin) {
		front := b.rest
		if i == 0 {
			front = b.first
		}
		out = append(out, text.FitStyled(front+line.render(l.Lo, l.Hi, b.style, w-margin), w))
	}
	return out
}
