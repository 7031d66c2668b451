package refi

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"veldwerk/codebook"
	"veldwerk/transcript"
)

// place is a selection of a text as the file gives it: positions, and perhaps
// the text that stood there.
type place struct {
	start, end int
	name       string
}

// body is one text with its places: what anchoring works on.
type body struct {
	text       transcript.Text
	pos        *positions
	quotesOnly bool // the positions count another text than this one
	places     []place
	scores     [len(conventions)]score
	convention int
	evidence   Evidence
	trusted    bool // names are quotes
	squashed   *squashed
}

// score is what speaks for a convention.
type score struct{ quotes, words int }

func (s score) plus(o score) score { return score{s.quotes + o.quotes, s.words + o.words} }

// sampled is the number of places that are looked at to choose a convention.
const sampled = 2000

// weigh scores every convention on the text's places.
func (b *body) weigh() (named int) {
	for n, p := range b.places {
		if n == sampled {
			break
		}
		if p.name != "" {
			named++
		}
		for i := range conventions {
			b.scores[i] = b.scores[i].plus(b.weighPlace(i, p))
		}
	}
	return named
}

func (b *body) weighPlace(index int, p place) score {
	if p.start < 0 || p.end <= p.start || p.end > b.pos.length(index) {
		return score{}
	}
	span, exact := b.pos.span(index, p.start, p.end)
	if !exact {
		return score{}
	}
	at := b.text.Bytes(span)
	var s score
	if p.name != "" {
		s.quotes = int(quoteOf(at.Of(b.text.String()), p.name))
	}
	for _, edge := range []int{at.Lo, at.Hi} {
		if !insideWord(b.text.String(), edge) {
			s.words++
		}
	}
	return s
}

// insideWord says whether a letter, mark or digit stands on both sides.
func insideWord(s string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:at])
	after, _ := utf8.DecodeRuneInString(s[at:])
	return at > 0 && at < len(s) && isWord(before) && isWord(after)
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// settle chooses the convention of every text: by its own quotes, its own
// words, then what the whole project shows, then what the program is known to
// count.
func settle(bodies []*body, origin string) {
	var all [len(conventions)]score
	named, matched := 0, 0
	for _, b := range bodies {
		named += b.weigh()
		for i, s := range b.scores {
			all[i] = all[i].plus(s)
		}
	}
	usual := conventionOf(origin)
	for _, b := range bodies {
		best, evidence := 0, EvidenceNone
		if b.pos.differs() {
			best, evidence = b.choose(all, usual)
		}
		b.convention, b.evidence = best, evidence
		matched += b.scores[best].quotes
	}
	for _, b := range bodies {
		b.trusted = matched > 0 && matched >= named // a whole quote counts double
	}
}

func (b *body) choose(all [len(conventions)]score, usual Convention) (best int, evidence Evidence) {
	rank := func(i int) [5]int {
		known := 0
		if conventions[i] == usual {
			known = 1
		}
		return [5]int{b.scores[i].quotes, b.scores[i].words, all[i].quotes, all[i].words, known}
	}
	why := [5]Evidence{EvidenceQuotes, EvidenceWords, EvidenceQuotes, EvidenceWords, EvidenceOrigin}
	for i := 1; i < len(conventions); i++ {
		a, c := rank(best), rank(i)
		for k := range a {
			if a[k] != c[k] {
				if c[k] > a[k] {
					best = i
				}
				break
			}
		}
	}
	// What settled it is the weakest ground on which a rival fell.
	ground := 0
	for i := range conventions {
		if i == best {
			continue
		}
		a, c := rank(best), rank(i)
		k := 0
		for k < len(a)-1 && a[k] == c[k] {
			k++
		}
		if b.tells(best, i) {
			ground = max(ground, k)
		}
	}
	return best, why[ground]
}

// tells says whether two conventions place anything differently here.
func (b *body) tells(i, j int) bool { return len(b.pos.wide(i)) != len(b.pos.wide(j)) }

// resolved is where a place lies.
type resolved struct {
	span   transcript.Span
	found  bool // not where the position said
	reason codebook.StrayReason
}

// resolve finds the span of a place. The positions hold unless the quote says
// otherwise; then its nearest occurrence does. search is the number of bytes
// that may still be searched, over all texts.
func (b *body) resolve(p place, search *int) resolved {
	given := transcript.Span{Start: p.start, End: p.end}
	n := b.pos.length(b.convention)
	switch {
	case p.start < 0 || p.end < 0 || p.start > n || p.end > n:
		return resolved{span: given, reason: codebook.StrayOutside}
	case p.end < p.start:
		return resolved{span: given, reason: codebook.StrayReversed}
	case p.end == p.start:
		return resolved{span: given, reason: codebook.StrayEmpty}
	}
	span, _ := b.pos.span(b.convention, p.start, p.end)
	at := b.text.Bytes(span)
	switch {
	case p.name != "" && quoteOf(at.Of(b.text.String()), p.name) != unlike:
		return resolved{span: span}
	case !b.quotesOnly && (p.name == "" || !b.trusted && !similar(p.name, span)):
		return resolved{span: span}
	}
	if p.name != "" {
		if other, ok := b.find(p.name, span, at.Lo, search); ok {
			return resolved{span: other, found: true}
		}
	}
	if !b.quotesOnly && !b.trusted { // a title, as long as the place by chance
		return resolved{span: span}
	}
	return resolved{span: given, reason: codebook.StrayNotFound}
}

