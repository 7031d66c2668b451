package tui

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"

	"veldwerk/codebook"
	"veldwerk/transcript"
	"veldwerk/tui/list"
	"veldwerk/tui/text"
	"veldwerk/tui/theme"
	"veldwerk/workspace"
)

// counts are the turns of each speaker of the document, in their order.
func (s *previewScreen) counts() []int {
	out := make([]int, len(s.file.Document.Speakers))
	for _, t := range s.file.Document.Turns {
		if t.N > 0 && t.Speaker >= 0 && t.Speaker < len(out) {
			out[t.Speaker]++
		}
	}
	return out
}

func (s *previewScreen) laySpeakers() {
	s.list.Columns = []list.Column{
		{Title: s.say("speakers.name"), Min: 16, Weight: 2, Stay: 5},
		{Title: s.say("speakers.role-column"), Fixed: 12, Stay: 4},
		{Title: s.say("speakers.turns"), Fixed: 7, Align: list.Right, Stay: 3},
		{Title: s.say("speakers.rule"), Min: 20, Weight: 1, Stay: 1},
	}
	s.list.Boxes, s.list.Empty = true, s.say("preview.no-speakers")
	var rows []list.Row
	counts := s.counts()
	for i, one := range s.file.Document.Speakers {
		role, style := "", theme.Style{}
		if one.Role != transcript.RoleNone {
			role = s.roleName(one.Role)
		}
		if one.Role == transcript.RoleInterviewer {
			style = s.theme.Dim
		}
		rows = append(rows, list.Row{Key: itoa(i), Cells: []list.Cell{
			{Text: one.Name, Style: style}, {Text: role, Style: style}, {Text: s.tongue.Number(counts[i])}, {Text: s.ruleName(one.Rule), Style: s.theme.Dim},
		}})
	}
	s.list.SetSource(list.Of(rows...))
}

// facts are the figures of a project that was read.
type facts struct {
	codes     map[codebook.CodeID]int // codings
	documents map[transcript.DocumentID]int
	strays    int // that will wait in the quarantine
	noted     int // that have no text at all
}

func factsOf(p *codebook.Project) facts {
	f := facts{codes: map[codebook.CodeID]int{}, documents: map[transcript.DocumentID]int{}}
	for _, c := range p.Codings {
		f.codes[c.Code]++
		f.documents[c.Document]++
	}
	for _, one := range p.Strays {
		if one.Document.IsZero() {
			f.noted++
		} else {
			f.strays++
		}
	}
	return f
}

// layProject lists what will come in: coders, documents, codes with their place
// in the tree.
func (s *previewScreen) layProject() {
	p := &s.file.Project
	s.list.Columns = []list.Column{
		{Min: 24, Weight: 3, Stay: 3},
		{Fixed: 14, Align: list.Right, Stay: 1},
		{Fixed: 16, Align: list.Right, Stay: 2},
	}
	s.list.Boxes, s.list.Empty = false, ""
	var rows []list.Row
	add := func(id string, more []list.Row) {
		if len(more) > 0 {
			rows = append(rows, list.Row{Heading: true, Cells: []list.Cell{{Text: s.say(id)}}})
			rows = append(rows, more...)
		}
	}
	var documents, codes, coders, cases []list.Row
	for i := range p.Documents {
		d := &p.Documents[i]
		documents = append(documents, list.Row{Key: "d" + itoa(i), Cells: []list.Cell{
			{Text: d.Title}, s.quiet("intake.turns", countedTurns(d.Turns)), s.quiet("take.codings", s.facts.documents[d.ID]),
		}})
	}
	depth := map[codebook.CodeID]int{}
	for i, c := range p.Codes {
		if above, ok := depth[c.Parent]; ok {
			depth[c.ID] = above + 1
		} else {
			depth[c.ID] = 0
		}
		codes = append(codes, list.Row{Key: "c" + itoa(i), Cells: []list.Cell{
			{Text: strings.Repeat("  ", min(depth[c.ID], 10)) + c.Name}, {}, s.quiet("take.codings", s.facts.codes[c.ID]),
		}})
	}
	for i, c := range p.Coders {
		coders = append(coders, list.Row{Key: "p" + itoa(i), Cells: []list.Cell{{Text: c.Name}, {}, {}}})
	}
	for i, c := range p.Cases {
		cases = append(cases, list.Row{Key: "k" + itoa(i), Cells: []list.Cell{{Text: c.Name}, {}, {}}})
	}
	add("preview.coders", coders)
	add("preview.documents", documents)
	add("preview.codes", codes)
	add("preview.cases", cases)
	s.list.SetSource(list.Of(rows...))
}

// quiet is a number in words, dim, and nothing for none.
func (s *previewScreen) quiet(id string, n int) list.Cell {
	if n == 0 {
		return list.Cell{}
	}
	return list.Cell{Text: s.say(id, "Count", n), Style: s.theme.Dim}
}

func countedTurns(turns []transcript.Turn) int {
	n := 0
	for _, t := range turns {
		if t.N > 0 {
			n++
		}
	}
	return n
}

