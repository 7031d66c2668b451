package search

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"veldwerk/transcript"
)

// NeighboursFrom is how many words a corpus needs before words that are used
// alike tell something: below it, neighbours are chance.
const NeighboursFrom = 1_000_000

// The size of a model. A word is compared by the frequent words around it; rarer
// words than leastNeighbour have too few of those.
const (
	neighbourWords   = 12_000
	neighbourAround  = 1_500
	neighbourReach   = 4 // words on either side
	leastNeighbour   = 20
	leastLikeness    = 0.1
	neighbourLetters = 3
)

// Neighbours tells which words are used alike: those that stand among the same
// words. It is a guess from figures, to suggest words from and for nothing
// else. It is only read once it is made.
//
// Each word has the words around it as a vector of positive pointwise mutual
// information, PPMI(w,c) = max(0, ln(P(w,c) / (P(w) · P(c)))), over windows of
// four words to either side within a turn, function words left out; likeness is
// the cosine. P(c) is smoothed by the power 0.75, against rare contexts.
// Source: O. Levy, Y. Goldberg and I. Dagan (2015), Improving Distributional
// Similarity with Lessons Learned from Word Embeddings, TACL 3, 211–225.
type Neighbours struct {
	words   []WordCount
	numbers map[string]int32
	around  [][]weight // by word, ascending by context; of length 1
}

// weight is one component of a vector.
type weight struct {
	context int32
	value   float32
}

// NewNeighbours reads the documents once. progress is told after each document
// and may be nil. corpus counts the words of the same documents.
func NewNeighbours(ctx context.Context, f Facts, documents []transcript.DocumentID, corpus *WordList, progress func(done, total int)) (*Neighbours, error) {
	n := &Neighbours{numbers: map[string]int32{}}
	for _, w := range corpus.Top(WordOptions{MinCount: leastNeighbour}) {
		if len(n.words) == neighbourWords {
			break
		}
		if len(w.Term) >= neighbourLetters && hasLetters(w.Term) {
			n.numbers[w.Term] = int32(len(n.words))
			n.words = append(n.words, w)
		}
	}
	contexts := min(len(n.words), neighbourAround) // the most frequent come first
	together := make([]uint16, len(n.words)*contexts)
	for i, id := range documents {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		doc, err := f.Document(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("document %s: %w", id, err)
		}
		n.count(doc, together, contexts)
		if progress != nil {
			progress(i+1, len(documents))
		}
	}
	n.weigh(together, contexts)
	return n, nil
}

// count adds the pairs of one document.
func (n *Neighbours) count(doc *transcript.Document, together []uint16, contexts int) {
	var said []int32 // numbers of the words of a turn; -1 for those without
	for _, turn := range doc.Turns {
		said = said[:0]
		t := tokeniser{s: doc.Text.Slice(turn.Span)}
		for tok, ok := t.next(); ok; tok, ok = t.next() {
			number, known := n.numbers[tok.term]
			if !known {
				number = -1
			}
			said = append(said, number)
		}
		for i, w := range said {
			if w < 0 {
				continue
			}
			for k := max(i-neighbourReach, 0); k <= min(i+neighbourReach, len(said)-1); k++ {
				c := said[k]
				if k == i || c < 0 || int(c) >= contexts || c == w {
					continue
				}
				if at := int(w)*contexts + int(c); together[at] < math.MaxUint16 {
					together[at]++
				}
			}
		}
	}
}

// weigh turns counts into vectors of length 1.
func (n *Neighbours) weigh(together []uint16, contexts int) {
	const smooth = 0.75
	ofWord, ofContext := make([]float64, len(n.words)), make([]float64, contexts)
	for w := range n.words {
		for c, k := range together[w*contexts : (w+1)*contexts] {
			ofWord[w] += float64(k)
			ofContext[c] += float64(k)
		}
	}
	all := 0.0
	for c := range ofContext {
		ofContext[c] = math.Pow(ofContext[c], smooth)
		all += ofContext[c]
	}
	n.around = make([][]weight, len(n.words))
	for w := range n.words {
		length := 0.0
		var v []weight
		for c, k := range together[w*contexts : (w+1)*contexts] {
			if k < 2 { // once is chance
				continue
			}
			if ppmi := math.Log(float64(k) * all / (ofWord[w] * ofContext[c])); ppmi > 0 {
				v = append(v, weight{int32(c), float32(ppmi)})
				length += ppmi * ppmi
			}
		}
		for i := range v {
			v[i].value /= float32(math.Sqrt(length))
		}
		n.around[w] = slices.Clip(v)
	}
}

// Like lists the words that are used most like those given, by their cosine
// with the mean of these; each names the one it is most like. Only the keys of
// terms count.
func (n *Neighbours) Like(terms map[string]int) []Suggestion {
	var of []int32
	for term := range terms {
		if i, ok := n.numbers[term]; ok && len(n.around[i]) > 0 {
			of = append(of, i)
		}
	}
	slices.Sort(of)
	mean := make([]float64, neighbourAround)
	for _, i := range of {
		for _, x := range n.around[i] {
			mean[x.context] += float64(x.value)
		}
	}
	length := 0.0
	for _, x := range mean {
		length += x * x
	}
	if length == 0 {
		return nil
	}
	var out []Suggestion
	for i, v := range n.around {
		sum := 0.0
		for _, x := range v {
			sum += float64(x.value) * mean[x.context]
		}
		if score := sum / math.Sqrt(length); score >= leastLikeness && !slices.Contains(of, int32(i)) {
			out = append(out, Suggestion{WordCount: n.words[i], Kind: SuggestAlike, Of: n.nearest(int32(i), of), Score: score})
		}
	}
	slices.SortFunc(out, func(a, b Suggestion) int { return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Term, b.Term)) })
	return firstOf(out, likeMost)
}

// likeMost is how many Like lists: further down there is little but chance.
const likeMost = 50

// nearest is the one of some words that a word is most like.
func (n *Neighbours) nearest(word int32, of []int32) string {
	best, most := int32(-1), -1.0
	for _, i := range of {
		if score := dot(n.around[word], n.around[i]); score > most {
			best, most = i, score
		}
	}
	return n.words[best].Text
}

func dot(a, b []weight) float64 {
	sum := 0.0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].context < b[j].context:
			i++
		case a[i].context > b[j].context:
			j++
		default:
			sum += float64(a[i].value) * float64(b[j].value)
			i, j = i+1, j+1
		}
	}
	return sum
}
