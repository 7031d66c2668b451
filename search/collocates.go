package search

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"veldwerk/transcript"
)

// WordCount is a word with how often it stands somewhere.
type WordCount struct {
	Term  string // folded: what counts as the same word
	Text  string // as it was written first, in lower case
	Count int
}

// WordList is the words of some turns, counted. Terms are compared folded; it
// is only read once it is made.
type WordList struct {
	Tokens int // all words, repeated ones too
	words  map[string]*WordCount

	mu  sync.Mutex
	kin *vocabulary // what the words are to each other; worked out when it is asked for
}

// CountWords counts the words of whole documents: of all turns, labels left
// out.
func CountWords(ctx context.Context, f Facts, documents []transcript.DocumentID) (*WordList, error) {
	l := &WordList{words: map[string]*WordCount{}}
	for _, id := range documents {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		doc, err := f.Document(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("document %s: %w", id, err)
		}
		for _, turn := range doc.Turns {
			l.read(doc.Text.Slice(turn.Span))
		}
	}
	return l, nil
}

// CountHitWords counts the words of the turns of hits.
func CountHitWords(ctx context.Context, f Facts, hits []Hit) (*WordList, error) {
	l := &WordList{words: map[string]*WordCount{}}
	err := eachHit(ctx, f, hits, func(text transcript.Text, h *Hit) { l.read(text.Slice(h.Span)) })
	return l, err
}

// eachHit visits hits with their texts; each document is read once.
func eachHit(ctx context.Context, f Facts, hits []Hit, visit func(text transcript.Text, h *Hit)) error {
	var doc *transcript.Document
	for i := range hits {
		h := &hits[i]
		if i == 0 || h.Document != hits[i-1].Document {
			if err := ctx.Err(); err != nil {
				return err
			}
			var err error
			if doc, err = f.Document(ctx, h.Document); err != nil {
				return fmt.Errorf("document %s: %w", h.Document, err)
			}
		}
		visit(doc.Text, h)
	}
	return nil
}

func (l *WordList) read(text string) {
	t := tokeniser{s: text}
	for tok, ok := t.next(); ok; tok, ok = t.next() {
		l.add(tok.term, text[tok.lo:tok.hi])
	}
}

func (l *WordList) add(term, written string) {
	l.Tokens++
	if w, ok := l.words[term]; ok {
		w.Count++
		return
	}
	// Copies, because pieces of a text would keep all of it in memory.
	w := &WordCount{Term: strings.Clone(term), Text: strings.ToLower(strings.Clone(written)), Count: 1}
	l.words[w.Term] = w
}

// Count is how often a folded word stands there.
func (l *WordList) Count(term string) int {
	if w, ok := l.words[term]; ok {
		return w.Count
	}
	return 0
}

// Types is the number of different words.
func (l *WordList) Types() int { return len(l.words) }

// WordOptions choose words.
type WordOptions struct {
	FunctionWords bool // the, of, dat, zeg maar and the like too
	MinCount      int  // words with fewer are left out
	Limit         int  // 0 is all
}

func (o WordOptions) keeps(term string, count int) bool {
	return count >= o.MinCount && (o.FunctionWords || !IsFunctionWord(term))
}

// Top lists words by count, the most first, then by folded form.
func (l *WordList) Top(o WordOptions) []WordCount {
	var out []WordCount
	for _, w := range l.words {
		if o.keeps(w.Term, w.Count) {
			out = append(out, *w)
		}
	}
	slices.SortFunc(out, func(a, b WordCount) int { return cmp.Or(b.Count-a.Count, cmp.Compare(a.Term, b.Term)) })
	return firstOf(out, o.Limit)
}

func firstOf[T any](all []T, limit int) []T {
	if limit > 0 && len(all) > limit {
		return all[:limit]
	}
	return all
}

// Collocate is a word that stands near the matches of a search more often than
// by chance.
type Collocate struct {
	WordCount             // Count is how often it stands near a match
	Total         int     // in all texts, matches left out
	Expected      float64 // near a match, were words strewn at random
	LogLikelihood float64 // see logLikelihood; 3.84 is p < 0.05, 10.83 p < 0.001
}

