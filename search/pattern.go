package search

import (
	"regexp"
	"regexp/syntax"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// pattern is what a query says of one word. The zero pattern stands for any
// word inside a phrase.
type pattern struct {
	kind     patternKind
	mode     wordMode
	text     string   // folded; with '*' in a glob; the source of a regular expression
	switches switches // forms put on or off
}

type patternKind int

const (
	anyWord patternKind = iota
	oneWord
	globWord
	fuzzyWord
	regexpWord
)

// wordMode says which forms of a word count.
type wordMode int

const (
	asForms  wordMode = iota // woord: its inflected forms
	asIs                     // =woord: as written, folded
	asKin                    // woord+: its forms, derivations and compounds
	asQuoted                 // "woord": as written, folded
)

// matcher is a pattern made ready. It is the one place where a word of a
// query becomes terms: the scan asks in for each word it reads, the index asks
// its vocabulary for the terms that match (vocabulary.senses). One of exact,
// kin and match is set.
type matcher struct {
	exact    string // the only term that matches
	kin      *kinWord
	match    func(term string) bool
	prefix   string // what every term that match accepts starts with
	inside   string // what every term that match accepts holds
	switches switches
}

// in says in which languages a term counts. of gives the kinship of the term,
// with roots and parts or without; only kin asks it.
func (m *matcher) in(term string, of func(deep bool) *kinship) tongue {
	var in tongue
	switch {
	case m.kin != nil:
		in, _ = m.kin.relation(term, of(m.kin.wide))
	case m.exact == term || m.exact == "" && m.match(term):
		in = anyTongue
	}
	if m.switches == "" {
		return in
	}
	switch on, off := m.switches.of(term); {
	case off:
		return 0
	case on:
		return anyTongue
	}
	return in
}

func (p pattern) matcher() matcher {
	m := p.plainMatcher()
	m.switches = p.switches
	return m
}

func (p pattern) plainMatcher() matcher {
	switch p.kind {
	case globWord:
		parts := strings.Split(p.text, "*")
		longest := ""
		for _, part := range parts {
			if len(part) > len(longest) {
				longest = part
			}
		}
		return matcher{prefix: parts[0], inside: longest, match: func(term string) bool { return globMatch(parts, term) }}
	case fuzzyWord:
		word := []rune(p.text)
		return matcher{match: func(term string) bool { return alike(p.text, len(word), term) && oneEditApart(word, term) }}
	case regexpWord:
		re, err := compileRegexp(p.text)
		if err != nil { // Parse has proved it
			return matcher{match: func(string) bool { return false }}
		}
		return matcher{inside: required(re.String()), match: re.MatchString}
	default:
		if p.mode == asForms || p.mode == asKin {
			return matcher{kin: newKinWord(p.text, p.mode == asKin)}
		}
		return matcher{exact: p.text}
	}
}

// compileRegexp reads a regular expression over folded words: letters of the
// source are folded too, escapes are not.
func compileRegexp(source string) (*regexp.Regexp, error) {
	var folded []byte
	for _, r := range source {
		if r < utf8.RuneSelf {
			folded = append(folded, byte(r))
			continue
		}
		folded = appendFolded(folded, string(r), false)
	}
	return regexp.Compile("(?i)" + string(folded))
}

// required is the longest piece that every text must hold that a regular
// expression matches, "" when none is sure.
func required(source string) string {
	tree, err := syntax.Parse(source, syntax.Perl)
	if err != nil {
		return ""
	}
	return requiredIn(tree.Simplify())
}

func requiredIn(tree *syntax.Regexp) string {
	switch tree.Op {
	case syntax.OpLiteral:
		literal := strings.ToLower(string(tree.Rune))
		for i := range len(literal) {
			// Of other letters more than one may be meant, or another stand in a folded word.
			if c := literal[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
				return ""
			}
		}
		return literal
	case syntax.OpConcat:
		longest := ""
		for _, part := range tree.Sub {
			if piece := requiredIn(part); len(piece) > len(longest) {
				longest = piece
			}
		}
		return longest
	case syntax.OpCapture, syntax.OpPlus:
		return requiredIn(tree.Sub[0])
	case syntax.OpRepeat:
		if tree.Min > 0 {
			return requiredIn(tree.Sub[0])
		}
	}
	return ""
}

// globMatch says whether the term consists of the parts with anything between.
func globMatch(parts []string, term string) bool {
	first, last := parts[0], parts[len(parts)-1]
	if len(parts) == 1 {
		return term == first
	}
	if len(term) < len(first)+len(last) || !strings.HasPrefix(term, first) || !strings.HasSuffix(term, last) {
		return false
	}
	rest := term[len(first) : len(term)-len(last)]
	for _, part := range parts[1 : len(parts)-1] {
		i := strings.Index(rest, part)
		if i < 0 {
			return false
		}
		rest = rest[i+len(part):]
	}
	return true
}

// alike is false for most terms that are not one edit apart from a word of so
// many letters; the whole vocabulary is asked. Only words of ASCII are looked
// at: there a letter is a byte.
func alike(word string, letters int, term string) bool {
	if len(word) != letters {
		return true
	}
	if len(term) < len(word)-1 || len(term) > len(word)+utf8.UTFMax {
		return false
	}
	before, after, most := 0, 0, min(len(word), len(term))
	for before < most && word[before] == term[before] {
		before++
	}
	for after < most-before && word[len(word)-1-after] == term[len(term)-1-after] {
		after++
	}
	return before+after >= len(word)-2
}

// oneEditApart says whether the two are equal but for one letter changed, left
// out, put in, or swapped with its neighbour.
func oneEditApart(word []rune, term string) bool {
	n := utf8.RuneCountInString(term)
	if n < len(word)-1 || n > len(word)+1 {
		return false
	}
	i := 0
	for at, r := range term {
		if i < len(word) && word[i] == r {
			i++
			continue
		}
		return restEqual(word[i:], []rune(term[at:]))
	}
	return len(word)-i <= 1
}

// restEqual compares what is left from the first difference on.
func restEqual(word, term []rune) bool {
	switch len(word) - len(term) {
	case 1:
		return string(word[1:]) == string(term)
	case -1:
		return string(word) == string(term[1:])
	}
	if string(word[1:]) == string(term[1:]) {
		return true
	}
	return len(word) > 1 && word[0] == term[1] && word[1] == term[0] && string(word[2:]) == string(term[2:])
}

// manyTerms is from how many terms on it pays to let all processors ask.
const manyTerms = 4000

// matching lists the words that a pattern matches, sorted.
func (v *vocabulary) matching(m matcher) []sense {
	from, to := v.starting(m.prefix)
	parts := make([][]sense, 1)
	if to-from > manyTerms {
		parts = make([][]sense, runtime.GOMAXPROCS(0))
	}
	ask := func(i int) {
		v.candidates(m, from+(to-from)*i/len(parts), from+(to-from)*(i+1)/len(parts), func(number int32) {
			if term := v.terms[number]; m.match(term) {
				parts[i] = append(parts[i], sense{term, anyTongue, FormMatched, 1 + number})
			}
		})
	}
	var others sync.WaitGroup
	for i := 1; i < len(parts); i++ {
		others.Go(func() { ask(i) })
	}
	ask(0)
	others.Wait()
	return slices.Concat(parts...)
}
