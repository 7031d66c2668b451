package search

import "strings"

// A root key is what words derived from each other have in common: verkokering,
// verkokerd and ontkokering have koker.

// derivations are endings of Dutch derivation. What is left must be a word: of
// the kind that takes the ending.
var derivations = []struct {
	ending string
	verbal bool // it stands behind the stem of a verb
}{
	{"ingloos", true}, {"elijkheid", false}, {"elijk", false}, {"lijkheid", false}, {"lijk", false}, {"baarheid", true}, {"baar", true}, {"igheid", false}, {"loosheid", false}, {"loos", false},
	{"achtigheid", false}, {"achtig", false}, {"zaamheid", false}, {"zaam", false}, {"heid", false}, {"smatig", false}, {"matigheid", false}, {"matig", false}, {"schap", false}, {"erij", true}, {"ing", true}, {"ster", true},
	{"sel", true}, {"aar", true}, {"er", true}, {"der", true}, {"ig", false}, {"isch", false}, {"s", false}, {"dom", false}, {"eling", false}, {"ling", false}, {"en", false},
}

// latin are endings of learned words and what stands for each in the common
// stem. Longer ones come first.
var latin = []struct{ ending, stem string }{
	{"cratisch", "crat"}, {"cratie", "crat"}, {"craat", "crat"}, {"itatief", ""}, {"isatorisch", ""}, {"aliseren", ""}, {"alisatie", ""}, {"alisering", ""}, {"aliseer", ""}, {"aliteit", ""}, {"iviteit", ""}, {"isatie", ""}, {"isering", ""}, {"isator", ""}, {"iseer", ""},
	{"atorisch", ""}, {"ificatie", "if"}, {"ificeer", "if"}, {"ifiek", "if"}, {"atiek", ""}, {"atisch", ""}, {"atief", ""}, {"ator", ""}, {"atie", ""}, {"itie", ""}, {"itief", ""}, {"ieel", ""}, {"iaal", ""},
	{"iair", ""}, {"iering", ""}, {"ier", ""}, {"ien", ""}, {"uctie", "uc"}, {"uctief", "uc"}, {"uceer", "uc"}, {"ectie", "ect"}, {"ectief", "ect"}, {"ecteer", "ect"}, {"entieel", "ent"}, {"entie", "ent"}, {"ering", ""}, {"eerder", ""}, {"eerbaar", ""},
	{"ieer", ""}, {"eer", ""}, {"ant", ""}, {"iteit", ""}, {"ief", ""}, {"aal", ""}, {"eel", ""}, {"air", ""}, {"isme", ""}, {"ist", ""}, {"isch", ""}, {"iek", ""}, {"abel", ""}, {"ibel", ""}, {"or", ""}, {"eur", ""}, {"ie", ""},
}

// derivingPrefixes are prefixes that make words of words.
var derivingPrefixes = []string{"ver", "ont", "be", "her", "on", "wan", "mis", "de", "re", "ge", "in"}

// kin are nouns that share no spelling with the verb they come from: the noun,
// the stem. A prefix goes with both: afspraak, afspreek.
var kin = map[string]string{
	"spraak": "spreek", "gesprek": "spreek", "begrip": "begrijp", "greep": "grijp", "hulp": "help", "keuze": "kies", "keus": "kies", "komst": "kom", "gang": "gaan", "stand": "staan", "gift": "geef", "gave": "geef",
	"gifte": "geef", "dracht": "draag", "vondst": "vind", "winst": "win", "zicht": "zien", "schrift": "schrijf", "schrijving": "schrijf", "name": "neem", "neming": "neem", "sprong": "spring", "zang": "zing", "drang": "dring", "dwang": "dwing",
	"band": "bind", "binding": "bind", "breuk": "breek", "braak": "breek", "sluiting": "sluit", "slot": "sluit", "worp": "werp", "vangst": "vang", "kennis": "ken",
	"dienst": "dien", "gunst": "gun", "daad": "doen", "houding": "houd", "leiding": "leid", "stelling": "stel", "stelsel": "stel", "stedelijk": "stad", "stedeling": "stad", "wantrouw": "vertrouw",
	"klacht": "klaag", "armoede": "arm", "ambtenaar": "ambt", "ambtenarij": "ambt", "regisseur": "regie", "regisseer": "regie", "medewerk": "meewerk",
	"financien": "financ", "tocht": "trek", "schatting": "schat", "verdeling": "verdeel", "deling": "deel", "gedrag": "gedraag",
}

