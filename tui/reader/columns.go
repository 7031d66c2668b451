package reader

// Widths at which the layout changes, in columns of the widget.
const (
	widthForCount  = 12 // below: nothing but text
	widthForLanes  = 50 // below: one lane with the number of codes
	widthForLabels = 76 // below: no labels, the speaker becomes a heading
	measure        = 80 // text is never wider: longer lines lose the eye
)

// columns divides the width: gutter, text, a blank, lanes, a blank, label.
type columns struct {
	number, speaker, time int // of the gutter; 0 when not shown
	gutter                int // all of it, with its blanks
	text                  int
	lanes                 int
	label                 int
	heading               bool // the speaker has a row of its own
	count                 bool // the one lane shows a number
}

const timeWidth = 7 // h:mm:ss

func (r *Reader) columnsFor(w int) columns {
	switch {
	case w < widthForCount:
		return columns{text: max(w, 1), heading: true}
	case w < widthForLanes:
		return columns{text: w - 2, lanes: 1, heading: true, count: true}
	case w < widthForLabels:
		return columns{text: min(w-6, measure), lanes: 4, heading: true}
	}
	c := columns{number: 1, speaker: 1, lanes: 4, label: 16}
	if n := len(r.turns); n > 0 {
		c.number = digits(r.turns[n-1].N)
	}
	most := 6 + (w-widthForLabels)/8
	c.speaker = max(1, min(r.nameWidth(), most))
	c.gutter = c.number + 1 + c.speaker + 1
	if r.times && len(r.doc.Anchors) > 0 {
		c.time = timeWidth
		c.gutter += timeWidth + 1
	}
	rest := w - c.gutter - c.lanes - c.label - 2
	if rest >= 62 {
		c.lanes, rest = c.lanes+2, rest-2
	}
	c.text = max(1, min(rest, measure))
	rest -= c.text
	c.label += max(0, min(rest, 12))
	c.lanes += max(0, min(rest-12, 4))
	return c
}

func (c columns) lanesAt() int { return c.gutter + c.text + 1 }
func (c columns) labelAt() int { return c.lanesAt() + c.lanes + 1 }

func digits(n int) int {
	d := 1
	for n >= 10 {
		n /= 10
		d++
	}
	return d
}
