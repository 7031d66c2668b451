package tui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/search"
	"veldwerk/transcript"
	"veldwerk/tui/list"
	"veldwerk/tui/text"
	"veldwerk/workspace"
)

// hitLine is the text of one line: a turn, the match in it, the other matches
// and the codes there.
type hitLine struct {
	title, speaker string
	text           string
	mark           [2]int   // byte range of text; empty where only fields matched
	marks          [][2]int // of all matches of the turn
	codes          []string
}

// window is how many lines are read at a time around the cursor.
const window = 120

// layColumns gives the text of the hits the room it needs: where it is narrow,
// the codes stand below only, beside the whole turn.
func (s *searchScreen) layColumns(w int) {
	where, codes, need := 18, 18, 24
	switch {
	case w >= 140:
		where, codes = 40, 36
	case w >= 110:
		where, codes = 26, 24
	case w >= 50:
		need = 40
	}
	if s.query.IsEmpty() { // saved queries and examples have no columns
		s.list.Columns = []list.Column{{Fixed: 30, Stay: 2}, {Fixed: 1}, {Min: 20, Weight: 1, Stay: 1}}
		return
	}
	s.list.Columns = []list.Column{
		{Title: s.say("search.where"), Fixed: where, Stay: 1},
		{Title: s.say("search.turn"), Fixed: 5, Align: list.Right, Stay: 2},
		{Title: s.say("search.hit"), Min: need, Weight: 1, Align: list.Pivot, Stay: 3},
		{Title: s.say("search.codes"), Fixed: codes, Stay: 0},
	}
}

// fetch reads the lines around the cursor that are not there yet.
func (s *searchScreen) fetch() tea.Cmd {
	at := max(s.list.Index(), 0)
	from := max(at-window/2, 0)
	order := s.found.order
	if len(order) == 0 || s.asked >= 0 && at >= s.asked && at < s.asked+window/2 && s.asked <= from+window/2 && s.has(at) {
		return nil
	}
	s.asked = from
	ws, conc, titles := s.ws, s.found.conc, s.titles
	numbers := order[from:min(from+window, len(order))]
	return s.read(screenSearch, "lines", func(ctx context.Context) (tea.Msg, error) {
		lines, err := readLines(ctx, ws, conc, numbers, titles)
		return linesRead{conc: conc, lines: lines}, err
	})
}

// has says whether the line in a row is read.
func (s *searchScreen) has(row int) bool {
	if row >= len(s.found.order) {
		return false
	}
	_, ok := s.lines[s.found.order[row]]
	return ok
}

func readLines(ctx context.Context, ws *workspace.Workspace, conc *search.Concordance, numbers []int, titles map[transcript.DocumentID]string) (map[int]hitLine, error) {
	book, err := ws.Codebook(ctx)
	if err != nil {
		return nil, err
	}
	out := make(map[int]hitLine, len(numbers))
	for _, n := range numbers {
		at := conc.Line(n)
		doc, err := ws.Document(ctx, at.Document)
		if err != nil {
			return nil, err
		}
		codings, err := ws.Codings(ctx, at.Document)
		if err != nil {
			return nil, err
		}
		turn := doc.Text.Bytes(at.Within)
		within := func(span transcript.Span) [2]int {
			b := doc.Text.Bytes(span)
			return [2]int{b.Lo - turn.Lo, b.Hi - turn.Lo}
		}
		l := hitLine{title: titles[at.Document], text: turn.Of(doc.Text.String()), mark: within(at.Span), codes: codesOver(book.Tree, codings, at.Within)}
		for _, m := range conc.Matches(n) {
			l.marks = append(l.marks, within(m))
		}
		if i := doc.TurnAt(at.Within.Start); i >= 0 {
			l.speaker = doc.SpeakerOf(doc.Turns[i]).Name
		}
		out[n] = l
	}
	return out, nil
}

// codesOver names the codes on any part of a span, in the order of the text.
func codesOver(tree *codebook.Tree, codings []codebook.Coding, span transcript.Span) []string {
	var names []string
	seen := map[codebook.CodeID]bool{}
	for _, c := range codings {
		if c.Span.Overlaps(span) && !seen[c.Code] {
			seen[c.Code] = true
			code, _ := tree.Code(c.Code)
			names = append(names, code.Name)
		}
	}
	return names
}

