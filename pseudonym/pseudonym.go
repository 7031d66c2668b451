// Package pseudonym puts other words in the place of names: a table says which,
// and texts come out without them, with what is needed to let spans follow. It
// also looks at any text for what a table has not covered: names that resemble
// those of the table, and addresses, numbers and dates that point at a person.
//
// Words: an Entry is one person, place, post or organisation with all its
// spellings (Name and Variants) and its Replacement; a Table is a list of them;
// a form is one spelling as it is looked for. A Finding is something left in a
// text that may point at somebody.
//
// Guarantees: what is outside the edits is unchanged; edits count code points,
// are ordered and do not overlap; the longest form wins; the same table and
// text give the same result; applying a table to its own result changes
// nothing, because a table whose replacements could be taken for names is
// refused.
//
// Non-goals: deciding what is a name (a person does; Suggest only proposes),
// keeping the table (package workspace does, encrypted), words for people.
package pseudonym

import (
	"fmt"
	"slices"
	"strings"
)

// Kind of what an entry names.
type Kind string

// The kinds.
const (
	Person       Kind = "person"
	Place        Kind = "place"
	Post         Kind = "post"
	Organisation Kind = "organisation"
	Other        Kind = "other"
)

// Kinds are all kinds, in the order in which people are asked.
func Kinds() []Kind { return []Kind{Person, Place, Post, Organisation, Other} }

// Entry is one thing that has a name, and what stands in the place of it.
//
// A form of one word that starts with a capital is only looked for with a
// capital ("Wil" is not "wil"); written small it is found in any case. Forms
// of several words are found in any case. Accents, hyphens, blanks, full stops
// and apostrophes between the words make no difference, and a possessive s
// (Jans, Jan's) may follow.
type Entry struct {
	Kind        Kind     `json:"kind"`
	Name        string   `json:"name"`
	Variants    []string `json:"variants,omitempty"`
	Replacement string   `json:"replacement"`
}

// Forms are the name and its variants, without empty ones.
func (e Entry) Forms() []string {
	forms := make([]string, 0, len(e.Variants)+1)
	for _, f := range append([]string{e.Name}, e.Variants...) {
		if f = strings.TrimSpace(f); f != "" && !slices.Contains(forms, f) {
			forms = append(forms, f)
		}
	}
	return forms
}

// Table is what one project keeps; the order is the person's.
type Table struct {
	Entries []Entry `json:"entries"`
}

// Problem is the closed set of what can be wrong with an entry.
type Problem string

// The problems.
const (
	// NoName: without a letter or digit nothing can be looked for.
	NoName Problem = "no-name"
	// NoReplacement: nothing, or only blanks and stops; neighbours would join.
	NoReplacement Problem = "no-replacement"
	// Taken: another entry already has the form.
	Taken Problem = "taken"
	// NamesAgain: the replacement holds a form, or could become one together
	// with the words beside it.
	NamesAgain Problem = "names-again"
	// UnknownKind: a kind that is not in Kinds.
	UnknownKind Problem = "unknown-kind"
)

// TableError refuses a table; it says which entry and why.
type TableError struct {
	Problem Problem
	Entry   int    // index
	Name    string // of that entry
	Form    string // Taken, NamesAgain: the form that is in the way
	Other   string // Taken, NamesAgain: the name of the entry that has the form
}

func (e *TableError) Error() string { return fmt.Sprintf("entry %d: %s", e.Entry+1, e.Problem) }

// Find is the index of the entry with this name, or of the one that has it as
// a form; -1 when there is none.
func (t Table) Find(name string) int {
	want := plain(name)
	for _, all := range []bool{false, true} {
		for i, e := range t.Entries {
			forms := []string{e.Name}
			if all {
				forms = e.Forms()
			}
			if want != "" && slices.ContainsFunc(forms, func(f string) bool { return plain(f) == want }) {
				return i
			}
		}
	}
	return -1
}

// NextReplacement proposes "[word-N]", N being one more than the highest that
// the table has for the word; the word is the caller's ("persoon").
func (t Table) NextReplacement(word string) string {
	top := 0
	for _, e := range t.Entries {
		var n int
		if _, err := fmt.Sscanf(strings.TrimPrefix(e.Replacement, "["+word+"-"), "%d]", &n); err == nil {
			top = max(top, n)
		}
	}
	return fmt.Sprintf("[%s-%d]", word, top+1)
}
