package search

import "slices"

// tongue is a set of languages by whose rules a word may have forms.
type tongue uint8

const (
	inDutch tongue = 1 << iota
	inEnglish
	anyTongue = inDutch | inEnglish
)

// tongueOf gives the rules for a document's language; where it is not known,
// all.
func tongueOf(language string) tongue {
	switch language {
	case "nl":
		return inDutch
	case "en":
		return inEnglish
	}
	return anyTongue
}

// key is the hash of a lemma or root key. 48 bits are enough to tell those of
// a large corpus apart, and pack well.
type keyHash uint64

func keyOf(text string) keyHash { return keyHash(hashOf(text) >> 16) }

func keysOf(words []string) []keyHash {
	keys := make([]keyHash, len(words))
	for i, w := range words {
		keys[i] = keyOf(w)
	}
	return keys
}

// kinship is what a word has in common with others: a function of the folded
// word alone.
type kinship struct {
	lemmas []keyHash // Dutch lemma keys
	roots  []keyHash // Dutch roots, without the lemma keys
	parts  []keyHash // lemma keys and bases of the parts of a compound
	stem   keyHash   // English
}

// kinOf works out the kinship of a word. Roots and parts cost more than lemma
// keys, and only some queries ask for them.
func kinOf(term string, deep bool) kinship {
	d := dutch()
	k := kinship{stem: keyOf(englishStem(term))}
	if !hasLetters(term) {
		k.lemmas = []keyHash{keyOf(term)}
		return k
	}
	lemmas := d.lemmas(term)
	k.lemmas = keysOf(lemmas)
	if !deep {
		return k
	}
	var roots, parts []string
	for _, lemma := range lemmas {
		roots = appendNew(roots, d.roots(lemma)...)
	}
	for _, p := range d.partsOf(term) {
		for _, lemma := range d.lemmas(p) {
			parts = appendNew(parts, lemma, d.base(lemma))
		}
	}
	roots = slices.DeleteFunc(roots, func(r string) bool { return slices.Contains(lemmas, r) })
	k.roots, k.parts = keysOf(roots), keysOf(parts)
	return k
}

// hasLetters says whether a word is one of plain letters only, the only ones
// that rules of language apply to.
func hasLetters(term string) bool {
	for i := range len(term) {
		if term[i] < 'a' || term[i] > 'z' {
			return false
		}
	}
	return len(term) <= wordLength
}

// FormKind says what a word of the texts is to a word of a query.
type FormKind int

// The kinds of forms.
const (
	FormInflected FormKind = iota // the word in one of its forms; itself
	FormDerived                   // woord+: made of the same root
	FormCompound                  // woord+: a compound that has the word in it
	FormMatched                   // what a wildcard, a typo or a regular expression matches
	FormContains                  // the letters are in it; counts only when switched on
)

// formNames are the names that scripts read.
var formNames = [...]string{"inflected", "derived", "compound", "matched", "contains"}

// String is the name of the kind, for scripts: it never changes.
func (k FormKind) String() string { return formNames[k] }

// kinWord is a word of a query that stands for its forms, or for all its kin.
type kinWord struct {
	word   string
	wide   bool // woord+
	lemmas []keyHash
	chain  []keyHash // lemma keys and roots
	bases  []keyHash // lemma keys and bases: what compounds are matched by
	stem   keyHash
}

func newKinWord(word string, wide bool) *kinWord {
	of := kinOf(word, wide)
	k := &kinWord{word: word, wide: wide, lemmas: of.lemmas, stem: of.stem}
	if !wide {
		return k
	}
	k.chain = slices.Concat(of.lemmas, of.roots)
	k.bases = slices.Clone(of.lemmas)
	if hasLetters(word) {
		d := dutch()
		for _, lemma := range d.lemmas(word) {
			k.bases = append(k.bases, keyOf(d.base(lemma)))
		}
	}
	return k
}

// relation says in which languages a word counts as kin, and of what kind.
func (k *kinWord) relation(term string, of *kinship) (tongue, FormKind) {
	if term == k.word {
		return anyTongue, FormInflected
	}
	in, kind := tongue(0), FormInflected
	if of.stem == k.stem {
		in |= inEnglish
	}
	switch {
	case meets(k.lemmas, of.lemmas):
		in |= inDutch
	case !k.wide:
	case meets(k.chain, of.lemmas) || meets(k.chain, of.roots):
		in, kind = in|inDutch, FormDerived
	case meets(k.bases, of.parts):
		in, kind = in|inDutch, FormCompound
	}
	if in&inEnglish != 0 {
		kind = FormInflected
	}
	return in, kind
}

func meets(a, b []keyHash) bool {
	for _, x := range a {
		if slices.Contains(b, x) {
			return true
		}
	}
	return false
}
