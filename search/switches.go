package search

import (
	"slices"
	"strings"
)

// switches are the forms that a person put on or off for one word of a query,
// as the query has them: "-ruimten +ruimtelijk", sorted by form. A string, so
// that patterns compare.
type switches string

// of says whether a form is switched: on, off, or not at all.
func (s switches) of(form string) (on, off bool) {
	for sw := range strings.FieldsSeq(string(s)) {
		if sw[1:] == form {
			return sw[0] == '+', sw[0] == '-'
		}
	}
	return false, false
}

// set gives the switches with one form on or off. A form that was switched the
// other way is as if it never was.
func (s switches) set(form string, on bool) switches {
	isOn, isOff := s.of(form)
	list := slices.DeleteFunc(strings.Fields(string(s)), func(sw string) bool { return sw[1:] == form })
	switch {
	case on && !isOff:
		list = append(list, "+"+form)
	case !on && !isOn:
		list = append(list, "-"+form)
	}
	slices.SortFunc(list, func(a, b string) int { return strings.Compare(a[1:], b[1:]) })
	return switches(strings.Join(list, " "))
}

// changes says whether a term that does or does not count by itself does so in
// the end.
func (s switches) changes(term string, counts bool) bool {
	if s == "" {
		return counts
	}
	on, off := s.of(term)
	return (counts || on) && !off
}

// apply takes out the terms that are off and adds those that are on.
func (s switches) apply(found []sense, v *vocabulary) []sense {
	if s == "" {
		return found
	}
	found = slices.DeleteFunc(found, func(x sense) bool { return !s.changes(x.term, true) })
	for sw := range strings.FieldsSeq(string(s)) {
		if sw[0] != '+' || !v.has(sw[1:]) {
			continue
		}
		i := slices.IndexFunc(found, func(x sense) bool { return x.term == sw[1:] })
		if i >= 0 {
			found[i].in = anyTongue
			continue
		}
		found = append(found, sense{term: sw[1:], in: anyTongue, kind: FormContains})
	}
	return found
}

// readSwitches reads what stands between the brackets of ruimte[-ruimten].
func readSwitches(text string) switches {
	var s switches
	for sw := range strings.FieldsSeq(strings.ReplaceAll(text, ",", " ")) {
		if sw[0] != '+' && sw[0] != '-' {
			continue
		}
		for _, w := range patterns(sw[1:], asIs, false) {
			if w.kind == oneWord {
				s = s.set(w.text, sw[0] == '+')
			}
		}
	}
	return s
}
