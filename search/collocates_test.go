package search

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

func everyDocument(f *fakeFacts) []transcript.DocumentID {
	var out []transcript.DocumentID
	for _, d := range f.documents {
		out = append(out, d.ID)
	}
	return out
}

func wordsOf(t testing.TB, f *fakeFacts) *WordList {
	t.Helper()
	l, err := CountWords(context.Background(), f, everyDocument(f))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// The figures were worked out from the formula, outside this package.
func TestLogLikelihood(t *testing.T) {
	for _, tt := range []struct {
		together, near, total, all int
		want                       float64
	}{
		{10, 100, 20, 10000, 65.5837},
		{5, 100, 500, 10000, 0},
		{3, 30, 3, 1000, 21.3409},
		{0, 100, 20, 10000, 0.4033},
	} {
		if got := logLikelihood(tt.together, tt.near, tt.total, tt.all); math.Abs(got-tt.want) > 0.001 {
			t.Errorf("%+v: %.4f", tt, got)
		}
	}
}

// What stands near a match is what someone counts who lays a ruler beside the
// text.
func TestCollocatesEqualBruteForce(t *testing.T) {
	f := corpus(41, 6)
	ctx, r := context.Background(), rand.New(rand.NewPCG(9, 9))
	corpusCount := wordsOf(t, f)
	for _, query := range []string{"gemeente", `"de gemeente"`, "ruimte NEAR/3 loket", "c* OR idee", "thema:responsiviteit", "is:coded"} {
		found, err := Scan(ctx, Parse(query), f, Options{})
		if err != nil {
			t.Fatal(err)
		}
		window := 1 + r.IntN(7)
		near, node, tokensNear := map[string]int{}, map[string]int{}, 0
		matched := 0
		for _, h := range found.Hits {
			text := f.texts[h.Document].Text
			said := tokens(text.Slice(h.Span))
			base := text.Bytes(h.Span).Lo
			is := make([]bool, len(said))
			for i, w := range said {
				span := text.SpanOf(base+w.lo, base+w.hi)
				is[i] = slices.ContainsFunc(h.Matches, span.Overlaps)
			}
			for i, w := range said {
				if is[i] {
					node[w.term]++
					matched++
					continue
				}
				if slices.Contains(is[max(i-window, 0):min(i+window+1, len(is))], true) {
					near[w.term]++
					tokensNear++
				}
			}
		}
		got, err := Collocates(ctx, f, found.Hits, corpusCount, CollocateOptions{WordOptions: WordOptions{FunctionWords: true}, Window: window})
		if err != nil {
			t.Fatal(err)
		}
		listed := map[string]bool{}
		for i, c := range got {
			listed[c.Term] = true
			total := corpusCount.Count(c.Term) - node[c.Term]
			expected := float64(tokensNear) * float64(total) / float64(corpusCount.Tokens-matched)
			if c.Count != near[c.Term] || c.Total != total || math.Abs(c.Expected-expected) > 1e-9 || float64(c.Count) <= expected {
				t.Fatalf("%s ±%d: %+v, want %d of %d, expected %f", query, window, c, near[c.Term], total, expected)
			}
			if i > 0 && got[i-1].LogLikelihood < c.LogLikelihood {
				t.Fatalf("%s: %s stands before the surer %s", query, got[i-1].Term, c.Term)
			}
		}
		for term, n := range near {
			if expected := float64(tokensNear) * float64(corpusCount.Count(term)-node[term]) / float64(corpusCount.Tokens-matched); float64(n) > expected && !listed[term] {
				t.Fatalf("%s ±%d: %s is missing", query, window, term)
			}
		}
	}
}

func TestCollocatesOfAWord(t *testing.T) {
	f := newFacts()
	for i := range 6 {
		f.add(fmt.Sprint(i), "nl", nil, "R1: De wethouder gaf ons weinig ruimte voor maatwerk bij het loket.\nR1: En dan het zwembad, de school en de bibliotheek en nog veel meer.\nR1: Weinig bijzonders verder in het zwembad, wel maatwerk.")
	}
	found, err := Scan(context.Background(), Parse("ruimte"), f, Options{})
	if err != nil {
		t.Fatal(err)
	}
	show := func(o CollocateOptions) string {
		got, err := Collocates(context.Background(), f, found.Hits, wordsOf(t, f), o)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, c := range got {
			out = append(out, fmt.Sprintf("%s %d/%d", c.Text, c.Count, c.Total))
		}
		return strings.Join(out, ", ")
	}
	if got, want := show(CollocateOptions{}), "gaf 6/6, loket 6/6, wethouder 6/6, maatwerk 6/12, weinig 6/12"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := show(CollocateOptions{Window: 1, WordOptions: WordOptions{FunctionWords: true, Limit: 1}}), "voor 6/6"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := show(CollocateOptions{WordOptions: WordOptions{MinCount: 7}}); got != "" {
		t.Errorf("%s, want none", got)
	}
}

func TestWordLists(t *testing.T) {
	f := dorp()
	all := wordsOf(t, f)
	if all.Tokens == 0 || all.Count("clienten") != 2 || all.Count("coordinatie") != 2 {
		t.Errorf("%d words, clienten %d, coordinatie %d", all.Tokens, all.Count("clienten"), all.Count("coordinatie"))
	}
	top := all.Top(WordOptions{Limit: 3})
	if len(top) != 3 || top[0].Text != "gemeente" || top[0].Count != 4 {
		t.Errorf("top: %+v", top)
	}
	if first := all.Top(WordOptions{FunctionWords: true, Limit: 1})[0]; first.Term != "de" {
		t.Errorf("the most frequent word is %+v", first)
	}
	found, err := Scan(context.Background(), Parse("verkokering"), f, Options{})
	if err != nil {
		t.Fatal(err)
	}
	hit, err := CountHitWords(context.Background(), f, found.Hits)
	if err != nil || hit.Tokens != 6 || hit.Types() != 6 {
		t.Errorf("%d words of %d types, %v", hit.Tokens, hit.Types(), err)
	}
	for _, word := range []string{"de", "zon", "uh", "the", "waarmee"} {
		if !IsFunctionWord(word) {
			t.Errorf("%s is no function word", word)
		}
	}
	for _, word := range []string{"gemeente", "ruimte", "moeten", "vertrouwen", "room"} {
		if IsFunctionWord(word) {
			t.Errorf("%s is a function word", word)
		}
	}
}

func TestSuggest(t *testing.T) {
	f := newFacts()
	for i := range 8 {
		f.add(fmt.Sprint(i), "nl", nil, "R1: We luisteren naar klachten van bewoners, straat, zei de luisteraar.\nR1: Het weer was mooi, de tuin was groen, de bewonersavond kwam later.\nR1: Luisterend naar de vogels.")
	}
	suggested := func(theme codebook.Theme, o SuggestOptions) string {
		f.book.Themes[0] = theme
		got, err := Suggest(context.Background(), f, scanning(f), theme, wordsOf(t, f), o)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, s := range got {
			out = append(out, strings.TrimSpace(fmt.Sprintf("%s:%s %s", s.Kind, s.Text, s.Of)))
		}
		return strings.Join(out, ", ")
	}
	theme := codebook.Theme{Name: "Responsiviteit", Words: []codebook.Word{{Text: "=luisteren"}, {Text: "klachten", Off: true}}}
	if got, want := suggested(theme, SuggestOptions{}), "kin:luisteraar luisteren, kin:luisterend luisteren, near:bewoners, near:straat"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	none := func(string, *WordList) []string { return nil }
	if got, want := suggested(theme, SuggestOptions{Kin: none, Limit: 1}), "near:bewoners"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	theme.Words[0].Text = "luister*"
	if got := suggested(theme, SuggestOptions{Limit: 1}); strings.Contains(got, "luister") {
		t.Errorf("%s was found already", got)
	}
}

func BenchmarkCollocates(b *testing.B) {
	f := newZipf().interviews(9, benchInterviews())
	found, err := Scan(context.Background(), Parse("gemeente"), f, Options{})
	if err != nil {
		b.Fatal(err)
	}
	words := wordsOf(b, f)
	b.ReportMetric(float64(len(found.Hits)), "turns")
	for b.Loop() {
		if _, err := Collocates(context.Background(), f, found.Hits, words, CollocateOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}