// base takes the endings of derivation off a lemma key.
func (d *dictionary) base(key string) string {
	for range 4 {
		next := d.derivedFrom(key)
		if next == key {
			break
		}
		key = next
	}
	return key
}

func (d *dictionary) derivedFrom(key string) string {
	for from := 0; from+3 <= len(key); from++ {
		if stem, ok := kin[key[from:]]; ok && (from == 0 || isPrefix(key[:from])) {
			return key[:from] + stem
		}
	}
	for _, e := range derivations {
		raw, ok := strings.CutSuffix(key, e.ending)
		if !ok || len(raw) < 3 || e.verbal && e.ending != "ing" && d.isStem(key) {
			continue // verkoker is no one who verkookt
		}
		if !e.verbal && d.isBase(raw+"e") { // ruimtelijk: ruimte
			return raw + "e"
		}
		stems := closed(raw)
		if e.verbal && len(stems) > 1 && d.isStem(stems[1]) && !d.isStem(stems[0]) {
			stems = stems[1:] // begroting is of begroot
		}
		for _, b := range stems {
			if len(b) >= 3 && b != key && d.bears(b, e.verbal, e.ending) {
				return b
			}
		}
	}
	return key
}

// bears says whether a word can carry an ending of derivation.
func (d *dictionary) bears(word string, verbal bool, ending string) bool {
	switch {
	case verbal:
		if d.isStem(word) || isStrong(word) {
			return true
		}
		if rest := d.bare(word); rest != word {
			return ending == "ing" // ontkokering
		}
		parts := d.split(word)
		return len(parts) > 1 && d.isStem(word[parts[len(parts)-1].start:]) // mantelzorger
	case ending == "s" || ending == "en" || ending == "er":
		return false
	case ending == "ig":
		return len(word) > 4 && d.has(word)
	case ending == "ling" || ending == "dom":
		return len(word) > 3 && d.has(word) && d.isBase(word)
	}
	return d.has(word) || d.isStem(word)
}

// roots gives what a lemma key has in common with its kin: the key itself, and
// what is left of it at each step of taking endings and prefixes off. Words
// are kin when they meet at some step: koker and verkokering, both at koker.
func (d *dictionary) roots(key string) []string {
	chain := []string{key}
	base := d.base(key)
	for k := key; k != base; {
		k = d.derivedFrom(k)
		chain = appendNew(chain, k)
	}
	for _, k := range chain {
		chain = appendNew(chain, d.bare(k))
	}
	if learned, ok := d.learned(base); ok {
		chain = appendNew(chain, learned, d.bare(learned))
	}
	return chain
}

// learned takes a learned ending off, so that decentralisatie, decentraliseren
// and decentraal meet.
func (d *dictionary) learned(word string) (string, bool) {
	for _, e := range latin {
		stem, ok := strings.CutSuffix(word, e.ending)
		if !ok || len(stem)+len(e.stem) < 4 {
			continue
		}
		stem += e.stem
		if short, ok := strings.CutSuffix(stem, "al"); ok && len(short) > 3 { // decentral-isatie
			stem = short
		}
		if n := len(stem); stem[n-1] == stem[n-2] {
			stem = stem[:n-1] // budgett-air
		}
		return stem, true
	}
	if n := len(word); n > 6 && d.has(word) && d.split(word) == nil && word[n-2] == word[n-3] && isVowel(word[n-2]) && !isVowel(word[n-1]) && syllables(word) > 1 && !d.isStem(word) {
		return word[:n-2] + word[n-1:], true // probleem, problematisch
	}
	return word, false
}

// bare takes prefixes of derivation off, when what is left is a word.
func (d *dictionary) bare(base string) string {
	for _, prefix := range derivingPrefixes {
		rest, ok := strings.CutPrefix(base, prefix)
		if !ok || len(rest) < 4 || syllables(rest) == 0 {
			continue
		}
		if plain := d.adjective(rest); len(plain) > 0 && strings.HasSuffix(rest, "er") { // verslechter
			return plain[0]
		}
		if d.isStem(rest) || d.has(rest) && (d.isBase(rest) || d.isAdjective(rest)) {
			return rest
		}
	}
	return base
}
