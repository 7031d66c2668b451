package search

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// pattern is what a query says of one word. The zero pattern stands for any
// word inside a phrase.
type pattern struct {
	kind patternKind
	mode wordMode
	text string // folded; with '*' in a glob; the source of a regular expression
}

type patternKind int

const (
	anyWord patternKind = iota
	oneWord
	globWord
	fuzzyWord
	regexpWord
)

// wordMode says which forms of a word count. All modes find the written form
// only, folded; the modes keep what was typed.
type wordMode int

const (
	asForms  wordMode = iota // woord
	asIs                     // =woord
	asKin                    // woord+
	asQuoted                 // "woord"
)

// matcher is a pattern made ready. It is the one place where a word of a
// query becomes terms: the scan asks match for each word it reads, the index
// asks it for each term of its vocabulary (or looks up exact and prefix).
type matcher struct {
	exact  string // the only term that matches; "" when there may be more
	prefix string // what every matching term starts with
	match  func(term string) bool
}

func (p pattern) matcher() matcher {
	switch p.kind {
	case globWord:
		parts := strings.Split(p.text, "*")
		return matcher{prefix: parts[0], match: func(term string) bool { return globMatch(parts, term) }}
	case fuzzyWord:
		word := []rune(p.text)
		return matcher{match: func(term string) bool { return oneEditApart(word, term) }}
	case regexpWord:
		re, err := compileRegexp(p.text)
		if err != nil { // Parse has proved it
			return matcher{match: func(string) bool { return false }}
		}
		return matcher{match: re.MatchString}
	default:
		word := p.text
		return matcher{exact: word, prefix: word, match: func(term string) bool { return term == word }}
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
