package search

import (
	"encoding/binary"
	"errors"
	"slices"
	"sort"
	"strings"
	"sync"
)

// vocabulary is every word of some texts, with the kinship of each. It is
// derived from the texts, worked out once per word, and never changes: more
// words make a new one.
type vocabulary struct {
	terms  []string // sorted
	pairs  []uint64 // of each term, see pairsIn; made when first asked
	paired sync.Once
	lemmas keyIndex
	roots  keyIndex
	parts  keyIndex
	stems  keyIndex
}

// keyIndex finds terms by one kind of their keys; sorted by key, then term.
type keyIndex struct {
	keys  []keyHash
	terms []int32
}

// newcomer is a word on its way into a vocabulary.
type newcomer struct {
	term string
	kin  kinship
}

// with gives the vocabulary with more words; those that it has are passed by.
func (v *vocabulary) with(more []newcomer) *vocabulary {
	slices.SortFunc(more, func(a, b newcomer) int { return strings.Compare(a.term, b.term) })
	more = slices.CompactFunc(more, func(a, b newcomer) bool { return a.term == b.term })
	more = slices.DeleteFunc(more, func(n newcomer) bool { return v.has(n.term) })
	if len(more) == 0 {
		return v
	}
	out := &vocabulary{terms: make([]string, 0, len(v.terms)+len(more))}
	moved := make([]int32, len(v.terms)) // new numbers of the terms that were here
	placed := make([]int32, len(more))
	for i, j := 0, 0; i < len(v.terms) || j < len(more); {
		if j == len(more) || i < len(v.terms) && v.terms[i] < more[j].term {
			moved[i] = int32(len(out.terms))
			out.terms = append(out.terms, v.terms[i])
			i++
			continue
		}
		placed[j] = int32(len(out.terms))
		out.terms = append(out.terms, more[j].term)
		j++
	}
	out.lay()
	out.lemmas = v.lemmas.with(moved, placed, more, func(n *newcomer) []keyHash { return n.kin.lemmas })
	out.roots = v.roots.with(moved, placed, more, func(n *newcomer) []keyHash { return n.kin.roots })
	out.parts = v.parts.with(moved, placed, more, func(n *newcomer) []keyHash { return n.kin.parts })
	out.stems = v.stems.with(moved, placed, more, func(n *newcomer) []keyHash { return []keyHash{n.kin.stem} })
	return out
}

// lay puts the terms in one piece of memory: less to keep.
func (v *vocabulary) lay() {
	size := 0
	for _, t := range v.terms {
		size += len(t)
	}
	var b strings.Builder
	b.Grow(size)
	for _, t := range v.terms {
		b.WriteString(t)
	}
	text := b.String()
	for i, t := range v.terms {
		v.terms[i], text = text[:len(t)], text[len(t):]
	}
}

// only gives the vocabulary with the terms that are to stay, by number.
func (v *vocabulary) only(stays []bool) *vocabulary {
	if !slices.Contains(stays, false) {
		return v
	}
	out := &vocabulary{}
	moved := make([]int32, len(v.terms))
	for i, t := range v.terms {
		moved[i] = -1
		if stays[i] {
			moved[i] = int32(len(out.terms))
			out.terms = append(out.terms, t)
		}
	}
	out.lay()
	out.lemmas, out.roots = v.lemmas.only(moved), v.roots.only(moved)
	out.parts, out.stems = v.parts.only(moved), v.stems.only(moved)
	return out
}

func (x keyIndex) only(moved []int32) keyIndex {
	var out keyIndex
	for i, t := range x.terms {
		if moved[t] >= 0 {
			out.keys, out.terms = append(out.keys, x.keys[i]), append(out.terms, moved[t])
		}
	}
	return out
}

