package codebook

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestFlattenAgreesWithEveryCodePoint(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 500 {
		codings := randomCodings(r, r.IntN(10), 40)
		runs := Flatten(codings)
		over := make([][]CodingID, 41)
		for i, run := range runs {
			if run.Span.IsEmpty() || len(run.Codings) == 0 {
				t.Fatalf("empty run %+v", run)
			}
			if i > 0 && runs[i-1].Span.End > run.Span.Start {
				t.Fatalf("runs overlap: %+v", runs)
			}
			for at := run.Span.Start; at < run.Span.End; at++ {
				over[at] = ids(run.Codings)
			}
		}
		for at := range over {
			var want []Coding
			for _, c := range codings {
				if c.Span.Contains(at) {
					want = append(want, c)
				}
			}
			slices.SortFunc(want, compareCodings)
			if !slices.Equal(over[at], ids(want)) {
				t.Fatalf("at %d: %v, want %v", at, over[at], ids(want))
			}
		}
	}
}

func ids(codings []Coding) []CodingID {
	var out []CodingID
	for _, c := range codings {
		out = append(out, c.ID)
	}
	return out
}

func BenchmarkFlatten(b *testing.B) {
	codings := randomCodings(rand.New(rand.NewPCG(9, 9)), 10_000, 6_000_000)
	for i := range codings {
		codings[i].Span.End = min(codings[i].Span.End, codings[i].Span.Start+400)
	}
	for b.Loop() {
		Flatten(codings)
	}
}
