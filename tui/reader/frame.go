package reader

import (
	"cmp"
	"slices"
	"sort"

	"veldwerk/transcript"
)

// frame is what is on the screen: the visible rows, the stripes beside them
// and how deep each piece of text is coded.
type frame struct {
	rows   []frameRow
	shown  []shown
	depths []depth
}

// frameRow is a visible row with its margin.
type frameRow struct {
	at place
	row
	lanes  []int // per lane the index in shown, -1 for none
	count  int   // stripes that run here
	hidden bool  // some of them found no lane
	label  int   // index in shown, -1 for none
	more   int   // labels left out for want of room
}

// shown is a visible stripe.
type shown struct {
	stripe int // in the index
	run
	lane     int
	from, to int // rows of the frame
}

// depth says from which code point on how many stripes cover the text.
type depth struct {
	cp     int
	stripe int  // how many
	lit    bool // one of them is in the spotlight or the focus
}

// present is the frame of the present state.
func (r *Reader) present() *frame {
	if r.frame == nil {
		r.frame = r.compose()
	}
	return r.frame
}

func (r *Reader) compose() *frame {
	f := &frame{}
	if len(r.turns) == 0 || r.h == 0 || r.w == 0 {
		return f
	}
	r.visibleRows(f)
	span := transcript.Span{Start: f.rows[0].cp, End: f.rows[len(f.rows)-1].cpEnd}
	span.End = max(span.End, span.Start+1)
	visible := r.stripes.over(span)
	r.depths(f, visible)
	if r.cols.lanes > 0 {
		r.lay(f, visible)
		r.label(f)
	}
	return f
}

func (r *Reader) visibleRows(f *frame) {
	f.rows = make([]frameRow, 0, r.h)
	lanes := make([]int, r.h*r.cols.lanes)
	for i := range lanes {
		lanes[i] = -1
	}
	k, row := r.top.chunkKey, r.top.row
	for len(f.rows) < r.h {
		c := r.chunk(k)
		for ; row < len(c.rows) && len(f.rows) < r.h; row++ {
			n := len(f.rows) * r.cols.lanes
			f.rows = append(f.rows, frameRow{
				at: place{k, row}, row: c.rows[row], label: -1, lanes: lanes[n : n+r.cols.lanes : n+r.cols.lanes],
			})
		}
		var ok bool
		if k, ok = r.nextChunk(k); !ok {
			break
		}
		row = 0
	}
}

// depths turns the visible stripes into steps of depth, in order.
func (r *Reader) depths(f *frame, visible []int) {
	type edge struct {
		cp, by int
		lit    bool
	}
	edges := make([]edge, 0, 2*len(visible))
	for _, i := range visible {
		s := &r.stripes.list[i]
		lit := r.isLit(s)
		edges = append(edges, edge{s.Span.Start, 1, lit}, edge{s.Span.End, -1, lit})
	}
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Compare(a.cp, b.cp) })
	n, lit := 0, 0
	for i, e := range edges {
		n += e.by
		if e.lit {
			lit += e.by
		}
		if i+1 == len(edges) || edges[i+1].cp != e.cp {
			f.depths = append(f.depths, depth{e.cp, n, lit > 0})
		}
	}
}

// isLit says whether the spotlight or the focus is on the stripe.
func (r *Reader) isLit(s *Stripe) bool {
	if r.focus != (ID{}) {
		return s.ID == r.focus
	}
	return r.spotlight != (ID{}) && s.Code == r.spotlight
}

// isDark says whether what is not lit is dimmed.
func (r *Reader) isDark() bool { return r.focus != (ID{}) || r.spotlight != (ID{}) }

// lay gives each visible stripe its lane and notes it on the rows it runs by.
func (r *Reader) lay(f *frame, visible []int) {
	lanes := r.assignLanes(visible)
	for _, i := range visible {
		s := shown{stripe: i, run: r.runOf(i), lane: lanes[i]}
		s.from = sort.Search(len(f.rows), func(y int) bool { return comparePlaces(f.rows[y].at, s.first) >= 0 })
		s.to = sort.Search(len(f.rows), func(y int) bool { return comparePlaces(f.rows[y].at, s.last) > 0 }) - 1
		if s.from > s.to {
			continue
		}
		for y := s.from; y <= s.to; y++ {
			row := &f.rows[y]
			row.count++
			if s.lane >= r.cols.lanes {
				row.hidden = true
			} else {
				row.lanes[s.lane] = len(f.shown)
			}
		}
		f.shown = append(f.shown, s)
	}
}

// labelSlack is how many rows below its stripe a label may still stand.
const labelSlack = 2

// label writes the names beside the stripes: from the first visible row on,
// one a row, in the order of lanes. Names that would come too late are counted
// at the last label that found room.
func (r *Reader) label(f *frame) {
	if r.cols.label == 0 {
		return
	}
	starting := make([][]int, len(f.rows))
	for i, s := range f.shown {
		starting[s.from] = append(starting[s.from], i)
	}
	var queue []int
	last := -1
	for y := range f.rows {
		slices.SortFunc(starting[y], func(a, b int) int { return cmp.Compare(f.shown[a].lane, f.shown[b].lane) })
		queue = append(queue, starting[y]...)
		kept := queue[:0]
		for _, i := range queue {
			if y <= f.shown[i].to+labelSlack {
				kept = append(kept, i)
			} else if last >= 0 {
				f.rows[last].more++
			}
		}
		if queue = kept; len(queue) > 0 {
			f.rows[y].label, queue, last = queue[0], queue[1:], y
		}
	}
	if last >= 0 {
		f.rows[last].more += len(queue)
	}
}

// depthAt is the step that holds at a code point, and where the next one starts.
func (f *frame) depthAt(cp int) (depth, int) {
	i := sort.Search(len(f.depths), func(i int) bool { return f.depths[i].cp > cp })
	next := int(^uint(0) >> 1)
	if i < len(f.depths) {
		next = f.depths[i].cp
	}
	if i == 0 {
		return depth{}, next
	}
	return f.depths[i-1], next
}
