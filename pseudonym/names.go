package pseudonym

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// Sureness says how sure it is that a text names somebody.
type Sureness int

// From nothing to the name itself.
const (
	NotNamed  Sureness = iota
	Hinted             // a word of a title that may be a name
	PartNamed          // a first name, a family name, initials with it
	Named              // a name as it was given
)

// Names looks for people by their names, without replacements: accents, case,
// hyphens, a possessive s and unseen signs make no difference.
type Names struct{ levels [Named + 1]*Replacer }

// LookFor makes names ready. Named are names as they are given, in any case.
// Of persons also the parts are looked for, as a table would propose them; one
// word then only with a capital. Titles give the words that may be names.
func LookFor(given, persons, titles []string) *Names {
	n := &Names{}
	n.levels[Named] = finder(append(slices.Clone(given), persons...), true)
	var parts, hints []string
	titles = slices.Clone(titles)
	for _, p := range persons {
		if isNobody(p) { // a case that bears the title of its document
			titles = append(titles, p)
			continue
		}
		parts = append(parts, Table{}.Variants(Person, p)...)
	}
	for _, title := range titles {
		for _, t := range tokens(title, true) {
			if len(t.folded) > 2 && t.capped && !nobody(t.folded) {
				hints = append(hints, title[t.lo:t.hi])
			}
		}
	}
	n.levels[PartNamed], n.levels[Hinted] = finder(parts, false), finder(hints, false)
	return n
}

// describing are words that titles of interviews have instead of names.
var describing = words(`interview gesprek transcript verslag deelnemer respondent participant focusgroep groepsgesprek groep group
	bijeenkomst ronde casus case document notities observatie conversation meeting round session sessie opname recording`)

func nobody(word string) bool {
	if titles[word] || particles[word] || never[word] || openers[word] || describing[word] || corporate[word] {
		return true
	}
	for _, words := range cues {
		if words[word] {
			return true
		}
	}
	return false
}

// isNobody says whether a name is that of an organisation or a place, of which
// the parts name no person.
func isNobody(name string) bool {
	for _, t := range tokens(name, false) {
		if !titles[t.folded] && !particles[t.folded] && nobody(t.folded) {
			return true
		}
	}
	return false
}

func finder(names []string, anyCase bool) *Replacer {
	r := &Replacer{first: map[string][]int{}, edges: map[string]bool{}}
	for _, name := range names {
		if utf8.RuneCountInString(plain(name)) < 2 {
			continue
		}
		for _, f := range formsOf(name, 0) {
			f.cased = f.cased && !anyCase
			r.forms = append(r.forms, f)
		}
	}
	slices.SortFunc(r.forms, func(a, b form) int { return cmp.Compare(a.key(), b.key()) })
	for i, f := range r.forms {
		r.first[f.words[0]] = append(r.first[f.words[0]], i)
	}
	return r
}

// labelLength is how long a text may be to be read as the name of a file too,
// in bytes.
const labelLength = 300

// In says how surely a text names one of them. Short texts are read as names
// of files too, where names run together with digits.
func (n *Names) In(s string) Sureness { return n.in(s, false) }

// InTyped is In for what people type in a field to search: small letters.
func (n *Names) InTyped(s string) Sureness { return n.in(s, true) }

func (n *Names) in(s string, small bool) Sureness {
	list := tokens(s, false)
	for level := Named; level > NotNamed; level-- {
		r := n.levels[level]
		if len(r.forms) == 0 {
			continue
		}
		if r.has(s, list, small && level > Hinted) || level == Named && len(s) <= labelLength && r.has(s, tokens(s, true), true) {
			return level
		}
	}
	return NotNamed
}

// None says whether there is nothing to look for.
func (n *Names) None() bool {
	return !slices.ContainsFunc(n.levels[1:], func(r *Replacer) bool { return len(r.forms) > 0 })
}

func (r *Replacer) has(s string, list []token, loose bool) bool {
	for at := range list {
		if _, ok := r.longest(s, list, at, loose); ok {
			return true
		}
	}
	return false
}

// IsFullName says whether a name has more than one word besides titles and
// particles.
func IsFullName(name string) bool {
	n := 0
	for _, t := range tokens(name, false) {
		if !titles[t.folded] && !particles[t.folded] {
			n++
		}
	}
	return n > 1
}
