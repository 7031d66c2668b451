package search

import (
	_ "embed" // the dictionary
	"sync"

	"github.com/blevesearch/vellum"
)

//go:generate go run ./data

// dutchWords is OpenTaal's word list, folded, as an automaton; command data
// writes it.
//
//go:embed data/dutch.fst
var dutchWords []byte

// dictionary says which folded words are Dutch. Words of one's own trade are
// often missing; the rules that ask it know what to do without.
type dictionary struct {
	words *vellum.FST
}

// dutch is the embedded dictionary. Its automaton needs no loading.
var dutch = sync.OnceValue(func() *dictionary {
	words, err := vellum.Load(dutchWords)
	if err != nil { // it is part of the program, and a test reads it
		panic("damaged dictionary: " + err.Error())
	}
	return &dictionary{words: words}
})

// has says whether the dictionary holds a folded word.
func (d *dictionary) has(word string) bool {
	if len(word) < 2 {
		return false
	}
	found, err := d.words.Contains([]byte(word))
	return err == nil && found
}

// prefixes calls f with the length of every dictionary word that starts at the
// beginning of s, shortest first.
func (d *dictionary) prefixes(s string, f func(length int)) {
	state := d.words.Start()
	for i := range len(s) {
		state = d.words.Accept(state, s[i])
		if !d.words.CanMatch(state) {
			return
		}
		if d.words.IsMatch(state) {
			f(i + 1)
		}
	}
}
