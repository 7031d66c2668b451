package search

import (
	"slices"
	"strings"
)

// A lemma key stands for a word in all its forms: the singular of a noun, the
// stem of a verb, the plain form of an adjective, folded. A written form may
// have several (wegen: weg and weeg); words are forms of each other when they
// share one. Endings are taken off only when the dictionary knows what is left.

// prefixes of verbs that can stand apart (uitvoeren, uitgevoerd), and those
// that cannot.
var (
	looseVerbPrefixes = strings.Fields(`aaneen achteruit achterna aan achter af bijeen bij binnen boven buiten door dicht goed groot hard heen hoog in klaar kapot langs leeg los mede mee mis na naar
		neer om omhoog omlaag omver onder open op over overeen plaats rond samen schoon stil stop tegemoet tegen teleur teniet tentoon terecht terug teweeg thuis toe toekomst tot tussen uiteen uit vast
		vol voor voorbij vooruit voort vrij waar warm weer weg zwart bloot deel gade gelijk kennis leiding nood paard prijs recht stand stuk veilig zeker`)
	fastVerbPrefixes = strings.Fields(`be ge her mis ont er ver over onder door om vol weer achter voor aan`)
)

// adjectiveEndings are endings of words that bend as adjectives do, whether
// the dictionary has their forms or not.
var adjectiveEndings = []string{
	"aal", "eel", "ief", "isch", "lijk", "ig", "baar", "zaam", "loos", "eus", "iek", "aat", "ibel", "abel", "oos", "iair", "air", "ent", "ant", "esk", "tisch", "vol", "rijk", "arm", "gericht", "breed", "ex", "act",
}

// nounEndings are endings of nouns with the plurals they take, for words that
// the dictionary does not have.
var nounEndings = []struct{ plural, single string }{
	{"ingen", "ing"}, {"heden", "heid"}, {"iteiten", "iteit"}, {"schappen", "schap"}, {"ties", "tie"}, {"sies", "sie"}, {"aars", "aar"}, {"eurs", "eur"}, {"isten", "ist"},
	{"ingetje", "ing"}, {"ers", "er"}, {"oren", "or"}, {"ors", "or"}, {"ismes", "isme"}, {"logen", "loog"}, {"menten", "ment"}, {"enties", "entie"}, {"anten", "ant"}, {"aties", "atie"},
}

// lemmas gives the lemma keys of a folded Dutch word, at least one, the
// likeliest first.
func (d *dictionary) lemmas(word string) []string {
	if len(word) < 3 || irregular().nothing[word] {
		return append([]string{}, shortLemmas(word)...)
	}
	keys := d.inflected(word)
	if len(keys) == 0 && !d.has(word) {
		if keys = d.coined(word); len(keys) == 0 {
			keys = d.headed(word)
		}
		if len(keys) == 0 {
			keys = guessed(word)
		}
	}
	if len(keys) == 0 || d.isBase(word) || d.looksStrong(word) {
		keys = appendNew(keys, word)
	}
	return keys
}

// shortLemmas serves the words that rules leave alone: ga, is, and those that
// have no other form.
func shortLemmas(word string) []string {
	if verbs := irregular().verbs[word]; !irregular().nothing[word] && len(verbs) > 0 {
		return []string{verbKey(verbs[0])}
	}
	if nouns := irregular().nouns[word]; !irregular().nothing[word] && len(nouns) > 0 {
		return nouns
	}
	return []string{word}
}

// inflected takes a word as a form of another that the dictionary has.
func (d *dictionary) inflected(word string) []string {
	var keys []string
	keys = appendNew(keys, irregular().nouns[word]...)
	keys = appendNew(keys, d.strong(word)...)
	keys = appendNew(keys, d.verb(word)...)
	keys = appendNew(keys, d.noun(word)...)
	keys = appendNew(keys, d.adjective(word)...)
	return slices.DeleteFunc(keys, func(k string) bool { return irregular().nothing[k] }) // nieten is no form of niet
}

// isBase says whether the dictionary has forms of the word itself, so that it
// is more than a form of another: leven has levens, plant has plantje.
func (d *dictionary) isBase(word string) bool {
	if !d.has(word) || strings.HasSuffix(word, "je") || strings.HasSuffix(word, "s") && !d.has(word+"je") {
		return false
	}
	for _, ending := range []string{"tje", "je", "pje", "s"} {
		if d.has(word + ending) {
			return true
		}
	}
	return false
}

func (d *dictionary) hasPlural(word string) bool {
	for _, raw := range opened(word) {
		if d.has(raw + "en") {
			return true
		}
	}
	return false
}

