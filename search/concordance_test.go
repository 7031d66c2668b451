package search

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"veldwerk/transcript"
)

// bruteLine is a line as someone reads it who has only the text.
type bruteLine struct {
	at          string // document and place
	left, right []string
	keyword     string
}

// bruteLines reads every line of hits straight from the texts.
func bruteLines(f *fakeFacts, hits []Hit) []bruteLine {
	var out []bruteLine
	for _, h := range hits {
		text := f.texts[h.Document].Text
		spans := h.Matches
		if len(spans) == 0 {
			spans = []transcript.Span{{Start: h.Span.Start, End: h.Span.Start}}
		}
		for _, m := range spans {
			left := terms(text.Slice(transcript.Span{Start: h.Span.Start, End: m.Start}))
			slices.Reverse(left)
			right := terms(text.Slice(transcript.Span{Start: m.End, End: h.Span.End}))
			keyword := terms(text.Slice(m))
			out = append(out, bruteLine{
				at: fmt.Sprintf("%s %d", h.Document, m.Start), keyword: strings.Join(keyword[:min(len(keyword), keywordWords)], " "),
				left: left[:min(len(left), contextWords)], right: right[:min(len(right), contextWords)],
			})
		}
	}
	return out
}

// columns are what an order compares, one after another.
func (l bruteLine) columns(by Order) []string {
	nth := func(side []string, n int) string {
		if n < len(side) {
			return side[n]
		}
		return ""
	}
	if l.keyword == "" && by != ByDocument {
		return []string{"\U0010ffff"} // behind all words
	}
	switch by {
	case ByKeyword:
		return []string{l.keyword, nth(l.right, 0), nth(l.right, 1), nth(l.right, 2)}
	case ByLeft1:
		return []string{nth(l.left, 0), nth(l.left, 1), nth(l.left, 2)}
	case ByLeft2:
		return []string{nth(l.left, 1), nth(l.left, 0), nth(l.left, 2)}
	case ByLeft3:
		return []string{nth(l.left, 2), nth(l.left, 0), nth(l.left, 1)}
	case ByRight1:
		return []string{nth(l.right, 0), nth(l.right, 1), nth(l.right, 2)}
	case ByRight2:
		return []string{nth(l.right, 1), nth(l.right, 0), nth(l.right, 2)}
	case ByRight3:
		return []string{nth(l.right, 2), nth(l.right, 0), nth(l.right, 1)}
	}
	return nil
}

// Every line holds what a reading of the text gives, and every order is the
// stable order of what it compares.
func TestConcordanceIsWhatTheTextsSay(t *testing.T) {
	f := corpus(21, 6)
	r := rand.New(rand.NewPCG(3, 3))
	ctx, lines := context.Background(), 0
	for range 120 {
		query := randomQuery(r, 2)
		found, err := Scan(ctx, Parse(query), f, Options{})
		if err != nil {
			t.Fatal(err)
		}
		want := bruteLines(f, found.Hits)
		c := NewConcordance(found.Hits)
		if c.Len() != len(want) {
			t.Fatalf("%s: %d lines, want %d", query, c.Len(), len(want))
		}
		lines += c.Len()
		for _, by := range Orders() {
			got, err := c.Sort(ctx, f, by)
			if err != nil {
				t.Fatal(err)
			}
			order := make([]int, len(want))
			for i := range order {
				order[i] = i
			}
			columns := make([][]string, len(want))
			for i := range want {
				columns[i] = want[i].columns(by)
			}
			slices.SortStableFunc(order, func(a, b int) int { return slices.Compare(columns[a], columns[b]) })
			if !slices.Equal(got, order) {
				t.Fatalf("%s by %s: %v, want %v", query, by, got, order)
			}
		}
		for i, w := range want {
			l := c.Line(i)
			left, keyword, right, ok := c.Context(i)
			if at := fmt.Sprintf("%s %d", l.Document, l.Span.Start); !ok || at != w.at || keyword != w.keyword || !slices.Equal(left, w.left) || !slices.Equal(right, w.right) {
				t.Fatalf("%s line %d: %s %q %q %q, want %+v", query, i, at, left, keyword, right, w)
			}
		}
		var all []int
		for i := range want {
			all = append(all, len(want)-1-i)
		}
		if got := c.HitsOf(all); !equalHits(got, found.Hits) {
			t.Fatalf("%s: the hits of all lines are %v, want %v", query, got, found.Hits)
		}
		for i := 0; i < len(want); i += 7 {
			h, l := c.HitsOf([]int{i, i}), c.Line(i)
			if len(h) != 1 || h[0].Span != l.Within || h[0].Turn != l.Turn || len(h[0].Matches) > 1 || len(h[0].Matches) == 1 && h[0].Matches[0] != l.Span {
				t.Fatalf("%s line %d: hits %+v for line %+v", query, i, h, l)
			}
		}
	}
	if lines < 2000 {
		t.Fatalf("only %d lines were looked at", lines)
	}
}

