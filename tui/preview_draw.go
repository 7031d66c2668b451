package tui

import (
	"strings"

	"veldwerk/transcript"
	"veldwerk/tui/text"
	"veldwerk/tui/theme"
)

// previewText are the first lines of the text as they will stand, wrapped once
// per width and change.
type previewText struct {
	w     int
	theme *theme.Theme
	lines []string
}

// longestPreview is how many lines of a text are shown before it is stored:
// enough to see whether it was understood.
const longestPreview = 1000

// widestParts is as wide as the parts of a project are drawn: further apart, a
// name and its figures are no row any more.
const widestParts = 110

// previewBeside is the width from which the text stands beside the speakers.
const previewBeside = 110

func (s *previewScreen) Draw(w, h int) face {
	s.list.Theme = s.theme
	f := face{title: s.title()}
	switch {
	case h <= 0:
	case s.isTranscript() && w >= previewBeside:
		f.rows = s.drawBeside(w, h)
	case s.isTranscript():
		f.rows = s.drawBelow(w, h)
	default:
		f.rows = s.drawProject(w, h)
	}
	f.rows = f.rows[:min(len(f.rows), max(h, 0))]
	if i, ok := s.speakerAt(); ok {
		one := s.file.Document.Speakers[i]
		words := s.say("preview.recognised", "Name", safe(one.Name), "Rule", s.ruleName(one.Rule), "Role", s.roleName(one.Role))
		f.status = s.theme.Dim.Render(text.Cut(" "+words, w))
	}
	if s.state == previewStoring {
		f.status = s.theme.Toast.Render(text.Fit(" "+s.say("preview.storing"), w))
	}
	return f
}

// drawProject puts the parts of a project under what is said of it.
func (s *previewScreen) drawProject(w, h int) []string {
	rows := s.wrapped(s.head(), w, max(h*2/3, 1))
	rows = append(rows, "")
	s.parts.text = area{}
	s.parts.list = area{x: 0, y: len(rows), w: min(w, widestParts), h: max(h-len(rows), 0)}
	if s.state != previewShown || s.file.Err != nil {
		return rows
	}
	return append(rows, s.list.View(s.parts.list.w, s.parts.list.h, true)...)
}

// drawBelow puts the text under the speakers.
func (s *previewScreen) drawBelow(w, h int) []string {
	rows := s.wrapped(s.head(), w, max(h/3, 1))
	rows = append(rows, "")
	tall := min(len(s.file.Document.Speakers)+1, max(h/3, 3))
	if len(s.file.Document.Speakers) == 0 {
		tall = 0
	}
	s.parts.list = area{x: 0, y: len(rows), w: w, h: tall}
	rows = append(rows, s.list.View(w, tall, true)...)
	if tall > 0 {
		rows = append(rows, "")
	}
	rows = append(rows, text.FitStyled(s.theme.Heading.Render(text.Cut(" "+s.say("preview.text"), w)), w))
	s.parts.text = area{x: 0, y: len(rows), w: w, h: max(h-len(rows), 0)}
	return append(rows, s.textRows(w, s.parts.text.h)...)
}

// drawBeside puts the text at the right of what is said and of the speakers.
func (s *previewScreen) drawBeside(w, h int) []string {
	left := min(max(w*9/20, 54), 80)
	side := s.wrapped(s.head(), left, max(h/2, 1))
	side = append(side, "")
	s.parts.list = area{x: 0, y: len(side), w: left, h: max(h-len(side), 0)}
	side = append(side, s.list.View(left, s.parts.list.h, true)...)
	right := w - left - 1
	body := append([]string{text.FitStyled(s.theme.Heading.Render(text.Cut(" "+s.say("preview.text"), right)), right)}, s.textRows(right, max(h-1, 0))...)
	s.parts.text = area{x: left + 1, y: 1, w: right, h: max(h-1, 0)}
	line := s.theme.Border.Render(s.theme.Signs.Line)
	rows := make([]string, h)
	for i := range rows {
		rows[i] = text.FitStyled(at(side, i), left) + line + at(body, i)
	}
	return rows
}

// textRows are the rows of the text that are in sight.
func (s *previewScreen) textRows(w, h int) []string {
	if h <= 0 {
		return nil
	}
	if s.body.w != w || s.body.theme != s.theme {
		s.body = previewText{w: w, theme: s.theme, lines: s.textLines(w)}
	}
	s.top = max(min(s.top, len(s.body.lines)-h), 0)
	return s.body.lines[s.top:min(s.top+h, len(s.body.lines))]
}

// textLines are the turns as the reader will show them: who speaks in front,
// the label of the file left out.
func (s *previewScreen) textLines(w int) []string {
	doc := &s.file.Document
	names := 0
	for _, one := range doc.Speakers {
		names = max(names, text.Width(safe(one.Name)))
	}
	names = min(names, 16, w/3)
	room := max(min(w-names-4, 80), 1)
	var out []string
	for _, t := range doc.Turns {
		name := ""
		if t.Speaker >= 0 && t.Speaker < len(doc.Speakers) {
			name = safe(doc.Speakers[t.Speaker].Name)
		}
		said := strings.TrimRight(doc.Text.Slice(transcript.Span{Start: t.Span.Start, End: min(t.Span.End, t.Span.Start+20_000)}), "\n")
		for paragraph := range strings.SplitSeq(text.SafeLines(said), "\n") {
			for _, l := range text.Wrap(paragraph, room) {
				out = append(out, text.FitStyled(" "+s.theme.Dim.Render(text.Fit(name, names))+"  "+text.Steady(paragraph[l.Lo:l.Hi]), w))
				name = ""
			}
		}
		if len(out) >= longestPreview {
			break
		}
	}
	return out
}