// lay gives the list its rows: lines, or saved queries while nothing is asked.
func (s *searchScreen) lay() {
	if s.query.IsEmpty() {
		s.laySaved()
		return
	}
	s.list.Boxes = true
	s.list.Empty = s.say("search.nothing")
	conc, order, lines, keys := s.found.conc, s.found.order, s.lines, s.found.keys // a source keeps the rows it was made from
	key := func(i int) string { return keys[order[i]] }
	s.list.SetSource(list.Source{
		Len:   len(order),
		Key:   key,
		Ticks: s.ticks,
		Row: func(i int) list.Row {
			at, l := conc.Line(order[i]), lines[order[i]]
			hit := list.Cell{Text: l.text}
			if l.mark[1] > l.mark[0] {
				hit.Marks = [][2]int{l.mark}
			}
			return list.Row{Key: key(i), Cells: []list.Cell{
				{Text: s.titles[at.Document], Style: s.theme.Dim},
				{Text: s.tongue.Number(at.Turn), Style: s.theme.Dim},
				hit,
				{Text: strings.Join(l.codes, ", "), Style: s.theme.Dim},
			}}
		},
	})
}

func (s *searchScreen) laySaved() {
	s.list.Boxes = false
	s.list.Empty = s.say("search.empty")
	rows := []list.Row{}
	if len(s.saved) > 0 {
		rows = append(rows, list.Row{Heading: true, Cells: []list.Cell{{Text: s.say("search.saved")}}})
	}
	for _, q := range s.saved {
		rows = append(rows, list.Row{Key: "try:" + q.Query, Cells: []list.Cell{{Text: q.Name}, {}, {Text: q.Query}}})
	}
	rows = append(rows, s.exampleRows()...)
	s.list.SetSource(list.Of(rows...))
}

// here is the line under the cursor; ok is false without one, or before it is
// read.
func (s *searchScreen) here() (number int, l hitLine, ok bool) {
	at := s.list.Index()
	if at < 0 || at >= len(s.found.order) {
		return 0, l, false
	}
	number = s.found.order[at]
	l, ok = s.lines[number]
	return number, l, ok
}

// context shows the turn of the line under the cursor, around its match.
func (s *searchScreen) context(w, h int) []string {
	rows := []string{s.theme.Border.Render(strings.Repeat(s.theme.Signs.Rule, w))}
	number, l, ok := s.here()
	if !ok {
		return rows
	}
	head := " " + safe(l.title) + " " + s.tongue.Number(s.found.conc.Line(number).Turn) + " " + safe(l.speaker)
	if len(l.codes) > 0 {
		head += " · " + safe(strings.Join(l.codes, ", "))
	}
	if l.mark[1] <= l.mark[0] { // a line without a keyword looks like a mistake
		head += " · " + s.say("search.no-keyword")
	}
	rows = append(rows, s.theme.Heading.Render(text.Fit(head, w)))
	for _, line := range s.passage(l, min(w-2, 80), max(h-2, 0)) {
		rows = append(rows, " "+line)
	}
	return rows
}

// passage wraps a turn and gives at most h of its lines, the match in the
// second. Of a turn that is much longer only a part around the match is read.
func (s *searchScreen) passage(l hitLine, w, h int) []string {
	if h <= 0 || w <= 0 {
		return nil
	}
	const perColumn = 8 // bytes, more than any text takes
	reach := perColumn * w * (h + 1)
	lo, hi := max(l.mark[0]-reach, 0), min(l.mark[1]+reach, len(l.text))
	if lo > 0 {
		lo += strings.IndexAny(l.text[lo:l.mark[0]], " \n") + 1
	}
	if at := strings.LastIndexAny(l.text[l.mark[1]:hi], " \n"); hi < len(l.text) && at >= 0 {
		hi = l.mark[1] + at
	}
	part := l.text[lo:hi]
	var marks [][2]int
	for _, m := range l.marks {
		if m[1] > lo && m[0] < hi {
			marks = append(marks, [2]int{m[0] - lo, m[1] - lo})
		}
	}
	wrapped := text.Wrap(part, w)
	first := 0
	for i, line := range wrapped {
		if line.Hi > l.mark[0]-lo {
			first = max(min(i-1, len(wrapped)-h), 0)
			break
		}
	}
	var out []string
	for _, line := range wrapped[first:min(first+h, len(wrapped))] {
		out = append(out, markLine(s.theme, part, line.Lo, line.Hi, marks))
	}
	return out
}
