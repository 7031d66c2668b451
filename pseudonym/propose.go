package pseudonym

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// titles stand before a name and are no part of it.
var titles = words(`mevrouw mevr mw mej juffrouw meneer mijnheer heer dhr hr dr drs ir ing mr prof professor dokter ds pastoor
	mrs ms miss mister sir madam wethouder burgemeester minister staatssecretaris gedeputeerde alderman mayor`)

// particles stand inside a name, small: Fatima el Hadrioui, Jan van der Berg.
var particles = words(`van de der den het ten ter te t op aan in uit bij el al la le du des di da dos von zu af bin ben ibn abu of d`)

func words(list string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(list) {
		out[w] = true
	}
	return out
}

// Variants proposes the other spellings of a name: for a person the first
// name, the family name with and without what stands before it, and initials.
// What other entries of the table have already is left out; a person decides.
func (t Table) Variants(kind Kind, name string) []string {
	if kind != Person {
		return nil
	}
	parts := strings.Fields(name)
	for len(parts) > 0 && (titles[plain(parts[0])] || describing[plain(parts[0])]) {
		parts = parts[1:]
	}
	if len(parts) == 0 {
		return nil
	}
	var out []string
	add := func(form string) {
		if form != "" && form != name && plain(form) != plain(name) && t.Find(form) < 0 && !slices.Contains(out, form) {
			out = append(out, form)
		}
	}
	add(strings.Join(parts, " "))
	first, family := parts[0], 0
	for family < len(parts) && (family == 0 || !particles[plain(parts[family])]) && family < len(parts)-1 {
		family++
	}
	bare := family
	for bare < len(parts)-1 && particles[plain(parts[bare])] {
		bare++
	}
	if particles[plain(first)] { // "van der Berg": no first name
		add(strings.Join(parts[bare:], " "))
		return out
	}
	if len(parts) < 2 {
		return out
	}
	surname := strings.Join(parts[family:], " ")
	add(surname)
	add(strings.Join(parts[bare:], " "))
	before := strings.Join(parts[family:bare], " ")
	initials := first
	if !isInitials(first) {
		add(first)
		initials = ""
		for _, name := range parts[:family] {
			if start, _ := utf8.DecodeRuneInString(name); unicode.IsLetter(start) {
				initials += string(start) + "."
			}
		}
	}
	if initials == "" {
		return out
	}
	last := strings.Join(parts[bare:], " ")
	add(strings.TrimSpace(initials + " " + surname))
	if all := []rune(initials); len(all) > 2 && all[1] == '.' {
		add(string(all[:2]) + " " + surname)
	}
	add(strings.TrimSpace(last + ", " + initials + " " + before)) // as lists have it
	if short := shortened[plain(before)]; short != "" {
		add(short + " " + last)
	}
	return out
}

// shortened are particles as people write them in haste.
var shortened = map[string]string{"van der": "v.d.", "van den": "v.d.", "van de": "v.d.", "van": "v."}

// isInitials says whether a word is J., J.P. or JP.
func isInitials(word string) bool {
	letters := strings.ReplaceAll(word, ".", "")
	return utf8.RuneCountInString(letters) < 2 || strings.Contains(word, ".") && strings.ToUpper(letters) == letters
}
