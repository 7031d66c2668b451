package transcript

import (
	"slices"
	"sort"
)

// aligner pairs equal pieces of two sequences, in order. Pieces that occur once
// in both are paired first (of those, the longest chain in order), and what
// lies between them is taken likewise; where nothing is unique, the shortest
// edit script decides, as long as it is short enough.
type aligner struct {
	old, new    []int32 // pieces by number
	numbers     map[string]int32
	pair        []int32 // for each old piece the new one, or -1
	unsure      []bool  // old pieces that another pairing, as short, pairs otherwise
	anchorsOnly bool    // no edit script: what is not anchored differs
	seen        []sighting
	looking     int // pieces that may still be looked at for anchors
	scripting   int // steps that may still be spent on edit scripts
}

// sighting counts a piece in the two stretches that are looked at.
type sighting struct {
	old, new     int32 // how often
	oldAt, newAt int32
	round        int32 // of the stretches that were counted
}

// region is a stretch of both sequences, in pieces.
type region struct{ old, new Bytes }

func newAligner(before, after int) *aligner {
	return &aligner{old: make([]int32, 0, before), new: make([]int32, 0, after), numbers: map[string]int32{}}
}

// number gives equal pieces one number.
func (a *aligner) number(s string) int32 {
	n, ok := a.numbers[s]
	if !ok {
		n = int32(len(a.numbers))
		a.numbers[s] = n
	}
	return n
}

// run pairs what it can.
func (a *aligner) run() {
	a.pair, a.unsure = make([]int32, len(a.old)), make([]bool, len(a.old))
	for i := range a.pair {
		a.pair[i] = -1
	}
	a.seen = make([]sighting, len(a.numbers))
	a.looking, a.scripting = maxRounds*(len(a.old)+len(a.new)), maxScriptWork
	round := int32(0)
	todo := []region{{Bytes{0, len(a.old)}, Bytes{0, len(a.new)}}}
	for len(todo) > 0 {
		r := a.trim(todo[len(todo)-1])
		todo = todo[:len(todo)-1]
		if r.old.Len() == 0 || r.new.Len() == 0 {
			continue
		}
		var chain []int
		if a.looking -= r.old.Len() + r.new.Len(); a.looking >= 0 {
			round++
			chain = a.anchors(r, round)
		}
		if len(chain) == 0 {
			if !a.anchorsOnly {
				a.script(r)
			}
			continue
		}
		at := r
		for _, i := range chain {
			j := int(a.pair[i])
			todo = append(todo, region{Bytes{at.old.Lo, i}, Bytes{at.new.Lo, j}})
			at.old.Lo, at.new.Lo = i+1, j+1
		}
		todo = append(todo, at)
	}
}

// trim pairs what both ends of a region have in common.
func (a *aligner) trim(r region) region {
	for r.old.Len() > 0 && r.new.Len() > 0 && a.old[r.old.Lo] == a.new[r.new.Lo] {
		a.pair[r.old.Lo] = int32(r.new.Lo)
		r.old.Lo++
		r.new.Lo++
	}
	for r.old.Len() > 0 && r.new.Len() > 0 && a.old[r.old.Hi-1] == a.new[r.new.Hi-1] {
		r.old.Hi--
		r.new.Hi--
		a.pair[r.old.Hi] = int32(r.new.Hi)
	}
	return r
}

// anchors pairs the pieces that are unique in both sides of a region, as many
// as stand in the same order, and gives their places in the old sequence.
func (a *aligner) anchors(r region, round int32) []int {
	sight := func(n int32) *sighting {
		s := &a.seen[n]
		if s.round != round {
			*s = sighting{round: round}
		}
		return s
	}
	for i := r.old.Lo; i < r.old.Hi; i++ {
		s := sight(a.old[i])
		s.old++
		s.oldAt = int32(i)
	}
	for j := r.new.Lo; j < r.new.Hi; j++ {
		s := sight(a.new[j])
		s.new++
		s.newAt = int32(j)
	}
	var candidates []int
	for i := r.old.Lo; i < r.old.Hi; i++ {
		if s := a.seen[a.old[i]]; s.old == 1 && s.new == 1 {
			candidates = append(candidates, i)
		}
	}
	chain := longestAscending(candidates, func(i int) int32 { return a.seen[a.old[i]].newAt })
	for _, i := range chain {
		a.pair[i] = a.seen[a.old[i]].newAt
	}
	return chain
}

