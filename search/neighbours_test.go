package search

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"veldwerk/codebook"
)

// families are words that are used alike: each stands among the words of its
// own family's surroundings only, and never beside its kind.
var families = []struct{ words, around []string }{
	{strings.Fields("wethouder burgemeester raadslid minister"), strings.Fields("besluit begroting vergadering motie college partij")},
	{strings.Fields("consulent klantmanager wijkcoach buurtwerker"), strings.Fields("keukentafel dossier huisbezoek aanmelding intake hulpvraag")},
	{strings.Fields("fiets trein bromfiets scooter"), strings.Fields("station rijden remmen stalling zadel wielen")},
}

// alikeCorpus is n turns in which words stand among those around them.
func alikeCorpus(n int) *fakeFacts {
	r := rand.New(rand.NewPCG(4, 4))
	f := newFacts()
	one := func(words []string) string { return words[r.IntN(len(words))] }
	for range 4 {
		var b strings.Builder
		for range n / 4 {
			family := families[r.IntN(len(families))]
			b.WriteString("R1: ")
			for range 3 {
				b.WriteString("de " + one(family.around) + " en " + one(family.words) + " van het " + one(family.around) + " maar niet. ")
			}
			b.WriteString("\n")
		}
		f.add("Gesprek", "nl", nil, b.String())
	}
	return f
}

func neighboursOf(t testing.TB, f *fakeFacts) *Neighbours {
	t.Helper()
	told := 0
	n, err := NewNeighbours(context.Background(), f, everyDocument(f), wordsOf(t, f), func(done, total int) {
		if told++; done != told || total != len(f.documents) {
			t.Errorf("told %d of %d", done, total)
		}
	})
	if err != nil || told != len(f.documents) {
		t.Fatal(told, err)
	}
	return n
}

func TestNeighbours(t *testing.T) {
	f := alikeCorpus(1200)
	n := neighboursOf(t, f)
	for _, family := range families {
		for i, word := range family.words {
			var got []string
			for _, s := range n.Like(map[string]int{word: 1}) {
				if s.Of != word || s.Score < leastLikeness || s.Score > 1.0001 || s.Count != wordsOf(t, f).Count(s.Term) || s.Kind != SuggestAlike {
					t.Errorf("%+v", s)
				}
				got = append(got, s.Term)
			}
			want := slices.Delete(slices.Clone(family.words), i, i+1)
			if len(got) < len(want) || !sameWords(got[:len(want)], want) {
				t.Errorf("%s is used like %v", word, got)
			}
		}
	}
	// Of several words each suggestion names the one it is most like.
	for _, s := range n.Like(map[string]int{"wethouder": 1, "fiets": 1})[:6] {
		if in := slices.Contains(families[0].words, s.Term); in != (s.Of == "wethouder") {
			t.Errorf("%s goes with %s", s.Term, s.Of)
		}
	}
	if got := n.Like(map[string]int{"onbekend": 1}); got != nil {
		t.Errorf("like nothing: %v", got)
	}
	if again := neighboursOf(t, f).Like(map[string]int{"fiets": 1}); !slices.Equal(again, n.Like(map[string]int{"fiets": 1})) {
		t.Error("the same corpus gives other neighbours")
	}
}

func sameWords(a, b []string) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(a, b)
}

func TestNeighboursStop(t *testing.T) {
	f := alikeCorpus(400)
	ctx, stop := context.WithCancel(context.Background())
	_, err := NewNeighbours(ctx, f, everyDocument(f), wordsOf(t, f), func(done, _ int) {
		if done > 1 {
			t.Error("read on after it was stopped")
		}
		stop()
	})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if n := neighboursOf(t, newFacts()); n.Like(map[string]int{"a": 1}) != nil {
		t.Error("an empty corpus has neighbours")
	}
}

// TestSuggestEveryKind: family, company and use, each with its reason; one form
// of a word only, and nothing that a person decided on.
func TestSuggestEveryKind(t *testing.T) {
	f := alikeCorpus(800)
	f.add("Meer", "nl", nil, strings.Repeat("R1: Het wethouderschap, dat wethouderlijk werk, de zorgwethouder.\nR2: Motie, moties, de moties.\n", 5))
	theme := codebook.Theme{Name: "Bestuur", Words: []codebook.Word{
		{Text: "wethouder"}, {Text: "minister+[-wethouderschap]"}, {Text: "-burgemeester"}, {Text: "raadslid", Off: true}, {Text: `"de begroting"`},
	}}
	f.book.Themes = []codebook.Theme{theme}
	got, err := Suggest(context.Background(), f, scanning(f), theme, wordsOf(t, f), SuggestOptions{Neighbours: neighboursOf(t, f), MinCount: 3})
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]Suggestion{}
	for _, s := range got {
		if _, twice := kinds[s.Term]; twice {
			t.Errorf("%s twice", s.Term)
		}
		kinds[s.Term] = s
	}
	if s := kinds["zorgwethouder"]; s.Kind != SuggestKin || s.Of != "wethouder" {
		t.Errorf("zorgwethouder: %+v", s)
	}
	for _, near := range []string{"college", "vergadering"} {
		if s := kinds[near]; s.Kind != SuggestNear || s.Score < surely {
			t.Errorf("%s: %+v", near, s)
		}
	}
	if _, one := kinds["motie"]; one == (kinds["moties"].Term != "") {
		t.Errorf("motie and moties: %v", kinds)
	}
	for _, known := range []string{"wethouder", "wethouderschap", "minister", "burgemeester", "raadslid", "begroting", "de"} {
		if s, ok := kinds[known]; ok {
			t.Errorf("%s is suggested: %+v", known, s)
		}
	}
	theme.Words = []codebook.Word{{Text: "consulent"}}
	f.book.Themes = []codebook.Theme{theme}
	got, err = Suggest(context.Background(), f, scanning(f), theme, wordsOf(t, f), SuggestOptions{Neighbours: neighboursOf(t, f), Limit: 3})
	if err != nil {
		t.Fatal(err)
	}
	var alike []string
	for _, s := range got {
		if s.Kind == SuggestAlike {
			alike = append(alike, s.Term)
		}
	}
	if !sameWords(alike, []string{"buurtwerker", "klantmanager", "wijkcoach"}) {
		t.Errorf("used alike: %v", alike)
	}
	stopped, stop := context.WithCancel(context.Background())
	stop()
	if _, err := Suggest(stopped, f, scanning(f), theme, wordsOf(t, f), SuggestOptions{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// BenchmarkNeighbours reads a corpus of a million words.
func BenchmarkNeighbours(b *testing.B) {
	f := alikeCorpus(32_000)
	words := wordsOf(b, f)
	for b.Loop() {
		if _, err := NewNeighbours(context.Background(), f, everyDocument(f), words, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(words.Tokens), "words")
}
