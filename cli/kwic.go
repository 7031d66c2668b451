package cli

import (
	"fmt"
	"strings"

	"veldwerk/transcript"
	"veldwerk/tui/text"
)

// printConcordance prints a line for each match: where, what stands left of
// it, the match, what stands right; the matches stand below each other.
func (s *Shell) printConcordance(f foundHit) {
	where := text.Fit(f.Document, 20) + " " + text.Fit(fmt.Sprint(f.Turn), 4)
	room := max(20, (s.width()-text.Width(where)-4-16)/2)
	matches := f.Matches
	if len(matches) == 0 {
		matches = []transcript.Span{{Start: 0, End: min(f.text.Len(), 16)}}
	}
	for _, m := range matches {
		left := oneLine(f.text.Slice(transcript.Span{Start: max(0, m.Start-2*room), End: m.Start}))
		right := oneLine(f.text.Slice(transcript.Span{Start: m.End, End: min(f.text.Len(), m.End+2*room)}))
		fmt.Fprintf(s.Out, "%s  %s«%s»%s\n", where, cutLeft(left, room), text.Steady(text.Safe(oneLine(f.text.Slice(m)))), strings.TrimRight(text.Cut(right, room), " "))
	}
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