// verb takes a word as a form of a weak verb, or a regular form of a strong
// one.
func (d *dictionary) verb(word string) []string {
	var keys []string
	if strings.HasSuffix(word, "en") {
		keys = appendNew(keys, d.stem(word)...)
	}
	for _, ending := range []string{"end", "ende", "enden"} { // lopend: the infinitive and d
		if inf, ok := strings.CutSuffix(word, ending); ok && len(inf) > 2 {
			keys = appendNew(keys, d.stem(inf+"en")...)
		}
	}
	for _, ending := range []string{"", "t", "d", "te", "ten", "de", "den"} {
		if stem, ok := strings.CutSuffix(word, ending); ok && takes(stem, ending) && d.isStem(stem) {
			keys = appendNew(keys, stem)
		}
	}
	if stem, ok := strings.CutSuffix(word, "e"); ok && endsInDental(stem) { // begeleide
		for _, prefix := range fastVerbPrefixes {
			if strings.HasPrefix(stem, prefix) && d.isStem(stem) {
				keys = appendNew(keys, stem)
			}
		}
	}
	return appendNew(keys, d.participle(word)...)
}

// participle takes a word as the weak participle of a verb: gewerkt,
// uitgevoerde.
func (d *dictionary) participle(word string) []string {
	var keys []string
	try := func(prefix, rest string) {
		core, ok := strings.CutPrefix(rest, "ge")
		if !ok || len(core) < 3 {
			return
		}
		for _, ending := range []string{"", "t", "d", "e", "te", "de", "ten", "den"} {
			stem, ok := strings.CutSuffix(core, ending)
			if !ok || ending == "" && !endsInDental(core) || ending == "e" && !endsInDental(stem) || !past(stem, ending) {
				continue
			}
			for _, s := range dentals(stem, ending) {
				if d.isStem(prefix + s) {
					keys = appendNew(keys, prefix+s)
				}
			}
		}
	}
	try("", word)
	for _, prefix := range looseVerbPrefixes {
		if rest, ok := strings.CutPrefix(word, prefix); ok {
			try(prefix, rest)
		}
	}
	return keys
}

// takes says whether a finite form may be made of a stem with this ending.
func takes(stem, ending string) bool { return ending == "t" || past(stem, ending) }

// past says whether an ending of the past fits the sound in front of it: t
// behind k, f, s, ch, p, t; d behind the others, and where f and s stand for v
// and z.
func past(stem, ending string) bool {
	if ending == "" || ending == "e" || stem == "" {
		return true
	}
	last := stem[len(stem)-1]
	switch {
	case last == 'f' || last == 's':
		return true
	case strings.IndexByte("kptxhcq", last) >= 0:
		return ending[0] == 't'
	}
	return ending[0] == 'd'
}

func endsInDental(s string) bool {
	return s != "" && (s[len(s)-1] == 't' || s[len(s)-1] == 'd')
}

// dentals gives the stems that a participle with this ending may have: praten
// has gepraat, and its bent form geprate.
func dentals(stem, ending string) []string {
	if ending == "e" {
		return closed(stem)
	}
	return []string{stem}
}

// isStem says whether a verb has this stem.
func (d *dictionary) isStem(stem string) bool {
	if len(stem) < 2 || !consonantEnd(stem) {
		return false
	}
	for _, raw := range opened(stem) {
		for _, s := range d.stem(raw + "en") {
			if s == stem {
				return true
			}
		}
	}
	return false
}

func consonantEnd(s string) bool { return !isVowel(s[len(s)-1]) || s[len(s)-1] == 'i' }

// stem gives the stem of an infinitive: the dictionary must have it and a form
// that only verbs have.
func (d *dictionary) stem(infinitive string) []string {
	raw, ok := strings.CutSuffix(infinitive, "en")
	if !ok || len(raw) < 2 || !d.has(infinitive) {
		return nil
	}
	for _, s := range closed(raw) {
		if len(s) < 2 || isVowel(s[len(s)-1]) {
			continue
		}
		if s[len(s)-1] != 't' {
			if d.has(s+"t") && (s[len(s)-1] != 's' || d.hasParticiple(s) || isStrong(infinitive)) || d.has(s+"d") && d.hasParticiple(s) {
				return []string{s}
			}
			continue
		}
		if d.has(s+"te") || isStrong(infinitive) || d.hasParticiple(s) && !d.isThirdPerson(s) {
			return []string{s}
		}
	}
	return nil
}

// isThirdPerson says whether a word in -t is what a verb without that t has:
// werkt, so that werkten is no infinitive.
func (d *dictionary) isThirdPerson(word string) bool {
	for _, raw := range opened(word[:len(word)-1]) {
		if d.has(raw + "en") {
			return true
		}
	}
	return false
}

