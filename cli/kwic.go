package cli

import (
	"context"
	"fmt"
	"strings"

	"veldwerk/search"
	"veldwerk/transcript"
	"veldwerk/tui/text"
	"veldwerk/workspace"
)

// lineJSON is one match; start and end are code points in the document.
type lineJSON struct {
	Document   string `json:"document"`
	DocumentID string `json:"document_id"`
	Turn       int    `json:"turn"`
	Speaker    string `json:"speaker"`
	Start      int    `json:"start"`
	End        int    `json:"end"`
	Left       string `json:"left"`
	Keyword    string `json:"keyword"` // empty where only fields matched
	Right      string `json:"right"`
}

// besides is how many code points of the turn a line takes along on either
// side.
const besides = 160

// lines gives the first lines of a concordance in an order; limit 0 is all.
func (s *Shell) lines(ctx context.Context, w *workspace.Workspace, c *search.Concordance, by search.Order, limit int) ([]lineJSON, error) {
	order, err := w.Lens().Order(ctx, c, by)
	if err != nil {
		return nil, err
	}
	if limit > 0 && len(order) > limit {
		order = order[:limit]
	}
	out := make([]lineJSON, 0, len(order))
	for _, number := range order {
		l := c.Line(number)
		doc, err := w.Document(ctx, l.Document)
		if err != nil {
			return nil, err
		}
		row := lineJSON{
			Document: doc.Title, DocumentID: l.Document.String(), Turn: l.Turn, Start: l.Span.Start, End: l.Span.End,
			Left:    doc.Text.Slice(transcript.Span{Start: max(l.Within.Start, l.Span.Start-besides), End: l.Span.Start}),
			Keyword: doc.Text.Slice(l.Span),
			Right:   doc.Text.Slice(transcript.Span{Start: l.Span.End, End: min(l.Within.End, l.Span.End+besides)}),
		}
		if at := doc.TurnAt(l.Within.Start); at >= 0 {
			row.Speaker = doc.SpeakerOf(doc.Turns[at]).Name
		}
		out = append(out, row)
	}
	return out, nil
}

// printLine prints where a match is, what stands left of it, the match, what
// stands right; the matches stand below each other.
func (s *Shell) printLine(l lineJSON) {
	where := text.Fit(l.Document, 20) + " " + text.Fit(fmt.Sprint(l.Turn), 4)
	room := max(20, (s.width()-text.Width(where)-4-16)/2)
	keyword := ""
	if l.Keyword != "" {
		keyword = "«" + text.Steady(text.Safe(oneLine(l.Keyword))) + "»"
	}
	right := strings.TrimRight(text.Cut(oneLine(l.Right), room), " ")
	fmt.Fprintf(s.Out, "%s  %s%s%s\n", where, cutLeft(oneLine(l.Left), room), keyword, right)
}

// cutLeft keeps the end of a text, as wide as w columns, padded on the left.
func cutLeft(t string, w int) string {
	for text.Width(t) > w {
		n, _ := text.Cluster(t)
		t = t[n:]
	}
	return strings.Repeat(" ", w-text.Width(t)) + text.Steady(text.Safe(t))
}

// oneLine makes line feeds blanks, so that a passage stands on one line.
func oneLine(t string) string { return strings.ReplaceAll(t, "\n", " ") }

// cutLine is a text cut to w columns.
func cutLine(t string, w int) string { return text.Cut(oneLine(t), w) }

// indented prints a passage wrapped to the terminal, two blanks in front.
func (s *Shell) indented(passage string) {
	width := min(s.width(), 120) - 2
	for _, paragraph := range strings.Split(passage, "\n") {
		for _, l := range text.Wrap(paragraph, max(20, width)) {
			fmt.Fprintln(s.Out, "  "+text.Safe(strings.TrimRight(paragraph[l.Lo:l.Hi], " ")))
		}
	}
}

// plain is a value of a typed fact without decoration.
func plain(v any) string { return fmt.Sprint(v) }