// CollocateOptions of Collocates; the zero value takes windowDefault words.
type CollocateOptions struct {
	WordOptions
	Window int // words left and right of a match, within its turn
}

// windowDefault is how far apart two words may be, as is usual in the field.
const windowDefault = 5

// Collocates lists the words near the matches of hits, the surest first, then
// by count and folded form. corpus is the words of all texts. A word near two
// matches counts once; a matched word is no collocate where it is matched.
func Collocates(ctx context.Context, f Facts, hits []Hit, corpus *WordList, o CollocateOptions) ([]Collocate, error) {
	if o.Window <= 0 {
		o.Window = windowDefault
	}
	w := windows{size: o.Window, near: &WordList{words: map[string]*WordCount{}}, nodes: map[string]int{}}
	if err := eachHit(ctx, f, hits, w.read); err != nil {
		return nil, err
	}
	var out []Collocate
	others := corpus.Tokens - w.matched
	for _, word := range w.near.words {
		c := Collocate{WordCount: *word, Total: corpus.Count(word.Term) - w.nodes[word.Term]}
		c.Expected = float64(w.near.Tokens) * float64(c.Total) / float64(max(others, 1))
		if !o.keeps(c.Term, c.Count) || float64(c.Count) <= c.Expected {
			continue
		}
		c.LogLikelihood = logLikelihood(c.Count, w.near.Tokens, c.Total, others)
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b Collocate) int {
		return cmp.Or(cmp.Compare(b.LogLikelihood, a.LogLikelihood), b.Count-a.Count, cmp.Compare(a.Term, b.Term))
	})
	return firstOf(out, o.Limit), nil
}

// windows counts the words around matches.
type windows struct {
	size    int
	near    *WordList
	nodes   map[string]int // words that are matched
	matched int
	words   []token
	node    []bool
}

func (w *windows) read(text transcript.Text, h *Hit) {
	if len(h.Matches) == 0 {
		return
	}
	turn := text.Bytes(h.Span)
	said := turn.Of(text.String())
	w.words, w.node = w.words[:0], w.node[:0]
	t := tokeniser{s: said}
	match := 0
	m := text.Bytes(h.Matches[0])
	for tok, ok := t.next(); ok; tok, ok = t.next() {
		for match < len(h.Matches) && m.Hi <= turn.Lo+tok.lo {
			if match++; match < len(h.Matches) {
				m = text.Bytes(h.Matches[match])
			}
		}
		w.words = append(w.words, tok)
		w.node = append(w.node, match < len(h.Matches) && m.Lo < turn.Lo+tok.hi)
	}
	next := -1 // the first word that is not counted yet
	for i, isNode := range w.node {
		if !isNode {
			continue
		}
		w.matched++
		w.nodes[w.words[i].term]++
		for k := max(next, i-w.size, 0); k <= min(i+w.size, len(w.words)-1); k++ {
			if !w.node[k] {
				w.near.add(w.words[k].term, said[w.words[k].lo:w.words[k].hi])
			}
			next = k + 1
		}
	}
}

// logLikelihood is G² of the table that divides all words in those near a match
// or not, and in those that are the word or not:
//
//	G² = 2 · Σ O · ln(O / E)    over its four cells, with E = row · column / all
//
// It says how sure, not which way: callers keep words that stand near more often
// than expected. Source: T. Dunning (1993), Accurate Methods for the
// Statistics of Surprise and Coincidence, Computational Linguistics 19(1),
// 61–74; the table for windows of words as in S. Evert (2008), Corpora and
// Collocations, in Lüdeling and Kytö (eds.), Corpus Linguistics, chapter 58.
func logLikelihood(together, near, total, all int) float64 {
	cells := [2][2]int{
		{together, near - together},
		{total - together, all - near - total + together},
	}
	sum := 0.0
	for _, row := range cells {
		for c, observed := range row {
			if observed <= 0 {
				continue
			}
			rows, columns := row[0]+row[1], cells[0][c]+cells[1][c]
			sum += float64(observed) * math.Log(float64(observed)*float64(all)/(float64(rows)*float64(columns)))
		}
	}
	return max(2*sum, 0)
}
