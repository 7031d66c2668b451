package tui

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/store"
	"veldwerk/transcript"
	"veldwerk/tui/reader"
)

// apply puts a code on the selection; exactly the same extent takes it off
// again. Whether it is there already is looked up when the act's turn has come,
// so quick keys do what slow ones do.
func (s *readerScreen) apply(c codeChoice) tea.Cmd {
	if s.refuseReadOnly() {
		return nil
	}
	s.reader.Reveal() // the wheel may have led away from what is coded
	span := s.reader.Selection()
	if span.IsEmpty() {
		return nil
	}
	ws, place := s.ws, store.Place{Document: s.id, Span: span}
	words := transcript.CountWords(s.doc.Text.Slice(span))
	s.last = codeChoice{id: c.id, name: c.name}
	var removed bool
	var out store.Outcome
	return s.act(screenReader, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		have, there, err := ws.Project.Codings.Exact(ctx, by, c.id, place)
		if err == nil && there {
			removed = true
			return nil, ws.Project.Codings.Remove(ctx, by, have)
		}
		if err == nil {
			out, err = ws.Project.Codings.Apply(ctx, by, c.application(place))
		}
		return nil, err
	}, func() string {
		switch {
		case removed:
			return s.say("reader.uncoded", "Code", safe(c.name))
		case out.Skipped > 0:
			return s.say("reader.had-it", "Code", safe(c.name))
		case out.United > 0:
			return s.say("reader.united", "Code", safe(c.name))
		case len(c.fresh) > 0:
			return s.say("reader.coded-new", "Code", safe(c.name), "Count", words)
		}
		return s.say("reader.coded", "Code", safe(c.name), "Count", words)
	})
}

func (s *readerScreen) slot(n int) tea.Cmd { return s.withSlot(n, s.apply) }

// askCode picks a code; a new one comes under the parent of the code here, else
// of the one used last.
func (s *readerScreen) askCode() tea.Cmd {
	if s.refuseReadOnly() {
		return nil
	}
	tree, near := s.book.book.Tree, codebook.CodeID{}
	if focused, ok := s.reader.Focused(); ok {
		near = codebook.CodeID(focused.Code)
	} else if here := s.onSelection(); len(here) > 0 {
		near = codebook.CodeID(here[0].Code)
	} else if len(s.recent) > 0 {
		near = s.recent[0]
	}
	if tree == nil {
		return nil
	}
	parent := near
	if c, ok := tree.Code(near); ok && len(tree.Children(near)) == 0 {
		parent = c.Parent
	}
	return s.pickCodeUnder(parent, s.apply)
}

// repeat puts the last code again.
func (s *readerScreen) repeat() tea.Cmd {
	if s.last.id.IsZero() && len(s.recent) > 0 {
		if code, ok := s.book.book.Tree.Code(s.recent[0]); ok {
			s.last = chosenCode(code)
		}
	}
	if s.last.id.IsZero() {
		return s.askCode()
	}
	return s.apply(s.last)
}

// inVivo makes a code of the selected words and puts it there.
func (s *readerScreen) inVivo() tea.Cmd {
	if s.refuseReadOnly() {
		return nil
	}
	name := strings.Join(strings.Fields(s.doc.Text.Slice(s.reader.Selection())), " ")
	if words := strings.Fields(name); len(words) > 8 {
		name = strings.Join(words[:8], " ")
	}
	s.ask(promptFor(s.desk, "reader.ask-in-vivo", strings.Trim(name, ".,;:!?…"), func(name string) tea.Cmd {
		for _, c := range s.book.book.Tree.Find(strings.ReplaceAll(name, "/", `\/`)) {
			return s.apply(chosenCode(c))
		}
		fresh := codebook.Code{ID: codebook.CodeID(s.env.NewID()), Name: name, Status: codebook.StatusActive}
		return s.apply(codeChoice{id: fresh.ID, fresh: []codebook.Code{fresh}, name: name})
	}))
	return nil
}

// here lists the coder's own codings at the selection, the focused one alone
// when there is one.
func (s *readerScreen) here() []codebook.Coding {
	me := s.ws.Coder().ID
	if focused, ok := s.reader.Focused(); ok {
		if c, ok := s.coding(codebook.CodingID(focused.ID)); ok {
			return []codebook.Coding{c}
		}
	}
	var out []codebook.Coding
	for _, stripe := range s.onSelection() {
		if c, ok := s.coding(codebook.CodingID(stripe.ID)); ok && c.Coder == me {
			out = append(out, c)
		}
	}
	return out
}

