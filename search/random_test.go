package search

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// kindsOf counts what a query is made of, down to single words and fields.
func kindsOf(n *node, into map[string]int) {
	if n == nil {
		return
	}
	into[[]string{"and", "or", "not", "near", "word", "phrase", "field"}[n.op]]++
	if n.op == opPhrase && n.distance > 0 {
		into["phrase ~"]++
	}
	if n.op == opField {
		into[fmt.Sprintf("field %d", n.field.key)]++
		into["compare "+n.field.compare]++
	}
	for _, w := range n.words {
		kind := []string{"any", "plain", "glob", "fuzzy", "regexp"}[w.kind]
		if w.kind == oneWord {
			kind = []string{"forms", "exact", "kin", "quoted"}[w.mode]
		}
		into[kind]++
		if n.op == opPhrase && w.kind == anyWord {
			into["gap"]++
		}
		if w.switches != "" {
			into["switches"]++
		}
	}
	for _, kid := range n.kids {
		kindsOf(kid, into)
	}
}

// everyKind is what the random queries must be made of.
var everyKind = []string{
	"and", "or", "not", "near", "word", "phrase", "phrase ~", "gap", "forms", "exact", "kin", "quoted", "glob", "fuzzy", "regexp", "switches",
	"field 0", "field 1", "field 2", "field 3", "field 4", "field 5", "field 6", "field 7", "field 8", "compare ", "compare =", "compare >", "compare >=", "compare <", "compare <=",
}

// TestRandomQueries compares index and scan on queries of every kind, over a
// corpus with NFD, typographic apostrophes, emoji, soft hyphens and combining
// marks: hits, spans and totals of each; of some also the forms, the lines of
// the concordance, and the facets, against a count by hand.
func TestRandomQueries(t *testing.T) {
	t.Parallel()
	f := corpusOf(3, 6, randomTurns, corpusWords)
	f.documents[5].Language = ""
	f.documents[1].Speakers = map[string]map[string]string{"R1": {"rol": "uitvoering"}}
	ix := openIndex(t, t.TempDir())
	catchUp(t, ix, f)
	last := f.documents[len(f.documents)-1].ID
	f.set(last, f.texts[last].Text.String()+"R2: En de gemeente zei zo’n ding.") // one is scanned
	tally := tallyOf(t, f, nil)
	ix.snap.cutting.Wait()
	pieces := ix.snap.pieces.Load()
	if pieces == nil {
		t.Fatal("the index can't be laid out in pieces")
	}
	r := rand.New(rand.NewPCG(11, 13))
	found, kinds := 0, map[string]int{}
	for i := range randomQueries {
		query := randomQuery(r, 3)
		kindsOf(Parse(query).root, kinds)
		ix.snap.pieces.Store(pieces)
		if i%8 > 5 { // as it is right after opening, and while the index is written
			ix.snap.pieces.Store(nil)
		}
		got := same(t, ix, f, query, []int{0, 0, 5, 50}[i%4])
		found += got.Total
		if i%40 == 0 {
			sameLines(t, f, query, got.Hits)
			if facets := countsOf(tally.Count(got.Hits)); !reflect.DeepEqual(facets, bruteFacets(t, f, got.Hits)) {
				t.Fatalf("%s: facets %v", query, facets)
			}
		}
		if i%40 == 1 {
			sameForms(t, ix, f, query)
		}
	}
	for _, kind := range everyKind {
		if kinds[kind] < randomQueries/400 {
			t.Errorf("%s: only %d times in %d queries", kind, kinds[kind], randomQueries)
		}
	}
	t.Logf("%d queries, %d hits, of %v", randomQueries, found, kinds)
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		if !slices.Contains(append(everyKind, "any", "field"), kind) {
			t.Errorf("%s is no known kind", kind)
		}
	}
	if found < randomQueries {
		t.Errorf("only %d hits: the queries test nothing", found)
	}
}

// sameLines fails when the concordance of hits is not what a reading of the
// texts gives.
func sameLines(t *testing.T, f *fakeFacts, query string, hits []Hit) {
	t.Helper()
	want := bruteLines(f, hits)
	c := NewConcordance(hits)
	if c.Len() != len(want) {
		t.Fatalf("%s: %d lines, want %d", query, c.Len(), len(want))
	}
	if _, err := c.Sort(context.Background(), f, ByRight1); err != nil {
		t.Fatal(err)
	}
	for i, w := range want {
		l := c.Line(i)
		left, keyword, right, ok := c.Context(i)
		if at := fmt.Sprintf("%s %d", l.Document, l.Span.Start); !ok || at != w.at || keyword != w.keyword || !slices.Equal(left, w.left) || !slices.Equal(right, w.right) {
			t.Fatalf("%s line %d: %s %q %q %q, want %+v", query, i, at, left, keyword, right, w)
		}
	}
}

// countsOf writes facets as bruteFacets does.
func countsOf(facets []Facet) map[string]int {
	out := map[string]int{}
	for _, facet := range facets {
		for _, v := range facet.Values {
			out[fmt.Sprintf("%s %s %s", facet.Kind, facet.Name, v.Name)] += v.Hits
		}
	}
	return out
}
