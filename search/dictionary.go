package search

import (
	_ "embed" // the dictionary
	"sync"
	"sync/atomic"

	"github.com/blevesearch/vellum"
)

//go:generate go run ./data

// dutchWords is OpenTaal's word list, folded, as an automaton; command data
// writes it.
//
//go:embed data/dutch.fst
var dutchWords []byte

// manyAsked is after how many questions the dictionary is laid out as a set of
// hashes, which answers ten times as fast but takes 4 MB, and as long to make
// as that many answers. A search in the shell hardly gets there.
const manyAsked = 300000

// dictionary says which folded words are Dutch. Words of one's own trade are
// often missing; the rules that ask it know what to do without.
type dictionary struct {
	words *vellum.FST
	asked atomic.Int32
	set   atomic.Pointer[wordSet]
	once  sync.Once
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
	if set := d.set.Load(); set != nil {
		return set.has(hashOf(word))
	}
	d.count(1)
	found, err := d.words.Contains([]byte(word))
	return err == nil && found
}

// prefixes calls f with the length of every dictionary word that starts at the
// beginning of s, shortest first.
func (d *dictionary) prefixes(s string, f func(length int)) {
	if set := d.set.Load(); set != nil {
		hash := uint64(hashSeed)
		for i := range len(s) {
			hash = hashStep(hash, s[i])
			if i > 0 && set.has(hash) {
				f(i + 1)
			}
		}
		return
	}
	d.count(int32(len(s)))
	state := d.words.Start()
	for i := range len(s) {
		state = d.words.Accept(state, s[i])
		if !d.words.CanMatch(state) {
			return
		}
		if i > 0 && d.words.IsMatch(state) {
			f(i + 1)
		}
	}
}

// count lays the dictionary out once it is asked much.
func (d *dictionary) count(n int32) {
	if d.asked.Add(n) > manyAsked {
		d.once.Do(func() { d.set.Store(newWordSet(d.words)) })
	}
}

// FNV-1a, of which a longer word continues a shorter one.
const (
	hashSeed  = 14695981039346656037
	hashPrime = 1099511628211
)

func hashStep(hash uint64, c byte) uint64 { return (hash ^ uint64(c)) * hashPrime }

func hashOf(word string) uint64 {
	hash := uint64(hashSeed)
	for i := range len(word) {
		hash = hashStep(hash, word[i])
	}
	return hash
}

// wordSet holds the upper half of each word's hash at a place that the lower
// half says; another word is taken for one of them once in 10^9 times.
type wordSet struct{ slots []uint32 }

const wordSetBits = 20

func newWordSet(words *vellum.FST) *wordSet {
	s := &wordSet{slots: make([]uint32, 1<<wordSetBits)}
	all, err := words.Iterator(nil, nil)
	for err == nil {
		word, _ := all.Current()
		hash := hashOf(string(word))
		i := place32(hash)
		for s.slots[i] != 0 {
			i = (i + 1) % uint32(len(s.slots))
		}
		s.slots[i] = mark32(hash)
		err = all.Next()
	}
	return s
}

func place32(hash uint64) uint32 { return uint32(hash) & (1<<wordSetBits - 1) }

func mark32(hash uint64) uint32 { return uint32(hash>>32) | 1 }

func (s *wordSet) has(hash uint64) bool {
	want := mark32(hash)
	for i := place32(hash); s.slots[i] != 0; i = (i + 1) % uint32(len(s.slots)) {
		if s.slots[i] == want {
			return true
		}
	}
	return false
}
