package tui

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/transcript"
	"veldwerk/tui/reader"
	"veldwerk/tui/text"
)

// onSelection are the stripes on the selection; they are looked up once per
// selection, since a whole turn may hold thousands and View asks often.
func (s *readerScreen) onSelection() []reader.Stripe {
	if span := s.reader.Selection(); span != s.marked.span || s.marked.stripes == nil {
		s.marked.span, s.marked.stripes = span, s.reader.SelectionStripes()
		if s.marked.stripes == nil {
			s.marked.stripes = []reader.Stripe{}
		}
	}
	return s.marked.stripes
}

// setStripes redraws the margin.
func (s *readerScreen) setStripes() {
	s.marked.stripes = nil
	s.reader.SetStripes(s.stripes())
}

var unitNames = map[reader.Unit]string{
	reader.Word: "word", reader.Sentence: "sentence", reader.Turn: "turn", reader.Exchange: "exchange", reader.Passage: "free",
}

// selectionRow says in words what is selected and which codes are on it, so
// that nothing depends on the margin.
func (s *readerScreen) selectionRow(w int) string {
	unit := s.say("unit." + unitNames[s.reader.Unit()])
	if s.reader.Marking() {
		unit = s.say("reader.marking")
	}
	if !s.edging.IsZero() {
		unit = s.say("reader.edge-mode")
	}
	focused, hasFocus := s.reader.Focused()
	var names []string
	seen := map[reader.ID]bool{}
	width := 0
	for _, stripe := range s.onSelection() {
		if seen[stripe.Code] && stripe.Initials == "" && !hasFocus {
			continue
		}
		if seen[stripe.Code] = true; width > w {
			break
		}
		name := safe(stripe.Name)
		if stripe.Initials != "" {
			name += " (" + safe(stripe.Initials) + ")"
		}
		if hasFocus && stripe.ID == focused.ID {
			name = "[" + name + "]"
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
			width += text.Width(name) + 3
		}
	}
	codes := s.say("reader.no-codes")
	if len(names) > 0 {
		codes = strings.Join(names, " + ")
	}
	return s.theme.Focus.Render(" "+s.theme.Signs.Pointer+" "+unit+": ") + codes
}

// slotBar shows the pinned codes; the toast takes its place. All nine stand
// there when there is room, names being cut for it; the empty ones say that
// they are free.
func (s *readerScreen) slotBar(w int) string {
	type slot struct {
		name string
		code codebook.Code
	}
	var slots [9]slot
	pinned := 0
	for i, id := range s.book.slots {
		if code, ok := s.book.book.Tree.Code(id); ok && code.Usable() {
			slots[i] = slot{safe(code.Name), code}
			pinned++
		}
	}
	s.slotsAt = s.slotsAt[:0]
	if pinned == 0 {
		return s.theme.Dim.Render(" " + s.say("reader.no-slots"))
	}
	width := func(free bool, most int) int {
		sum := -1
		for _, p := range slots {
			if p.name != "" || free {
				sum += 4 + max(min(text.Width(p.name), most), 1)
			}
		}
		return sum
	}
	free, most := true, 40
	for ; most > 6 && width(free, most) > w; most-- {
		if most < 14 && free {
			free, most = false, 40 // the free ones go before names become riddles
		}
	}
	out, x := " ", 1
	for i, p := range slots {
		name := p.name
		if name == "" {
			if !free {
				continue
			}
			name = "–"
		}
		name = text.Cut(name, most)
		if x+2+text.Width(name) > w {
			break
		}
		out += s.theme.Key.Render(itoa(i+1)) + " "
		if p.name == "" {
			out += s.theme.Dim.Render(name)
		} else {
			out += s.theme.Code(p.code.Colour).Render(name)
		}
		s.slotsAt = append(s.slotsAt, barItem{from: x, to: x + 2 + text.Width(name), key: itoa(i + 1)})
		if x += 4 + text.Width(name); x < w {
			out += "  "
		}
	}
	return out
}

// treeRows are the codes of the panel, depth first, and the row of the code
// that is in view first of all: one on the selection, else the last used.
func (s *readerScreen) treeRows() (codes []codebook.Code, depths []int, here int) {
	wanted := s.last.id
	if focused, ok := s.reader.Focused(); ok {
		wanted = codebook.CodeID(focused.Code)
	} else if on := s.onSelection(); len(on) > 0 {
		wanted = codebook.CodeID(on[0].Code)
	}
	here = -1
	s.book.book.Tree.Walk(func(c codebook.Code, depth int) {
		if !c.Usable() {
			return
		}
		if c.ID == wanted {
			here = len(codes)
		}
		codes, depths = append(codes, c), append(depths, depth)
	})
	return codes, depths, here
}

// treePanel is the codebook beside the text: letter, name, slot, count. It
// scrolls to the code that was put last or is on the selection, once.
func (s *readerScreen) treePanel(w, h int) []string {
	rows := []string{s.theme.Heading.Render(text.Fit(" "+s.say("codebook.title"), w))}
	slots := map[codebook.CodeID]int{}
	for i, id := range s.book.slots {
		if !id.IsZero() {
			slots[id] = i + 1
		}
	}
	codes, depths, here := s.treeRows()
	room := max(h-1, 1)
	if here >= 0 && codes[here].ID != s.treeSeen {
		s.treeSeen = codes[here].ID
		if here < s.treeTop || here >= s.treeTop+room {
			s.treeTop = here - room/2
		}
	}
	s.treeTop = max(min(s.treeTop, len(codes)-room), 0)
	for i := s.treeTop; i < min(s.treeTop+room, len(codes)); i++ {
		c := codes[i]
		slot := " "
		if n := slots[c.ID]; n > 0 {
			slot = itoa(n)
		}
		name := text.Fit(strings.Repeat(" ", min(depths[i], 4)+1)+safe(c.Letter)+" "+safe(c.Name), max(w-7, 0))
		rows = append(rows, s.theme.Code(c.Colour).Render(name)+s.theme.Key.Render(slot)+s.theme.Dim.Render(padLeft(itoa(s.book.counts[c.ID]), 5)))
	}
	return rows
}