// headLine is one line above the list.
type headLine struct {
	text  string
	style theme.Style
}

// head says in words what the file is and what of it will come in otherwise
// than it was.
func (s *previewScreen) head() []headLine {
	f := &s.file
	switch {
	case s.state == previewReading:
		out := []headLine{{s.say("preview.reading", "Name", s.title()) + s.pageStatus(s.pages.at(s.path)), theme.Style{}}}
		if strings.EqualFold(filepath.Ext(s.path), ".pdf") {
			out = append(out, headLine{s.say("preview.reading-pdf"), s.theme.Dim})
		}
		return out
	case s.path == "":
		return []headLine{{s.say("preview.empty"), s.theme.Dim}}
	case f.Err != nil:
		fact, hint := wordError(s.tongue, f.Err)
		if s.hasEncoding() {
			hint = s.say("preview.try-encoding")
		}
		return []headLine{{s.formatName(f.Format), theme.Style{}}, {s.say("import.refused", "Reason", fact), s.theme.Error}, {hint, theme.Style{}}}
	case f.Kind == workspace.KindTranscript:
		return append(s.transcriptHead(), s.warnings(f.Warnings)...)
	}
	return s.projectHead()
}

func (s *previewScreen) transcriptHead() []headLine {
	r := s.receipt
	what := s.formatName(s.file.Format)
	if e := s.file.Encoding(); e != "" && s.hasEncoding() {
		what += " · " + s.say("preview.encoding-is", "Name", e)
	}
	what += " · " + s.say("preview.language-is", "Language", s.say("language."+orNone(s.file.Document.Language)))
	size := s.amounts(amount{"intake.turns", r.Turns}, amount{"intake.words", r.Words}, amount{"intake.speakers", len(s.file.Document.Speakers)})
	if r.Times > 0 {
		size += " · " + s.say("preview.times", "Until", clock(r.Until))
	}
	return []headLine{{what, theme.Style{}}, {size, theme.Style{}}}
}

// clock is a time in a recording.
func clock(millis int64) string {
	two := func(n int64) string { return itoa(int(n/10)) + itoa(int(n%10)) }
	seconds := millis / 1000
	if seconds < 3600 {
		return two(seconds/60) + ":" + two(seconds%60)
	}
	return itoa(int(seconds/3600)) + ":" + two(seconds/60%60) + ":" + two(seconds%60)
}

func (s *previewScreen) projectHead() []headLine {
	p := &s.file.Project
	what := s.formatName(s.file.Format)
	if p.Origin != "" {
		what = s.say("preview.from", "Format", what, "Origin", p.Origin)
	}
	parts := s.amounts(amount{"intake.documents", len(p.Documents)}, amount{"take.codes", len(p.Codes)}, amount{"take.codings", len(p.Codings)},
		amount{"take.memos", len(p.Memos)}, amount{"take.coders", len(p.Coders)}, amount{"take.cases", len(p.Cases)},
		amount{"take.attributes", len(p.Attributes)}, amount{"take.themes", len(p.Themes)})
	out := []headLine{{what, theme.Style{}}, {cmp.Or(parts, s.say("take.nothing")), theme.Style{}}}
	if n := len(s.file.Fragments); n > 0 {
		out[1] = headLine{s.say("preview.fragments", "Count", n), theme.Style{}}
	}
	if s.file.Survey != nil {
		out = append(out, headLine{s.say("preview.survey", "Count", len(s.file.Survey.Rows)), theme.Style{}})
	}
	for _, line := range s.offsetLines(s.file.Offsets) {
		out = append(out, headLine{line, theme.Style{}})
	}
	if n := s.facts.strays; n > 0 {
		out = append(out, headLine{"! " + s.say("preview.strays", "Count", n), s.theme.Warning})
	}
	if n := s.facts.noted; n > 0 {
		out = append(out, headLine{"! " + s.say("warning.strays-noted", "Count", n), s.theme.Warning})
	}
	return append(out, s.warnings(slices.Concat(p.Losses, s.file.Warnings))...)
}

func (s *previewScreen) warnings(all []transcript.Warning) []headLine {
	var out []headLine
	for _, w := range all {
		out = append(out, headLine{"! " + s.wordWarning(w), s.theme.Warning})
	}
	return out
}

// wrapped are the lines of the head as rows of w columns, at most h; the last
// tells how many did not fit.
func (s *previewScreen) wrapped(lines []headLine, w, h int) []string {
	var out []string
	for i, line := range lines {
		if line.text == "" {
			continue
		}
		safeText := text.Safe(line.text)
		for j, l := range text.Wrap(safeText, max(w-3, 1)) {
			lead := " "
			if j > 0 {
				lead = "   "
			}
			out = append(out, text.FitStyled(line.style.Render(text.Cut(lead+text.Steady(safeText[l.Lo:l.Hi]), w)), w))
		}
		if len(out) >= h && (len(out) > h || i < len(lines)-1) {
			out = out[:max(h-1, 0)]
			return append(out, text.FitStyled(s.theme.Dim.Render(text.Cut(" "+s.say("preview.more", "Count", len(lines)-i), w)), w))
		}
	}
	return out
}
