package tui

import (
	"strconv"

	"veldwerk/search"
	"veldwerk/transcript"
)

// lineTicks are the ticks of a concordance, by number of the line, so that all
// of very many are ticked and sorted within a frame. The list asks by row.
type lineTicks struct {
	on    []bool
	count int
	order []int // line of each row
}

func newLineTicks(lines int, order []int) *lineTicks {
	return &lineTicks{on: make([]bool, lines), order: order}
}

// Has, Set, SetAll and Count make it list.Ticks.
func (t *lineTicks) Has(row int) bool { return t.on[t.order[row]] }

func (t *lineTicks) Set(row int, ticked bool) { t.tick(t.order[row], ticked) }

func (t *lineTicks) SetAll(ticked bool) {
	t.count = 0
	for _, line := range t.order {
		t.on[line] = ticked
	}
	if ticked {
		t.count = len(t.order)
	}
}

func (t *lineTicks) Count() int { return t.count }

func (t *lineTicks) tick(line int, ticked bool) {
	switch {
	case t.on[line] == ticked:
	case ticked:
		t.count++
	default:
		t.count--
	}
	t.on[line] = ticked
}

// lines are the ticked lines, ascending.
func (t *lineTicks) lines() []int {
	out := make([]int, 0, t.count)
	for line, on := range t.on {
		if on {
			out = append(out, line)
		}
	}
	return out
}

// lineKeys names each line over changes of the order, the query and the
// project. It takes its time, so it is done where the hits are read.
func lineKeys(conc *search.Concordance) []string {
	out := make([]string, conc.Len())
	var document transcript.DocumentID
	var name string
	var b []byte
	for i := range out {
		l := conc.Line(i)
		if i == 0 || l.Document != document {
			document, name = l.Document, l.Document.String()
		}
		b = append(b[:0], name...)
		b = strconv.AppendInt(append(b, '#'), int64(l.Turn), 10)
		b = strconv.AppendInt(append(b, '#'), int64(l.Span.Start), 10)
		out[i] = string(b)
	}
	return out
}

// moves says where each line of an answer stands in the next one, -1 for those
// that are gone.
func moves(from, to []string) []int32 {
	at := make(map[string]int32, len(to))
	for i, key := range to {
		at[key] = int32(i)
	}
	out := make([]int32, len(from))
	for i, key := range from {
		n, ok := at[key]
		if !ok {
			n = -1
		}
		out[i] = n
	}
	return out
}

// carry takes the ticks along to the next answer.
func (t *lineTicks) carry(to *lineTicks, moved []int32) {
	if t.count == 0 {
		return
	}
	for line, on := range t.on {
		if on && moved[line] >= 0 {
			to.tick(int(moved[line]), true)
		}
	}
}
