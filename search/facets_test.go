package search

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"veldwerk/transcript"
)

// scanning answers by a scan.
func scanning(f Facts) Ask {
	return func(ctx context.Context, q Query) (Result, error) { return Scan(ctx, q, f, Options{}) }
}

func tallyOf(t testing.TB, f Facts, old *Tally) *Tally {
	t.Helper()
	tally, err := NewTally(context.Background(), f, scanning(f), old)
	if err != nil {
		t.Fatal(err)
	}
	return tally
}

// bruteFacets counts what the project says of each hit, one by one:
// "kind name value" to turns.
func bruteFacets(t *testing.T, f *fakeFacts, hits []Hit) map[string]int {
	t.Helper()
	theme, err := Scan(context.Background(), Parse("thema:responsiviteit"), f, Options{})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for _, h := range hits {
		said := map[string]bool{}
		d := f.documents[slices.IndexFunc(f.documents, func(d DocumentFacts) bool { return d.ID == h.Document })]
		doc := f.texts[h.Document]
		who := doc.SpeakerOf(doc.Turns[slices.IndexFunc(doc.Turns, func(t transcript.Turn) bool { return t.Span == h.Span })])
		said["document  "+d.Title] = true
		if who.Name != "" {
			said["speaker  "+who.Name] = true
		}
		role := "other"
		if who.Role == transcript.RoleInterviewer {
			role = "interviewer"
		}
		said["role  "+role] = true
		if d.Language != "" {
			said["language  "+d.Language] = true
		}
		for name, value := range d.Attributes {
			if _, own := d.Speakers[who.Name][name]; !own && value != "" {
				said["attribute "+name+" "+value] = true
			}
		}
		for name, value := range d.Speakers[who.Name] {
			if value != "" {
				said["attribute "+name+" "+value] = true
			}
		}
		state := "uncoded"
		for _, c := range f.codings[h.Document] {
			if !c.Span.Overlaps(h.Span) {
				continue
			}
			state = "coded"
			for id := c.Code; !id.IsZero(); id = f.book.Tree.Parent(id) {
				said["code  "+f.book.Tree.Path(id)] = true
			}
			for _, coder := range f.book.Coders {
				if coder.ID == c.Coder {
					said["coder  "+coder.Name] = true
				}
			}
		}
		said["coded  "+state] = true
		if slices.ContainsFunc(theme.Hits, func(o Hit) bool { return o.Document == h.Document && o.Span == h.Span }) {
			said["theme  Responsiviteit"] = true
		}
		for s := range said {
			out[s]++
		}
	}
	return out
}

// Facets are what counting hit by hit gives, and narrowing the query to a value
// finds exactly the hits that the value promised, in both languages.
func TestFacetsEqualBruteForceAndNarrowing(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	ctx := context.Background()
	values := 0
	for _, f := range []*fakeFacts{dorp(), corpus(31, 5)} {
		tally := tallyOf(t, f, nil)
		for range 60 {
			q := Parse(randomQuery(r, 2))
			found, err := Scan(ctx, q, f, Options{})
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]int{}
			facets := tally.Count(found.Hits)
			for _, facet := range facets {
				for _, v := range facet.Values {
					got[fmt.Sprintf("%s %s %s", facet.Kind, facet.Name, v.Name)] += v.Hits
				}
			}
			if want := bruteFacets(t, f, found.Hits); !reflect.DeepEqual(got, want) {
				t.Fatalf("%s:\n%v, want\n%v", q.Text, got, want)
			}
			for _, facet := range facets {
				v := facet.Values[r.IntN(len(facet.Values))]
				for _, language := range []string{"nl", "en"} {
					text := q.Narrow(v.Condition(language))
					narrowed, err := Scan(ctx, Parse(text), f, Options{})
					if err != nil {
						t.Fatal(err)
					}
					if narrowed.Total != v.Hits || len(narrowed.Problems) > len(found.Problems) {
						t.Fatalf("%q narrowed to %q finds %d turns, %s %s promised %d; %v", q.Text, text, narrowed.Total, facet.Kind, v.Name, v.Hits, narrowed.Problems)
					}
					values++
				}
			}
		}
	}
	if values < 500 {
		t.Fatalf("only %d values were tried", values)
	}
}