func (s *readerScreen) coding(id codebook.CodingID) (codebook.Coding, bool) {
	i := slices.IndexFunc(s.codings, func(c codebook.Coding) bool { return c.ID == id })
	if i < 0 {
		return codebook.Coding{}, false
	}
	return s.codings[i], true
}

func (s *readerScreen) codeName(id codebook.CodeID) string {
	c, _ := s.book.book.Tree.Code(id)
	return c.Name
}

// choose gives f the coding that is meant: the only one here, or the one
// picked from a list.
func (s *readerScreen) choose(titleID string, f func(codebook.Coding) tea.Cmd) tea.Cmd {
	if s.refuseReadOnly() {
		return nil
	}
	codings := s.here()
	switch len(codings) {
	case 0:
		s.tell("reader.none-here")
		return nil
	case 1:
		return f(codings[0])
	}
	var items []choice
	for _, c := range codings {
		items = append(items, choice{key: c.ID.String(), label: s.codeName(c.Code), detail: s.quote(c.Span)})
	}
	s.ask(pickFrom(s.desk, titleID, items, func(key string) tea.Cmd {
		if c, ok := s.coding(codingID(key)); ok {
			return f(c)
		}
		return nil
	}))
	return nil
}

// quote is the text of a span on one line.
func (s *readerScreen) quote(span transcript.Span) string {
	return strings.Join(strings.Fields(s.doc.Text.Slice(span)), " ")
}

// remove takes a code off the selection.
func (s *readerScreen) remove() tea.Cmd {
	return s.choose("reader.ask-remove", func(c codebook.Coding) tea.Cmd {
		ws, name := s.ws, s.codeName(c.Code)
		return s.act(screenReader, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
			return nil, ws.Project.Codings.Remove(ctx, by, c.ID)
		}, func() string { return s.say("reader.uncoded", "Code", safe(name)) })
	})
}

// recode gives a coding here another code.
func (s *readerScreen) recode() tea.Cmd {
	return s.choose("reader.ask-recode", func(c codebook.Coding) tea.Cmd {
		return s.pickCode(func(to codeChoice) tea.Cmd {
			ws, from := s.ws, s.codeName(c.Code)
			return s.act(screenReader, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
				if err := to.make(ctx, ws, by); err != nil {
					return nil, err
				}
				return nil, ws.Project.Codings.Recode(ctx, by, to.id, c.ID)
			}, func() string { return s.say("reader.recoded", "From", safe(from), "To", safe(to.name)) })
		})
	})
}

// certainty of a coding here: 1, 2, 3, none.
func (s *readerScreen) certainty() tea.Cmd {
	return s.choose("reader.ask-certainty", func(c codebook.Coding) tea.Cmd {
		ws, next := s.ws, (c.Certainty+1)%4
		return s.act(screenReader, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
			return nil, ws.Project.Codings.SetCertainty(ctx, by, c.ID, next)
		}, func() string { return s.say("fragments.certainty-set", "Certainty", next) })
	})
}

// edges begins to move the edges of a coding: its span is the selection, the
// arrows move one end, s the other, Enter keeps it.
func (s *readerScreen) edges() tea.Cmd {
	return s.choose("reader.ask-edges", func(c codebook.Coding) tea.Cmd {
		if s.reader.SelectSpan(c.Span) {
			s.edging = c.ID
			s.tell("reader.edging", "Code", safe(s.codeName(c.Code)))
		}
		return nil
	})
}

func (s *readerScreen) stopEdges() {
	s.edging = codebook.CodingID{}
	s.reader.Collapse()
}

func (s *readerScreen) saveEdges() tea.Cmd {
	ws, id, span := s.ws, s.edging, s.reader.Selection()
	s.stopEdges()
	return s.act(screenReader, func(ctx context.Context, by codebook.CoderID) (tea.Msg, error) {
		return nil, ws.Project.Codings.Resize(ctx, by, id, span)
	}, func() string { return s.say("reader.edges-moved") })
}

// cycle puts the focus on the next of the codes here.
func (s *readerScreen) cycle() tea.Cmd {
	if !s.reader.CycleStripe(1) {
		s.tell("reader.none-here")
	}
	return nil
}

