package transcript

import (
	"strings"
	"unicode"
)

// Speech without full stops is cut in clauses: a run longer than longRun words
// at a comma or before a conjunction, as near to clauseWords as one stands.
const (
	longRun     = 40
	clauseWords = 25
	leastWords  = 10
)

var conjunctions = wordSet(`en maar dus want omdat terwijl toen and but so because while`)

// appendClauses adds b to the list, in clauses when it is a long run.
func appendClauses(list []Bytes, s string, b Bytes) []Bytes {
	// Two bytes a word is the least: short pieces need no count.
	if b.Len() < 2*longRun {
		return append(list, b)
	}
	var window []Bytes // the words from the start of the clause, at most longRun+1
	lo := b.Lo
	for at := b.Lo; ; {
		for len(window) <= longRun {
			w, ok := nextWord(s[:b.Hi], at)
			if !ok {
				return append(list, Bytes{lo, b.Hi})
			}
			window = append(window, w)
			at = w.Hi
		}
		k := clauseEnd(s, window)
		if k == 0 {
			window = window[:copy(window, window[1:])]
			continue
		}
		cut := blankIn(s, window[k-1].Hi, window[k].Lo)
		list = append(list, Bytes{lo, cut})
		lo = cut
		window = window[:copy(window, window[k:])]
	}
}

// clauseEnd is the index of the word that best starts the next clause; 0 when
// there is no blank between the words at all.
func clauseEnd(s string, words []Bytes) int {
	best, cost := 0, 1<<30
	for k := 1; k < len(words); k++ {
		gap := s[words[k-1].Hi:words[k].Lo]
		if blankIn(s, words[k-1].Hi, words[k].Lo) < 0 {
			continue
		}
		c := max(k-clauseWords, clauseWords-k) + gapCost(gap, words[k].Of(s))
		if k < leastWords {
			c += 200
		}
		if c < cost {
			best, cost = k, c
		}
	}
	return best
}

// gapCost is how little a gap between words invites a cut: a full stop before
// a small letter most, then a comma, a conjunction, and least a mere blank.
func gapCost(gap, word string) int {
	switch {
	case strings.ContainsAny(gap, ".?!…\n"):
		return -6
	case strings.ContainsAny(gap, ",;:–—"):
		return 0
	case len(word) < 8 && conjunctions[strings.ToLower(word)]:
		return 3
	}
	return 50
}

// blankIn is the byte of the first white space in s[lo:hi] that no combining
// mark clings to, or -1.
func blankIn(s string, lo, hi int) int {
	for i, r := range s[lo:hi] {
		if !unicode.IsSpace(r) {
			continue
		}
		at := lo + i
		_, n := decodeRune(s, at)
		if next, _ := decodeRune(s, at+n); at+n >= len(s) || !isWordExtender(next) {
			return at
		}
	}
	return -1
}
