package reader

import (
	"cmp"
	"slices"

	"veldwerk/transcript"
)

// maxLaneSearch bounds how far lanes are traced back through fragments that
// overlap one another in an endless chain.
const maxLaneSearch = 40

// assignLanes gives each visible stripe the first lane that is free on all its
// rows. Lanes are given in the order of first rows, so that a stripe's lane
// depends on those before it that still run there, and on theirs: these are
// traced back, and lanes do not jump when the text scrolls. Where the chain is
// too long to trace, stripes keep the lanes they had.
func (r *Reader) assignLanes(visible []int) map[int]int {
	queue, traced := r.laneChain(visible)
	slices.SortFunc(queue, func(a, b int) int {
		return cmp.Or(comparePlaces(r.runOf(a).first, r.runOf(b).first), cmp.Compare(a, b))
	})
	lanes := make(map[int]int, len(queue))
	var taken [][]run // per lane
	put := func(i, lane int) {
		for len(taken) <= lane {
			taken = append(taken, nil)
		}
		taken[lane] = append(taken[lane], r.runOf(i))
		lanes[i] = lane
	}
	if !traced {
		for _, i := range queue {
			if lane, ok := r.stripes.lanes[r.laneKey(i)]; ok && isFree(taken, lane, r.runOf(i)) {
				put(i, lane)
			}
		}
	}
	for _, i := range queue {
		if _, ok := lanes[i]; ok {
			continue
		}
		lane := 0
		for !isFree(taken, lane, r.runOf(i)) {
			lane++
		}
		put(i, lane)
	}
	for i, lane := range lanes {
		r.stripes.lanes[r.laneKey(i)] = lane
	}
	return lanes
}

func isFree(taken [][]run, lane int, s run) bool {
	if lane >= len(taken) {
		return true
	}
	for _, other := range taken[lane] {
		if comparePlaces(s.first, other.last) <= 0 && comparePlaces(other.first, s.last) <= 0 {
			return false
		}
	}
	return true
}

func (r *Reader) laneKey(i int) laneKey {
	return laneKey{r.stripes.list[i].ID, r.stripes.list[i].Span}
}

// laneChain is the visible stripes and those that their lanes depend on;
// traced is false when there were too many.
func (r *Reader) laneChain(visible []int) (queue []int, traced bool) {
	needed := make(map[int]bool, 2*len(visible))
	queue = slices.Clone(visible)
	for _, i := range visible {
		needed[i] = true
	}
	for n := 0; n < len(queue); n++ {
		if len(queue) > len(visible)+maxLaneSearch {
			return queue, false
		}
		first := r.runOf(queue[n]).first
		row := r.rowAt(first)
		for _, i := range r.stripes.over(transcript.Span{Start: row.cp, End: max(row.cpEnd, row.cp+1)}) {
			if !needed[i] && comparePlaces(r.runOf(i).first, first) <= 0 {
				needed[i] = true
				queue = append(queue, i)
			}
		}
	}
	return queue, true
}