// spotlight shows one code bright: the focused one, the first here, or none.
func (s *readerScreen) spotlight() tea.Cmd {
	if (s.reader.Spotlit() != reader.ID{}) {
		s.reader.Spotlight(reader.ID{})
		return nil
	}
	if focused, ok := s.reader.Focused(); ok {
		s.reader.Spotlight(focused.Code)
		return nil
	}
	if here := s.onSelection(); len(here) > 0 {
		s.reader.Spotlight(here[0].Code)
		return nil
	}
	return s.pickCode(func(c codeChoice) tea.Cmd {
		s.reader.Spotlight(reader.ID(c.id))
		return nil
	})
}

// memo writes about the focused coding, else about the selection.
func (s *readerScreen) memo() tea.Cmd {
	if s.refuseReadOnly() {
		return nil
	}
	if focused, ok := s.reader.Focused(); ok {
		if c, ok := s.coding(codebook.CodingID(focused.ID)); ok {
			return s.askCodingMemo(screenReader, c.ID, c.Memo)
		}
	}
	span := s.reader.Selection()
	return s.askMemo(screenReader, codebook.Memo{About: codebook.Ref{Kind: codebook.RefSpan, Document: s.id, Span: span}, Title: cutWords(s.quote(span), 8)})
}

func (s *readerScreen) documentMemo() tea.Cmd {
	if s.refuseReadOnly() {
		return nil
	}
	return s.askMemo(screenReader, codebook.Memo{About: codebook.Ref{Kind: codebook.RefDocument, Document: s.id}, Title: s.doc.Title})
}

// cutWords keeps the first n words.
func cutWords(s string, n int) string {
	words := strings.Fields(s)
	if len(words) <= n {
		return s
	}
	return strings.Join(words[:n], " ") + "…"
}

// copyQuote puts the quote with its reference on the clipboard (OSC 52).
func (s *readerScreen) copyQuote() tea.Cmd {
	s.tell("reader.copied")
	span := s.reader.Selection()
	reference := s.doc.Title + ", " + s.say("reader.turn-number", "Turn", s.reader.TurnNumber())
	if i := s.doc.TurnAt(span.Start); i >= 0 {
		if name := s.doc.SpeakerOf(s.doc.Turns[i]).Name; name != "" {
			reference += ", " + name
		}
	}
	if page := s.page(); page != "" {
		reference += ", " + page
	}
	return tea.SetClipboard("“" + s.quote(span) + "” (" + reference + ")")
}

// nextCoder shows all coders' codings, then mine, then each other coder's.
func (s *readerScreen) nextCoder() tea.Cmd {
	me := s.ws.Coder()
	order := []codebook.CoderID{{}, me.ID}
	var others []codebook.Coder
	for _, c := range s.coders {
		if c.ID != me.ID {
			others = append(others, c)
		}
	}
	slices.SortFunc(others, func(a, b codebook.Coder) int { return s.tongue.Compare(a.Name, b.Name) })
	for _, c := range others {
		order = append(order, c.ID)
	}
	s.only = order[(slices.Index(order, s.only)+1)%len(order)]
	s.setStripes()
	if s.only.IsZero() {
		s.tell("reader.coders-all")
	} else {
		s.tell("reader.coders-one", "Name", safe(s.coders[s.only].Name))
	}
	return nil
}

func (s *readerScreen) toggleTimes() tea.Cmd {
	s.settings.Times = !s.settings.Times
	s.reader.ShowTimes(s.settings.Times)
	settings, env := s.settings, s.env
	return func() tea.Msg {
		_ = settings.Save(env) // a settings file that can't be written never stops the work
		return nil
	}
}

// askTurn goes to a turn by its number.
func (s *readerScreen) askTurn() tea.Cmd {
	s.ask(promptFor(s.desk, "reader.ask-turn", "", func(answer string) tea.Cmd {
		n := 0
		for _, r := range answer {
			if r < '0' || r > '9' || n > 1e8 {
				n = -1
				break
			}
			n = n*10 + int(r-'0')
		}
		if n < 0 || !s.reader.GoToTurn(n) {
			s.tell("reader.no-turn", "Turn", safe(answer))
			return nil
		}
		return s.wishToKeep()
	}))
	return nil
}

// askPin puts a code on a number key.
func (s *readerScreen) askPin() tea.Cmd {
	if s.refuseReadOnly() {
		return nil
	}
	return s.pickCode(func(c codeChoice) tea.Cmd {
		s.ask(promptFor(s.desk, "reader.ask-slot", "", func(answer string) tea.Cmd {
			if n, ok := slotOf(answer); ok {
				return s.pin(n, c.id, func() string { return s.say("reader.pinned", "Code", safe(c.name), "Slot", n) })
			}
			return nil
		}))
		return nil
	})
}
