package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"veldwerk/tui/reader"
)

// move is a step in the text: what it does plainly, and in mark mode.
func (s *readerScreen) move(f func() bool, unit reader.Unit, n int) func() tea.Cmd {
	return func() tea.Cmd {
		if s.reader == nil {
			return nil
		}
		if s.reader.Marking() || !s.edging.IsZero() {
			s.reader.Extend(unit, n)
		} else {
			f()
		}
		return s.wishToKeep()
	}
}

// then runs f when a document is open and remembers the place.
func (s *readerScreen) then(f func()) func() tea.Cmd {
	return func() tea.Cmd {
		if s.reader == nil {
			return nil
		}
		f()
		return s.wishToKeep()
	}
}

// with runs f when a document is open.
func (s *readerScreen) with(f func() tea.Cmd) func() tea.Cmd {
	return func() tea.Cmd {
		if s.reader == nil {
			return nil
		}
		return f()
	}
}

// Commands are the keys of the reader, as in the key table of the design.
func (s *readerScreen) Commands() []command {
	if !s.edging.IsZero() {
		return s.edgeCommands()
	}
	return slices.Concat(s.placingCommands(), s.slotCommands(), s.codeCommands(), s.moveCommands())
}

func (s *readerScreen) moveCommands() []command {
	r := func() *reader.Reader { return s.reader }
	extend := func(unit reader.Unit, n int) func() tea.Cmd { return s.then(func() { r().Extend(unit, n) }) }
	return []command{
		{id: "reader.next-sentence", keys: []string{"down", "j"}, run: s.move(func() bool { return r().Sentence(1) }, reader.Sentence, 1)},
		{id: "reader.previous-sentence", keys: []string{"up", "k"}, run: s.move(func() bool { return r().Sentence(-1) }, reader.Sentence, -1)},
		{id: "reader.next-word", keys: []string{"right", "l"}, run: s.move(func() bool { return r().Word(1) }, reader.Word, 1)},
		{id: "reader.previous-word", keys: []string{"left", "h"}, run: s.move(func() bool { return r().Word(-1) }, reader.Word, -1)},
		{id: "reader.turn", keys: []string{"t"}, bar: 5, run: s.then(func() { r().SelectTurn(1) })},
		{id: "reader.previous-turn", keys: []string{"T"}, run: s.then(func() { r().SelectTurn(-1) })},
		{id: "reader.extend-down", keys: []string{"shift+down", "J"}, run: extend(reader.Sentence, 1)},
		{id: "reader.extend-up", keys: []string{"shift+up", "K"}, run: extend(reader.Sentence, -1)},
		{id: "reader.extend-right", keys: []string{"shift+right", "L"}, run: extend(reader.Word, 1)},
		{id: "reader.extend-left", keys: []string{"shift+left", "H"}, run: extend(reader.Word, -1)},
		{id: "reader.mark", keys: []string{"v"}, bar: 7, run: s.then(func() { r().Mark() })},
		{id: "reader.swap", keys: []string{"s"}, run: s.then(func() { r().SwapEnd() })},
		{id: "reader.grow", keys: []string{"+", "="}, run: s.then(func() { r().Grow() })},
		{id: "reader.shrink", keys: []string{"-"}, run: s.then(func() { r().Shrink() })},
		{id: "reader.page-down", keys: []string{"pgdown", "space"}, run: s.then(func() { r().Page(1) })},
		{id: "reader.page-up", keys: []string{"pgup"}, run: s.then(func() { r().Page(-1) })},
		{id: "reader.home", keys: []string{"home"}, run: s.then(func() { r().Home() })},
		{id: "reader.end", keys: []string{"end"}, run: s.then(func() { r().End() })},
		{id: "reader.next", keys: []string{"n"}, run: s.then(func() { s.nextMark(1) })},
		{id: "reader.previous", keys: []string{"N"}, run: s.then(func() { s.nextMark(-1) })},
		{id: "reader.next-uncoded", keys: []string{"w"}, bar: 12, run: s.then(s.nextUncoded)},
		{id: "reader.go-turn", keys: []string{"G"}, run: s.with(s.askTurn)},
	}
}

