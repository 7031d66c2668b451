package search

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"veldwerk/codebook"
)

// benchInterviews is the size of the corpus: 100 interviews of some 200 turns,
// unless VELDWERK_BENCH_INTERVIEWS says otherwise.
func benchInterviews() int {
	if n, err := strconv.Atoi(os.Getenv("VELDWERK_BENCH_INTERVIEWS")); err == nil {
		return n
	}
	return 100
}

// benchFrequent are the words that Dutch speech is mostly made of, the most
// frequent first.
var benchFrequent = strings.Fields(`de en het ik dat is van een ja niet je in die er te we dus op maar ook met zijn voor wat als heb zo
	nou om dan aan was daar ze dit of nog hij kan hebben mensen gaan goed wel moet bij heel heeft gewoon uh naar door hoe over
	zeg want meer gaat had al doen toch uit werd worden echt weet zeggen waar eigenlijk wij deze u hun zou eens weer nu iets mij
	omdat zich kunnen altijd alles natuurlijk veel jaar niks geen tegen moeten komen misschien gemeente twee allemaal komt tijd
	willen beetje mijn zien hem zit anders eerste andere werk zelf wil best vind onze denk laten ben hier toen doet samen zonder
	ruimte beleid bewoners vraag gesprek zorg vertrouwen regels inwoners wijkteam`)

// zipf is a vocabulary with how often each word is said: as in natural speech,
// the frequency of the word with rank r goes with 1/(r+2.7)^1.07
// (Zipf–Mandelbrot).
type zipf struct {
	words []string
	below []float64 // share of the words up to each
}

const benchTypes = 150_000

func newZipf() *zipf {
	r := rand.New(rand.NewPCG(5, 5))
	z := &zipf{words: make([]string, 0, benchTypes)}
	seen := map[string]bool{}
	add := func(w string) {
		if !seen[w] && len(z.words) < benchTypes {
			seen[w] = true
			z.words = append(z.words, w)
		}
	}
	for _, w := range append(slices.Clone(benchFrequent), corpusWords...) {
		add(w)
	}
	for len(z.words) < benchTypes {
		stem := benchStem(r, len(z.words))
		add(stem)
		for range r.IntN(5) { // its forms follow it, less often said
			add([]string{stem + "en", stem + "t", "ge" + stem + "d", stem + "s", stem + "e", stem + "ing", stem + "heid", stem + "lijk", "ver" + stem, "be" + stem, stem + benchStem(r, 0)}[r.IntN(11)])
		}
	}
	sum := 0.0
	for i := range z.words {
		sum += math.Pow(float64(i)+3.7, -1.07)
		z.below = append(z.below, sum)
	}
	for i := range z.below {
		z.below[i] /= sum
	}
	return z
}

// benchStem makes a word of one to four syllables; rare ones are longer.
func benchStem(r *rand.Rand, rank int) string {
	heads := strings.Fields("b d f g h j k l m n p r s t v w z br dr gr kl kr pl sch st str tr vr zw bl sl")
	hearts := strings.Fields("a aa e ee i ie o oo u uu ei ij ou oe eu ui")
	tails := strings.Fields("k l m n p r s t f g ch ng nd rt lk st mp")
	var b strings.Builder
	for range 1 + r.IntN(1+min(rank/2000, 1)) + min(rank/40_000, 2) {
		b.WriteString(heads[r.IntN(len(heads))] + hearts[r.IntN(len(hearts))])
	}
	b.WriteString(tails[r.IntN(len(tails))])
	return b.String()
}

func (z *zipf) word(r *rand.Rand) string {
	return z.words[sort.SearchFloat64s(z.below, r.Float64())]
}

// at takes words from all frequency bands: the n-th of so many lies at the
// n-th step of a scale on which ten times as rare is always as far, and the
// first is the most frequent word of all.
func (z *zipf) bands(n int, most float64) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = strings.Trim(z.words[int(math.Pow(most, float64(i)/float64(n-1)))-1], "-.,")
	}
	return out
}

// interviews makes n interviews of some 200 turns and 9,000 words each; the
// same seed gives the same. Every sixth turn is coded.
func (z *zipf) interviews(seed uint64, n int) *fakeFacts {
	r := rand.New(rand.NewPCG(seed, 1))
	f := newFacts()
	for d := range n {
		var b strings.Builder
		for range 180 + r.IntN(41) {
			who, words := []string{"I", "R1", "R2"}[r.IntN(3)], 20+r.IntN(80)
			if who == "I" {
				words = 5 + r.IntN(20)
			}
			b.WriteString(who + ": ")
			for ; words > 0; words-- {
				b.WriteString(z.word(r))
				b.WriteString([]string{" ", " ", " ", " ", " ", " ", ", ", ". "}[r.IntN(8)])
			}
			b.WriteString("\n")
		}
		language := "nl"
		if r.IntN(10) == 0 {
			language = "en"
		}
		id := f.add(fmt.Sprintf("Interview %d", d+1), language, map[string]string{"rol": []string{"beleid", "uitvoering"}[r.IntN(2)], "jaar": fmt.Sprint(2015 + r.IntN(8))}, b.String())
		for k, turn := range f.texts[id].Turns {
			if r.IntN(6) == 0 {
				code := f.book.Tree.Find([]string{"ruimte", "loket", "discretionaire ruimte"}[r.IntN(3)])[0]
				f.codings[id] = append(f.codings[id], codebook.Coding{
					ID: codebook.CodingID(idOf[struct{}]("coding", k)), Document: id, Code: code.ID, Coder: f.book.Coders[r.IntN(2)].ID, Span: turn.Span,
				})
			}
		}
	}
	return f
}

// said takes n stretches of so many words from the texts, as people say them.
func (f *fakeFacts) said(seed uint64, n, words int) []string {
	r := rand.New(rand.NewPCG(seed, 3))
	var out []string
	for len(out) < n {
		d := f.texts[f.documents[r.IntN(len(f.documents))].ID]
		turn := d.Turns[r.IntN(len(d.Turns))]
		found := tokens(d.Text.Slice(turn.Span))
		if len(found) <= words {
			continue
		}
		from := r.IntN(len(found) - words)
		var parts []string
		for _, t := range found[from : from+words] {
			parts = append(parts, t.term)
		}
		out = append(out, strings.Join(parts, " "))
	}
	return out
}

// benchSize is how many words and bytes of text a corpus has.
func benchSize(f *fakeFacts) (words, bytes int) {
	for _, d := range f.texts {
		bytes += len(d.Text.String())
		words += len(strings.Fields(d.Text.String()))
	}
	return words, bytes
}

// resident is how much memory the process has in its hands and the most it
// had, in MB; 0 where the system does not say.
func resident(b *testing.B) (now, most float64) {
	b.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, 0
	}
	for line := range strings.Lines(string(status)) {
		var kb float64
		if n, _ := fmt.Sscanf(line, "VmRSS: %f", &kb); n == 1 {
			now = kb / 1000
		}
		if n, _ := fmt.Sscanf(line, "VmHWM: %f", &kb); n == 1 {
			most = kb / 1000
		}
	}
	return now, most
}