// hasParticiple says whether the dictionary has the weak participle of a stem,
// with ge in front or behind a loose prefix, or without; or a strong one.
func (d *dictionary) hasParticiple(stem string) bool {
	ends := []string{"d", "t"}
	if endsInDental(stem) {
		ends = []string{""}
	}
	for _, end := range ends {
		if d.has("ge" + stem + end) {
			return true
		}
		for _, prefix := range fastVerbPrefixes {
			if strings.HasPrefix(stem, prefix) && end != "" && d.has(stem+end) {
				return true
			}
		}
		for _, prefix := range looseVerbPrefixes {
			if core, ok := strings.CutPrefix(stem, prefix); ok && len(core) > 1 && d.has(prefix+"ge"+core+end) {
				return true
			}
		}
	}
	return false
}

// isStrong says whether an infinitive is that of a strong verb, perhaps behind
// a prefix.
func isStrong(infinitive string) bool {
	for from := 0; from+4 <= len(infinitive); from++ {
		for _, inf := range irregular().verbs[infinitive[from:]] {
			if inf == infinitive[from:] && (from == 0 || isPrefix(infinitive[:from])) {
				return true
			}
		}
	}
	return false
}

func isPrefix(s string) bool {
	return slices.Contains(looseVerbPrefixes, s) || slices.Contains(fastVerbPrefixes, s)
}

// verbKey is the lemma key of a verb that is known to be one.
func verbKey(infinitive string) string {
	raw, ok := strings.CutSuffix(infinitive, "en")
	if !ok || len(raw) < 2 || isVowel(raw[len(raw)-1]) {
		return infinitive // gaan, zien
	}
	stems := closed(raw)
	if n := len(raw); n > 2 && isVowel(raw[n-2]) && isVowel(raw[n-3]) {
		return stems[0] // kiezen
	}
	return stems[len(stems)-1]
}

// strong takes a word as a form of a strong verb, with or without a prefix.
func (d *dictionary) strong(word string) []string {
	verbs := irregular().verbs
	var keys []string
	for _, inf := range verbs[word] {
		keys = appendNew(keys, verbKey(inf))
	}
	if bent, ok := strings.CutSuffix(word, "e"); ok && endsInDental(bent) && strings.Contains(bent, "ge") {
		keys = appendNew(keys, d.strong(bent)...) // gebrachte
	}
	for _, prefixes := range [][]string{looseVerbPrefixes, fastVerbPrefixes} {
		for _, prefix := range prefixes {
			rest, ok := strings.CutPrefix(word, prefix)
			if !ok || len(rest) < 2 {
				continue
			}
			for _, inf := range verbs[rest] {
				if d.has(prefix + inf) {
					keys = appendNew(keys, prefix+verbKey(inf))
				}
			}
			for _, inf := range verbs["ge"+rest] { // besproken
				if d.has(prefix + inf) {
					keys = appendNew(keys, prefix+verbKey(inf))
				}
			}
		}
	}
	return keys
}

// looksStrong says whether a word is a form of a strong verb only by what
// stands behind its prefix, as aandacht is of aandenken: it may be no verb.
func (d *dictionary) looksStrong(word string) bool {
	if !d.has(word) || d.has(word+"en") || strings.HasSuffix(word, "en") {
		return false
	}
	for _, prefix := range looseVerbPrefixes {
		if rest, ok := strings.CutPrefix(word, prefix); ok && len(irregular().verbs[rest]) > 0 {
			return true
		}
	}
	return false
}

// noun takes a word as the plural, diminutive or genitive of a noun.
func (d *dictionary) noun(word string) []string {
	var keys []string
	accept := func(bases ...string) {
		for _, base := range bases {
			if len(base) > 2 && d.has(base) {
				keys = appendNew(keys, base)
			}
		}
	}
	if stem, ok := strings.CutSuffix(word, "heden"); ok {
		accept(stem + "heid")
	}
	if raw, ok := strings.CutSuffix(word, "en"); ok && len(raw) > 1 {
		if d.has(raw+"e") && d.has(raw+"es") {
			accept(raw + "e") // ruimten, beside ruimtes
		} else {
			accept(closed(raw)...)
		}
		if len(keys) == 0 {
			accept(raw + "e")
		}
		if stem, ok := strings.CutSuffix(raw, "er"); ok && len(keys) == 0 {
			accept(stem)
		}
		if isVowel(raw[len(raw)-1]) {
			accept(raw)
		}
	}
	if base, ok := strings.CutSuffix(word, "s"); ok && !d.standsAlone(word) {
		accept(base)
		if small := diminutive(base); small != nil {
			accept(small...)
		}
	}
	accept(diminutive(word)...)
	return keys
}