func (s *readerScreen) codeCommands() []command {
	return []command{
		{id: "reader.code", keys: []string{"c", "enter"}, bar: 2, run: s.with(s.askCode)},
		{id: "reader.repeat", keys: []string{"r", "."}, bar: 3, run: s.with(s.repeat)},
		{id: "reader.in-vivo", keys: []string{"i"}, bar: 9, run: s.with(s.inVivo)},
		{id: "reader.remove", keys: []string{"x", "delete"}, bar: 6, run: s.with(s.remove)},
		{id: "reader.recode", keys: []string{"R"}, run: s.with(s.recode)},
		{id: "reader.edges", keys: []string{"e"}, bar: 10, run: s.with(s.edges)},
		{id: "reader.cycle", keys: []string{"o"}, bar: 11, run: s.with(s.cycle)},
		{id: "reader.spotlight", keys: []string{"f"}, bar: 13, run: s.with(s.spotlight)},
		{id: "reader.memo", keys: []string{"m"}, bar: 8, run: s.with(s.memo)},
		{id: "reader.document-memo", keys: []string{"M"}, run: s.with(s.documentMemo)},
		{id: "reader.certainty", keys: []string{"z"}, run: s.with(s.certainty)},
		{id: "reader.copy", keys: []string{"y"}, bar: 14, run: s.with(s.copyQuote)},
		{id: "reader.coders", keys: []string{"a"}, run: s.with(s.nextCoder)},
		{id: "reader.times", keys: []string{"Z"}, run: s.with(s.toggleTimes)},
		{id: "reader.tree", keys: []string{"b"}, run: func() tea.Cmd { s.tree = !s.tree; return nil }},
		{id: "reader.details", keys: []string{"d"}, run: func() tea.Cmd { s.details = !s.details; return nil }},
		{id: "reader.pin", run: s.with(s.askPin)},
		{id: "revise.correct", keys: []string{"E"}, run: s.with(s.correct)},
		{id: "revise.turn", run: s.with(s.correctTurn)},
		{id: "revise.whole", run: s.with(s.correctWhole)},
		{id: "reader.speakers", run: func() tea.Cmd { return s.goTo(screenSpeakers, showDocument{id: s.id}) }},
	}
}

// slotCommands are the number keys; the bar and help show them as one.
func (s *readerScreen) slotCommands() []command {
	out := make([]command, 9)
	for i := range out {
		out[i] = command{id: "reader.slot", keys: []string{itoa(i + 1)}, shown: "1–9", run: s.with(func() tea.Cmd { return s.slot(i + 1) })}
	}
	out[0].bar = 1
	return out
}

// edgeCommands are the keys while the edges of a coding are moved.
func (s *readerScreen) edgeCommands() []command {
	extend := func(unit reader.Unit, n int) func() tea.Cmd { return s.then(func() { s.reader.Extend(unit, n) }) }
	return []command{
		{id: "reader.edge-save", keys: []string{"enter"}, bar: 1, run: s.saveEdges},
		{id: "reader.edge-right", keys: []string{"right", "l", "shift+right", "L"}, bar: 2, run: extend(reader.Word, 1)},
		{id: "reader.edge-left", keys: []string{"left", "h", "shift+left", "H"}, bar: 3, run: extend(reader.Word, -1)},
		{id: "reader.edge-down", keys: []string{"down", "j", "shift+down", "J"}, run: extend(reader.Sentence, 1)},
		{id: "reader.edge-up", keys: []string{"up", "k", "shift+up", "K"}, run: extend(reader.Sentence, -1)},
		{id: "reader.edge-swap", keys: []string{"s"}, bar: 4, run: s.then(func() { s.reader.SwapEnd() })},
		{id: "reader.edge-cancel", keys: []string{"esc"}, bar: 5, run: s.then(s.stopEdges)},
	}
}

func (s *readerScreen) Key(key string, _ tea.KeyPressMsg) (tea.Cmd, bool) {
	if s.reader == nil {
		return nil, false
	}
	if key == "esc" {
		switch {
		case s.reader.Collapse():
		case s.reader.Spotlit() != reader.ID{}:
			s.reader.Spotlight(reader.ID{})
		default:
			s.reader.SetMatches(nil)
		}
		return nil, true
	}
	return nil, false
}

// nextMark goes to the next search hit, or to the next fragment.
func (s *readerScreen) nextMark(dir int) {
	if !s.reader.NextMatch(dir) {
		s.reader.NextStripe(dir)
	}
}

func (s *readerScreen) nextUncoded() {
	if !s.reader.NextUncoded(1) {
		s.tell("reader.all-coded")
	}
}
