package codebook

import (
	"slices"

	"veldwerk/transcript"
)

// Run is a stretch of text over which the same codings lie.
type Run struct {
	Span    transcript.Span
	Codings []Coding // by start, end, id; never empty
}

// Flatten cuts the codings of one document into disjoint runs, in text order.
// Text without codings has no run; codings with an empty span are left out.
func Flatten(codings []Coding) []Run {
	sorted := slices.DeleteFunc(slices.Clone(codings), func(c Coding) bool { return c.Span.IsEmpty() })
	slices.SortFunc(sorted, compareCodings)
	edges := make([]int, 0, 2*len(sorted))
	for _, c := range sorted {
		edges = append(edges, c.Span.Start, c.Span.End)
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)

	var runs []Run
	var open []Coding
	next := 0
	for i := 0; i+1 < len(edges); i++ {
		at := edges[i]
		open = slices.DeleteFunc(open, func(c Coding) bool { return c.Span.End <= at })
		for next < len(sorted) && sorted[next].Span.Start == at {
			open = append(open, sorted[next])
			next++
		}
		if len(open) > 0 {
			runs = append(runs, Run{transcript.Span{Start: at, End: edges[i+1]}, slices.Clone(open)})
		}
	}
	return runs
}