// similar says whether a name could be the quote of a span by its length.
func similar(name string, span transcript.Span) bool {
	n := utf8.RuneCountInString(name)
	d := max(n-span.Len(), span.Len()-n)
	return d <= 2+span.Len()/10
}

// cutName takes the dots off a name that stands for a longer quote. ATLAS.ti
// cuts at about 100 characters.
func cutName(name string) (head string, cut bool) {
	for _, dots := range []string{"…", "..."} {
		if head, ok := strings.CutSuffix(name, dots); ok && len(head) >= 20 {
			return head, true
		}
	}
	return name, len(name) >= 60
}

// likeness says how far a text is the quote that stands beside a position.
type likeness int

const (
	unlike    likeness = iota
	sameStart          // the quote may have been cut
	sameText
)

// quoteOf compares a text with the quote that stands beside a position; white
// space may differ, for programs join lines, and a long quote may be cut.
func quoteOf(text, name string) likeness {
	if text == name {
		return sameText
	}
	if len(text)+8 < len(name)/2 {
		return unlike
	}
	if strings.Contains(name, "\uFFFD") { // what XML cannot hold may be white space to us
		text, _ = legal(text[:min(len(text), 4*len(name)+64)])
	}
	text, name = strings.TrimSpace(text), strings.TrimSpace(name)
	if rest, ok := after(text, name); ok && strings.TrimSpace(rest) == "" && name != "" {
		return sameText
	}
	head, cut := cutName(name)
	if !cut {
		return unlike
	}
	if _, ok := after(text, strings.TrimSpace(head)); !ok {
		return unlike
	}
	return sameStart
}

// after is what of text follows the quote, in which any run of white space
// stands for any other.
func after(text, quote string) (rest string, ok bool) {
	i := 0
	for j := 0; j < len(quote); {
		r, size := utf8.DecodeRuneInString(quote[j:])
		if unicode.IsSpace(r) {
			j += blankPrefix(quote[j:])
			n := blankPrefix(text[i:])
			if n == 0 {
				return "", false
			}
			i += n
			continue
		}
		if r == utf8.RuneError { // for a character that XML cannot hold
			_, n := utf8.DecodeRuneInString(text[i:])
			i, j = i+n, j+size
			continue
		}
		if !strings.HasPrefix(text[i:], quote[j:j+size]) {
			return "", false
		}
		i, j = i+size, j+size
	}
	return text[i:], true
}

// blankPrefix is the length in bytes of the white space that starts s.
func blankPrefix(s string) int { return len(s) - len(strings.TrimLeftFunc(s, unicode.IsSpace)) }

// find looks for the occurrence of a quote that is nearest to the byte lo: as
// it stands, or with other white space.
func (b *body) find(name string, span transcript.Span, lo int, search *int) (transcript.Span, bool) {
	head, cut := cutName(name)
	text := b.text.String()
	if *search -= 2 * len(text); *search < 0 || strings.TrimSpace(name) == "" {
		return transcript.Span{}, false
	}
	if at, ok := nearest(text, name, lo); ok {
		return b.text.SpanOf(at, at+len(name)), true
	}
	if b.squashed == nil {
		b.squashed = squash(text)
	}
	flat := strings.Join(strings.Fields(name), " ")
	from := b.squashed.to(lo)
	if at, ok := nearest(b.squashed.text, flat, from); ok {
		return b.text.SpanOf(b.squashed.from(at), b.squashed.from(at+len(flat)-1)+1), true
	}
	if !cut {
		return transcript.Span{}, false
	}
	// Only the head is known: the length is the span's.
	flat = strings.Join(strings.Fields(head), " ")
	at, ok := nearest(b.squashed.text, flat, from)
	if !ok {
		return transcript.Span{}, false
	}
	found := b.text.SpanOf(b.squashed.from(at), b.squashed.from(at))
	found.End = found.Start + span.Len()
	return found, found.End <= b.text.Len()
}

// nearest finds the occurrence of sub that starts nearest to at.
func nearest(s, sub string, at int) (int, bool) {
	behind := strings.Index(s[at:], sub)
	before := strings.LastIndex(s[:min(len(s), at+len(sub)-1)], sub)
	switch {
	case behind < 0:
		return before, before >= 0
	case before < 0 || behind <= at-before:
		return at + behind, true
	}
	return before, true
}

// squashed is a text in which each run of white space is one blank, with the
// byte of the text behind each of its own.
type squashed struct {
	text string
	at   []int32
}

func squash(text string) *squashed {
	q := &squashed{at: make([]int32, 0, len(text))}
	var b strings.Builder
	b.Grow(len(text))
	for i := 0; i < len(text); {
		if n := blankPrefix(text[i:min(len(text), i+4)]); n > 0 {
			n = blankPrefix(text[i:])
			b.WriteByte(' ')
			q.at = append(q.at, int32(i))
			i += n
			continue
		}
		b.WriteByte(text[i])
		q.at = append(q.at, int32(i))
		i++
	}
	q.text = b.String()
	return q
}

func (q *squashed) from(at int) int { return int(q.at[at]) }

// to is the first place that stands at the byte of the text, or behind it.
func (q *squashed) to(at int) int {
	lo, hi := 0, len(q.at)
	for lo < hi {
		if mid := (lo + hi) / 2; int(q.at[mid]) < at {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}