// Names that the query language has signs for can be asked for all the same.
func TestFacetsOfAwkwardNames(t *testing.T) {
	f := newFacts()
	for i, title := range []string{`Gesprek "zonder titel"`, "A (oud): deel 2", "„Zuid” \\", ">5 *", "10:30 uur", "naam/weg", "-min"} {
		f.add(title, "nl", map[string]string{"soort": title, "naam van iets": fmt.Sprint(i), "document": "x"}, "R1: ruimte "+fmt.Sprint(i))
	}
	found, err := Scan(context.Background(), Parse("ruimte"), f, Options{})
	if err != nil {
		t.Fatal(err)
	}
	facets := tallyOf(t, f, nil).Count(found.Hits)
	seen := 0
	for _, facet := range facets {
		if facet.Name == "document" {
			t.Error("an attribute that can't be asked for is a facet")
		}
		for _, v := range facet.Values {
			narrowed, err := Scan(context.Background(), Parse(Parse("ruimte").Narrow(v.Condition("nl"))), f, Options{})
			if err != nil || narrowed.Total != v.Hits {
				t.Errorf("%s %q: %q finds %d, want %d (%v)", facet.Kind, v.Name, v.Condition("nl"), narrowed.Total, v.Hits, err)
			}
			seen++
		}
	}
	if seen < 24 {
		t.Errorf("only %d values", seen)
	}
}

func TestNarrow(t *testing.T) {
	for _, tt := range []struct{ query, condition, want string }{
		{"", "spreker:R1", "spreker:R1"},
		{"ruimte", "spreker:R1", "ruimte spreker:R1"},
		{"ruimte spreker:R1", "spreker:R1", "ruimte spreker:R1"},
		{"ruimte OF regels", "is:uncoded", "(ruimte OF regels) is:uncoded"},
		{`"oog voor`, "is:uncoded", `"oog voor" is:uncoded`},
		{"ruimte OF", "rol:beleid", "ruimte rol:beleid"},
		{"ruimte -is:interviewer", "-is:interviewer", "ruimte -is:interviewer"},
		{"ruimte (", "taal:nl", "ruimte taal:nl"},
	} {
		if got := Parse(tt.query).Narrow(tt.condition); got != tt.want {
			t.Errorf("%q narrowed by %s: %q, want %q", tt.query, tt.condition, got, tt.want)
		}
	}
	for query, want := range map[string]string{
		"ruimte thema:responsiviteit is:coded": "responsiviteit", `theme:"a b"`: "a b", "ruimte": "", "-thema:x": "", "": "",
	} {
		if got := Parse(query).Theme(); got != want {
			t.Errorf("theme of %q: %q, want %q", query, got, want)
		}
	}
}

// A new tally reads only what changed, and is what one from nothing is.
func TestTallyReadsOnlyWhatChanged(t *testing.T) {
	f := dorp()
	old := tallyOf(t, f, nil)
	f.code(f.documents[1].ID, "veel ruimte", "ruimte", "Noor", "")
	f.set(f.documents[2].ID, "R3: Een ander gesprek over ruimte.")
	found, err := Scan(context.Background(), Parse("ruimte"), f, Options{})
	if err != nil {
		t.Fatal(err)
	}
	read := &countingFacts{fakeFacts: f}
	again, err := NewTally(context.Background(), read, func(context.Context, Query) (Result, error) { return Result{}, nil }, old)
	if err != nil || read.documents != 1 {
		t.Fatalf("%d documents were read, %v; want 1", read.documents, err)
	}
	if got := again.documents[f.documents[2].ID].words[1]; got != 5 {
		t.Errorf("%d words, want 5", got)
	}
	if got, want := tallyOf(t, f, old).Count(found.Hits), tallyOf(t, f, nil).Count(found.Hits); !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// A tally that was stopped is gone on from.
func TestTallyGoesOn(t *testing.T) {
	f := dorp()
	ctx, stop := context.WithCancel(context.Background())
	stopping := &countingFacts{fakeFacts: f, after: stop}
	part, err := NewTally(ctx, stopping, scanning(f), nil)
	if !errors.Is(err, context.Canceled) || stopping.documents != 1 || part == nil {
		t.Fatalf("%d documents, %v, %v", stopping.documents, part, err)
	}
	read := &countingFacts{fakeFacts: f}
	whole, err := NewTally(context.Background(), read, func(ctx context.Context, q Query) (Result, error) { return Scan(ctx, q, f, Options{}) }, part)
	if err != nil || read.documents != 2 {
		t.Fatalf("%d documents were read, %v", read.documents, err)
	}
	found, err := Scan(context.Background(), Parse("ruimte"), f, Options{})
	if got, want := whole.Count(found.Hits), tallyOf(t, f, nil).Count(found.Hits); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v, %v", got, want, err)
	}
}