// longestAscending is the longest part of list whose values ascend.
func longestAscending(list []int, value func(int) int32) []int {
	var ends []int // index into list of the smallest end of a chain of each length
	back := make([]int, len(list))
	for k, i := range list {
		v := value(i)
		n := sort.Search(len(ends), func(n int) bool { return value(list[ends[n]]) >= v })
		back[k] = -1
		if n > 0 {
			back[k] = ends[n-1]
		}
		if n == len(ends) {
			ends = append(ends, k)
		} else {
			ends[n] = k
		}
	}
	if len(ends) == 0 {
		return nil
	}
	chain := make([]int, 0, len(ends))
	for k := ends[len(ends)-1]; k >= 0; k = back[k] {
		chain = append(chain, list[k])
	}
	slices.Reverse(chain)
	return chain
}

// Bounds for texts that are made to be slow: how often a piece is looked at for
// anchors, the length of an edit script in pieces (memory is maxScript² numbers
// of four bytes), and the steps of all scripts together.
const (
	maxRounds     = 64
	maxScript     = 1500
	minScript     = 16
	maxScriptWork = 100_000_000
)

// script pairs a region by the shortest edit script. Where there are several,
// the one found from the front and the one found from the back differ: what
// they pair differently is unsure.
func (a *aligner) script(r region) {
	from, to := a.old[r.old.Lo:r.old.Hi], a.new[r.new.Lo:r.new.Hi]
	there := a.shortest(from, to)
	if there == nil {
		return
	}
	from, to = slices.Clone(from), slices.Clone(to)
	slices.Reverse(from)
	slices.Reverse(to)
	back := a.shortest(from, to)
	for i, j := range there {
		again := int32(-1)
		if k := len(from) - 1 - i; back != nil && back[k] >= 0 {
			again = int32(len(to)-1) - back[k]
		}
		if j >= 0 {
			a.pair[r.old.Lo+i] = int32(r.new.Lo) + j
		}
		a.unsure[r.old.Lo+i] = j != again
	}
}

// shortest is E. Myers' greedy algorithm: for each piece of from its place in
// to, or -1. It gives nil when the shortest script is too long: the region then
// differs as a whole.
func (a *aligner) shortest(from, to []int32) []int32 {
	limit := min(len(from)+len(to), maxScript, max(minScript, a.scripting/(len(from)+len(to))))
	reach := make([]int32, 2*limit+2) // furthest piece of from on each diagonal
	var trail [][]int32
	for d := 0; d <= limit; d++ {
		for k := -d; k <= d; k += 2 {
			x := int32(0)
			switch {
			case d == 0:
			case k == -d || k != d && reach[limit+k-1] < reach[limit+k+1]:
				x = reach[limit+k+1]
			default:
				x = reach[limit+k-1] + 1
			}
			y := int(x) - k
			for int(x) < len(from) && y >= 0 && y < len(to) && from[x] == to[y] {
				x++
				y++
				a.scripting--
			}
			a.scripting--
			reach[limit+k] = x
			if int(x) >= len(from) && y >= len(to) {
				return walkBack(len(from), trail, d, k)
			}
		}
		trail = append(trail, slices.Clone(reach[limit-d:limit+d+1]))
	}
	return nil
}

// walkBack pairs what the script left equal, of n pieces. trail[d] holds the
// diagonals -d to d after d edits.
func walkBack(n int, trail [][]int32, d, k int) []int32 {
	pair := make([]int32, n)
	for i := range pair {
		pair[i] = -1
	}
	x := n
	pairTo := func(start, k int) {
		for ; x > start; x-- {
			pair[x-1] = int32(x - 1 - k)
		}
	}
	for ; d > 0; d-- {
		last := trail[d-1]
		at := func(k int) int { return int(last[k+d-1]) }
		if k == -d || k != d && at(k-1) < at(k+1) {
			pairTo(at(k+1), k)
			k++
			x = at(k)
			continue
		}
		pairTo(at(k-1)+1, k)
		k--
		x = at(k)
	}
	pairTo(0, 0)
	return pair
}

// differing are the regions between the pairs, in order.
func (a *aligner) differing() []region {
	var all []region
	at := region{}
	add := func(i, j int) {
		at.old.Hi, at.new.Hi = i, j
		if at.old.Len() > 0 || at.new.Len() > 0 {
			all = append(all, at)
		}
	}
	for i, j := range a.pair {
		if j >= 0 {
			add(i, int(j))
			at.old.Lo, at.new.Lo = i+1, int(j)+1
		}
	}
	add(len(a.old), len(a.new))
	return all
}