func (x keyIndex) with(moved, placed []int32, more []newcomer, keys func(*newcomer) []keyHash) keyIndex {
	type entry struct {
		key  keyHash
		term int32
	}
	var fresh []entry
	for i := range more {
		for _, k := range keys(&more[i]) {
			fresh = append(fresh, entry{k, placed[i]})
		}
	}
	slices.SortFunc(fresh, func(a, b entry) int {
		if a.key != b.key {
			if a.key < b.key {
				return -1
			}
			return 1
		}
		return int(a.term - b.term)
	})
	fresh = slices.Compact(fresh)
	out := keyIndex{keys: make([]keyHash, 0, len(x.keys)+len(fresh)), terms: make([]int32, 0, len(x.keys)+len(fresh))}
	i := 0
	for _, e := range fresh {
		for i < len(x.keys) && (x.keys[i] < e.key || x.keys[i] == e.key && moved[x.terms[i]] < e.term) {
			out.keys, out.terms = append(out.keys, x.keys[i]), append(out.terms, moved[x.terms[i]])
			i++
		}
		out.keys, out.terms = append(out.keys, e.key), append(out.terms, e.term)
	}
	for ; i < len(x.keys); i++ {
		out.keys, out.terms = append(out.keys, x.keys[i]), append(out.terms, moved[x.terms[i]])
	}
	return out
}

// at gives the terms with a key.
func (x keyIndex) at(key keyHash) []int32 {
	from, found := slices.BinarySearch(x.keys, key)
	if !found {
		return nil
	}
	to := from + 1
	for to < len(x.keys) && x.keys[to] == key {
		to++
	}
	return x.terms[from:to]
}

func (v *vocabulary) has(term string) bool { return v.number(term) >= 0 }

func (v *vocabulary) number(term string) int32 {
	i, found := slices.BinarySearch(v.terms, term)
	if !found {
		return -1
	}
	return int32(i)
}

// sense is a term that a word of a query stands for, and in which languages.
type sense struct {
	term   string
	in     tongue
	kind   FormKind
	number int32 // 1 + that of the term in the vocabulary; 0 when it was not asked
}

// senses lists the terms that a word of a query stands for, sorted.
func (v *vocabulary) senses(m matcher) []sense {
	var out []sense
	switch {
	case m.kin != nil:
		out = v.kin(m.kin)
	case m.exact != "":
		out = []sense{{term: m.exact, in: anyTongue, kind: FormInflected}}
	default:
		out = v.matching(m)
	}
	return m.switches.apply(out, v)
}

// kin lists the terms that are forms, or kin, of a word.
func (v *vocabulary) kin(k *kinWord) []sense {
	found := map[int32]sense{}
	add := func(terms []int32, in tongue, kind FormKind) {
		for _, t := range terms {
			s, ok := found[t]
			if !ok || kind < s.kind {
				s.kind = kind
			}
			s.term, s.in, s.number = v.terms[t], s.in|in, 1+t
			found[t] = s
		}
	}
	if n := v.number(k.word); n >= 0 {
		add([]int32{n}, anyTongue, FormInflected)
	}
	for _, key := range k.lemmas {
		add(v.lemmas.at(key), inDutch, FormInflected)
	}
	add(v.stems.at(k.stem), inEnglish, FormInflected)
	if k.wide {
		for _, key := range k.chain {
			add(v.lemmas.at(key), inDutch, FormDerived)
			add(v.roots.at(key), inDutch, FormDerived)
		}
		for _, key := range k.bases {
			add(v.parts.at(key), inDutch, FormCompound)
		}
	}
	out := make([]sense, 0, len(found))
	for _, s := range found {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b sense) int { return strings.Compare(a.term, b.term) })
	return out
}

// candidates calls f with every term, of those numbered from up to to, that
// holds the longest piece of the pattern, by number, ascending.
func (v *vocabulary) candidates(m matcher, from, to int, f func(number int32)) {
	if m.inside == "" || m.prefix != "" {
		for n := from; n < to; n++ {
			f(int32(n))
		}
		return
	}
	wanted := pairsIn(m.inside)
	for n, pairs := range v.allPairs()[from:to] {
		if pairs&wanted == wanted && strings.Contains(v.terms[from+n], m.inside) {
			f(int32(from + n))
		}
	}
}