// countingFacts counts the documents that are read.
type countingFacts struct {
	*fakeFacts
	documents int
	after     func() // called when a document was read; may be nil
}

func (c *countingFacts) Document(ctx context.Context, id transcript.DocumentID) (*transcript.Document, error) {
	c.documents++
	if c.after != nil {
		c.after()
	}
	return c.fakeFacts.Document(ctx, id)
}

func TestFacetsPerThousandWords(t *testing.T) {
	f := newFacts()
	f.add("Kort", "nl", nil, "R1: ruimte ruimte "+strings.Repeat("woord ", 18))
	f.add("Lang", "nl", nil, "R1: ruimte "+strings.Repeat("woord ", 99)+"\nR2: "+strings.Repeat("woord ", 100))
	found, err := Scan(context.Background(), Parse("ruimte"), f, Options{})
	if err != nil {
		t.Fatal(err)
	}
	facets := tallyOf(t, f, nil).Count(found.Hits)
	for name, want := range map[string]float64{"Kort": 100, "Lang": 5} {
		v := facets[0].Values[slices.IndexFunc(facets[0].Values, func(v FacetValue) bool { return v.Name == name })]
		if rate, ok := v.PerThousand(); !ok || rate != want {
			t.Errorf("%s: %v, %v; want %v", name, rate, ok, want)
		}
	}
	if i := slices.IndexFunc(facets, func(f Facet) bool { return f.Kind == FacetCoded }); i < 0 {
		t.Error("coded is no facet")
	} else if _, ok := facets[i].Values[0].PerThousand(); ok {
		t.Error("a rate without words")
	}
}

// BenchmarkFacets counts 10,000 hits by every facet, and builds what that needs.
func BenchmarkFacets(b *testing.B) {
	f := corpusOf(12, 100, 200, corpusWords)
	found, err := Scan(context.Background(), Parse("is:coded OR is:uncoded"), f, Options{})
	if err != nil || len(found.Hits) < 10000 {
		b.Fatal(len(found.Hits), err)
	}
	hits := make([]Hit, 0, 10000)
	for i := range 10000 {
		hits = append(hits, found.Hits[i*len(found.Hits)/10000])
	}
	tally := tallyOf(b, f, nil)
	b.Run("count", func(b *testing.B) {
		for b.Loop() {
			if len(tally.Count(hits)) < 8 {
				b.Fatal("facets are missing")
			}
		}
	})
	b.Run("build", func(b *testing.B) {
		for b.Loop() {
			tallyOf(b, f, nil)
		}
	})
	b.Run("build-after-coding", func(b *testing.B) {
		for b.Loop() {
			tallyOf(b, f, tally)
		}
	})
}

// FuzzNarrow: whatever was typed, the narrowed query asks for all that was read
// of it, and for the condition beside it.
func FuzzNarrow(f *testing.F) {
	for _, s := range []string{"ruimte", `"oog voor`, "a OF", "(a", "a NEAR/3", "-", "rol:", `x\`, "a OR b", "/[a", "spreker:R1", `code:"a`, "a~", "NIET", `"a":`, "=", "is:", "a) b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q := Parse(s)
		for _, condition := range []string{"speaker:R1", `document:"a b"`, "-is:interviewer"} {
			text := q.Narrow(condition)
			got := Parse(text)
			want := join(opAnd, q.root, Parse(condition).root)
			if q.root != nil && q.Narrow(condition) == q.Text {
				want = q.root
			}
			if got.String() != (Query{root: want}).String() {
				t.Fatalf("%q narrowed by %s to %q is read as %q, want %q", s, condition, text, got.String(), Query{root: want}.String())
			}
		}
	})
}
