package codebook

import (
	"math/rand/v2"
	"slices"
	"testing"

	"veldwerk/transcript"
)

func TestUnite(t *testing.T) {
	got := Unite([]transcript.Span{span(9, 12), span(0, 4), span(4, 6), span(3, 3), span(10, 11), span(11, 15)})
	want := []transcript.Span{span(0, 4), span(4, 6), span(9, 15)}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestUniteKeepsEveryCodePointAndNoOverlap(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		var spans []transcript.Span
		for _, c := range randomCodings(r, r.IntN(12), 40) {
			spans = append(spans, c.Span)
		}
		before := slices.Clone(spans)
		got := Unite(spans)
		if !slices.Equal(spans, before) {
			t.Fatal("the input was changed")
		}
		for at := range 41 {
			if covered(spans, at) != covered(got, at) {
				t.Fatalf("%v became %v: differs at %d", spans, got, at)
			}
		}
		for i := 1; i < len(got); i++ {
			if got[i-1].End > got[i].Start {
				t.Fatalf("%v became %v: still overlaps", spans, got)
			}
		}
	}
}

func covered(spans []transcript.Span, at int) bool {
	return slices.ContainsFunc(spans, func(s transcript.Span) bool { return s.Contains(at) })
}

func TestAbsorb(t *testing.T) {
	codings := []Coding{
		{ID: codingID(1), Span: span(20, 30)},
		{ID: codingID(2), Span: span(0, 10)},
		{ID: codingID(3), Span: span(40, 50)},
	}
	for _, c := range []struct {
		add, whole transcript.Span
		in         []int
	}{
		{span(12, 18), span(12, 18), nil},
		{span(10, 20), span(10, 20), nil}, // touching is not overlapping
		{span(5, 25), span(0, 30), []int{2, 1}},
		{span(22, 25), span(20, 30), []int{1}},
		{span(0, 60), span(0, 60), []int{2, 1, 3}},
	} {
		whole, in := Absorb(codings, c.add)
		var ids []CodingID
		for _, x := range in {
			ids = append(ids, x.ID)
		}
		var want []CodingID
		for _, n := range c.in {
			want = append(want, codingID(n))
		}
		if whole != c.whole || !slices.Equal(ids, want) {
			t.Errorf("Absorb(%v) = %v %v, want %v %v", c.add, whole, ids, c.whole, want)
		}
	}
}

// Putting spans one by one, as the store does, must end as Unite does at once.
func TestAbsorbOneByOneEqualsUnite(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 500 {
		var kept []Coding
		var spans []transcript.Span
		for i, c := range randomCodings(r, 10, 60) {
			if c.Span.IsEmpty() {
				continue
			}
			spans = append(spans, c.Span)
			whole, in := Absorb(kept, c.Span)
			kept = slices.DeleteFunc(kept, func(k Coding) bool {
				return slices.ContainsFunc(in, func(x Coding) bool { return x.ID == k.ID })
			})
			kept = append(kept, Coding{ID: codingID(i + 1), Span: whole})
		}
		slices.SortFunc(kept, compareCodings)
		var got []transcript.Span
		for _, k := range kept {
			got = append(got, k.Span)
		}
		if want := Unite(spans); !slices.Equal(got, want) {
			t.Fatalf("one by one %v, at once %v", got, want)
		}
	}
}
