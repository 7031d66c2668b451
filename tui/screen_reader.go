package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"veldwerk/codebook"
	"veldwerk/transcript"
	"veldwerk/tui/reader"
	"veldwerk/tui/text"
	"veldwerk/workspace"
)

// readerScreen shows a transcript and codes what is selected in it.
type readerScreen struct {
	*desk
	id       transcript.DocumentID
	doc      *transcript.Document
	reader   *reader.Reader
	codings  []codebook.Coding
	memos    []codebook.Memo
	coders   map[codebook.CoderID]codebook.Coder
	places   workspace.Places
	last     codeChoice               // what r repeats
	edging   codebook.CodingID        // the coding whose edges are being moved
	only     codebook.CoderID         // only this coder's codings, else all
	pending  *showDocument            // to be shown when the document is there
	tree     bool                     // codebook panel wanted
	details  bool                     // inspector wanted
	clicks   clicks                   // for double and triple clicks
	area     struct{ x, y, w, h int } // of the reader widget, in the screen's rows
	slotsAt  []barItem                // where the pinned codes stand in the status row, for the mouse
	treeTop  int                      // first code of the tree panel
	treeSeen codebook.CodeID          // the code it scrolled to last
	marked   struct {                 // the stripes on the selection
		span    transcript.Span
		stripes []reader.Stripe
	}
	kept int // sequence number of the last wish to keep the place
}

type readerRead struct {
	id      transcript.DocumentID
	doc     *transcript.Document
	codings []codebook.Coding
	memos   []codebook.Memo
	coders  []codebook.Coder
	places  workspace.Places
}

func newReader(d *desk) *readerScreen { return &readerScreen{desk: d, tree: true, details: true} }

// Enter opens the document asked for, else goes on with the one that was open.
func (s *readerScreen) Enter(show any) tea.Cmd {
	if m, ok := show.(showDocument); ok {
		s.pending = &m
		if s.placing != nil && s.placing.Document != m.id {
			s.placing = nil
		}
		if m.id != s.id {
			s.id, s.doc, s.reader, s.edging = m.id, nil, nil, codebook.CodingID{}
		}
	}
	ws, id := s.ws, s.id
	return s.read(screenReader, "document", func(ctx context.Context) (tea.Msg, error) { return readReader(ctx, ws, id) })
}

// Waits until the document, and the place in it that was asked for, are there.
func (s *readerScreen) Waits() bool {
	return (s.reader == nil || s.pending != nil) && s.awaits(screenReader, "document")
}

func readReader(ctx context.Context, ws *workspace.Workspace, id transcript.DocumentID) (tea.Msg, error) {
	r := readerRead{places: ws.Places()}
	docs, err := ws.Documents(ctx)
	if err != nil {
		return nil, err
	}
	known := func(id transcript.DocumentID) bool {
		for _, d := range docs {
			if d.ID == id {
				return true
			}
		}
		return false
	}
	if !known(id) {
		id = documentID(r.places.Document)
	}
	if !known(id) && len(docs) > 0 {
		id = docs[0].ID
	}
	if !known(id) {
		return r, nil
	}
	r.id = id
	if r.doc, err = ws.Document(ctx, id); err != nil {
		return nil, err
	}
	if r.codings, err = ws.Project.Codings.Of(ctx, id); err != nil {
		return nil, err
	}
	if r.coders, err = ws.Project.Coders.List(ctx); err != nil {
		return nil, err
	}
	memos, err := ws.Project.Memos.List(ctx)
	for _, m := range memos {
		if m.About.Document == id {
			r.memos = append(r.memos, m)
		}
	}
	return r, err
}

func (s *readerScreen) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case readerRead:
		return s.take(m)
	case keepPlace:
		if m.seq == s.kept {
			return s.keep()
		}
		return nil
	}
	if s.reader == nil {
		return nil
	}
	return s.mouse(msg)
}

// take shows what was read; the place is kept when the document is the same.
func (s *readerScreen) take(m readerRead) tea.Cmd {
	if m.doc == nil {
		s.doc, s.reader = nil, nil
		return nil
	}
	s.codings, s.memos = m.codings, m.memos
	s.coders = map[codebook.CoderID]codebook.Coder{}
	for _, c := range m.coders {
		s.coders[c.ID] = c
	}
	if s.reader == nil || m.doc != s.doc {
		s.open(m)
	}
	s.setStripes()
	s.reader.ShowTimes(s.settings.Times)
	if p := s.pending; p != nil {
		s.pending = nil
		s.reader.SetMatches(p.matches)
		switch {
		case p.unit == workspace.UnitSentence && !p.at.IsEmpty():
			s.reader.GoTo(p.at.Start)
		case p.unit == workspace.UnitTurn && !p.at.IsEmpty():
			s.reader.GoTo(p.at.Start)
			s.reader.SelectTurn(1)
		case !p.at.IsEmpty():
			s.reader.SelectSpan(p.at)
		case p.turn > 0:
			s.reader.GoToTurn(p.turn)
		}
	}
	return s.wishToKeep()
}

func (s *readerScreen) open(m readerRead) {
	same := s.reader != nil && s.id == m.id
	var anchor reader.Anchor
	if same {
		anchor = s.reader.Anchor()
	} else if p, ok := m.places.Reading[m.id.String()]; ok {
		anchor, same = reader.Anchor{Turn: p.Turn, Start: p.Start, End: p.End, Top: p.Top, Row: p.Row}, true
	}
	s.id, s.doc, s.places = m.id, m.doc, m.places
	s.reader = reader.New(m.doc, s.theme)
	if same {
		s.reader.Restore(anchor)
	}
}