// codeAt is the code in a row of the tree panel, from 1; row 0 is its title.
func (s *readerScreen) codeAt(row int) (codebook.Code, bool) {
	codes, _, _ := s.treeRows()
	if i := s.treeTop + row - 1; row > 0 && i < len(codes) {
		return codes[i], true
	}
	return codebook.Code{}, false
}

func padLeft(s string, w int) string { return strings.Repeat(" ", max(w-text.Width(s), 0)) + s }

// detailsPanel tells about the selection: the quote, its codes with who and
// when, the definition of the first, the memos.
func (s *readerScreen) detailsPanel(w, h int) []string {
	var rows []string
	wrap := func(body string, most int) {
		for i, l := range text.Wrap(text.Safe(body), max(w, 1)) {
			if i >= most {
				break
			}
			rows = append(rows, text.Steady(text.Safe(body)[l.Lo:l.Hi]))
		}
	}
	heading := func(id string) { rows = append(rows, "", s.theme.Heading.Render(s.say(id))) }
	rows = append(rows, s.theme.Heading.Render(s.say("reader.selection")))
	wrap("“"+s.quote(s.reader.Selection())+"”", 8)
	here := s.onSelection()
	if len(here) > 0 {
		heading("reader.codes-here")
	}
	for i, stripe := range here {
		if c, ok := s.coding(codebook.CodingID(stripe.ID)); ok && i < 8 {
			words := s.say("home.words", "Count", transcript.CountWords(s.doc.Text.Slice(c.Span)), "Number", s.tongue.Number(transcript.CountWords(s.doc.Text.Slice(c.Span))))
			rows = append(rows, s.theme.Code(stripe.Colour).Render(text.Fit(safe(stripe.Letter)+" "+safe(stripe.Name), 18))+text.Cut(" "+words+" "+safe(initialsOf(s.coders[c.Coder]))+" "+s.tongue.Date(s.local(c.Created)), max(w-18, 0)))
			if c.Memo != "" {
				wrap(s.theme.Signs.Memo+" "+c.Memo, 3)
			}
		}
	}
	if len(here) > 0 {
		stripe := here[0]
		if focused, ok := s.reader.Focused(); ok {
			stripe = focused
		}
		if code, ok := s.book.book.Tree.Code(codebook.CodeID(stripe.Code)); ok && code.Short != "" {
			heading("reader.definition")
			wrap(code.Short, 6)
			if code.NotWhen != "" {
				wrap(s.say("reader.not-when", "Text", code.NotWhen), 5)
			}
		}
	}
	for _, m := range s.memos {
		if m.About.Kind == codebook.RefSpan && m.About.Span.Overlaps(s.reader.Selection()) && len(rows) < h {
			heading("reader.memo-here")
			wrap(m.Title, 2)
			wrap(m.Body, 8)
		}
	}
	return rows[:min(len(rows), max(h, 0))]
}

// clicks counts presses in one place: one takes a word, two a sentence, three
// a turn.
type clicks struct {
	x, y, n int
	at      time.Time
}

// mouse handles presses, drags and the wheel over the text and the tree.
func (s *readerScreen) mouse(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case tea.MouseWheelMsg:
		if m.X < s.area.x {
			s.treeTop += wheelLines(m)
			return nil
		}
		s.reader.Wheel(wheelLines(m))
	case tea.MouseClickMsg:
		if m.Button != tea.MouseLeft {
			return nil
		}
		if m.Y >= s.area.h {
			s.clicks = clicks{} // no drag begins here
			return s.pressSlot(m.X)
		}
		if m.X < s.area.x {
			s.clicks = clicks{}
			if c, ok := s.codeAt(m.Y - s.area.y); ok {
				s.used(c.ID)
				return s.apply(chosenCode(c))
			}
			return nil
		}
		return s.press(m.X-s.area.x, m.Y-s.area.y)
	case tea.MouseMotionMsg:
		if m.Button == tea.MouseLeft && s.clicks.n > 0 {
			s.reader.Drag(m.X-s.area.x, m.Y-s.area.y)
		}
	case tea.MouseReleaseMsg:
		s.reader.Release()
		return s.wishToKeep()
	}
	return nil
}

// pressSlot codes with the pinned code under the mouse.
func (s *readerScreen) pressSlot(x int) tea.Cmd {
	for _, item := range s.slotsAt {
		if n, ok := slotOf(item.key); ok && x >= item.from && x < item.to {
			return s.slot(n)
		}
	}
	return nil
}

func (s *readerScreen) press(x, y int) tea.Cmd {
	now := s.env.Now()
	if x == s.clicks.x && y == s.clicks.y && now.Sub(s.clicks.at) < 500*time.Millisecond {
		s.clicks.n = s.clicks.n%3 + 1
	} else {
		s.clicks.n = 1
	}
	s.clicks.x, s.clicks.y, s.clicks.at = x, y, now
	switch s.clicks.n {
	case 1:
		s.reader.Press(x, y)
	case 2:
		s.reader.Double(x, y)
	default:
		s.reader.Triple(x, y)
	}
	return nil
}