// standsAlone says whether a word in -s has a plural or diminutive of its own,
// so that its s is no ending: kans, belang s aside.
func (d *dictionary) standsAlone(word string) bool {
	return d.has(word) && (d.hasPlural(word) || d.has(word+"je"))
}

// diminutive gives what a word in -je may be small for.
func diminutive(word string) []string {
	stem, ok := strings.CutSuffix(word, "je")
	if !ok || len(stem) < 3 {
		return nil
	}
	bases := []string{stem}
	switch n := len(stem); stem[n-1] {
	case 't':
		base := stem[:n-1]
		bases = append(bases, base)
		if isVowel(base[len(base)-1]) && len(base) > 2 && base[len(base)-1] == base[len(base)-2] {
			bases = append(bases, base[:len(base)-1]) // autootje
		}
		if e, ok := strings.CutSuffix(base, "e"); ok && len(e) > 2 {
			bases = append(bases, closed(e)...) // dingetje, karretje
		}
	case 'p':
		bases = append(bases, stem[:n-1])
	case 'k':
		bases = append(bases, stem[:n-1]+"g") // koninkje
	}
	return bases
}

// adjective takes a word as a bent form of an adjective.
func (d *dictionary) adjective(word string) []string {
	var keys []string
	for _, ending := range []string{"e", "er", "ere", "st", "ste", "sten", "en"} {
		raw, ok := strings.CutSuffix(word, ending)
		if !ok || len(raw) < 3 {
			continue
		}
		bases := closed(raw)
		switch {
		case ending[0] == 's':
			bases = []string{raw}
		case ending[:min(2, len(ending))] == "er" && strings.HasSuffix(raw, "rd"):
			bases = append(bases, raw[:len(raw)-1]) // duurder
		}
		for _, base := range bases {
			if len(base) > 2 && d.has(base) && d.isAdjective(base) {
				keys = appendNew(keys, base)
			}
		}
	}
	return keys
}

// isAdjective says whether a word has degrees, or the ending of an adjective.
func (d *dictionary) isAdjective(word string) bool {
	if n := len(word); n > 4 {
		for _, ending := range adjectiveEndings {
			if strings.HasSuffix(word, ending) && n > len(ending)+1 {
				return true
			}
		}
	}
	for _, raw := range opened(word) {
		if d.has(raw+"e") && (d.has(raw+"er") || d.has(word+"der")) && (d.has(word+"st") || d.has(word+"ste")) {
			return true
		}
	}
	return false
}

// headed takes a word that the dictionary lacks as a compound, whose last part
// is bent.
func (d *dictionary) headed(word string) []string {
	parts := d.split(word)
	if len(parts) < 2 {
		return nil
	}
	last := parts[len(parts)-1]
	front := word[:last.start]
	var keys []string
	for _, key := range d.lemmas(word[last.start:last.end]) {
		keys = appendNew(keys, front+key)
	}
	return keys
}

// coined takes a word that the dictionary lacks as a form of a verb that was
// made with a prefix of a word that it has: ontkokerd.
func (d *dictionary) coined(word string) []string {
	for _, prefix := range []string{"ont", "ver", "her", "be"} {
		rest, ok := strings.CutPrefix(word, prefix)
		if !ok || len(rest) < 5 {
			continue
		}
		for _, ending := range []string{"en", "de", "den", "te", "ten", "d", "t"} {
			raw, ok := strings.CutSuffix(rest, ending)
			if !ok || len(raw) < 3 || !takes(raw, ending) && ending != "en" {
				continue
			}
			stems := []string{raw}
			if ending == "en" {
				stems = closed(raw)
			}
			for _, stem := range stems {
				if d.isStem(stem) || d.isBase(stem) {
					return []string{prefix + stem}
				}
			}
		}
	}
	return nil
}

// guessed bends a word that nobody knows, by endings that hardly deceive.
func guessed(word string) []string {
	for _, e := range nounEndings {
		if stem, ok := strings.CutSuffix(word, e.plural); ok && len(stem) > 2 {
			return []string{stem + e.single}
		}
	}
	for _, ending := range []string{"eert", "eerde", "eerden", "eren", "eerd"} { // indexeren
		stem, ok := strings.CutSuffix(word, ending)
		if !ok || len(stem) < 4 {
			continue
		}
		if ending != "eren" && ending != "eert" {
			stem = strings.TrimPrefix(stem, "ge")
		}
		return []string{stem + "eer"}
	}
	if raw, ok := strings.CutSuffix(word, "e"); ok && len(raw) > 5 {
		for _, base := range closed(raw) {
			for _, ending := range adjectiveEndings[:9] {
				if strings.HasSuffix(base, ending) {
					return []string{base}
				}
			}
		}
	}
	return nil
}
