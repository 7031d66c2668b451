package search

import (
	"strings"
	"sync"
)

// frequentParts are the words of three letters that are common enough in
// speech to be looked for inside a compound; of the others the dictionary has
// too many (ark, els, ren) to tell a part from an accident.
const frequentParts = `
aap arm bad bak bal bar bed bel bom bon bos bus cao dag dak dam dek eis eet fax gas gat gok hal hek hof hok huis hut jas kas kat kin kip kok kop kus lab les lid lip lot man map mes
mok nek net non oog oom oor pak pan pas pen pet pil pin pop pot put ras rem rij rok rol rug sap sok tak tas tip ton top tuk uur vak van vat vee vet vis wak wal was web weg wet wil
wij zak zee zin zit zon zus app gek dik los nat nul vol vak gif gum hak ijs jam kam kar lek lik lol mix mus nut poc rit rib bot rad rat rouw ruw sla spa tol tor vel vlo wol zij`

// partless are words that stand at the end of many words that are no
// compounds; only derivation makes them look like one.
const partless = `
lijk baar heid schap schappen loos zaam achtig matig ster eren eert eerd deren teren seren leren tering eling ling aard aar der den ter ten ing dom doms sel rijk rijke
lijke bare loze zame achtige matige heden schapje elijk ende erig erij iteit atie isch is ent ant isme ist eer age uur ier ieren iek`

// fronts are words that make verbs and their nouns: what they stand before is
// a part, they themselves are none.
const fronts = `
aan achter af bij binnen boven buiten door her in langs mee mede mis na naar neer om on onder ont op over rond samen tegen terug toe tussen uit vast ver voor voort vooruit weer weg
stief ex vice anti pro multi inter sub super semi pseudo`

// heads stand at the end of compounds only.
const heads = `geving gever gevers nemer nemers nemend gevend making verlener verleners zorger zorgers houder houders loper lopers`

// links join the parts of a compound; the price is in points.
var links = []struct {
	text  string
	price int
}{{"", 0}, {"s", 1}, {"en", 2}, {"n", 3}, {"e", 3}, {"er", 4}}

const (
	partPrice  = 10
	mostParts  = 4
	wordLength = 60 // longer ones are no words
)

type partLists struct{ frequent, never, front, head map[string]bool }

var partWords = sync.OnceValue(func() partLists {
	set := func(list string) map[string]bool {
		words := map[string]bool{}
		for _, w := range strings.Fields(list) {
			words[w] = true
		}
		return words
	}
	return partLists{frequent: set(frequentParts), never: set(partless), front: set(fronts), head: set(heads)}
})

// part is a range of bytes of a compound, without the link behind it.
type part struct {
	start, end int
	front      bool // aan, voor: says nothing of its own
}

// split gives the parts of a compound: the cheapest way to make the word of
// two to four words of the dictionary, or nothing.
func (d *dictionary) split(word string) []part {
	n := len(word)
	if n < 6 || n > wordLength {
		return nil
	}
	type way struct {
		price, parts int
		last         part
		before       int // index of the way in front of it, or -1
	}
	var ways []way
	reached := make([]int, n+1) // 1 + the best way that ends there, behind its link
	lists := partWords()
	extend := func(from, before int) {
		already := 0
		price := 0
		if before >= 0 {
			already, price = ways[before].parts, ways[before].price
		}
		if already == mostParts {
			return
		}
		offer := func(length int) {
			end := from + length
			text := word[from:end]
			cost, front, ok := lists.price(text, from == 0, end == n)
			if front && d.has(word[end:]) {
				cost -= 3 // mee-denken, rather than meed-enken
			}
			if !ok || length == n {
				return
			}
			for _, link := range links {
				if !strings.HasPrefix(word[end:], link.text) || end == n && link.text != "" || front && link.text != "" {
					continue
				}
				to := end + len(link.text)
				if link.text == "e" && (strings.HasPrefix(word[to:], "ring") || strings.HasPrefix(word[to:], "ling")) {
					continue // verkok-e-ring
				}
				if to == n && end != n || to != n && n-to < 3 {
					continue
				}
				w := way{price: price + cost + link.price, parts: already + 1, last: part{from, end, front}, before: before}
				if best := reached[to]; best == 0 || w.price <= ways[best-1].price {
					ways = append(ways, w)
					reached[to] = len(ways)
				}
			}
		}
		d.prefixes(word[from:], offer)
		for k := 3; from == 0 && k < min(n, 7); k++ {
			if lists.front[word[:k]] && !d.has(word[:k]) {
				offer(k) // stief
			}
		}
		if rest := word[from:]; from > 0 && lists.head[rest] {
			offer(len(rest))
		}
	}
	extend(0, -1)
	for at := 2; at < n; at++ {
		if reached[at] > 0 {
			extend(at, reached[at]-1)
		}
	}
	if reached[n] == 0 {
		return nil
	}
	if w := ways[reached[n]-1]; d.isVerbal(word) && (w.parts > 2 || !ways[w.before].last.front) {
		return nil // behandeling is neither beha nor deling
	}
	var parts []part
	for i := reached[n] - 1; i >= 0; i = ways[i].before {
		parts = append([]part{ways[i].last}, parts...)
	}
	return parts
}

// isVerbal says whether a word is a form or a noun of a verb.
func (d *dictionary) isVerbal(word string) bool {
	for _, ending := range []string{"ing", "ingen"} {
		if raw, ok := strings.CutSuffix(word, ending); ok && len(raw) > 3 {
			for _, stem := range closed(raw) {
				if d.isStem(stem) {
					return true
				}
			}
		}
	}
	return false
}

// price says what a part costs, or that it is none.
func (l *partLists) price(text string, first, last bool) (cost int, front, ok bool) {
	switch {
	case first && l.front[text]:
		return partPrice + 2, true, true
	case len(text) < 3 || last && l.never[text] || !last && l.front[text]:
		return 0, false, false
	case len(text) == 3:
		return partPrice + 6, false, l.frequent[text]
	}
	return partPrice, false, true
}

// partsOf gives the words inside a compound, as written, also those that are
// compounds themselves: zorg, wet, houder and wethouder in zorgwethouder. A
// word derived from a compound has its parts: mantelzorger those of mantelzorg.
func (d *dictionary) partsOf(word string) []string {
	atoms := d.atoms(word, 0)
	if atoms == nil {
		for _, ending := range []string{"ers", "er", "ingen", "ing", "heid", "heden"} {
			if base, ok := strings.CutSuffix(word, ending); ok && len(base) > 5 && d.has(base) {
				if atoms = d.atoms(base, 0); atoms != nil {
					break
				}
			}
		}
	}
	var out []string
	for i, first := range atoms {
		if first.front && i+1 < len(atoms) && d.has(word[first.start:atoms[i+1].end]) && len(atoms) > 2 {
			out = appendNew(out, word[first.start:atoms[i+1].end])
		}
		if first.front {
			continue
		}
		out = appendNew(out, word[first.start:first.end])
		for _, last := range atoms[i+1:] {
			if joint := word[first.start:last.end]; len(joint) < len(word) && d.has(joint) {
				out = appendNew(out, joint)
			}
		}
	}
	return out
}

// atoms splits a word, and its parts again, as far as they are compounds.
func (d *dictionary) atoms(word string, at int) []part {
	var out []part
	for _, p := range d.split(word) {
		text := word[p.start:p.end]
		inner := d.atoms(text, at+p.start)
		if inner == nil || p.front {
			inner = []part{{at + p.start, at + p.end, p.front}}
		}
		out = append(out, inner...)
	}
	return out
}
