package search

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"veldwerk/codebook"
)

// SuggestionKind says why a word is suggested for a theme.
type SuggestionKind string

// Near stands often near the theme's words; kin looks like one of them.
const (
	SuggestNear SuggestionKind = "near"
	SuggestKin  SuggestionKind = "kin"
)

// Suggestion is a word that may belong to a theme's vocabulary. It is never
// more than that: a person decides.
type Suggestion struct {
	WordCount // in all texts
	Kind      SuggestionKind
	Of        string  // kin: the word of the vocabulary it looks like
	Score     float64 // near: log-likelihood
}

// Kin gives the words of a corpus that are related in form to a folded word;
// StemKin is one that knows no language.
type Kin func(term string, corpus *WordList) []string

// SuggestOptions of Suggest. The zero value takes StemKin and all words.
type SuggestOptions struct {
	Kin      Kin
	MinCount int // in all texts
	Limit    int // of each kind; 0 is all
}

// Suggest looks for words that a theme's vocabulary may lack: kin of its words
// first, then what stands near its matches. Words that the theme finds already,
// or that a person switched off, are not suggested.
func Suggest(ctx context.Context, f Facts, ask Ask, theme codebook.Theme, corpus *WordList, o SuggestOptions) ([]Suggestion, error) {
	if o.Kin == nil {
		o.Kin = StemKin
	}
	found, err := ask(ctx, Parse(field{name: "theme", value: theme.Name}.in(nil)))
	if err != nil {
		return nil, fmt.Errorf("theme %s: %w", theme.Name, err)
	}
	w := windows{near: &WordList{words: map[string]*WordCount{}}, nodes: map[string]int{}}
	if err := eachHit(ctx, f, found.Hits, w.read); err != nil {
		return nil, err
	}
	var words []string
	known := map[string]bool{}
	for term := range w.nodes {
		known[term] = true
	}
	for _, word := range theme.Words {
		parts := tokens(word.Text)
		for _, t := range parts {
			known[t.term] = true
		}
		if len(parts) == 1 && !word.Off { // the words of a phrase mean nothing apart
			words = append(words, parts[0].term)
		}
	}
	kin := kinWords(words, known, corpus, o)
	near, err := Collocates(ctx, f, found.Hits, corpus, CollocateOptions{WordOptions: WordOptions{MinCount: max(o.MinCount, 2)}})
	if err != nil {
		return nil, err
	}
	var out []Suggestion
	for _, c := range near {
		if !known[c.Term] && corpus.Count(c.Term) >= o.MinCount && c.LogLikelihood >= surely {
			c.Count = corpus.Count(c.Term)
			out = append(out, Suggestion{WordCount: c.WordCount, Kind: SuggestNear, Score: c.LogLikelihood})
		}
	}
	return append(kin, firstOf(out, o.Limit)...), nil
}

// surely is the log-likelihood from which a word is worth a suggestion:
// p < 0.001 of χ² with one degree of freedom.
const surely = 10.83

// kinWords are the kin of words, the frequent ones first, each once. They are
// known afterwards.
func kinWords(words []string, known map[string]bool, corpus *WordList, o SuggestOptions) []Suggestion {
	var out []Suggestion
	for _, of := range words {
		for _, term := range o.Kin(of, corpus) {
			w := corpus.words[term]
			if known[term] || w == nil || w.Count < o.MinCount || IsFunctionWord(term) {
				continue
			}
			known[term] = true
			out = append(out, Suggestion{WordCount: *w, Kind: SuggestKin, Of: of})
		}
	}
	slices.SortFunc(out, func(a, b Suggestion) int { return cmp.Or(b.Count-a.Count, cmp.Compare(a.Term, b.Term)) })
	return firstOf(out, o.Limit)
}

// stemLetters is how many letters two words must share at the start to look
// related at all.
const stemLetters = 5

// StemKin gives words that start alike: five letters or more, and three
// quarters of the shorter word. It is a guess from letters (gemeente and
// gemeen); what knows the language takes its place.
func StemKin(term string, corpus *WordList) []string {
	var out []string
	stem := []rune(term)
	for other := range corpus.words {
		if len(term) < stemLetters || len(other) < stemLetters || other[:2] != term[:2] {
			continue
		}
		letters := []rune(other)
		same := 0
		for same < min(len(stem), len(letters)) && stem[same] == letters[same] {
			same++
		}
		if other != term && same >= stemLetters && 4*same >= 3*min(len(stem), len(letters)) {
			out = append(out, other)
		}
	}
	slices.Sort(out)
	return out
}