// stripes are the codings as the margin shows them.
func (s *readerScreen) stripes() []reader.Stripe {
	me := s.ws.Coder().ID
	out := make([]reader.Stripe, 0, len(s.codings))
	for _, c := range s.codings {
		if !s.only.IsZero() && c.Coder != s.only {
			continue
		}
		code, ok := s.book.book.Tree.Code(c.Code)
		if !ok {
			continue
		}
		stripe := reader.Stripe{ID: reader.ID(c.ID), Code: reader.ID(c.Code), Span: c.Span, Letter: code.Letter, Name: code.Name, Colour: code.Colour, Glyph: s.book.glyphs[c.Code], Memo: c.Memo != ""}
		if c.Coder != me {
			stripe.Initials = initialsOf(s.coders[c.Coder])
		}
		out = append(out, stripe)
	}
	return out
}

// bookChanged redraws the stripes when codes have other names or colours.
func (s *readerScreen) bookChanged() {
	if s.reader != nil {
		s.setStripes()
	}
}

// keepPlace comes a moment after the last move: the place is kept on disk.
type keepPlace struct{ seq int }

func (s *readerScreen) wishToKeep() tea.Cmd {
	s.kept++
	seq := s.kept
	return tea.Tick(s.patience, func(time.Time) tea.Msg { return toScreen{owner: screenReader, msg: keepPlace{seq: seq}} })
}

// place is where one reads now.
func (s *readerScreen) place() workspace.Places {
	p := s.places
	if s.reader == nil {
		return p
	}
	a := s.reader.Anchor()
	key := s.id.String()
	p.Document = key
	p.Reading[key] = workspace.Place{Turn: a.Turn, Row: a.Row, Top: a.Top, Start: a.Start, End: a.End, Read: max(p.Reading[key].Read, a.End)}
	return p
}

func (s *readerScreen) keep() tea.Cmd {
	if s.reader == nil {
		return nil
	}
	ws, key := s.ws, s.id.String()
	now := s.place().Reading[key]
	return func() tea.Msg {
		ws.KeepPlace(key, now)
		return nil
	}
}

// keepNow is for leaving: it writes at once.
func (s *readerScreen) keepNow() {
	if s.reader != nil {
		key := s.id.String()
		s.ws.KeepPlace(key, s.place().Reading[key])
	}
}

func (s *readerScreen) Capturing() bool { return false }

// Layout of the screen, in columns.
const (
	treeFrom    = 110 // from this width the codebook stands beside the text
	treeWidth   = 27
	detailsFrom = 170 // from this width the inspector does too
	detailsWide = 46
)

func (s *readerScreen) Draw(w, h int) face {
	if s.reader == nil {
		return face{rows: []string{"", text.Fit("  "+s.emptyText(), w)}}
	}
	left, right := 0, 0
	if s.tree && w >= treeFrom {
		left = treeWidth
	}
	if s.details && w >= detailsFrom {
		right = detailsWide
	}
	s.area.x, s.area.y, s.area.w = left, 1, w-left-right
	s.reader.SetTheme(s.theme)
	s.reader.SetSize(s.area.w, max(h-1, 0))
	body := s.reader.View()
	var tree, details []string
	if left > 0 {
		tree = s.treePanel(left-1, h-1)
	}
	if right > 0 {
		details = s.detailsPanel(right-2, h-1)
	}
	line := s.theme.Border.Render(s.theme.Signs.Line)
	rows := make([]string, 0, h)
	rows = append(rows, text.FitStyled(s.selectionRow(w), w))
	for i, row := range body {
		if left > 0 {
			row = text.FitStyled(at(tree, i), left-1) + line + row
		}
		if right > 0 {
			row = text.FitStyled(row, w-right) + line + " " + text.FitStyled(at(details, i), right-2)
		}
		rows = append(rows, row)
	}
	f := face{rows: rows, pinned: 1, title: s.where(s.titleRoom(screenReader, w)), status: s.slotBar(w)}
	if s.isPlacing() && s.edging.IsZero() {
		f.status, s.slotsAt = s.placingStatus(w), nil
	}
	s.area.h = len(rows)
	if x, y, ok := s.reader.Cursor(); ok {
		f.cursor = &point{x: x + left, y: y + 1}
	}
	return f
}

func at(rows []string, i int) string {
	if i < len(rows) {
		return rows[i]
	}
	return ""
}

func (s *readerScreen) emptyText() string {
	if s.id.IsZero() {
		return s.say("reader.empty")
	}
	return s.say("reader.opening")
}

// where says what one reads and how far. What there is no room for falls away
// from the least: the share read, the coder, at last the end of the title; the
// turn stays.
func (s *readerScreen) where(room int) string {
	turns := 0
	if n := len(s.doc.Turns); n > 0 {
		turns = s.doc.Turns[n-1].N
	}
	turn := s.say("reader.place", "Turn", s.tongue.Number(s.reader.TurnNumber()), "Turns", s.tongue.Number(turns))
	if page := s.page(); page != "" {
		turn += " · " + page
	}
	coder := " │ " + s.say("app.coder", "Name", safe(initialsOf(s.ws.Coder())))
	title := safe(s.doc.Title)
	for _, rest := range []string{" │ " + turn + " · " + s.tongue.Percent(float64(s.reader.Percent())/100) + coder, " │ " + turn + coder, " │ " + turn} {
		if text.Width(title)+text.Width(rest) <= room {
			return title + rest
		}
	}
	return text.Cut(title, max(room-text.Width(turn)-3, 8)) + " │ " + turn
}

// page names the page of the source on which the selection starts; "" when the
// source has no pages.
func (s *readerScreen) page() string {
	n := s.doc.PageAt(s.reader.Selection().Start)
	if n == 0 {
		return ""
	}
	return s.say("reader.page", "Page", s.tongue.Number(n))
}
