package search

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"veldwerk/codebook"
)

// SuggestionKind says why a word is suggested for a theme.
type SuggestionKind string

// Kin is of the same family as one of the theme's words, near stands often near
// them, alike stands among the same words as one of them.
const (
	SuggestKin   SuggestionKind = "kin"
	SuggestNear  SuggestionKind = "near"
	SuggestAlike SuggestionKind = "alike"
)

// Suggestion is a word that may belong to a theme's vocabulary. It is never
// more than that: a person decides.
type Suggestion struct {
	WordCount // in all texts
	Kind      SuggestionKind
	Of        string  // kin, alike: the word of the theme that it goes with
	Score     float64 // near: log-likelihood; alike: cosine, 0 to 1
}

// Kin gives the words of a corpus that are related in form to a folded word.
type Kin func(term string, corpus *WordList) []string

// SuggestOptions of Suggest. The zero value takes the derivations and compounds
// that search knows, and all words.
type SuggestOptions struct {
	Kin        Kin
	Neighbours *Neighbours // nil: no words that are used alike
	MinCount   int         // in all texts
	Limit      int         // of each kind; 0 is all
}

// Suggest looks for words that a theme's vocabulary may lack: kin of its words
// first, then what stands near its matches, then what is used as they are.
// Words that the theme finds already, or that a person switched off or
// excluded, are not suggested; of the forms of a word only the first is.
func Suggest(ctx context.Context, f Facts, ask Ask, theme codebook.Theme, corpus *WordList, o SuggestOptions) ([]Suggestion, error) {
	if o.Kin == nil {
		v, err := corpus.vocabulary(ctx)
		if err != nil {
			return nil, err
		}
		o.Kin = v.family
	}
	found, err := ask(ctx, Parse(field{name: "theme", value: theme.Name}.in(nil)))
	if err != nil {
		return nil, fmt.Errorf("theme %s: %w", theme.Name, err)
	}
	w := windows{near: &WordList{words: map[string]*WordCount{}}, nodes: map[string]int{}}
	if err := eachHit(ctx, f, found.Hits, w.read); err != nil {
		return nil, err
	}
	s := suggesting{corpus: corpus, o: o, known: map[string]bool{}, lemmas: map[keyHash]bool{}}
	words := s.vocabulary(theme, w.nodes)
	near, err := Collocates(ctx, f, found.Hits, corpus, CollocateOptions{WordOptions: WordOptions{MinCount: max(o.MinCount, 2)}})
	if err != nil {
		return nil, err
	}
	s.kin(words)
	var beside []Suggestion
	for _, c := range near {
		if c.LogLikelihood >= surely {
			beside = append(beside, Suggestion{WordCount: WordCount{Term: c.Term, Text: c.Text, Count: corpus.Count(c.Term)}, Kind: SuggestNear, Score: c.LogLikelihood})
		}
	}
	s.add(beside)
	if o.Neighbours != nil {
		s.add(o.Neighbours.Like(w.nodes))
	}
	return s.out, nil
}

// surely is the log-likelihood from which a word is worth a suggestion:
// p < 0.001 of χ² with one degree of freedom.
const surely = 10.83

// suggesting gathers suggestions.
type suggesting struct {
	corpus *WordList
	o      SuggestOptions
	known  map[string]bool  // words that are in the theme, or suggested
	lemmas map[keyHash]bool // of what is suggested
	out    []Suggestion
}

// vocabulary notes what the theme has and gives its single words.
func (s *suggesting) vocabulary(theme codebook.Theme, nodes map[string]int) []string {
	for term := range nodes {
		s.known[term] = true
	}
	var words []string
	for _, word := range theme.Words {
		q := Parse(word.Text)
		for _, t := range tokens(word.Text) {
			s.known[t.term] = true
		}
		if q.root == nil || word.Off || q.root.op != opWord { // the words of a phrase mean nothing apart
			continue
		}
		for sw := range strings.FieldsSeq(string(q.root.words[0].switches)) { // what is off was decided on
			s.known[sw[1:]] = true
		}
		if p := q.root.words[0]; p.kind == oneWord {
			words = append(words, p.text)
		}
	}
	return words
}

// kin suggests the kin of words, the frequent ones first.
func (s *suggesting) kin(words []string) {
	var out []Suggestion
	for _, of := range words {
		for _, term := range s.o.Kin(of, s.corpus) {
			if w := s.corpus.words[term]; w != nil && !slices.ContainsFunc(out, func(x Suggestion) bool { return x.Term == term }) {
				out = append(out, Suggestion{WordCount: *w, Kind: SuggestKin, Of: of})
			}
		}
	}
	slices.SortFunc(out, func(a, b Suggestion) int { return cmp.Or(b.Count-a.Count, cmp.Compare(a.Term, b.Term)) })
	s.add(out)
}

// add suggests the first words that are new.
func (s *suggesting) add(candidates []Suggestion) {
	n := 0
	for _, c := range candidates {
		if s.o.Limit > 0 && n == s.o.Limit {
			return
		}
		lemmas := kinOf(c.Term, false).lemmas
		again := slices.ContainsFunc(lemmas, func(k keyHash) bool { return s.lemmas[k] })
		if s.known[c.Term] || again || c.Count < s.o.MinCount || IsFunctionWord(c.Term) {
			continue
		}
		for _, k := range lemmas {
			s.lemmas[k] = true
		}
		s.known[c.Term] = true
		s.out = append(s.out, c)
		n++
	}
}

// family is Kin by the rules of the languages: forms, derivations, compounds.
func (v *vocabulary) family(term string, _ *WordList) []string {
	var out []string
	for _, s := range v.kin(newKinWord(term, true)) {
		if s.term != term {
			out = append(out, s.term)
		}
	}
	return out
}

// vocabulary works out the kinship of every word, once.
func (l *WordList) vocabulary(ctx context.Context) (*vocabulary, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.kin != nil {
		return l.kin, nil
	}
	fresh := make([]newcomer, 0, len(l.words))
	for term := range l.words {
		if len(fresh)%256 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		fresh = append(fresh, newcomer{term, kinOf(term, true)})
	}
	l.kin = (&vocabulary{}).with(fresh)
	return l.kin, nil
}
