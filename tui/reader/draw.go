package reader

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"veldwerk/transcript"
	"veldwerk/tui/text"
	"veldwerk/tui/theme"
)

// View draws the widget: exactly its height in rows, none wider than its width.
func (r *Reader) View() []string {
	out := make([]string, r.h)
	f := r.present()
	sel := r.Selection()
	line := make([]byte, 0, 512)
	for y := range f.rows {
		line = r.drawRow(line[:0], f, y, sel)
		out[y] = string(line)
	}
	return out
}

// Cursor is where the head of the selection stands, for the terminal's own
// cursor; false when it is not seen.
func (r *Reader) Cursor() (x, y int, ok bool) {
	head := r.headByte()
	y, ok = r.rowOnScreen(r.placeOf(head))
	if !ok || r.w == 0 {
		return 0, 0, false
	}
	row := r.present().rows[y].row
	x = r.cols.gutter
	if head > row.lo {
		x += text.Width(r.src[row.lo:min(head, row.hi)])
	}
	return min(x, r.w-1), y, true
}

// drawRow appends a row of the frame. Blanks at its end are not drawn.
func (r *Reader) drawRow(line []byte, f *frame, y int, sel transcript.Span) []byte {
	row := &f.rows[y]
	width := 0
	switch {
	case row.kind == rowHeading:
		heading := text.Cut(r.headingOf(row.at.turn), r.cols.text)
		width = text.Width(heading)
		line = r.speakerStyle(row.at.turn).Append(line, heading)
	case row.kind == rowText:
		line = r.drawGutter(line, row)
		line, width = r.drawText(line, f, row, sel)
	case r.cols.gutter > 0 && row.count > 0:
		line = blanks(line, r.cols.gutter)
	}
	if row.count == 0 && row.label < 0 {
		return line
	}
	line = blanks(line, r.cols.text+1-width)
	line = r.drawLanes(line, f, y)
	if row.label >= 0 {
		line = r.drawLabel(line, f, row)
	}
	return line
}

func blanks(line []byte, n int) []byte {
	for range n {
		line = append(line, ' ')
	}
	return line
}

// headingOf names a turn in a row of its own.
func (r *Reader) headingOf(turn int) string {
	t := r.turns[turn]
	var parts []string
	if t.N > 0 {
		parts = append(parts, strconv.Itoa(t.N))
	}
	if name := r.doc.SpeakerOf(t).Name; name != "" {
		parts = append(parts, name)
	}
	if clock := r.clockOf(turn); clock != "" {
		parts = append(parts, clock)
	}
	return strings.Join(parts, " ")
}