// pairsIn marks which pairs of letters a word holds, several pairs to a bit: a
// word that lacks a bit of another does not hold that one. It passes over all
// but some hundredths of the words that are asked for three letters.
func pairsIn(word string) (pairs uint64) {
	const spread = 2654435761 // 2^32 over the golden ratio
	for i := 1; i < len(word); i++ {
		pairs |= 1 << ((uint32(word[i-1])<<8 | uint32(word[i])) * spread >> 26)
	}
	return pairs
}

func (v *vocabulary) allPairs() []uint64 {
	v.paired.Do(func() {
		v.pairs = make([]uint64, len(v.terms))
		for i, t := range v.terms {
			v.pairs[i] = pairsIn(t)
		}
	})
	return v.pairs
}

// starting gives the range of the terms that start with the prefix.
func (v *vocabulary) starting(prefix string) (from, to int) {
	if prefix == "" {
		return 0, len(v.terms)
	}
	from = sort.SearchStrings(v.terms, prefix)
	return from, from + sort.Search(len(v.terms)-from, func(i int) bool { return !strings.HasPrefix(v.terms[from+i], prefix) })
}

// A key takes this many bytes in the file, a number of a term four.
const keyBytes = 6

// bytes gives the file form: how many terms, the length of each, all of them
// behind each other; then of each kind of keys how many, the keys, the terms.
// It is as large as it is so that it can be read within a frame.
func (v *vocabulary) bytes() []byte {
	entries := len(v.lemmas.keys) + len(v.roots.keys) + len(v.parts.keys) + len(v.stems.keys)
	b := make([]byte, 0, 12*len(v.terms)+entries*(keyBytes+4)+64)
	b = binary.AppendUvarint(b, uint64(len(v.terms)))
	for _, t := range v.terms {
		b = binary.AppendUvarint(b, uint64(len(t)))
	}
	for _, t := range v.terms {
		b = append(b, t...)
	}
	for _, x := range []*keyIndex{&v.lemmas, &v.roots, &v.parts, &v.stems} {
		b = binary.AppendUvarint(b, uint64(len(x.keys)))
		for _, k := range x.keys {
			b = append(b, byte(k), byte(k>>8), byte(k>>16), byte(k>>24), byte(k>>32), byte(k>>40))
		}
		for _, t := range x.terms {
			b = binary.LittleEndian.AppendUint32(b, uint32(t))
		}
	}
	return b
}

var errVocabulary = errors.New("vocabulary cut short")

// readVocabulary is the inverse of bytes.
func readVocabulary(b []byte) (*vocabulary, error) {
	r := outlineReader{b: b}
	v := &vocabulary{}
	if !v.readTerms(&r) {
		return nil, errVocabulary
	}
	for _, x := range []*keyIndex{&v.lemmas, &v.roots, &v.parts, &v.stems} {
		n := r.count(keyBytes + 4)
		keys, terms := r.bytes(n*keyBytes), r.bytes(n*4)
		if r.bad {
			return nil, errVocabulary
		}
		if !x.read(keys, terms, len(v.terms)) {
			return nil, errVocabulary
		}
	}
	if len(r.b) > 0 {
		return nil, errVocabulary
	}
	return v, nil
}

func (v *vocabulary) readTerms(r *outlineReader) bool {
	count := r.count(1)
	lengths := make([]int32, count)
	size := 0
	for i := range lengths {
		n := r.count(1)
		lengths[i] = int32(n)
		size += n
	}
	text := r.bytes(size)
	if r.bad {
		return false
	}
	v.terms = make([]string, count)
	all := string(text)
	for i, n := range lengths {
		v.terms[i], all = all[:n], all[n:]
	}
	return true
}

func (x *keyIndex) read(keys, terms []byte, count int) bool {
	x.keys, x.terms = make([]keyHash, len(terms)/4), make([]int32, len(terms)/4)
	for i := range x.keys {
		k := keys[keyBytes*i : keyBytes*i+keyBytes]
		x.keys[i] = keyHash(binary.LittleEndian.Uint32(k)) | keyHash(k[4])<<32 | keyHash(k[5])<<40
	}
	for i := range x.terms {
		t := binary.LittleEndian.Uint32(terms[4*i:])
		if t >= uint32(count) {
			return false
		}
		x.terms[i] = int32(t)
	}
	return true
}
