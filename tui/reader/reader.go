// Package reader is the widget that shows one transcript with its codings and
// in which people select what they want to code. It knows neither the project
// file nor the App: it is given a document, stripes and matches, and gives back
// a selection.
//
// Words: the selection is what a code would be put on; it is never empty when
// the text holds a word. A Unit is what moves step by: word, sentence, turn,
// exchange (question and answer). The head is the end of the selection that
// moves, the other end stays. A Stripe is a coding as it is drawn in the
// margin; a lane is a column of stripes; depth is how many codings cover a
// piece of text. The spotlight shows one code and dims the rest. A place is a
// row of the whole layout; the frame is the rows on the screen.
//
// Use: New, SetSize, SetStripes, moves (Sentence, Word, Turn, SelectTurn, Page,
// Extend, Grow, GoTo …), then View, Cursor, Selection and SelectionStripes. No
// method does I/O or keeps time. Moves that can fail say so with a bool.
//
// Guarantees: View gives exactly the height in rows, none wider than the width,
// with nothing of the text drawn raw. Selection lies on grapheme boundaries
// inside the text. Only what is visible is laid out: a turn is divided into
// chunks of some 4 kB, so that one turn of a million words costs what a short
// one costs. The line one reads stays when the width changes. No meaning is
// carried by colour alone.
//
// Non-goals: key bindings, writing codings, wording anything for people.
package reader

import (
	"veldwerk/transcript"
	"veldwerk/tui/text"
	"veldwerk/tui/theme"
)

// Reader shows one document. It is not safe for concurrent use.
type Reader struct {
	doc   *transcript.Document
	src   string
	turns []transcript.Turn // the document's, or one for a text without turns
	th    *theme.Theme

	w, h  int
	times bool
	cols  columns

	bounds []transcript.Bytes // of turns, filled when first needed
	chunks *chunkCache
	splits map[chunkKey]int // where chunks start, as bytes

	stripes stripeIndex
	matches []transcript.Span // ascending

	sel   selection
	grown []selection // what Grow grew from, for Shrink and Collapse
	mark  bool

	top       place
	spotlight ID
	focus     ID
	frame     *frame // of the present state; nil after a change
	styles    map[look]theme.Style
}

// New shows the document from its start, with its first sentence selected.
// The document must not be changed afterwards.
func New(doc *transcript.Document, th *theme.Theme) *Reader {
	r := &Reader{doc: doc, src: doc.Text.String(), turns: doc.Turns, w: 80, h: 24}
	if len(r.turns) == 0 && r.src != "" {
		r.turns = []transcript.Turn{{Speaker: -1, Span: doc.Text.Whole()}}
	}
	r.bounds = make([]transcript.Bytes, len(r.turns))
	r.splits = map[chunkKey]int{}
	r.SetTheme(th)
	r.relayout()
	r.Home()
	return r
}

// SetTheme draws with another theme from now on.
func (r *Reader) SetTheme(th *theme.Theme) {
	r.th = th
	r.styles = map[look]theme.Style{}
	r.frame = nil
}

// SetSize gives the widget's columns and rows. The line that is read keeps its
// place: the head of the selection when it was visible, else the top row.
func (r *Reader) SetSize(w, h int) {
	w, h = max(w, 0), max(h, 0)
	if w == r.w && h == r.h {
		return
	}
	r.keepPlace(func() { r.w, r.h = w, h })
}

// ShowTimes shows the time of the recording beside each turn that has one.
func (r *Reader) ShowTimes(on bool) {
	if on != r.times {
		r.keepPlace(func() { r.times = on })
	}
}

// keepPlace lays out anew around the line that is read.
func (r *Reader) keepPlace(change func()) {
	at, row := r.lineRead()
	change()
	r.relayout()
	r.top = r.advance(r.placeOf(at), -min(row, max(r.h-1, 0)))
	r.clampTop()
}

// lineRead is a byte of the line to keep and its row on the screen.
func (r *Reader) lineRead() (at, row int) {
	head := r.headByte()
	if y, ok := r.rowOnScreen(r.placeOf(head)); ok {
		return head, y
	}
	if r.h > 0 && len(r.turns) > 0 {
		return r.rowAt(r.top).lo, 0
	}
	return head, 0
}

func (r *Reader) relayout() {
	r.cols = r.columnsFor(r.w)
	r.chunks = &chunkCache{}
	r.stripes.forgetPlaces()
	r.frame = nil
}

// SetMatches shows search hits; they need not be sorted.
func (r *Reader) SetMatches(matches []transcript.Span) {
	r.matches = sortedSpans(matches)
	r.frame = nil
}

// Percent of the text that lies before the end of the selection.
func (r *Reader) Percent() int {
	if len(r.src) == 0 {
		return 0
	}
	return r.sel.bytes().Hi * 100 / len(r.src)
}

// TurnNumber is the number of the turn in which the head stands, 0 before the
// first label.
func (r *Reader) TurnNumber() int {
	if len(r.turns) == 0 {
		return 0
	}
	return r.turns[r.turnOf(r.headByte())].N
}

// Anchor is a place to come back to, in code points. It may be kept on disk.
type Anchor struct {
	Turn  int `json:"turn"`  // number of the turn with the head
	Start int `json:"start"` // the selection
	End   int `json:"end"`
	Top   int `json:"top"` // a code point in the first visible row of text
	Row   int `json:"row"` // where that row stands on the screen: 0, or below a heading
}

// Anchor of the present place.
func (r *Reader) Anchor() Anchor {
	sel := r.Selection()
	a := Anchor{Turn: r.TurnNumber(), Start: sel.Start, End: sel.End}
	for y, row := range r.present().rows {
		if row.kind == rowText {
			a.Top, a.Row = row.cp, y
			break
		}
	}
	return a
}

// Restore goes to an anchor; one that does not fit the text is brought inside.
func (r *Reader) Restore(a Anchor) {
	if len(r.turns) == 0 {
		return
	}
	at := r.byteOf(a.Start)
	sentence, ok := r.unitAt(Sentence, at)
	if span := (transcript.Span{Start: a.Start, End: a.End}); !ok || r.spanOf(r.unitBytes(sentence)) != span {
		r.SelectSpan(span)
	} else {
		r.selectUnit(sentence)
	}
	r.top = r.advance(r.placeOf(r.byteOf(a.Top)), -max(0, min(a.Row, r.h-1)))
	r.clampTop()
	if _, seen := r.rowOnScreen(r.placeOf(r.headByte())); !seen {
		r.reveal()
	}
}

// byteOf is the byte of a code point, brought inside the text.
func (r *Reader) byteOf(cp int) int { return r.doc.Text.Bytes(transcript.Span{Start: cp, End: cp}).Lo }

func (r *Reader) spanOf(b transcript.Bytes) transcript.Span { return r.doc.Text.SpanOf(b.Lo, b.Hi) }

// nameWidth is the widest speaker's name.
func (r *Reader) nameWidth() int {
	w := 0
	for _, s := range r.doc.Speakers {
		w = max(w, text.Width(s.Name))
	}
	return w
}