func TestConcordanceOrders(t *testing.T) {
	f := newFacts()
	f.add("Een", "nl", nil, "R1: Wij hebben ruimte genoeg.\nR1: Écht ruimte is er niet, ruimte.")
	f.add("Twee", "nl", nil, "R2: De ruimte die er is; echt de Ruimte!")
	found, err := Scan(context.Background(), Parse("ruimte"), f, Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := NewConcordance(found.Hits)
	if _, _, _, ok := c.Context(0); ok {
		t.Fatal("a context before it was read")
	}
	for _, tt := range []struct {
		by   Order
		want []int
	}{
		{ByDocument, []int{0, 1, 2, 3, 4}},
		{ByLeft1, []int{3, 4, 1, 0, 2}},  // de, de (echt), echt, hebben, niet
		{ByLeft2, []int{3, 1, 4, 2, 0}},  // –, –, echt, er, wij
		{ByRight1, []int{2, 4, 3, 0, 1}}, // –, –, die, genoeg, is
	} {
		got, err := c.Sort(context.Background(), f, tt.by)
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, %v; want %v", tt.by, got, err, tt.want)
		}
	}
	for _, name := range []string{"l2", "L2"} {
		if by, ok := OrderNamed(name); !ok || by != ByLeft2 {
			t.Errorf("%s: %s, %v", name, by, ok)
		}
	}
	if _, ok := OrderNamed("L4"); ok {
		t.Error("L4 is an order")
	}
}

func TestConcordanceTellsWhatItCouldNotRead(t *testing.T) {
	f := dorp()
	found, err := Scan(context.Background(), Parse("gemeente"), f, Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := NewConcordance(found.Hits)
	f.fail = context.DeadlineExceeded
	if _, err := c.Sort(context.Background(), f, ByKeyword); err == nil {
		t.Fatal("sorted without texts")
	}
	f.fail = nil
	if order, err := c.Sort(context.Background(), f, ByKeyword); err != nil || len(order) != c.Len() {
		t.Fatalf("%v, %v", order, err)
	}
}

// BenchmarkConcordanceSort sorts 80,000 lines whose words are known.
func BenchmarkConcordanceSort(b *testing.B) {
	const lines = 80000
	r := rand.New(rand.NewPCG(8, 8))
	c := NewConcordance([]Hit{{Matches: make([]transcript.Span, lines)}})
	c.around = make([]surround, lines)
	for i := range c.around {
		a := &c.around[i]
		a.keyword = uint32(r.IntN(40))
		for k := range contextWords {
			a.left[k], a.right[k] = rareWord(r), rareWord(r)
		}
	}
	for _, by := range []Order{ByKeyword, ByLeft1, ByRight3} {
		b.Run(string(by), func(b *testing.B) {
			for b.Loop() {
				if got := c.sorted(by); len(got) != lines {
					b.Fatal(len(got))
				}
			}
		})
	}
}

// rareWord is the rank of a word out of 60,000, frequent ones far more often.
func rareWord(r *rand.Rand) uint32 {
	x := r.Float64()
	return uint32(x * x * x * 60000)
}

// BenchmarkConcordanceRead reads the words around all occurrences of a word.
func BenchmarkConcordanceRead(b *testing.B) {
	f := newZipf().interviews(9, benchInterviews())
	found, err := Scan(context.Background(), Parse("de"), f, Options{})
	if err != nil {
		b.Fatal(err)
	}
	lines := 0
	for b.Loop() {
		c := NewConcordance(found.Hits)
		order, err := c.Sort(context.Background(), f, ByLeft1)
		if err != nil {
			b.Fatal(err)
		}
		lines = len(order)
	}
	b.ReportMetric(float64(lines), "lines")
}