// clockOf is the time at which a turn starts, when times are shown.
func (r *Reader) clockOf(turn int) string {
	if !r.times {
		return ""
	}
	millis, ok := r.doc.TimeAt(r.turns[turn].Span.Start)
	if !ok {
		return ""
	}
	seconds := millis / 1000
	return fmt.Sprintf("%d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
}

func (r *Reader) speakerStyle(turn int) theme.Style {
	if r.asks(turn) {
		return r.th.Dim
	}
	return r.th.Heading
}

// drawGutter writes number, speaker and time before a turn's first row.
func (r *Reader) drawGutter(line []byte, row *frameRow) []byte {
	c := r.cols
	if c.gutter == 0 {
		return line
	}
	if !row.first {
		return blanks(line, c.gutter)
	}
	t := r.turns[row.at.turn]
	number := ""
	if t.N > 0 {
		number = strconv.Itoa(t.N)
	}
	line = blanks(line, c.number-len(number))
	line = r.th.Dim.Append(line, number)
	line = append(line, ' ')
	name := text.Cut(r.doc.SpeakerOf(t).Name, c.speaker)
	line = r.speakerStyle(row.at.turn).Append(line, name)
	line = blanks(line, c.speaker-text.Width(name)+1)
	if c.time > 0 {
		clock := text.Cut(r.clockOf(row.at.turn), c.time)
		line = blanks(line, c.time-len(clock))
		line = r.th.Dim.Append(line, clock)
		line = append(line, ' ')
	}
	return line
}

// look is how a piece of text is drawn; it is the key to a remembered Style.
type look struct {
	depth                     int
	dim, lit, match, selected bool
}

func (r *Reader) style(l look) theme.Style {
	s, ok := r.styles[l]
	if ok {
		return s
	}
	if l.dim {
		s = r.th.Dim.Over(s)
	}
	s = r.th.Shade(l.depth).Over(s)
	if l.lit {
		s = r.th.Spotlight.Over(s)
	}
	if l.selected {
		s = r.th.Selection.Over(s)
	}
	if l.match {
		s = r.th.Match.Over(s)
	}
	r.styles[l] = s
	return s
}

// drawText writes a row's text in pieces of one look each.
func (r *Reader) drawText(line []byte, f *frame, row *frameRow, sel transcript.Span) ([]byte, int) {
	width := 0
	dimTurn := r.asks(row.at.turn)
	plain := row.hi-row.lo == row.cpEnd-row.cp
	for at, cp := row.lo, row.cp; at < row.hi; {
		d, next := f.depthAt(cp)
		matched, matchNext := r.matchAt(cp, sel)
		l := look{depth: min(d.stripe, theme.Shades-1), lit: d.lit, selected: sel.Contains(cp), match: matched}
		l.dim = !l.lit && (dimTurn || r.isDark())
		for _, edge := range [...]int{matchNext, sel.Start, sel.End, row.cpEnd} {
			if edge > cp && edge < next {
				next = edge
			}
		}
		from := at
		at, cp = r.forward(at, cp, next, row.hi, plain)
		piece := r.src[from:at]
		w := text.Width(piece)
		if width+w > r.cols.text { // a cluster wider than the text column
			piece = text.Cut(piece, r.cols.text-width)
			w = text.Width(piece)
		} else {
			piece = text.Steady(text.Safe(piece))
		}
		line = r.style(l).Append(line, piece)
		width += w
	}
	return line, width
}

// forward goes from a code point to another one, and past it to the end of the
// cluster when it lies inside one: styles never cut a cluster.
func (r *Reader) forward(at, cp, to, end int, plain bool) (int, int) {
	if plain {
		return min(at+to-cp, end), to
	}
	for at < end && cp < to {
		n, _ := text.Cluster(r.src[at:end])
		cp += utf8.RuneCountInString(r.src[at : at+n])
		at += n
	}
	return at, cp
}

// matchAt says whether a code point lies in a search hit, and where that
// changes. A hit that is exactly the selection is drawn as the selection.
func (r *Reader) matchAt(cp int, sel transcript.Span) (bool, int) {
	i := sort.Search(len(r.matches), func(i int) bool { return r.matches[i].Start > cp })
	if i > 0 && r.matches[i-1].End > cp {
		return r.matches[i-1] != sel, r.matches[i-1].End
	}
	if i < len(r.matches) {
		return false, r.matches[i].Start
	}
	return false, int(^uint(0) >> 1)
}

// drawLanes writes the stripes of a row: the code's letter at the head or on
// the first visible row, then the line, then its end. The blank behind the
// lanes holds a + when a stripe found no lane.
func (r *Reader) drawLanes(line []byte, f *frame, y int) []byte {
	row := &f.rows[y]
	if r.cols.count {
		return r.drawCount(line, row)
	}
	for _, i := range row.lanes {
		if i < 0 {
			line = append(line, ' ')
			continue
		}
		s := &f.shown[i]
		stripe := &r.stripes.list[s.stripe]
		sign := r.th.Signs.Stripe[max(0, min(stripe.Glyph, 3))]
		switch {
		case y == s.from:
			sign = letterOf(stripe)
		case y == s.to && s.last == row.at:
			sign = r.th.Signs.End
		}
		line = r.stripeStyle(stripe).Append(line, sign)
	}
	if row.hidden {
		return r.th.Dim.Append(line, "+")
	}
	if row.label >= 0 {
		line = append(line, ' ')
	}
	return line
}

func (r *Reader) drawCount(line []byte, row *frameRow) []byte {
	switch {
	case row.count == 0 || row.kind != rowText:
		return append(line, ' ')
	case row.count > 9:
		return r.th.Heading.Append(line, "+")
	}
	return r.th.Heading.Append(line, strconv.Itoa(row.count))
}

func letterOf(s *Stripe) string {
	letter := text.Cut(s.Letter, 1)
	if text.Width(letter) != 1 {
		return "?"
	}
	return letter
}

// stripeStyle is the code's colour; other coders' stripes and what the
// spotlight leaves out are dim.
func (r *Reader) stripeStyle(s *Stripe) theme.Style {
	switch {
	case r.isLit(s):
		return r.th.Heading.Over(r.th.Code(s.Colour))
	case r.isDark() || s.Initials != "":
		return r.th.Dim
	}
	return r.th.Code(s.Colour)
}

// drawLabel names a stripe: letter, name, whose it is when not mine, a sign
// for its memo and how many names found no room.
func (r *Reader) drawLabel(line []byte, f *frame, row *frameRow) []byte {
	stripe := &r.stripes.list[f.shown[row.label].stripe]
	tail := ""
	if stripe.Initials != "" {
		tail += " " + text.Cut(stripe.Initials, 4)
	}
	if stripe.Memo {
		tail += " " + r.th.Signs.Memo
	}
	if row.more > 0 {
		tail += " +" + strconv.Itoa(row.more)
	}
	letter := letterOf(stripe)
	name := text.Cut(stripe.Name, r.cols.label-2-text.Width(tail))
	line = r.stripeStyle(stripe).Append(line, letter)
	line = append(line, ' ')
	style := r.th.Text
	if r.isLit(stripe) {
		style = r.th.Heading
	} else if r.isDark() || stripe.Initials != "" {
		style = r.th.Dim
	}
	line = style.Append(line, name)
	return r.th.Dim.Append(line, tail)
}
