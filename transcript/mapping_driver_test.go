package transcript

import (
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// letter is a code point of a text that is being edited, with its place in the
// text before; -1 for one that was typed.
type letter struct {
	r   rune
	was int
}

// typist edits a text as people correct transcripts, and knows where every
// letter came from.
type typist struct {
	random *rand.Rand
	text   []letter
}

var typistWords = strings.Fields(`de het een en van ik dat is in te wij ze niet ja nee maar dan om met ook bij als er zo aan
	gemeente regels werk beslist ruimte collega’s zo'n kader geïnterviewde bewoners beleid uitvoering buurt overleg
	eigenlijk natuurlijk misschien precies inderdaad ministerie wethouder aanvraag formulier wachten ` + "reu\u0308nie coo\u0308rdinator")

func (p *typist) word() string {
	n := float64(len(typistWords))
	w := typistWords[int(n*p.random.Float64()*p.random.Float64())]
	switch p.random.IntN(60) {
	case 0:
		return "😀"
	case 1:
		return "👩🏽\u200d🚀"
	case 2:
		return "🇳🇱"
	case 3:
		return norm.NFD.String("coördinatie")
	}
	return w
}

func (p *typist) sentence() string {
	var words []string
	if p.random.IntN(6) == 0 {
		return []string{"Ja.", "Nee.", "Ja, precies.", "Hm.", "Dat klopt."}[p.random.IntN(5)]
	}
	for range 4 + p.random.IntN(14) {
		words = append(words, p.word())
	}
	return strings.Join(words, " ") + []string{".", ".", ".", "?", "…"}[p.random.IntN(5)]
}

// interview writes a text of some n code points.
func (p *typist) interview(n int) string {
	var b strings.Builder
	for size := 0; size < n; {
		s := []string{"I", "Fatma", "Dhr. Bos"}[p.random.IntN(3)] + ": "
		for range 1 + p.random.IntN(6) {
			s += p.sentence() + " "
		}
		b.WriteString(strings.TrimRight(s, " ") + "\n\n")
		size += len([]rune(s))
	}
	return b.String()
}

// replace puts words in the place of text[lo:hi].
func (p *typist) replace(lo, hi int, s string) {
	var in []letter
	for _, r := range s {
		in = append(in, letter{r, -1})
	}
	p.text = append(p.text[:lo:lo], append(in, p.text[hi:]...)...)
}

func (p *typist) string() string {
	var b strings.Builder
	for _, l := range p.text {
		b.WriteRune(l.r)
	}
	return b.String()
}

// wordAt is the word around a random place; ok is false when there is none.
func (p *typist) wordAt() (lo, hi int, ok bool) {
	at := p.random.IntN(len(p.text))
	for lo = at; lo > 0 && !strings.ContainsRune(" \n", p.text[lo-1].r); lo-- {
	}
	for hi = at; hi < len(p.text) && !strings.ContainsRune(" \n", p.text[hi].r); hi++ {
	}
	return lo, hi, hi > lo
}

// sentenceAt is the stretch from a word to behind the next full stop.
func (p *typist) sentenceAt() (lo, hi int) {
	lo, _, _ = p.wordAt()
	for hi = lo; hi < len(p.text) && hi-lo < 200 && p.text[hi].r != '\n'; hi++ {
		if p.text[hi].r == '.' && hi+1 < len(p.text) && p.text[hi+1].r == ' ' {
			return lo, hi + 2
		}
	}
	return lo, hi
}

// edit does one correction.
func (p *typist) edit() {
	lo, hi, ok := p.wordAt()
	if !ok {
		return
	}
	switch p.random.IntN(14) {
	case 0, 1: // words put in
		p.replace(lo, lo, p.word()+" ")
	case 2: // a word goes
		p.replace(lo, min(hi+1, len(p.text)), "")
	case 3, 4: // another word
		p.replace(lo, hi, p.word())
	case 5, 6: // a letter doubled
		p.replace(lo, lo, string(p.text[lo].r))
	case 7: // a letter forgotten
		p.replace(lo, lo+1, "")
	case 8: // a comma
		p.replace(hi, hi, ",")
	case 9: // paragraphs joined
		for i := lo; i+1 < len(p.text); i++ {
			if p.text[i].r == '\n' && p.text[i+1].r == '\n' {
				end := i + 2
				for end < len(p.text) && p.text[end].r != ' ' {
					end++
				}
				p.replace(i, end, "")
				return
			}
		}
	case 10: // a paragraph split
		p.replace(lo, lo, "\n\nI: ")
	case 11: // a sentence goes
		from, to := p.sentenceAt()
		p.replace(from, to, "")
	case 12: // a sentence rewritten
		from, to := p.sentenceAt()
		p.replace(from, to, p.sentence()+" ")
	case 13: // a sentence moved
		from, to := p.sentenceAt()
		moved := append([]letter(nil), p.text[from:to]...)
		p.replace(from, to, "")
		if at, _, ok := p.wordAt(); ok {
			p.text = append(p.text[:at:at], append(moved, p.text[at:]...)...)
		}
	}
}

// rename gives a speaker another name everywhere.
func (p *typist) rename(from, to string) {
	for at := 0; at+len(from) < len(p.text); at++ {
		if (at == 0 || p.text[at-1].r == '\n') && p.text[at+len(from)].r == ':' && p.stands(at, from) {
			p.replace(at, at+len(from), to)
		}
	}
}

func (p *typist) stands(at int, s string) bool {
	for i, r := range []rune(s) {
		if p.text[at+i].r != r {
			return false
		}
	}
	return true
}

// reanchored counts what became of spans.
type reanchored struct {
	spans, intact         int
	right, flagged, wrong int // of those that are intact in truth: right, to be looked at, silently wrong
	retyped               int // taken out and typed again as they were
	changedSaid           int // of the others
}

// drive corrects one interview and follows spans of it.
func drive(t *testing.T, seed uint64, size, edits, spans int, sum *reanchored) {
	t.Helper()
	p := &typist{random: rand.New(rand.NewPCG(seed, 21))}
	old := NewText(p.interview(size))
	for i, r := range []rune(old.String()) {
		p.text = append(p.text, letter{r, i})
	}
	for range edits {
		p.edit()
	}
	if seed%4 == 0 {
		p.rename("Fatma", "Naima")
	}
	text := NewText(p.string())
	m := Diff(old, text)
	places := make([]int, old.Len()) // of each old letter, -1 for gone
	for i := range places {
		places[i] = -1
	}
	for i, l := range p.text {
		if l.was >= 0 {
			places[l.was] = i
		}
	}
	sentences := Sentences(old.String(), "nl")
	for range spans {
		s := p.span(old, sentences)
		if s.IsEmpty() {
			continue
		}
		sum.spans++
		got, fate := m.Follow(old, text, s)
		if (fate.IsSure() || fate == Doubtful) && text.Slice(got) != old.Slice(s) {
			t.Fatalf("seed %d: %v is %v with other words", seed, s, fate)
		}
		sum.judge(t, seed, places, s, got, fate, old)
	}
}

// span is a random coding: words, a sentence, several sentences.
func (p *typist) span(old Text, sentences []Bytes) Span {
	i := p.random.IntN(len(sentences))
	b := sentences[i]
	switch p.random.IntN(4) {
	case 0:
		b.Hi = sentences[min(len(sentences)-1, i+p.random.IntN(4))].Hi
	case 1, 2:
		words := Words(b.Of(old.String()))
		if len(words) == 0 {
			break
		}
		k := p.random.IntN(len(words))
		j := min(len(words)-1, k+p.random.IntN(5))
		b = Bytes{b.Lo + words[k].Lo, b.Lo + words[j].Hi}
	}
	return SnapSpan(old, old.SpanOf(b.Lo, b.Hi))
}

// judge compares with where the letters really went.
func (n *reanchored) judge(t *testing.T, seed uint64, places []int, s, got Span, fate Fate, old Text) {
	t.Helper()
	at := places[s.Start]
	intact := at >= 0
	for i := 0; intact && i < s.Len(); i++ {
		intact = places[s.Start+i] == at+i
	}
	switch {
	case !intact && fate.IsSure() && retyped(places, s, got):
		n.retyped++
	case intact && fate.IsSure() && got == (Span{at, at + s.Len()}):
		n.intact++
		n.right++
	case fate.IsSure():
		n.wrong++
		if intact {
			n.intact++
		}
		t.Logf("seed %d: %v %q is %v at %v, should be %d (intact %v)", seed, s, old.Slice(s), fate, got, at, intact)
	case intact:
		n.intact++
		n.flagged++
	default:
		n.changedSaid++
	}
}

// retyped says whether a span that is not intact stands where it should all the
// same: most of its letters do, or none stands elsewhere and those around it
// still do. The others were typed again just as they had been, and nobody can
// tell.
func retyped(places []int, s, got Span) bool {
	stayed, elsewhere := 0, 0
	for i := range s.Len() {
		switch places[s.Start+i] {
		case got.Start + i:
			stayed++
		case -1:
		default:
			elsewhere++
		}
	}
	if elsewhere > 0 || stayed > 0 {
		return 2*stayed >= s.Len() && 10*elsewhere <= s.Len()
	}
	lo, hi := s.Start-1, s.End
	for lo > 0 && places[lo] < 0 {
		lo--
	}
	for hi < len(places)-1 && places[hi] < 0 {
		hi++
	}
	return lo >= 0 && hi < len(places) && places[lo] < got.Start && places[hi] >= got.End
}

// TestFollowOfCodings corrects texts at random and knows where each letter
// went: no coding may be said to be in its place and be elsewhere.
func TestFollowOfCodings(t *testing.T) {
	for _, c := range []struct{ edits, texts, least int }{{10, 3, 98}, {50, 3, 96}, {300, 3, 90}} {
		var sum reanchored
		for i := range c.texts * followTimes {
			drive(t, uint64(1000*c.edits+i), 60_000, c.edits, 1000, &sum)
		}
		t.Logf("%d edits: %d codings, %d untouched in truth: %d right, %d to be looked at, %d silently wrong; %d typed again as they were, %d others, all said to be changed",
			c.edits, sum.spans, sum.intact, sum.right, sum.flagged, sum.wrong, sum.retyped, sum.changedSaid)
		if sum.wrong*100_000 > mostWrong*sum.spans {
			t.Errorf("%d silently wrong", sum.wrong)
		}
		if 100*sum.right < c.least*sum.intact {
			t.Errorf("only %d of %d untouched ones are known to be right", sum.right, sum.intact)
		}
	}
}
